"""Caps: layered limits, the lowest wins, each signed by the layer that set it.

Rule 1: a layer that says nothing is its default, never "unlimited".
Rule 2: nothing in this file can raise a limit; `effective` only takes minima.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from retrowalk.safety.thresholds import BELT_TIME, DERATE
from retrowalk.units import Facing, Inclination, Speed, parse_ramp


class Source(StrEnum):
    """Who set a limit, in the order of the layers (clinical review §5)."""

    CODE = "code ceiling"
    BELT = "treadmill"
    UNCOMMISSIONED = "treadmill not commissioned"
    SITE = "site"
    FACING = "facing"
    AGE = "age group"
    PERSON = "person"
    LEVEL = "level"
    PROTOCOL = "protocol"
    SESSION = "session"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source limits; None = it says nothing about that.

    Ramps in 0.01 km/h per second, belt_time in ms. `facing` restricts the layer to one facing.
    `set_by` names the person or file for the audit.
    """

    source: Source
    speed: Speed | None = None
    inclination: Inclination | None = None
    ramp_up: int | None = None
    ramp_down: int | None = None
    belt_time: int | None = None
    facing: Facing | None = None
    set_by: str = ""


Value = TypeVar("Value", Speed, Inclination, int)


@dataclass(frozen=True, slots=True)
class Cap(Generic[Value]):
    """A limit and who set it."""

    value: Value
    source: Source
    set_by: str = ""


@dataclass(frozen=True, slots=True)
class Caps:
    """The limits in force for one facing."""

    speed: Cap[Speed]
    inclination: Cap[Inclination]
    ramp_up: Cap[int]
    ramp_down: Cap[int]
    belt_time: Cap[int]


# 3.0 mph is 82 % of the backward walk-to-run transition of 1.63 m/s (Hreljac 2005), 4.0 mph a brisk forward walk; 10 %
# is the steepest backward grade with published measurements (Cipriani 1995); 0.10 mph/s is 1/67 of what provokes a
# stumble; 0.20 mph/s brings 2.0 mph to the minimum in 7 s; 30 min is the longest bout in the trials.
CEILINGS: Mapping[Facing, Layer] = MappingProxyType(
    {
        facing: Layer(
            Source.CODE,
            Speed.parse(top),
            Inclination.parse("10 %"),
            parse_ramp("0.1 mph/s"),
            parse_ramp("0.2 mph/s"),
            BELT_TIME,
            facing,
        )
        for facing, top in ((Facing.BACKWARD, "3.0 mph"), (Facing.FORWARD, "4.0 mph"))
    }
)

# What a layer says when nobody configured it (§5): a gym or a home starts at 2.0 mph and 5 %, backward at 2.0 mph,
# forward in mixed protocols at 3.0 mph.
DEFAULTS: tuple[Layer, ...] = (
    Layer(Source.SITE, Speed.parse("2.0 mph"), Inclination.parse("5 %"), set_by="default"),
    Layer(Source.FACING, Speed.parse("2.0 mph"), facing=Facing.BACKWARD, set_by="default"),
    Layer(Source.FACING, Speed.parse("3.0 mph"), facing=Facing.FORWARD, set_by="default"),
)


def _saying(layers: Iterable[Layer], facing: Facing, field: str) -> list[Layer]:
    """The layers of this facing that limit this."""
    return [layer for layer in layers if layer.facing in (None, facing) and getattr(layer, field) is not None]


def _lowest(layers: Iterable[Layer], facing: Facing, field: str) -> Cap[Any]:
    """The smallest of code ceiling, defaults that no layer of the same source replaces, and layers; ties go first."""
    given = _saying(layers, facing, field)
    sources = {layer.source for layer in given}
    defaults = [layer for layer in _saying(DEFAULTS, facing, field) if layer.source not in sources]
    layer = min((CEILINGS[facing], *defaults, *given), key=lambda each: getattr(each, field))
    return Cap(getattr(layer, field), layer.source, layer.set_by)


_LIMITS: tuple[Callable[[Layer], Any], ...] = (
    lambda layer: layer.speed,
    lambda layer: layer.inclination,
    lambda layer: layer.ramp_up,
    lambda layer: layer.ramp_down,
    lambda layer: layer.belt_time,
)


def loosens(before: Layer, after: Layer) -> bool:
    """Whether a layer that takes the place of another limits anything less than that did."""
    pairs = ((limit(before), limit(after)) for limit in _LIMITS)
    return any(was is not None and (will is None or will > was) for was, will in pairs)


_FIELDS = ("speed", "inclination", "ramp_up", "ramp_down", "belt_time")


def lowers(layers: Iterable[Layer], layer: Layer) -> bool:
    """Whether one more layer of a source is nowhere above what that source says: in `layers`, or else by default.

    Only such a layer may join others of its source: it would take the place of a default that is lower.
    """
    own = [each for each in layers if each.source is layer.source]
    usual = [each for each in DEFAULTS if each.source is layer.source]
    facings = tuple(Facing) if layer.facing is None else (layer.facing,)
    return not any(
        _above(layer, field, each)
        for facing, field in product(facings, _FIELDS)
        for each in _saying(own, facing, field) or _saying(usual, facing, field)
    )


def _above(layer: Layer, field: str, other: Layer) -> bool:
    value = getattr(layer, field)
    return value is not None and value > getattr(other, field)


def derated(caps: Caps) -> Caps:
    """The caps of a treadmill nobody has measured: a mile taken for a kilometre lands at the cap, not above (SR-24).

    Belt time has no unit to be mistaken in, and a gentler ramp down would keep a walker on the belt for longer.
    """
    return replace(
        caps,
        speed=Cap(Speed(caps.speed.value.wire * DERATE // 100), Source.UNCOMMISSIONED),
        inclination=Cap(Inclination(caps.inclination.value.wire * DERATE // 100), Source.UNCOMMISSIONED),
        ramp_up=Cap(caps.ramp_up.value * DERATE // 100, Source.UNCOMMISSIONED),
    )


def effective(layers: Iterable[Layer], facing: Facing) -> Caps:
    """The lowest of all layers for this facing, each value with its source (SR-41)."""
    every = tuple(layers)
    return Caps(
        speed=_lowest(every, facing, "speed"),
        inclination=_lowest(every, facing, "inclination"),
        ramp_up=_lowest(every, facing, "ramp_up"),
        ramp_down=_lowest(every, facing, "ramp_down"),
        belt_time=_lowest(every, facing, "belt_time"),
    )
