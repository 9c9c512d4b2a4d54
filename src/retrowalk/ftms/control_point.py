"""The Fitness Machine Control Point (0x2AD9): requests and the machine's answers (FTMS 1.0.1 §4.16)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, ClassVar

from retrowalk.ftms import parts
from retrowalk.ftms.codes import ErrorCode, OpCode, Result, SpinDownControl, StopHow, named
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.ftms.parts import DISTANCE, INCLINATION, S16, SPEED, SPIN_DOWN, STOP_HOW, U8, U16, Part
from retrowalk.ftms.stop_bytes import PAUSE, REQUEST_CONTROL, STOP
from retrowalk.units import Distance, Inclination, Speed


__all__ = [
    "PAUSE", "REQUEST_CONTROL", "STOP", "ErrorCode", "OpCode", "Request", "RequestControl", "Reset", "Response",
    "Result", "SetBikeSimulation", "SetTargetHeartRate", "SetTargetInclination", "SetTargetPower",
    "SetTargetResistance", "SetTargetSpeed", "SetTargetedCadence", "SetTargetedDistance", "SetTargetedEnergy",
    "SetTargetedSteps", "SetTargetedStrides", "SetTargetedTrainingTime", "SetTimeInFiveZones", "SetTimeInThreeZones",
    "SetTimeInTwoZones", "SetWheelCircumference", "SpinDown", "SpinDownControl", "StartOrResume", "StopHow",
    "StopOrPause", "decode_request", "decode_response", "encode_request", "encode_response",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class RequestControl:
    """Ask for permission to control; everything else needs it."""

    op: ClassVar[OpCode] = OpCode.REQUEST_CONTROL


@dataclass(frozen=True, slots=True)
class Reset:
    """Back to the defaults; ends the permission to control."""

    op: ClassVar[OpCode] = OpCode.RESET


@dataclass(frozen=True, slots=True)
class SetTargetSpeed:
    """Belt speed asked for."""

    op: ClassVar[OpCode] = OpCode.SET_TARGET_SPEED
    speed: Speed


@dataclass(frozen=True, slots=True)
class SetTargetInclination:
    """Belt inclination asked for."""

    op: ClassVar[OpCode] = OpCode.SET_TARGET_INCLINATION
    inclination: Inclination


@dataclass(frozen=True, slots=True)
class SetTargetResistance:
    """Resistance level in 0.1, unsigned byte."""

    op: ClassVar[OpCode] = OpCode.SET_TARGET_RESISTANCE
    level: int


@dataclass(frozen=True, slots=True)
class SetTargetPower:
    """Power in W, signed."""

    op: ClassVar[OpCode] = OpCode.SET_TARGET_POWER
    watts: int


@dataclass(frozen=True, slots=True)
class SetTargetHeartRate:
    """Heart rate in beats per minute."""

    op: ClassVar[OpCode] = OpCode.SET_TARGET_HEART_RATE
    bpm: int


@dataclass(frozen=True, slots=True)
class StartOrResume:
    """Start the belt, or go on after a pause."""

    op: ClassVar[OpCode] = OpCode.START_OR_RESUME


@dataclass(frozen=True, slots=True)
class StopOrPause:
    """Stop or pause the belt."""

    op: ClassVar[OpCode] = OpCode.STOP_OR_PAUSE
    how: StopHow


@dataclass(frozen=True, slots=True)
class SetTargetedEnergy:
    """Energy in kcal."""

    op: ClassVar[OpCode] = OpCode.SET_TARGETED_ENERGY
    kcal: int


@dataclass(frozen=True, slots=True)
class SetTargetedSteps:
    """Number of steps."""

    op: ClassVar[OpCode] = OpCode.SET_TARGETED_STEPS
    steps: int


@dataclass(frozen=True, slots=True)
class SetTargetedStrides:
    """Number of strides."""

    op: ClassVar[OpCode] = OpCode.SET_TARGETED_STRIDES
    strides: int


@dataclass(frozen=True, slots=True)
class SetTargetedDistance:
    """Distance to go."""

    op: ClassVar[OpCode] = OpCode.SET_TARGETED_DISTANCE
    distance: Distance


@dataclass(frozen=True, slots=True)
class SetTargetedTrainingTime:
    """Training time in s."""

    op: ClassVar[OpCode] = OpCode.SET_TARGETED_TRAINING_TIME
    seconds: int


@dataclass(frozen=True, slots=True)
class SetTimeInTwoZones:
    """Time in s in the zones fat burn and fitness."""

    op: ClassVar[OpCode] = OpCode.SET_TIME_IN_TWO_ZONES
    fat_burn: int
    fitness: int


@dataclass(frozen=True, slots=True)
class SetTimeInThreeZones:
    """Time in s in the zones light, moderate and hard."""

    op: ClassVar[OpCode] = OpCode.SET_TIME_IN_THREE_ZONES
    light: int
    moderate: int
    hard: int


@dataclass(frozen=True, slots=True)
class SetTimeInFiveZones:
    """Time in s in the zones very light to maximum."""

    op: ClassVar[OpCode] = OpCode.SET_TIME_IN_FIVE_ZONES
    very_light: int
    light: int
    moderate: int
    hard: int
    maximum: int


@dataclass(frozen=True, slots=True)
class SetBikeSimulation:
    """Wind in 0.001 m/s and grade in 0.01 %, both signed; rolling resistance in 0.0001, drag in 0.01 kg/m."""

    op: ClassVar[OpCode] = OpCode.SET_BIKE_SIMULATION
    wind: int
    grade: int
    rolling: int
    drag: int


@dataclass(frozen=True, slots=True)
class SetWheelCircumference:
    """Wheel circumference in 0.1 mm."""

    op: ClassVar[OpCode] = OpCode.SET_WHEEL_CIRCUMFERENCE
    tenths_mm: int


@dataclass(frozen=True, slots=True)
class SpinDown:
    """Start or ignore a spin-down calibration."""

    op: ClassVar[OpCode] = OpCode.SPIN_DOWN
    control: SpinDownControl


@dataclass(frozen=True, slots=True)
class SetTargetedCadence:
    """Cadence in 0.5 revolutions per minute."""

    op: ClassVar[OpCode] = OpCode.SET_TARGETED_CADENCE
    half_rpm: int


Request = (
    RequestControl | Reset | SetTargetSpeed | SetTargetInclination | SetTargetResistance | SetTargetPower
    | SetTargetHeartRate | StartOrResume | StopOrPause | SetTargetedEnergy | SetTargetedSteps | SetTargetedStrides
    | SetTargetedDistance | SetTargetedTrainingTime | SetTimeInTwoZones | SetTimeInThreeZones | SetTimeInFiveZones
    | SetBikeSimulation | SetWheelCircumference | SpinDown | SetTargetedCadence
)  # fmt: skip

# What each procedure is called and carries, in the order of the wire (FTMS 1.0.1 §4.16.2).
_FORMS: Mapping[int, tuple[type[Request], Sequence[Part]]] = MappingProxyType(
    {
        form[0].op: form
        for form in (
            (RequestControl, ()),
            (Reset, ()),
            (SetTargetSpeed, (SPEED,)),
            (SetTargetInclination, (INCLINATION,)),
            (SetTargetResistance, (U8,)),
            (SetTargetPower, (S16,)),
            (SetTargetHeartRate, (U8,)),
            (StartOrResume, ()),
            (StopOrPause, (STOP_HOW,)),
            (SetTargetedEnergy, (U16,)),
            (SetTargetedSteps, (U16,)),
            (SetTargetedStrides, (U16,)),
            (SetTargetedDistance, (DISTANCE,)),
            (SetTargetedTrainingTime, (U16,)),
            (SetTimeInTwoZones, (U16,) * 2),
            (SetTimeInThreeZones, (U16,) * 3),
            (SetTimeInFiveZones, (U16,) * 5),
            (SetBikeSimulation, (S16, S16, U8, U8)),
            (SetWheelCircumference, (U16,)),
            (SpinDown, (SPIN_DOWN,)),
            (SetTargetedCadence, (U16,)),
        )
    }
)


def encode_request(request: Request) -> bytes:
    """Request → what is written. 2.3 km/h is 02 e6 00. Raises ValueError when a plain number does not fit."""
    _, wire = _FORMS[request.op]
    return bytes((request.op,)) + parts.encode(wire, [getattr(request, each.name) for each in fields(request)])


def decode_request(data: bytes) -> Request:
    """Bytes written → request. Raises MalformedValue for an unknown procedure or a wrong parameter."""
    form = _FORMS.get(data[0]) if data else None
    if form is None:
        raise MalformedValue(f"no such procedure: {data.hex(' ') or 'nothing'}")
    kind, wire = form
    if len(data) != 1 + parts.size(wire):
        raise MalformedValue(f"{kind.__name__} takes {parts.size(wire)} byte(s), not {len(data) - 1}: {data.hex(' ')}")
    try:
        values: list[Any] = parts.decode(wire, data[1:])
    except ValueError as error:
        raise MalformedValue(f"{kind.__name__}: {error}: {data.hex(' ')}") from None
    return kind(*values)


# 80, the procedure answered, the result.
_RESPONSE_SIZE = 3


@dataclass(frozen=True, slots=True)
class Response:
    """The machine's answer to one procedure.

    Numbers the standard reserves stay plain ints. `parameters` are whatever follows: spin-down speeds,
    or the echo of the request that some machines add.
    """

    op: OpCode | int
    result: Result | int
    parameters: bytes = b""

    @property
    def success(self) -> bool:
        """Whether the machine says it did it; only a measured speed proves that it did."""
        return self.result == Result.SUCCESS


def encode_response(response: Response) -> bytes:
    """Answer → indication. Raises ValueError for numbers above a byte."""
    return bytes((OpCode.RESPONSE, response.op, response.result)) + response.parameters


def decode_response(data: bytes) -> Response:
    """Read an indication as an answer. Raises MalformedValue when it is too short or is no answer."""
    if len(data) < _RESPONSE_SIZE or data[0] != OpCode.RESPONSE:
        raise MalformedValue(f"not an answer of the control point: {data.hex(' ') or 'nothing'}")
    return Response(named(OpCode, data[1]), named(Result, data[2]), bytes(data[3:]))
