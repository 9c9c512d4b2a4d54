"""Beginning a session: what stands against it on this treadmill, for this person and under these caps."""

from collections.abc import Callable
from dataclasses import replace

from retrowalk.controller import begin, presence
from retrowalk.controller.effects import Cue
from retrowalk.controller.events import Prepare
from retrowalk.controller.turn import Turn
from retrowalk.protocol.plan import Kind, Plan
from retrowalk.protocol.timeline import timeline
from retrowalk.safety import heart_rate
from retrowalk.safety import thresholds as t
from retrowalk.safety.caps import Caps, Layer, Source
from retrowalk.safety.governor import Grid
from retrowalk.session import age
from retrowalk.session.fitness import refusal
from retrowalk.session.stage import NotNow, Stage
from retrowalk.session.walk import STANDING, Walk
from retrowalk.units import Speed


def prepare(turn: Turn, event: Prepare) -> None:
    """Begin a session, if this treadmill can give it and no other is under way."""
    before, were, grid = turn.state.walk, turn.state.caps, turn.grid
    why = next((words(turn, event) for holds, words in _NO_SESSION if holds(turn, event)), None)
    if why:
        raise NotNow(why)
    walk = Walk(
        event.plan,
        event.layers,
        age=event.age,
        since=turn.now,
        go_at=turn.now,
        heart_limit=heart_rate.limit(event.age, event.hr_limit),
    )
    turn.set_walk(replace(walk, rests=_rests(event.plan, grid)) if grid else walk)
    turn.set(freezes=frozenset(), governed=None, caps=None)
    turn.recap()
    if grid and not event.plan.monitor_only:
        _refuse_unfit(turn, event.plan, grid, before, were)
    if not presence.shown(turn):
        turn.say(Cue.PRESS_A_KEY)


def _under_way(turn: Turn) -> bool:
    walk = turn.state.walk
    return walk is not None and walk.stage is not Stage.FINISHED


def _latched(turn: Turn) -> str:
    latch = turn.state.supervision.latch
    return f"the treadmill is latched after a stop ({latch.reason.value}): reset it first" if latch else ""


def _undrivable(turn: Turn) -> str:
    return turn.state.machine.refusal if turn.state.machine else ""


NO_LIMIT = f"hr_limit is {t.HEART_LIMIT_LEAST} to {t.HEART_LIMIT_MOST} beats a minute"

# What stands against any session, whatever the plan; the first that holds is the answer.
_NO_SESSION: tuple[tuple[Callable[[Turn, Prepare], bool], Callable[[Turn, Prepare], str]], ...] = (
    (lambda turn, _: _under_way(turn), lambda *_: "a session is under way already"),
    (lambda turn, _: bool(_latched(turn)), lambda turn, _: _latched(turn)),
    (lambda turn, _: turn.state.machine is None, lambda *_: "the treadmill has not been connected yet"),
    (lambda _, event: not _whole(event.plan), lambda *_: "every start of the belt needs a settle after it"),
    (
        lambda _, event: bool(age.refusal(event.age, event.plan.level)),
        lambda _, event: age.refusal(event.age, event.plan.level),
    ),
    (lambda _, event: not _sensible(event.hr_limit), lambda *_: NO_LIMIT),
    (lambda _, event: not own(*event.layers), lambda *_: NOT_OWN),
    (lambda turn, event: turn.state.stopless and not event.plan.monitor_only, lambda *_: begin.STOPLESS),
    (lambda turn, event: turn.grid is None and not event.plan.monitor_only, lambda turn, _: _undrivable(turn)),
)


def _whole(plan: Plan) -> bool:
    """Whether it can be walked to its end: something follows every start, and it begins at the minimum (SR-10)."""
    starts = [0, *(index + 1 for index, segment in enumerate(plan.segments) if segment.kind in STANDING)]
    if plan.monitor_only:
        return bool(plan.segments)
    return all(index < len(plan.segments) and plan.segments[index].kind is Kind.SETTLE for index in starts)


# A session may lower what site and treadmill permit; a layer in their name would take the place of their defaults.
_SESSIONS = frozenset({Source.AGE, Source.PERSON, Source.SESSION})
NOT_OWN = "a session sets caps of age group, person and session only"


def own(*layers: Layer) -> bool:
    """Whether a session may set all of these."""
    return all(layer.source in _SESSIONS for layer in layers)


def _sensible(hr_limit: int | None) -> bool:
    return hr_limit is None or t.HEART_LIMIT_LEAST <= hr_limit <= t.HEART_LIMIT_MOST


def _rests(plan: Plan, grid: Grid) -> tuple[int, ...]:
    """For each segment, the ms planned after it."""
    legs = timeline(plan, Speed(grid.minimum), Speed(grid.step))
    return tuple(legs[-1].ends_ms - leg.ends_ms for leg in legs)


def _refuse_unfit(turn: Turn, plan: Plan, grid: Grid, before: Walk | None, were: Caps | None) -> None:
    """Take the session back when the treadmill, its profile or the caps do not permit it (SR-7)."""
    caps = turn.state.caps
    why = refusal(plan, grid, caps, turn.rules.profile) if caps else None
    if why:
        turn.set(walk=before, caps=were)
        raise NotNow(why)
