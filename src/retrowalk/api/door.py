"""The door: one connection of a client, and room for the next one whatever the others do.

Whoever opens a connection and says nothing is shown out when somebody else needs the place, oldest first. So a stop
gets in while a thousand sockets idle and a hundred requests trickle.
"""

import asyncio
from collections.abc import Iterable
from typing import Any

from h11 import Request
from uvicorn.protocols.http.h11_impl import H11Protocol


# Connections at one time: a site has some fifty clients, each with a few. Sockets of viewers are counted by themselves.
ROOM = 256
# A request's head arrives within this (s).
HEAD_WITHIN = 10.0


class Door(H11Protocol):
    """One HTTP connection."""

    _since = 0.0
    _answered: object = None
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let it in, and somebody out if it is full."""
        super().connection_made(transport)
        self._wait()
        make_room(each for each in self.connections if isinstance(each, Door))

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._wait_no_more()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Hear what it says; a whole head ends the wait for it."""
        super().handle_events()
        if self.cycle is not self._answered:
            self._wait_no_more()

    def handle_websocket_upgrade(self, event: Request) -> None:
        """It goes on as a socket, which has its own limits."""
        self._wait_no_more()
        super().handle_websocket_upgrade(event)

    def on_response_complete(self) -> None:
        """Wait for the next request's head."""
        self._answered = self.cycle
        self._wait()
        super().on_response_complete()

    @property
    def idle(self) -> bool:
        """Whether nothing is being answered on it."""
        return self._waiting is not None

    @property
    def since(self) -> float:
        """Since when it waits or is served (s of the loop)."""
        return self._since

    def show_out(self) -> None:
        """End it."""
        self.transport.abort()

    def _wait(self) -> None:
        self._wait_no_more()
        self._waiting = self.loop.call_later(HEAD_WITHIN, self.show_out)

    def _wait_no_more(self) -> None:
        self._since = self.loop.time()
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def make_room(connections: Iterable[Any], room: int = ROOM) -> None:
    """Show out whoever is beyond the room: first who says nothing, then who has been served for longest."""
    inside = sorted(connections, key=lambda each: (not each.idle, each.since))
    for each in inside[: max(0, len(inside) - room)]:
        each.show_out()
