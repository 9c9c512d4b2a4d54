"""From what the walk wants to requests: the only caller of the governor and of the supervisor's demands."""

from dataclasses import replace

from retrowalk.controller.effects import AlarmKind, Cue
from retrowalk.controller.turn import Driven, Turn
from retrowalk.safety import thresholds as t
from retrowalk.safety.changed import changed
from retrowalk.safety.governor import Governed, allowed, govern, ratchet
from retrowalk.safety.interlocks import Freeze, behind, lowered, symptoms, tripped
from retrowalk.safety.supervisor import WALKING, Belt, demand_inclination, demand_speed
from retrowalk.session.stage import Stage
from retrowalk.session.walk import Walk, aim, kept
from retrowalk.units import Speed


def judge(turn: Turn) -> None:
    """Hold the newest measurement, or its absence, against every interlock of a belt that may move."""
    asked = turn.asked if turn.belt in WALKING else None
    if asked is None:
        return
    trip = tripped(turn.state.watch, asked, turn.now)
    if trip:
        turn.stop(trip.reason, trip.says)
    elif turn.belt is Belt.RUNNING:
        turn.freeze(symptoms(turn.state.watch, asked, turn.now))
        turn.alarm(AlarmKind.STALE, on=turn.now - turn.state.watch.at > t.STALE_WARN)
        _console(turn)


def _console(turn: Turn) -> None:
    driven = turn.driven if lowered(turn.state.watch, turn.now) else None
    if driven:
        obey_console(turn, driven)


def obey_console(turn: Turn, driven: Driven) -> None:
    """A console's lower speed becomes the ceiling of this segment, and is never pushed back up (SR-17)."""
    take_measured(turn, driven)
    measured = max(driven.grid.minimum, turn.state.watch.measured)
    turn.set_walk(replace(driven.walk, ceiling=Speed(measured), told_at=None))
    turn.recap()
    turn.say(Cue.CONSOLE_OVERRIDE, speed=measured)


def take_measured(turn: Turn, driven: Driven) -> None:
    """Where the belt is slower than asked, take that for our command: the way up begins there again."""
    measured = Speed(turn.state.watch.measured)
    turn.command(replace(ratchet(driven.governed, measured, driven.grid), speed_at=turn.now))


def drive(turn: Turn) -> None:
    """Ask for the next step of speed or inclination, if there is one."""
    if turn.belt is not Belt.RUNNING or turn.driven is None:
        return
    frozen = bool(turn.frozen)
    _resume(turn, turn.driven, frozen=frozen)
    _follow(turn, turn.driven, frozen=frozen)
    if turn.state.unsure:
        _again(turn, turn.driven)


def _resume(turn: Turn, driven: Driven, *, frozen: bool) -> None:
    """A change that was interrupted is told again, 3 s before it goes on (SR-40): once it can go on, not sooner."""
    held = frozen or driven.walk.stage is Stage.HOLDING
    if held or driven.walk.resuming or _late(turn, driven):
        _wait_or_tell(turn, driven, held=held)


def _wait_or_tell(turn: Turn, driven: Driven, *, held: bool) -> None:
    """Remember that a raise waits, or tell what is left of the change."""
    walk, governed = driven.walk, driven.governed
    goal = allowed(aim(walk, driven.grid), driven.caps, driven.grid)
    raising = goal[0] > governed.speed or goal[1] > governed.inclination
    if held or (raising and not _followed(turn)):
        turn.set_walk(changed(walk, resuming=walk.resuming or raising))  # in every step of a walk that is held
    elif walk.resuming or raising:
        _tell_again(turn, walk, governed, goal)


def _late(turn: Turn, driven: Driven) -> bool:
    """Whether the belt took longer to follow than it may: by then nobody expects the next step of the ramp any more.

    By what was measured, not by when we looked: a clock that stood still must not make it sooner.
    """
    walk, governed, _, _ = driven
    near = turn.state.watch.near_since
    last = max(governed.speed_at, governed.inclination_at, walk.go_at)
    return (turn.now if near is None else near) - last >= t.FOLLOW_WITHIN


def _tell_again(turn: Turn, walk: Walk, governed: Governed, goal: tuple[int, int]) -> None:
    """Tell what is left of the interrupted change, if anything is."""
    change = walk.stage is not Stage.WINDING_DOWN and goal != (governed.speed, governed.inclination)
    turn.set_walk(replace(walk, resuming=False, go_at=turn.now + t.ANNOUNCE if change else walk.go_at))
    if change:
        turn.tell_change(governed, *goal)


def _follow(turn: Turn, driven: Driven, *, frozen: bool) -> None:
    """Let the governor take one look towards what the walk wants, and ask for what it rules."""
    walk, governed = driven.walk, driven.governed
    setpoint = kept(governed) if _kept(turn, walk) else aim(walk, driven.grid)
    may_raise = not frozen and _followed(turn)  # nothing frozen, and SR-6
    ruled = govern(setpoint, governed, driven.caps, driven.grid, turn.now, may_raise=may_raise)
    if ruled.speed != governed.speed:
        turn.command(ruled)
        _ask_speed(turn, driven._replace(governed=ruled), governed.speed)
    elif ruled.inclination != governed.inclination:
        turn.command(ruled)
        _ask_inclination(turn, driven._replace(governed=ruled))
    else:
        turn.set(governed=ruled)


def _followed(turn: Turn) -> bool:
    """The last request heard, and the belt where it was asked to be (SR-6)."""
    asked = turn.asked
    return not (turn.state.unsure or asked is None or behind(turn.state.watch, asked))


def _ask_speed(turn: Turn, driven: Driven, before: int) -> None:
    turn.ask(demand_speed(turn.state.supervision, driven.governed.speed, driven.caps.speed.value.wire, before))


def _ask_inclination(turn: Turn, driven: Driven) -> None:
    cap = driven.caps.inclination.value.wire
    turn.ask(demand_inclination(turn.state.supervision, driven.governed.inclination, cap))


def _again(turn: Turn, driven: Driven) -> None:
    """A request that was not acknowledged is made again; nothing is raised by that while it may not be raised."""
    governed = driven.governed
    if turn.now - max(governed.speed_at, governed.inclination_at) < t.WRITE_APART:
        return
    _give_up(turn)
    above = turn.state.watch.measured - governed.speed
    waits = bool(turn.frozen) or _kept(turn, driven.walk)
    if not waits and above <= t.FOLLOWING and governed.inclination_at > governed.speed_at:
        _incline_again(turn, driven)
    elif not waits or above > 0:
        turn.set(unsure=False, governed=replace(governed, speed_at=turn.now))
        _ask_speed(turn, driven, governed.speed)


def _give_up(turn: Turn) -> None:
    """Not heard for as long as a belt may take to follow: a person is told (SR-6)."""
    if turn.now - turn.state.asked_at > t.FOLLOW_WITHIN:
        turn.freeze(frozenset({Freeze.NOT_FOLLOWING}))


def _kept(turn: Turn, walk: Walk) -> bool:
    """Whether everything stays as it is: held, unless the spotter is missed, or told and not due yet."""
    return (walk.stage is Stage.HOLDING and not walk.unattended) or turn.now < walk.go_at


def _incline_again(turn: Turn, driven: Driven) -> None:
    turn.set(unsure=False, governed=replace(driven.governed, inclination_at=turn.now))
    _ask_inclination(turn, driven)
