"""The walk in time: what each stage does when time passes. Every automatic change is told before it comes (SR-40)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from retrowalk.controller import begin
from retrowalk.controller.effects import Cue
from retrowalk.controller.turn import Turn, change_cue
from retrowalk.protocol.plan import Kind, Segment
from retrowalk.safety import thresholds as t
from retrowalk.safety.caps import Caps
from retrowalk.safety.changed import changed
from retrowalk.safety.events import Disarm, Halt, StopReason
from retrowalk.safety.governor import Governed, allowed
from retrowalk.safety.interlocks import behind, stands
from retrowalk.safety.supervisor import WALKING, Belt
from retrowalk.session.stage import ON_THE_MOVE, Move, Stage
from retrowalk.session.walk import STANDING, Walk, aim, enter, spend, time_left


# The belt-time limit is told this long ahead, so that there is time to put it off.
LIMIT_NOTICE = 15_000


def advance(turn: Turn, dt: int) -> None:
    """Let `dt` ms pass for the walk."""
    walk = turn.state.walk
    if walk is None:
        return
    if turn.belt is Belt.ADRIFT:  # nobody knows what the belt does: its time counts, the plan waits
        turn.set_walk(spend(walk, turn.state.watch.measured, dt, counts=False))
        return
    if walk.stage in ON_THE_MOVE:
        counts = walk.stage in (Stage.SETTLING, Stage.WALKING)
        turn.set_walk(spend(walk, turn.state.watch.measured, dt, counts=counts))
        _watch_the_limit(turn)
        _reach(turn)
    _end_below_the_minimum(turn)
    act = _STAGES.get(turn.state.walk.stage if turn.state.walk else Stage.FINISHED)
    if act and turn.state.walk:
        act(turn, turn.state.walk)


def goal(turn: Turn, walk: Walk, caps: Caps | None = None) -> tuple[int, int] | None:
    """What the walk wants of the belt after caps, on the belt's grid: (0.01 km/h, 0.1 %); None if it is not driven.

    `caps`: those of a walk that is still to come; without them those in force.
    """
    grid, caps = turn.grid, caps or turn.state.caps
    return allowed(aim(walk, grid), caps, grid) if grid and caps else None


def _there(governed: Governed | None, wanted: tuple[int, int] | None) -> bool:
    return governed is not None and wanted == (governed.speed, governed.inclination)


def _reach(turn: Turn) -> None:
    """The segment's clock starts when the belt was measured near its setpoint."""
    walk, governed = turn.state.walk, turn.state.governed
    if walk is None or walk.reached or governed is None or walk.stage not in (Stage.SETTLING, Stage.WALKING):
        return
    near = abs(turn.state.watch.measured - governed.speed) <= t.FOLLOWING
    if near and _there(governed, goal(turn, walk)):
        turn.set_walk(replace(walk, reached=True))


# ── what each stage waits for ───────────────────────────────────────────────────────────────────────


def _counting_down(turn: Turn, walk: Walk) -> None:
    if turn.now - walk.since >= t.COUNTDOWN:
        begin.start(turn, walk)


def _starting(turn: Turn, walk: Walk) -> None:
    """A start that shows no motion in time is taken back by a Stop (SR-9)."""
    if turn.now - walk.since >= t.START_WITHIN:
        halt(turn, walk)
        turn.say(Cue.HELD, text="the belt did not start")


def _walking(turn: Turn, walk: Walk) -> None:
    left = time_left(walk, turn.state.watch.measured)
    if left is None or not walk.steady:
        return
    if walk.told_at is None:
        if left <= t.ANNOUNCE_AHEAD:
            _tell_next(turn, walk, max(left, t.ANNOUNCE))
    elif left == 0 and turn.now - walk.told_at >= t.ANNOUNCE:
        _next(turn, walk)


def _tell_next(turn: Turn, walk: Walk, lead: int) -> None:
    cue, speed, inclination = coming(turn, walk, goal(turn, walk))
    turn.say(cue, lead, speed, inclination, walk.following.announce if walk.following else "")
    turn.set_walk(replace(walk, told_at=turn.now))


def coming(turn: Turn, walk: Walk, now: tuple[int, int] | None) -> tuple[Cue, int | None, int | None]:
    """What the next segment changes of the present goal: the cue, and the new speed and inclination after caps."""
    following = walk.following
    if following is None:
        return Cue.STOPPING_AT_END, None, None
    if following.kind in STANDING:
        return _STANDING_CUES[following.kind], None, None
    then = _at_its_end(turn, walk, following)
    if now is None or then is None:
        return Cue.HELD, None, None
    speed = then[0] if then[0] != now[0] else None
    inclination = then[1] if then[1] != now[1] else None
    return change_cue(now[0], speed, inclination), speed, inclination


def _at_its_end(turn: Turn, walk: Walk, following: Segment) -> tuple[int, int] | None:
    """Where the next segment leads, under its own caps: a console's ceiling ends with this one."""
    then = changed(
        walk,
        index=walk.index + 1,
        offset=0,
        ceiling=None,
        stage=Stage.WALKING,
        elapsed=following.duration or 0,
        millimetres=following.distance.metres * 1000 if following.distance else 0,
    )
    same = then.facing == walk.facing and walk.ceiling is None
    return goal(turn, then, turn.state.caps if same else turn.caps_of(then))


