"""What the views are shown: one frozen picture of one treadmill and its walk."""

from dataclasses import dataclass

from retrowalk.controller.effects import AlarmKind, Cue
from retrowalk.protocol.plan import Kind
from retrowalk.safety.caps import Source
from retrowalk.safety.events import Sample, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.checklist import Item
from retrowalk.session.stage import Stage
from retrowalk.units import Facing, Inclination, Setpoint, Speed


@dataclass(frozen=True, slots=True)
class Next:
    """Where the next segment leads, after caps: None = as it is now, or standstill before a turn or rest.

    says: what its author wants to be said before it.
    """

    kind: Kind
    facing: Facing
    speed: Speed | None = None
    inclination: Inclination | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Times in ms, None = does not apply now. Link and belt are told apart.

    next: the segment after this one, None = the walk ends after it. countdown: until the belt is started; ready_in:
    until READY may be given at a turn or rest; not_ready: why it would be refused now, "" = it would not; steady:
    whether that was said since the start. cap_by, inclination_cap_by: the person or file that set a cap.
    planned: what the protocol wants; allowed: planned after all caps; commanded: what the treadmill was last asked;
    measured: the last believed sample and its age. cap: the speed in force with its source; left: until the end of the
    walk as planned from here; change_in: until the next change that was or will be announced.
    guarded: whether the guard watches (None: the rules ask for none); holder, lease: who may start and raise, and the
    number of that lease; lease_left: until it ends (None: nobody holds it). tap_due: until the spotter must say "still
    here", negative when overdue. present: whether a key was pressed at the console (None: the rules ask for none).
    heart_rate: beats a minute as believed (None: no strap, or not believed) with their age, and the limit of this walk.
    """

    now: int
    linked: bool
    belt: Belt
    latched: StopReason | None
    measured: Sample | None
    age: int | None
    alarms: tuple[AlarmKind, ...]
    treadmill: str
    latched_by: str = ""
    guarded: bool | None = None
    holder: str = ""
    lease: int = 0
    lease_left: int | None = None
    tap_due: int | None = None
    present: bool | None = None
    heart_rate: int | None = None
    heart_rate_age: int | None = None
    heart_rate_limit: int | None = None
    stage: Stage | None = None
    protocol: str = ""
    segment: int = 0
    segments: int = 0
    kind: Kind | None = None
    facing: Facing | None = None
    missing: tuple[Item, ...] = ()
    belt_time: int = 0
    metres: float = 0.0
    left: int | None = None
    planned: Setpoint | None = None
    allowed: Setpoint | None = None
    commanded: Setpoint | None = None
    frozen: tuple[str, ...] = ()
    change_in: int | None = None
    change: Cue | None = None
    next: Next | None = None
    countdown: int | None = None
    ready_in: int | None = None
    not_ready: str = ""
    steady: bool = False
    cap: Speed | None = None
    cap_source: Source | None = None
    cap_by: str = ""
    inclination_cap: Inclination | None = None
    inclination_cap_source: Source | None = None
    inclination_cap_by: str = ""
