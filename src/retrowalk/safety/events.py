"""What can happen to a belt, in the words the supervisor decides by. Values only; do not subclass."""

from dataclasses import dataclass
from enum import StrEnum

from retrowalk.units import Inclination, Speed


class StopReason(StrEnum):
    """Why a walk ended: the closed list of the session report."""

    COMPLETED = "completed"
    USER_STOP = "user_stop"
    PAIN = "pain"
    DIZZY = "dizzy"
    CHEST_BREATH = "chest_breath"
    FATIGUE = "fatigue"
    FALL_STUMBLE = "fall_stumble"
    SPOTTER = "spotter"
    SAFETY_KEY = "safety_key"
    CONSOLE_STOP = "console_stop"
    OVERSPEED = "overspeed"
    STALE = "stale"
    LINK_LOST = "link_lost"
    STOP_NOT_CONFIRMED = "stop_not_confirmed"
    CONTROL_LOST = "control_lost"
    SCHEDULE_LIMIT = "schedule_limit"
    HR_LIMIT = "hr_limit"
    ENGINE_FAULT = "engine_fault"
    OPERATOR = "operator"
    POWER_LOSS = "power_loss"


@dataclass(frozen=True, slots=True)
class Sample:
    """A decoded, believed measurement.

    speed in 0.01 km/h, inclination in 0.1 % or None when the treadmill does not tell,
    distance in m and elapsed in s as the treadmill counts them (None when it does not).
    """

    speed: Speed
    inclination: Inclination | None = None
    distance: int | None = None
    elapsed: int | None = None


@dataclass(frozen=True, slots=True)
class Linked:
    """The link is up; nothing is known of the belt yet."""


@dataclass(frozen=True, slots=True)
class Unlinked:
    """The link is gone; the belt may go on at its last speed."""


@dataclass(frozen=True, slots=True)
class Motion:
    """The belt was measured moving (> 0.3 km/h in two samples)."""


@dataclass(frozen=True, slots=True)
class Standstill:
    """The belt was measured at zero for long enough to say it stands."""


@dataclass(frozen=True, slots=True)
class Remember:
    """An earlier run left the belt latched. What it does now is not known yet."""

    reason: StopReason
    source: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A belt latched by an earlier run was measured at standstill: it stays latched until a person resets it."""


@dataclass(frozen=True, slots=True)
class Arm:
    """Take control of a standing belt for one walk."""


@dataclass(frozen=True, slots=True)
class Disarm:
    """Let go of a standing belt."""


@dataclass(frozen=True, slots=True)
class Start:
    """A fresh READY was given and counted down: the belt may start, once."""


@dataclass(frozen=True, slots=True)
class Halt:
    """A planned stop: for a turn, a rest or the end of the walk. Verified, not latched."""


@dataclass(frozen=True, slots=True)
class Rejoin:
    """The link came back in time and the belt does what it did before."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop the belt now and latch. `source` says who or what asked (a page, a key, an interlock)."""

    reason: StopReason
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reset:
    """The human act that clears the latch. It moves nothing."""

    source: str = ""


Signal = Linked | Unlinked | Motion | Standstill | Remember | Kept | Arm | Disarm | Start | Halt | Rejoin | Stop | Reset