_STANDING_CUES = {Kind.TURN: Cue.STOPPING_TO_TURN, Kind.REST: Cue.STOPPING_TO_REST}


def _next(turn: Turn, walk: Walk) -> None:
    following = walk.following
    if following is None:
        _wind_down(turn, replace(walk, ending=StopReason.COMPLETED, go_at=turn.now))
    elif following.kind in STANDING:
        _wind_down(turn, replace(walk, go_at=turn.now))
    else:
        walk = enter(walk, walk.index + 1, turn.now)
        turn.set_walk(walk)
        if walk.stage is Stage.SETTLING:
            turn.move(walk, Move.SETTLED)
        turn.recap()


def _wind_down(turn: Turn, walk: Walk) -> None:
    turn.move(replace(walk, told_at=None), Move.WIND_DOWN)


def wind_down(turn: Turn, walk: Walk, reason: StopReason, says: str = "") -> None:
    """End the walk from here: told now, slower and flatter from 3 s on, then stopped."""
    turn.say(Cue.WINDING_DOWN, t.ANNOUNCE, text=says)
    _wind_down(turn, replace(walk, ending=reason, go_at=turn.now + t.ANNOUNCE))


def _winding_down(turn: Turn, walk: Walk) -> None:
    """At the minimum and flat; a belt that does not follow that far is stopped from where it is."""
    asked = turn.asked
    if asked is None or turn.now < walk.go_at or not _there(turn.state.governed, goal(turn, walk)):
        return
    if not behind(turn.state.watch, asked) or turn.now - asked.at > t.FOLLOW_WITHIN:
        halt(turn, walk)


BEFORE_A_START = frozenset({Stage.CHECKLIST, Stage.AWAITING_READY, Stage.COUNTDOWN, Stage.STANDING})


def cancel(turn: Turn, walk: Walk, reason: StopReason) -> None:
    """End a session whose belt stands, and let go of it."""
    if walk.stage is Stage.COUNTDOWN:
        walk = turn.move(replace(walk, ready_at=None), Move.ABORT)
    turn.move(replace(walk, ending=reason), Move.DONE)
    if turn.belt is Belt.ARMED:
        turn.signal(Disarm())
    turn.finish(reason, verified=stands(turn.state.watch, turn.now))


def halt(turn: Turn, walk: Walk) -> None:
    """A planned stop: verified like every other, but not latched."""
    turn.signal(Halt())
    turn.move(walk, Move.HALT)
    turn.begin_stop()


def _standing(turn: Turn, walk: Walk) -> None:
    """At standstill for a turn or a rest: told once zero has been measured for 3 s (SR-33)."""
    if walk.told_at is None and stands(turn.state.watch, turn.now, t.STAND_FOR):
        pause = walk.following or walk.segment
        walk = enter(walk, walk.index + 1, turn.now) if walk.segment.kind not in STANDING else walk
        turn.set_walk(replace(walk, told_at=turn.now))
        turn.say(_NOW_CUES[pause.kind], pause.duration or 0, text=pause.announce)


_NOW_CUES: Mapping[Kind, Cue] = MappingProxyType({Kind.TURN: Cue.TURN_NOW, Kind.REST: Cue.REST_NOW})


def _watch_the_limit(turn: Turn) -> None:
    """The belt-time cap ends the walk in a wind-down that can be put off once (SR-39)."""
    walk, caps = turn.state.walk, turn.state.caps
    if walk is None or caps is None or walk.stage is Stage.WINDING_DOWN:
        return
    left = limit(walk, caps.belt_time.value) - walk.belt_time
    if left <= t.ANNOUNCE:
        wind_down(turn, walk, StopReason.SCHEDULE_LIMIT)
    elif left <= LIMIT_NOTICE and not walk.limit_told:
        turn.set_walk(replace(walk, limit_told=True))
        turn.say(Cue.TIME_LIMIT, left)


def _end_below_the_minimum(turn: Turn) -> None:
    """A belt that cannot run under its cap is not started, and wound down if it was (SR-1)."""
    walk, caps, grid = turn.state.walk, turn.state.caps, turn.grid
    if walk and caps and grid and caps.speed.value.wire < grid.minimum:
        withdraw(turn, StopReason.OPERATOR)


_TO_WIND_DOWN = ON_THE_MOVE - {Stage.WINDING_DOWN}


def withdraw(turn: Turn, reason: StopReason, says: str = "") -> None:
    """End a walk whose conditions have gone: a start is taken back, a moving belt wound down."""
    walk = turn.state.walk
    if walk is None or turn.belt not in WALKING:
        return
    if walk.stage is Stage.STARTING:
        halt(turn, replace(walk, ending=reason))
    elif walk.stage in _TO_WIND_DOWN:
        wind_down(turn, walk, reason, says)


def limit(walk: Walk, cap: int) -> int:
    """Belt time allowed in ms: the cap, put off at most once, never beyond the code's 30 minutes."""
    return min(cap + (t.SNOOZE if walk.snoozed else 0), t.BELT_TIME)


_STAGES: Mapping[Stage, Callable[[Turn, Walk], None]] = MappingProxyType(
    {
        Stage.COUNTDOWN: _counting_down,
        Stage.STARTING: _starting,
        Stage.SETTLING: _walking,
        Stage.WALKING: _walking,
        Stage.WINDING_DOWN: _winding_down,
        Stage.STANDING: _standing,
    }
)
