"""The governor: from what is wanted to what may be asked, one step at a time.

Rule 1: the lowest cap first, then the ramp on an exact value, then down to the belt's step; nothing raises it after.
Rule 2: everything derives from the last command, never from a measurement (SR-5).
"""

from dataclasses import dataclass

from retrowalk.safety import thresholds as t
from retrowalk.safety.caps import Caps
from retrowalk.safety.changed import changed
from retrowalk.units import Setpoint, Speed


@dataclass(frozen=True, slots=True)
class Grid:
    """What this belt can be asked for: speeds in 0.01 km/h, inclinations in 0.1 % (step 0: it cannot incline)."""

    minimum: int
    maximum: int
    step: int
    inclination_maximum: int = 0
    inclination_step: int = 0

    def floor(self, wire: int) -> int:
        """The fastest speed the belt can be asked for that is not above `wire`; its minimum at the least."""
        above = max(0, min(wire, self.maximum) - self.minimum)
        return self.minimum + above // self.step * self.step

    def floor_inclination(self, wire: int) -> int:
        """The steepest inclination the belt can be asked for that is not above `wire`; flat at the least."""
        if not 0 < self.inclination_step <= t.INCLINE_STEP:  # a coarser motor moves too far at once (SR-28)
            return 0
        return max(0, min(wire, self.inclination_maximum)) // self.inclination_step * self.inclination_step

    def incline_step(self) -> int:
        """The largest permitted move, in whole steps of the motor where it has small enough ones."""
        fits = 0 < self.inclination_step <= t.INCLINE_STEP
        return t.INCLINE_STEP // self.inclination_step * self.inclination_step if fits else t.INCLINE_STEP


@dataclass(frozen=True)  # without slots: see changed()
class Governed:
    """The last command and where the ramp stands.

    speed and inclination as last commanded (0.01 km/h, 0.1 %); exact in 1/1000 of a speed step; times in ms.
    """

    speed: int
    inclination: int
    exact: int
    at: int
    speed_at: int
    inclination_at: int


def settled(grid: Grid, inclination: int, now: int) -> Governed:
    """Where every ramp begins: the belt's minimum (SR-10)."""
    return Governed(grid.minimum, inclination, grid.minimum * 1000, now, now, now)


def allowed(wanted: Setpoint, caps: Caps, grid: Grid) -> tuple[int, int]:
    """Wanted after caps and belt: (0.01 km/h, 0.1 %), both on the belt's grid."""
    speed = grid.floor(min(wanted.speed.wire, caps.speed.value.wire))
    return speed, grid.floor_inclination(min(wanted.inclination.wire, caps.inclination.value.wire))


def govern(wanted: Setpoint, before: Governed, caps: Caps, grid: Grid, now: int, *, may_raise: bool) -> Governed:
    """One look: the next command towards `wanted`, or the last one again.

    Slower comes first, then inclination, then faster; `may_raise` False forbids faster and steeper.
    """
    speed, inclination = allowed(wanted, caps, grid)
    dt = max(0, min(now - before.at, t.TICK))
    before = changed(before, at=now)
    if speed < before.speed:
        return _slower(speed, before, caps, grid, now, dt)
    if inclination != before.inclination:
        return _incline(inclination, _unramped(before), grid, now, may_raise=may_raise)
    if speed > before.speed and may_raise and now - before.inclination_at >= t.INCLINE_CLEAR:
        return _faster(speed, before, caps, grid, now, dt)
    return _unramped(before)


def _unramped(before: Governed) -> Governed:
    """A ramp that does not proceed keeps nothing for later."""
    kept = before.speed * 1000
    return before if before.exact == kept else changed(before, exact=kept)


def _slower(target: int, before: Governed, caps: Caps, grid: Grid, now: int, dt: int) -> Governed:
    """Down from the command, not from where a ramp up had got to; a ramp of nothing would never come down."""
    from_here = min(before.exact, (before.speed + grid.step) * 1000)
    exact = max(target * 1000, from_here - max(1, caps.ramp_down.value) * dt)
    if now - before.speed_at < t.WRITE_APART:
        return changed(before, exact=exact)
    speed = max(target, grid.floor(exact // 1000))
    if speed >= before.speed:
        return changed(before, exact=exact)
    return changed(before, speed=speed, exact=exact, speed_at=now)


def _faster(target: int, before: Governed, caps: Caps, grid: Grid, now: int, dt: int) -> Governed:
    """What a ramp is ahead of the last command by is kept up to one tick: more would be caught up with (SR-27)."""
    ceiling = min(target, before.speed + t.STEP_UP)
    ramp = caps.ramp_up.value
    exact = min(max(before.exact, before.speed * 1000) + ramp * dt, ceiling * 1000 + ramp * t.TICK)
    speed = min(target, grid.floor(min(exact // 1000, ceiling)))
    if speed <= before.speed or now - before.speed_at < t.STEP_UP_APART:
        return changed(before, exact=exact)
    return changed(before, speed=speed, exact=exact, speed_at=now)


def _incline(target: int, before: Governed, grid: Grid, now: int, *, may_raise: bool) -> Governed:
    if target > before.inclination and not may_raise:
        return before
    if now - before.speed_at < t.INCLINE_CLEAR or now - before.inclination_at < t.INCLINE_APART:
        return before
    step = grid.incline_step()
    if target > before.inclination:
        inclination = min(target, before.inclination + step)
    else:
        inclination = max(target, before.inclination - step)
    return changed(before, inclination=inclination, inclination_at=now)


def ratchet(before: Governed, measured: Speed, grid: Grid) -> Governed:
    """Take a console's lower speed for our own command: it may only come down (SR-17)."""
    speed = min(before.speed, grid.floor(measured.wire))
    return changed(before, speed=speed, exact=speed * 1000)
