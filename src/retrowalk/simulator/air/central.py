"""The computer's own Bluetooth device on virtual air: connecting and scanning, for all bleak objects there are."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from bumble import core, hci
from bumble.device import Advertisement, Connection, Device


class Central:
    """The one Bluetooth device that all bleak objects of a virtual air share; it connects to one peer at a time."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self._connecting = asyncio.Lock()
        self._scanners = 0

    async def connect(self, address: str) -> Connection:
        """Connect, however long it takes; giving up leaves nothing behind."""
        peer = hci.Address(address, hci.Address.RANDOM_DEVICE_ADDRESS)
        async with self._connecting:
            try:
                return await self.device.connect(peer, own_address_type=hci.OwnAddressType.RANDOM, timeout=None)
            except asyncio.CancelledError:
                await asyncio.shield(self._give_up(peer))
                raise

    async def _give_up(self, peer: hci.Address) -> None:
        """Cancel the pending connection; if it came through at that very moment, end it."""
        # Bumble forgets it with the connecting, and cannot take in a link without it that is made meanwhile.
        self.device.connect_own_address_type = hci.OwnAddressType.RANDOM
        with suppress(hci.HCI_Error, core.BaseBumbleError):
            await self.device.send_sync_command(hci.HCI_LE_Create_Connection_Cancel_Command())
        connection = self.device.find_connection_by_bd_addr(peer, transport=core.PhysicalTransport.LE)
        if connection is not None:
            await connection.disconnect()

    async def scan(self, heard: Callable[[Advertisement], None]) -> None:
        """Hear advertising; the radio listens as long as anyone does."""
        self.device.on(self.device.EVENT_ADVERTISEMENT, heard)
        self._scanners += 1
        if self._scanners == 1:
            await self.device.start_scanning()

    async def stop_scan(self, heard: Callable[[Advertisement], None]) -> None:
        """Stop hearing."""
        self.device.remove_listener(self.device.EVENT_ADVERTISEMENT, heard)
        self._scanners -= 1
        if self._scanners == 0:
            await self.device.stop_scanning()
