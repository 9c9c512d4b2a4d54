"""step(): the whole core as one function. The same arguments give the same answer, always and everywhere."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from retrowalk.controller import answers, attendance, begin, hear, idle, monitor, people, prepare, proceed, pulse, taps
from retrowalk.controller.effects import AlarmKind, Effect, Refused, Release
from retrowalk.controller.events import (
    Answered,
    Confirm,
    Dropped,
    End,
    Event,
    Guarded,
    HeartRate,
    HeartRateLost,
    Hold,
    Limit,
    LinkLost,
    LinkUp,
    MachineStatusFrame,
    Nudge,
    Prepare,
    Proceed,
    Ready,
    Recover,
    ReleaseLease,
    RenewLease,
    Skip,
    Snooze,
    Steady,
    TakeLease,
    Tap,
    Tick,
    TrainingStatusFrame,
    TreadmillFrame,
    Unanswered,
    Unguarded,
)
from retrowalk.controller.govern import drive, judge
from retrowalk.controller.rules import Rules
from retrowalk.controller.state import State
from retrowalk.controller.turn import Turn
from retrowalk.firmware.profile import Known
from retrowalk.safety import supervisor
from retrowalk.safety import thresholds as t
from retrowalk.safety.events import Reset, Stop, StopReason
from retrowalk.safety.lease import Held
from retrowalk.safety.supervisor import BEING_STOPPED, WALKING, Belt, Effort, NotAllowed
from retrowalk.session.stage import NotNow


def _tick(turn: Turn, event: Tick) -> None:
    """Nothing happens but time, and time is looked at after every event."""


HEARS: Mapping[type, Callable[[Turn, Any], None]] = MappingProxyType(
    {
        LinkUp: hear.link_up,
        LinkLost: hear.link_lost,
        TreadmillFrame: hear.treadmill_frame,
        MachineStatusFrame: answers.machine_status_frame,
        TrainingStatusFrame: answers.training_status_frame,
        Answered: answers.answered,
        Unanswered: answers.unanswered,
        Dropped: answers.unanswered,
        Prepare: prepare.prepare,
        Confirm: people.confirm,
        Ready: people.ready,
        Steady: people.steady,
        Hold: people.hold,
        Proceed: people.proceed,
        Nudge: people.nudge,
        Snooze: people.snooze,
        Skip: people.skip,
        End: people.end,
        Limit: people.limit,
        Stop: people.stop,
        Reset: people.reset,
        Tap: taps.tap,
        TakeLease: attendance.take_lease,
        RenewLease: attendance.renew_lease,
        ReleaseLease: attendance.release_lease,
        HeartRate: pulse.heart_rate,
        HeartRateLost: pulse.heart_rate_lost,
        Recover: attendance.recover,
        Guarded: attendance.guarded,
        Unguarded: attendance.unguarded,
        Tick: _tick,
    }
)


def initial() -> State:
    """The state before anything is known: no link, the belt unknown."""
    return State()


def step(state: State, event: Event, now: int, rules: Rules) -> tuple[State, tuple[Effect, ...]]:
    """One event at `now` (ms, monotonic): the next state, and what is to be done, in order. Bad input never raises."""
    turn = Turn(state, now, rules)
    gap = now - state.now
    turn.set(now=now)
    _judge_the_gap(turn, gap)
    try:
        if type(event) in idle.ACTS:
            turn.set(active_at=now)
        if rules.leased:
            attendance.admit(turn, event)
        HEARS[type(event)](turn, event)
    except (NotAllowed, NotNow, Held) as refusal:
        turn.do(Refused(type(event).__name__, str(refusal)))
    _let_time_pass(turn, max(0, min(gap, t.TICK)))
    return turn.state, tuple(turn.effects)


def _judge_the_gap(turn: Turn, gap: int) -> None:
    """A step that comes late, or before its time, is a program that did not run: freeze, or stop (SR-27)."""
    lost = gap > t.GAP_STOP or gap < 0
    if turn.belt not in WALKING or 0 <= gap <= t.GAP_FREEZE:
        if lost:
            begin.forget_ready(turn, begin.STOOD_STILL)
    elif lost:
        turn.stop(StopReason.ENGINE_FAULT, f"the program stood still for {gap / 1000:.1f} s")
    else:
        turn.set(stalled=turn.now)


def _let_time_pass(turn: Turn, dt: int) -> None:
    """What every step does after its event: judge, walk, drive, see a stop through."""
    judge(turn)
    _link(turn)
    walk = turn.state.walk
    if walk and walk.plan.monitor_only:
        monitor.advance(turn, walk, dt)
    else:
        if turn.rules.guarded or turn.rules.leased:
            attendance.attend(turn)
        taps.watch(turn)
        pulse.watch(turn)
        proceed.advance(turn, dt)
        begin.arm(turn)
        drive(turn)
        idle.watch(turn)
    _see_the_stop_through(turn)


def _link(turn: Turn) -> None:
    """A link that does not come back in time, or brings no measurement, ends the walk (SR-21)."""
    lost = turn.state.lost_at
    if turn.belt is Belt.ADRIFT and lost is not None and turn.now - lost > t.REJOIN_WITHIN:
        turn.stop(StopReason.LINK_LOST, "the connection was lost")


def _see_the_stop_through(turn: Turn) -> None:
    """Repeat, escalate, be loud, until zero is measured (SR-15)."""
    effort = turn.state.effort
    if effort is None or turn.belt not in BEING_STOPPED:
        return
    turn.set(effort=(effort := _progress(turn, effort)))
    if supervisor.overdue(effort, turn.now) and not hear.at_zero(turn):
        if turn.belt is Belt.HALTING:
            turn.stop(StopReason.STOP_NOT_CONFIRMED, "the belt does not slow down")
        turn.alarm(AlarmKind.PULL_THE_KEY, on=True)
    if (effort := turn.state.effort) and supervisor.due(effort, turn.now):
        turn.write_stop()
        _let_go(turn, effort)


def _progress(turn: Turn, effort: Effort) -> Effort:
    """Mark a speed that fell; nothing measured on this link yet is none.

    A program that stood still stops before it hears what came meanwhile: that is the speed the stop began at.
    """
    watch = turn.state.watch
    if watch.sample is None:
        return effort
    if turn.state.stopped_at == turn.now:
        effort = supervisor.outset(effort, watch.measured, turn.now)
    return supervisor.progress(effort, watch.measured, turn.now)


def _let_go(turn: Turn, effort: Effort) -> None:
    """The last rung, once: a belt that obeys nothing may be one that stops when its link ends."""
    stops = turn.rules.profile.stops_on_disconnect is Known.YES
    if stops and not turn.state.let_go and turn.state.supervision.linked and supervisor.exhausted(effort, turn.now):
        turn.set(let_go=True)
        turn.do(Release("nothing that was written stops the belt, and a lost link does"))
