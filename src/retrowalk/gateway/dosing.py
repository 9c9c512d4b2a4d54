"""How much a protocol is, and the same protocol with another dose: longer, faster or steeper holds, and nothing else.

Pure. Caps of level, protocol, site and person hold for it as for any other; a settle stays what it is.
"""

from dataclasses import replace

from retrowalk.coach.progression import Dose
from retrowalk.protocol.plan import Kind, Plan, Segment
from retrowalk.units import Inclination, Speed


# No hold is cut to less than this (ms): a belt needs a few seconds to come to a speed at all.
SHORTEST = 10_000
# Where a settle is as long as a way: the minimum of most home treadmills (0.01 km/h).
SLOWEST = 100
_WALKED = frozenset({Kind.SETTLE, Kind.HOLD, Kind.RAMP})
# Between a protocol's own hash and the dose it was given: seconds, speed, inclination.
_MARK = "+"
FIGURES = 3


def _lasts(segment: Segment) -> int:
    """How long a segment takes at its own speed, in ms; a settle's distance at the slowest a belt may start with."""
    if segment.kind not in _WALKED:
        return 0
    if segment.distance is None:
        return segment.duration or 0
    return segment.distance.metres * 360_000 // max(1, segment.speed.wire if segment.speed else SLOWEST)


def usual(plan: Plan) -> Dose:
    """The dose of a protocol as it is written: time on the belt without its ramps, top speed, steepest."""
    return Dose(
        (sum(_lasts(each) for each in plan.segments) + 500) // 1000,
        max((each.speed.wire for each in plan.segments if each.speed), default=0),
        max((each.inclination.wire for each in plan.segments), default=0),
    )


def dosed(plan: Plan, dose: Dose | None) -> Plan:
    """The protocol with this dose; None or its own = as it was written."""
    own = usual(plan)
    if dose is None or dose == own or plan.monitor_only:
        return plan
    held = sum(each.duration or 0 for each in plan.segments if each.kind is Kind.HOLD)
    wanted = max(0, held + (dose.seconds - own.seconds) * 1000)
    segments = tuple(_dosed(each, own, dose, held, wanted) for each in plan.segments)
    return replace(plan, segments=segments, digest=f"{plan.digest}{_MARK}{dose.seconds}.{dose.speed}.{dose.incline}")


def _dosed(segment: Segment, own: Dose, dose: Dose, held: int, wanted: int) -> Segment:
    if segment.kind is not Kind.HOLD or segment.speed is None:
        return segment
    duration = segment.duration and max(SHORTEST, segment.duration * wanted // max(1, held))
    return replace(
        segment,
        speed=Speed(_moved(segment.speed.wire, own.speed, dose.speed)),
        inclination=Inclination(_moved(segment.inclination.wire, own.incline, dose.incline)),
        duration=duration,
    )


def _moved(value: int, top: int, new: int) -> int:
    """What was at the top is at the new top; nothing is above it."""
    return new if value == top else min(value, new)


def dose_of(digest: str, plan: Plan | None) -> Dose | None:
    """The dose that was walked, by the hash a walk was kept with; None when nobody can say."""
    _, mark, figures = digest.partition(_MARK)
    numbers = figures.split(".")
    if mark and len(numbers) == FIGURES and all(each.isdecimal() for each in numbers):
        return Dose(*map(int, numbers))
    return usual(plan) if plan else None


def as_walked(digest: str, plan: Plan | None) -> Plan | None:
    """The plan of a walk by the hash it was kept with, its dose and all; None when its protocol is another by now."""
    if plan is None or digest.partition(_MARK)[0] != plan.digest:
        return None
    return dosed(plan, dose_of(digest, plan))
