"""Who must be there while a belt moves: the guard that would stop it, and the holder of the lease."""

from collections.abc import Callable
from dataclasses import dataclass

from retrowalk.controller.effects import AlarmKind, Cue
from retrowalk.controller.events import (
    Confirm,
    Event,
    Guarded,
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
    Unguarded,
)
from retrowalk.controller.proceed import withdraw
from retrowalk.controller.turn import PASSING, Turn
from retrowalk.safety import lease
from retrowalk.safety import thresholds as t
from retrowalk.safety.events import Remember, StopReason
from retrowalk.safety.interlocks import Freeze
from retrowalk.safety.supervisor import WALKING, Belt, NotAllowed, Supervision


# ── the run before this one ─────────────────────────────────────────────────────────────────────────


def recover(turn: Turn, event: Recover) -> None:
    """What an earlier run left: a belt that may move by our doing is stopped before anything else (SR-23)."""
    if turn.state.supervision != Supervision() or turn.state.machine is not None:
        raise NotAllowed("only the first event of a run can tell of an earlier one")
    if event.ours:
        turn.stop(event.reason, event.source)
    else:
        turn.signal(Remember(event.reason, event.source))


# ── the guard ───────────────────────────────────────────────────────────────────────────────────────


def guarded(turn: Turn, _: Guarded) -> None:
    """The guard watches."""
    turn.set(guarded=True)


def unguarded(turn: Turn, _: Unguarded) -> None:
    """The guard does not watch any more."""
    if turn.state.guarded:
        turn.set(guarded=False, guard_lost_at=turn.now)


# ── the lease ───────────────────────────────────────────────────────────────────────────────────────


def take_lease(turn: Turn, event: TakeLease) -> None:
    """One writer at a time (SR-29)."""
    turn.set(lease=lease.take(turn.state.lease, event.client, turn.now, staff=event.staff, above=event.above))


def renew_lease(turn: Turn, event: RenewLease) -> None:
    """Still there."""
    turn.set(lease=lease.renew(turn.state.lease, event.client, turn.now))


def release_lease(turn: Turn, event: ReleaseLease) -> None:
    """Given back: as if it had ended now."""
    turn.set(lease=lease.release(turn.state.lease, event.client, turn.now))


# What starts a belt or raises it, or leads to that; the rest, and every stop, is anybody's (SR-31). A cap that rises is
# told from one that falls where it is set.
_HOLDERS_ACTS = frozenset({Prepare, Confirm, Ready, Steady, Proceed, Snooze, Skip})


def admit(turn: Turn, event: Event) -> None:
    """Let nobody start or raise but the holder of the lease. Raises Held."""
    if type(event) in _HOLDERS_ACTS or (isinstance(event, Nudge) and event.up):
        turn.hold_lease(event.client)  # type: ignore[union-attr]


# ── what becomes of a walk without them ─────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is missing: the freeze it is, since when, for how long (ms) a walk goes on, and why it then ends."""

    freeze: Freeze
    since: Callable[[Turn], int]
    lasts: int
    reason: StopReason
    cue: Cue
    says: str


ABSENCES: tuple[Absence, ...] = (
    Absence(
        Freeze.UNGUARDED,
        lambda turn: turn.state.guard_lost_at,
        t.UNGUARDED_FOR,
        StopReason.ENGINE_FAULT,
        Cue.UNGUARDED,
        "no guard watches the belt: the walk winds down",
    ),
    Absence(
        Freeze.UNLEASED,
        lambda turn: turn.state.lease.until,
        t.UNLEASED_FOR,
        StopReason.OPERATOR,
        Cue.UNLEASED,
        "nobody holds the controls: the walk winds down",
    ),
)
# Belts of ours that nobody has asked to stop.
_ON_THE_WAY = WALKING | {Belt.ADRIFT}


def attend(turn: Turn) -> None:
    """Tell who is missing, once; end a walk that nobody came back to."""
    under_way = turn.belt in _ON_THE_WAY
    absent = frozenset([each.freeze for each in ABSENCES if under_way and PASSING[each.freeze](turn)])
    fresh = absent - turn.state.absent
    turn.set(absent=absent)
    turn.alarm(AlarmKind.UNGUARDED, on=Freeze.UNGUARDED in absent)
    for absence in ABSENCES:
        if absence.freeze in fresh:
            turn.say(absence.cue)
        if absence.freeze in absent and turn.now - absence.since(turn) >= absence.lasts:
            withdraw(turn, absence.reason, absence.says)
