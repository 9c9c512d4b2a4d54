"""Stop by one datagram on a Unix socket: for a script, a wired button or a second program on this computer.

The datagram names a treadmill, or is anything else, or empty: then every treadmill stops.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from retrowalk.api.stop import treadmill_id
from retrowalk.gateway.stops import Stops, UnknownTreadmill


NAME = "stop.sock"
# Whoever reaches the folder may stop.
_MODE = 0o666


class _Ears(asyncio.DatagramProtocol):
    def __init__(self, stops: Stops) -> None:
        self._stops = stops

    def datagram_received(self, data: bytes, _: object) -> None:
        """Stop the treadmill it names, or every one."""
        named = treadmill_id(data.decode("utf-8", "replace").strip())
        try:
            self._stops.press(named or None, "socket")
        except UnknownTreadmill:
            self._stops.press(None, "socket")


@asynccontextmanager
async def stop_socket(folder: Path, stops: Stops) -> AsyncIterator[Path]:
    """Listen in this folder; a socket that an earlier run left is replaced. Raises OSError."""
    path = folder / NAME
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.setblocking(False)  # noqa: FBT003 - its only argument
    listening.bind(str(path))
    path.chmod(_MODE)
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: _Ears(stops), sock=listening)
    try:
        yield path
    finally:
        transport.close()
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
