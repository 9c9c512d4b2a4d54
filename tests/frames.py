"""Treadmill Data that no treadmill should send, from a seed; and what of it may be believed."""

import random
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from retrowalk.ftms.treadmill_data import INCLINATION_BOUND, SPEED_BOUND, TreadmillData
from retrowalk.ftms.treadmill_layout import GROUPS, NAMES


CAPTURES = Path(__file__).parent / "captures" / "frames.toml"
# What real machines send: the frames that others are made from.
VALID = tuple(
    bytes.fromhex(frame["hex"])
    for frame in tomllib.loads(CAPTURES.read_text("utf-8"))["frame"]
    if frame["characteristic"] == "treadmill_data"
)
LONGEST = 30


def noise(chance: random.Random) -> bytes:
    """Nothing but chance, of any length."""
    return chance.randbytes(chance.randint(0, LONGEST))


def mutated(chance: random.Random) -> bytes:
    """A valid frame with one to four bits turned."""
    frame = bytearray(chance.choice(VALID))
    for _ in range(chance.randint(1, 4) if frame else 0):
        frame[chance.randrange(len(frame))] ^= 1 << chance.randrange(8)
    return bytes(frame)


def wrong_flags(chance: random.Random) -> bytes:
    """The fields of a valid frame under flags of chance."""
    return chance.randbytes(2) + chance.choice(VALID)[2:]


def wrong_length(chance: random.Random) -> bytes:
    """A valid frame that is cut, or goes on."""
    frame = chance.choice(VALID)
    return frame[: chance.randint(0, len(frame))] + chance.randbytes(chance.choice((0, 0, 1, 2, 3, 7)))


FAMILIES: tuple[Callable[[random.Random], bytes], ...] = (noise, mutated, wrong_flags, wrong_length)


def frames(seed: int, count: int) -> Iterator[bytes]:
    """Of every family the same number, in turn; the same seed, the same frames."""
    chance = random.Random(seed)
    for number in range(count):
        yield FAMILIES[number % len(FAMILIES)](chance)


_WIRE = {"H": range(1 << 16), "h": range(-(1 << 15), 1 << 15), "B": range(1 << 8), "T": range(1 << 24)}
_PACE = range(1 << 16)
_FIELDS = {field.name: field for group in GROUPS for field in group}
# What each field may be: what the wire can carry, and no more than any belt does where a walk depends on it.
ALLOWED = tuple(
    {
        "speed": range(SPEED_BOUND + 1),
        "average_speed": range(SPEED_BOUND + 1),
        "inclination": range(-INCLINATION_BOUND, INCLINATION_BOUND + 1),
    }.get(name, _WIRE.get(_FIELDS[name].code, _PACE))
    for name in NAMES
)


def unbelievable(record: TreadmillData) -> tuple[str, object] | None:
    """Name a field that is no whole number within its range; None when there is none."""
    for place, value in enumerate(record[: len(NAMES)]):
        if value is not None and (type(value) is not int or value not in ALLOWED[place]):
            return NAMES[place], value
    return None
