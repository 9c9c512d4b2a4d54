"""The two lanes to a treadmill's control point, as a state machine: what to write now, and what came of it.

The ordinary lane has a depth of one: one procedure under way, at most one request waiting, the newest wins. The stop
lane shares nothing with it: no queue, no waiting. `stop` abandons what the ordinary lane was about to write and hands
out its own first write there and then; whatever was decided before it is never written after it.

No clock and no radio: `now` (ms) is an argument of every input, `collect` gives what is to be done, `wake` says when
time itself is the next input. `link.lane` carries it out.
"""

from dataclasses import dataclass
from itertools import pairwise

from retrowalk.controller.effects import Request, WriteStop
from retrowalk.controller.events import Answered, Dropped, Unanswered
from retrowalk.link.answers import Answers
from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.procedure import DEADLINE, PATIENCE, STOP_RETRIES, Procedure, ordinary, stop_frame


# The next frame of one stop waits this long for the answer to the frame before, and no longer: above the 62 ms of one
# exchange, so that a machine which takes one procedure at a time is not refused for nothing (ms).
STEP = 100

# Worth another try: the treadmill is busy, or its indications had to be enabled again.
_AGAIN = frozenset({Fault.BUSY, Fault.NOT_SUBSCRIBED})
# A stop is asked for again whatever the treadmill had against the write: one error must not cost it two seconds.
_AGAIN_A_STOP = _AGAIN | {Fault.REFUSED, Fault.NOT_PERMITTED}
_GONE = "the link is gone"
_CLOSED = "the lane was closed"
_UNLINKED = "not sent: no link"
_STOPPED = "a stop came since"
_OLD = "too old"
_REPLACED = "replaced by a newer request"
_OVERTAKEN = "busy all the while; a later stop goes on asking"
_ABANDONED = "abandoned for a stop; it may have been written"
_SILENT = f"no answer within {DEADLINE // 1000} s"

Outcome = Answered | Unanswered | Dropped


@dataclass(frozen=True, slots=True)
class Write:
    """Write this now; what comes of it is told by its number."""

    number: int
    data: bytes


def _to_be_made_again(procedure: Procedure, error: BaseException | None) -> bool:
    """Whether a write was refused, and is worth another try."""
    return isinstance(error, LinkError) and error.fault in (_AGAIN_A_STOP if procedure.stops else _AGAIN)


