"""What the treadmill says besides measurements: machine status, and answers to our requests."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from retrowalk.controller import begin, presence
from retrowalk.controller.events import Answered, Dropped, MachineStatusFrame, TrainingStatusFrame, Unanswered
from retrowalk.controller.hear import at_zero, nearly
from retrowalk.controller.turn import Turn
from retrowalk.ftms import machine_status
from retrowalk.ftms.codes import OpCode, Result
from retrowalk.ftms.control_point import STOP, decode_response
from retrowalk.ftms.machine_status import StatusCode
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.safety import thresholds as t
from retrowalk.safety.events import StopReason
from retrowalk.safety.interlocks import Asked, Freeze
from retrowalk.safety.supervisor import WALKING, Belt, heard, hopeless, is_stop
from retrowalk.units import Inclination, Speed


# What a status means for a belt of ours that is starting or running.
_STOPS: Mapping[int, tuple[StopReason, str]] = MappingProxyType(
    {
        StatusCode.RESET: (StopReason.POWER_LOSS, "the treadmill was reset"),
        StatusCode.STOPPED_OR_PAUSED_BY_USER: (StopReason.CONSOLE_STOP, "stopped at the console"),
        StatusCode.STOPPED_BY_SAFETY_KEY: (StopReason.SAFETY_KEY, "the safety key was pulled"),
    }
)


# Whoever waits for a countdown is on the belt as well: a key pulled then ends the walk.
_LISTENING = frozenset({Belt.ARMED, *WALKING})


def _may_count_down(turn: Turn) -> bool:
    """A machine that goes on saying that it was started cannot put a standstill off for ever."""
    effort = turn.state.effort
    return effort is None or turn.now - effort.since < t.START_WITHIN


def machine_status_frame(turn: Turn, event: MachineStatusFrame) -> None:
    """A machine status; the first after subscribing may be an old one told again and means nothing (SR-22)."""
    first, fresh = not turn.state.status_heard, turn.now - turn.state.linked_at <= t.REPLAYED_STATUS
    turn.set(status_heard=True)
    try:
        status = machine_status.decode(event.data)
    except MalformedValue:
        return
    if status.code == StatusCode.STARTED_OR_RESUMED_BY_USER and _may_count_down(turn):
        turn.set(started_at=turn.now)  # its own countdown has begun: zero measured now is no standstill
    if first and fresh:
        return
    presence.status(turn, status.code)
    if _counts(turn, status.code):
        _heed(turn, status)


def _counts(turn: Turn, code: int) -> bool:
    """Whether it says something of a belt that is ours: while a planned stop is under way, the key alone does."""
    if turn.belt is Belt.HALTING:  # "stopped" is its word for the stop we asked for
        return code == StatusCode.STOPPED_BY_SAFETY_KEY
    return turn.belt in _LISTENING


def _heed(turn: Turn, status: machine_status.MachineStatus) -> None:
    if status.code in _STOPS:
        turn.stop(*_STOPS[status.code])
    elif status.code == StatusCode.STARTED_OR_RESUMED_BY_USER and turn.belt is Belt.ARMED:
        begin.forget_ready(turn, begin.STARTED_THERE)
    elif status.code == StatusCode.CONTROL_PERMISSION_LOST:
        lose_control(turn)
    elif status.code in (StatusCode.TARGET_SPEED_CHANGED, StatusCode.TARGET_INCLINATION_CHANGED):
        _foreign_target(turn, status.value)


def _foreign_target(turn: Turn, value: object) -> None:
    """Somebody else asked for another speed or inclination than we did: nothing is raised until a person goes on."""
    asked = turn.asked
    if asked and isinstance(value, Speed):
        _foreign_speed(turn, asked, value.wire)
    elif asked and isinstance(value, Inclination) and abs(value.wire - asked.inclination) > t.INCLINE_OFF:
        turn.freeze(frozenset({Freeze.INCLINE_OFF}))


def _foreign_speed(turn: Turn, asked: Asked, speed: int) -> None:
    """More than we asked for, or less; what the belt is then measured at becomes the ceiling of the segment (SR-17).

    Machines tell our own targets as well, up to seconds late: in a ramp an older one of ours is no lower one of theirs.
    """
    if speed > asked.speed + t.FOLLOWING:
        turn.freeze(frozenset({Freeze.CONSOLE_RAISED}))
    elif speed < asked.speed - t.FOLLOWING and turn.now - asked.at >= t.FALL_FOR:
        turn.freeze(frozenset({Freeze.CONSOLE_LOWERED}))


def lose_control(turn: Turn) -> None:
    """The treadmill listens to somebody else: nothing is raised until a person has it asked for again."""
    turn.set(supervision=replace(turn.state.supervision, granted=False))
    turn.freeze(frozenset({Freeze.CONTROL_LOST}))


def training_status_frame(turn: Turn, event: TrainingStatusFrame) -> None:
    """Training status decides nothing: machines use it freely. The journal keeps it."""


_MOTION = frozenset({OpCode.SET_TARGET_SPEED, OpCode.SET_TARGET_INCLINATION})


def answered(turn: Turn, event: Answered) -> None:
    """The treadmill's answer. Success proves nothing but that it listened; only measurements prove motion."""
    _count_outcome(turn, event.request)
    try:
        response = decode_response(event.response)
    except MalformedValue:
        return
    if event.request[:1] == bytes((response.op,)):  # an answer to something else proves nothing
        if event.request == STOP:
            _learn(turn, response.result)
        _believe(turn, response.op, response.result)


