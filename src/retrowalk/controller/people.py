"""What people ask for. Whatever cannot be done is refused in words, and changes nothing."""

from collections.abc import Callable
from dataclasses import replace

from retrowalk.controller.begin import unmet
from retrowalk.controller.effects import UNTIL_RESET, Cue
from retrowalk.controller.events import (
    Confirm,
    End,
    Hold,
    Limit,
    Nudge,
    Proceed,
    Ready,
    Skip,
    Snooze,
    Steady,
)
from retrowalk.controller.govern import obey_console, take_measured
from retrowalk.controller.prepare import NOT_OWN, own
from retrowalk.controller.proceed import BEFORE_A_START, cancel, coming, goal, wind_down
from retrowalk.controller.turn import Driven, Turn
from retrowalk.ftms.control_point import REQUEST_CONTROL
from retrowalk.protocol.plan import Kind
from retrowalk.safety import thresholds as t
from retrowalk.safety.caps import Caps, Layer, Source, loosens, lowers
from retrowalk.safety.events import Reset, Stop
from retrowalk.safety.interlocks import Freeze, forget, stands
from retrowalk.safety.supervisor import Belt, NotAllowed
from retrowalk.session.stage import ON_THE_MOVE, Move, NotNow, Stage
from retrowalk.session.walk import Walk, aim
from retrowalk.units import Speed


def _walk(turn: Turn, *stages: Stage) -> Walk:
    """The walk, if it is in one of these stages (any, when none is named). Raises NotNow."""
    walk = turn.state.walk
    if walk is None or walk.stage is Stage.FINISHED:
        raise NotNow("no session is under way")
    if stages and walk.stage not in stages:
        raise NotNow(f"not while the walk is {walk.stage.value.replace('_', ' ')}")
    return walk


def confirm(turn: Turn, event: Confirm) -> None:
    """Tick one item; the last one completes the checklist."""
    walk = _walk(turn, Stage.CHECKLIST)
    walk = replace(walk, confirmed=walk.confirmed | {event.item})
    turn.set_walk(walk)
    if not walk.missing:
        turn.move(walk, Move.CHECKED)


def ready(turn: Turn, _: Ready) -> None:
    """READY: fresh, for one start, and only when nothing stands against it (SR-8)."""
    walk = _walk(turn, Stage.AWAITING_READY, Stage.STANDING)
    why = None if walk.plan.monitor_only else unmet(turn)
    if why:
        raise NotNow(why)
    turn.move(replace(walk, ready_at=turn.now), Move.READY)
    turn.say(Cue.COUNTDOWN, t.COUNTDOWN)


def steady(turn: Turn, _: Steady) -> None:
    """The walker stands steady at the minimum."""
    walk = _walk(turn, *ON_THE_MOVE)
    turn.set_walk(replace(walk, steady=True))


def hold(turn: Turn, _: Hold) -> None:
    """Keep the speed, forget the announced change; before the start, take READY back, at the minimum "steady"."""
    walk = _walk(turn, Stage.COUNTDOWN, Stage.SETTLING, Stage.WALKING)
    if walk.stage is Stage.COUNTDOWN:
        turn.move(replace(walk, ready_at=None), Move.ABORT)
    elif walk.stage is Stage.SETTLING:  # no way round the dwell leads through a hold (SR-10)
        turn.set_walk(replace(walk, told_at=None, steady=False))
    else:
        turn.move(replace(walk, told_at=None), Move.HOLD)
    turn.say(Cue.HELD, text="say steady to go on" if walk.stage is Stage.SETTLING else "")


