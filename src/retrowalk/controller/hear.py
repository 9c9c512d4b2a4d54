"""The link and the measurements: bytes become samples, samples become signals."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from retrowalk.controller import presence
from retrowalk.controller.begin import counting_down, run
from retrowalk.controller.effects import UNTIL_RESET, AlarmKind, Cue
from retrowalk.controller.events import LinkLost, LinkUp, TreadmillFrame
from retrowalk.controller.machine import read
from retrowalk.controller.turn import Turn
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.ftms.treadmill_data import Assembly, TreadmillData, decode
from retrowalk.safety import thresholds as t
from retrowalk.safety.events import Disarm, Kept, Linked, Motion, Rejoin, Sample, Standstill, StopReason, Unlinked
from retrowalk.safety.interlocks import Freeze, Watch, compare, hear, moves, stands
from retrowalk.safety.lease import held
from retrowalk.safety.supervisor import OURS, WALKING, Belt, brought_back
from retrowalk.session.stage import Move, Stage
from retrowalk.units import Inclination, Speed


if TYPE_CHECKING:
    from retrowalk.safety.supervisor import Latch
    from retrowalk.session.walk import Walk


# ── link ────────────────────────────────────────────────────────────────────────────────────────────


def link_up(turn: Turn, event: LinkUp) -> None:
    """A new link: nothing measured before it counts, and a stop that waited for it is written first (SR-21)."""
    if turn.state.supervision.linked:
        link_lost(turn, LinkLost("linked anew"))
    turn.signal(Linked())
    turn.set(
        machine=read(event, turn.rules.profile),
        partial=Assembly(),
        watch=Watch(at=turn.now),
        linked_at=turn.now,
        status_heard=False,
        control_at=None,
    )
    turn.alarm(AlarmKind.LINK_LOST, on=False)
    if (effort := turn.state.effort) is not None:  # being stopped: a planned stop became one when its link was lost
        turn.set(effort=brought_back(effort, turn.now))
        turn.write_stop()


def link_lost(turn: Turn, event: LinkLost) -> None:
    """The link is gone: at once loud if the belt is ours (SR-20)."""
    first = turn.belt is not Belt.ADRIFT  # a link that comes and goes does not put off the end of waiting for it
    turn.signal(Unlinked())
    turn.set(partial=Assembly(), lost_at=turn.now if first else turn.state.lost_at, unsure=False)
    turn.alarm(AlarmKind.LINK_LOST, on=turn.belt in OURS)
    if turn.belt in (Belt.STARTING, Belt.HALTING):
        turn.stop(StopReason.LINK_LOST, event.why)
    walk = turn.state.walk
    if walk is not None and walk.stage is Stage.COUNTDOWN:
        turn.move(walk, Move.ABORT)


# ── measurements ────────────────────────────────────────────────────────────────────────────────────


def treadmill_frame(turn: Turn, event: TreadmillFrame) -> None:
    """A Treadmill Data frame; what cannot be believed is no sample, and silence is judged elsewhere."""
    if not turn.state.supervision.linked:  # late, of a link that is gone: it tells nothing of now
        return
    try:
        partial, record = turn.state.partial.add(decode(event.data))
    except MalformedValue:
        return
    turn.set(partial=partial)
    if record is not None and record.speed is not None:
        _sample(turn, _believed(record, record.speed))


def _believed(record: TreadmillData, speed: int) -> Sample:
    inclination = None if record.inclination is None else Inclination(record.inclination)
    return Sample(Speed(speed), inclination, record.distance, record.elapsed)


def _sample(turn: Turn, sample: Sample) -> None:
    presence.sample(turn, sample)
    watch = hear(turn.state.watch, sample, turn.now)
    asked = turn.asked
    turn.set(watch=compare(watch, asked, turn.now) if asked and turn.belt in WALKING else watch)
    if turn.state.stalled != turn.now:  # what came in late with the rest is no sign of going on
        turn.set(stalled=None)
    turn.alarm(AlarmKind.STALE, on=False)
    _MEASURED[turn.belt](turn)


def _unknown(turn: Turn) -> None:
    _observed(turn)
    if turn.belt is Belt.UNKNOWN:
        _idle(turn)


def _observed(turn: Turn) -> None:
    """At rest it is nobody's; or still latched, if an earlier run left it so (SR-23)."""
    if stands(turn.state.watch, turn.now, t.STAND_FOR):
        turn.signal(Kept() if turn.state.supervision.latch else Standstill())


def _idle(turn: Turn) -> None:
    """Motion nobody asked us for, soon after our stop or on a belt that is leased (SR-13); a stranger's otherwise.

    Whoever has confirmed the checklist stands there, also after the link was lost: no belt moves under them (SR-33).
    """
    if not moves(turn.state.watch):
        return
    stopped, walk = turn.state.stopped_at, turn.state.walk
    guarded = stopped is not None and turn.now - stopped <= t.GUARD_FOR
    stands_by = walk is not None and walk.stage in _STANDS_BY and not walk.plan.monitor_only
    if guarded or stands_by or _leased(turn):
        unasked(turn)
    else:
        turn.signal(Motion())