# Whether an answer says that the treadmill knows no Stop; others say nothing of that. FTMS makes every machine know it
# that can be controlled, and so has no bit for it among the features: the first answer tells (SR-7).
_STOPLESS: Mapping[int, bool] = MappingProxyType({Result.SUCCESS: False, Result.OP_CODE_NOT_SUPPORTED: True})


def _learn(turn: Turn, result: int) -> None:
    """Without a Stop nobody starts there any more; a belt being stopped is loud, and tried in other ways, at once."""
    turn.set(stopless=_STOPLESS.get(result, turn.state.stopless))
    effort = turn.state.effort
    if effort is not None and turn.state.stopless:
        turn.set(effort=hopeless(effort, turn.now))


def _count_outcome(turn: Turn, request: bytes) -> None:
    """One stop less is under way."""
    effort = turn.state.effort
    if effort is not None and is_stop(request):
        turn.set(effort=heard(effort))


def _believe(turn: Turn, op: int, result: int) -> None:
    if result == Result.CONTROL_NOT_PERMITTED and turn.belt in WALKING:
        lose_control(turn)
    if op in _MEANS:
        _MEANS[op](turn, result)


def _control_answered(turn: Turn, result: int) -> None:
    if result == Result.SUCCESS:
        supervision = turn.state.supervision
        turn.set(supervision=replace(supervision, granted=supervision.linked))


def _motion_answered(turn: Turn, result: int) -> None:
    if turn.belt in WALKING:
        turn.set(unsure=result != Result.SUCCESS)


def _stop_answered(turn: Turn, result: int) -> None:
    """A refused stop is asked for again at once; a belt at zero may refuse it for want of motion."""
    if result != Result.SUCCESS and not nearly(turn):
        turn.insist(at_zero=at_zero(turn))


# What the result means, by the op code that was answered.
_MEANS: Mapping[int, Callable[[Turn, int], None]] = MappingProxyType(
    {
        OpCode.REQUEST_CONTROL: _control_answered,
        OpCode.SET_TARGET_SPEED: _motion_answered,
        OpCode.SET_TARGET_INCLINATION: _motion_answered,
        OpCode.STOP_OR_PAUSE: _stop_answered,
    }
)


def unanswered(turn: Turn, event: Unanswered | Dropped) -> None:
    """Whether the treadmill heard a motion request is not known: it is asked again. A stop has its schedule."""
    _count_outcome(turn, event.request)
    if event.request[:1] and event.request[0] in _MOTION and turn.belt in WALKING:
        turn.set(unsure=True)
