"""The site itself: what it is, how one gets in, and what was chosen for it."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request

from retrowalk import __version__
from retrowalk.api.parts import Setting
from retrowalk.api.routes.site import parts
from retrowalk.api.routing import Site, at


router = APIRouter()


@dataclass(frozen=True, slots=True)
class SiteView:
    """What anybody may know of the site. `mode`: home or gym; `owned`: whether somebody is answerable for it.

    address: where phones and tablets reach it, None = only this computer does. presence: a key is pressed at a
    treadmill's console before it is first controlled.
    """

    name: str
    version: str
    mode: str
    owned: bool
    simulated: bool
    presence: bool
    pin_digits: int
    idle_s: int
    here: str
    address: str | None


@dataclass(frozen=True, slots=True)
class SettingView:
    """One setting and where it is from. `value` None and `hidden`: it may carry a secret.

    A change of a setting counts from the next start of the service.
    """

    key: str
    table: str
    why: str
    value: Any
    default: Any
    origin: str
    choices: tuple[str, ...]
    hidden: bool


@at(router, "site")
async def site(request: Request, site: Site) -> SiteView:
    """For every page, before anybody is known."""
    about = parts(request).about()
    owned = site.access.house.home or bool(site.access.roll.owners())
    return SiteView(
        about.name, __version__, about.mode, owned, about.simulated, about.presence, about.pin_digits, about.idle_s,
        about.here, about.address or None,
    )  # fmt: skip


@at(router, "settings")
async def settings(request: Request) -> list[SettingView]:
    """In the order of docs/settings.md."""
    return [_setting(each) for each in parts(request).settings()]


def _setting(one: Setting) -> SettingView:
    value = None if one.hidden else one.value
    table = one.key.rpartition(".")[0]
    return SettingView(one.key, table, one.why, value, one.default, one.origin, one.choices, one.hidden)
