"""Everything step() can ask for: all outputs of the core, in one file. Values only; do not subclass.

The runtime does them in the order given, before the journal and before any view hears of the step.
"""

from dataclasses import dataclass
from enum import StrEnum

from retrowalk.safety.events import StopReason


@dataclass(frozen=True, slots=True)
class Request:
    """Write this control-point request in its turn: one at a time, the newest waiting one wins.

    `epoch` is the stop epoch it was decided in: the lane writes it only if no stop has come since.
    `expires` (ms on the core's clock) is when it is too old to write.
    """

    data: bytes
    epoch: int
    expires: int


@dataclass(frozen=True, slots=True)
class WriteStop:
    """Write these on the stop lane now, in order, whatever else is under way.

    `epoch` is the new stop epoch: every Request of an older one is dead. `attempt`: writes of this stop before it.
    """

    frames: tuple[bytes, ...]
    epoch: int
    attempt: int


class Cue(StrEnum):
    """What people are told. The words are the views'; `Announce` carries the figures."""

    COUNTDOWN = "countdown"
    SPEED_UP = "speed_up"
    SPEED_DOWN = "speed_down"
    INCLINE = "incline"
    STEADY_ON = "steady_on"  # a new segment that changes nothing
    SPEED_AND_INCLINE = "speed_and_incline"
    STOPPING_TO_TURN = "stopping_to_turn"
    STOPPING_TO_REST = "stopping_to_rest"
    TURN_NOW = "turn_now"
    REST_NOW = "rest_now"
    TIME_LIMIT = "time_limit"
    WINDING_DOWN = "winding_down"
    STOPPING_AT_END = "stopping_at_end"
    CONSOLE_OVERRIDE = "console_override"
    NEXT = "next"  # of a walk that is only watched
    HELD = "held"
    BELT_STOPPED = "belt_stopped"
    BELT_MOVING = "belt_moving"
    UNGUARDED = "unguarded"
    UNLEASED = "unleased"
    TAP_DUE = "tap_due"
    UNATTENDED = "unattended"
    HEART_HIGH = "heart_high"
    STRAP_SILENT = "strap_silent"
    FALL_CHECK = "fall_check"
    PAIN_ADVICE = "pain_advice"
    DIZZY_ADVICE = "dizzy_advice"
    CHEST_ADVICE = "chest_advice"
    REMOVE_KEY = "remove_key"
    PRESS_A_KEY = "press_a_key"
    CONSOLE_SEEN = "console_seen"


@dataclass(frozen=True, slots=True)
class Announce:
    """Say this now; what it says happens in `lead` ms. Speed in 0.01 km/h, inclination in 0.1 %, None = unchanged."""

    cue: Cue
    lead: int
    speed: int | None = None
    inclination: int | None = None
    text: str = ""


class AlarmKind(StrEnum):
    """What is loud until it is put right."""

    PULL_THE_KEY = "pull_the_key"  # the app cannot stop the belt
    LINK_LOST = "link_lost"
    STALE = "stale"
    MOVING_UNASKED = "moving_unasked"
    UNGUARDED = "unguarded"
    KEY_PULLED = "key_pulled"  # somebody may have fallen (SR-34)


# A belt at standstill does not put these right: somebody must have come and looked.
UNTIL_RESET = (AlarmKind.KEY_PULLED,)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Raise or clear an alarm."""

    kind: AlarmKind
    on: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """What a person asked for was not done, and why."""

    asked: str
    why: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The session is over; the belt was measured at standstill (or the link is gone: `verified` False)."""

    reason: StopReason
    verified: bool


@dataclass(frozen=True, slots=True)
class Release:
    """End the link, and with it our control of the treadmill; it may be made again."""

    why: str


Effect = Request | WriteStop | Announce | Alarm | Refused | Finished | Release