def proceed(turn: Turn, _: Proceed) -> None:
    """Go on after a hold; clear what froze the belt; ask for control again if it was lost."""
    walk = _walk(turn, *ON_THE_MOVE)
    if Freeze.CONTROL_LOST in turn.state.freezes:
        turn.set(control_at=turn.now)
        turn.ask(REQUEST_CONTROL)
    governed, measured = turn.state.governed, turn.state.watch.measured
    lower = Freeze.CONSOLE_RAISED in turn.state.freezes and governed is not None and measured > governed.speed
    if turn.driven and Freeze.NOT_FOLLOWING in turn.state.freezes:
        take_measured(turn, turn.driven)
    walk = _obeying(turn, walk)
    turn.set(freezes=frozenset(), unsure=turn.state.unsure or lower, watch=forget(turn.state.watch))
    walk = replace(walk, told_at=None, resuming=True)
    turn.set_walk(walk)
    if walk.stage is Stage.HOLDING:
        turn.move(walk, Move.PROCEED)


def _obeying(turn: Turn, walk: Walk) -> Walk:
    """Whoever goes on after somebody asked for less at the console goes on from there, however soon it is (SR-17)."""
    driven, slower = turn.driven, Freeze.CONSOLE_LOWERED in turn.state.freezes
    if driven and slower and driven.governed.speed - turn.state.watch.measured > t.FOLLOWING:
        obey_console(turn, driven)
    return turn.state.walk or walk


def nudge(turn: Turn, event: Nudge) -> None:
    """±0.1 mph: up only where the protocol lets the walker choose, down always."""
    walk = _walk(turn, Stage.SETTLING, Stage.WALKING, Stage.HOLDING)
    if turn.driven is None:
        raise NotNow("nothing is asked of a belt that is only watched")
    if event.up:
        _may_nudge_up(turn, walk)
    turn.set_walk(_nudged(turn, turn.driven, walk, up=event.up))
    turn.recap()


def _nudged(turn: Turn, driven: Driven, walk: Walk, *, up: bool) -> Walk:
    """A held speed comes down by a ceiling for this segment, since the plan's own wish waits."""
    grid, caps = driven.grid, driven.caps
    if walk.stage is Stage.HOLDING:
        return replace(walk, ceiling=Speed(max(grid.minimum, driven.governed.speed - t.NUDGE)))
    here = (goal(turn, walk) or (grid.minimum, 0))[0]
    wish = max(grid.minimum, here + (t.NUDGE if up else -t.NUDGE))
    nudged = replace(walk, offset=wish - aim(replace(walk, offset=0), grid).speed.wire)
    if up and goal(turn, nudged) == goal(turn, walk):
        raise NotNow(f"the cap is {caps.speed.value}, set by {caps.speed.source.value}")
    return nudged


def _may_nudge_up(turn: Turn, walk: Walk) -> None:
    if not walk.plan.self_paced:
        raise NotNow("this protocol is not self-paced: only slower is possible")
    if walk.stage is not Stage.WALKING or not walk.reached or walk.elapsed < t.NUDGE_UP_AFTER:
        raise NotNow("faster is possible after a minute at this speed")
    if turn.frozen:
        raise NotNow(min(turn.frozen).value)


def snooze(turn: Turn, _: Snooze) -> None:
    """Put the belt-time limit off, once (SR-39)."""
    walk = _walk(turn, Stage.WALKING, Stage.SETTLING, Stage.HOLDING)
    if walk.snoozed:
        raise NotNow("the time limit was put off once already")
    turn.set_walk(replace(walk, snoozed=True, limit_told=False))


def skip(turn: Turn, _: Skip) -> None:
    """Let the segment be over: the next one is told and begun as if its time had come (SR-40)."""
    walk = _walk(turn, Stage.WALKING)
    why = next((words for holds, words in _NO_SKIP if holds(turn, walk)), None)
    if why:
        raise NotNow(why)
    segment = walk.segment
    spent, way = segment.duration or 0, segment.distance.metres * 1000 if segment.distance else 0
    turn.set_walk(replace(walk, elapsed=max(walk.elapsed, spent), millimetres=max(walk.millimetres, way)))


def _rises(turn: Turn, walk: Walk) -> bool:
    """Whether the next segment is faster or steeper than the belt is asked to be now."""
    here = goal(turn, walk)
    _, speed, inclination = coming(turn, walk, here)
    speed_now, inclination_now = here or (0, 0)
    return (speed or 0) > speed_now or (inclination or 0) > inclination_now


