"""Measuring one treadmill with nobody on it: what to do, what was noted, and what that is worth."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from retrowalk.api.forms import Form, Kmh, Name, Percent, Second, Yes, inclination, speed
from retrowalk.api.routes.treadmills import bay_of
from retrowalk.api.routing import Site, Treadmill, Who, at
from retrowalk.api.stop import treadmill_id
from retrowalk.firmware.commissioning import PROCEDURE, Record, Steady, Trial, Verdict
from retrowalk.firmware.profile import Known, StartBy
from retrowalk.gateway.proof import record_of
from retrowalk.units import Inclination, Speed


router = APIRouter()

# No belt is longer than ten metres (mm); nobody times revolutions or a stop for more than ten minutes (ms).
Millimetres = Annotated[int, Field(strict=True, ge=1, le=10_000)]
Milliseconds = Annotated[int, Field(strict=True, ge=1, le=600_000)]
Revolutions = Annotated[int, Field(strict=True, ge=1, le=1_000)]


class SteadyForm(Form):
    """What was seen at one steady speed: the belt made so many revolutions in that time."""

    asked_kmh: Kmh
    console_kmh: Kmh
    telemetry_kmh: Kmh
    revolutions: Revolutions
    time_ms: Milliseconds


class RecordForm(Form):
    """Everything that was noted; what is left out was not done. `at`: now, when it is left out."""

    firmware: Name
    by: Name
    at: Second | None = None
    belt_mm: Millimetres | None = None
    steady: tuple[SteadyForm, ...] = Field(default=(), max_length=10)
    speed_min_kmh: Kmh | None = None
    speed_max_kmh: Kmh | None = None
    speed_step_kmh: Kmh | None = None
    stop_ms: Milliseconds | None = None
    stops_on_disconnect: Known = Known.UNKNOWN
    start_by: StartBy | None = None
    inclines: Yes = True
    percent: Yes | None = None
    inclination_max_percent: Percent | None = None

    def record(self, now: int) -> Record:
        """In the units of the belt."""
        return Record(
            self.firmware, self.by, now if self.at is None else self.at, self.belt_mm,
            tuple(
                Steady(
                    speed(each.asked_kmh), speed(each.console_kmh), speed(each.telemetry_kmh), each.revolutions,
                    each.time_ms,
                )
                for each in self.steady
            ),
            _speed(self.speed_min_kmh), _speed(self.speed_max_kmh), _speed(self.speed_step_kmh), self.stop_ms,
            self.stops_on_disconnect, self.start_by, self.inclines, self.percent,
            None if self.inclination_max_percent is None else inclination(self.inclination_max_percent),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TaskView:
    """One thing to do, by a name that stays; the fields of the record it fills, and the speed the belt is run at.

    trial: the run that brings it there, to be begun at `/trial`; None = nothing moves.
    """

    name: str
    says: str
    notes: tuple[str, ...]
    speed_kmh: float | None
    trial: Trial | None


@dataclass(frozen=True, slots=True)
class ProofView:
    """What the record is worth now. `blocked`: why nobody walks on this treadmill; `problems`: missing or wrong."""

    treadmill: str
    commissioned: bool
    blocked: str
    problems: tuple[str, ...]
    record: RecordForm | None


def _speed(kmh: float | None) -> Speed | None:
    return None if kmh is None else speed(kmh)


def _kmh(found: Speed | None) -> float | None:
    return None if found is None else found.kmh


def _percent(found: Inclination | None) -> float | None:
    return None if found is None else found.percent


def _record(kept: Record) -> RecordForm:
    """As it was sent. What an older version kept is shown as it is, whatever is asked for now."""
    steady = tuple(
        SteadyForm.model_construct(
            asked_kmh=each.asked.kmh, console_kmh=each.console.kmh, telemetry_kmh=each.telemetry.kmh,
            revolutions=each.revolutions, time_ms=each.milliseconds,
        )
        for each in kept.steady
    )  # fmt: skip
    return RecordForm.model_construct(
        firmware=kept.firmware, by=kept.by, at=kept.at, belt_mm=kept.belt, steady=steady,
        speed_min_kmh=_kmh(kept.speed_min), speed_max_kmh=_kmh(kept.speed_max), speed_step_kmh=_kmh(kept.speed_step),
        stop_ms=kept.stop, stops_on_disconnect=kept.stops_on_disconnect, start_by=kept.start_by,
        inclines=kept.inclines, percent=kept.percent, inclination_max_percent=_percent(kept.inclination_max),
    )  # fmt: skip


def _proof(treadmill: str, record: Record | None, verdict: Verdict) -> ProofView:
    shown = None if record is None else _record(record)
    return ProofView(treadmill, verdict.commissioned, verdict.blocked, verdict.problems, shown)


# How the form calls what a task notes, where the unit is in the name.
_FIELDS = {
    "belt": "belt_mm",
    "speed_min": "speed_min_kmh",
    "speed_max": "speed_max_kmh",
    "speed_step": "speed_step_kmh",
    "stop": "stop_ms",
    "inclination_max": "inclination_max_percent",
}


@at(router, "commissioning_tasks")
async def tasks() -> list[TaskView]:
    """In this order, with nobody on the belt and a hand on the key."""
    return [
        TaskView(
            each.name, each.says, tuple(_FIELDS.get(name, name) for name in each.notes), _kmh(each.command), each.trial
        )
        for each in PROCEDURE
    ]


@at(router, "commissioning")
async def commissioning(site: Site, treadmill: Treadmill) -> ProofView:
    """The record there is, judged now."""
    bay = bay_of(site.fleet, treadmill)
    record = record_of(bay.machine)
    if record is None:
        return _proof(bay.id, None, Verdict(commissioned=False, problems=("nobody has measured it",)))
    return _proof(bay.id, record, site.desk.proof.judged(bay.id, record))


@at(router, "commission")
async def commission(site: Site, who: Who, treadmill: Treadmill, form: RecordForm) -> ProofView:
    """Kept whatever it says: one that finds a fault blocks the treadmill. At rest only."""
    record, place = form.record(site.access.at()), treadmill_id(treadmill)
    return _proof(place, record, await site.desk.proof.commission(who, place, record))
