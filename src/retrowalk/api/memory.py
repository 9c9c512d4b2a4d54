"""Asking the memory of the site, and saying so when it does not answer."""

from typing import TypeVar

from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.database import Away, DatabaseError
from retrowalk.history.questions import Question
from retrowalk.history.store import History


# A database that is locked or away is asked again after this long (ms).
AGAIN = 5_000
Given = TypeVar("Given")


async def ask(history: History, question: Question[Given]) -> Given:
    """What the memory answers. Raises Refusal."""
    try:
        return await history.read(question)
    except (Away, DatabaseError, OSError) as error:
        raise Refusal(Code.STORAGE, f"the memory does not answer: {error}", retry_after=AGAIN) from error
