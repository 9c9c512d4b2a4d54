"""Everything that can be told to step(): all inputs of the core, in one file. Values only; do not subclass.

Bytes stay bytes until the core decodes them, so that a journal can be folded again by a later decoder.
"""

from dataclasses import dataclass

from retrowalk.protocol.plan import Plan
from retrowalk.safety.caps import Layer
from retrowalk.safety.events import Reset, Stop, StopReason
from retrowalk.session.checklist import Item


# ── from the treadmill ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class LinkUp:
    """Connected, read and subscribed: what the treadmill says it can do, in its own bytes (empty = absent)."""

    features: bytes
    speed_range: bytes
    inclination_range: bytes
    name: str = ""
    model: str = ""
    firmware: str = ""
    control_point: bool = True


@dataclass(frozen=True, slots=True)
class LinkLost:
    """The connection ended, whoever ended it."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class TreadmillFrame:
    """A Treadmill Data notification."""

    data: bytes


@dataclass(frozen=True, slots=True)
class MachineStatusFrame:
    """A Fitness Machine Status notification."""

    data: bytes


@dataclass(frozen=True, slots=True)
class TrainingStatusFrame:
    """A Training Status notification or read."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """The treadmill answered a control-point request (indication bytes; `request` are the bytes we wrote)."""

    request: bytes
    response: bytes


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A control-point request could not be written, was refused by the link or was not answered in time."""

    request: bytes
    why: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """A waiting control-point request was given up before it was written: stopped, replaced or too old."""

    request: bytes
    why: str


# ── from people ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Prepare:
    """Begin a session with this plan; `layers` are the caps of person and session on top of the rules' own."""

    plan: Plan
    layers: tuple[Layer, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirm:
    """One item of the checklist was confirmed by a person."""

    item: Item


@dataclass(frozen=True, slots=True)
class Ready:
    """READY, pressed by a person. Good for one start, for 15 s."""

    source: str = ""


@dataclass(frozen=True, slots=True)
class Steady:
    """The walker stands steady at the minimum speed: the ramp may begin."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep the speed as it is; cancels an announced change."""


@dataclass(frozen=True, slots=True)
class Proceed:
    """Go on after a hold or a freeze: the human tap that clears both."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """±0.1 mph where the protocol allows; a nudge down ("slower") is always allowed. `up` or not."""

    up: bool


@dataclass(frozen=True, slots=True)
class Snooze:
    """Put off the wind-down that the belt-time cap asks for, once."""


@dataclass(frozen=True, slots=True)
class End:
    """Wind down as planned now: ramp to the minimum, then stop."""

    reason: StopReason = StopReason.COMPLETED


@dataclass(frozen=True, slots=True)
class Limit:
    """Set one cap layer of this session. Lower holds at once; higher only when the belt stands."""

    layer: Layer


# ── from time ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


Event = (
    LinkUp | LinkLost | TreadmillFrame | MachineStatusFrame | TrainingStatusFrame | Answered | Unanswered | Dropped
    | Prepare | Confirm | Ready | Steady | Hold | Proceed | Nudge | Snooze | End | Limit | Stop | Reset | Tick
)  # fmt: skip
