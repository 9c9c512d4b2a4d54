"""Interlocks: the conditions for motion, and what their opening does.

Rule 1: a sample that is old is no sample; losing an input never permits more than having it.
Rule 2: a measurement may only freeze, lower or stop; none of these functions can raise anything.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from retrowalk.safety import thresholds as t
from retrowalk.safety.changed import changed
from retrowalk.safety.events import Sample, StopReason
from retrowalk.units import UNIT_RATIOS


class Freeze(StrEnum):
    """Why nothing may be raised."""

    STALE = "no fresh measurement"  # clears by itself
    STALL = "the program stood still"  # clears by itself
    UNGUARDED = "no guard watches this belt"  # clears when it does
    UNLEASED = "nobody holds the lease"  # clears when somebody does
    UNATTENDED = "the spotter does not answer"  # clears with the next tap
    HEART_LOST = "the heart-rate strap is silent"  # clears when it is heard again
    HEART_HIGH = "the heart rate is above its limit"  # clears when it is not
    NOT_FOLLOWING = "the belt does not follow"  # these and the rest need a person
    CONSOLE_RAISED = "faster than asked: console override"
    CONSOLE_LOWERED = "slower asked for at the console"
    INCLINE_OFF = "inclination is not what was asked"
    LINK_RETURNED = "the connection was lost and is back"
    CONTROL_LOST = "the treadmill took control back"


class Asked(NamedTuple):
    """What the belt was last asked for, when, whether that was slower than before, and the cap; wire steps and ms."""

    speed: int
    inclination: int
    at: int
    slower: bool
    cap: int


@dataclass(frozen=True)  # without slots: see changed()
class Watch:
    """What the samples so far amount to. Times in ms, None = the condition does not hold now."""

    sample: Sample | None = None
    at: int = 0
    zero_count: int = 0
    zero_since: int | None = None
    moving_count: int = 0
    over_count: int = 0
    over_since: int | None = None
    rise_since: int | None = None
    fall_since: int | None = None
    ratio_since: int | None = None
    behind_since: int | None = None
    near_since: int | None = None
    off_since: int | None = None
    stuck_since: int | None = None
    time_counts: bool = False
    distance_counts: bool = False
    followed: bool = False

    @property
    def measured(self) -> int:
        """Measured speed in 0.01 km/h; 0 before the first sample."""
        return self.sample.speed.wire if self.sample else 0

    def age(self, now: int) -> int | None:
        """Milliseconds since the last sample."""
        return now - self.at if self.sample else None


def _since(holds: bool, before: int | None, now: int) -> int | None:  # noqa: FBT001 - the condition itself
    """The time a condition has held from: kept while it holds, forgotten when it does not."""
    return (now if before is None else before) if holds else None


def _repeats(watch: Watch, sample: Sample) -> bool:
    """Whether this is the last sample once more: its speed, and counters that have been seen to count."""
    before = watch.sample
    telling = watch.time_counts or (watch.distance_counts and sample.speed.wire >= t.STUCK_BY_DISTANCE)
    if before is None or not telling or sample.speed.wire < t.ZERO:
        return False
    return (before.speed, before.distance, before.elapsed) == (sample.speed, sample.distance, sample.elapsed)


def hear(watch: Watch, sample: Sample, now: int) -> Watch:
    """Take in a sample: standing, moving, stuck. Shared by every state of the belt."""
    speed = sample.speed.wire
    zero, moving = speed < t.ZERO, speed > t.MOVING
    before = watch.sample or sample
    if now - watch.at > t.STALE_STOP:  # what the belt did meanwhile nobody knows: standing is measured anew (SR-8)
        watch = changed(watch, zero_count=0, zero_since=None)
    return changed(
        watch,
        sample=sample,
        at=now,
        zero_count=watch.zero_count + 1 if zero else 0,
        zero_since=_since(zero, watch.zero_since, now),
        moving_count=watch.moving_count + 1 if moving else 0,
        time_counts=watch.time_counts or before.elapsed != sample.elapsed,
        distance_counts=watch.distance_counts or before.distance != sample.distance,
        stuck_since=_since(_repeats(watch, sample), watch.stuck_since, now),
    )


def _miles_off(measured: int, asked: int) -> bool:
    """Whether the two differ as a mile and a kilometre do, in either direction."""
    return any(low * asked <= measured * 100 <= high * asked for low, high in UNIT_RATIOS) and asked > 0


def _off(watch: Watch, asked: Asked) -> bool:
    """Whether the inclination read back is not the one asked for; a belt that does not tell is not off."""
    inclination = watch.sample.inclination if watch.sample else None
    return inclination is not None and abs(inclination.wire - asked.inclination) > t.INCLINE_OFF


def compare(watch: Watch, asked: Asked, now: int) -> Watch:
    """Hold the newest sample against what was asked of a running belt."""
    speed = watch.measured
    limit = max(asked.cap, asked.speed)  # a belt that slows to a lowered cap is not speeding (SR-41)
    over = speed > limit + t.OVER_SOFT
    near = not behind(watch, asked)
    followed = watch.followed or near
    late = now - asked.at >= t.FOLLOW_WITHIN
    due = any((followed, late, not asked.slower))  # slowing down takes its time
    return changed(
        watch,
        over_count=watch.over_count + 1 if over else 0,
        over_since=_since(over, watch.over_since, now),
        rise_since=_since(due and speed > asked.speed + t.RISE, watch.rise_since, now),
        fall_since=_since(followed and speed < asked.speed - t.FALL, watch.fall_since, now),
        ratio_since=_since(late and _miles_off(speed, asked.speed), watch.ratio_since, now),
        behind_since=_since(followed and not near, watch.behind_since, now),
        near_since=_since(near, watch.near_since, now),
        off_since=_since(_off(watch, asked), watch.off_since, now),
        followed=followed,
    )


def forget(watch: Watch) -> Watch:
    """After a new command: no speed that was held against the old one counts.

    A wrong inclination goes on being wrong: commands for speed come more often than it takes to be sure (SR-28).
    """
    return changed(
        watch, rise_since=None, fall_since=None, ratio_since=None, behind_since=None, near_since=None, followed=False
    )


def count_anew(watch: Watch) -> Watch:
    """After a stop was asked for: standing still must be measured from here on."""
    return changed(watch, zero_count=0, zero_since=None, moving_count=0)


def stands(watch: Watch, now: int, hold: int = t.ZERO_FOR) -> bool:
    """Whether zero has been measured often enough, for `hold` ms, and as recently as a sample must be."""
    if watch.zero_since is None or watch.zero_count < t.ZERO_SAMPLES:
        return False
    return watch.at - watch.zero_since >= hold and now - watch.at <= t.STALE_FREEZE


def moves(watch: Watch) -> bool:
    """Whether motion has been measured."""
    return watch.moving_count >= t.MOVING_SAMPLES


@dataclass(frozen=True, slots=True)
class Trip:
    """A condition that stops the belt: its test, the reason recorded, and the words for people."""

    holds: Callable[[Watch, Asked, int], bool]
    reason: StopReason
    says: str


def _for(since: int | None, now: int, least: int) -> bool:
    return since is not None and now - since >= least


# In the order they are looked at; the first that holds is the reason kept.
TRIPS: tuple[Trip, ...] = (
    Trip(lambda w, a, _: w.measured > a.cap + t.OVER_HARD, StopReason.OVERSPEED, "far above the cap"),
    Trip(
        lambda w, _, now: w.over_count >= t.OVER_SOFT_SAMPLES and _for(w.over_since, now, t.OVER_SOFT_FOR),
        StopReason.OVERSPEED,
        "above the cap",
    ),
    Trip(lambda w, _, now: now - w.at > t.STALE_STOP, StopReason.STALE, "no measurement for 3 s"),
    Trip(lambda w, _, now: _for(w.stuck_since, now, t.STUCK), StopReason.STALE, "the treadmill repeats itself"),
    Trip(
        lambda w, _, now: _for(w.ratio_since, now, t.UNIT_FOR),
        StopReason.ENGINE_FAULT,
        "measured and asked speed differ by a mile: wrong units",
    ),
)


def tripped(watch: Watch, asked: Asked, now: int) -> Trip | None:
    """The first condition that must stop a running belt, or None."""
    for trip in TRIPS:  # asked in every step, and a loop takes half the time of a generator
        if trip.holds(watch, asked, now):
            return trip
    return None


def behind(watch: Watch, asked: Asked) -> bool:
    """Whether the belt is not yet within reach of the last command: no next step up (SR-6)."""
    return abs(watch.measured - asked.speed) > t.FOLLOWING


# Conditions that freeze, with the time they must hold. Those of SYMPTOMS need a person to clear.
SYMPTOMS: tuple[tuple[Freeze, Callable[[Watch, Asked, int], bool]], ...] = (
    (Freeze.CONSOLE_RAISED, lambda w, _, now: _for(w.rise_since, now, t.RISE_FOR)),
    (
        Freeze.NOT_FOLLOWING,
        lambda w, a, now: (
            _for(w.behind_since, now, t.FOLLOW_WITHIN)
            or (not w.followed and w.measured < a.speed and now - a.at > t.FOLLOW_WITHIN)
        ),
    ),
    (Freeze.INCLINE_OFF, lambda w, _, now: _for(w.off_since, now, t.INCLINE_OFF_FOR)),
)


def symptoms(watch: Watch, asked: Asked, now: int) -> frozenset[Freeze]:
    """Freezes that begin now and last until a person clears them."""
    return frozenset([freeze for freeze, holds in SYMPTOMS if holds(watch, asked, now)])


def stale(watch: Watch, now: int) -> bool:
    """Whether the last sample is too old to raise anything by (SR-19)."""
    return watch.sample is None or now - watch.at > t.STALE_FREEZE


def lowered(watch: Watch, now: int) -> bool:
    """Whether somebody at the console has lowered the speed (SR-17)."""
    return _for(watch.fall_since, now, t.FALL_FOR)
