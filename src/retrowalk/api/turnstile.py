"""One request begins at a time, and all of them together leave the loop most of its time: a stop finds it waiting.

What somebody does (hold, slower) does not stand behind what programs ask: both have a queue, and they take turns.

Requests that come faster than they are answered would else all be begun at once, and the stop behind them. And a loop
that never waits is a program that never pauses: it would lose its place before other programs (`runtime/priority`), and
the radio and the browser on the same computer, which carry the stop as well, would wait for it.
"""

import asyncio
from collections import deque
from collections.abc import Generator
from types import coroutine
from typing import Any

from retrowalk.api.wire import App, Receive, Scope, Send
from retrowalk.runtime.clock import worked


# Of the time of the loop requests get so much, while they go on and on. With a half, a press in a browser on the same
# two processors took a tenth of a second as often as not. With a third, one of a hundred took 108 to 125 ms on a busy
# machine; with a fifth, in turns with it, 66 to 89 (benchmarks/bench_page.py).
SHARE = 1 / 5
# What they may have at once (s) after they had less: to load the page takes half of it.
BURST = 0.1
# What they may have in advance (s): after a long one the next waits for a fifth of a second, and no longer.
ADVANCE = 0.04

# Methods that only ask; whatever else there is does something.
ASKS = frozenset({"GET", "HEAD", "OPTIONS"})

_Queue = deque[asyncio.Future[None]]


class Turnstile:
    """Lets requests in one by one; what is not a request goes straight on to `app`."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._asks, self._acts = _Queue(), _Queue()
        self._turns = deque((self._asks, self._acts))
        self._going = False
        self._had, self._at = 0.0, 0.0  # what they had (s) until then, less what they were due

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for a turn of the loop, then pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._turn(self._asks if scope["method"] in ASKS else self._acts)
        await self._counted(scope, receive, send)

    async def _turn(self, queue: _Queue) -> None:
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        if not self._going:
            self._going = True
            loop.call_soon(self._next)
        queue.append(turn)
        await turn

    def _next(self) -> None:
        """Let in the first that still waits, which runs in the next turn of the loop; the rest later."""
        loop = asyncio.get_running_loop()
        self._turns.rotate()
        for queue in self._turns:
            while queue:
                turn = queue.popleft()
                if not turn.done():  # or else its caller has gone
                    turn.set_result(None)
                    loop.call_soon(self._following)
                    return
        self._going = False

    def _following(self) -> None:
        """Let in the next as soon as that is due."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._had = min(max(0.0, self._had - SHARE * (now - self._at)), BURST + ADVANCE)
        self._at = now
        loop.call_later(max(0.0, self._had - BURST) / SHARE, self._next)

    @coroutine
    def _counted(self, scope: Scope, receive: Receive, send: Send) -> Generator[Any, Any, None]:
        """Do it, and count each piece of it, from one wait to the next."""
        request = self._app(scope, receive, send).__await__()
        step, told = request.send, None
        while True:
            began = worked()
            try:
                waits_for = step(told)
            except StopIteration:
                return
            finally:
                self._had += worked() - began
            try:
                step, told = request.send, (yield waits_for)
            except BaseException as error:  # noqa: BLE001 - whatever is thrown into it is its own
                step, told = request.throw, error
