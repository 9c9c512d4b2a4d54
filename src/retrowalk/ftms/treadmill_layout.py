"""Where the fields of Treadmill Data stand in a frame: one layout for every set of flags and every length.

Flag bit 0 is More Data and inverted: while it is set the record goes on and the speed is not in this frame.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
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


def _promised(flags: int, width: int) -> list[tuple[Field, str]]:
    """Fields that the flags promise, in the order of the wire, each with its code; paces take `width` bytes."""
    pace = {1: "B", 2: "H"}[width]
    bits = flags ^ MORE
    return [
        (field, pace if field.code == PACE else field.code)
        for bit, group in enumerate(GROUPS)
        if bits >> bit & 1
        for field in group
    ]


def _size(flags: int, width: int) -> int:
    """Bytes of a whole frame without vendor bytes."""
    return HEAD + sum(SIZES[code] for _, code in _promised(flags, width))


def _pace_width(flags: int, length: int) -> int:
    """Bytes of a pace: the width that fits exactly, else the wider one that leaves bytes over; 0 = cut, unknowable."""
    vendor = VENDOR_SIZE if flags & VENDOR else 0
    exact = [width for width in (2, 1) if length == _size(flags, width) + vendor]
    loose = [width for width in (2, 1) if length >= _size(flags, width)]
    return (exact + loose + [0])[0]


def _whole(flags: int, length: int) -> list[tuple[Field, str]]:
    """Those promised fields that a frame of this length holds whole; a pace of unknowable width ends them."""
    width = _pace_width(flags, length)
    held, end = [], HEAD
    for field, code in _promised(flags, width or 2):
        end += SIZES[code]
        if end > length or (field.code == PACE and not width):
            break
        held.append((field, code))
    return held


class Layout(NamedTuple):
    """How to decode one set of flags at one length.

    `unpack` gives the numbers from offset 2; `low` is where a u24's low half stands in them (-1 = none), its high byte
    beside it. The numbers, the u24, `tail` and the vendor bytes, in this order, are what `pick` makes the record of.
    `end` is where vendor bytes begin; what is left of a cut field is none.
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
    held = _whole(flags, length)
    missing = tuple(field.name for field, _ in _promised(flags, 2)[len(held) :])
    if "speed" in missing:
        raise MalformedValue("the frame is cut within its speed")
    end = HEAD + sum(SIZES[code] for _, code in held)
    codes, places = _places(held)
    return Layout(
        Struct(codes).unpack_from,
        places.get("distance", -1),
        (None, bool(flags & MORE), missing),
        _pick(places, len(codes) - 1),
        length if missing else end,
        tuple((places[field.name], field.unavailable) for field, _ in held if field.unavailable),
    )


def _places(held: Sequence[tuple[Field, str]]) -> tuple[str, dict[str, int]]:
    """List the struct codes of these fields and where each stands in what they unpack to."""
    codes, places = "<", {}
    for field, code in held:
        places[field.name] = len(codes) - 1
        codes += _UNPACK.get(code, code)
    return codes, places


def _pick(places: Mapping[str, int], count: int) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """Pick a record's fields from `count` numbers, the u24, None, more, missing and the vendor bytes."""
    u24, none, more, missing, vendor = range(count, count + 5)
    order = {name: places.get(name, none) for name in NAMES}
    if "distance" in places:
        order["distance"] = u24
    return itemgetter(*order.values(), more, vendor, missing)
