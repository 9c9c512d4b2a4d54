"""When each segment of a plan begins on a given belt, how long its transition and its hold last, and how far it goes.

This is the plan as governed with nothing in the way: no cap below the protocol's own, a belt that follows at once, no
hold, and turns and rests of their least time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from retrowalk.protocol.plan import Kind, Plan, Segment
from retrowalk.units import Inclination, Setpoint, Speed


# The rules of motion, as safety.thresholds and safety.governor have them (a test holds the two together):
# at most 0.10 mph for each command up, in whole steps of the belt, a second apart (SR-4) …
STEP_UP = 16
# … 0.5 % every 5 s, and nothing else within 3 s of a change of speed or inclination (SR-28).
INCLINE_STEP = 5
INCLINE_APART = 5_000
INCLINE_CLEAR = 3_000

# 0.01 km/h for 1 ms is 1/360 000 m.
_PER_METRE = 360_000

STANDING = frozenset({Kind.TURN, Kind.REST})


@dataclass(frozen=True, slots=True)
class Leg:
    """One segment on one belt: times in ms from the first start, `speed` what the belt is asked for at its end.

    `metres` counts transition and hold; `transition_ms` of a turn or rest is the way down to the minimum before it.
    `inclination` is what it comes to; `speed_ms`: the part of the transition in which the speed changes.
    """

    segment: Segment
    starts_ms: int
    transition_ms: int
    hold_ms: int
    metres: float
    speed: Speed
    inclination: Inclination = Inclination(0)  # noqa: RUF009 - frozen
    speed_ms: int = 0

    @property
    def ends_ms(self) -> int:
        """When the next one begins."""
        return self.starts_ms + self.transition_ms + self.hold_ms

    @property
    def belt_ms(self) -> int:
        """How long of it the belt moves."""
        return self.transition_ms + (0 if self.segment.kind in STANDING else self.hold_ms)


@dataclass(frozen=True, slots=True)
class _Belt:
    """Minimum, step and ramps in 0.01 km/h (per second), inclination step in 0.1 %."""

    minimum: int
    step: int
    up: int
    down: int
    inclination_step: int

    def rising(self) -> int:
        """How fast commands may rise, per second; 0: one step of the belt is more than a command may add."""
        return min(self.up, STEP_UP // self.step * self.step)

    def nearest(self, before: int, aim: int) -> int:
        """The speed asked for from `before` towards `aim`: on the belt's steps, above the aim only at its minimum."""
        floor = self.minimum + max(0, aim - self.minimum) // self.step * self.step
        return floor if floor <= before or self.rising() else before

    def level(self, aim: int) -> int:
        """The inclination asked for: on the motor's steps, flat where it moves too far at once or not at all."""
        return aim // self.inclination_step * self.inclination_step if 0 < self.inclination_step <= INCLINE_STEP else 0

    def speed_ms(self, before: int, after: int) -> int:
        """How long the speed takes."""
        rate = self.rising() if after > before else self.down
        return -(-abs(after - before) * 1000 // rate) if after != before else 0

    def incline_ms(self, before: int, after: int) -> int:
        """How long the inclination takes from its first command to its last."""
        if after == before:
            return 0
        move = INCLINE_STEP // self.inclination_step * self.inclination_step
        return (-(-abs(after - before) // move) - 1) * INCLINE_APART


def _metres(wire: float, ms: int) -> float:
    return wire * ms / _PER_METRE


def _transition(belt: _Belt, before: Setpoint, after: Setpoint) -> tuple[int, float]:
    """Time (ms) and metres from one setpoint to the next: slower first, then inclination, then faster."""
    v0, v1 = before.speed.wire, after.speed.wire
    speed_ms = belt.speed_ms(v0, v1)
    incline_ms = belt.incline_ms(before.inclination.wire, after.inclination.wire)
    both = v0 != v1 and before.inclination != after.inclination
    waiting = incline_ms + INCLINE_CLEAR * both
    return speed_ms + waiting, _metres((v0 + v1) / 2, speed_ms) + _metres(min(v0, v1), waiting)


def _asked(belt: _Belt, segment: Segment, before: Setpoint) -> Setpoint:
    """The setpoint a segment comes to on this belt."""
    aim = belt.minimum if segment.speed is None else segment.speed.wire
    return Setpoint(Speed(belt.nearest(before.speed.wire, aim)), Inclination(belt.level(segment.inclination.wire)))


def _hold_ms(segment: Segment, pace: float) -> int:
    """How long a hold or ramp lasts at this mean pace (0.01 km/h); 0 where nothing tells."""
    if segment.duration is not None:
        return segment.duration
    return round(segment.distance.metres * _PER_METRE / pace) if segment.distance is not None and pace else 0


def _reached(belt: _Belt, before: Setpoint, after: Setpoint, ms: int) -> Setpoint:
    """How far a ramp of this length gets: no further than the rules of motion."""
    gain = belt.rising() * ms // 1000
    speed = min(after.speed.wire, belt.nearest(before.speed.wire, before.speed.wire + gain))
    return Setpoint(Speed(speed), after.inclination)


def _ramp(belt: _Belt, segment: Segment, starts: int, before: Setpoint) -> tuple[Leg, Setpoint]:
    """A ramp is all transition, spread over its own time or, at its mean speed, its own distance."""
    after = _asked(belt, segment, before)
    hold = _hold_ms(segment, (before.speed.wire + after.speed.wire) / 2)
    after = _reached(belt, before, after, hold)
    metres = _metres((before.speed.wire + after.speed.wire) / 2, hold)
    return Leg(segment, starts, 0, hold, metres, after.speed, after.inclination), after


def _stand(belt: _Belt, segment: Segment, starts: int, before: Setpoint) -> tuple[Leg, Setpoint]:
    """Down to the minimum and flat, then standing; the next start finds the belt at its minimum."""
    after = Setpoint(Speed(belt.minimum), Inclination(0))
    transition, metres = _transition(belt, before, after)
    slower = belt.speed_ms(before.speed.wire, belt.minimum)
    return Leg(segment, starts, transition, segment.duration or 0, metres, Speed(0), speed_ms=slower), after


def _hold(belt: _Belt, segment: Segment, starts: int, before: Setpoint) -> tuple[Leg, Setpoint]:
    """A transition and then as long or as far as it says."""
    after = _asked(belt, segment, before)
    transition, metres = _transition(belt, before, after)
    hold = _hold_ms(segment, after.speed.wire)
    way = metres + _metres(after.speed.wire, hold)
    changes = belt.speed_ms(before.speed.wire, after.speed.wire)
    return Leg(segment, starts, transition, hold, way, after.speed, after.inclination, changes), after


_LAYING = {Kind.SETTLE: _hold, Kind.HOLD: _hold, Kind.RAMP: _ramp, Kind.TURN: _stand, Kind.REST: _stand}


def _driven(plan: Plan, belt: _Belt) -> Iterator[Leg]:
    """The legs of a plan that drives the belt."""
    now, at = 0, Setpoint(Speed(belt.minimum), Inclination(0))
    for segment in plan.segments:
        leg, at = _LAYING[segment.kind](belt, segment, now, at)
        now = leg.ends_ms
        yield leg


def _watched(plan: Plan) -> Iterator[Leg]:
    """The legs of a plan that only watches: the times and distances it names, and no speed."""
    now = 0
    for segment in plan.segments:
        metres = segment.distance.metres if segment.distance is not None else 0
        leg = Leg(segment, now, 0, segment.duration or 0, metres, Speed(0))
        now = leg.ends_ms
        yield leg


def timeline(
    plan: Plan, belt_minimum: Speed, belt_step: Speed, inclination_step: Inclination | None = None
) -> tuple[Leg, ...]:
    """Each segment on a belt with this minimum and step; `inclination_step` None: one that follows any inclination."""
    if plan.monitor_only:
        return tuple(_watched(plan))
    motor = 1 if inclination_step is None else inclination_step.wire
    belt = _Belt(belt_minimum.wire, max(1, belt_step.wire), plan.ramp_up, plan.ramp_down, motor)
    return tuple(_driven(plan, belt))


def belt_time(legs: tuple[Leg, ...]) -> int:
    """How long the belt moves, in ms."""
    return sum(leg.belt_ms for leg in legs)


def metres(legs: tuple[Leg, ...]) -> float:
    """How far the walker goes."""
    return sum(leg.metres for leg in legs)
