"""A treadmill nobody uses: the session is ended, control given back, and the key asked for (SR-37)."""

from dataclasses import replace

from retrowalk.controller.effects import Cue, Release
from retrowalk.controller.events import (
    Confirm,
    End,
    Hold,
    Limit,
    Nudge,
    Prepare,
    Proceed,
    Ready,
    Skip,
    Snooze,
    Steady,
    TakeLease,
    Tap,
)
from retrowalk.controller.proceed import BEFORE_A_START, cancel
from retrowalk.controller.turn import Turn
from retrowalk.safety import thresholds as t
from retrowalk.safety.events import Reset, Stop, StopReason
from retrowalk.safety.supervisor import Belt


# What a person does. A page renews its lease by itself, so that is not among them.
ACTS = frozenset(
    {Prepare, Confirm, Ready, Steady, Hold, Proceed, Nudge, Snooze, Skip, End, Limit, Stop, Reset, Tap, TakeLease}
)
# Belts that stand, or are not ours.
_LEFT = frozenset({Belt.UNKNOWN, Belt.OBSERVED, Belt.IDLE, Belt.ARMED})


def watch(turn: Turn) -> None:
    """Ten minutes after the last act and the last motion, let go."""
    state = turn.state
    if turn.now - state.active_at <= t.IDLE_FOR or turn.belt not in _LEFT:
        return
    if turn.now - (state.watch.zero_since or 0) > t.IDLE_FOR:
        _end(turn)


def _end(turn: Turn) -> None:
    walk = turn.state.walk
    waiting = walk is not None and walk.stage in BEFORE_A_START
    if walk is not None and waiting:
        cancel(turn, walk, StopReason.SCHEDULE_LIMIT)
    if waiting or turn.state.supervision.granted:
        _let_go(turn)


def _let_go(turn: Turn) -> None:
    turn.say(Cue.REMOVE_KEY)
    if turn.state.supervision.granted:
        turn.set(supervision=replace(turn.state.supervision, granted=False))
        turn.do(Release("nobody has used the treadmill for ten minutes"))
