"""A FIT file in bytes: header, definitions, messages and checksums (FIT protocol 2.0, little-endian).

A value that nobody measured is left out of its message: other programs take the markers for "no value" for figures.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from struct import pack

from retrowalk.export.fit_fields import DEVELOPER, DEVELOPER_DATA_ID, DEVELOPMENT, FIELD_DESCRIPTION, Form, Kind


# Seconds from 1970 to 1989-12-31T00:00:00Z, where the time of FIT begins.
EPOCH = 631_065_600
# Protocol 2.0 has developer fields; the profile is the one the tables were written from (21.218).
PROTOCOL, PROFILE = 0x20, 21_218
HEADER_SIZE = 14
# A definition is kept under one of these numbers until a seventeenth needs its place.
LOCALS = 16
DEFINITION, WITH_DEVELOPER = 0x40, 0x20
# The size of a string is one byte, its end another; names are cut well before.
LONGEST = 120
# Ours for good: it tells our developer fields from those of other programs.
APPLICATION = bytes.fromhex("b6f2e1c47d0d4b6c9b7a52657472777a")
OUR_INDEX = 0

_CRC = (
    0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401,
    0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400,
)  # fmt: skip

Value = int | float | str | bytes


def crc(data: bytes) -> int:
    """The checksum of FIT: 16 bits, four at a time."""
    so_far = 0
    for byte in data:
        for nibble in (byte & 0xF, byte >> 4):
            so_far = so_far >> 4 ^ _CRC[so_far & 0xF] ^ _CRC[nibble]
    return so_far


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a message, in bytes, with the three bytes that define it."""

    definition: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its number, its values and those of developer fields."""

    number: int
    parts: tuple[Part, ...]
    developer: tuple[Part, ...] = ()


def _text(value: str) -> bytes:
    """UTF-8 with its end, cut between characters; what would end it too early is left out."""
    cut = value.replace("\0", "").encode("utf-8", "replace")[:LONGEST]
    return cut.decode("utf-8", "ignore").encode() + b"\0"


def _stored(form: Form, value: Value) -> bytes | None:
    """A value in bytes; None when its field cannot carry it, or would say "no value" by it."""
    _, letter, invalid = form.value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bytes):
        return value
    if form is Form.FLOAT32:
        return pack("<f", value)
    whole = round(value)
    size = len(pack(f"<{letter}", 0)) * 8
    low, high = (-(1 << size - 1), (1 << size - 1) - 1) if letter.islower() else (0, (1 << size) - 1)
    return pack(f"<{letter}", whole) if low <= whole <= high and whole != invalid else None


def _part(number: int, form: Form, last: int, value: Value) -> Iterator[Part]:
    data = _stored(form, value)
    if data is not None:
        yield Part(bytes((number, len(data), last)), data)


def message(kind: Kind, told: Mapping[str, Value | None], ours: Mapping[str, Value | None] | None = None) -> Message:
    """A message of these values by field name, and these developer fields; None = nobody told. Raises KeyError."""
    parts: list[Part] = []
    developer: list[Part] = []
    for name, value in told.items():
        if value is not None:
            known = kind.fields[name]
            scaled = value if isinstance(value, str | bytes) else value * known.scale
            parts += _part(known.number, known.form, known.form.value[0], scaled)
    for name, value in (ours or {}).items():
        if value is not None:
            developer += _part(DEVELOPER[name].number, DEVELOPER[name].form, OUR_INDEX, value)
    return Message(kind.number, tuple(parts), tuple(developer))


def developer_messages() -> tuple[Message, ...]:
    """What must come before the first developer field: whose they are, and each one's type, name and unit."""
    ours = message(
        DEVELOPER_DATA_ID,
        {"application_id": APPLICATION, "manufacturer_id": DEVELOPMENT, "developer_data_index": OUR_INDEX},
    )
    described = (
        message(
            FIELD_DESCRIPTION,
            {
                "developer_data_index": OUR_INDEX,
                "field_definition_number": each.number,
                "fit_base_type_id": each.form.value[0],
                "field_name": name,
                "units": each.unit or None,
            },
        )
        for name, each in DEVELOPER.items()
    )
    return (ours, *described)


def _definition(each: Message) -> bytes:
    """What a definition says after its first byte."""
    fields = b"".join(part.definition for part in each.parts)
    ours = b"".join(part.definition for part in each.developer)
    developer = bytes((len(each.developer),)) + ours if each.developer else b""
    return pack("<BBHB", 0, 0, each.number, len(each.parts)) + fields + developer


@dataclass(slots=True)
class _Locals:
    """Which definitions a reader knows by now, and under which number."""

    known: dict[bytes, int] = field(default_factory=dict)

    def number(self, definition: bytes) -> int:
        """A number for a new definition; the oldest one gives way when all are taken."""
        free = len(self.known)
        if free == LOCALS:
            free = self.known.pop(next(iter(self.known)))
        self.known[definition] = free
        return free


def _written(messages: Iterable[Message]) -> Iterator[bytes]:
    numbers = _Locals()
    for each in messages:
        definition = _definition(each)
        if definition not in numbers.known:
            flags = DEFINITION | WITH_DEVELOPER * bool(each.developer)
            yield bytes((flags | numbers.number(definition),)) + definition
        yield bytes((numbers.known[definition],))
        yield from (part.data for part in (*each.parts, *each.developer))


def encode(messages: Sequence[Message]) -> bytes:
    """A whole file: header, messages, checksum."""
    body = b"".join(_written(messages))
    header = pack("<BBHI4s", HEADER_SIZE, PROTOCOL, PROFILE, len(body), b".FIT")
    whole = header + pack("<H", crc(header)) + body
    return whole + pack("<H", crc(whole))


def moment(at: int) -> int:
    """Seconds UTC as FIT counts them."""
    return at - EPOCH
