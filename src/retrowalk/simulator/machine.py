"""The treadmill behind its radio: what its console and the control point can make of the belt, and how it fails."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from retrowalk.ftms.codes import OpCode, Result, StopHow
from retrowalk.simulator.belt import Belt, Motion
from retrowalk.simulator.faults import Fault, Faults
from retrowalk.simulator.shape import Shape


# 1 mph in millionths of a km/h: the international mile, exact.
_MILE = 1_609_344
_MILLION = 1_000_000


class Button(StrEnum):
    """What is on the console, the safety key apart."""

    START = "start"
    STOP = "stop"
    PAUSE = "pause"
    FASTER = "+"
    SLOWER = "-"
    STEEPER = "incline +"
    FLATTER = "incline -"


_STEPS: Mapping[Button, int] = MappingProxyType(
    {Button.FASTER: 1, Button.SLOWER: -1, Button.STEEPER: 1, Button.FLATTER: -1}
)


def _within(value: int, low: int, high: int) -> int:
    return min(max(value, low), high)


@dataclass(slots=True)
class Machine:
    """Belt, console and faults of one treadmill; `now` in ms is an argument everywhere."""

    shape: Shape = field(default_factory=Shape)
    faults: Faults = field(default_factory=Faults)
    belt: Belt = field(init=False)

    def __post_init__(self) -> None:
        """Build the belt that the shape describes."""
        self.belt = Belt(self.shape.mechanics)

    def __copy__(self) -> "Machine":
        twin = Machine(self.shape, copy(self.faults))
        twin.belt = copy(self.belt)
        return twin

    @property
    def inclines(self) -> bool:
        """Whether there is an incline motor now."""
        return self.shape.inclines and Fault.NO_INCLINATION not in self.faults

    # ── faults ──────────────────────────────────────────────────────────────────────────────────────

    def fail(self, fault: Fault, amount: int | None, now: int) -> None:
        """Switch a fault on from `now`."""
        self.belt.advance(now)
        self.faults.on(fault, amount)
        self._feel_faults()

    def mend(self, fault: Fault, now: int) -> None:
        """Switch a fault off from `now`."""
        self.belt.advance(now)
        self.faults.off(fault)
        self._feel_faults()

    def _feel_faults(self) -> None:
        """Let the belt have the faults that are its own."""
        self.belt.excess = self.faults.amount(Fault.OVERSPEED, 0)
        self.belt.sluggish = self.faults.amount(Fault.SLUGGISH, 1)
        self.belt.floor = self.faults.amount(Fault.CLAMPED, 0)

    # ── the control point ───────────────────────────────────────────────────────────────────────────

    def aim(self, speed: int, now: int) -> Result:
        """Set Target Speed in 0.01 km/h."""
        mechanics = self.shape.mechanics
        if not mechanics.speed_min <= speed <= mechanics.speed_max:
            return Result.INVALID_PARAMETER
        whole = speed - (speed - mechanics.speed_min) % mechanics.speed_step  # steps count from the minimum
        if whole != speed and self.shape.off_step_refused:
            return Result.INVALID_PARAMETER
        if not self.belt.key:
            return Result.OPERATION_FAILED
        self.belt.aim(whole * _MILE // _MILLION if Fault.MPH_TAKEN in self.faults else whole, now)
        return Result.SUCCESS

    def tilt(self, inclination: int, now: int) -> Result:
        """Set Target Inclination in 0.1 %."""
        mechanics = self.shape.mechanics
        if not self.inclines:
            return Result.OP_CODE_NOT_SUPPORTED
        if not mechanics.inclination_min <= inclination <= mechanics.inclination_max:
            return Result.INVALID_PARAMETER
        whole = inclination - inclination % mechanics.inclination_step
        if whole != inclination and self.shape.off_step_refused:
            return Result.INVALID_PARAMETER
        if not self.belt.key:
            return Result.OPERATION_FAILED
        self.belt.tilt(whole, now)
        return Result.SUCCESS

    def start(self, _nothing: int, now: int) -> Result:
        """Start or Resume."""
        return _result(done=self.belt.start(now))

    def stop(self, how: int, now: int) -> Result:
        """Stop (1) or Pause (2)."""
        if how not in (StopHow.STOP, StopHow.PAUSE):
            return Result.INVALID_PARAMETER
        if Fault.STOP_IGNORED in self.faults:
            return Result.SUCCESS
        if Fault.COUNTS_ON in self.faults and self.belt.motion is Motion.COUNTDOWN:
            return Result.OPERATION_FAILED
        return _result(done=self.belt.stop(now, pause=how == StopHow.PAUSE))

    def reset(self, _nothing: int, now: int) -> Result:
        """Reset: targets and times to zero; a moving belt stops."""
        self.belt.stop(now)
        self.belt.aim(0, now)
        self.belt.tilt(0, now)
        self.belt.paused = False
        self.belt.clear_counters()
        return Result.SUCCESS

    # ── the console ─────────────────────────────────────────────────────────────────────────────────

    def press(self, button: Button, now: int) -> bool:
        """Press a console button; whether it did anything."""
        self.belt.advance(now)
        if button is Button.START:
            return self.belt.start(now)
        if button in (Button.STOP, Button.PAUSE):
            return self.belt.stop(now, pause=button is Button.PAUSE)
        step = self._step_speed if button in (Button.FASTER, Button.SLOWER) else self._step_inclination
        return step(_STEPS[button], now)

    def _step_speed(self, sign: int, now: int) -> bool:
        """One step faster or slower, while the belt runs."""
        mechanics, before = self.shape.mechanics, self.belt.target
        if self.belt.motion is not Motion.RUNNING:
            return False
        self.belt.aim(_within(before + sign * mechanics.speed_step, mechanics.speed_min, mechanics.speed_max), now)
        return self.belt.target != before

    def _step_inclination(self, sign: int, now: int) -> bool:
        """One step steeper or flatter, while the key is in its place."""
        mechanics, before = self.shape.mechanics, self.belt.inclination_target
        if not self.inclines or not self.belt.key:
            return False
        wanted = before + sign * mechanics.inclination_step
        self.belt.tilt(_within(wanted, mechanics.inclination_min, mechanics.inclination_max), now)
        return self.belt.inclination_target != before


def _result(*, done: bool) -> Result:
    """Success, or Operation Failed: the belt was already where it was asked to be, or could not."""
    return Result.SUCCESS if done else Result.OPERATION_FAILED


# How each procedure that moves something is done: with the number of its parameter (0 without one) and the time.
ORDERS: Mapping[OpCode, Callable[[Machine, int, int], Result]] = MappingProxyType(
    {
        OpCode.RESET: Machine.reset,
        OpCode.SET_TARGET_SPEED: Machine.aim,
        OpCode.SET_TARGET_INCLINATION: Machine.tilt,
        OpCode.START_OR_RESUME: Machine.start,
        OpCode.STOP_OR_PAUSE: Machine.stop,
    }
)