def _leased(turn: Turn) -> bool:
    """Whether somebody holds the lease of a belt we can drive, and it is known to be the one they stand at (SR-32)."""
    walk = turn.state.walk
    watched = turn.grid is None or (walk is not None and walk.plan.monitor_only)
    return turn.rules.leased and held(turn.state.lease, turn.now) and not watched and presence.proven(turn)


# Somebody stands at a belt that is to stand still.
_STANDS_BY = frozenset({Stage.AWAITING_READY, Stage.COUNTDOWN, Stage.STANDING})


def unasked(turn: Turn) -> None:
    """The belt moves and nobody started it (SR-13)."""
    if moves(turn.state.watch):
        turn.alarm(AlarmKind.MOVING_UNASKED, on=True)
        turn.stop(StopReason.OVERSPEED, "the belt moved without a start")


def _starting(turn: Turn) -> None:
    if moves(turn.state.watch):
        turn.signal(Motion())
        run(turn)


def _running(turn: Turn) -> None:
    """A belt that stands and that we did not stop was stopped by somebody (SR-11)."""
    if stands(turn.state.watch, turn.now):
        turn.stop(StopReason.CONSOLE_STOP, "the belt stopped by itself")


def _adrift(turn: Turn) -> None:
    """The link is back: hold if the belt does what it did, stop if it does not (SR-21)."""
    asked = turn.asked
    if asked and abs(turn.state.watch.measured - asked.speed) <= t.FALL:
        turn.signal(Rejoin())
        turn.freeze(frozenset({Freeze.LINK_RETURNED, Freeze.CONTROL_LOST}))
    else:
        turn.stop(StopReason.LINK_LOST, "the belt changed while the link was lost")


def quiet(turn: Turn) -> bool:
    """Whether a belt that was asked to stop has been measured at zero, also beyond its own start countdown."""
    return stands(turn.state.watch, turn.now) and not counting_down(turn)


def at_zero(turn: Turn) -> bool:
    """Zero has been measured; only its proof takes time yet."""
    watch = turn.state.watch
    fresh = watch.sample is not None and turn.now - watch.at <= t.STALE_FREEZE
    return fresh and watch.zero_since is not None


def nearly(turn: Turn) -> bool:
    """Whether only the proof is missing: a belt at zero that cannot be starting refuses a stop for want of motion."""
    return at_zero(turn) and not counting_down(turn)


def _halting(turn: Turn) -> None:
    if quiet(turn):
        turn.signal(Standstill())
        turn.set(effort=None, started_at=None)
        _stood(turn)


def _stood(turn: Turn) -> None:
    """A planned stop is complete: the end of the walk, a turn, a rest, or a start that never came."""
    walk = cast("Walk", turn.state.walk)  # a belt is halted for a walk
    if walk.ending is not None:
        turn.move(walk, Move.DONE)
        turn.signal(Disarm())
        turn.say(Cue.BELT_STOPPED)
        turn.finish(walk.ending, verified=True)
    else:
        turn.move(walk, Move.STAND if walk.steady else Move.ABORT)  # nobody was steady yet: the start moved nothing


def _stopping(turn: Turn) -> None:
    if quiet(turn):
        turn.signal(Standstill())
        turn.set(effort=None, started_at=None, let_go=False)
        for kind in AlarmKind:
            turn.alarm(kind, on=kind in UNTIL_RESET and kind in turn.state.alarms)
        turn.say(Cue.BELT_STOPPED)
        latch = cast("Latch", turn.state.supervision.latch)  # a stop is what led here
        turn.finish(latch.reason, verified=True)


def _latched(turn: Turn) -> None:
    """A stopped belt that moves again is stopped again, loudly, whoever moved it (SR-13)."""
    if moves(turn.state.watch):
        turn.signal(Motion())
        turn.alarm(AlarmKind.MOVING_UNASKED, on=True)
        turn.say(Cue.BELT_MOVING)
        turn.begin_stop()


# What a new sample means, by what we knew of the belt.
_MEASURED: Mapping[Belt, Callable[[Turn], None]] = MappingProxyType(
    {
        Belt.UNKNOWN: _unknown,
        Belt.OBSERVED: _observed,
        Belt.IDLE: _idle,
        Belt.ARMED: unasked,
        Belt.STARTING: _starting,
        Belt.RUNNING: _running,
        Belt.ADRIFT: _adrift,
        Belt.HALTING: _halting,
        Belt.STOPPING: _stopping,
        Belt.LATCHED: _latched,
    }
)
