"""The journal being written: append-only, one line per step, by a thread of its own so that no disk can hold up a belt.

A line is in the operating system's hands within moments (a killed process loses only what its thread had not taken
yet); it is safe from a power cut once synced, which `sync` asks for and an idle thread does by itself. What fails on
the disk ends here: the journal is broken from then on and says so once; the walk goes on and nothing new is armed.
"""

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Literal, Self

from retrowalk import __version__
from retrowalk.journal.codec import dump, dump_step
from retrowalk.journal.line import FORMAT, frame
from retrowalk.journal.record import Header, Step


# Lines may wait this long (s) for a sync when nobody asks for one: power cuts cost less than 1 s of a walk.
IDLE_SYNC = 0.4
# A disk that takes nothing while this many steps (about an hour of one treadmill) come in hangs, and is not just slow.
LIMIT = 100_000
# Readable by the operator and the operator's group: journals tell how people walk.
_MODE = 0o640

# Steps written with one call: a journal far behind still syncs now and then.
_BATCH = 1000

# Where the platform has no fdatasync, fsync does the same and a little more.
_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)

_Order = Step | Literal["sync", "end"]
_log = logging.getLogger(__name__)


def _let_be(_: str) -> None:
    pass


class Journal:
    """Never raises and never waits, except in `close`. A file that exists is never touched: one journal, one file."""

    def __init__(self, path: Path, header: Header, broke: Callable[[str], None] = _let_be) -> None:
        """Open `path`. `broke` is told once, on any thread, in words for people, if the journal cannot go on."""
        self.path = path
        self.broken = ""
        self._broke = broke
        self._orders: SimpleQueue[_Order] = SimpleQueue()
        self._number = 0
        self._handed = 0
        self._done = self._done_before = 0
        self._unsynced = False
        self._file = -1
        self._thread = threading.Thread(target=self._work, name=f"journal {path.name}", daemon=True)
        self._open(header)

    @property
    def healthy(self) -> bool:
        """Whether what is written gets to the disk, as far as anybody knows."""
        return not self.broken

    def write(self, step: Step) -> None:
        """Hand over one step."""
        if self.broken:
            return
        self._orders.put(step)
        self._handed += 1
        if self._handed % LIMIT == 0:
            self._look_at_the_disk()

    def _look_at_the_disk(self) -> None:
        """A simulated walk may run ahead of any disk; only one that took nothing since the last look is broken."""
        if self._done == self._done_before:
            self._break(f"the disk takes nothing of what is written: {self._orders.qsize()} steps wait")
        self._done_before = self._done

    def sync(self) -> None:
        """Ask that everything handed over so far be made safe from a power cut."""
        if not self.broken:
            self._orders.put("sync")

    def close(self) -> None:
        """Write and sync what waits, then close the file. Waits for the disk: never call it while a belt moves."""
        self._orders.put("end")
        if self._thread.is_alive():
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self, header: Header) -> None:
        try:
            self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, _MODE)
            self._append([{"format": FORMAT, "retrowalk": __version__, "header": dump(header)}])
            self._flush()
        except OSError as error:
            self._break(_words(error))
        self._thread.start()

    def _work(self) -> None:
        """The thread: everything that waits in one write, one sync for all who asked."""
        going = True
        while going:
            orders = self._collect()
            going = "end" not in orders
            self._carry_out(orders)
            self._done += 1
        if self._file >= 0:
            os.close(self._file)

    def _collect(self) -> list[_Order]:
        """All waiting orders, at least one: having idled is an order to sync."""
        orders: list[_Order] = []
        try:
            orders.append(self._orders.get(timeout=IDLE_SYNC))
            while len(orders) < _BATCH:
                orders.append(self._orders.get_nowait())
        except Empty:
            return orders or ["sync"]
        return orders

    def _carry_out(self, orders: list[_Order]) -> None:
        if self.broken:
            return
        try:
            self._append([dump_step(order) for order in orders if isinstance(order, Step)])
            if "sync" in orders or "end" in orders:
                self._flush()
        except OSError as error:
            self._break(_words(error))
        except Exception as error:  # noqa: BLE001 - a thread that dies unseen would be a journal nobody misses
            _log.exception("a step cannot be written down")
            self._break(repr(error))

    def _append(self, lines: list[dict[str, object]]) -> None:
        waiting = b"".join(frame(self._number + place, data) for place, data in enumerate(lines, 1))
        self._number += len(lines)
        self._unsynced = self._unsynced or bool(waiting)
        while waiting:
            waiting = waiting[os.write(self._file, waiting) :]

    def _flush(self) -> None:
        if self._unsynced:
            _sync(self._file)
            self._unsynced = False

    def _break(self, why: str) -> None:
        """Say once that nothing more will be written."""
        if self.broken:
            return
        self.broken = f"journal {self.path}: {why}"
        _log.error("%s", self.broken)
        try:
            self._broke(self.broken)
        except Exception:  # noqa: BLE001 - the journal is not to end for want of a listener
            _log.exception("nobody could be told")


def _words(error: OSError) -> str:
    return error.strerror or str(error)
