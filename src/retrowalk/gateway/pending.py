"""What one request has told and nobody has waited for: it is answered once all of that is on the disk, or refused.

Telling takes no time, so that the loop never waits for a disk; a token or a name that the next start has forgotten
would be half an answer.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from retrowalk.gateway.refusals import Code, Refusal


Kept = asyncio.Future[int]


@dataclass(slots=True)
class _Telling:
    """Tasks that a request leaves behind tell in its name; nobody waits for those any more."""

    kept: list[Kept] = field(default_factory=list)
    open: bool = True


_telling: ContextVar[_Telling | None] = ContextVar("telling", default=None)


def failure(kept: Kept) -> BaseException | None:
    """Why something that is over was not kept; None where it was, or nobody wants to know."""
    return None if kept.cancelled() else kept.exception()


def waited_for(kept: Kept) -> None:
    """The request that told this is answered once it is kept; outside of a request nobody waits."""
    telling = _telling.get()
    if telling is not None and telling.open:
        telling.kept.append(kept)


@asynccontextmanager
async def all_kept(undo: Callable[[], Awaitable[object]] | None = None) -> AsyncIterator[None]:
    """Left once everything told within it is kept. Raises Refusal when some of it is not, after `undo`."""
    telling = _Telling()
    before = _telling.set(telling)
    try:
        yield
    finally:
        _telling.reset(before)
        telling.open = False
    ended = await asyncio.gather(*telling.kept, return_exceptions=True)
    failed = [each for each in ended if isinstance(each, BaseException)]
    if failed:
        if undo is not None:
            await undo()
        raise Refusal(Code.STORAGE, f"it could not be written down: {failed[0]}")
