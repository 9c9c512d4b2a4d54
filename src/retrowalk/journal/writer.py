"""The journal being written: append-only, one line per step, by a thread of its own so that no disk can hold up a belt.

A line is in the operating system's hands within moments (a killed process loses only what its thread had not taken
yet); it is safe from a power cut once synced, beside the writing, which `sync` asks for and an idle thread by itself.
What fails on the disk ends here: the journal is broken from then on and says so once; nothing new is armed, and a walk
winds down.
"""

import _thread
import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Literal, Self

from retrowalk import __version__
from retrowalk.journal.codec import dump, dump_step
from retrowalk.journal.disk import MODE, make_folder, sync_folder
from retrowalk.journal.line import FORMAT, frame
from retrowalk.journal.open import Entry, write
from retrowalk.journal.record import Header, Step
from retrowalk.journal.syncing import Mark, Syncs


# Lines may wait this long (s) for a sync when nobody asks for one: power cuts cost less than 1 s of a walk.
IDLE_SYNC = 0.4
# A disk that takes nothing while this many steps (about an hour of one treadmill) come in hangs, and is not just slow.
LIMIT = 100_000
# R21: no more of a walk than this (ms) may be lost, so nothing is armed while a power cut would take more.
LATE = 1_000
# R25: a disk that stalls for 5 s ends the walk; noticed before it is over (ms). Memory cards stall for some hundred ms.
STALLED = 4_000

# A file made apart is made so much later (s): a stop of thirty belts begins thirty records, and their threads take
# turns from the loop that writes to the belts. All is written within a tenth of a second (R7).
BREATH = 0.1

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

    def __init__(
        self,
        path: Path,
        header: Header,
        broke: Callable[[str], None] = _let_be,
        folder: Path | None = None,
        *,
        apart: bool = False,
    ) -> None:
        """Open `path`. `broke` is told once, on any thread, in words for people, if the journal cannot go on.

        `folder` takes the open file of a treadmill that outlives this program; None = it does not. `apart`: file and
        folder are made by the journal's own thread, a moment later, for a loop on which belts move; steps wait.
        """
        self.path = path
        self.header = header
        self.broken = ""
        self._folder = folder
        self._unsaid = "" if folder is None else "no word of this walk is on the disk yet"
        self._handed_at = self._safe_at = 0
        self._broke = broke
        self._orders: SimpleQueue[_Order] = SimpleQueue()
        self._number = 0
        self._handed = self._safe = 0
        self._written = Mark(0, 0)
        self._done = self._done_before = 0
        self._unsynced = False
        self._file = -1
        self._breaking = threading.Lock()
        self._opened, self._ended = threading.Event(), threading.Event()
        if not apart:
            self._open()
        # Thread.start waits until the new thread runs: on a busy computer a stop would wait with it.
        _thread.start_new_thread(self._live, ())

    @property
    def healthy(self) -> bool:
        """Whether what is written gets to the disk, as far as anybody knows."""
        return not self.broken

    @property
    def behind(self) -> float:
        """How much of the walk a power cut would take now, in ms; a simulation that runs ahead takes its pace off."""
        waits = 0 if self._safe == self._handed else self._handed_at - self._safe_at
        return waits / self.header.speed_up

    @property
    def refusal(self) -> str:
        """Why nothing may be armed; "" when nothing here stands against it."""
        late = f"the disk is {self.behind / 1000:.1f} s behind" if self.behind > LATE else ""
        return self.broken or late or self._unsaid

    @property
    def failing(self) -> bool:
        """Whether a walk under way is to end, since nobody could tell of it later."""
        return bool(self.broken) or self.behind > STALLED

    def begin(self) -> None:
        """Leave word on the disk that the treadmill is ours from here on. Waits for the disk: call it on a thread."""
        if self._folder is None:
            return
        began = self._handed + 1
        try:
            entry = Entry(self.header.treadmill, str(self.path.absolute()), began, self.header.started)
            write(self._folder, entry)
            self._unsaid = ""
        except OSError as error:
            self._unsaid = f"no word of this walk can be left on the disk: {_words(error)}"

    def until_open(self, seconds: float) -> None:
        """Until the file is there, or it is known why not; no longer than this. Waits for the disk, as `begin` does."""
        self._opened.wait(seconds)

    def write(self, step: Step) -> None:
        """Hand over one step."""
        if self.broken:
            return
        if self._safe == self._handed:  # nothing waits but this step, however long it was quiet before
            self._safe_at = step.now
        self._handed_at = step.now
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
        self._ended.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> None:
        try:
            self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, MODE)
            self._append([{"format": FORMAT, "retrowalk": __version__, "header": dump(self.header)}])
            _sync(self._file)
            sync_folder(self.path.parent)
        except OSError as error:
            self._break(_words(error))

    def _open_with_its_folder(self) -> None:
        try:
            make_folder(self.path.parent)
        except OSError as error:
            self._break(_words(error))
        else:
            self._open()

    def _live(self) -> None:
        try:
            self._work()
        finally:
            self._ended.set()

    def _work(self) -> None:
        """The thread: everything that waits in one write, one sync for all who asked."""
        if self._file < 0 and not self.broken:
            time.sleep(BREATH)
            self._open_with_its_folder()
        self._opened.set()
        syncs = Syncs(lambda: _sync(self._file), self._now_safe, lambda error: self._break(_words(error)))
        going = True
        while going:
            orders = self._collect()
            going = "end" not in orders
            self._carry_out(orders, syncs)
            self._done += 1
        syncs.close()
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

    def _carry_out(self, orders: list[_Order], syncs: Syncs) -> None:
        if self.broken:
            return
        try:
            self._put_down([order for order in orders if isinstance(order, Step)])
            if self._unsynced and ("sync" in orders or "end" in orders):
                self._unsynced = False
                syncs.ask(self._written)
        except OSError as error:
            self._break(_words(error))
        except Exception as error:  # noqa: BLE001 - a thread that dies unseen would be a journal nobody misses
            _log.exception("a step cannot be written down")
            self._break(repr(error))

    def _put_down(self, steps: list[Step]) -> None:
        if steps:
            self._append([dump_step(step) for step in steps])
            self._written = Mark(self._written.steps + len(steps), steps[-1].now)
            self._unsynced = True

    def _append(self, lines: list[dict[str, object]]) -> None:
        waiting = b"".join(frame(self._number + place, data) for place, data in enumerate(lines, 1))
        self._number += len(lines)
        while waiting:
            waiting = waiting[os.write(self._file, waiting) :]

    def _now_safe(self, mark: Mark) -> None:
        self._safe, self._safe_at = mark.steps, max(self._safe_at, mark.at)

    def _break(self, why: str) -> None:
        """Say once that nothing more will be written; two threads may find out at the same time."""
        if not self._breaking.acquire(blocking=False):
            return
        self.broken = f"journal {self.path}: {why}"
        _log.error("%s", self.broken)
        try:
            self._broke(self.broken)
        except Exception:  # noqa: BLE001 - the journal is not to end for want of a listener
            _log.exception("nobody could be told")


def _words(error: OSError) -> str:
    return error.strerror or str(error)
