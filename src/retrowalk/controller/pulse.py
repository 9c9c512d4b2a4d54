"""The heart of a walker who wears a strap. It only ever slows or stops a walk; one begun without a strap is untouched.

Too high: a step slower, told before, and again while it stays so; far too high all the same: stop. A strap that falls
silent: nothing is raised, and after a minute the walk winds down.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from retrowalk.controller.effects import Cue
from retrowalk.controller.events import HeartRate, HeartRateLost
from retrowalk.controller.proceed import withdraw
from retrowalk.controller.turn import Driven, Turn
from retrowalk.safety import thresholds as t
from retrowalk.safety.events import StopReason
from retrowalk.safety.heart_rate import believed, far_too_high, hear, high_for, lose, lost_since
from retrowalk.safety.supervisor import WALKING, Belt
from retrowalk.session.stage import Stage
from retrowalk.units import Speed


if TYPE_CHECKING:
    from retrowalk.session.walk import Walk


# Belts of ours that nobody has asked to stop.
_ON_THE_WAY = WALKING | {Belt.ADRIFT}
# Where a step down has a meaning: a walk that winds down is slowing already.
_SLOWS = frozenset({Stage.SETTLING, Stage.WALKING, Stage.HOLDING})


def heart_rate(turn: Turn, event: HeartRate) -> None:
    """A value, whatever it is."""
    walk = turn.state.walk
    turn.set(pulse=hear(turn.state.pulse, event.bpm, turn.now, walk.heart_limit if walk else None))


def heart_rate_lost(turn: Turn, _: HeartRateLost) -> None:
    """The strap itself says that there is none."""
    turn.set(pulse=lose(turn.state.pulse, turn.now))


def watch(turn: Turn) -> None:
    """What the heart, or its silence, asks of a belt under way."""
    walk = turn.state.walk
    if walk is None or turn.belt not in _ON_THE_WAY:
        return
    if not walk.strapped and believed(turn.state.pulse, turn.now):
        turn.set_walk(replace(walk, strapped=True))
    if turn.strapped:
        _listen(turn)
        _calm(turn)


def _listen(turn: Turn) -> None:
    """A silent strap is told, told again, and ends the walk: no abrupt stop."""
    walk, since = cast("Walk", turn.state.walk), lost_since(turn.state.pulse, turn.now)
    if since is None:
        turn.set_walk(replace(walk, strap_told=None) if walk.strap_told is not None else walk)
        return
    if walk.strap_told is None or turn.now - walk.strap_told >= t.HEART_BEEP_APART:
        turn.set_walk(replace(walk, strap_told=turn.now))
        turn.say(Cue.STRAP_SILENT)
    if turn.now - since >= t.HEART_LOST_FOR:
        withdraw(turn, StopReason.HR_LIMIT, "the heart-rate strap is silent: the walk winds down")


def _calm(turn: Turn) -> None:
    """Stop, or slow by a step. What was too high when it was lost winds down where a measured one is stopped."""
    pulse = turn.state.pulse
    if far_too_high(pulse, turn.now) and believed(pulse, turn.now):
        turn.stop(StopReason.HR_LIMIT, "the heart rate stays far above its limit")
    elif far_too_high(pulse, turn.now):
        withdraw(turn, StopReason.HR_LIMIT, "the heart rate was far above its limit when the strap fell silent")
    elif turn.driven and turn.driven.walk.stage in _SLOWS:
        _slow(turn, turn.driven)


def _slow(turn: Turn, driven: Driven) -> None:
    """Do the step that was told; or tell the next, once it is due."""
    walk = driven.walk
    if walk.slow_to is not None:
        if turn.now >= walk.slow_at:
            ceiling = min(walk.slow_to, walk.heart_ceiling or walk.slow_to)
            turn.set_walk(replace(walk, heart_ceiling=ceiling, slow_to=None))
            turn.recap()
    elif high_for(turn.state.pulse, turn.now, walk.slow_at) >= t.HEART_HIGH_FOR:
        _tell_slower(turn, driven)


def _tell_slower(turn: Turn, driven: Driven) -> None:
    """A step below what the belt was last asked for, told 3 s before (SR-40); where there is none, the end."""
    walk, governed, grid, _ = driven
    slower = grid.floor(governed.speed - t.NUDGE)
    if slower < governed.speed:
        turn.set_walk(replace(walk, slow_to=Speed(slower), slow_at=turn.now + t.ANNOUNCE))
        turn.say(Cue.HEART_HIGH, t.ANNOUNCE, slower)
    elif high_for(turn.state.pulse, turn.now, turn.state.asked_at) >= t.HEART_AT_MINIMUM:
        withdraw(turn, StopReason.HR_LIMIT, "the heart rate stays above its limit: the walk winds down")
