"""The picture the views are shown, made from the state and nothing else."""

from typing import Any

from retrowalk.controller.begin import stands_for, unmet
from retrowalk.controller.effects import Cue
from retrowalk.controller.proceed import coming, goal, limit
from retrowalk.controller.rules import Rules
from retrowalk.controller.snapshot import Next, Snapshot
from retrowalk.controller.state import State
from retrowalk.controller.taps import due_in
from retrowalk.controller.turn import Turn
from retrowalk.safety import thresholds as t
from retrowalk.safety.caps import Caps
from retrowalk.safety.heart_rate import believed
from retrowalk.safety.lease import held
from retrowalk.session.stage import ON_THE_MOVE, Stage
from retrowalk.session.walk import Walk, aim, time_left
from retrowalk.units import Inclination, Setpoint, Speed


def snapshot(state: State, rules: Rules, now: int) -> Snapshot:
    """One frozen picture of the treadmill and its walk at `now`."""
    turn = Turn(state, now, rules)
    seen = _treadmill(state, now) | _company(turn) | _heart(state, now)
    if state.walk is not None:
        seen |= _caps(state.caps) if state.caps and not state.walk.plan.monitor_only else {}
        seen |= _progress(turn, state.walk)
        seen |= _motion(turn, state.walk) if state.walk.stage in ON_THE_MOVE else {}
    return Snapshot(**seen)


def _treadmill(state: State, now: int) -> dict[str, Any]:
    latch = state.supervision.latch
    return {
        "now": now,
        "linked": state.supervision.linked,
        "belt": state.supervision.belt,
        "latched": latch.reason if latch else None,
        "latched_by": latch.source if latch else "",
        "measured": state.watch.sample,
        "age": state.watch.age(now),
        "alarms": tuple(sorted(state.alarms)),
        "treadmill": state.machine.name if state.machine else "",
    }


def _company(turn: Turn) -> dict[str, Any]:
    """Who must be there, and is."""
    lease, leased = turn.state.lease, held(turn.state.lease, turn.now)
    return {
        "guarded": turn.state.guarded if turn.rules.guarded else None,
        "holder": lease.holder if leased else "",
        "lease": lease.number,
        "lease_left": lease.until - turn.now if leased else None,
    }


def _heart(state: State, now: int) -> dict[str, Any]:
    """The heart rate, where it is believed."""
    pulse, limited = state.pulse, {"heart_rate_limit": state.walk.heart_limit if state.walk else None}
    return limited | ({"heart_rate": pulse.bpm, "heart_rate_age": now - pulse.at} if believed(pulse, now) else {})


def _caps(caps: Caps) -> dict[str, Any]:
    return {
        "cap": caps.speed.value,
        "cap_source": caps.speed.source,
        "cap_by": caps.speed.set_by,
        "inclination_cap": caps.inclination.value,
        "inclination_cap_source": caps.inclination.source,
        "inclination_cap_by": caps.inclination.set_by,
    }


def _progress(turn: Turn, walk: Walk) -> dict[str, Any]:
    return {
        "stage": walk.stage,
        "protocol": walk.plan.id,
        "segment": walk.index,
        "segments": len(walk.plan.segments),
        "kind": walk.segment.kind,
        "facing": walk.facing,
        "missing": walk.missing,
        "tap_due": due_in(turn, walk),
        "present": walk.present_at is not None if turn.rules.presence else None,
        "steady": walk.steady,
        **_start(turn, walk),
        "belt_time": walk.belt_time,
        "metres": walk.walked / 1000,
        "left": _left(turn, walk),
    }


def _start(turn: Turn, walk: Walk) -> dict[str, Any]:
    """What READY waits for, and how long a start is away."""
    if walk.stage is Stage.COUNTDOWN:
        return {"countdown": max(0, t.COUNTDOWN - (turn.now - walk.since))}
    if walk.stage not in _AWAITS or walk.plan.monitor_only:
        return {}
    return {"not_ready": unmet(turn) or "", "ready_in": stands_for(turn, walk)}


# The stages in which READY may be given.
_AWAITS = frozenset({Stage.AWAITING_READY, Stage.STANDING})


def _motion(turn: Turn, walk: Walk) -> dict[str, Any]:
    governed, here = turn.state.governed, goal(turn, walk)
    ahead = _ahead(turn, walk, here)
    change, change_in = _change(turn, walk, ahead)
    return {
        "planned": _planned(turn, walk),
        "allowed": _setpoint(here) if not walk.plan.monitor_only else None,
        "commanded": _setpoint((governed.speed, governed.inclination)) if governed else None,
        "frozen": tuple(sorted(freeze.value for freeze in turn.frozen)),
        "change_in": change_in,
        "change": change,
        "next": _next(walk, ahead),
    }


def _setpoint(target: tuple[int, int] | None) -> Setpoint | None:
    return Setpoint(Speed(target[0]), Inclination(max(0, target[1]))) if target else None


def _planned(turn: Turn, walk: Walk) -> Setpoint | None:
    """Nobody asks anything of a belt that is only watched."""
    return aim(walk, turn.grid) if turn.grid and not walk.plan.monitor_only else None


# A cue, and the speed (0.01 km/h) and inclination (0.1 %) that change with it.
_Ahead = tuple[Cue, int | None, int | None]


def _ahead(turn: Turn, walk: Walk, here: tuple[int, int] | None) -> _Ahead | None:
    """What the next segment changes; a walk that winds down has none any more."""
    return None if walk.stage is Stage.WINDING_DOWN else coming(turn, walk, here)


def _change(turn: Turn, walk: Walk, ahead: _Ahead | None) -> tuple[Cue | None, int | None]:
    """The next change, and in how many ms; None while that is not known."""
    left = time_left(walk, turn.state.watch.measured)
    if ahead is None or left is None or walk.stage not in (Stage.SETTLING, Stage.WALKING):
        return None, None
    return ahead[0], left


def _next(walk: Walk, ahead: _Ahead | None) -> Next | None:
    """The segment that comes next."""
    following = walk.following
    if following is None or ahead is None:
        return None
    _, speed, inclination = ahead
    return Next(
        following.kind,
        following.facing,
        None if speed is None else Speed(speed),
        None if inclination is None else Inclination(max(0, inclination)),
        following.announce,
    )


def _left(turn: Turn, walk: Walk) -> int | None:
    """Milliseconds to the end as planned from here: this segment's rest and the segments after it."""
    caps = turn.state.caps
    if caps is None or walk.stage is Stage.FINISHED or walk.plan.monitor_only:
        return None
    here = time_left(walk, turn.state.watch.measured)
    planned = walk.rests[walk.index] + (walk.segment.duration or 0 if here is None else here)
    return min(planned, max(0, limit(walk, caps.belt_time.value) - walk.belt_time))
