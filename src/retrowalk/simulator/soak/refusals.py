"""A stop that is refused is asked for again: at once, or 50 ms after a refused write. Times in ms (SR-15, R3)."""

from retrowalk.controller.events import Answered, Dropped, Unanswered
from retrowalk.ftms.codes import OpCode, Result
from retrowalk.link.errors import Fault, LinkError
from retrowalk.simulator.soak.measured import Measured
from retrowalk.simulator.soak.rule import Broken, Rule


# R3: whatever the treadmill answers, it is asked again this soon after.
_AGAIN = 50
# What is told of a write a second later is told to nobody: it counts as lost, and the schedule looks after it.
_LOST = 1_000
_NEVER = 1 << 62
_STOP = OpCode.STOP_OR_PAUSE
_ANSWERS = frozenset(
    bytes((OpCode.RESPONSE, _STOP, result))
    for result in (
        Result.OP_CODE_NOT_SUPPORTED, Result.INVALID_PARAMETER, Result.OPERATION_FAILED, Result.CONTROL_NOT_PERMITTED
    )
)  # fmt: skip
# Of these nothing is known but that the treadmill may not have heard it; the schedule looks after them.
_UNHEARD = frozenset({Fault.GONE, Fault.TIMEOUT, Fault.UNAVAILABLE})


def asked_in(frames: tuple[bytes, ...]) -> int:
    """How many of them ask the belt to stop."""
    return sum(frame[0] == _STOP for frame in frames)


def heed(seen: Measured, event: Answered | Unanswered | Dropped, *, stopping: bool) -> None:
    """An outcome; a refusal from a belt that moves owes another stop in this step, unless one is under way already."""
    if not asked_in((event.request,)):
        return
    seen.unheard = max(0, seen.unheard - 1)
    refused = isinstance(event, Answered) and event.response in _ANSWERS
    if refused and stopping and seen.linked and not seen.zeros and not seen.unheard:
        seen.owe_stop(Rule.REFUSED, "the treadmill says that it does not stop")


class Writes:
    """The stops that were handed to the radio of one link; one that it refuses is followed by another write."""

    __slots__ = ("_refused_at", "_under_way")

    def __init__(self) -> None:
        self.anew()

    def anew(self) -> None:
        """Another link, or none, or another program."""
        self._under_way: dict[int, int] = {}  # since when
        self._refused_at = _NEVER

    def issued(self, number: int, data: bytes, now: int) -> None:
        """One is handed to the radio. Whatever is written then is a stop, or leads to one."""
        self._refused_at = _NEVER
        if data[0] == _STOP:
            self._under_way[number] = now

    def ended(self, number: int, error: LinkError | None, now: int) -> None:
        """It was confirmed, or failed."""
        since = self._under_way.pop(number, -_LOST)
        refused = error is not None and error.fault not in _UNHEARD
        if refused and now - since < _LOST and not self._under_way:
            self._refused_at = now

    def look(self, now: int, ran_at: int) -> None:
        """Hold it to that; a program that stood still until `ran_at` had no time before. Raises Broken."""
        if now > max(self._refused_at, ran_at) + _AGAIN and self._refused_at != _NEVER:
            raise Broken(Rule.REFUSED, f"a write that was refused {now - self._refused_at} ms ago")
