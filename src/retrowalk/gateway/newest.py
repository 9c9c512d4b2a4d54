"""A small file that holds the newest of something, written beside the loop: what comes meanwhile is written next."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from retrowalk.journal.disk import write_whole


# For the service's eyes: it tells of people.
PRIVATE = 0o600

_log = logging.getLogger(__name__)


class Newest:
    """Belongs to the loop. `what`: what it holds, for the log; `content`: its bytes now."""

    def __init__(self, file: Path, what: str, content: Callable[[], bytes]) -> None:
        self._file, self._what, self._content = file, what, content
        self._due = False
        self._task: asyncio.Task[None] | None = None

    def changed(self) -> None:
        """Write it as soon as the disk takes it; one that refuses is told of, and asked again with the next change."""
        self._due = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._keep())

    async def settled(self) -> None:
        """Wait until the disk has what was changed so far, or has refused it."""
        if self._task is not None:
            await asyncio.shield(self._task)

    async def _keep(self) -> None:
        while self._due:
            self._due = False
            try:
                await asyncio.to_thread(write_whole, self._file, self._content(), PRIVATE)
            except OSError as error:
                _log.warning("%s cannot be kept: %s", self._what, error.strerror or error)
