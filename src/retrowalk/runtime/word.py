"""The word on the disk about one treadmill, kept true: the newest counts, and what failed is tried again.

Nothing here waits on the loop. A disk that hangs leaves the word as it was, which says more than is true, never less.
"""

import asyncio
import logging
from concurrent.futures import Executor
from pathlib import Path

from retrowalk.journal import open as open_files
from retrowalk.journal.open import Entry
from retrowalk.runtime import recovery


# From one failed attempt to the next (s): a full disk may have room again.
RETRY = 1.0

_log = logging.getLogger(__name__)


class Word:
    """What the open file of a treadmill says; None = nothing is left of it. Belongs to the thread of its loop."""

    def __init__(self, state: Path, treadmill: str, pool: Executor) -> None:
        self.said: Entry | None = None
        self._state = state
        self._treadmill = treadmill
        self._pool = pool
        self._kept = True
        self._failed = ""
        self._task: asyncio.Task[None] | None = None

    @property
    def kept(self) -> bool:
        """Whether the disk says what was said last."""
        return self._kept

    def say(self, entry: Entry | None) -> None:
        """Put this on the disk, as soon as it takes it."""
        if entry == self.said:
            return
        self.said, self._kept = entry, False
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._keep())

    async def until_kept(self) -> None:
        """Wait until the disk says what was said last."""
        if self._task is not None:
            await asyncio.shield(self._task)

    async def close(self, seconds: float) -> None:
        """Wait this long at most, then leave the disk as it is."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=seconds)
            self._task.cancel()

    async def _keep(self) -> None:
        while not self._kept:
            entry = self.said
            try:
                await asyncio.get_running_loop().run_in_executor(self._pool, self._write, entry)
            except OSError as error:
                self._complain(error.strerror or str(error))
                await asyncio.sleep(RETRY)
            else:
                self._complain("")
                self._kept = entry == self.said

    def _complain(self, why: str) -> None:
        """One line when it begins to fail, one when it goes on."""
        if why and why != self._failed:
            _log.error("what is left of %s cannot be kept on the disk: %s", self._treadmill, why)
        elif self._failed and not why:
            _log.info("what is left of %s is on the disk again", self._treadmill)
        self._failed = why

    def _write(self, entry: Entry | None) -> None:
        if entry is None:
            recovery.forget(self._state, self._treadmill)
        else:
            open_files.write(self._state / recovery.OPEN, entry)
            if entry.ended is not None:
                recovery.forget_papers(self._state, self._treadmill)
