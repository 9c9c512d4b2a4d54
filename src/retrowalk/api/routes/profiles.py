"""What is known of a treadmill: its model's firmware profile, what it says of itself, and what to mind."""

from dataclasses import dataclass

from fastapi import APIRouter

from retrowalk.api.routes.treadmills import bay_of
from retrowalk.api.routing import Site, Treadmill, at
from retrowalk.gateway.advisories import advisories
from retrowalk.gateway.figures import kmh, percent
from retrowalk.link.port import Description
from retrowalk.runtime.identity import code
from retrowalk.safety.governor import Grid
from retrowalk.units import Inclination, Speed


router = APIRouter()


@dataclass(frozen=True, slots=True)
class AdvisoryView:
    """One thing to mind. `blocks`: nobody walks before it is put right."""

    code: str
    says: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class ProfileView:
    """What is known. handrails, backward_allowed, stops_on_disconnect: yes, no or unknown; start_by: console or app.

    label: the code of its sticker. Speeds and inclinations: what may be asked of it, as its profile narrows what it
    says; None = not known, or it has none.
    """

    treadmill: str
    profile: str
    evidence: str
    label: str
    name: str
    manufacturer: str
    model: str
    firmware: str
    commissioned: bool
    start_by: str
    handrails: str
    backward_allowed: str
    stops_on_disconnect: str
    speed_min_kmh: float | None
    speed_max_kmh: float | None
    speed_step_kmh: float | None
    inclination_max_percent: float | None
    inclination_step_percent: float | None
    advisories: list[AdvisoryView]


_Figure = float | None


def _speeds(grid: Grid | None) -> tuple[_Figure, _Figure, _Figure]:
    """Slowest, fastest, step."""
    if grid is None:
        return None, None, None
    return kmh(Speed(grid.minimum)), kmh(Speed(grid.maximum)), kmh(Speed(grid.step))


def _inclinations(grid: Grid | None) -> tuple[_Figure, _Figure]:
    """Steepest, step."""
    if grid is None or not grid.inclination_maximum:
        return None, None
    return percent(Inclination(grid.inclination_maximum)), percent(Inclination(grid.inclination_step))


def _told(found: Description | None) -> tuple[str, str, str, str]:
    """Name, maker, model and firmware, as it says itself."""
    return (found.name, found.manufacturer, found.model, found.firmware) if found else ("", "", "", "")


@at(router, "profile")
async def profile(site: Site, treadmill: Treadmill) -> ProfileView:
    """As far as it has told, and as somebody has measured it."""
    bay = bay_of(site.fleet, treadmill)
    found, known = bay.found, bay.service.rules.profile
    grid = bay.state.machine.grid if bay.state.machine else None
    minded = [AdvisoryView(each.code, each.says, each.blocks) for each in advisories(bay)]
    return ProfileView(
        bay.id, known.id, known.evidence, code(bay.address), *_told(found), known.commissioned, known.start_by.value,
        known.handrails.value, known.backward_allowed.value, known.stops_on_disconnect.value, *_speeds(grid),
        *_inclinations(grid), minded,
    )  # fmt: skip
