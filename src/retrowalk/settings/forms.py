"""How the values of settings are written. Quantities carry their unit; a bare number is refused.

Speeds become steps of 0.01 km/h, inclinations of 0.1 %, durations ms.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from ipaddress import ip_address
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, PlainValidator, StringConstraints

from retrowalk.safety.caps import CEILINGS
from retrowalk.units import Facing, Inclination, Speed


class Mode(StrEnum):
    """What kind of place this is."""

    HOME = "home"
    GYM = "gym"


class LogLevel(StrEnum):
    """From which weight on a room's lines are written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogForm(StrEnum):
    """How log lines are written."""

    AUTO = "auto"
    LINES = "lines"
    JSON = "json"


class Readers(StrEnum):
    """Who may read the metrics."""

    NOBODY = "nobody"
    LOOPBACK = "loopback"
    EVERYBODY = "everybody"


Quantity = TypeVar("Quantity", Speed, Inclination)

_DURATION = re.compile(r"\s*([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*(s|min|h|days?)\s*")
_UNITS = {"s": 1000, "min": 60_000, "h": 3_600_000, "day": 86_400_000, "days": 86_400_000}
# As people write it; longer than ten years is a slip of the pen.
LONGEST = "3650 days"


def duration(value: object) -> int:
    """'30 s', '15 min', '12 h' or '730 days' → ms. Raises ValueError."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"expected a duration with its unit, such as '15 min', not {value!r}")
    return round(float(match[1]) * _UNITS[match[2]])


def between(low: str, high: str = LONGEST) -> PlainValidator:
    """Mark an int as a duration of this span, in ms."""

    def read(value: object) -> int:
        ms = duration(value)
        if ms < duration(low):
            raise ValueError(f"{value!r} is below {low}")
        if ms > duration(high):
            raise ValueError(f"{value!r} is above {high}")
        return ms

    return PlainValidator(read)


def _capped(parse: Callable[[Any], Quantity], facing: Facing, field: str, lowest: int) -> Callable[[object], Quantity]:
    """A quantity of at least `lowest` steps, and not above what the code permits at all."""
    ceiling = getattr(CEILINGS[facing], field)

    def read(value: object) -> Quantity:
        quantity = parse(value)
        if quantity.wire < lowest:
            raise ValueError(f"expected {'more' if lowest else 'not less'} than nothing, not {value!r}")
        if quantity > ceiling:
            raise ValueError(f"{value!r} is above {ceiling}, which no setting exceeds")
        return quantity

    return read


# A cap of 0 mph would forbid all walking and is a slip of the pen; 0 % is a flat belt.
BackwardSpeed = Annotated[Speed, PlainValidator(_capped(Speed.parse, Facing.BACKWARD, "speed", 1))]
ForwardSpeed = Annotated[Speed, PlainValidator(_capped(Speed.parse, Facing.FORWARD, "speed", 1))]
Incline = Annotated[Inclination, PlainValidator(_capped(Inclination.parse, Facing.FORWARD, "inclination", 0))]


def _written(read: Callable[[str], object], expected: str) -> PlainValidator:
    """Mark a text that `read` takes without a ValueError; anything else is told what is expected."""

    def reading(value: object) -> str:
        try:
            read(value if isinstance(value, str) else "")
        except ValueError:
            raise ValueError(f"expected {expected}, not {value!r}") from None
        return str(value)

    return PlainValidator(reading)


def _matching(pattern: str) -> Callable[[str], object]:
    """Take what the pattern matches."""
    compiled = re.compile(pattern)

    def read(text: str) -> None:
        if not compiled.fullmatch(text):
            raise ValueError

    return read


# Both families of loopback.
LOCALHOST = "localhost"


def _host(text: str) -> object:
    return text if text == LOCALHOST else ip_address(text)


Address = Annotated[str, _written(_host, "an address of this computer such as '127.0.0.1', 'localhost' or '0.0.0.0'")]
Proxy = Annotated[str, _written(ip_address, "an address such as '10.0.0.2'")]
# As a browser sends it: RFC 1123, at most 253 characters.
_HOST = r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
HostName = Annotated[str, _written(_matching(_HOST), "a name such as 'gym.example', without port")]
Adapter = Annotated[str, _written(_matching("hci[0-9]{1,2}"), "an adapter such as 'hci0'")]
# What fits a line of a page.
Text = Annotated[str, StringConstraints(max_length=200)]
Port = Annotated[int, Field(ge=1, le=65535)]
# The rooms of the program that say something in the log.
Room = Literal["api", "gateway", "guard", "history", "journal", "link", "runtime"]
# A list in TOML is a tuple here, and a word the member of its list of words.
Loose = Field(strict=False)
