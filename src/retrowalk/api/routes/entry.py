"""Coming in: pairing a device, logging in, and proving once more who one is."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from retrowalk.api.face import Face
from retrowalk.api.forms import Form, Id, Name, Once, Pin, Secret
from retrowalk.api.routes.devices import TokenView, Wish, paired
from retrowalk.api.routing import Site, Who, at
from retrowalk.gateway.pairing import Leave
from retrowalk.gateway.permits import confirmed_for, possible
from retrowalk.gateway.principal import Principal, Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.safety.roles import Role


router = APIRouter()

Digits = Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class Confirmed(Wish):
    """What a device that shows this code is let in for."""

    code: Digits


class Ask(Form):
    """A device that wants to be let in."""

    name: Name
    scopes: Annotated[frozenset[Scope], Once] = Field(min_length=1)
    treadmill: Id | None = None


class Redeem(Form):
    """The code somebody offered, typed on the new device. `browser`: give the token as a cookie only."""

    code: Digits
    name: Name
    browser: bool = Field(default=False, strict=True)


class Collect(Form):
    """What only the device that asked knows."""

    secret: Secret
    browser: bool = Field(default=False, strict=True)


class Claim(Form):
    """The code on the console of a site nobody owns, and who is to own it."""

    code: Secret
    device: Name
    person: Name
    pin: Pin
    browser: bool = Field(default=False, strict=True)


class Login(Form):
    """Who, by `person` (an id) or by `name` as people say it, and their PIN.

    role: as whom, where somebody has several.
    """

    person: Id | None = None
    name: Name | None = None
    pin: Pin
    role: Role | None = None


class Confirm(Form):
    """The PIN once more; at home, on this computer, without a PIN, nothing."""

    pin: Pin | None = None


@dataclass(frozen=True, slots=True)
class MeView:
    """Who asks. `may`: what this client may ask for at all, and what each depends on.

    logged_in: by a PIN, on this device; confirmed_for_ms: how long what is dangerous needs no PIN again; units and
    language are the person's, None = nobody in particular.
    """

    client: str
    name: str
    role: str
    person: str | None
    scopes: tuple[str, ...]
    treadmill: str | None
    may: dict[str, str]
    logged_in: bool
    confirmed_for_ms: int
    units: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class OfferView:
    """A code to type on the new device."""

    code: str
    good_for_ms: int


@dataclass(frozen=True, slots=True)
class ShownView:
    """What a device that asks shows to people (`code`), and comes back with (`id`, `secret`)."""

    id: str
    code: str
    secret: str
    good_for_ms: int


@dataclass(frozen=True, slots=True)
class AskingView:
    """A device that waits. Its code is on its own screen only."""

    id: str
    name: str
    address: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CollectedView:
    """Whether the device was let in yet."""

    waiting: bool
    paired: TokenView | None


def _me(site: Face, who: Principal) -> MeView:
    may = {act.name.lower(): on.value for act, on in sorted(possible(who).items())}
    known = site.access.roll.people.get(who.person or "")
    return MeView(
        who.client, who.name, who.role, who.person, tuple(sorted(who.scopes)), who.treadmill, may,
        "." in who.client, confirmed_for(who, site.access.now()), known.units if known else None,
        known.language if known else None,
    )  # fmt: skip


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


@at(router, "me")
async def me(site: Site, who: Who) -> MeView:
    """For pages, which hide what is not there."""
    return _me(site, who)


@at(router, "login")
async def login(site: Site, who: Who, form: Login) -> MeView:
    """In place of whoever was logged in here."""
    if (form.person is None) == (form.name is None):
        why = "one of person and name"
        raise Refusal(Code.INVALID, f"say who: {why}", fields={"name": why})
    person = site.access.roll.named(form.name or "") if form.person is None else form.person
    return _me(site, await site.access.login(who, person, form.pin, form.role))


@at(router, "logout")
async def logout(site: Site, who: Who) -> None:
    """Whoever it is."""
    site.access.logout(who)


@at(router, "confirm")
async def confirm(site: Site, who: Who, form: Confirm | None = None) -> None:
    """Good for five minutes."""
    await site.access.confirm(who, (form.pin if form else None) or "")


@at(router, "offer_pairing")
async def offer_pairing(site: Site, who: Who, form: Wish) -> OfferView:
    """Good for two minutes; it ends the code before."""
    return OfferView(site.admission.offer(who, form.leave()).code, 120_000)


@at(router, "redeem_pairing")
async def redeem_pairing(site: Site, form: Redeem, request: Request, response: Response) -> TokenView:
    """Whether the code is wrong or old is not said."""
    let_in = site.admission.redeem(form.code, form.name, _address(request))
    return paired(let_in, request, response, browser=form.browser)


@at(router, "ask_pairing")
async def ask_pairing(site: Site, form: Ask, request: Request) -> ShownView:
    """Anybody may ask; somebody has to confirm the code that is shown."""
    shown = site.admission.ask(form.name, Leave(form.scopes, form.treadmill), _address(request))
    return ShownView(shown.id, shown.code, shown.secret, shown.lives)


@at(router, "pairings")
async def pairings(site: Site, who: Who) -> list[AskingView]:
    """For whoever may open the door."""
    return [
        AskingView(each.id, each.name, each.address, tuple(sorted(each.wants.scopes)))
        for each in site.admission.asking(who)
    ]


@at(router, "confirm_pairing")
async def confirm_pairing(site: Site, who: Who, pairing: Id, form: Confirmed) -> None:
    """For what is said here, whatever it asked for."""
    site.admission.confirm(who, pairing, form.code, form.leave())


@at(router, "deny_pairing")
async def deny_pairing(site: Site, who: Who, pairing: Id) -> None:
    """Gone, if it was there."""
    site.admission.deny(who, pairing)


@at(router, "collect_pairing")
async def collect_pairing(
    site: Site, pairing: Id, form: Collect, request: Request, response: Response
) -> CollectedView:
    """Asked every few seconds by the device."""
    let_in = site.admission.collect(pairing, form.secret)
    if let_in is None:
        return CollectedView(waiting=True, paired=None)
    return CollectedView(waiting=False, paired=paired(let_in, request, response, browser=form.browser))


@at(router, "claim")
async def claim(site: Site, form: Claim, request: Request, response: Response) -> TokenView:
    """With the code of the console."""
    let_in = await site.admission.claim(form.code, form.device, form.person, form.pin, _address(request))
    return paired(let_in, request, response, browser=form.browser)
