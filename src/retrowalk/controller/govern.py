"""From what the walk wants to requests: the only caller of the governor and of the supervisor's demands."""

from dataclasses import replace

from retrowalk.controller.effects import AlarmKind, Cue
from retrowalk.controller.proceed import change_cue, goal
from retrowalk.controller.turn import Turn
from retrowalk.safety import thresholds as t
from retrowalk.safety.governor import Governed, Grid, govern, ratchet
from retrowalk.safety.interlocks import behind, lowered, symptoms, tripped
from retrowalk.safety.supervisor import WALKING, Belt, demand_inclination, demand_speed
from retrowalk.session.stage import Stage
from retrowalk.session.walk import Walk, aim, kept
from retrowalk.units import Setpoint, Speed


def judge(turn: Turn) -> None:
    """Hold the newest measurement, or its absence, against every interlock of a belt that may move."""
    asked = turn.asked
    if asked is None or turn.belt not in WALKING:
        return
    trip = tripped(turn.state.watch, asked, turn.now)
    if trip:
        turn.stop(trip.reason, trip.says)
    elif turn.belt is Belt.RUNNING:
        turn.freeze(symptoms(turn.state.watch, asked, turn.now))
        turn.alarm(AlarmKind.STALE, on=turn.now - turn.state.watch.at > t.STALE_WARN)
        _console(turn)


def _console(turn: Turn) -> None:
    """A console's lower speed becomes the ceiling of this segment, and is never pushed back up (SR-17)."""
    walk, machine, sample = turn.state.walk, turn.state.machine, turn.state.watch.sample
    if not (walk and machine and machine.grid and sample and lowered(turn.state.watch, turn.now)):
        return
    take_measured(turn)
    turn.set_walk(replace(walk, ceiling=Speed(max(machine.grid.minimum, sample.speed.wire)), told_at=None))
    turn.recap()
    turn.say(Cue.CONSOLE_OVERRIDE, speed=sample.speed.wire)


def take_measured(turn: Turn) -> None:
    """Where the belt is slower than asked, take that for our command: the way up begins there again."""
    governed, machine, sample = turn.state.governed, turn.state.machine, turn.state.watch.sample
    if governed and machine and machine.grid and sample:
        turn.command(replace(ratchet(governed, sample.speed, machine.grid), speed_at=turn.now))


def drive(turn: Turn) -> None:
    """Ask for the next step of speed or inclination, if there is one."""
    walk, governed, machine = turn.state.walk, turn.state.governed, turn.state.machine
    if turn.belt is not Belt.RUNNING or not (walk and governed and machine and machine.grid):
        return
    setpoint, may_raise = _wish(turn, walk, governed, machine.grid)
    _follow(turn, governed, setpoint, machine.grid, may_raise=may_raise)
    if turn.state.unsure:
        _again(turn)


def _wish(turn: Turn, walk: Walk, governed: Governed, grid: Grid) -> tuple[Setpoint, bool]:
    """What to aim at now, and whether anything may be raised on the way."""
    walk = _resume(turn, walk, governed)
    waits = walk.stage is Stage.HOLDING or turn.now < walk.go_at
    setpoint = kept(governed) if waits else aim(walk, grid)
    asked = turn.asked
    may_raise = not turn.frozen and not turn.state.unsure and asked is not None and not behind(turn.state.watch, asked)
    return setpoint, may_raise


def _resume(turn: Turn, walk: Walk, governed: Governed) -> Walk:
    """A change that was interrupted is told again, 3 s before it goes on (SR-40)."""
    there = goal(turn, walk) or (0, 0)
    raising = there[0] > governed.speed or there[1] > governed.inclination
    if raising and (turn.frozen or walk.stage is Stage.HOLDING):
        walk = replace(walk, resuming=True)
    elif walk.resuming:
        walk = replace(walk, resuming=False, go_at=turn.now + t.ANNOUNCE if raising else walk.go_at)
        if raising:
            speed = there[0] if there[0] != governed.speed else None
            turn.say(change_cue(governed.speed, speed, there[1]), t.ANNOUNCE, *there)
    turn.set_walk(walk)
    return walk


def _follow(turn: Turn, governed: Governed, setpoint: Setpoint, grid: Grid, *, may_raise: bool) -> None:
    caps = turn.state.caps
    if caps is None:
        return
    ruled = govern(setpoint, governed, caps, grid, turn.now, may_raise=may_raise)
    turn.set(governed=ruled)
    if ruled.speed != governed.speed:
        turn.set(governed=governed)
        turn.command(ruled)
        ask_speed(turn, governed.speed)
    elif ruled.inclination != governed.inclination:
        turn.set(governed=governed)
        turn.command(ruled)
        ask_inclination(turn)


def ask_speed(turn: Turn, before: int) -> None:
    """Ask for the speed last decided; `before` was asked for last."""
    governed, caps = turn.state.governed, turn.state.caps
    if governed and caps:
        turn.ask(demand_speed(turn.state.supervision, governed.speed, caps.speed.value.wire, before))


def ask_inclination(turn: Turn) -> None:
    """Ask for the inclination last decided."""
    governed, caps = turn.state.governed, turn.state.caps
    if governed and caps:
        turn.ask(demand_inclination(turn.state.supervision, governed.inclination, caps.inclination.value.wire))


def _again(turn: Turn) -> None:
    """A request that was not acknowledged is made again; while frozen, only one that slows the belt."""
    governed = turn.state.governed
    if governed is None or turn.now - max(governed.speed_at, governed.inclination_at) < t.WRITE_APART:
        return
    if turn.frozen and turn.state.watch.measured <= governed.speed:
        return
    turn.set(unsure=False)
    if governed.inclination_at > governed.speed_at:
        turn.set(governed=replace(governed, inclination_at=turn.now))
        ask_inclination(turn)
    else:
        turn.set(governed=replace(governed, speed_at=turn.now))
        ask_speed(turn, governed.speed)
