"""The picture the views are shown, made from the state and nothing else."""

from retrowalk.controller.effects import Cue
from retrowalk.controller.proceed import coming, goal, limit
from retrowalk.controller.rules import Rules
from retrowalk.controller.snapshot import Snapshot
from retrowalk.controller.state import State
from retrowalk.controller.turn import Turn
from retrowalk.protocol.timeline import Leg, timeline
from retrowalk.session.stage import ON_THE_MOVE, Stage
from retrowalk.session.walk import Walk, aim, time_left
from retrowalk.units import Facing, Inclination, Setpoint, Speed


def snapshot(state: State, rules: Rules, now: int) -> Snapshot:
    """One frozen picture of the treadmill and its walk at `now`."""
    turn = Turn(state, now, rules)
    walk, caps, watch, governed = state.walk, state.caps, state.watch, state.governed
    moving = walk is not None and walk.stage in ON_THE_MOVE
    change, change_in = _coming(turn, walk) if walk is not None and moving else (None, None)
    return Snapshot(
        now=now,
        linked=state.supervision.linked,
        belt=state.supervision.belt,
        latched=state.supervision.latch.reason if state.supervision.latch else None,
        stage=walk.stage if walk else None,
        protocol=walk.plan.id if walk else "",
        segment=walk.index if walk else 0,
        segments=len(walk.plan.segments) if walk else 0,
        kind=walk.segment.kind if walk else None,
        facing=_facing(walk),
        planned=_planned(turn, walk) if moving else None,
        allowed=_setpoint(goal(turn, walk)) if walk is not None and moving else None,
        commanded=_setpoint((governed.speed, governed.inclination)) if governed and moving else None,
        measured=watch.sample,
        age=watch.age(now),
        cap=caps.speed.value if caps else None,
        cap_source=caps.speed.source if caps else None,
        inclination_cap=caps.inclination.value if caps else None,
        inclination_cap_source=caps.inclination.source if caps else None,
        frozen=tuple(sorted(freeze.value for freeze in turn.frozen)) if moving else (),
        missing=walk.missing if walk else (),
        belt_time=walk.belt_time if walk else 0,
        metres=walk.walked / 1000 if walk else 0.0,
        left=_left(turn, walk) if walk else None,
        change_in=change_in,
        change=change,
        alarms=tuple(sorted(state.alarms)),
        treadmill=state.machine.name if state.machine else "",
    )


def _facing(walk: Walk | None) -> Facing | None:
    return walk.facing if walk else None


def _setpoint(target: tuple[int, int] | None) -> Setpoint | None:
    return Setpoint(Speed(target[0]), Inclination(max(0, target[1]))) if target else None


def _planned(turn: Turn, walk: Walk | None) -> Setpoint | None:
    machine = turn.state.machine
    return aim(walk, machine.grid) if walk and machine and machine.grid else None


def _coming(turn: Turn, walk: Walk) -> tuple[Cue | None, int | None]:
    """The next change, and in how many ms; None while that is not known."""
    left = time_left(walk, turn.state.watch.measured)
    if left is None or walk.stage not in (Stage.SETTLING, Stage.WALKING):
        return None, None
    return coming(turn, walk)[0], left


def _left(turn: Turn, walk: Walk) -> int | None:
    """Milliseconds to the end as planned from here: this segment's rest and the segments after it."""
    machine, caps = turn.state.machine, turn.state.caps
    if machine is None or machine.grid is None or caps is None or walk.stage is Stage.FINISHED:
        return None
    legs = timeline(walk.plan, Speed(machine.grid.minimum), Speed(machine.grid.step))
    here = legs[walk.index]
    rest = time_left(walk, turn.state.watch.measured)
    now = here.hold_ms if rest is None else rest
    planned = now + sum(_length(leg) for leg in legs[walk.index + 1 :])
    return min(planned, max(0, limit(walk, caps.belt_time.value) - walk.belt_time))


def _length(leg: Leg) -> int:
    return leg.transition_ms + leg.hold_ms
