"""Speed, inclination and distance as whole numbers in the steps of the Fitness Machine Service.

Speed is counted in 0.01 km/h, inclination in 0.1 %, distance in metres, time in milliseconds.
Everything inside Retrowalk is counted in these steps; miles appear only where people read and write.
Conversions round towards slower and flatter, so that no conversion can raise a limit.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum


# The international mile, exact by definition (1959).
KM_PER_MILE = Decimal("1.609344")
# A speed asked for in one unit and understood in the other: 1.609 and 0.621 of it, ± 6 % for accuracy class (H9); per
# cent.
UNIT_RATIOS = ((150, 170), (58, 66))
# FTMS speed is an unsigned 16-bit field, inclination a signed one.
SPEED_LIMIT = 0xFFFF
INCLINATION_LIMIT = 0x7FFF
DISTANCE_LIMIT = 0xFFFFFF

# Nine digits each side keep every product within Decimal's 28, so that rounding down is exact.
_QUANTITY = re.compile(r"\s*(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)\s*([^\s\d.-]+)\s*")


class UnitError(ValueError):
    """A quantity that has no unit, the wrong unit, or a value its unit cannot hold."""


class Facing(StrEnum):
    """Which way the walker faces. The belt always runs forward."""

    FORWARD = "forward"
    BACKWARD = "backward"


def _whole(name: str, value: object, low: int, high: int) -> None:
    """Refuse anything but an int in its wire range: no bool, float, NaN or None gets past here."""
    if type(value) is not int:
        raise UnitError(f"{name} must be a whole number of steps, not {value!r}")
    if not low <= value <= high:
        raise UnitError(f"{name} {value} is outside {low}…{high}")


def _quantity(text: object, factors: dict[str, Decimal], kind: str, example: str) -> int:
    """'1.5 mph' → whole steps, rounded down; a bare number is refused."""
    match = _QUANTITY.fullmatch(text) if isinstance(text, str) else None
    if match is None or match[2] not in factors:
        raise UnitError(f"expected a {kind} with its unit, such as {example!r}, not {text!r}")
    return int((Decimal(match[1]) * factors[match[2]]).to_integral_value(ROUND_FLOOR))


def _typed(text: str, steps: int, span: tuple[int, int], words: str) -> int:
    """Refuse what the wire cannot carry, in the words it was typed with."""
    if not span[0] <= steps <= span[1]:
        raise UnitError(f"{text.strip()!r} is outside {words}")
    return steps


@dataclass(frozen=True, order=True, slots=True)
class Speed:
    """A belt speed in 0.01 km/h, never negative."""

    wire: int

    def __post_init__(self) -> None:
        """Refuse what the wire cannot carry."""
        _whole("speed", self.wire, 0, SPEED_LIMIT)

    @classmethod
    def parse(cls, text: str) -> "Speed":
        """'1.5 mph' or '2.4 km/h', rounded down to 0.01 km/h. Raises UnitError."""
        steps = _quantity(text, {"mph": KM_PER_MILE * 100, "km/h": Decimal(100)}, "speed", "1.5 mph")
        return cls(_typed(text, steps, (0, SPEED_LIMIT), f"0…{SPEED_LIMIT / 100} km/h"))

    @property
    def kmh(self) -> float:
        """Kilometres per hour, for people only."""
        return self.wire / 100

    @property
    def mph(self) -> float:
        """Miles per hour, for people only."""
        return float(Decimal(self.wire) / 100 / KM_PER_MILE)

    def __str__(self) -> str:
        return f"{self.mph:.1f} mph ({self.kmh:.1f} km/h)"


@dataclass(frozen=True, order=True, slots=True)
class Inclination:
    """A belt inclination in 0.1 %. Measured ones may be negative; asked ones never are."""

    wire: int

    def __post_init__(self) -> None:
        """Refuse what the wire cannot carry."""
        _whole("inclination", self.wire, -INCLINATION_LIMIT - 1, INCLINATION_LIMIT)

    @classmethod
    def parse(cls, text: str) -> "Inclination":
        """'2.5 %', rounded down to 0.1 %. Raises UnitError."""
        steps = _quantity(text, {"%": Decimal(10)}, "inclination", "2.5 %")
        span = (-INCLINATION_LIMIT - 1, INCLINATION_LIMIT)
        return cls(_typed(text, steps, span, f"±{INCLINATION_LIMIT / 10} %"))

    @property
    def percent(self) -> float:
        """Per cent, for people only."""
        return self.wire / 10

    def __str__(self) -> str:
        return f"{self.percent:.1f} %"


@dataclass(frozen=True, order=True, slots=True)
class Distance:
    """A length in metres."""

    metres: int

    def __post_init__(self) -> None:
        """Refuse what the wire cannot carry."""
        _whole("distance", self.metres, 0, DISTANCE_LIMIT)

    @classmethod
    def parse(cls, text: str) -> "Distance":
        """'10 m' or '1.5 km'. Raises UnitError."""
        steps = _quantity(text, {"m": Decimal(1), "km": Decimal(1000)}, "distance", "10 m")
        return cls(_typed(text, steps, (0, DISTANCE_LIMIT), f"0…{DISTANCE_LIMIT} m"))

    def __str__(self) -> str:
        return f"{self.metres} m"


@dataclass(frozen=True, slots=True)
class Setpoint:
    """Belt speed and inclination wanted or asked."""

    speed: Speed
    inclination: Inclination


def _unsigned(text: str, steps: int) -> int:
    """Refuse what is below zero."""
    if steps < 0:
        raise UnitError(f"{text!r} is below zero")
    return steps


def parse_duration(text: str) -> int:
    """'30 s', '2 min' or '1.5 min' → milliseconds. Raises UnitError."""
    return _unsigned(text, _quantity(text, {"s": Decimal(1000), "min": Decimal(60_000)}, "duration", "30 s"))


def parse_ramp(text: str) -> int:
    """'0.05 mph/s' or '0.1 km/h/s' → whole speed steps (0.01 km/h) per second, rounded down. Raises UnitError."""
    return _unsigned(text, _quantity(text, {"mph/s": KM_PER_MILE * 100, "km/h/s": Decimal(100)}, "ramp", "0.1 mph/s"))
