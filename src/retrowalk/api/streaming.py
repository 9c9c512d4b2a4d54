"""A stream of events as an answer: whoever does not take what is sent is cut off, and never felt."""

import asyncio
from contextlib import aclosing

from starlette.responses import Response

from retrowalk.api.sse import MEDIA_TYPE, stream
from retrowalk.api.wire import Receive, Scope, Send
from retrowalk.gateway.eventlog import EventLog


# As on the live channel (s).
PATIENCE = 10.0


class Stream(Response):
    """Server-sent events after the one with id `last`, `most` of them or without end."""

    media_type = MEDIA_TYPE

    def __init__(self, events: EventLog, last: str | None, most: int | None) -> None:
        super().__init__(None, headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._events, self._last, self._most = events, last, most

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Send until it is over, or whoever listens has gone."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        telling = asyncio.create_task(self._tell(send))
        gone = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait((telling, gone), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (telling, gone):
                task.cancel()
            await asyncio.gather(telling, gone, return_exceptions=True)

    async def _tell(self, send: Send) -> None:
        async with aclosing(stream(self._events, self._last, self._most)) as events:
            async for text in events:
                async with asyncio.timeout(PATIENCE):
                    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
