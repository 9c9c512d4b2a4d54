"""A simulated heart-rate strap on virtual air: a peripheral that tells a heart rate once a second."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from bumble import core, hci
from bumble.device import Connection, Device
from bumble.gatt import Characteristic as GattCharacteristic
from bumble.gatt import Service as GattService


# Bluetooth assigned numbers: Heart Rate Service, Heart Rate Measurement.
SERVICE, MEASUREMENT = 0x180D, 0x2A37
# Flags (Heart Rate Service 1.0, §3.1.1.1): contact is seen; the strap can tell whether it is.
CONTACT, TELLS_CONTACT = 0x02, 0x04
# Straps tell once a second (s), and advertise about ten times (ms).
_EVERY, _INTERVAL = 1.0, 100


class AirStrap:
    """One strap. `bpm` and `contact` are what it tells; `says`, if given, is told instead; `silent`: nothing is.

    `lose` loses its link and takes it out of reach for that many ms.
    """

    def __init__(self, device: Device, name: str, address: hci.Address, lose: Callable[[int], None]) -> None:
        self.device, self.name, self.lose = device, name, lose
        self.bpm, self.contact = 96, True
        self.says: bytes | None = None
        self.silent = False
        self._random_address = address
        self._measurement: GattCharacteristic[bytes] = GattCharacteristic(
            core.UUID.from_16_bits(MEASUREMENT), GattCharacteristic.Properties.NOTIFY, GattCharacteristic.Permissions(0)
        )
        self._tasks: set[asyncio.Task[None]] = set()
        device.add_service(GattService(core.UUID.from_16_bits(SERVICE), [self._measurement]))
        device.on(device.EVENT_CONNECTION, self._connected)

    @property
    def address(self) -> str:
        """Where clients find it."""
        return str(self._random_address).partition("/")[0]

    @property
    def linked(self) -> bool:
        """Whether somebody is connected."""
        return bool(self.device.connections)

    def frame(self) -> bytes:
        """What it tells now."""
        if self.says is not None:
            return self.says
        return bytes((TELLS_CONTACT | (CONTACT if self.contact else 0), self.bpm))

    async def begin(self) -> None:
        """Advertise, and tell for as long as it is there."""
        await self._advertise()
        self._run(self._beat())

    def close(self) -> None:
        """Switch it off."""
        self.device.remove_listener(self.device.EVENT_CONNECTION, self._connected)
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()

    async def _advertise(self) -> None:
        kind = core.AdvertisingData
        told = [
            (kind.FLAGS, bytes((kind.Flags.LE_GENERAL_DISCOVERABLE_MODE | kind.Flags.BR_EDR_NOT_SUPPORTED,))),
            (kind.INCOMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS, SERVICE.to_bytes(2, "little")),
            (kind.COMPLETE_LOCAL_NAME, self.name.encode()),
        ]
        await self.device.start_advertising(
            advertising_data=bytes(kind(told)),
            advertising_interval_min=_INTERVAL,
            advertising_interval_max=_INTERVAL,
        )

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(_EVERY)
            if not self.silent:
                await self.device.notify_subscribers(self._measurement, self.frame())

    def _connected(self, connection: Connection) -> None:
        connection.on(connection.EVENT_DISCONNECTION, self._disconnected)

    def _disconnected(self, _reason: int) -> None:
        if self._tasks:  # it has not been switched off
            self._run(self._advertise())

    def _run(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
