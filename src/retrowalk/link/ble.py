"""A treadmill over Bluetooth Low Energy: the only module that knows bleak.

Everything here is bounded in time, because bleak's own calls are not, and ends in our words, because bleak's errors
come from D-Bus, the system and the treadmill alike.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from bleak import BleakAdapter, BleakClient, BleakScanner
from bleak.backends.adapter import BaseBleakAdapter
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakCharacteristicNotFoundError,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)

from retrowalk.ftms.uuids import Service, full
from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.found import Found, in_order, judge
from retrowalk.link.gatt import Connection
from retrowalk.link.port import Description, Listener
from retrowalk.link.translation import Faults, InOurWords


# Connecting with discovery takes 0.9 s, reading and subscribing 0.5 s (BlueZ, measured); a treadmill after a power cut
# was found again within 3 s. What takes three times all of it will not succeed (s).
TOTAL = 15.0
# The part of it spent looking for an address: the rest is left for connecting (s).
LOOK = 10.0

_IN_PROGRESS = "org.bluez.Error.InProgress"

# What bleak raises, the first that fits; codes and D-Bus names that say more go before it (`translation`).
_FAULTS: Faults = (
    (BleakBluetoothNotAvailableError, Fault.UNAVAILABLE),
    (BleakDeviceNotFoundError, Fault.NOT_FOUND),
    (BleakCharacteristicNotFoundError, Fault.NOT_A_TREADMILL),
    (BleakGATTProtocolError, Fault.REFUSED),
    (BleakDBusError, Fault.REFUSED),
    (BleakError, Fault.GONE),  # "Not connected", "Service Discovery has not been performed yet"
)


class BleTreadmill:
    """Satisfies Port. `backend`, `scanner` and `adapter` are bleak backend classes; None = this computer's own radio.

    One task at a time connects or disconnects; `write` may be called by several. `total` is a connect's deadline (s);
    `hci` names the adapter, where there are several, such as hci1.
    """

    def __init__(
        self,
        device: BLEDevice | str,
        *,
        backend: type[BaseBleakClient] | None = None,
        scanner: type[BaseBleakScanner] | None = None,
        adapter: type[BaseBleakAdapter] | None = None,
        hci: str = "",
        total: float = TOTAL,
        **extra: Any,  # noqa: ANN401 - bleak forwards these to the backend as they are
    ) -> None:
        self._address = device if isinstance(device, str) else device.address
        self._device = None if isinstance(device, str) else device
        self._scanner = scanner
        self._adapter = adapter
        self._backend = backend
        self._hci = _adapter(hci)
        self._extra = extra | self._hci
        self._total = total
        self._doubted = False
        self._called = ""
        self._link: Connection | None = None

    @property
    def address(self) -> str:
        """Where it is."""
        return self._address

    async def connect(self, listener: Listener) -> Description:
        """See Port.connect. Where it was found last is tried once directly; after that it is looked for again."""
        await self.disconnect()
        with InOurWords(_FAULTS, "connecting"):
            async with asyncio.timeout(self._total):
                device, self._device = await self._find(), None
                return await self._open(device, listener)

    async def _open(self, device: BLEDevice | str, listener: Listener) -> Description:
        """A link that is up, or none at all."""
        link = Connection(partial(self._client, device), listener, _FAULTS)
        try:
            with InOurWords(_FAULTS, link):
                described = await link.set_up(_name(device))
                link.announce()
        finally:
            if not link.up:
                await link.close("it could not be set up")
        self._link = link
        self._doubted = False
        self._called = described.name
        self._device = device if isinstance(device, BLEDevice) else None
        return described

    def _client(self, device: BLEDevice | str, ended: Callable[[object], None]) -> BleakClient:
        return BleakClient(device, ended, timeout=self._total, backend=self._backend, **self._extra)

    async def _find(self) -> BLEDevice | str:
        """The device as the radio knows it. One that is connected to this computer already does not advertise."""
        if self._device is not None:
            return self._device
        if self._backend is not None and self._scanner is None:
            return self._address
        held = None if self._doubted else await self._connected()
        # When a bluetoothd dies, bleak goes on listing its links (measured): believed again once it was looked for.
        self._doubted = held is not None
        return held or await self._scan()

    async def _connected(self) -> BLEDevice | None:
        if self._adapter is None and self._backend is not None:
            return None
        with suppress(NotImplementedError):
            adapter = await BleakAdapter.get(backend=self._adapter, **self._hci)
            for device in await adapter.get_connected_devices([full(Service.FITNESS_MACHINE)]):
                if device.address.lower() == self._address.lower():
                    return device
        return None

    async def _scan(self) -> BLEDevice:
        """Look for it.

        A bluetoothd that is just starting may never answer a scan, goes on with it, and refuses us every other for as
        long as we live (5.66, measured): what that one has seen is what there is.
        """
        seconds = min(LOOK, self._total * LOOK / TOTAL)
        try:
            chosen = _backend(self._scanner) | self._hci
            found = await BleakScanner.find_device_by_address(self._address, timeout=seconds, **chosen)
        except BleakDBusError as error:
            # Its name decides how it is treated; one whose name was never heard is scanned for again.
            if error.dbus_error != _IN_PROGRESS or not self._called:
                raise
            return await _by_path(self._address, self._called, self._hci)
        if found is None:
            raise LinkError(Fault.NOT_FOUND, f"{self._address} was not seen within {seconds:g} s")
        return found

    async def write(self, data: bytes) -> None:
        """See Port.write."""
        if self._link is None:
            raise LinkError(Fault.GONE, "not connected")
        await self._link.write(data)

    async def disconnect(self) -> None:
        """See Port.disconnect."""
        link, self._link = self._link, None
        if link is not None:
            await link.close("we disconnected")


def client(
    address: str, ended: Callable[[], None], *, backend: type[BaseBleakClient] | None = None, hci: str = ""
) -> BleakClient:
    """A client for what is no treadmill, such as a strap: not connected yet. `ended` hears of the end of its link."""
    chosen: Any = {} if backend is None else {"backend": backend}
    return BleakClient(address, lambda _: ended(), timeout=TOTAL, **chosen, **_adapter(hci))


def translated(doing: str) -> InOurWords:
    """To be entered: whatever bleak raises inside leaves as a LinkError."""
    return InOurWords(_FAULTS, doing)


async def _by_path(address: str, name: str, hci: Mapping[str, Mapping[str, str]]) -> BLEDevice:
    """The device where BlueZ has it once it was seen; to connect to one that was not fails, and is tried again."""
    from bleak.backends.bluezdbus.manager import get_global_bluez_manager  # noqa: PLC0415 - there is none but on Linux

    named = hci.get("bluez", {}).get("adapter")
    adapter = f"/org/bluez/{named}" if named else (await get_global_bluez_manager()).get_default_adapter()
    path = f"{adapter}/dev_{address.upper().replace(':', '_')}"
    return BLEDevice(address, name, {"path": path, "props": {"Adapter": adapter, "Alias": name}})


async def scan(seconds: float, backend: type[BaseBleakScanner] | None = None, hci: str = "") -> list[Found]:
    """Everything that advertises, the likeliest treadmills first, then the strongest signal. Raises LinkError."""
    with InOurWords(_FAULTS, "scanning"):
        seen = await BleakScanner.discover(seconds, return_adv=True, **_backend(backend), **_adapter(hci))
    return in_order(_judge(device, heard) for device, heard in seen.values())


def _judge(device: BLEDevice, heard: AdvertisementData) -> Found:
    name = heard.local_name or device.name or ""
    return judge(device.address, name, heard.rssi, heard.service_uuids, heard.service_data, device)


def _backend(backend: type[BaseBleakScanner] | None) -> Any:  # noqa: ANN401 - bleak types these as keyword arguments
    return {} if backend is None else {"backend": backend}


def _adapter(hci: str) -> Any:  # noqa: ANN401 - as above
    return {"bluez": {"adapter": hci}} if hci else {}


def adapters() -> tuple[str, ...]:
    """The Bluetooth adapters of this computer by their names, hci0 first; () where the system does not list them."""
    folder = Path("/sys/class/bluetooth")
    return tuple(sorted(each.name for each in folder.glob("hci*") if ":" not in each.name)) if folder.is_dir() else ()


def _name(device: BLEDevice | str) -> str:
    return "" if isinstance(device, str) else device.name or ""
