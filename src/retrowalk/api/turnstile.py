"""One request begins in each turn of the loop, so that a stop that comes waits for one of them at the most.

Requests that come faster than they are answered would else all be begun at once, and the stop behind them.
"""

import asyncio
from collections import deque

from retrowalk.api.wire import App, Receive, Scope, Send


class Turnstile:
    """Lets requests in one by one; what is not a request goes straight on to `app`."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for a turn of the loop, then pass on."""
        if scope["type"] == "http":
            await self._turn()
        await self._app(scope, receive, send)

    async def _turn(self) -> None:
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._next)
        self._waiting.append(turn)
        await turn

    def _next(self) -> None:
        """Let in the first that still waits; the rest in later turns."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # or else its caller has gone
                turn.set_result(None)
                break
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._next)
