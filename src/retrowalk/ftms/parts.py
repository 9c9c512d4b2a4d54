"""Parameters on the wire: whole little-endian numbers, each with the value it means."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter, pos
from typing import Any

from retrowalk.ftms.codes import SpinDownControl, StopHow
from retrowalk.units import Distance, Inclination, Speed


@dataclass(frozen=True, slots=True)
class Part:
    """One number of `size` bytes; `mean` makes its value, `count` makes the number again."""

    size: int
    signed: bool = False
    mean: Callable[[int], Any] = pos
    count: Callable[[Any], int] = pos

    def decode(self, data: bytes) -> Any:  # noqa: ANN401 - the value's type is the row's business
        """Exactly `size` bytes → value. Raises ValueError where the value refuses the number."""
        return self.mean(int.from_bytes(data, "little", signed=self.signed))

    def encode(self, value: Any) -> bytes:  # noqa: ANN401 - the value's type is the row's business
        """Value → `size` bytes. Raises ValueError when it does not fit."""
        try:
            return self.count(value).to_bytes(self.size, "little", signed=self.signed)
        except OverflowError:
            raise ValueError(f"{value} does not fit {self.size} byte(s)") from None


U8 = Part(1)
U16 = Part(2)
S16 = Part(2, signed=True)
SPEED = Part(2, mean=Speed, count=attrgetter("wire"))
INCLINATION = Part(2, signed=True, mean=Inclination, count=attrgetter("wire"))
DISTANCE = Part(3, mean=Distance, count=attrgetter("metres"))
STOP_HOW = Part(1, mean=StopHow)
SPIN_DOWN = Part(1, mean=SpinDownControl)


def size(parts: Sequence[Part]) -> int:
    """Bytes that these parts take."""
    return sum(part.size for part in parts)


def decode(parts: Sequence[Part], data: bytes) -> list[Any]:
    """Values of as many parts as `data` holds whole. Raises ValueError where a value refuses its number."""
    values, start = [], 0
    for part in parts:
        end = start + part.size
        if end > len(data):
            break
        values.append(part.decode(data[start:end]))
        start = end
    return values


def encode(parts: Sequence[Part], values: Sequence[Any]) -> bytes:
    """As many parts as there are values. Raises ValueError when one does not fit."""
    return b"".join(part.encode(value) for part, value in zip(parts, values, strict=False))
