"""How values are shown to people: each with its unit, speeds in both."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from retrowalk.units import Speed


Show = Callable[[Any], str]


def clock(seconds: float) -> str:
    """Seconds as m:ss min, or h:mm:ss h from an hour on."""
    whole = round(seconds)
    if whole < 3600:  # noqa: PLR2004 - an hour
        return f"{whole // 60}:{whole % 60:02d} min"
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d} h"


def speed(kmh: float) -> str:
    """Kilometres per hour in both units."""
    return str(Speed(max(0, round(kmh * 100))))


def text(value: object) -> str:
    """As it is."""
    return str(value)


def count(value: int) -> str:
    """How many."""
    return str(value)


def words(value: str) -> str:
    """A word of ours as people write it."""
    return value.replace("_", " ")


def listed(values: tuple[str, ...]) -> str:
    """Several in one line."""
    return ", ".join(words(str(value)) for value in values)


def score(value: int) -> str:
    """An answer from 0 to 10."""
    return f"{value} of 10"


def yes(value: bool) -> str:  # noqa: FBT001 - it is what is shown
    """Yes or no."""
    return "yes" if value else "no"


@dataclass(frozen=True, slots=True)
class Figure:
    """Shows a figure with its unit."""

    unit: str
    places: int = 0

    def __call__(self, value: float) -> str:
        """The figure in words."""
        return f"{value:.{self.places}f} {self.unit}"


def day(at: int, zone: tzinfo | None = UTC) -> str:
    """Seconds UTC as a date."""
    return datetime.fromtimestamp(at, UTC).astimezone(zone).strftime("%Y-%m-%d")


def minute(at: int, zone: tzinfo | None = UTC) -> str:
    """Seconds UTC as date, time and the name of the zone."""
    return datetime.fromtimestamp(at, UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")


def instant(at: int) -> str:
    """Seconds UTC as ISO 8601, for programs."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
