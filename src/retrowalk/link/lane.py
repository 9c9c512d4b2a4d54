"""The two lanes to a treadmill's control point.

The ordinary lane has a depth of one: one procedure under way, at most one request waiting, the newest wins. The stop
lane shares nothing with it: no lock, no queue, no waiting. `stop` cancels what the ordinary lane was about to write and
issues its own first write from a task made there and then; whatever was decided before it is never written after it.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial

from retrowalk.controller.effects import Request, WriteStop
from retrowalk.controller.events import Answered, Dropped, Unanswered
from retrowalk.link.answers import Answers
from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.port import Port


# One write and its answer take 62 ms at the 99th percentile (BlueZ, 30 ms connection interval). The standard allows
# 30 s, in which a belt does what it likes: after one second the request counts as lost (s).
DEADLINE = 1.0
# A strict machine is busy until its last answer is confirmed, which is two connection events of up to 30 ms (s).
RETRY = 0.03
RETRIES = 10
# A stop asks more often and for as long as one deadline (s); the core repeats it on its own schedule as well.
STOP_RETRY = 0.02
STOP_RETRIES = 50
# A confirmed write may have been refused all the same: when a stop overtakes a write, some stacks take the one's answer
# for the other's (CoreBluetooth through bleak keeps one for each characteristic). After four exchanges' time without an
# answer (s) a stop, a pause or a request for control is written again, which does no harm; three times in all.
PATIENCE = 0.25
TRIES = 3
_HARMLESS = frozenset({0x00, 0x08})
# The next frame of one stop waits this long for the answer to the frame before, and no longer: above the 62 ms of one
# exchange, so that a machine which takes one procedure at a time is not refused for nothing (s).
STEP = 0.1

# Worth another try: the treadmill is busy, or its indications had to be enabled again.
_AGAIN = frozenset({Fault.BUSY, Fault.NOT_SUBSCRIBED})
_GONE = "the link is gone"
_UNLINKED = "not sent: no link"
_STOPPED = "a stop came since"

Outcome = Answered | Unanswered | Dropped


class _Dead(Exception):
    """A request may not be written any more; the message says why."""


class _Silent(TimeoutError):
    """The write was confirmed and no answer came."""


class Lane:
    """Writes one treadmill's control point. Everything but `run` and `close` is synchronous and returns at once.

    `now` is the core's clock in ms. `report` hears every outcome exactly once, sometimes from within the call that
    caused it: it must only note it, and never raise.
    """

    def __init__(self, port: Port, now: Callable[[], int], report: Callable[[Outcome], None]) -> None:
        self._port = port
        self._now = now
        self._report = report
        self._answers = Answers()
        self._epoch = 0
        self._linked = False
        self._waiting: Request | None = None
        self._ordinary: tuple[Request, asyncio.Task[bytes]] | None = None
        self._under_way: dict[asyncio.Task[bytes], bytes] = {}  # both lanes': what is still to be reported

    # ── the ordinary lane ───────────────────────────────────────────────────────────────────────────

    def request(self, request: Request) -> None:
        """Write it in its turn; a request still waiting is replaced and reported as Dropped."""
        if not self._linked:
            self._report(Unanswered(request.data, _UNLINKED))
            return
        if request.epoch < self._epoch:
            self._report(Dropped(request.data, _STOPPED))
            return
        replaced, self._waiting = self._waiting, request
        self._begin()
        if replaced is not None:
            self._report(Dropped(replaced.data, "replaced by a newer request"))

    def _begin(self) -> None:
        """Start the waiting request if nothing is under way."""
        if self._ordinary is not None or self._waiting is None:
            return
        request, self._waiting = self._waiting, None
        task = self._start(request.data, self._procedure(request))
        self._ordinary = (request, task)
        task.add_done_callback(self._next)

    def _next(self, task: asyncio.Task[bytes]) -> None:
        """Go on after a procedure has ended; one that was abandoned has been replaced already."""
        if self._ordinary is not None and self._ordinary[1] is task:
            self._ordinary = None
            self._begin()

    async def _procedure(self, request: Request) -> bytes:
        return await self._insist(request.data, partial(self._check, request), RETRY, RETRIES)

    def _check(self, request: Request) -> None:
        """Raise _Dead if a stop came since, or too much time passed: asked on the last line before the write."""
        if request.epoch < self._epoch:
            raise _Dead(_STOPPED)
        if self._now() >= request.expires:
            raise _Dead("too old")

    # ── the stop lane ───────────────────────────────────────────────────────────────────────────────

    def stop(self, stop: WriteStop) -> None:
        """Kill every request of an older epoch and write these frames in order, whatever else is under way (SR-14)."""
        self._epoch = max(self._epoch, stop.epoch)
        dropped, abandoned = self._clear()
        if self._linked:
            self._write(stop.frames)
        else:
            self._tell(stop.frames, _UNLINKED)
        self._tell(abandoned, "abandoned for a stop; it may have been written")
        for data in dropped:
            self._report(Dropped(data, _STOPPED))
        self._begin()

    def _clear(self) -> tuple[list[bytes], list[bytes]]:
        """Take what is older than the stop out of the ordinary lane: what was waiting, and what was under way."""
        dropped, abandoned = [], []
        if self._waiting is not None and self._waiting.epoch < self._epoch:
            dropped.append(self._waiting.data)
            self._waiting = None
        if self._ordinary is not None and self._ordinary[0].epoch < self._epoch:
            abandoned = self._cancel(self._ordinary[1])
            self._ordinary = None
        return dropped, abandoned

    def _write(self, frames: tuple[bytes, ...]) -> None:
        ahead: asyncio.Task[bytes] | None = None
        for frame in frames:
            ahead = self._start(frame, self._stop_frame(frame, ahead))

    async def _stop_frame(self, frame: bytes, ahead: asyncio.Task[bytes] | None) -> bytes:
        """Follow the frame ahead; its failure or silence never keeps this one from being written."""
        if ahead is not None:
            await asyncio.wait((ahead,), timeout=STEP)
        insist = partial(self._insist, frame, lambda: None, STOP_RETRY, STOP_RETRIES)
        for _ in range(TRIES - 1 if frame[0] in _HARMLESS else 0):
            with suppress(_Silent):
                return await insist(PATIENCE)
        return await insist()

    # ── both: one write and its answer; nothing is shared but the code ──────────────────────────────

    async def _insist(
        self, data: bytes, check: Callable[[], None], pause: float, retries: int, patience: float = DEADLINE
    ) -> bytes:
        """Write, again while the treadmill is busy, and return its answer. Raises LinkError, TimeoutError, _Dead."""
        for _ in range(retries):
            try:
                return await self._exchange(data, check, patience)
            except LinkError as error:
                if error.fault not in _AGAIN:
                    raise
            await asyncio.sleep(pause)
        return await self._exchange(data, check, patience)

    async def _exchange(self, data: bytes, check: Callable[[], None], patience: float) -> bytes:
        """One write and its answer, which counts even if the write was never confirmed."""
        with self._answers.expecting(data[0]) as answer:
            async with asyncio.timeout(DEADLINE):
                check()
                try:
                    await self._port.write(data)
                except LinkError as error:
                    if error.fault in _AGAIN or not answer.done():
                        raise
                await asyncio.wait((answer,), timeout=patience)
            if not answer.done():
                raise _Silent
            return answer.result()

    def _start(self, data: bytes, work: Coroutine[None, None, bytes]) -> asyncio.Task[bytes]:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way[task] = data
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[bytes]) -> None:
        """Report how it ended, unless it was abandoned and reported before."""
        data = self._under_way.pop(task, None)
        error = None if task.cancelled() else task.exception()
        if data is not None:
            self._report(_outcome(data, task, error))

    def _cancel(self, *tasks: asyncio.Task[bytes]) -> list[bytes]:
        """Abandon these; returns what still has to be reported of them."""
        for task in tasks:
            task.cancel()
        left = [self._under_way.pop(task, None) for task in tasks]
        return [data for data in left if data is not None]

    def _tell(self, requests: tuple[bytes, ...] | list[bytes], why: str) -> None:
        for data in requests:
            self._report(Unanswered(data, why))

    # ── the link ────────────────────────────────────────────────────────────────────────────────────

    def indicated(self, data: bytes) -> None:
        """Take an indication of the control point; one nobody waits for is let go."""
        self._answers.deliver(data)

    def linked(self) -> None:
        """Write from here on: the link is up."""
        self._linked = True

    def unlinked(self) -> None:
        """Fail everything pending at once, and everything asked for from here on: the link is gone."""
        self._linked = False
        self._abandon(_GONE)

    def _abandon(self, why: str) -> None:
        lost = self._cancel(*self._under_way)
        if self._waiting is not None:
            lost.append(self._waiting.data)
        self._waiting = self._ordinary = None
        self._tell(lost, why)

    async def run(self) -> None:
        """Stay until cancelled, then end what is under way. Both lanes work before and without it."""
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            await self.close()

    async def close(self) -> None:
        """End what is under way, stops as well: only for a belt that needs no more of them."""
        tasks = tuple(self._under_way)
        self._abandon("the lane was closed")
        await asyncio.gather(*tasks, return_exceptions=True)


def _outcome(data: bytes, task: asyncio.Task[bytes], error: BaseException | None) -> Outcome:
    """How a finished task is told: the one place."""
    if task.cancelled():
        return Unanswered(data, "cancelled")
    if error is None:
        return Answered(data, task.result())
    if isinstance(error, _Dead):
        return Dropped(data, str(error))
    if isinstance(error, TimeoutError):
        return Unanswered(data, f"no answer within {DEADLINE:g} s")
    return Unanswered(data, str(error) or repr(error))
