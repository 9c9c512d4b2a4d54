"""Is this the treadmill the walker stands at? A key pressed at its console says so, before control is taken (SR-32)."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from retrowalk.controller.effects import Cue
from retrowalk.controller.turn import Turn
from retrowalk.ftms.machine_status import StatusCode
from retrowalk.safety import thresholds as t
from retrowalk.safety.events import Sample
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage


if TYPE_CHECKING:
    from retrowalk.session.walk import Walk


# What a machine tells when somebody uses its console.
_CONSOLE = frozenset(
    {
        StatusCode.STOPPED_OR_PAUSED_BY_USER,
        StatusCode.STARTED_OR_RESUMED_BY_USER,
        StatusCode.TARGET_SPEED_CHANGED,
        StatusCode.TARGET_INCLINATION_CHANGED,
    }
)
_STAGES = frozenset({Stage.CHECKLIST, Stage.AWAITING_READY})


def shown(turn: Turn) -> bool:
    """Whether somebody has shown presence, or nobody is asked to."""
    walk = turn.state.walk
    return not turn.rules.presence or walk is None or walk.present_at is not None or walk.plan.monitor_only


def proven(turn: Turn) -> bool:
    """Whether who holds the lease is known to stand there, and it is not the proof itself that moves the belt.

    Where it is asked for, a lease alone proves nothing: the belt may be a stranger's, taken from across the room (H14).
    """
    walk = turn.state.walk
    if not turn.rules.presence:
        return True
    return walk is not None and walk.present_at is not None and turn.now - walk.present_at > t.PRESENCE_RUN


def status(turn: Turn, code: int) -> None:
    """A machine status, of those that count."""
    if code in _CONSOLE and _looks(turn):
        _see(turn)


def sample(turn: Turn, after: Sample) -> None:
    """A machine that tells no status still moves its belt or its motor; one that goes on moving is somebody else's."""
    if turn.belt is Belt.OBSERVED:
        _doubt(turn)
    elif (after.speed.wire > t.MOVING or _tilted(turn.state.watch.sample, after)) and _looks(turn):
        _see(turn)


def _tilted(before: Sample | None, after: Sample) -> bool:
    if before is None or before.inclination is None or after.inclination is None:
        return False
    return abs(after.inclination.wire - before.inclination.wire) >= t.PRESENCE_INCLINE


def _looks(turn: Turn) -> bool:
    """Whether it is waited for, at a belt that stands, and nothing we asked for earlier can be taken for it.

    Nothing is asked of a belt that is not ours yet: whatever happens there, somebody at the console did.
    """
    state = turn.state
    if shown(turn) or turn.belt is not Belt.IDLE or state.walk is None or state.walk.stage not in _STAGES:
        return False
    return turn.now - max(state.stopped_at or 0, state.asked_at) >= t.PRESENCE_AFTER


def _see(turn: Turn) -> None:
    walk = cast("Walk", turn.state.walk)  # it is looked for in a session only
    turn.set_walk(replace(walk, present_at=turn.now))
    turn.say(Cue.CONSOLE_SEEN)


def _doubt(turn: Turn) -> None:
    """Start and stop show presence; a belt that runs on carries a walker who is not ours."""
    walk = turn.state.walk
    if turn.rules.presence and walk and walk.present_at is not None and turn.now - walk.present_at > t.PRESENCE_RUN:
        turn.set_walk(replace(walk, present_at=None))
        turn.say(Cue.PRESS_A_KEY)
