"""What was measured while an empty belt ran. Pure: one step after another, and what they amount to.

Speeds in 0.01 km/h, times in ms; None = not measured yet. Nothing here is what was asked for.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrowalk.controller.events import LinkLost, TreadmillFrame
from retrowalk.safety.supervisor import BEING_STOPPED, Belt
from retrowalk.session.stage import Stage


if TYPE_CHECKING:
    from retrowalk.controller.events import Event
    from retrowalk.controller.state import State
    from retrowalk.safety.events import Sample


# A belt counts as there within 0.1 km/h of what was asked; the rest of the way it comes within this long (ms).
EVENS_OUT = 2_000


@dataclass(frozen=True, slots=True)
class Readings:
    """One run.

    slowest: at the belt's minimum; total, count: of the samples at the speed that was asked for, two seconds after it
    was reached, at `reached_at`; inclination: the last, in 0.1 %; stopped_from, stopping: the speed it was stopped at,
    and how long it took to zero; parted_at, apart, after: when the link was cut, for how long, and the first speed
    after it.
    """

    slowest: int | None = None
    total: int = 0
    count: int = 0
    reached_at: int | None = None
    inclination: int | None = None
    stopped_from: int | None = None
    stopping: int | None = None
    parted_at: int | None = None
    apart: int | None = None
    after: int | None = None

    @property
    def steady(self) -> int | None:
        """The mean of what was told at the speed that was asked for."""
        return self.total // self.count if self.count else None


def read(readings: Readings, event: "Event", state: "State") -> Readings:
    """Take in one step: the event, and the state after it."""
    if isinstance(event, LinkLost) and state.supervision.belt is Belt.ADRIFT:
        return replace(readings, parted_at=state.now)
    if state.supervision.belt in (*BEING_STOPPED, Belt.LATCHED):
        readings = _stop(readings, state)
    if not isinstance(event, TreadmillFrame) or state.watch.at != state.now or state.watch.sample is None:
        return readings
    return _sample(_returned(readings, state), state)


def _stop(readings: Readings, state: "State") -> Readings:
    """Where it was stopped, and, once zero was measured, how long that took."""
    stopped, zero = state.stopped_at, state.watch.zero_since
    if stopped is None or state.walk is None or state.walk.since > stopped:
        return readings
    if readings.stopped_from is None:
        return replace(readings, stopped_from=state.watch.measured)
    if readings.stopping is None and zero is not None and zero >= stopped:
        return replace(readings, stopping=zero - stopped)
    return readings


def _returned(readings: Readings, state: "State") -> Readings:
    """The first sample after the link came back."""
    if readings.parted_at is None or readings.after is not None:
        return readings
    return replace(readings, apart=state.linked_at - readings.parted_at, after=state.watch.measured)


def _sample(readings: Readings, state: "State") -> Readings:
    walk, sample = state.walk, state.watch.sample
    if walk is None or sample is None or not walk.reached:
        return readings
    if walk.stage is Stage.SETTLING:
        return replace(readings, slowest=sample.speed.wire)
    return _steady(readings, sample, state.now) if walk.stage is Stage.WALKING else readings


def _steady(readings: Readings, sample: "Sample", now: int) -> Readings:
    """At the speed that was asked for; what it told on the last of the way does not count."""
    if readings.reached_at is None:
        return replace(readings, reached_at=now)
    if now - readings.reached_at < EVENS_OUT:
        return readings
    inclination = None if sample.inclination is None else sample.inclination.wire
    total, count = readings.total + sample.speed.wire, readings.count + 1
    return replace(readings, total=total, count=count, inclination=inclination)
