"""One walk: where it stands in its plan, and what it wants of the belt. Values only; the controller moves it."""

from dataclasses import dataclass, field, replace

from retrowalk.protocol.level import LEVELS
from retrowalk.protocol.plan import Kind, Plan, Segment, wanted
from retrowalk.safety import thresholds as t
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.changed import changed
from retrowalk.safety.events import StopReason
from retrowalk.safety.governor import Governed, Grid
from retrowalk.session.age import age_group
from retrowalk.session.checklist import Item, required
from retrowalk.session.stage import Move, Stage, moved
from retrowalk.units import Facing, Inclination, Setpoint, Speed


# Segments the belt stands still for.
STANDING = frozenset({Kind.TURN, Kind.REST})


@dataclass(frozen=True)  # without slots: see changed()
class Walk:
    """A session under way. Times in ms, distances in mm, offsets in 0.01 km/h.

    rests: planned after each segment; since: when the stage began; index: the segment; reached: its setpoint was
    reached; elapsed, millimetres: spent and walked in it since; offset, ceiling: nudges and a console's lower speed,
    for this segment; told_at: when the next change was announced; go_at: no change before; resuming: what was
    interrupted is told again; steady: said since the last start; snoozed, limit_told: of the belt-time limit;
    ending: why the walk winds down to its end (None before a turn or rest); reported: its end was
    told; belt_time, walked: totals; age of the walker in years; tapped_at, tap_told, unattended: of the spotter's taps;
    present_at: when a key was pressed at this treadmill's console; heart_limit: beats a minute not to be exceeded;
    strapped: the heart was heard since the start, strap_told: when its silence was; slow_to, slow_at: the step down
    that was told, and when it comes or came; heart_ceiling: what the heart left of the speed, to the end.
    """

    plan: Plan
    layers: tuple[Layer, ...] = ()
    rests: tuple[int, ...] = ()
    stage: Stage = Stage.CHECKLIST
    since: int = 0
    confirmed: frozenset[Item] = field(default_factory=frozenset)
    ready_at: int | None = None
    index: int = 0
    reached: bool = False
    elapsed: int = 0
    millimetres: int = 0
    offset: int = 0
    ceiling: Speed | None = None
    told_at: int | None = None
    go_at: int = 0
    resuming: bool = False
    steady: bool = False
    snoozed: bool = False
    limit_told: bool = False
    ending: StopReason | None = None
    reported: bool = False
    belt_time: int = 0
    walked: int = 0
    age: int | None = None
    tapped_at: int = 0
    tap_told: bool = False
    unattended: bool = False
    present_at: int | None = None
    heart_limit: int | None = None
    strapped: bool = False
    strap_told: int | None = None
    slow_to: Speed | None = None
    slow_at: int = 0
    heart_ceiling: Speed | None = None

    @property
    def segment(self) -> Segment:
        """The segment under way."""
        return self.plan.segments[self.index]

    @property
    def following(self) -> Segment | None:
        """The segment after it; None when it is the last."""
        rest = self.plan.segments[self.index + 1 : self.index + 2]
        return rest[0] if rest else None

    @property
    def facing(self) -> Facing:
        """Which way the walker faces; after a turn, the new way."""
        return self.segment.facing

    @property
    def missing(self) -> tuple[Item, ...]:
        """What is still to be confirmed, in the checklist's order."""
        needed = required(self.plan.level, unloaded=self.plan.unloaded) - self.confirmed
        return tuple(item for item in Item if item in needed)


def go(walk: Walk, move: Move, now: int) -> Walk:
    """Move to another stage. Raises NotNow."""
    return changed(walk, stage=moved(walk.stage, move), since=now)


def enter(walk: Walk, index: int, now: int) -> Walk:
    """Begin a segment: nudges, a console's ceiling and announcements end with the one before."""
    return replace(
        walk,
        index=index,
        reached=walk.plan.segments[index].kind is Kind.RAMP,
        elapsed=0,
        millimetres=0,
        offset=0,
        ceiling=None,
        told_at=None,
        go_at=now,
    )


def spend(walk: Walk, speed: int, dt: int, *, counts: bool) -> Walk:
    """Let time pass on a moving belt: speed in 0.01 km/h, dt in ms; `counts` while the plan's clock runs."""
    millimetres = (speed * dt + 180) // 360  # 0.01 km/h = 1/360 mm/ms, to the nearest: rounding down would add up
    running = counts and walk.reached
    return changed(
        walk,
        belt_time=walk.belt_time + dt,
        walked=walk.walked + millimetres,
        elapsed=walk.elapsed + (dt if running else 0),
        millimetres=walk.millimetres + (millimetres if running else 0),
    )


def dwell(walk: Walk) -> int:
    """The least time at the minimum after a start: the level's, never under 20 s while anybody walks (SR-10)."""
    return t.SETTLE_UNLOADED if walk.plan.unloaded else max(t.SETTLE, LEVELS[walk.plan.level].settle)


def time_left(walk: Walk, speed: int) -> int | None:
    """Milliseconds until this segment's hold is over at this speed; None while its setpoint is not reached."""
    segment = walk.segment
    if not walk.reached:
        return None
    least = max(0, (dwell(walk) if walk.stage is Stage.SETTLING else 0) - walk.elapsed)
    if segment.distance is None:
        return max(least, (segment.duration or 0) - walk.elapsed)
    short = max(0, segment.distance.metres * 1000 - walk.millimetres)
    if short and not speed:
        return None
    return max(least, short * 360 // speed if short else 0)


def aim(walk: Walk, grid: Grid) -> Setpoint:
    """What the segment wants of the belt now, nudges included, caps not."""
    minimum = Speed(grid.minimum)
    if walk.stage is Stage.WINDING_DOWN or walk.unattended:
        return Setpoint(minimum, Inclination(0))
    if walk.stage is Stage.SETTLING:
        return Setpoint(minimum, wanted(walk.plan, walk.index, 0, 0, minimum).inclination)
    setpoint = wanted(walk.plan, walk.index, walk.elapsed, walk.millimetres / 1000, minimum)
    wire = max(grid.minimum, setpoint.speed.wire + walk.offset)
    return setpoint if wire == setpoint.speed.wire else Setpoint(Speed(wire), setpoint.inclination)


def kept(governed: Governed) -> Setpoint:
    """The setpoint that changes nothing."""
    return Setpoint(Speed(governed.speed), Inclination(max(0, governed.inclination)))


def live_layers(walk: Walk) -> tuple[Layer, ...]:
    """The caps of level, protocol, age, person and session, the console's ceiling for this segment, and the heart's."""
    level, plan = LEVELS[walk.plan.level], walk.plan
    own = (
        Layer(Source.LEVEL, level.speed, level.inclination, level.ramp_up, level.ramp_down, level.belt_time,
              set_by=plan.level.value),
        Layer(Source.PROTOCOL, plan.speed_cap, plan.inclination_cap, plan.ramp_up, plan.ramp_down, set_by=plan.id),
        *age_group(walk.age),
        *walk.layers,
    )  # fmt: skip
    live = ((walk.ceiling, "console"), (walk.heart_ceiling, "heart rate"))
    return (*own, *(Layer(Source.LIVE, ceiling, set_by=by) for ceiling, by in live if ceiling is not None))
