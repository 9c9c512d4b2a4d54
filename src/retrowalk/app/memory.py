"""The memory of a site while it is served: opened beside the loop, asked for its treadmills, thinned once a day."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from retrowalk.gateway.pending import waited_for
from retrowalk.history import questions
from retrowalk.history.database import Away
from retrowalk.history.facts import MachineForgotten, MachineSet, SamplesThinned
from retrowalk.history.mending import mend
from retrowalk.history.records import Machine
from retrowalk.history.store import History, NotKept
from retrowalk.runtime.clock import at
from retrowalk.settings.model import Memory


# A database server that starts with the computer comes later than its clients (s); systemd allows 90 s for a start.
PATIENCE = 60
# Often enough, whenever the computer is on (s).
THIN_EVERY = 86_400.0
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
    """The memory, and the treadmills of the site. Raises DatabaseError, Away, SiteError, Taken, OSError."""
    history = await asyncio.to_thread(History, memory.url, state)
    thinning = asyncio.create_task(_thin_daily(history, memory.samples // 1000))
    try:
        known = await _known(history)
        await asyncio.to_thread(_mend, history)
        register.history = history
        yield history, known
    finally:
        register.history = None
        thinning.cancel()
        await asyncio.gather(thinning, return_exceptions=True)
        await asyncio.to_thread(history.close)


async def _known(history: History) -> tuple[Machine, ...]:
    """The treadmills of the site. Raises Away when the database does not come within a minute."""
    for _ in range(PATIENCE):
        try:
            return await history.read(questions.machines())
        except Away:
            await asyncio.sleep(1)
    return await history.read(questions.machines())


def _mend(history: History) -> None:
    """Close as interrupted what a dead program left open; where the database is away, another start does."""
    try:
        mended = mend(history)
    except (Away, NotKept):
        _log.exception("walks that were interrupted could not be closed")
    else:
        if mended:
            _log.warning("made again from their journals: walks %s", ", ".join(mended))


async def _thin_daily(history: History, after: int) -> None:
    """Let go of samples and journals that are older than wanted (s); summaries stay. A day it fails is another's."""
    while True:
        try:
            await thin(history, at() - after)
        except Exception:  # noqa: BLE001 - a database that is away now is there tomorrow
            _log.exception("old samples could not be let go of")
        await asyncio.sleep(THIN_EVERY)


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
