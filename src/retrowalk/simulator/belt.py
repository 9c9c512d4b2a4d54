"""A treadmill's belt and incline motor: what moves, and how fast it can change. No protocol, no clock.

Times in ms (`now` is an argument), speeds in 0.01 km/h, inclinations in 0.1 %. Inside, both are kept in thousandths
of their step: a rate in steps per second is then a whole number of thousandths per millisecond, and nothing rounds.
"""

from dataclasses import dataclass, field
from enum import StrEnum


_FINE = 1000
# One thousandth of 0.01 km/h for one ms is 1/360,000,000 m; the area under the speed is summed doubled (trapezoids).
_AREA_PER_METRE = 720_000_000


class Motion(StrEnum):
    """What the belt is doing."""

    STANDING = "standing"
    COUNTDOWN = "countdown"  # started, not moving yet
    RUNNING = "running"
    COASTING = "coasting"  # stopped or paused, still moving


@dataclass(frozen=True, slots=True)
class Mechanics:
    """What the machine can do: speeds in 0.01 km/h, inclinations in 0.1 %, rates in those steps per second, ms.

    `remembers`: the last speed asked for is taken up again at the next start (seen in the field; a hazard).
    """

    speed_min: int = 100
    speed_max: int = 2000
    speed_step: int = 10
    # Measured treadmills reach 0.8 km/h 1.2 to 3 s after a 3 s countdown and follow a step of 0.1 mph within 1.4 s.
    acceleration: int = 40
    deceleration: int = 50
    # 2.5 km/h coasts down in 2 to 3 s.
    braking: int = 100
    # Without power the motor brakes: the safety key stops a walking belt within about a second.
    key_braking: int = 300
    countdown: int = 3000
    inclination_min: int = 0
    inclination_max: int = 150
    inclination_step: int = 5
    inclination_rate: int = 5
    remembers: bool = False


def _towards(value: int, goal: int, change: int) -> int:
    """`value` moved by at most `change` towards `goal`."""
    return min(value + change, goal) if value < goal else max(value - change, goal)


@dataclass(slots=True)
class Belt:
    """One belt and its incline motor. Every command takes hold at its `now`; `advance` lets time pass.

    `excess` (0.01 km/h) is how far above its target it runs, `sluggish` what its acceleration is divided by: both are
    ways to fail. `floor` is the lowest speed it really runs at.
    """

    mechanics: Mechanics = field(default_factory=Mechanics)
    now: int = 0
    motion: Motion = Motion.STANDING
    target: int = 0
    inclination_target: int = 0  # the inclination asked for
    paused: bool = False
    key: bool = True  # the safety key is in its place
    excess: int = 0
    sluggish: int = 1
    floor: int = 0
    running_ms: int = 0
    _moves_at: int = 0
    _speed: int = 0
    _inclination: int = 0
    _area: int = 0

    # ── what can be seen ────────────────────────────────────────────────────────────────────────────

    @property
    def speed(self) -> int:
        """Belt speed in 0.01 km/h, rounded down."""
        return self._speed // _FINE

    @property
    def inclination(self) -> int:
        """Inclination in 0.1 %, rounded towards flat."""
        return int(self._inclination / _FINE)

    @property
    def distance(self) -> int:
        """Whole metres since the last start that was not a resume."""
        return self._area // _AREA_PER_METRE

    @property
    def elapsed(self) -> int:
        """Whole seconds of running since the last start that was not a resume."""
        return self.running_ms // 1000

    @property
    def next_change(self) -> int | None:
        """When the countdown ends, or None: all else changes smoothly."""
        return self._moves_at if self.motion is Motion.COUNTDOWN else None

    # ── what can be asked ───────────────────────────────────────────────────────────────────────────

    def start(self, now: int) -> bool:
        """Begin the countdown; False when the belt does not stand or the key is out."""
        self.advance(now)
        if self.motion is not Motion.STANDING or not self.key:
            return False
        if not self.paused:
            self.clear_counters()
        self.paused = False
        self.motion = Motion.COUNTDOWN
        self._moves_at = now + self.mechanics.countdown
        self.target = max(self.target, self.mechanics.speed_min)
        return True

    def stop(self, now: int, *, pause: bool = False) -> bool:
        """Let the belt come to rest; False when it stands already. A pause keeps the counters for the next start."""
        self.advance(now)
        if self.motion is Motion.STANDING:
            return False
        self.paused = pause
        self.motion = Motion.COASTING
        self._forget()
        self._settle()
        return True

    def aim(self, speed: int, now: int) -> None:
        """Ask for a speed; a standing belt keeps it for its start."""
        self.advance(now)
        self.target = speed

    def tilt(self, inclination: int, now: int) -> None:
        """Ask for an inclination; the motor works on a standing belt too."""
        self.advance(now)
        self.inclination_target = inclination

    def pull_key(self, now: int) -> None:
        """Take the safety key out: the belt brakes hard and nothing moves until it is back."""
        self.advance(now)
        self.key = False
        self.stop(now)
        self.inclination_target = self.inclination

    def replace_key(self, now: int) -> None:
        """Put the safety key back. That alone moves nothing."""
        self.advance(now)
        self.key = True

    def clear_counters(self) -> None:
        """Set elapsed time and distance to zero."""
        self.running_ms = self._area = 0

    # ── time ────────────────────────────────────────────────────────────────────────────────────────

    def advance(self, now: int) -> None:
        """Let time pass until `now`; an earlier `now` changes nothing."""
        if self.motion is Motion.COUNTDOWN and now >= self._moves_at:
            self._pass_time(self._moves_at)
            self.motion = Motion.RUNNING
        self._pass_time(now)

    def _pass_time(self, now: int) -> None:
        """Move belt and incline for the time until `now`, within which nobody asks for anything."""
        dt = now - self.now
        if dt <= 0:
            return
        self.now = now
        self._move_belt(dt)
        self._inclination = _towards(
            self._inclination, self.inclination_target * _FINE, self.mechanics.inclination_rate * dt
        )
        if self.motion is Motion.RUNNING:
            self.running_ms += dt
        self._settle()

    def _move_belt(self, dt: int) -> None:
        before, goal = self._speed, self._goal() * _FINE
        if before == goal:
            self._area += 2 * goal * dt
            return
        rate = self._rate(rising=goal > before)
        self._speed = _towards(before, goal, rate * dt)
        if self._speed == goal:  # the ramp ended within dt: its trapezoid, then the rest at the goal
            self._area += 2 * goal * dt + (before - goal) * abs(before - goal) // rate
        else:
            self._area += (before + self._speed) * dt

    def _goal(self) -> int:
        """Give the speed the belt is heading for."""
        if self.motion is not Motion.RUNNING:
            return 0
        return min(max(self.target, self.floor) + self.excess, self.mechanics.speed_max)

    def _rate(self, *, rising: bool) -> int:
        if rising:
            return max(self.mechanics.acceleration // self.sluggish, 1)
        if self.motion is Motion.RUNNING:
            return self.mechanics.deceleration
        return self.mechanics.braking if self.key else self.mechanics.key_braking

    def _settle(self) -> None:
        """Let a coasting belt that has come to rest stand."""
        if self.motion is Motion.COASTING and self._speed == 0:
            self.motion = Motion.STANDING

    def _forget(self) -> None:
        """After a stop the next start begins at the minimum, unless this belt is one that remembers."""
        if not self.mechanics.remembers:
            self.target = 0
