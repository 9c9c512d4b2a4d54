"""What a machine says it can do: Feature (0x2ACC) and the ranges of speed (0x2AD4) and inclination (0x2AD5)."""

from dataclasses import dataclass
from enum import IntFlag
from struct import Struct

from retrowalk.ftms.malformed import MalformedValue
from retrowalk.units import Inclination, Speed, UnitError


class MachineFeature(IntFlag):
    """What it tells. Reserved bits are kept: some modules set them all."""

    AVERAGE_SPEED = 1 << 0
    CADENCE = 1 << 1
    TOTAL_DISTANCE = 1 << 2
    INCLINATION = 1 << 3
    ELEVATION_GAIN = 1 << 4
    PACE = 1 << 5
    STEP_COUNT = 1 << 6
    RESISTANCE = 1 << 7
    STRIDE_COUNT = 1 << 8
    EXPENDED_ENERGY = 1 << 9
    HEART_RATE = 1 << 10
    METS = 1 << 11
    ELAPSED_TIME = 1 << 12
    REMAINING_TIME = 1 << 13
    POWER = 1 << 14
    FORCE_AND_POWER = 1 << 15
    USER_DATA = 1 << 16


class TargetSetting(IntFlag):
    """What it can be asked for. Reserved bits are kept."""

    SPEED = 1 << 0
    INCLINATION = 1 << 1
    RESISTANCE = 1 << 2
    POWER = 1 << 3
    HEART_RATE = 1 << 4
    ENERGY = 1 << 5
    STEPS = 1 << 6
    STRIDES = 1 << 7
    DISTANCE = 1 << 8
    TRAINING_TIME = 1 << 9
    TIME_IN_TWO_ZONES = 1 << 10
    TIME_IN_THREE_ZONES = 1 << 11
    TIME_IN_FIVE_ZONES = 1 << 12
    BIKE_SIMULATION = 1 << 13
    WHEEL_CIRCUMFERENCE = 1 << 14
    SPIN_DOWN = 1 << 15
    CADENCE = 1 << 16


_FEATURES = Struct("<II")
_SPEEDS = Struct("<HHH")
_INCLINATIONS = Struct("<hhH")


@dataclass(frozen=True, slots=True)
class Features:
    """Both words of the Feature characteristic."""

    machine: MachineFeature
    targets: TargetSetting


@dataclass(frozen=True, slots=True)
class SpeedRange:
    """Speeds the machine takes; a step of zero is what some machines send who do not know."""

    min: Speed
    max: Speed
    step: Speed


@dataclass(frozen=True, slots=True)
class InclinationRange:
    """Inclinations the machine takes; 0…0 is what some machines send who take none."""

    min: Inclination
    max: Inclination
    step: Inclination


def decode_features(data: bytes) -> Features:
    """Value → features; one word alone means that nothing can be asked for. Raises MalformedValue below one word."""
    if len(data) < _FEATURES.size // 2:
        raise MalformedValue(f"features have two words, not {data.hex(' ') or 'nothing'}")
    targets = data[4:8] if len(data) >= _FEATURES.size else b""
    return Features(
        MachineFeature(int.from_bytes(data[:4], "little")), TargetSetting(int.from_bytes(targets, "little"))
    )


def encode_features(features: Features) -> bytes:
    """Features → value."""
    return _FEATURES.pack(features.machine, features.targets)


def _three(layout: Struct, data: bytes, what: str) -> tuple[int, int, int]:
    """Least, greatest, step; whatever follows is ignored. Raises MalformedValue when cut short or upside down."""
    if len(data) < layout.size:
        raise MalformedValue(f"a {what} range has {layout.size} bytes, not {data.hex(' ') or 'nothing'}")
    low, high, step = layout.unpack_from(data)
    if low > high:
        raise MalformedValue(f"a {what} range from {low} to {high}")
    return low, high, step


def decode_speed_range(data: bytes) -> SpeedRange:
    """Value → range in 0.01 km/h. Raises MalformedValue."""
    low, high, step = _three(_SPEEDS, data, "speed")
    return SpeedRange(Speed(low), Speed(high), Speed(step))


def encode_speed_range(limits: SpeedRange) -> bytes:
    """Range → value."""
    return _SPEEDS.pack(limits.min.wire, limits.max.wire, limits.step.wire)


def decode_inclination_range(data: bytes) -> InclinationRange:
    """Value → range in 0.1 %. Raises MalformedValue."""
    low, high, step = _three(_INCLINATIONS, data, "inclination")
    try:
        return InclinationRange(Inclination(low), Inclination(high), Inclination(step))
    except UnitError as error:
        raise MalformedValue(str(error)) from None


def encode_inclination_range(limits: InclinationRange) -> bytes:
    """Range → value. Raises ValueError for a negative step."""
    if limits.step.wire < 0:
        raise ValueError(f"an inclination step of {limits.step}")
    return _INCLINATIONS.pack(limits.min.wire, limits.max.wire, limits.step.wire)
