"""The memory of a site while it is served: opened beside the loop, asked for its treadmills, thinned once a day.

A database that is away keeps nobody from a stop, nor a treadmill from its link: the site begins by its journal, and
what only the database knows is refused until it is back.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

from retrowalk.gateway.pending import waited_for
from retrowalk.history import questions
from retrowalk.history.database import Away
from retrowalk.history.early import Early
from retrowalk.history.facts import MachineForgotten, MachineSet, SamplesThinned
from retrowalk.history.mending import mend
from retrowalk.history.records import Machine
from retrowalk.history.store import History, NotKept
from retrowalk.runtime.clock import at
from retrowalk.settings.model import Memory


# What waits for a database that is away looks again after this (s): as soon as anybody would notice.
AGAIN = 2.0
# Often enough, whenever the computer is on (s); and after a day on which the database was away.
THIN_EVERY = 86_400.0
THIN_AGAIN = 600.0
# So many walks at a time: a fact is one line of the site's journal.
BATCH = 200

_log = logging.getLogger(__name__)


class Register:
    """Takes what a fleet tells of its treadmills to the memory while that is open: belts come before it, and stay."""

    def __init__(self) -> None:
        self.history: History | None = None

    def remember(self, machine: Machine) -> None:
        """A treadmill is known as this."""
        if self.history is not None:
            waited_for(self.history.record(MachineSet(machine, at())))

    def forgotten(self, machine: str) -> None:
        """A treadmill, by its id, is no more of the site's."""
        if self.history is not None:
            waited_for(self.history.record(MachineForgotten(machine, at())))


@asynccontextmanager
async def remembered(
    memory: Memory, state: Path, register: Register
) -> AsyncIterator[tuple[History, tuple[Machine, ...]]]:
    """The memory, and the treadmills of the site. Raises DatabaseError, SiteError, Taken, OSError."""
    history = await asyncio.to_thread(History, memory.url, state)
    work = [
        asyncio.create_task(_thin_daily(history, memory.samples // 1000)),
        asyncio.create_task(_mend(history, tuple(history.walks))),
    ]
    try:
        known = await Early(history)(questions.machines())
        if history.behind:
            _log.warning("the database is away, the site begins by its journal: %s", history.behind)
        else:
            await asyncio.gather(work[1])
        register.history = history
        yield history, known
    finally:
        register.history = None
        for each in work:
            each.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        await asyncio.to_thread(history.close)


async def _mend(history: History, left: Collection[str]) -> None:
    """Close as interrupted what a dead program left open, as soon as the database is there."""
    while history.behind or not await asyncio.to_thread(_mended, history, left):  # noqa: ASYNC110 - nobody is told of it
        await asyncio.sleep(AGAIN)


def _mended(history: History, left: Collection[str]) -> bool:
    """Whether that is done; what the disk refuses, another start does."""
    try:
        mended = mend(history, left)
    except Away:
        return False
    except NotKept:
        _log.exception("walks that were interrupted could not be closed")
    else:
        if mended:
            _log.warning("made again from their journals: walks %s", ", ".join(mended))
    return True


async def _thin_daily(history: History, after: int) -> None:
    """Let go of samples and journals that are older than wanted (s); summaries stay. A day it fails is another's."""
    while True:
        pause = THIN_EVERY
        try:
            await thin(history, at() - after)
        except Away as away:
            pause = THIN_AGAIN
            _log.info("old samples are let go of later: %s", away)
        except Exception:  # noqa: BLE001 - what fails today may go tomorrow
            _log.exception("old samples could not be let go of")
        await asyncio.sleep(pause)


async def thin(history: History, before: int) -> int:
    """Let go of the samples of walks that began before that (s); how many walks had some."""
    count = 0
    while old := await history.read(questions.full(before, BATCH)):
        await history.record(SamplesThinned(old, 0, at()))
        await asyncio.wrap_future(history.settled())
        count += len(old)
    if count:
        await history.forget()
        _log.info("let go of the samples of %d walks", count)
    return count