class Lanes:
    """Both lanes of one treadmill. Every request and every frame of a stop has exactly one outcome."""

    def __init__(self) -> None:
        self._epoch = 0
        self._linked = False
        self._number = 0
        self._answers = Answers()
        self._waiting: Request | None = None
        self._ordinary: Procedure | None = None
        self._stops: list[Procedure] = []
        self._written: dict[int, Procedure] = {}
        self._out: list[Write | Outcome] = []

    # ── what is to be done ──────────────────────────────────────────────────────────────────────────

    @property
    def wake(self) -> int | None:
        """When `advance` must be called at the latest; None while nothing waits for time."""
        return min([each.due for each in self._under_way()], default=None)

    def collect(self) -> list[Write | Outcome]:
        """What is to be written and reported now, in this order; a write that was abandoned meanwhile is left out."""
        out, self._out = self._out, []
        return [each for each in out if not isinstance(each, Write) or each.number in self._written]

    def awaits(self, number: int) -> bool:
        """Whether what comes of this write still matters: if not, it may be broken off."""
        return number in self._written

    def permits(self, number: int, now: int) -> bool:
        """Whether this write may be made: for whoever cannot make it the moment it is handed out, on the last line."""
        procedure = self._written.get(number)
        return procedure is not None and self._lives(procedure, now)

    # ── the ordinary lane ───────────────────────────────────────────────────────────────────────────

    def request(self, request: Request, now: int) -> None:
        """Write it in its turn; a request still waiting is replaced and reported as Dropped."""
        if not self._linked:
            self._out.append(Unanswered(request.data, _UNLINKED))
            return
        if request.epoch < self._epoch:
            self._out.append(Dropped(request.data, _STOPPED))
            return
        replaced, self._waiting = self._waiting, request
        self._begin(now)
        if replaced is not None:
            self._out.append(Dropped(replaced.data, _REPLACED))

    def _begin(self, now: int) -> None:
        """Start the waiting request if nothing is under way."""
        if self._ordinary is not None or self._waiting is None:
            return
        request, self._waiting = self._waiting, None
        self._ordinary = ordinary(request)
        self._write(self._ordinary, now)

    # ── the stop lane ───────────────────────────────────────────────────────────────────────────────

    def stop(self, stop: WriteStop, now: int) -> None:
        """Kill every request of an older epoch and write these frames in order, whatever else is under way (SR-14)."""
        self._epoch = max(self._epoch, stop.epoch)
        lost = self._clear()
        if self._linked:
            self._write_stop(stop, now)
        else:
            self._out += [Unanswered(frame, _UNLINKED) for frame in stop.frames]
        self._out += lost
        self._begin(now)

    def _clear(self) -> list[Outcome]:
        """Take what is older than the stop out of the ordinary lane: what was under way, and what was waiting."""
        lost: list[Outcome] = []
        if self._ordinary is not None and self._ordinary.epoch < self._epoch:
            self._retract(self._ordinary)
            lost.append(Unanswered(self._ordinary.data, _ABANDONED))
            self._ordinary = None
        if self._waiting is not None and self._waiting.epoch < self._epoch:
            lost.append(Dropped(self._waiting.data, _STOPPED))
            self._waiting = None
        return lost

    def _write_stop(self, stop: WriteStop, now: int) -> None:
        """The first at once; each of the others when the one ahead has ended, or STEP after it was written.

        What an earlier stop still waits to ask again in the same words ends here: a busy treadmill is not asked twice.
        """
        for each in [each for each in self._stops if each.data in stop.frames and not (each.fresh or each.number)]:
            self._end(each, Unanswered(each.data, _OVERTAKEN), now)
        stops = [stop_frame(data, now + STEP * place, stop.epoch) for place, data in enumerate(stop.frames)]
        for ahead, behind in pairwise(stops):
            ahead.behind = behind
        self._stops += stops
        for first in stops[:1]:
            self._write(first, now)

    # ── both: one write and its answer; nothing is shared but the code ──────────────────────────────

    def _write(self, procedure: Procedure, now: int) -> None:
        """Hand out one write, if it may still be made: nothing comes between this question and the write."""
        if not self._lives(procedure, now):
            return
        self._number = procedure.number = self._number + 1
        procedure.due, procedure.confirmed, procedure.answer = now + DEADLINE, False, None
        if procedure.fresh and procedure.behind is not None:
            procedure.behind.due = now + STEP
        procedure.fresh = False
        self._written[self._number] = procedure
        self._answers.expect(self._number, procedure.data[0])
        self._out.append(Write(self._number, procedure.data))

    def _lives(self, procedure: Procedure, now: int) -> bool:
        """Whether no stop has come since and it is not too old; if not, it ends here."""
        if procedure.epoch >= self._epoch and now < procedure.expires:
            return True
        self._end(procedure, Dropped(procedure.data, _STOPPED if procedure.epoch < self._epoch else _OLD), now)
        return False

    def wrote(self, number: int, error: BaseException | None, now: int) -> None:
        """The write was confirmed, or failed; one that nobody waits for any more is let go."""
        procedure = self._written.get(number)
        if procedure is None:
            return
        if _to_be_made_again(procedure, error):
            self._refused(procedure, str(error), now)
        elif procedure.answer is not None:
            self._end(procedure, Answered(procedure.data, procedure.answer), now)
        elif error is not None:
            self._end(procedure, Unanswered(procedure.data, str(error) or repr(error)), now)
        else:
            procedure.confirmed = True
            if procedure.silences:
                procedure.due = min(procedure.due, now + PATIENCE)

    def _refused(self, procedure: Procedure, why: str, now: int) -> None:
        """Busy, or the like: try again soon. An answer that came meanwhile was another write's."""
        if not procedure.refusals:
            self._end(procedure, Unanswered(procedure.data, why), now)
            return
        self._retract(procedure)
        procedure.refusals -= 1
        procedure.due = now + procedure.pause

    def indicated(self, data: bytes, now: int) -> None:
        """Take an indication of the control point; one nobody waits for is let go.

        An answer ahead of its write's confirmation waits for that: the write may yet turn out to have been refused.
        """
        number = self._answers.deliver(data)
        if number is None:
            return
        procedure = self._written[number]
        procedure.answer = data
        if procedure.confirmed:
            self._end(procedure, Answered(procedure.data, data), now)

    def advance(self, now: int) -> None:
        """Let time pass: retries, frames that waited long enough, deadlines."""
        for procedure in self._under_way():
            if procedure.due <= now:
                self._overdue(procedure, now)

    def _overdue(self, procedure: Procedure, now: int) -> None:
        if not procedure.number:
            self._write(procedure, now)
        elif procedure.answer is not None:  # it answered, though its write was never confirmed
            self._end(procedure, Answered(procedure.data, procedure.answer), now)
        elif procedure.confirmed and procedure.silences:
            procedure.silences, procedure.refusals = procedure.silences - 1, STOP_RETRIES
            self._retract(procedure)
            self._write(procedure, now)
        else:
            self._end(procedure, Unanswered(procedure.data, _SILENT), now)

    def _end(self, procedure: Procedure, outcome: Outcome, now: int) -> None:
        """Tell how it ended, and go on with what comes after it."""
        self._retract(procedure)
        self._out.append(outcome)
        if procedure is self._ordinary:
            self._ordinary = None
            self._begin(now)
            return
        self._stops.remove(procedure)
        if procedure.behind is not None and procedure.behind.fresh:
            self._write(procedure.behind, now)

    def _retract(self, procedure: Procedure) -> None:
        """Whatever comes of its write is nobody's from here on."""
        self._written.pop(procedure.number, None)
        self._answers.forget(procedure.number)
        procedure.number = 0

    def _under_way(self) -> tuple[Procedure, ...]:
        return tuple(self._stops) if self._ordinary is None else (*self._stops, self._ordinary)

    # ── the link ────────────────────────────────────────────────────────────────────────────────────

    def linked(self, now: int) -> None:  # noqa: ARG002 - every input carries its time
        """Write from here on: the link is up."""
        self._linked = True

    def unlinked(self, now: int) -> None:  # noqa: ARG002 - every input carries its time
        """Fail everything pending at once, and everything asked for from here on: the link is gone."""
        self._linked = False
        self._abandon(_GONE)

    def close(self) -> None:
        """End what is under way, stops as well: only for a belt that needs no more of them."""
        self._abandon(_CLOSED)

    def _abandon(self, why: str) -> None:
        lost = [each.data for each in self._under_way()]
        if self._waiting is not None:
            lost.append(self._waiting.data)
        for each in self._under_way():
            self._retract(each)
        self._waiting = self._ordinary = None
        self._stops.clear()
        self._out += [Unanswered(data, why) for data in lost]
