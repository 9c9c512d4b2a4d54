"""The levels a protocol may be written for, and what each permits.

Figures: clinical review §4.2 (thresholds), §5 (default caps); design values unless it says otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from retrowalk.units import Inclination, Speed, parse_ramp


class Level(StrEnum):
    """Who a protocol is for."""

    FIRST = "first"
    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"
    INTERVAL = "interval"
    INCLINE = "incline"
    OLDER = "older"
    TEEN = "teen"
    REHAB = "rehab"
    WARMUP = "warmup"
    COACH = "coach"  # self-powered belts: Retrowalk only watches


@dataclass(frozen=True, slots=True)
class LevelRules:
    """What a level permits.

    Ramps in 0.01 km/h per second, belt_time and settle in ms.
    `novice`: a belt whose minimum is above 0.8 mph is refused, and so is one without handrails.
    """

    speed: Speed
    inclination: Inclination
    ramp_up: int
    ramp_down: int
    belt_time: int
    settle: int
    novice: bool
    spotter_required: bool


def _rules(  # a row of the table below, in the units people read
    mph: str,
    percent: str,
    up: str,
    down: str,
    minutes: int,
    settle_s: int,
    *,
    novice: bool = False,
    spotter: bool = False,
) -> LevelRules:
    return LevelRules(
        Speed.parse(f"{mph} mph"),
        Inclination.parse(f"{percent} %"),
        parse_ramp(f"{up} mph/s"),
        parse_ramp(f"{down} mph/s"),
        minutes * 60_000,
        settle_s * 1000,
        novice=novice,
        spotter_required=spotter,
    )


# Speed caps: clinical review §5 "Defaults". Ramps: §4.2 (novice 0.05 mph/s up, others 0.10). Belt time: the founding
# articles' 6, 12 and 22 min, the 5-minute primer with its ramps 6, incline and rehab what their library protocols need;
# the limit for all of 30 min is the code ceiling's. Settle: 20 to 45 s (§4.2), longest for those who need it most.
LEVELS: Mapping[Level, LevelRules] = MappingProxyType(
    {
        Level.FIRST: _rules("1.2", "0", "0.05", "0.10", 6, 30, novice=True),
        Level.BEGINNER: _rules("1.5", "0", "0.10", "0.15", 12, 30),
        Level.INTERMEDIATE: _rules("2.0", "3", "0.10", "0.20", 22, 30),
        Level.ADVANCED: _rules("2.5", "5", "0.10", "0.20", 22, 30),
        Level.INTERVAL: _rules("2.0", "2", "0.10", "0.20", 22, 20),
        Level.INCLINE: _rules("1.8", "5", "0.10", "0.20", 22, 30),
        Level.OLDER: _rules("1.3", "0", "0.05", "0.10", 12, 30, novice=True, spotter=True),
        Level.TEEN: _rules("1.5", "0", "0.05", "0.10", 6, 30, novice=True, spotter=True),
        Level.REHAB: _rules("1.5", "0", "0.05", "0.10", 12, 30, novice=True),
        Level.WARMUP: _rules("1.5", "0", "0.10", "0.15", 6, 20),
        Level.COACH: _rules("0.0", "0", "0.0", "0.0", 30, 20),
    }
)
