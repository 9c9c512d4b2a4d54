"""Speeds and inclinations as they are shown: with their unit in the name. None = not known now."""

from dataclasses import dataclass

from retrowalk.units import Inclination, Setpoint, Speed


@dataclass(frozen=True, slots=True)
class SetpointView:
    """Belt speed and inclination."""

    speed_kmh: float
    inclination_percent: float


def kmh(speed: Speed | None) -> float | None:
    """Kilometres per hour."""
    return None if speed is None else speed.kmh


def percent(inclination: Inclination | None) -> float | None:
    """Per cent."""
    return None if inclination is None else inclination.percent


def setpoint(wanted: Setpoint | None) -> SetpointView | None:
    """Speed and inclination, wanted or asked."""
    return SetpointView(wanted.speed.kmh, wanted.inclination.percent) if wanted else None
