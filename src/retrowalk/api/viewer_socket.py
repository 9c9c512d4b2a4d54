"""A viewer's socket: what is told to it in one turn of the loop leaves in one write.

A stop alone makes half a dozen events. Each write lets the journals' threads have the interpreter, and a stop that has
come meanwhile waits until they give it back; twenty viewers made that six hundred times a second.
"""

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


# More than this (bytes) is handed on at once: what a viewer does not take must not gather here, out of its patience's
# sight.
MOST = 65_536


class Gathering:
    """A transport that hands on at the end of the turn what was written in it; everything else is the transport's."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._waiting: list[bytes] = []
        self._size = 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the transport has
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write, at the latest at the end of this turn."""
        if not self._waiting:
            self._loop.call_soon(self.flush)
        self._waiting.append(data)
        self._size += len(data)
        if self._size >= MOST:
            self.flush()

    def flush(self) -> None:
        """Hand on what waits."""
        waiting, self._waiting, self._size = self._waiting, [], 0
        if waiting:
            self._transport.write(b"".join(waiting))

    def close(self) -> None:
        """Hand on what waits, and close."""
        self.flush()
        self._transport.close()


class ViewerSocket(WebSocketsSansIOProtocol):
    """One viewer's connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take it over from the connection that asked for it."""
        super().connection_made(Gathering(transport, self.loop))  # type: ignore[arg-type]
