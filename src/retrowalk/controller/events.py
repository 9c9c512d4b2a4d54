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
# `client` is whose act it was: where the rules ask for a lease, its holder's (SR-29, SR-31).


@dataclass(frozen=True, slots=True)
class Prepare:
    """Begin a session with this plan; `layers` are the caps of person and session on top of the rules' own.

    `age` in whole years, None = not told. `hr_limit`: the heart rate in beats a minute that person or clinician set;
    what the age permits holds beside it, and the lower one counts.
    """

    plan: Plan
    layers: tuple[Layer, ...] = ()
    age: int | None = None
    client: str = ""
    hr_limit: int | None = None


@dataclass(frozen=True, slots=True)
class Confirm:
    """One item of the checklist was confirmed by a person."""

    item: Item
    client: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """READY, pressed by a person. Good for one start, for 15 s."""

    source: str = ""
    client: str = ""


@dataclass(frozen=True, slots=True)
class Steady:
    """The walker stands steady at the minimum speed: the ramp may begin."""

    client: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep the speed as it is; cancels an announced change."""


@dataclass(frozen=True, slots=True)
class Proceed:
    """Go on after a hold or a freeze: the human tap that clears both."""

    client: str = ""


@dataclass(frozen=True, slots=True)
class Nudge:
    """±0.1 mph where the protocol allows; a nudge down ("slower") is always allowed. `up` or not."""

    up: bool
    client: str = ""


@dataclass(frozen=True, slots=True)
class Snooze:
    """Put off the wind-down that the belt-time cap asks for, once."""

    client: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """Go on to the next segment now, if it is no faster and no steeper; told ahead like every other change."""

    client: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """Wind down as planned now: ramp to the minimum, then stop."""

    reason: StopReason = StopReason.COMPLETED


@dataclass(frozen=True, slots=True)
class Limit:
    """Set one cap layer of this session. Lower holds at once; higher only when the belt stands.

    A layer of site or facing, changed while somebody walks, is heard only where it lowers what the rules say.
    """

    layer: Layer
    client: str = ""


@dataclass(frozen=True, slots=True)
class Tap:
    """The spotter or supervisor beside the walker says: still here (SR-36)."""

    source: str = ""


@dataclass(frozen=True, slots=True)
class TakeLease:
    """Become the one who may start and raise; `staff` may take over from another at once (SR-29).

    above: no lease of an earlier run has a number above this one.
    """

    client: str
    staff: bool = False
    above: int = 0


@dataclass(frozen=True, slots=True)
class RenewLease:
    """Keep the lease for another while."""

    client: str


@dataclass(frozen=True, slots=True)
class ReleaseLease:
    """Give the lease back."""

    client: str


# ── from the strap the walker wears ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class HeartRate:
    """Beats a minute, as the strap tells them. Whether they are believed is the core's to say."""

    bpm: int


@dataclass(frozen=True, slots=True)
class HeartRateLost:
    """The strap is gone, lost the skin, or tells nothing that can be read."""

    why: str = ""


# ── from the program around the core ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Recover:
    """The first event of a run: an earlier run ended and left this belt latched, or moving (SR-23).

    `ours`: it may be moving by our doing, and is to be stopped first of all; otherwise it was at rest and latched.
    """

    reason: StopReason
    source: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Guarded:
    """The guard watches this belt and would stop it if this program ended."""


@dataclass(frozen=True, slots=True)
class Unguarded:
    """The guard does not watch this belt any more."""

    why: str = ""


# ── from time ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


Event = (
    LinkUp | LinkLost | TreadmillFrame | MachineStatusFrame | TrainingStatusFrame | Answered | Unanswered | Dropped
    | Prepare | Confirm | Ready | Steady | Hold | Proceed | Nudge | Snooze | Skip | End | Limit | Stop | Reset
    | Tap | TakeLease | RenewLease | ReleaseLease | HeartRate | HeartRateLost | Recover | Guarded | Unguarded | Tick
)  # fmt: skip
