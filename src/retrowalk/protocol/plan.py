"""A protocol as the walk engine reads it: a flat list of segments, every value in wire steps.

A segment is a transition (the governor's ramp to the segment's setpoint) followed by its hold:
the time or distance counts from the moment the setpoint is reached. Only `ramp` spreads its
change over its whole time or distance.
"""

from dataclasses import dataclass
from enum import StrEnum

from retrowalk.protocol.level import Level
from retrowalk.units import Distance, Facing, Inclination, Setpoint, Speed


class Kind(StrEnum):
    """What a segment does with the belt."""

    SETTLE = "settle"  # at the belt's own minimum speed, whatever that is
    HOLD = "hold"
    RAMP = "ramp"
    TURN = "turn"  # belt measured at standstill; the walker turns round; a new READY
    REST = "rest"  # belt measured at standstill; the walker rests; a new READY


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of a protocol.

    `speed` is None for settle (the belt's minimum) and for turn and rest (standstill).
    Exactly one of `duration` (ms) and `distance` ends a settle, hold or ramp segment;
    for turn and rest `duration` is the least time before READY may be given.
    `announce` is what is said before the segment begins; empty means the standard sentence.
    `facing` of a turn is the new facing.
    """

    kind: Kind
    facing: Facing
    speed: Speed | None
    inclination: Inclination
    duration: int | None = None
    distance: Distance | None = None
    announce: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole protocol, repeats unrolled. Ramps in speed steps (0.01 km/h) per second.

    unloaded: nobody stands on the belt, which is run to be measured. No file can say so: only the program does.
    """

    id: str
    name: str
    level: Level
    speed_cap: Speed
    inclination_cap: Inclination
    ramp_up: int
    ramp_down: int
    segments: tuple[Segment, ...]
    self_paced: bool = False
    monitor_only: bool = False
    unloaded: bool = False
    who: str = ""
    frequency: str = ""
    progression: str = ""
    basis: str = ""
    digest: str = ""


def _aim(segment: Segment, minimum: Speed) -> Setpoint:
    """What a segment is for, once reached: settle is the belt's minimum, and what has no speed stands."""
    if segment.speed is not None:
        return Setpoint(segment.speed, segment.inclination)
    return Setpoint(minimum if segment.kind is Kind.SETTLE else Speed(0), segment.inclination)


def _between(before: int, after: int, part: int, whole: int) -> int:
    """`part` of `whole` of the way, rounded towards slower and flatter."""
    return before + (after - before) * min(max(part, 0), whole) // whole


def wanted(plan: Plan, index: int, elapsed: int, metres: float, minimum: Speed) -> Setpoint:
    """What segment `index` wants after `elapsed` ms and `metres` of it, on a belt with this minimum speed.

    Constant but for a ramp, which is linear over its time or its distance from where the segment before it ended.
    """
    segment = plan.segments[index]
    aim = _aim(segment, minimum)
    if segment.kind is not Kind.RAMP:
        return aim
    before = _aim(plan.segments[index - 1], minimum) if index else Setpoint(minimum, Inclination(0))
    if segment.distance is None:
        part, whole = elapsed, segment.duration or 1
    else:  # in millimetres, so that a ramp over few metres is no staircase
        part, whole = int(metres * 1000), segment.distance.metres * 1000 or 1
    return Setpoint(
        Speed(_between(before.speed.wire, aim.speed.wire, part, whole)),
        Inclination(_between(before.inclination.wire, aim.inclination.wire, part, whole)),
    )
