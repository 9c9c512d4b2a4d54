"""The guard's voice: lines for people on stderr, said by a thread of its own.

A terminal that somebody has halted (Ctrl-S), a dead session or a pipe that nobody reads holds up whoever writes to it;
no stop may wait for that.
"""

import logging
import os
import queue
import threading
import time
from contextlib import suppress


# Where it speaks: past Python's own buffer, whose lock a line that hangs would hold when the program ends.
STDERR = 2
# Lines that wait for a reader who does not read; beyond, they are lost: the belts are what counts.
WAITING = 1_000
# How often somebody who waits for the last line looks (s).
LOOK = 0.01

_lines: queue.Queue[bytes] = queue.Queue(WAITING)
_begun = threading.Lock()


def say(line: str) -> None:
    """One line for people; never waits, never raises."""
    if _begun.acquire(blocking=False):
        threading.Thread(target=_speak, name="voice", daemon=True).start()
    with suppress(queue.Full):
        _lines.put_nowait(f"retrowalk guard: {line}\n".encode(errors="replace"))


def finish(seconds: float) -> None:
    """Wait until everything has been said, no longer than this: nobody may be there to read it."""
    until = time.monotonic() + seconds
    while _lines.unfinished_tasks and time.monotonic() < until:
        time.sleep(LOOK)


def _speak() -> None:
    while True:
        line = _lines.get()
        with suppress(OSError):
            while line:
                line = line[os.write(STDERR, line) :]
        _lines.task_done()


class Spoken(logging.Handler):
    """What the program logs, said in the same voice."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say it as one line, with its traceback."""
        try:
            say(self.format(record))
        except Exception:  # noqa: BLE001 - a line that cannot be made is no reason to do anything else
            return
