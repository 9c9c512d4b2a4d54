"""Starting the belt: the most dangerous moment, so every condition is here and in one table (SR-8, SR-9, SR-10)."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from retrowalk.controller import presence
from retrowalk.controller.effects import Cue
from retrowalk.controller.turn import Driven, Turn
from retrowalk.firmware.profile import StartBy
from retrowalk.ftms.control_point import REQUEST_CONTROL
from retrowalk.protocol.plan import Kind
from retrowalk.safety import supervisor
from retrowalk.safety import thresholds as t
from retrowalk.safety.events import Arm, Start
from retrowalk.safety.governor import Grid, settled
from retrowalk.safety.interlocks import Freeze, forget, stands
from retrowalk.safety.supervisor import Belt
from retrowalk.session.fitness import refusal
from retrowalk.session.stage import Move, Stage
from retrowalk.session.walk import STANDING, Walk, enter


if TYPE_CHECKING:
    from retrowalk.controller.machine import Machine


# A treadmill that did not grant control is asked again, seldom enough to keep the lane free.
ASK_AGAIN = 3_000

# Stages that want a belt that is ours and stands.
_WAITING = frozenset({Stage.CHECKLIST, Stage.AWAITING_READY, Stage.STANDING})


def arm(turn: Turn) -> None:
    """Take a standing belt for the walk that waits for it, and ask for control until it is given."""
    walk, state = turn.state.walk, turn.state
    if walk is None or walk.stage not in _WAITING or walk.plan.monitor_only:
        return
    if turn.belt is Belt.IDLE and _may_be_taken(turn):
        turn.signal(Arm())
    if turn.belt is Belt.ARMED and not state.supervision.granted:
        _ask_control(turn)


def _may_be_taken(turn: Turn) -> bool:
    """Somebody is there, and the belt is not about to move by itself (SR-32)."""
    return turn.state.supervision.linked and presence.shown(turn) and not counting_down(turn)


def counting_down(turn: Turn) -> bool:
    """Whether the machine may be in a start countdown of its own: zero measured now is no standstill."""
    started = turn.state.started_at
    return started is not None and turn.now - started < t.START_WITHIN


def _ask_control(turn: Turn) -> None:
    asked = turn.state.control_at
    if asked is None or turn.now - asked >= ASK_AGAIN:
        turn.set(control_at=turn.now)
        turn.ask(REQUEST_CONTROL)


def _flat(turn: Turn) -> bool:
    """Measured flatter than 1 %; a belt that cannot incline need not tell."""
    sample, grid = turn.state.watch.sample, turn.grid
    if sample is None or sample.inclination is None:
        return grid is not None and grid.inclination_maximum == 0
    return abs(sample.inclination.wire) < t.INCLINE_START


def stands_for(turn: Turn, walk: Walk) -> int | None:
    """For how long (ms) a turn or rest still lasts at the least (SR-33); None before it was told, and without one."""
    if walk.stage is not Stage.STANDING or walk.told_at is None:
        return None
    least = t.TURN_FOR if walk.segment.kind is Kind.TURN else 0
    return max(0, walk.told_at + max(least, walk.segment.duration or 0) - turn.now)


def _stood_long(turn: Turn) -> bool:
    """After a turn or rest: told, and the least time has passed since (SR-33)."""
    walk = turn.state.walk
    return walk is None or walk.stage is not Stage.STANDING or stands_for(turn, walk) == 0


# No bit of a treadmill's features says so, only its answer to a Stop; one that is answered by Success takes it back.
STOPLESS = "the treadmill says that it knows no Stop: nobody starts on it; press STOP to ask it once more"

# All of them hold, or the belt does not start; the words are for the person who pressed READY (SR-8).
CONDITIONS: tuple[tuple[Callable[[Turn], bool], str], ...] = (
    (lambda turn: turn.state.walk is not None and not turn.state.walk.missing, "the checklist is not complete"),
    (lambda turn: turn.state.supervision.linked, "there is no connection to the treadmill"),
    (presence.shown, "nobody has pressed a key at the console of this treadmill"),
    (lambda turn: not turn.state.stopless, STOPLESS),
    (lambda turn: turn.belt is Belt.ARMED, "the belt was not measured at standstill"),
    (lambda turn: turn.state.supervision.granted, "the treadmill has not given control"),
    (lambda turn: not counting_down(turn), "the treadmill was started at its console, and may be counting down"),
    (lambda turn: (turn.state.watch.age(turn.now) or 0) <= t.FRESH, "there is no fresh measurement"),
    (lambda turn: stands(turn.state.watch, turn.now, t.STAND_FOR), "the belt has not stood still for 3 s"),
    (_flat, "the belt is not flat"),
    (_stood_long, "it is too early: finish turning or resting first"),
    (lambda turn: Freeze.UNGUARDED not in turn.frozen, Freeze.UNGUARDED.value),
    (lambda turn: Freeze.UNLEASED not in turn.frozen, Freeze.UNLEASED.value),
    (lambda turn: Freeze.HEART_LOST not in turn.frozen, Freeze.HEART_LOST.value),
    (lambda turn: Freeze.HEART_HIGH not in turn.frozen, Freeze.HEART_HIGH.value),
)


def unmet(turn: Turn) -> str | None:
    """Why the belt may not start now; None when it may."""
    return next((words for holds, words in CONDITIONS if not holds(turn)), None) or _unfit(turn)


def _unfit(turn: Turn) -> str | None:
    """What prepared the session may have changed: another link with other ranges, a cap below the minimum (SR-7)."""
    walk = cast("Walk", turn.state.walk)  # the first of the conditions
    caps, grid = turn.caps_of(walk), turn.grid
    if caps is None or grid is None:
        return cast("Machine", turn.state.machine).refusal  # it is linked
    return refusal(walk.plan, grid, caps, turn.rules.profile)


def start(turn: Turn, walk: Walk) -> None:
    """The countdown is over: write Start, once, if everything still holds; wait or give up if not."""
    why = unmet(turn)
    if walk.ready_at is None or turn.now - walk.ready_at > t.READY_FOR:  # consent first, whatever else holds (SR-8)
        turn.move(replace(walk, ready_at=None), Move.ABORT)
        turn.say(Cue.HELD, text=f"READY has expired: {why or 'press it again'}")
    elif why is None:
        _start(turn, walk, cast("Grid", turn.grid))  # no belt without one is fit


# Whoever counted down with a program that stood still heard nothing of it (SR-27); a belt that somebody else started
# at the console is about to move by itself (SR-8).
STOOD_STILL = "the program stood still: press READY again"
STARTED_THERE = "the treadmill was started at its console: press READY again when it stands"


def forget_ready(turn: Turn, why: str) -> None:
    """End a countdown: READY is asked for anew."""
    walk = turn.state.walk
    if walk is not None and walk.stage is Stage.COUNTDOWN:
        turn.move(replace(walk, ready_at=None), Move.ABORT)
        turn.say(Cue.HELD, text=why)


def _start(turn: Turn, walk: Walk, grid: Grid) -> None:
    if walk.segment.kind in STANDING:
        walk = enter(walk, walk.index + 1, turn.now)
    fresh = replace(walk, ready_at=None, steady=False, told_at=None, tapped_at=turn.now, tap_told=False)
    turn.move(replace(fresh, unattended=False), Move.GO)
    turn.recap()
    turn.signal(Start())
    turn.set(started_at=turn.now, watch=forget(turn.state.watch))
    _at_minimum(turn, grid)
    if turn.rules.profile.start_by is StartBy.APP:
        turn.ask(supervisor.start(turn.state.supervision))


def _at_minimum(turn: Turn, grid: Grid) -> None:
    """Every ramp begins at the belt's minimum, at the inclination it has."""
    sample = turn.state.watch.sample
    inclination = sample.inclination.wire if sample and sample.inclination else 0
    turn.command(settled(grid, grid.floor_inclination(max(0, inclination)), turn.now))


def run(turn: Turn) -> None:
    """The belt was measured moving after our start: its first target is its minimum, whatever it remembers (SR-10)."""
    driven = cast("Driven", turn.driven)  # a belt is started for a walk
    turn.set(started_at=None)
    turn.move(replace(driven.walk, go_at=turn.now), Move.MOVING)
    _at_minimum(turn, driven.grid)
    turn.ask(
        supervisor.demand_speed(turn.state.supervision, driven.grid.minimum, driven.caps.speed.value.wire, before=0)
    )
