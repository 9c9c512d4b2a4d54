"""Where the fields of Treadmill Data stand in a frame: one layout for every set of flags and every length.

Flag bit 0 is More Data and inverted: while it is set the record goes on and the speed is not in this frame.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from operator import itemgetter
from struct import Struct
from typing import Any, NamedTuple

from retrowalk.ftms.malformed import MalformedValue


class Field(NamedTuple):
    """A field: its struct code (T = u24) and the numbers that mean "not available"."""

    name: str
    code: str
    unavailable: tuple[int, ...] = ()


PACE = "P"  # one byte or two; the length of the frame tells which

# Every number that means "not available" somewhere.
_S16, _U16, _U8 = 0x7FFF, 0xFFFF, 0xFF
SPECIAL = frozenset((_S16, _U16, _U8))

# The fields that each flag bit promises. The standard defines "not available" for inclination, energy, force and power;
# some machines use the same numbers for elevation.
GROUPS: tuple[tuple[Field, ...], ...] = (
    (Field("speed", "H"),),
    (Field("average_speed", "H"),),
    (Field("distance", "T"),),
    (Field("inclination", "h", (_S16,)), Field("ramp_angle", "h", (_S16,))),
    (Field("elevation_up", "H", (_U16, _S16)), Field("elevation_down", "H", (_U16, _S16))),
    (Field("pace", PACE),),
    (Field("average_pace", PACE),),
    (
        Field("energy", "H", (_U16,)),
        Field("energy_per_hour", "H", (_U16,)),
        Field("energy_per_minute", "B", (_U8,)),
    ),
    (Field("heart_rate", "B"),),
    (Field("mets", "B"),),
    (Field("elapsed", "H"),),
    (Field("remaining", "H"),),
    (Field("force", "h", (_S16,)), Field("power", "h", (_S16,))),
)
MORE = 1 << 0
# Reserved; four makers count steps in it, in three bytes.
VENDOR = 1 << 13
VENDOR_SIZE = 3
HEAD = 2  # the flags
SIZES = {"H": 2, "h": 2, "B": 1, "T": 3}
# u24 as low half and high byte: struct knows no three bytes.
_UNPACK = {"T": "HB"}
NAMES = tuple(field.name for group in GROUPS for field in group)


class _Slot(NamedTuple):
    """A field as a frame holds it: its place in the record, its struct codes, its bytes."""

    place: int
    codes: str
    size: int
    unavailable: tuple[int, ...]


def _slots(bits: int, first: int, last: int, width: int) -> tuple[_Slot, ...]:
    """Fields of the groups from `first` to before `last` whose bits are set; a pace of width 0 ends them."""
    slots: list[_Slot] = []
    for bit in range(first, last):
        for field in GROUPS[bit] if bits >> bit & 1 else ():
            if field.code == PACE and not width:
                return tuple(slots)
            code = _PACES[width] if field.code == PACE else field.code
            slots.append(_Slot(NAMES.index(field.name), _UNPACK.get(code, code), SIZES[code], field.unavailable))
    return tuple(slots)


# A frame's fields are those of its lower bits and those of its upper ones; all of either are worked out once, for a
# treadmill that changes its flags in every frame costs no more than one that does not. Bit 0 is inverted.
_PACES = {1: "B", 2: "H"}
_SPLIT, _END = 7, len(GROUPS)
_LOWER_BITS, _UPPER_BITS = (1 << _SPLIT) - 1, (1 << _END) - (1 << _SPLIT)
_LOWER = {w: tuple(_slots(low ^ MORE, 0, _SPLIT, w) for low in range(1 << _SPLIT)) for w in (0, 1, 2)}
_UPPER = tuple(_slots(high << _SPLIT, _SPLIT, _END, 2) for high in range(1 << _END - _SPLIT))
_LOWER_SIZES = {w: tuple(sum(slot.size for slot in slots) for slots in _LOWER[w]) for w in (1, 2)}
_UPPER_SIZES = tuple(sum(slot.size for slot in slots) for slots in _UPPER)
# Bits of the two paces.
_ANY_PACE = 1 << 5 | 1 << 6


def _size(flags: int, width: int) -> int:
    """Bytes of a whole frame without vendor bytes."""
    return HEAD + _LOWER_SIZES[width][flags & _LOWER_BITS] + _UPPER_SIZES[(flags & _UPPER_BITS) >> _SPLIT]


def _pace_width(flags: int, length: int) -> int:
    """Bytes of a pace: the width that fits exactly, else the wider one that leaves bytes over; 0 = cut, unknowable."""
    if not flags & _ANY_PACE:
        return 2
    wide, narrow = _size(flags, 2), _size(flags, 1)
    body = length - VENDOR_SIZE if flags & VENDOR else length
    if body in (wide, narrow):
        return 2 if body == wide else 1
    return 2 if length >= wide else 1 if length >= narrow else 0


# Places counted from the end of what `Layout.pick` picks from: the u24, None, more, missing, the vendor bytes.
_U24, _NONE, _MORE, _MISSING, _VENDOR = range(-5, 0)
# The fields of the lower groups come first.
_FIELDS = range(len(NAMES))
_MIDDLE = sum(len(group) for group in GROUPS[:_SPLIT])


class _Part(NamedTuple):
    """Some fields in a row: their struct codes, where each field of the record stands, and how many numbers by then.

    `low` and `unavailable` as in `Layout`.
    """

    codes: str
    order: tuple[int, ...]
    low: int
    unavailable: tuple[tuple[int, tuple[int, ...]], ...]
    numbers: int


def _part(slots: tuple[_Slot, ...], fields: range, numbers: int) -> _Part:
    """Place these slots, all of them among `fields`, after so many numbers."""
    order, low, unavailable = [_NONE] * len(fields), -1, []
    for slot in slots:
        order[slot.place - fields.start] = _U24 if slot.codes == _UNPACK["T"] else numbers
        if slot.codes == _UNPACK["T"]:
            low = numbers
        if slot.unavailable:
            unavailable.append((numbers, slot.unavailable))
        numbers += len(slot.codes)
    return _Part("".join([slot.codes for slot in slots]), tuple(order), low, tuple(unavailable), numbers)


_LOWER_PARTS = {w: tuple(_part(slots, _FIELDS[:_MIDDLE], 0) for slots in _LOWER[w]) for w in (1, 2)}


@cache  # 64 sets of upper bits after at most ten numbers
def _upper_part(upper: int, numbers: int) -> _Part:
    return _part(_UPPER[upper], _FIELDS[_MIDDLE:], numbers)


def _whole(flags: int, width: int) -> _Part:
    """Place every promised field."""
    lower = _LOWER_PARTS[width][flags & _LOWER_BITS]
    upper = _upper_part((flags & _UPPER_BITS) >> _SPLIT, lower.numbers)
    return _Part(
        lower.codes + upper.codes,
        lower.order + upper.order,
        lower.low,
        lower.unavailable + upper.unavailable,
        upper.numbers,
    )


def _cut(flags: int, width: int, length: int) -> tuple[_Part, int, tuple[str, ...]]:
    """Place those fields that a cut frame holds whole; where they end, and the names of the others."""
    upper = _UPPER[(flags & _UPPER_BITS) >> _SPLIT]
    slots = _LOWER[width][flags & _LOWER_BITS] + (upper if width else ())
    end, held = HEAD, 0
    for slot in slots:
        if end + slot.size > length:
            break
        end += slot.size
        held += 1
    promised = _LOWER[2][flags & _LOWER_BITS] + upper
    return _part(slots[:held], _FIELDS, 0), end, tuple([NAMES[slot.place] for slot in promised[held:]])


class Layout(NamedTuple):
    """How to decode one set of flags at one length.

    `unpack` gives the numbers from offset 2; `low` is where a u24's low half stands in them (negative = none), its high
    byte beside it. The numbers, the u24, `tail` and the vendor bytes, in this order, are what `pick` makes the
    record of. `end` is where vendor bytes begin; what is left of a cut field is none.
    `unavailable` lists the places that may mean "not available".
    """

    unpack: Callable[[bytes, int], tuple[int, ...]]
    low: int
    tail: tuple[Any, ...]
    pick: Callable[[tuple[Any, ...]], tuple[Any, ...]]
    end: int
    unavailable: tuple[tuple[int, tuple[int, ...]], ...]


# Real machines use one to three sets of flags each; the bound keeps a hostile one from filling the memory.
@lru_cache(maxsize=1024)
def layout(key: int) -> Layout:
    """Work out the layout of flags | length << 16. Raises MalformedValue when the speed is promised and not whole."""
    flags, length = key & 0xFFFF, key >> 16
    if not flags & MORE and length < HEAD + SIZES["H"]:
        raise MalformedValue("the frame is cut within its speed")
    width = _pace_width(flags, length)
    missing: tuple[str, ...] = ()
    if width and length >= _size(flags, width):
        part, end = _whole(flags, width), _size(flags, width)
    else:
        part, end, missing = _cut(flags, width, length)
    return Layout(
        Struct("<" + part.codes).unpack_from,
        part.low,
        (None, bool(flags & MORE), missing),
        itemgetter(*part.order, _MORE, _VENDOR, _MISSING),
        length if missing else end,
        part.unavailable,
    )
