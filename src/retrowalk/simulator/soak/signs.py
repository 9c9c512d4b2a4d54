"""The signs by which a belt of ours must be stopped, or may not be raised any more: read once more, from frames alone.

None of this asks the code that it judges. Speeds 0.01 km/h, inclinations 0.1 %, times ms.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple, Protocol

from retrowalk.ftms.machine_status import StatusCode
from retrowalk.safety import thresholds as t
from retrowalk.simulator.soak.rule import Rule
from retrowalk.units import UNIT_RATIOS


# Not the inclination asked for: one that a start found was taken down to a step of the motor, half a per cent (0.1 %).
_FAR = t.INCLINE_OFF + t.INCLINE_STEP


class Seen(Protocol):
    """What signs are read from: see Witness, and Measured."""

    asked: int | None
    asked_at: int
    cap: int
    followed: bool
    level: int | None
    repeats: bool
    slower: bool
    tilt: int | None
    tilted: int | None


class Sign(NamedTuple):
    """What shows it (witness, speed, now), for how long it must (ms), what it is for; whether it stops, or freezes."""

    shows: Callable[[Seen, int, int], bool]
    lasts: int
    rule: Rule
    stops: bool = False


def _miles_off(seen: Seen, speed: int, now: int) -> bool:
    """Asked and measured differ as a mile and a kilometre do, when the belt has had its time."""
    asked = seen.asked
    late = asked is not None and now - seen.asked_at >= t.FOLLOW_WITHIN
    return late and any(low * asked <= speed * 100 <= high * asked for low, high in UNIT_RATIOS)  # type: ignore[operator]


def _behind(seen: Seen, speed: int, _now: int) -> bool:
    """Not where it was asked to be: it was there and is not any more, or is still slower."""
    asked = seen.asked
    return asked is not None and (speed < asked or seen.followed) and abs(speed - asked) > t.FOLLOWING


def _off(seen: Seen, _speed: int, _now: int) -> bool:
    """Elsewhere than the last inclination asked for, or found at the start."""
    told, asked = seen.tilted, seen.tilt
    return told is not None and asked is not None and abs(told - asked) > _FAR


SIGNS: Mapping[str, Sign] = MappingProxyType(
    {
        "above the cap": Sign(
            lambda seen, speed, _: speed > max(seen.cap, seen.level or 0) + t.OVER_SOFT,
            t.OVER_SOFT_FOR, Rule.OVERSPEED, stops=True,
        ),
        "the same again and again": Sign(
            lambda seen, speed, _: seen.repeats and speed >= t.ZERO, t.STUCK, Rule.STALE, stops=True
        ),
        "off by a mile": Sign(_miles_off, t.UNIT_FOR, Rule.UNITS, stops=True),
        "faster than asked": Sign(
            lambda seen, speed, _: (seen.followed or not seen.slower) and speed > (seen.asked or speed) + t.RISE,
            t.RISE_FOR, Rule.DOUBTED,
        ),
        "slower than asked": Sign(
            lambda seen, speed, _: seen.followed and speed < (seen.asked or 0) - t.FALL, t.FALL_FOR, Rule.LOWERED
        ),
        "does not follow": Sign(_behind, t.FOLLOW_WITHIN, Rule.DOUBTED),
        "not as steep as asked": Sign(_off, t.INCLINE_OFF_FOR, Rule.DOUBTED),
    }
)  # fmt: skip
# What a new command does not begin anew: it is held against the cap, the counters and the motor.
LASTING = ("above the cap", "the same again and again", "not as steep as asked")


# A status code with its value.
_WITH_VALUE = 3


def foreign(seen: Seen, status: bytes) -> bool:
    """Whether a machine status tells that control is lost, or that somebody else set the speed higher, or the motor."""
    if status == bytes((StatusCode.CONTROL_PERMISSION_LOST,)):
        return True
    if len(status) != _WITH_VALUE or seen.level is None:
        return False
    if status[0] == StatusCode.TARGET_SPEED_CHANGED:
        return int.from_bytes(status[1:], "little") > seen.level + t.FOLLOWING
    tilts = status[0] == StatusCode.TARGET_INCLINATION_CHANGED and seen.tilt is not None
    return tilts and abs(int.from_bytes(status[1:], "little", signed=True) - (seen.tilt or 0)) > _FAR
