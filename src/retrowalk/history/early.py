"""What a service must know to begin, also while its database is away: then from the site journal, which is the truth.

Who may come in, which treadmills there are and what is limited. What was walked and told waits for the database.
"""

import asyncio
from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import Engine

from retrowalk.history import facts as f
from retrowalk.history import schema as s
from retrowalk.history.database import Away, in_memory
from retrowalk.history.projection import carefully
from retrowalk.history.questions import Question
from retrowalk.history.site import NAME, Told, read
from retrowalk.history.store import History


Given = TypeVar("Given")

# The few facts among many that a start goes by: a year of a gym has a hundred times as many others.
_FIRST = (
    f.PersonSet, f.PersonErased, f.MachineSet, f.MachineForgotten, f.DeviceSet, f.DeviceRevoked, f.CapSet,
    f.FlagRaised, f.FlagReleased,
)  # fmt: skip


class Early:
    """Asks a memory as long as it starts. What is told later may be missing from its answers."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._folded: Engine | None = None

    async def __call__(self, question: Question[Given]) -> Given:
        """Answer from the database, or else from the site journal. Raises SiteError, OSError."""
        try:
            return await self._history.read(question)
        except Away:
            return await asyncio.to_thread(self._ask, question)

    def _ask(self, question: Question[Given]) -> Given:
        if self._folded is None:
            self._folded = _fold(read(self._history.folder / NAME).told)
        with self._folded.begin() as db:
            return question(db)


def _fold(told: Iterable[Told]) -> Engine:
    """A database in memory of these facts, as far as a start goes by them."""
    made = in_memory()
    with made.begin() as db:
        s.METADATA.create_all(db)
        for each in told:
            if isinstance(each.fact, _FIRST):
                carefully(db, each)
    return made
