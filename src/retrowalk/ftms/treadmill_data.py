"""Treadmill Data (0x2ACD): what the belt does, once to four times a second (FTMS 1.0.1 §4.9)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from retrowalk.ftms.malformed import MalformedValue
from retrowalk.ftms.treadmill_layout import (
    GROUPS,
    HEAD,
    MORE,
    NAMES,
    PACE,
    SIZES,
    SPECIAL,
    VENDOR,
    VENDOR_SIZE,
    Field,
    layout,
)


class TreadmillData(NamedTuple):
    """One record, or one part of it, in the steps of the wire; None = not told or not available.

    Speeds in 0.01 km/h, distance in m, inclination in 0.1 %, ramp angle in 0.1 °, elevation in 0.1 m, pace as sent
    (two layouts exist: 0.1 km/min in one byte, s per 500 m in two), energy in kcal, heart rate per minute (0 is what
    most send without a sensor), METs in 0.1, times in s, force in N, power in W.
    `more`: the record goes on in the next frame. `vendor`: the bytes after the standard's fields.
    `missing`: fields that the flags promise and the frame does not hold whole.
    """

    speed: int | None = None
    average_speed: int | None = None
    distance: int | None = None
    inclination: int | None = None
    ramp_angle: int | None = None
    elevation_up: int | None = None
    elevation_down: int | None = None
    pace: int | None = None
    average_pace: int | None = None
    energy: int | None = None
    energy_per_hour: int | None = None
    energy_per_minute: int | None = None
    heart_rate: int | None = None
    mets: int | None = None
    elapsed: int | None = None
    remaining: int | None = None
    force: int | None = None
    power: int | None = None
    more: bool = False
    vendor: bytes = b""
    missing: tuple[str, ...] = ()


# Nobody has run faster than 44.7 km/h (Berlin, 2009): no belt is built for it, so a speed above is not a speed.
SPEED_BOUND = 4500
# The upper byte of the highest; a frame with a greater one needs no further look, unless it has no speed (bit 0).
_FASTEST = (bytes((SPEED_BOUND >> 8,)), b"\xff")
# 100 % is 45°; the steepest treadmills stop at 40 %.
INCLINATION_BOUND = 1000
# What a notification holds at the least ATT MTU of 23 (Core specification, volume 3, part F, §3.2.8).
LEAST_PAYLOAD = 20
# Looked up for every frame: a set answers faster than two comparisons and knows None.
_SPEEDS = frozenset((None, *range(SPEED_BOUND + 1)))
_INCLINATIONS = frozenset((None, *range(-INCLINATION_BOUND, INCLINATION_BOUND + 1)))


def _blanked(numbers: tuple[int, ...], unavailable: Sequence[tuple[int, tuple[int, ...]]]) -> tuple[int | None, ...]:
    """Give the same numbers with None for those that mean "not available"."""
    values: list[int | None] = list(numbers)
    for place, meaning in unavailable:
        if values[place] in meaning:
            values[place] = None
    return tuple(values)


_new: Callable[[type[TreadmillData], tuple[Any, ...]], TreadmillData] = tuple.__new__


def decode(data: bytes) -> TreadmillData:
    """Read a notification; unknown bits and trailing bytes are tolerated. Raises MalformedValue."""
    size = len(data)
    if size < HEAD:
        raise MalformedValue(f"treadmill data begins with two bytes of flags, not {size}: {data.hex(' ')}")
    if data[3:4] > _FASTEST[data[0] & MORE]:
        raise MalformedValue(f"no belt is as fast as this: {data.hex(' ')}")
    unpack, low, tail, pick, end, unavailable = layout(data[0] | data[1] << 8 | size << 16)
    numbers: tuple[Any, ...] = unpack(data, HEAD)
    distance = numbers[low] | numbers[low + 1] << 16 if low >= 0 else None
    if not SPECIAL.isdisjoint(numbers):
        numbers = _blanked(numbers, unavailable)
    record = _new(TreadmillData, pick((*numbers, distance, *tail, bytes(data[end:]))))
    if record[0] not in _SPEEDS or record[1] not in _SPEEDS or record[3] not in _INCLINATIONS:
        raise MalformedValue(f"no belt does this: {data.hex(' ')}")
    return record


# ── the other way ───────────────────────────────────────────────────────────────────────────────────


_PACE_CODES = {1: "B", 2: "H"}
_RANGES = {"B": range(1 << 8), "H": range(1 << 16), "T": range(1 << 24), "h": range(-(1 << 15), 1 << 15)}
_ALLOWED = {
    "speed": range(SPEED_BOUND + 1),
    "average_speed": range(SPEED_BOUND + 1),
    "inclination": range(-INCLINATION_BOUND, INCLINATION_BOUND + 1),
}


def _field_bytes(field: Field, value: int | None, width: int) -> bytes:
    """Write one field; None is its "not available". Raises ValueError naming the field."""
    if value is None and field.unavailable:
        return field.unavailable[0].to_bytes(SIZES[field.code], "little")
    code = _PACE_CODES[width] if field.code == PACE else field.code
    allowed = _ALLOWED.get(field.name, _RANGES[code])
    if type(value) is not int or value not in allowed or value in field.unavailable:
        raise ValueError(f"{field.name} cannot be {value}")
    return value.to_bytes(SIZES[code], "little", signed=code == "h")


def _told(record: TreadmillData, width: int) -> dict[int, bytes]:
    """Write every group after the speed that the record tells anything of: flag bit → bytes."""
    return {
        bit: b"".join(_field_bytes(field, getattr(record, field.name), width) for field in group)
        for bit, group in enumerate(GROUPS)
        if bit and any(getattr(record, field.name) is not None for field in group)
    }


def _spread(told: dict[int, bytes], room: int, payload: int) -> list[dict[int, bytes]]:
    """Share groups out to frames, in the order of sending: the last one has `room` bytes for them."""
    frames: list[dict[int, bytes]] = [{}]
    for bit, data in told.items():
        if len(data) > room:
            frames.append({})
            room = payload - HEAD
        frames[-1][bit] = data
        room -= len(data)
    return [*frames[1:], frames[0]]


def _frame(more: int, speed: bytes, told: dict[int, bytes], vendor: bytes = b"") -> bytes:
    """Put flags before what they promise."""
    flags = more | sum(1 << bit for bit in told) | (VENDOR if vendor else 0)
    return flags.to_bytes(HEAD, "little") + speed + b"".join(told.values()) + vendor


def _refuse(record: TreadmillData, payload: int) -> None:
    """Raise ValueError for what no decoder could read back."""
    if (record.speed is None) != record.more:
        raise ValueError("the speed stands in the last frame of a record and in no other")
    paced = record.pace is not None or record.average_pace is not None
    if paced and len(record.vendor) not in (0, VENDOR_SIZE):
        raise ValueError(f"beside a pace, vendor bytes must be {VENDOR_SIZE} or none")
    if payload < LEAST_PAYLOAD + len(record.vendor) - VENDOR_SIZE:
        raise ValueError(f"{payload} bytes are too few")


def encode(record: TreadmillData, payload: int = LEAST_PAYLOAD, pace_width: int = 2) -> tuple[bytes, ...]:
    """Write a record as frames of at most `payload` bytes, speed last; paces take 1 or 2 bytes. Raises ValueError."""
    _refuse(record, payload)
    told = _told(record, pace_width)
    speed = b"" if record.more else _field_bytes(GROUPS[0][0], record.speed, pace_width)
    *before, last = _spread(told, payload - HEAD - len(speed) - len(record.vendor), payload)
    more = MORE if record.more else 0
    return (*(_frame(MORE, b"", each) for each in before), _frame(more, speed, last, record.vendor))


# ── records in parts ────────────────────────────────────────────────────────────────────────────────


def _joined(part: TreadmillData, frame: TreadmillData) -> TreadmillData:
    """Join two parts of a record; a field told twice means that the first part lost its end, so it is dropped."""
    pairs = list(zip(part[: len(NAMES)], frame[: len(NAMES)], strict=True))
    if any(old is not None and new is not None for old, new in pairs):
        return frame
    values = (old if new is None else new for old, new in pairs)
    return TreadmillData._make((*values, frame.more, frame.vendor or part.vendor, part.missing + frame.missing))


_NOTHING = TreadmillData(more=True)
_UNTOLD = _NOTHING[: len(NAMES)]


@dataclass(frozen=True, slots=True)
class Assembly:
    """The parts of a record that came so far. Every link begins with a new one: parts do not outlive a disconnect."""

    part: TreadmillData = _NOTHING

    def add(self, frame: TreadmillData) -> tuple["Assembly", TreadmillData | None]:
        """Take the next frame → the assembly after it, and the record if it is complete.

        A part that tells nothing but vendor bytes is passed over: FitShow modules send one after every record.
        """
        if frame[: len(NAMES)] == _UNTOLD:
            return self, None
        if self.part is _NOTHING and not frame.more:  # a whole record in one frame, as most are
            return self, frame
        joined = _joined(self.part, frame)
        return (Assembly(joined), None) if frame.more else (Assembly(), joined)
