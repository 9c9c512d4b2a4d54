"""The spotter or supervisor beside the walker: "still here" every minute, or the belt slows, then stops (SR-36)."""

from dataclasses import replace

from retrowalk.controller.effects import Cue
from retrowalk.controller.events import Tap
from retrowalk.controller.turn import Turn
from retrowalk.protocol.level import LEVELS
from retrowalk.safety import thresholds as t
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import WALKING, Belt
from retrowalk.session.stage import NotNow, Stage
from retrowalk.session.walk import Walk


# Belts of ours that nobody has asked to stop.
_ON_THE_WAY = WALKING | {Belt.ADRIFT}


def tap(turn: Turn, _: Tap) -> None:
    """Still here: what had been slowed is told again, and goes on."""
    walk = turn.state.walk
    if walk is None or walk.stage is Stage.FINISHED:
        raise NotNow("no session is under way")
    turn.set_walk(replace(walk, tapped_at=turn.now, tap_told=False, unattended=False, resuming=True))


def due_in(turn: Turn, walk: Walk) -> int | None:
    """Milliseconds until a tap is due, negative when it is overdue; None while nobody has to tap."""
    if turn.belt not in _ON_THE_WAY or not LEVELS[walk.plan.level].spotter_required:
        return None
    return walk.tapped_at + t.TAP_DUE - turn.now


def watch(turn: Turn) -> None:
    """Remind, slow to the minimum, stop."""
    walk = turn.state.walk
    due = due_in(turn, walk) if walk else None
    if walk is None or due is None or due > 0:
        return
    if due <= t.TAP_DUE - t.TAP_STOP:
        turn.stop(StopReason.SPOTTER, "the spotter did not answer")
    elif due <= t.TAP_DUE - t.TAP_SLOW + t.ANNOUNCE:
        _slow(turn, walk)
    elif not walk.tap_told:
        turn.set_walk(replace(walk, tap_told=True))
        turn.say(Cue.TAP_DUE)


def _slow(turn: Turn, walk: Walk) -> None:
    """Told 3 s before, like every change of speed nobody at the belt asked for (SR-40)."""
    if not walk.unattended:
        turn.set_walk(replace(walk, unattended=True, go_at=turn.now + t.ANNOUNCE))
        turn.say(Cue.UNATTENDED, t.ANNOUNCE)
