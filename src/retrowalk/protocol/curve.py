"""A timeline as lines to draw: the corners of speed and inclination, straight from one to the next."""

from collections.abc import Iterable
from dataclasses import dataclass

from retrowalk.protocol.timeline import STANDING, Leg
from retrowalk.units import Inclination, Setpoint, Speed


# A belt that is stopped or started stands a moment later (ms): no line has two values at one time.
_MOMENT = 1


@dataclass(frozen=True, slots=True)
class Corner:
    """What the belt is asked for `ms` after the first start."""

    ms: int
    asked: Setpoint


def curve(legs: Iterable[Leg], minimum: Speed) -> tuple[Corner, ...]:
    """The corners of a timeline on a belt with this minimum; times only go up."""
    slowest = Setpoint(minimum, Inclination(0))
    corners, at = [Corner(0, slowest)], slowest
    for leg in legs:
        corners += _standing(leg, at, slowest) if leg.segment.kind in STANDING else _moving(leg, at)
        at = corners[-1].asked
    return _once(corners)


def _moving(leg: Leg, at: Setpoint) -> list[Corner]:
    """Slower first, then inclination, then faster; a ramp is one line."""
    then = Setpoint(leg.speed, leg.inclination)
    ready = leg.starts_ms + leg.transition_ms
    if not leg.transition_ms:
        return [Corner(leg.starts_ms, at), Corner(leg.ends_ms, then)]
    slower = then.speed < at.speed
    turned = leg.starts_ms + leg.speed_ms if slower else ready - leg.speed_ms
    between = Setpoint(then.speed, at.inclination) if slower else Setpoint(at.speed, then.inclination)
    return [Corner(leg.starts_ms, at), Corner(turned, between), Corner(ready, then), Corner(leg.ends_ms, then)]


def _standing(leg: Leg, at: Setpoint, slowest: Setpoint) -> list[Corner]:
    """Down to the minimum and flat, then at standstill until the next start."""
    ready, still = leg.starts_ms + leg.transition_ms, Setpoint(Speed(0), Inclination(0))
    between = Setpoint(slowest.speed, at.inclination)
    down = [Corner(leg.starts_ms, at), Corner(leg.starts_ms + leg.speed_ms, between), Corner(ready, slowest)]
    return [*down, Corner(ready + _MOMENT, still), Corner(max(ready + _MOMENT, leg.ends_ms - _MOMENT), still),
            Corner(leg.ends_ms, slowest)]  # fmt: skip


def _once(corners: list[Corner]) -> tuple[Corner, ...]:
    """The last of several at one time; a standstill that takes no time is none."""
    kept: list[Corner] = []
    for corner in reversed(corners):
        if not kept or corner.ms < kept[-1].ms:
            kept.append(corner)
    return tuple(reversed(kept))
