"""A stream of events as an answer: whoever does not take what is sent is cut off, and never felt.

Whoever may not hear any more is told nothing from then on: they are looked at before every event, and every second.
"""

import asyncio
from collections.abc import Callable
from contextlib import aclosing, suppress

from starlette.responses import Response

from retrowalk.api.sse import MEDIA_TYPE, stream
from retrowalk.api.wire import Receive, Scope, Send
from retrowalk.gateway.eventlog import EventLog


# As on the live channel (s).
PATIENCE = 10.0
# A token that was revoked or has ended, and a login that is over, are noticed by then (s), though nothing happens.
LOOK_AGAIN = 1.0


class Stream(Response):
    """Server-sent events after the one with id `last`, `most` of them or without end, for as long as `may` says."""

    media_type = MEDIA_TYPE

    def __init__(self, events: EventLog, last: str | None, most: int | None, may: Callable[[], bool]) -> None:
        super().__init__(None, headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._events, self._last, self._most, self._may = events, last, most, may

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Send until it is over, whoever listens has gone, or may not listen any more."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        telling = asyncio.create_task(self._tell(send))
        pieces = [telling, *(asyncio.create_task(each) for each in (_gone(receive), self._let_out()))]
        try:
            await asyncio.wait(pieces, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for piece in pieces:
                piece.cancel()
            told = (await asyncio.gather(*pieces, return_exceptions=True))[0]
        if not self._may():
            await _end(send, b": not let in any more\n\n")
        elif told is None:
            await _end(send)

    async def _tell(self, send: Send) -> None:
        async with aclosing(stream(self._events, self._last, self._most)) as events:
            async for text in events:
                if not self._may():
                    return
                async with asyncio.timeout(PATIENCE):
                    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})

    async def _let_out(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AGAIN)
            if not self._may():
                return


async def _end(send: Send, word: bytes = b"") -> None:
    """End the answer in good order, if it is still taken: a program that asks again is told what is wrong."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await send({"type": "http.response.body", "body": word})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
