"""Running an empty belt to measure it: begun, started, ended, and what was measured so far."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from retrowalk.api.forms import Form, Once
from retrowalk.api.routing import Lease, Site, Treadmill, Who, Word, at
from retrowalk.api.stop import treadmill_id
from retrowalk.firmware.commissioning import Trial
from retrowalk.gateway.figures import kmh, percent
from retrowalk.gateway.places import Place, find
from retrowalk.gateway.readings import Readings
from retrowalk.gateway.trials import COMMANDS, Order, Run
from retrowalk.session.checklist import Item
from retrowalk.session.trial import WANTED
from retrowalk.units import Inclination, Speed


router = APIRouter()

Command = Annotated[str, Field(pattern=f"^(?:{'|'.join(COMMANDS)})$")]


class TrialForm(Form):
    """Which run, and what was looked at for it: each of `nobody`, `key`, `clear_area` and `treadmill`, every time."""

    trial: Trial
    ticks: Annotated[frozenset[Item], Once] = frozenset()


class TrialOrder(Form):
    """`ready` starts the belt, `steady` lets it come to its speed, `part` cuts the link, `end` winds down."""

    command: Command


@dataclass(frozen=True, slots=True)
class ReadingsView:
    """What was measured; None = not yet. `steady_kmh`: the mean of what the treadmill told for `steady_for_ms`.

    stop_ms: from the stop at `stopped_from_kmh` to zero. apart_ms: for how long the link was cut, and `after_kmh` the
    first speed after it. Who saw the belt knows more: it had been stopped by then.
    """

    slowest_kmh: float | None
    steady_kmh: float | None
    steady_for_ms: int | None
    inclination_percent: float | None
    stopped_from_kmh: float | None
    stop_ms: int | None
    apart_ms: int | None
    after_kmh: float | None


@dataclass(frozen=True, slots=True)
class TrialView:
    """One run. `asked_kmh`, `asked_percent`: what it is for; `cap_kmh`, `cap_source`: whose cap keeps it below that.

    stage: of its walk, None once that is gone; over: its belt stands, and nothing of it goes on. ended, ended_by: why,
    and who or what said so, in which words. lease: the number that its commands carry.
    """

    treadmill: str
    trial: Trial
    asked_kmh: float
    asked_percent: float
    cap_kmh: float | None
    cap_source: str | None
    stage: str | None
    over: bool
    not_ready: str | None
    countdown_ms: int | None
    ended: str | None
    ended_by: str
    lease: int
    readings: ReadingsView


def _kmh(wire: int | None) -> float | None:
    return None if wire is None else kmh(Speed(wire))


def _readings(found: Readings, now: int) -> ReadingsView:
    return ReadingsView(
        _kmh(found.slowest), _kmh(found.steady), None if found.reached_at is None else now - found.reached_at,
        None if found.inclination is None else percent(Inclination(found.inclination)), _kmh(found.stopped_from),
        found.stopping, found.apart, _kmh(found.after),
    )  # fmt: skip


def _shown(place: Place, run: Run) -> TrialView:
    seen, wanted = place.snapshot, WANTED[run.trial]
    return TrialView(
        place.id, run.trial, wanted.speed.kmh, wanted.inclination.percent, kmh(seen.cap) if seen.cap else None,
        seen.cap_source.value if seen.cap_source else None, seen.stage.value if seen.stage else None, run.over,
        seen.not_ready or None, seen.countdown, run.ended.value if run.ended else None, run.ended_by,
        seen.lease, _readings(run.readings, seen.now),
    )  # fmt: skip


@at(router, "trial")
async def trial(site: Site, treadmill: Treadmill) -> TrialView | None:
    """The one under way, or the last one since the gateway began; null without."""
    place = find(site.fleet, treadmill_id(treadmill))
    run = site.desk.trials.of(place.id)
    return None if run is None else _shown(place, run)


@at(router, "begin_trial")
async def begin_trial(site: Site, who: Who, treadmill: Treadmill, form: TrialForm, word: Word = "") -> TrialView:
    """Nothing moves before READY. It takes the lease, which is kept as any other."""
    place = find(site.fleet, treadmill_id(treadmill))
    run = await site.desk.trials.begin(who, place.id, form.trial, form.ticks, word)
    return _shown(place, run)


@at(router, "trial_command")
async def trial_command(
    site: Site, who: Who, treadmill: Treadmill, form: TrialOrder, lease: Lease = None, word: Word = ""
) -> TrialView:
    """By whoever holds the lease of the run; to end it, or to stop the belt, takes nothing."""
    place = find(site.fleet, treadmill_id(treadmill))
    return _shown(place, site.desk.trials.do(form.command, place.id, Order(who, lease, word)))
