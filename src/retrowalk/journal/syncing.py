"""Syncs on a thread of their own: a memory card may take seconds for one, and what is written meanwhile must not wait.

What is in the operating system's hands outlives a killed process; only a power cut asks for more.
"""

import _thread
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import NamedTuple


class Mark(NamedTuple):
    """How far a file is written: so many steps, the last of them at this time (ms)."""

    steps: int
    at: int


class Syncs:
    """`sync` waits for the disk; then `safe` is told how far the file was written when it began, or `failed` why not.

    Both are told on the thread of the syncs. None follows a sync that failed.
    """

    def __init__(
        self, sync: Callable[[], None], safe: Callable[[Mark], None], failed: Callable[[OSError], None]
    ) -> None:
        self._sync, self._safe, self._failed = sync, safe, failed
        self._asked: SimpleQueue[Mark | None] = SimpleQueue()
        self._ended = threading.Event()
        _thread.start_new_thread(self._live, ())

    def ask(self, mark: Mark) -> None:
        """Have everything up to here made safe; does not wait."""
        self._asked.put(mark)

    def close(self) -> None:
        """Wait until what was asked for is done."""
        self._asked.put(None)
        self._ended.wait()

    def _live(self) -> None:
        try:
            self._work()
        except OSError as error:
            self._failed(error)
        finally:
            self._ended.set()

    def _work(self) -> None:
        """One sync for all who asked."""
        going = True
        while going:
            marks = self._collect()
            going = None not in marks
            if known := [mark for mark in marks if mark is not None]:
                self._sync()
                self._safe(known[-1])

    def _collect(self) -> list[Mark | None]:
        """All that wait, at least one."""
        marks = [self._asked.get()]
        try:
            while True:
                marks.append(self._asked.get_nowait())
        except Empty:
            return marks
