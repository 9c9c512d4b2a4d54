"""Treadmills: seen by anybody as far as everybody in the room sees them, named and adopted by their owner."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from retrowalk.api import etags
from retrowalk.api.face import Face
from retrowalk.api.forms import Form, Name
from retrowalk.api.routing import IfMatch, Site, Treadmill, Who, at
from retrowalk.api.stop import treadmill_id
from retrowalk.gateway import views
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.pending import all_kept
from retrowalk.gateway.permits import refusal, require
from retrowalk.gateway.principal import Principal
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.records import Machine
from retrowalk.journal.lock import Taken
from retrowalk.runtime.bay import Bay, NotLinked
from retrowalk.runtime.fleet import Fleet, NotNow
from retrowalk.safety.roles import Act


router = APIRouter()

# Treadmills of one site: the largest gym has fewer in reach of one computer's radios.
MOST = 100

Address = Annotated[str, Field(pattern=r"^(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$")]


class Adopt(Form):
    """A treadmill by its Bluetooth address."""

    address: Address
    label: Name | None = None


class Rename(Form):
    """What people call it."""

    label: Name


@dataclass(frozen=True, slots=True)
class ReachView:
    """What is in reach and may be a treadmill; `why` when it cannot be controlled."""

    address: str
    name: str
    rssi_dbm: int
    radio: str
    verdict: str
    why: str
    treadmill: str | None


@dataclass(frozen=True, slots=True)
class LatchView:
    """Whether a stop is latched, and by whom; `at_zero`: the belt was measured at standstill since."""

    latched: bool
    reason: str | None
    source: str | None
    at_zero: bool


def bay_of(fleet: Fleet, treadmill: str) -> Bay:
    """The treadmill of an id. Raises Refusal."""
    found = fleet.bays.get(treadmill_id(treadmill))
    if found is None:
        raise Refusal(Code.NOT_FOUND, f"there is no treadmill {treadmill!r}", fields={"treadmill": "unknown"})
    return found


def shown(site: Face, who: Principal, bay: Bay) -> views.TreadmillView:
    """As far as this client may see it."""
    trusted = refusal(who, Act.WATCH, Context(treadmill=bay.id)) is None
    return site.seen(bay) if trusted else views.minimum(bay)


def version(machine: Machine) -> str:
    """What a change of its name is made from."""
    return etags.etag((machine.id, machine.address, machine.label, machine.fingerprint))


def _all_kept_of(bay: Bay) -> AbstractAsyncContextManager[None]:
    """What is said of it within, or it is what it was. Raises Refusal."""
    before = bay.machine

    async def back() -> None:
        bay.machine = before

    return all_kept(back)


@at(router, "treadmills")
async def treadmills(site: Site, who: Who) -> list[views.TreadmillView]:
    """All of them."""
    return [shown(site, who, bay) for bay in site.fleet.bays.values()]


@at(router, "treadmill")
async def treadmill(site: Site, who: Who, treadmill: Treadmill, response: Response) -> views.TreadmillView:
    """One, with the version of its configuration."""
    bay = bay_of(site.fleet, treadmill)
    response.headers["ETag"] = version(bay.machine)
    return shown(site, who, bay)


@at(router, "reach")
async def reach(site: Site) -> list[ReachView]:
    """The strongest signal first."""
    return [
        ReachView(each.address, each.name, each.rssi, each.radio, each.verdict.value, each.why, each.bay)
        for each in site.fleet.seen()
    ]


@at(router, "adopt")
async def adopt(site: Site, who: Who, form: Adopt, response: Response) -> views.TreadmillView:
    """It is linked from now on, and bound once it answers."""
    require(who, Act.TREADMILL)
    if len(site.fleet.bays) >= MOST:
        raise Refusal(Code.FULL, f"{MOST} treadmills are the site's: forget those that are gone", limit=str(MOST))
    known = site.fleet.bays.get(treadmill_id(form.address))
    try:
        bay = await site.fleet.adopt(form.address, form.label or "")
        if known is None:
            async with all_kept(partial(site.fleet.forget, bay.id)):
                bay.remember(bay.machine)  # before it has ever answered: it may be switched off
    except Taken as taken:
        raise Refusal(Code.CONFLICT, str(taken)) from None
    except OSError as error:
        raise Refusal(Code.STORAGE, f"it cannot be kept: {error.strerror or error}") from None
    response.headers["ETag"] = version(bay.machine)
    return shown(site, who, bay)


@at(router, "rename")
async def rename(
    site: Site, who: Who, treadmill: Treadmill, form: Rename, response: Response, if_match: IfMatch = None
) -> views.TreadmillView:
    """From now on."""
    bay = bay_of(site.fleet, treadmill)
    etags.check(if_match, version(bay.machine))
    async with _all_kept_of(bay):
        bay.rename(form.label)
    response.headers["ETag"] = version(bay.machine)
    return shown(site, who, bay)


@at(router, "forget")
async def forget(site: Site, treadmill: Treadmill, if_match: IfMatch = None) -> None:
    """At rest only."""
    bay = bay_of(site.fleet, treadmill)
    etags.check(if_match, version(bay.machine))
    try:
        async with all_kept(partial(site.fleet.know, bay.machine)):
            await site.fleet.forget(bay.id)
    except NotNow as error:
        raise Refusal(Code.CONFLICT, str(error)) from None


@at(router, "bind")
async def bind(site: Site, who: Who, treadmill: Treadmill) -> views.TreadmillView:
    """A person has looked: this is the treadmill."""
    bay = bay_of(site.fleet, treadmill)
    try:
        async with _all_kept_of(bay):
            bay.bind()
    except NotLinked as error:
        raise Refusal(Code.LINK_LOST, str(error)) from None
    return shown(site, who, bay)


@at(router, "latch")
async def latch(site: Site, treadmill: Treadmill) -> LatchView:
    """For anybody."""
    seen = bay_of(site.fleet, treadmill).snapshot
    reason = seen.latched.value if seen.latched else None
    return LatchView(reason is not None, reason, seen.latched_by or None, seen.belt.value == "latched")
