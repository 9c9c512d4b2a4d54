"""Fitness Machine Status (0x2ADA): what happened at the machine (FTMS 1.0.1 §4.17).

A machine tells a client nothing of what that client's own requests caused: a status is never an acknowledgement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from retrowalk.ftms import parts
from retrowalk.ftms.codes import StopHow, named
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.ftms.parts import DISTANCE, INCLINATION, S16, SPEED, U8, U16, Part
from retrowalk.units import Distance, Inclination, Speed


class StatusCode(IntEnum):
    """What happened."""

    RESET = 0x01
    STOPPED_OR_PAUSED_BY_USER = 0x02
    STOPPED_BY_SAFETY_KEY = 0x03
    STARTED_OR_RESUMED_BY_USER = 0x04
    TARGET_SPEED_CHANGED = 0x05
    TARGET_INCLINATION_CHANGED = 0x06
    TARGET_RESISTANCE_CHANGED = 0x07
    TARGET_POWER_CHANGED = 0x08
    TARGET_HEART_RATE_CHANGED = 0x09
    TARGETED_ENERGY_CHANGED = 0x0A
    TARGETED_STEPS_CHANGED = 0x0B
    TARGETED_STRIDES_CHANGED = 0x0C
    TARGETED_DISTANCE_CHANGED = 0x0D
    TARGETED_TRAINING_TIME_CHANGED = 0x0E
    TIME_IN_TWO_ZONES_CHANGED = 0x0F
    TIME_IN_THREE_ZONES_CHANGED = 0x10
    TIME_IN_FIVE_ZONES_CHANGED = 0x11
    BIKE_SIMULATION_CHANGED = 0x12
    WHEEL_CIRCUMFERENCE_CHANGED = 0x13
    SPIN_DOWN = 0x14
    TARGETED_CADENCE_CHANGED = 0x15
    CONTROL_PERMISSION_LOST = 0xFF


Value = Speed | Inclination | Distance | int

# A parameter outside the standard's list is kept as its number: the stop it tells of happened all the same.
_HOW = Part(1, mean=lambda number: named(StopHow, number))

_PARAMETERS: Mapping[int, Sequence[Part]] = MappingProxyType(
    {
        StatusCode.STOPPED_OR_PAUSED_BY_USER: (_HOW,),
        StatusCode.TARGET_SPEED_CHANGED: (SPEED,),
        StatusCode.TARGET_INCLINATION_CHANGED: (INCLINATION,),
        StatusCode.TARGET_RESISTANCE_CHANGED: (S16,),
        StatusCode.TARGET_POWER_CHANGED: (S16,),
        StatusCode.TARGET_HEART_RATE_CHANGED: (U8,),
        StatusCode.TARGETED_ENERGY_CHANGED: (U16,),
        StatusCode.TARGETED_STEPS_CHANGED: (U16,),
        StatusCode.TARGETED_STRIDES_CHANGED: (U16,),
        StatusCode.TARGETED_DISTANCE_CHANGED: (DISTANCE,),
        StatusCode.TARGETED_TRAINING_TIME_CHANGED: (U16,),
        StatusCode.TIME_IN_TWO_ZONES_CHANGED: (U16,) * 2,
        StatusCode.TIME_IN_THREE_ZONES_CHANGED: (U16,) * 3,
        StatusCode.TIME_IN_FIVE_ZONES_CHANGED: (U16,) * 5,
        StatusCode.BIKE_SIMULATION_CHANGED: (S16, S16, U8, U8),
        StatusCode.WHEEL_CIRCUMFERENCE_CHANGED: (U16,),
        StatusCode.SPIN_DOWN: (U8,),
        StatusCode.TARGETED_CADENCE_CHANGED: (U16,),
    }
)
# FTMS 1.0 gave the resistance level one unsigned byte, 1.0.1 two signed ones: the length tells which.
_OLD_RESISTANCE = (U8,)


@dataclass(frozen=True, slots=True)
class MachineStatus:
    """One thing that happened.

    `code` is a plain int where the standard reserves it. `values` are the parameters that came whole, in the
    order of the wire and in its steps; `extra` is whatever the machine sent beside them.
    """

    code: StatusCode | int
    values: tuple[Value, ...] = ()
    extra: bytes = b""

    @property
    def value(self) -> Value | None:
        """The first parameter, None when it did not come."""
        return self.values[0] if self.values else None


def _parts(code: int, size: int) -> Sequence[Part]:
    """List the parameters of this code in a notification that has `size` bytes for them."""
    old = code == StatusCode.TARGET_RESISTANCE_CHANGED and size == 1
    return _OLD_RESISTANCE if old else _PARAMETERS.get(code, ())


def decode(data: bytes) -> MachineStatus:
    """Read a notification; missing, short and long parameters are tolerated. Raises MalformedValue if it is empty."""
    if not data:
        raise MalformedValue("an empty machine status")
    wire = _parts(data[0], len(data) - 1)
    values = parts.decode(wire, data[1:])
    whole = 1 + parts.size(wire[: len(values)])
    return MachineStatus(named(StatusCode, data[0]), tuple(values), bytes(data[whole:]))


def encode(status: MachineStatus) -> bytes:
    """Write a notification. Raises ValueError when a number does not fit."""
    return bytes((status.code,)) + parts.encode(_PARAMETERS.get(status.code, ()), status.values) + status.extra
