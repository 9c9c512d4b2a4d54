"""Before others: what the system is asked for while a belt may move, so that a busy computer does not hold up a stop.

Real time where the system permits it, else a lower nice value, else nothing. Every thread asks for it: one that waits
its turn while it holds the interpreter would hold up a stop, too.

On a computer with one processor never real time: a stop goes through D-Bus and the radio's own service, which are
ordinary programs, and would wait there for as long as Retrowalk computes.
"""

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from types import FrameType


# Before every ordinary program, and far behind the system's own threads (50), those of the radio among them.
LEVEL = 10
# A program in real time that never pauses would freeze the computer. After two ticks of spinning (µs) it is not in real
# time any more, and after three seconds, when the guard has long stopped its belts, the system ends it.
SPINS, ENDS = 500_000, 3_000_000
# What kept it busy is over some day: so much later (s) it is in real time again, if it paused so often (per s) since.
AGAIN, PAUSES = 10.0, 10
# Twice the share of a program that is five nicer, and free to set with the usual limits of an audio workstation.
NICE = -10

# Not permitted, not on this system, not within its limits or on this thread.
_REFUSED = (OSError, AttributeError, ImportError, ValueError)

_log = logging.getLogger(__name__)


class Priority(StrEnum):
    """How this process is scheduled."""

    REAL_TIME = "real time"
    RAISED = "raised"
    ORDINARY = "ordinary"


def _threads() -> list[int]:
    """Whom to schedule: on Linux each thread by itself, elsewhere the process."""
    if sys.platform != "linux":
        return [0]
    return [each.native_id for each in threading.enumerate() if each.native_id is not None]


def _schedule(policy: int, level: int) -> None:
    """Schedule every thread so; those that begin later inherit it. Raises OSError, AttributeError."""
    for thread in _threads():
        with suppress(ProcessLookupError):  # it has just ended
            os.sched_setscheduler(thread, policy, os.sched_param(level))


class _RealTime:
    """Real time for this process, but not while it spins: then it is only nicer than others, if it may be.

    It comes back on the event loop, which also tells of it: in the handler of a signal no line may be logged, since
    the signal may have come in the middle of another. Without a loop it does not come back.
    """

    def __init__(self) -> None:
        """Ask for it. Raises OSError, and others where there is no such thing."""
        self._over = False
        self._paused = 0
        self._again_at: asyncio.TimerHandle | None = None
        self._less_nice: Callable[[], None] = lambda: None
        self._before = signal.signal(signal.SIGXCPU, self._give_way)
        try:
            self._take()
        except _REFUSED:
            signal.signal(signal.SIGXCPU, self._before)
            raise

    def end(self) -> None:
        """Be scheduled as before."""
        self._over = True
        if self._again_at is not None:
            self._again_at.cancel()
        _schedule(os.SCHED_OTHER, 0)
        self._less_nice()
        signal.signal(signal.SIGXCPU, self._before)

    def _take(self) -> None:
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_RTTIME, (SPINS, ENDS))  # anew: the system adds a second when it complains
        _schedule(os.SCHED_FIFO, LEVEL)

    def _give_way(self, _number: int, _frame: FrameType | None) -> None:
        """The system says that this program spins."""
        if self._over:
            return
        _schedule(os.SCHED_OTHER, 0)
        self._less_nice()
        with suppress(*_REFUSED):
            self._less_nice = _raised()
        with suppress(RuntimeError):  # no loop runs
            asyncio.get_running_loop().call_soon_threadsafe(self._gave_way)

    def _gave_way(self) -> None:
        _log.warning("ran for %g s without a pause: no longer scheduled in real time", SPINS / 1_000_000)
        self._wait()

    def _wait(self) -> None:
        self._paused = _pauses()
        self._again_at = asyncio.get_running_loop().call_later(AGAIN, self._again)

    def _again(self) -> None:
        """Be in real time again, unless it spins still."""
        if self._over:
            return
        if _pauses() - self._paused < PAUSES * AGAIN:
            self._wait()
            return
        with suppress(*_REFUSED):
            self._take()
            _log.info("scheduled in real time again")


def _pauses() -> int:
    """How often this thread has waited since it began: each time the system counts its spinning anew."""
    import resource  # noqa: PLC0415 - not on every system

    return resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw


def _raised() -> Callable[[], None]:
    """Ask for a lower nice value; returns what ends it. Raises OSError, and others where there is no such thing."""
    before = os.getpriority(os.PRIO_PROCESS, 0)

    def nice(value: int) -> None:
        for thread in _threads():
            with suppress(ProcessLookupError):
                os.setpriority(os.PRIO_PROCESS, thread, value)

    nice(min(NICE, before))
    return lambda: nice(before)


def shared() -> bool:
    """Whether other programs have a processor to run on while this one computes."""
    if not hasattr(os, "sched_getaffinity"):
        return (os.cpu_count() or 1) > 1
    return len(os.sched_getaffinity(0)) > 1


def _ways() -> Iterator[tuple[Priority, Callable[[], Callable[[], None]]]]:
    """What to ask for, the best first."""
    if shared():
        yield Priority.REAL_TIME, lambda: _RealTime().end
    yield Priority.RAISED, _raised


def _asked() -> tuple[Priority, Callable[[], None]]:
    """The best this system gives, and what ends it."""
    for priority, ask in _ways():
        try:
            return priority, ask()
        except _REFUSED as refused:
            _log.debug("not %s: %s", priority, refused)
    return Priority.ORDINARY, lambda: None


@contextmanager
def preferred() -> Iterator[Priority]:
    """Meanwhile this process runs before others as far as the system permits; how far is what it gives and logs."""
    priority, end = _asked()
    _log.info("scheduled: %s", priority)
    try:
        yield priority
    finally:
        end()
