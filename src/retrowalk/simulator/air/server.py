"""A virtual air that other processes join over TCP, each with a Bluetooth controller of its own (H4)."""

import asyncio
import logging
from typing import Self

from bumble.core import InvalidPacketError
from bumble.transport.common import StreamPacketSource

from retrowalk.simulator.air.loopback import NoAir, Place
from retrowalk.simulator.air.radio import AirController, Radio


_log = logging.getLogger(__name__)


class _Visitor(StreamPacketSource):
    """One process on this air: its controller is there as long as its connection, and vanishes with it."""

    def __init__(self, radio: Radio, all_of_them: set["_Visitor"]) -> None:
        super().__init__()
        self._radio = radio
        self._all = all_of_them
        self._transport: asyncio.Transport | None = None
        self._controller: AirController | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Put a controller on the air."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a TCP connection is a stream both ways
        self._transport = transport
        self._controller = AirController("visitor", host_source=self, host_sink=self, link=self._radio)
        self._all.add(self)

    def data_received(self, data: bytes) -> None:
        """Hand on what the process says; one that does not speak HCI is shown the door."""
        try:
            self.parser.feed_data(data)
        except InvalidPacketError as error:
            _log.warning("a connection that does not speak HCI is closed: %s", error)
            self.leave()

    def connection_lost(self, _error: Exception | None) -> None:
        """Take the controller off the air: whoever was linked to it notices after the supervision timeout."""
        self._transport = None
        if self._controller is not None:
            self._radio.vanish(self._controller)
        self._all.discard(self)
        self.on_transport_lost()

    def on_packet(self, packet: bytes) -> None:
        """Tell the process what its controller says."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(packet)

    def leave(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()


class AirServer:
    """Entered on a running loop: lets processes of this computer join a radio. `place` says where, once it is open.

    Entering raises NoAir when nobody may listen there.
    """

    def __init__(self, radio: Radio, place: Place | None = None) -> None:
        self.place = place or Place()
        self._radio = radio
        self._visitors: set[_Visitor] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Open the port."""
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(self._visitor, self.place.host, self.place.port)
        except OSError as error:
            raise NoAir(f"no air can be opened at {self.place}: {error.strerror or error}") from error
        self.place = Place(self.place.host, self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Close the port and show everybody the door."""
        assert self._server is not None  # noqa: S101 - entered
        self._server.close()
        visitors = tuple(self._visitors)
        for each in visitors:
            each.leave()
        await asyncio.gather(*(each.terminated for each in visitors))
        await self._server.wait_closed()

    def _visitor(self) -> _Visitor:
        return _Visitor(self._radio, self._visitors)
