"""A walk that is only watched: a self-powered belt obeys its walker, so nothing is ever asked of it but to stop."""

from dataclasses import replace

from retrowalk.controller.effects import Cue
from retrowalk.controller.turn import Turn
from retrowalk.safety import thresholds as t
from retrowalk.safety.events import StopReason
from retrowalk.safety.interlocks import stands
from retrowalk.session.stage import Move, Stage
from retrowalk.session.walk import Walk, enter, go, spend, time_left


_MOVES = (Move.GO, Move.MOVING, Move.SETTLED)


def advance(turn: Turn, walk: Walk, dt: int) -> None:
    """Follow the plan by time and measured distance, telling each piece as it comes."""
    if walk.stage is Stage.COUNTDOWN and turn.now - walk.since >= t.COUNTDOWN:
        for move in _MOVES:
            walk = go(walk, move, turn.now)
        turn.set_walk(_entered(turn, walk, walk.index))
    elif walk.stage is Stage.WINDING_DOWN:  # ended by a person
        _finish(turn, walk)
    elif walk.stage is Stage.WALKING:
        _walking(turn, _spent(turn, walk, dt))


def _spent(turn: Turn, walk: Walk, dt: int) -> Walk:
    """Time passes for the plan; for the belt only while it was measured moving."""
    measured = turn.state.watch.measured
    spent = spend(walk, measured, dt, counts=True)
    return spent if measured >= t.ZERO else replace(spent, belt_time=walk.belt_time)


def _entered(turn: Turn, walk: Walk, index: int) -> Walk:
    walk = replace(enter(walk, index, turn.now), reached=True)
    turn.say(Cue.NEXT, text=walk.segment.announce)
    return walk


def _walking(turn: Turn, walk: Walk) -> None:
    turn.set_walk(walk)
    if time_left(walk, turn.state.watch.measured) != 0:
        return
    if walk.following is not None:
        turn.set_walk(_entered(turn, walk, walk.index + 1))
        return
    _finish(turn, go(replace(walk, ending=StopReason.COMPLETED), Move.WIND_DOWN, turn.now))


def _finish(turn: Turn, walk: Walk) -> None:
    """The watching ends; the belt is its walker's, and stands only if it was measured to."""
    for move in (Move.HALT, Move.DONE):
        walk = go(walk, move, turn.now)
    turn.set_walk(walk)
    turn.finish(walk.ending or StopReason.COMPLETED, verified=stands(turn.state.watch, turn.now))
