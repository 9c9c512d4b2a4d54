"""Devices and programs that are let in: for what, for how long, and no more."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from retrowalk.api.forms import Form, Id, Name, Once
from retrowalk.api.routing import Site, Who, at
from retrowalk.api.tokens import cookie
from retrowalk.gateway.admission import Paired
from retrowalk.gateway.pairing import Leave
from retrowalk.gateway.principal import Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.gateway.views import rfc3339
from retrowalk.history.records import Device
from retrowalk.safety.roles import Role


router = APIRouter()

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


class Renewal(Form):
    """Another name, another end. What is left out stays; `lasts_s` null: until it is revoked."""

    name: Name = ""
    lasts_s: Lasts | None = None


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device or program that is let in. `role`: as whom it acts with nobody logged in, None = as its scopes say."""

    id: str
    name: str
    scopes: tuple[str, ...]
    treadmill: str | None
    person: str | None
    role: str | None
    created: str
    last_used: str | None
    expires: str | None


@dataclass(frozen=True, slots=True)
class TokenView:
    """What a device was let in with; the token is told this once, to a browser as a cookie."""

    device: DeviceView
    token: str | None


def _device(device: Device) -> DeviceView:
    used = None if device.last_used is None else rfc3339(device.last_used)
    ends = None if device.expires is None else rfc3339(device.expires)
    role = device.role.value if device.role else None
    return DeviceView(
        device.id,
        device.name,
        device.scopes,
        device.treadmill,
        device.person,
        role,
        rfc3339(device.created),
        used,
        ends,
    )


def paired(let_in: Paired, request: Request, response: Response, *, browser: bool) -> TokenView:
    """A browser gets its token where no script can read it."""
    if browser:
        response.headers["Set-Cookie"] = cookie(let_in.token, secure=request.url.scheme == "https")
    return TokenView(_device(let_in.device), None if browser else let_in.token)


@at(router, "tokens")
async def tokens(site: Site, who: Who) -> list[DeviceView]:
    """Without the tokens: nobody has them."""
    return [_device(each) for each in site.admission.devices(who)]


@at(router, "issue_token")
async def issue_token(site: Site, who: Who, form: Wish) -> TokenView:
    """For a program."""
    issued = site.admission.issue(who, form.leave())
    return TokenView(_device(issued.device), issued.token)


@at(router, "renew_token")
async def renew_token(site: Site, who: Who, token: Id, form: Renewal) -> DeviceView:
    """By the id of its device; by whoever could let it in anew."""
    said = form.model_fields_set
    if not said:
        raise Refusal(Code.INVALID, "say name or lasts_s", fields={"name": "name or lasts_s"})
    renewed = site.admission.renew(who, token, form.lasts_s) if "lasts_s" in said else None
    named = site.admission.rename(who, token, form.name) if "name" in said else None
    return _device(named or renewed or site.admission.known(token))


@at(router, "revoke_token")
async def revoke_token(site: Site, who: Who, token: Id) -> None:
    """By the id of its device, at once. A device may give itself up."""
    site.admission.revoke(who, token)