# Looked at in this order; the first that holds is the answer. A ramp's own end lies ahead of where the belt is.
_NO_SKIP: tuple[tuple[Callable[[Turn, Walk], bool], str], ...] = (
    (lambda turn, _: turn.driven is None, "nothing is asked of a belt that is only watched"),
    (lambda _, walk: walk.following is None, "this is the last segment: end the walk instead"),
    (lambda _, walk: walk.segment.kind is Kind.RAMP, "not within a ramp: hold, or end the walk"),
    (lambda _, walk: not walk.reached, "not before the belt is as fast as this segment asks for"),
    (_rises, "the next segment is faster or steeper: it comes when its time has come"),
)


def end(turn: Turn, event: End) -> None:
    """End the session: at once before the start, by a wind-down once the belt moves."""
    walk = _walk(turn)
    if walk.stage in ON_THE_MOVE - {Stage.WINDING_DOWN}:
        wind_down(turn, walk, event.reason)
    elif walk.stage in BEFORE_A_START:
        cancel(turn, walk, event.reason)
    elif walk.stage in (Stage.WINDING_DOWN, Stage.HALTING):
        turn.set_walk(replace(walk, ending=walk.ending or event.reason))
    else:
        raise NotNow("not while the belt is being started: press STOP")


# What raising means: a higher value of any of these.
_FIELDS: tuple[Callable[[Caps], int], ...] = (
    lambda caps: caps.speed.value.wire,
    lambda caps: caps.inclination.value.wire,
    lambda caps: caps.ramp_up.value,
    lambda caps: caps.ramp_down.value,
    lambda caps: caps.belt_time.value,
)


def limit(turn: Turn, event: Limit) -> None:
    """Set a cap layer: lower at once, higher only while the belt stands (SR-41)."""
    walk, before = _walk(turn), turn.state.caps
    if not _may_set(turn, event.layer):
        raise NotNow(NOT_OWN)
    mine = (event.layer.source, event.layer.facing)
    former = next((layer for layer in walk.layers if (layer.source, layer.facing) == mine), None)
    if former is not None and loosens(former, event.layer):
        turn.hold_lease(event.client)
    layers = (*(layer for layer in walk.layers if layer is not former), event.layer)
    turn.set_walk(replace(walk, layers=layers))
    turn.recap()
    if walk.stage in _BELT_MOVES and _raised(before, turn.state.caps):
        turn.set_walk(walk)
        turn.recap()
        raise NotNow("a cap rises only while the belt stands")


def _may_set(turn: Turn, layer: Layer) -> bool:
    """Whether this is a cap of the session, or one of site or facing that lowers what the rules say."""
    return own(layer) or (layer.source in _SITES and lowers(turn.rules.layers, layer))


_SITES = frozenset({Source.SITE, Source.FACING})
_BELT_MOVES = ON_THE_MOVE | {Stage.STARTING, Stage.HALTING}


def _raised(before: Caps | None, after: Caps | None) -> bool:
    """Whether any limit is higher than it was."""
    return bool(before and after) and any(field(after) > field(before) for field in _FIELDS)  # type: ignore[arg-type]


def stop(turn: Turn, event: Stop) -> None:
    """STOP, from anybody, at any time."""
    turn.stop(event.reason, event.source)


def reset(turn: Turn, event: Reset) -> None:
    """Clear the latch of a belt measured at standstill. Moves nothing; the next walk begins anew (SR-12)."""
    if turn.belt is not Belt.LATCHED:
        raise NotAllowed(_WHY_NO_RESET.get(turn.belt, "nothing is latched"))
    if not stands(turn.state.watch, turn.now):
        raise NotAllowed(_WHY_NO_RESET[Belt.STOPPING])
    turn.signal(event)
    turn.set(walk=None, caps=None, governed=None, effort=None, freezes=frozenset())
    for kind in UNTIL_RESET:
        turn.alarm(kind, on=False)


_WHY_NO_RESET = {Belt.STOPPING: "the belt has not been measured at standstill"}
