"""A computer's Bluetooth on the air of another process: what `VirtualAir` gives, over TCP."""

import asyncio
import secrets
from contextlib import suppress
from typing import Self

from bumble import core, hci
from bumble.device import Device
from bumble.transport.common import StreamPacketSink, StreamPacketSource, TransportLostError

from retrowalk.simulator.air.backend import AirClient, AirScanner
from retrowalk.simulator.air.central import Central
from retrowalk.simulator.air.exchange import AirHost
from retrowalk.simulator.air.loopback import NoAir, Place
from retrowalk.simulator.air.peripheral import static_address


# A loopback connection is there at once, and an air's controller answers within milliseconds; not even a busy computer
# takes a thousand times that (s).
_PATIENCE = 10.0
# An air closes its side at once; what is no air may never do so (s).
_FAREWELL = 1.0
# The free bits of a random static address: 46, of which neither all nor none are set (Core specification, volume 6,
# part B, §1.3.2.1). The lowest 2^16 addresses are left to the treadmills of a virtual air.
_LOWEST, _HIGHEST = 0x1_0000, 0x3FFF_FFFF_FFFE


class _Wire(StreamPacketSource):
    """The connection to the air."""

    def connection_lost(self, _error: Exception | None) -> None:
        """Tell whoever waits, and the host."""
        self.on_transport_lost()


class JoinedAir:
    """Entered on a running loop. Every entering process is a computer of its own, with an address of its own.

    `backend` and `scanner` are the classes to give to bleak. Entering raises NoAir.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self.backend: type[AirClient] = AirClient
        self.scanner: type[AirScanner] = AirScanner

    async def __aenter__(self) -> Self:
        """Connect, and switch this computer's Bluetooth on."""
        self._transport, self._wire = await self._connect()
        address = static_address(_LOWEST + secrets.randbelow(_HIGHEST - _LOWEST))
        self._device = Device("central", address, host=AirHost(self._wire, StreamPacketSink(self._transport)))
        try:
            await self._power_on()
        except BaseException:
            await self._close()
            raise
        bound = {"central": Central(self._device)}
        self.backend = type("JoinedAirClient", (AirClient,), bound)
        self.scanner = type("JoinedAirScanner", (AirScanner,), bound)
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Leave the air; nothing is said to whoever is still linked."""
        with suppress(TransportLostError):
            await self._device.power_off()
        await self._close()

    async def _connect(self) -> tuple[asyncio.Transport, _Wire]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_PATIENCE):
                return await loop.create_connection(_Wire, self.place.host, self.place.port)
        except (OSError, TimeoutError) as error:
            raise NoAir(f"no air is at {self.place}: start one with `retrowalk simulate --air PORT`") from error

    async def _power_on(self) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._device.power_on()
        except (TimeoutError, core.BaseBumbleError, hci.HCI_Error) as error:
            raise NoAir(f"what listens at {self.place} is not an air") from error

    async def _close(self) -> None:
        """Say that nothing more comes, so that what was said is heard, and wait until the air has closed its side."""
        if not self._wire.terminated.done():
            self._transport.write_eof()
        await asyncio.wait((self._wire.terminated,), timeout=_FAREWELL)
        self._transport.abort()
        await self._wire.terminated
