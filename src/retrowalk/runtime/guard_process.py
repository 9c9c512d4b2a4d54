"""The guard's process, as the service starts it: apart from the terminal, and not for ever anew."""

import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path


# A guard that ends five times in a minute ends for a reason that a sixth start does not mend.
STARTS, WITHIN = 5, 60.0
# A guard with nothing to stop ends within a tick of a farewell (s).
FAREWELL = 2.0


class TooOften(Exception):
    """It was started as often as makes sense, for now."""


class Elsewhere(OSError):
    """There is none, and it is not ours to start. The message is for people."""


class GuardElsewhere:
    """Somebody else's process, such as systemd's: started and ended there.

    One that is started here instead would take its place for good, and be ended with the service by whoever ends that.
    """

    def start(self) -> None:
        """There is none. Raises Elsewhere."""
        raise Elsewhere("no guard listens; it is started by its own unit or container, not by the service")

    def kill(self) -> None:
        """It does not answer, and whoever started it must see to that."""

    def close(self, *, end: bool) -> None:
        """It goes on."""


class GuardProcess:
    """At most one guard of our own at a time. `clock` in s, monotonic; `extra` are further options of the command."""

    def __init__(
        self,
        state: Path,
        extra: Sequence[str] = (),
        clock: Callable[[], float] = time.monotonic,
        program: Sequence[str] = (sys.executable, "-m", "retrowalk"),
    ) -> None:
        self._command = [*program, "guard", "--state-dir", str(state), "--once", *extra]
        self._clock = clock
        self._starts: deque[float] = deque(maxlen=STARTS)
        self._started: Future[subprocess.Popen[bytes]] | None = None
        # A thread of its own: starting takes milliseconds in which nobody could stop a belt.
        self._thread = ThreadPoolExecutor(1, "guard")

    @property
    def there(self) -> bool:
        """Whether one was started and has not ended."""
        if self._started is None:
            return False
        if not self._started.done():
            return True
        return self._started.exception() is None and self._started.result().poll() is None

    @property
    def pid(self) -> int | None:
        """Its number, once it was started."""
        return self._started.result().pid if self._started is not None and self.there else None

    def start(self) -> None:
        """Start one unless it is there. Raises TooOften, and OSError of a start that failed."""
        if self.there:
            return
        if self._started is not None and (error := self._started.exception()) is not None:
            self._started = None
            raise error
        now = self._clock()
        if len(self._starts) == STARTS and now - self._starts[0] < WITHIN:
            raise TooOften(f"it ended {STARTS} times within {WITHIN:g} s")
        self._starts.append(now)
        self._started = self._thread.submit(_spawn, self._command)

    def kill(self) -> None:
        """End one that does not answer: another can take its place, and what is frozen stops no belt."""
        if self.there and self._started is not None and self._started.done():
            self._started.result().kill()

    def close(self, *, end: bool) -> None:
        """Leave it; `end` one that has nothing to stop, and wait for that: up to 2 s, so not on the loop."""
        self._thread.shutdown()
        if end and self.there and self._started is not None:
            process = self._started.result()
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(FAREWELL)


def _spawn(command: list[str]) -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C in the terminal stops the walk, not its guard. Raises OSError."""
    # Real time would be inherited, and the system ends whatever computes for seconds in real time, as imports do.
    with suppress(AttributeError, OSError):
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - ourselves
