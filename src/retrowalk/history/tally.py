"""A walk as it adds up: a sample each second and, at the end, what was done. Pure; live and made again alike.

`snapshot` must be the core's view at the step's own time, so that a walk folded from its journal gives the same.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from retrowalk.controller.effects import Announce, Cue, Effect, Finished, Refused, WriteStop
from retrowalk.controller.events import Nudge, Prepare, Tap
from retrowalk.controller.snapshot import Snapshot
from retrowalk.history.walks import Doubt, Lap, Range, Sample, State, Summary
from retrowalk.journal.record import Step
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import ON_THE_MOVE, Stage
from retrowalk.units import Facing


# The trace of a session report has one row each second (clinical review §6.1; SR-46), in ms.
PERIOD = 1000
# Two missed seconds of a treadmill that tells its speed each second are a gap in what was measured.
GAP = 2500
# Belts that were measured at zero.
STANDING = frozenset({Belt.IDLE, Belt.ARMED, Belt.LATCHED})
# "Time above 90 % of cap" is a field of the session report (clinical review §6.1).
NEAR_CAP = 90
# Core and snapshot count metres; a step's share of a millimetre is lost nowhere.
_MM = 1000

# Why a second is not to be trusted, the bit it sets and the words for people.
DOUBTS: tuple[tuple[Callable[[Snapshot], bool], Doubt, str], ...] = (
    (lambda seen: not seen.linked, Doubt.UNLINKED, "no connection"),
    (lambda seen: seen.measured is None, Doubt.UNMEASURED, "nothing measured"),
    (lambda seen: (seen.age or 0) >= GAP, Doubt.OLD, "old measurement"),
)

# Walks that wound down as planned; every other reason stopped them.
_ENDED = frozenset({StopReason.COMPLETED, StopReason.SCHEDULE_LIMIT})


def doubts(seen: Snapshot) -> tuple[str, ...]:
    """What measurements and commands are not to be trusted for, in words; none when all is well (SR-46)."""
    return (*(says for holds, _, says in DOUBTS if holds(seen)), *seen.frozen)


def _flags(seen: Snapshot, *, raised: bool) -> int:
    bits = sum(bit.value for holds, bit, _ in DOUBTS if holds(seen))
    return bits | (Doubt.FROZEN if seen.frozen else 0) | (Doubt.UNREADABLE if raised else 0)


@dataclass(slots=True)
class _Seen:
    """The values of one quantity."""

    sum: int = 0
    count: int = 0
    least: int = 0
    most: int = 0

    def add(self, value: int | None) -> None:
        if value is None:
            return
        self.least = value if not self.count else min(self.least, value)
        self.most = value if not self.count else max(self.most, value)
        self.sum, self.count = self.sum + value, self.count + 1

    @property
    def range(self) -> Range | None:
        """Mean to the nearest whole, least and most; None when nothing was seen."""
        return Range((2 * self.sum + self.count) // (2 * self.count), self.least, self.most) if self.count else None


def _nudged(up: bool) -> Callable[[Step], bool]:  # noqa: FBT001 - which of two
    def holds(step: Step) -> bool:
        done = not any(isinstance(effect, Refused) for effect in step.effects)
        return isinstance(step.event, Nudge) and step.event.up is up and done

    return holds


def _told(cue: Cue) -> Callable[[Step], bool]:
    return lambda step: any(isinstance(effect, Announce) and effect.cue is cue for effect in step.effects)


# What is counted by the step alone: the field of the summary, and whether a step counts.
_COUNTED: Mapping[str, Callable[[Step], bool]] = MappingProxyType(
    {
        "nudges_up": _nudged(up=True),
        "nudges_down": _nudged(up=False),
        "console_overrides": _told(Cue.CONSOLE_OVERRIDE),
        "taps": lambda step: isinstance(step.event, Tap),
        "taps_missed": _told(Cue.UNATTENDED),
    }
)


@dataclass(slots=True)
class Tally:
    """Add every step of a walk in its order, from its Prepare on; what comes before or after the walk is passed by."""

    finished: Finished | None = None
    _first: int | None = None
    _last: int = 0
    _t: int = -1
    _before: Snapshot | None = None
    _watched: bool = False
    _counts: Counter[str] = field(default_factory=Counter)
    _doubts: Counter[str] = field(default_factory=Counter)
    _inclines: Counter[int] = field(default_factory=Counter)
    _facing: Counter[Facing | None] = field(default_factory=Counter)
    _seen: dict[str, _Seen] = field(default_factory=dict)
    _laps: list[Lap] = field(default_factory=list)
    _asked: int | None = None
    _stopped_in: int | None = None

    def add(self, step: Step, snapshot: Snapshot) -> list[Sample]:
        """Take one step and how things stood after it; gives the sample of a second that has begun."""
        if self.finished is not None or (self._first is None and not _begins(step, snapshot)):
            return []
        if self._first is None:
            self._first = step.now
            self._watched = isinstance(step.event, Prepare) and step.event.plan.monitor_only
        self._last = step.now
        self._count(step)
        self._compare(step.now, snapshot)
        self._halts(step.now, step.effects, snapshot)
        samples = list(self._sampled(step, snapshot))
        self._before = snapshot
        self.finished = next((each for each in step.effects if isinstance(each, Finished)), None)
        return samples

    @property
    def state(self) -> State:
        """How the walk stands by what was added; one without an end was interrupted."""
        if self.finished is None:
            return State.INTERRUPTED
        return State.ENDED if self.finished.reason in _ENDED and self.finished.verified else State.STOPPED

    @property
    def reason(self) -> StopReason:
        """Why it ended: its end's reason, else that of a stop under way, else a loss of power or of the program."""
        latched = self._before.latched if self._before else None
        return self.finished.reason if self.finished else latched or StopReason.POWER_LOSS

    def _count(self, step: Step) -> None:
        for name, counts in _COUNTED.items():
            self._counts[name] += counts(step)

    def _compare(self, now: int, seen: Snapshot) -> None:
        before = self._before
        if before is None or before.segment != seen.segment:
            self._laps.append(Lap(seen.segment, self._since(now) // PERIOD, seen.facing, 0, 0))
        if before is None:
            return
        self._counts["holds"] += before.stage is not Stage.HOLDING and seen.stage is Stage.HOLDING
        self._counts["gaps"] += (before.age or 0) < GAP <= (seen.age or 0)
        self._walk_on(seen.belt_time - before.belt_time, _millimetres(seen) - _millimetres(before), before.facing)

    def _walk_on(self, time: int, way: int, facing: Facing | None) -> None:
        """Spend what a step added to the totals."""
        self._facing[facing] += time
        lap = self._laps[-1]
        self._laps[-1] = Lap(lap.segment, lap.t, lap.facing, lap.belt_time + time, lap.millimetres + way)

    def _halts(self, now: int, effects: tuple[Effect, ...], seen: Snapshot) -> None:
        """From the first stop write to measured standstill."""
        if self._asked is None and any(isinstance(each, WriteStop) for each in effects):
            self._asked, self._stopped_in = now, None
            self._counts["stops"] += 1
        elif self._asked is not None and seen.belt in STANDING:
            self._stopped_in = now - self._asked
            self._asked = None

    def _since(self, now: int) -> int:
        return 0 if self._first is None else now - self._first

    def _sampled(self, step: Step, seen: Snapshot) -> Iterator[Sample]:
        t = self._since(step.now) // PERIOD
        if t <= self._t:
            return
        self._t = t
        sample = _sample(t, seen, _flags(seen, raised=bool(step.raised)))
        self._counts["samples"] += 1
        if seen.stage in ON_THE_MOVE:
            self._measure(sample, seen)
        yield sample

    def _measure(self, sample: Sample, seen: Snapshot) -> None:
        """Add up what one second on the move tells."""
        for name in ("commanded", "speed", "inclination", "heart_rate"):
            self._seen.setdefault(name, _Seen()).add(getattr(sample, name))
        self._doubts.update(doubts(seen))
        if seen.commanded is not None:
            self._inclines[seen.commanded.inclination.wire] += 1
        if sample.speed is not None and sample.cap is not None:
            self._counts["near_cap"] += 100 * sample.speed > NEAR_CAP * sample.cap

    def _range(self, name: str) -> Range | None:
        return self._seen.get(name, _Seen()).range

    def summary(self) -> Summary:
        """What was done so far."""
        counted: dict[str, Any] = {
            name: self._counts[name] for name in (*_COUNTED, "holds", "gaps", "samples", "stops")
        }
        return Summary(
            seconds=self._since(self._last) // PERIOD,
            forward=self._facing[Facing.FORWARD],
            backward=self._facing[Facing.BACKWARD],
            commanded=self._range("commanded"),
            measured=self._range("speed"),
            near_cap=self._counts["near_cap"] if self._range("speed") and not self._watched else None,
            inclination=self._range("inclination"),
            inclines=tuple(sorted(self._inclines.items())),
            heart_rate=self._range("heart_rate"),
            heart_source="strap" if self._range("heart_rate") else "",
            doubts=tuple(sorted(self._doubts.items())),
            stopped_in=self._stopped_in,
            verified=self.finished is not None and self.finished.verified,
            laps=tuple(self._laps),
            **counted,
            **_progress(self._before, self.finished),
        )


def _begins(step: Step, seen: Snapshot) -> bool:
    return isinstance(step.event, Prepare) and seen.stage is not None and seen.stage is not Stage.FINISHED


def _millimetres(seen: Snapshot) -> int:
    return round(seen.metres * _MM)


def _progress(seen: Snapshot | None, finished: Finished | None) -> dict[str, Any]:
    """How far it went."""
    if seen is None:
        return {}
    return {
        "belt_time": seen.belt_time,
        "millimetres": _millimetres(seen),
        "segments": seen.segments,
        "segments_done": _done(seen, finished),
    }


def _done(seen: Snapshot, finished: Finished | None) -> int:
    """How many segments were walked to their end."""
    whole = finished is not None and finished.reason is StopReason.COMPLETED
    return seen.segments if whole and seen.segment == seen.segments - 1 else seen.segment


def _sample(t: int, seen: Snapshot, flags: int) -> Sample:
    measured, commanded = seen.measured, seen.commanded
    inclination = measured.inclination if measured else None
    return Sample(
        t,
        speed=measured.speed.wire if measured else None,
        commanded=commanded.speed.wire if commanded else None,
        cap=seen.cap.wire if seen.cap else None,
        inclination=inclination.wire if inclination else None,
        heart_rate=seen.heart_rate,
        facing=seen.facing,
        stage=seen.stage,
        segment=seen.segment,
        millimetres=_millimetres(seen),
        flags=flags,
    )
