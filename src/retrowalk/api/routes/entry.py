"""Coming in: pairing a device, tokens for programs, logging in, and proving once more who one is."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from retrowalk.api.forms import Form, Id, Name, Once, Pin, Secret
from retrowalk.api.routing import Site, Who, at
from retrowalk.api.tokens import cookie
from retrowalk.gateway.admission import Paired
from retrowalk.gateway.pairing import Leave
from retrowalk.gateway.permits import possible
from retrowalk.gateway.principal import Principal, Scope
from retrowalk.gateway.views import rfc3339
from retrowalk.history.records import Device
from retrowalk.safety.roles import Role


router = APIRouter()

Digits = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
# A year; a device that is used renews its leave.
Lasts = Annotated[int, Field(strict=True, ge=60, le=366 * 86_400)]


class Wish(Form):
    """What a device is to be let in for."""

    scopes: Annotated[frozenset[Scope], Once] = Field(min_length=1)
    treadmill: Id | None = None
    person: Id | None = None
    role: Role | None = None
    lasts_s: Lasts | None = None
    name: Name | None = None

    def leave(self) -> Leave:
        """In the gateway's words."""
        return Leave(self.scopes, self.treadmill, self.person, self.role, self.name or "", self.lasts_s)


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
    """Who, and their PIN. `role`: as whom, where somebody has several."""

    person: Id
    pin: Pin
    role: Role | None = None


class Confirm(Form):
    """The PIN once more; at home, on this computer, without a PIN, nothing."""

    pin: Pin | None = None


@dataclass(frozen=True, slots=True)
class MeView:
    """Who asks. `may`: what this client may ask for at all, and what each depends on."""

    client: str
    name: str
    role: str
    person: str | None
    scopes: tuple[str, ...]
    treadmill: str | None
    may: dict[str, str]


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device or program that is let in."""

    id: str
    name: str
    scopes: tuple[str, ...]
    treadmill: str | None
    person: str | None
    created: str
    last_used: str | None
    expires: str | None


@dataclass(frozen=True, slots=True)
class TokenView:
    """What a device was let in with; the token is told this once, to a browser as a cookie."""

    device: DeviceView
    token: str | None


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


def _me(who: Principal) -> MeView:
    may = {act.name.lower(): on.value for act, on in sorted(possible(who).items())}
    return MeView(who.client, who.name, who.role, who.person, tuple(sorted(who.scopes)), who.treadmill, may)


def _device(device: Device) -> DeviceView:
    used = None if device.last_used is None else rfc3339(device.last_used)
    ends = None if device.expires is None else rfc3339(device.expires)
    return DeviceView(
        device.id, device.name, device.scopes, device.treadmill, device.person, rfc3339(device.created), used, ends
    )


def _paired(paired: Paired, request: Request, response: Response, *, browser: bool) -> TokenView:
    """A browser gets its token where no script can read it."""
    if browser:
        response.headers["Set-Cookie"] = cookie(paired.token, secure=request.url.scheme == "https")
    return TokenView(_device(paired.device), None if browser else paired.token)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


@at(router, "me")
async def me(who: Who) -> MeView:
    """For pages, which hide what is not there."""
    return _me(who)


@at(router, "login")
async def login(site: Site, who: Who, form: Login) -> MeView:
    """In place of whoever was logged in here."""
    return _me(await site.access.login(who, form.person, form.pin, form.role))


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
    paired = site.admission.redeem(form.code, form.name, _address(request))
    return _paired(paired, request, response, browser=form.browser)


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
    paired = site.admission.collect(pairing, form.secret)
    if paired is None:
        return CollectedView(waiting=True, paired=None)
    return CollectedView(waiting=False, paired=_paired(paired, request, response, browser=form.browser))


@at(router, "claim")
async def claim(site: Site, form: Claim, request: Request, response: Response) -> TokenView:
    """With the code of the console."""
    paired = await site.admission.claim(form.code, form.device, form.person, form.pin, _address(request))
    return _paired(paired, request, response, browser=form.browser)


@at(router, "tokens")
async def tokens(site: Site, who: Who) -> list[DeviceView]:
    """Without the tokens: nobody has them."""
    return [_device(each) for each in site.admission.devices(who)]


@at(router, "issue_token")
async def issue_token(site: Site, who: Who, form: Wish) -> TokenView:
    """For a program."""
    paired = site.admission.issue(who, form.leave())
    return TokenView(_device(paired.device), paired.token)


@at(router, "revoke_token")
async def revoke_token(site: Site, who: Who, token: Id) -> None:
    """By the id of its device, at once. A device may give itself up."""
    site.admission.revoke(who, token)
