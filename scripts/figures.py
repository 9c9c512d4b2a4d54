"""Numbers in the evidence are named, never typed: `{STALE_STOP ms}` is what the program decides by.

A bare name is one of safety/thresholds.py; a dotted one, `{link.procedure.DEADLINE ms}`, of any module of the program.
The word behind it is the unit it is kept in: ms, s, speed (0.01 km/h), incline (0.1 %), or nothing for a count.
"""

import re
from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType

from retrowalk.units import Inclination, Speed


FIGURE = re.compile(r"\{([\w.]+)(?: (\w+))?\}")
# From here on a time is told in seconds, and in minutes (ms).
SECOND, MINUTE = 1_000, 60_000


class UnknownFigure(ValueError):
    """A text names a number that the program does not have. The message is for people."""


def duration(ms: float) -> str:
    """250 → '250 ms', 1500 → '1.5 s', 1800000 → '30 min'."""
    if ms < SECOND:
        return f"{ms:g} ms"
    if ms < MINUTE:
        return f"{ms / SECOND:g} s"
    return f"{ms / MINUTE:g} min"


UNITS: Mapping[str, Callable[[float], str]] = MappingProxyType(
    {
        "": lambda count: f"{count:g}",
        "ms": duration,
        "s": lambda seconds: duration(seconds * SECOND),
        "speed": lambda wire: f"{Speed(int(wire)).kmh:g} km/h",
        "incline": lambda wire: str(Inclination(int(wire))),
    }
)


def _figure(found: re.Match[str]) -> str:
    name, unit = found[1], found[2] or ""
    module, _, attribute = name.rpartition(".")
    try:
        return UNITS[unit](getattr(import_module(f"retrowalk.{module or 'safety.thresholds'}"), attribute))
    except (ImportError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnknownFigure(f"{found[0]}: {error}") from error


def with_figures(text: str) -> str:
    """The text with the program's own numbers in it. Raises UnknownFigure."""
    return FIGURE.sub(_figure, text)
