"""Facts that have to be on the disk before anything is done by them, and what is said when they cannot be."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.database import Away, DatabaseError
from retrowalk.history.facts import Fact
from retrowalk.history.questions import Question
from retrowalk.history.store import History, NotKept


# What keeps a fact: it is on the disk and in the database when this is done.
Record = Callable[[Fact], Awaitable[object]]

# A database that is locked or away is asked again after this long (ms).
AGAIN = 5_000

Given = TypeVar("Given")
# What a disk or database says when it does not do what it is for.
_FAILED = (NotKept, Away, DatabaseError, OSError)

_log = logging.getLogger(__name__)


async def keep(record: Record, *facts: Fact) -> None:
    """Keep facts in this order; the first that cannot be kept ends it. Raises Refusal."""
    for fact in facts:
        try:
            await record(fact)
        except _FAILED as error:
            _log.warning("%s was not kept: %s", type(fact).__name__, error)
            raise Refusal(Code.STORAGE, f"it could not be written down: {error}") from error


async def keep_or_log(record: Record, *facts: Fact) -> bool:
    """Keep what tells of something that has happened already; whether all of it was kept. Never raises."""
    kept = True
    for fact in facts:
        try:
            await record(fact)
        except _FAILED as error:
            _log.error("%s was not kept: %s", type(fact).__name__, error)
            kept = False
    return kept


async def ask(history: History, question: Question[Given]) -> Given:
    """Ask the memory. Raises Refusal while it cannot answer."""
    try:
        return await history.read(question)
    except _FAILED as error:
        raise Refusal(Code.STORAGE, f"the memory does not answer: {error}", retry_after=AGAIN) from error


async def forget(history: History, *others: Awaitable[object]) -> None:
    """Take out of every file what was erased. Raises Refusal; what is left then goes when the memory opens next.

    others: what else has to forget, before the memory does.
    """
    try:
        await asyncio.gather(*others)
        await history.forget()
    except _FAILED as error:
        raise Refusal(Code.STORAGE, f"erased, but not yet out of every file: {error}") from error
