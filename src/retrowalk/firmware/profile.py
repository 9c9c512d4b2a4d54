"""What is known of one treadmill model: how it is recognised, what it may do, how it departs from the standard."""

from dataclasses import dataclass, field
from enum import StrEnum

from retrowalk.units import Inclination, Speed


class Known(StrEnum):
    """An answer that may be missing; unknown is treated as the worse one."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class StartBy(StrEnum):
    """Who starts the belt: a person at the console (the safer default) or Retrowalk."""

    CONSOLE = "console"
    APP = "app"


@dataclass(frozen=True, slots=True)
class Match:
    """What a treadmill must say for this profile to be its own; None = anything. `name` is a prefix."""

    name: str | None = None
    manufacturer: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One treadmill model. Limits are None where the treadmill's own ranges are to be used."""

    id: str
    match: Match = field(default_factory=Match)
    start_by: StartBy = StartBy.CONSOLE
    handrails: Known = Known.UNKNOWN
    backward_allowed: Known = Known.UNKNOWN  # by the maker's manual
    stops_on_disconnect: Known = Known.UNKNOWN
    commissioned: bool = False
    blocked: str = ""  # why nobody walks on this machine: what its commissioning found
    speed_min: Speed | None = None
    speed_max: Speed | None = None
    speed_step: Speed | None = None
    inclination_max: Inclination | None = None
    inclination_step: Inclination | None = None
    evidence: str = ""
    file: str = ""
