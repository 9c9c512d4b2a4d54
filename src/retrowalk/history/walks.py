"""What is kept of walks and of what was told of them. Values only; None = nobody told or measured it.

`at` and its like are whole seconds UTC; speeds in 0.01 km/h, inclinations in 0.1 %, distances in mm; pain, effort and
the other answers of people go from 0 to 10.
"""

from dataclasses import dataclass, field
from enum import IntFlag, StrEnum

from retrowalk.protocol.level import Level
from retrowalk.safety.events import StopReason
from retrowalk.session.stage import Stage
from retrowalk.units import Facing


# ── what people tell ────────────────────────────────────────────────────────────────────────────────


class MarkKind(StrEnum):
    """What a walker tells while walking."""

    RPE = "rpe"  # perceived effort
    PAIN = "pain"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something told at one moment of a walk: a `value` of effort or pain, or a note's `text`."""

    walk: str
    at: int
    kind: MarkKind
    value: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """What was told before a walk (clinical review §6.1). `ticks`: items confirmed; `flags`: medication, dizziness."""

    pain: int | None = None
    side: str = ""
    site: str = ""
    worst24: int | None = None
    stiffness: int | None = None
    readiness: int | None = None
    footwear: str = ""
    ticks: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    screened: int | None = None
    changes: str = ""


@dataclass(frozen=True, slots=True)
class After:
    """What was told after a walk, at once, after an hour and the next morning.

    worst: of the walk; sharp: new or sharp; lasted: worse for more than 24 h; handrail: "both", "one" or "none".
    """

    pain0: int | None = None
    pain60: int | None = None
    morning: int | None = None
    worst: int | None = None
    sharp: bool | None = None
    lasted: bool | None = None
    swelling: bool | None = None
    giving_way: bool | None = None
    locking: bool | None = None
    effort: int | None = None
    confidence: int | None = None
    handrail: str | None = None
    stumbles: int | None = None
    notes: str | None = None


# ── walks ───────────────────────────────────────────────────────────────────────────────────────────


class Doubt(IntFlag):
    """What a second of a walk is not to be trusted for (SR-46)."""

    UNLINKED = 1  # no connection
    UNMEASURED = 2  # nothing measured
    OLD = 4  # an old measurement
    FROZEN = 8  # nothing could be raised, for whatever reason
    UNREADABLE = 16  # the core failed in this second


@dataclass(frozen=True, slots=True)
class Sample:
    """One second of a walk, `t` s after it began. `millimetres`: walked so far; `flags`: the bits of Doubt."""

    t: int
    speed: int | None = None
    commanded: int | None = None
    cap: int | None = None
    inclination: int | None = None
    heart_rate: int | None = None
    facing: Facing | None = None
    stage: Stage | None = None
    segment: int = 0
    millimetres: int = 0
    flags: int = 0


@dataclass(frozen=True, slots=True)
class Lap:
    """One segment as it was walked: when it began (s), its belt time (ms) and its way."""

    segment: int
    t: int
    facing: Facing | None
    belt_time: int
    millimetres: int


@dataclass(frozen=True, slots=True)
class Range:
    """Mean, least and most of what was seen in the seconds on the move."""

    mean: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What was done (clinical review §6.1, "during"). What nobody measured stays None.

    Times in ms on the belt; near_cap: s above 90 % of the cap; inclines: (inclination, s) as commanded; heart_source:
    what measured it; gaps: of telemetry; doubts: (why, s); seconds: of the walk, all in all; stopped_in: from the last
    stop's first write to measured standstill; verified: standstill was measured at the end.
    """

    seconds: int = 0
    samples: int = 0
    belt_time: int = 0
    forward: int = 0
    backward: int = 0
    millimetres: int = 0
    segments: int = 0
    segments_done: int = 0
    commanded: Range | None = None
    measured: Range | None = None
    near_cap: int | None = None
    inclination: Range | None = None
    inclines: tuple[tuple[int, int], ...] = ()
    holds: int = 0
    nudges_up: int = 0
    nudges_down: int = 0
    console_overrides: int = 0
    heart_rate: Range | None = None
    heart_source: str = ""
    taps: int = 0
    taps_missed: int = 0
    gaps: int = 0
    doubts: tuple[tuple[str, int], ...] = ()
    stops: int = 0
    stopped_in: int | None = None
    verified: bool = False
    laps: tuple[Lap, ...] = ()


class State(StrEnum):
    """How a walk stands."""

    OPEN = "open"
    ENDED = "ended"  # wound down as planned
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"  # its program died


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk. Treadmill, profile and commissioning as they were then; `journal`: its file, within the state folder.

    number: of this person's walks, from 1, 0 = not counted; author: of the protocol; supervisor: a person's id;
    planned_time (ms on the belt) and planned_millimetres: as the plan would be walked on this belt under its caps.
    """

    id: str
    person: str | None
    treadmill: str
    protocol: str
    protocol_hash: str
    level: Level
    began: int
    journal: str
    number: int = 0
    author: str = ""
    supervisor: str = ""
    label: str = ""
    profile: str = ""
    firmware: str = ""
    commissioned: bool = False
    simulated: bool = False
    planned_time: int | None = None
    planned_millimetres: int | None = None
    before: Before = field(default_factory=Before)
    state: State = State.OPEN
    stop_reason: StopReason | None = None
    ended: int | None = None
    summary: Summary | None = None
    after: After = field(default_factory=After)
