"""The stages of one walk, as a table. A missing entry is a refusal and changes nothing."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Stage(StrEnum):
    """Where a walk stands."""

    CHECKLIST = "checklist"
    AWAITING_READY = "awaiting_ready"
    COUNTDOWN = "countdown"
    STARTING = "starting"
    SETTLING = "settling"  # at the belt's minimum after a start, until the dwell is over and "steady" was said
    WALKING = "walking"
    HOLDING = "holding"  # a person or a fault keeps the speed; the plan waits
    WINDING_DOWN = "winding_down"  # to the minimum and flat, before a planned stop
    HALTING = "halting"  # a planned stop, until standstill is measured
    STANDING = "standing"  # at standstill for a turn or a rest
    FINISHED = "finished"


class Move(StrEnum):
    """What takes a walk from stage to stage."""

    CHECKED = "checklist complete"
    READY = "READY given"
    ABORT = "countdown aborted"
    GO = "countdown over, start asked for"
    MOVING = "belt measured moving"
    SETTLED = "dwell over and steady"
    HOLD = "hold"
    PROCEED = "proceed"
    WIND_DOWN = "planned stop ahead"
    HALT = "at the minimum: stop asked for"
    STAND = "standstill before a turn or rest"
    DONE = "standstill at the end"
    STOPPED = "stopped"


_S, _M = Stage, Move
# Besides these, STOPPED leads from every stage but FINISHED to FINISHED: a stop ends the walk, whatever it was at.
STAGES: Mapping[Stage, Mapping[Move, Stage]] = MappingProxyType(
    {
        _S.CHECKLIST: {_M.CHECKED: _S.AWAITING_READY, _M.DONE: _S.FINISHED},
        _S.AWAITING_READY: {_M.READY: _S.COUNTDOWN, _M.DONE: _S.FINISHED},
        _S.COUNTDOWN: {_M.ABORT: _S.AWAITING_READY, _M.GO: _S.STARTING},
        _S.STARTING: {_M.MOVING: _S.SETTLING, _M.HALT: _S.HALTING},
        _S.SETTLING: {_M.SETTLED: _S.WALKING, _M.WIND_DOWN: _S.WINDING_DOWN},
        _S.WALKING: {_M.HOLD: _S.HOLDING, _M.WIND_DOWN: _S.WINDING_DOWN},
        _S.HOLDING: {_M.PROCEED: _S.WALKING, _M.WIND_DOWN: _S.WINDING_DOWN},
        _S.WINDING_DOWN: {_M.HALT: _S.HALTING},
        _S.HALTING: {_M.STAND: _S.STANDING, _M.ABORT: _S.AWAITING_READY, _M.DONE: _S.FINISHED},
        _S.STANDING: {_M.READY: _S.COUNTDOWN, _M.DONE: _S.FINISHED},
        _S.FINISHED: {},
    }
)

# The belt moves with the walker on it.
ON_THE_MOVE = frozenset({_S.SETTLING, _S.WALKING, _S.HOLDING, _S.WINDING_DOWN})


class NotNow(Exception):
    """The walk's stage does not permit what was asked; nothing has changed."""


def moved(stage: Stage, move: Move) -> Stage:
    """The stage a move leads to. Raises NotNow where there is no such move."""
    if move is Move.STOPPED and stage is not Stage.FINISHED:
        return Stage.FINISHED
    if move not in STAGES[stage]:
        raise NotNow(f"{move.value} is not possible while {stage.value.replace('_', ' ')}")
    return STAGES[stage][move]
