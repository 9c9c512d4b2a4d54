"""What a simulated treadmill says, in bytes: its values, its telemetry, its status and its answers."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from retrowalk.ftms import features, machine_status, treadmill_data
from retrowalk.ftms.advertisement import Advertisement, MachineKind
from retrowalk.ftms.advertisement import encode as encode_advertisement
from retrowalk.ftms.codes import OpCode, Result, StopHow
from retrowalk.ftms.control_point import Response, encode_response
from retrowalk.ftms.features import Features, InclinationRange, MachineFeature, SpeedRange, TargetSetting
from retrowalk.ftms.machine_status import MachineStatus, StatusCode
from retrowalk.ftms.training_status import TrainingCode, TrainingStatus
from retrowalk.ftms.training_status import encode as encode_training
from retrowalk.ftms.treadmill_data import TreadmillData
from retrowalk.ftms.uuids import Characteristic
from retrowalk.simulator.belt import Belt, Motion
from retrowalk.simulator.faults import Fault
from retrowalk.simulator.machine import Button, Machine
from retrowalk.units import Inclination, Speed


# Millionths: the international mile in km, exact.
_MILE = 1_609_344
_MILLION = 1_000_000

SERVICE_DATA = encode_advertisement(Advertisement(available=True, kind=MachineKind.TREADMILL))
KEY_PULLED = machine_status.encode(MachineStatus(StatusCode.STOPPED_BY_SAFETY_KEY))
CONTROL_LOST = machine_status.encode(MachineStatus(StatusCode.CONTROL_PERMISSION_LOST))
_RESET = machine_status.encode(MachineStatus(StatusCode.RESET))
_STARTED = machine_status.encode(MachineStatus(StatusCode.STARTED_OR_RESUMED_BY_USER))

# Nothing at all, half the flags, half a speed, 655 km/h, and 436 km/h with flags that promise more than there is.
_GARBAGE = (b"", b"\x00", b"\x00\x00\x01", b"\x00\x00\xff\xff", b"\xaa" * 20)


# ── values that are read ────────────────────────────────────────────────────────────────────────────


def _features(machine: Machine) -> bytes:
    tells = MachineFeature.TOTAL_DISTANCE | MachineFeature.ELAPSED_TIME
    takes = TargetSetting.SPEED
    if machine.inclines:
        tells |= MachineFeature.INCLINATION
        takes |= TargetSetting.INCLINATION
    return features.encode_features(Features(tells, takes))


def _speed_range(machine: Machine) -> bytes | None:
    can = machine.shape.mechanics
    if Fault.NO_RANGES in machine.faults:
        return None
    return features.encode_speed_range(SpeedRange(Speed(can.speed_min), Speed(can.speed_max), Speed(can.speed_step)))


def _inclination_range(machine: Machine) -> bytes | None:
    can = machine.shape.mechanics
    if Fault.NO_RANGES in machine.faults or not machine.inclines:
        return None
    limits = (Inclination(each) for each in (can.inclination_min, can.inclination_max, can.inclination_step))
    return features.encode_inclination_range(InclinationRange(*limits))


_READ: Mapping[int, Callable[[Machine], bytes | None]] = MappingProxyType(
    {
        Characteristic.FEATURE: _features,
        Characteristic.SPEED_RANGE: _speed_range,
        Characteristic.INCLINATION_RANGE: _inclination_range,
        Characteristic.MANUFACTURER_NAME: lambda machine: machine.shape.manufacturer.encode(),
        Characteristic.MODEL_NUMBER: lambda machine: machine.shape.model.encode(),
        Characteristic.FIRMWARE_REVISION: lambda machine: machine.shape.firmware.encode(),
    }
)


def read(characteristic: int, machine: Machine) -> bytes | None:
    """Give the value of a characteristic that can be read, None where the machine has none."""
    value = _READ.get(characteristic)
    return None if value is None else value(machine)


# ── telemetry ───────────────────────────────────────────────────────────────────────────────────────


# A belt that stands says the same for as long as it stands: so many different records are kept encoded.
_encoded = lru_cache(1 << 12)(treadmill_data.encode)


class Telemetry:
    """Treadmill Data as this machine tells it, faults included."""

    __slots__ = ("_before", "_machine", "_spoilt")

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._before: tuple[bytes, ...] | None = None
        self._spoilt = 0

    def of(self, machine: Machine) -> "Telemetry":
        """The same telemetry, told of another machine."""
        twin = Telemetry(machine)
        twin._before, twin._spoilt = self._before, self._spoilt
        return twin

    def frames(self) -> tuple[bytes, ...]:
        """Give the frames of one record, as they are due now."""
        faults = self._machine.faults
        if Fault.SILENT in faults:
            return ()
        if Fault.GARBAGE in faults:
            self._spoilt += 1
            return (_GARBAGE[self._spoilt % len(_GARBAGE)],)
        if self._before is None or Fault.FROZEN not in faults:
            self._before = _encoded(self._record())
        return self._before

    def _record(self) -> TreadmillData:
        machine = self._machine
        belt, inclines = machine.belt, machine.inclines
        in_miles = Fault.MPH_SHOWN in machine.faults
        return TreadmillData(
            speed=belt.speed * _MILLION // _MILE if in_miles else belt.speed,
            distance=belt.distance,
            inclination=belt.inclination if inclines else None,
            elapsed=belt.elapsed,
        )


# ── status and answers ──────────────────────────────────────────────────────────────────────────────

_TRAINING: Mapping[Motion, bytes] = MappingProxyType(
    {
        motion: encode_training(TrainingStatus(code))
        for motion, code in (
            (Motion.STANDING, TrainingCode.IDLE),
            (Motion.COUNTDOWN, TrainingCode.PRE_WORKOUT),
            (Motion.RUNNING, TrainingCode.MANUAL_MODE),
            (Motion.COASTING, TrainingCode.POST_WORKOUT),
        )
    }
)


def training_status(motion: Motion) -> bytes:
    """Give the training status that goes with what the belt does."""
    return _TRAINING[motion]


def _stopped(how: int) -> bytes:
    return machine_status.encode(MachineStatus(StatusCode.STOPPED_OR_PAUSED_BY_USER, (how,)))


def _speed_changed(speed: int) -> bytes:
    return machine_status.encode(MachineStatus(StatusCode.TARGET_SPEED_CHANGED, (Speed(speed),)))


def _inclination_changed(inclination: int) -> bytes:
    return machine_status.encode(MachineStatus(StatusCode.TARGET_INCLINATION_CHANGED, (Inclination(inclination),)))


_ORDERED: Mapping[int, Callable[[int], bytes]] = MappingProxyType(
    {
        OpCode.RESET: lambda _value: _RESET,
        OpCode.SET_TARGET_SPEED: _speed_changed,
        OpCode.SET_TARGET_INCLINATION: _inclination_changed,
        OpCode.START_OR_RESUME: lambda _value: _STARTED,
        OpCode.STOP_OR_PAUSE: _stopped,
    }
)
_PRESSED: Mapping[Button, Callable[[Belt], bytes]] = MappingProxyType(
    {
        Button.START: lambda _belt: _STARTED,
        Button.STOP: lambda _belt: _stopped(StopHow.STOP),
        Button.PAUSE: lambda _belt: _stopped(StopHow.PAUSE),
        Button.FASTER: lambda belt: _speed_changed(belt.target),
        Button.SLOWER: lambda belt: _speed_changed(belt.target),
        Button.STEEPER: lambda belt: _inclination_changed(belt.inclination_target),
        Button.FLATTER: lambda belt: _inclination_changed(belt.inclination_target),
    }
)


def ordered(op: OpCode, value: int) -> bytes:
    """Give the status that tells of a procedure done; `value` is its number on the wire."""
    return _ORDERED[op](value)


def pressed(button: Button, belt: Belt) -> bytes:
    """Give the status that tells of a button pressed."""
    return _PRESSED[button](belt)


def response(op: int, result: Result) -> bytes:
    """Give the answer to a procedure."""
    return encode_response(Response(op, result))
