"""Bleak's own backend interface over a treadmill that is a dictionary: what the real client talks to in tests."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from bleak.backends.adapter import BaseBleakAdapter
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakDBusError, BleakError

from retrowalk.ftms.uuids import Characteristic, Service, full


ADDRESS = "00:11:22:33:44:55"
VALUES = {
    Characteristic.MANUFACTURER_NAME: b"Example\0",
    Characteristic.MODEL_NUMBER: b"T-1 ",
    Characteristic.FIRMWARE_REVISION: b"1.2",
    Characteristic.FEATURE: bytes.fromhex("0c10000003000000"),
    Characteristic.SPEED_RANGE: bytes.fromhex("640040060a00"),
    Characteristic.INCLINATION_RANGE: bytes.fromhex("000096000500"),
    Characteristic.TRAINING_STATUS: bytes.fromhex("0001"),
    Characteristic.TREADMILL_DATA: b"",
    Characteristic.CONTROL_POINT: b"",
    Characteristic.MACHINE_STATUS: b"",
}
_NOTIFY = {0x2ACD: "notify", 0x2AD3: "notify", 0x2ADA: "notify", 0x2AD9: "indicate"}


@dataclass
class Peer:
    """The treadmill on the other side. `fails` maps an operation ('connect', 'read 2acc', …) to what it raises.

    None = hangs. `then` maps one to what happens just before it succeeds. `log` holds every operation in order.
    """

    values: dict[int, bytes] = field(default_factory=lambda: dict(VALUES))
    fails: dict[str, BaseException | None] = field(default_factory=dict)
    then: dict[str, Callable[[], None]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    clients: list["FakeClient"] = field(default_factory=list)
    advertises: bool = True
    connected: bool = False
    name: str = "Sim"

    async def operation(self, name: str) -> None:
        """Note it, take a moment, then fail if told so."""
        self.log.append(name)
        await asyncio.sleep(0.01)
        if name in self.fails:
            error = self.fails[name]
            if error is None:
                await asyncio.get_running_loop().create_future()
            else:
                raise error
        self.then.get(name, lambda: None)()

    def device(self) -> BLEDevice:
        return BLEDevice(ADDRESS, self.name, None)

    def advertisement(self) -> AdvertisementData:
        return AdvertisementData(
            self.name,
            {},
            {full(Service.FITNESS_MACHINE): b"\x01\x01\x00"},
            [full(Service.FITNESS_MACHINE)],
            None,
            -40,
            (),
        )

    def backends(self) -> dict[str, Any]:
        """Backend classes bound to this peer, as BleTreadmill takes them."""
        return {
            "backend": type("Client", (FakeClient,), {"peer": self}),
            "scanner": type("Scanner", (FakeScanner,), {"peer": self}),
        }

    def drop(self) -> None:
        """The radio loses the newest client."""
        self.clients[-1].lose()


class FakeClient(BaseBleakClient):
    """A bleak client backend."""

    peer: ClassVar[Peer]

    def __init__(self, address_or_ble_device: BLEDevice | str, **kwargs: Any) -> None:
        super().__init__(
            address_or_ble_device,
            disconnected_callback=kwargs["disconnected_callback"],
            timeout=kwargs["timeout"],
        )
        self.target = address_or_ble_device
        self.callbacks: dict[int, Any] = {}
        self.up = False
        self.peer.clients.append(self)

    @property
    def mtu_size(self) -> int:
        return 23

    @property
    def is_connected(self) -> bool:
        return self.up

    async def connect(self, pair: bool, **_: Any) -> None:  # noqa: FBT001, ARG002 - bleak's own signature
        await self.peer.operation("connect")
        self.services = _services(self.peer.values)
        self.up = True

    def lose(self) -> None:
        """What every backend does when the link ends, for whatever reason."""
        self.up, self.services = False, None
        if self._disconnected_callback is not None:
            self._disconnected_callback()

    async def disconnect(self) -> None:
        await self.peer.operation("disconnect")
        if self.up:
            self.lose()

    async def pair(self, *_: Any, **__: Any) -> None:
        raise BleakError("this treadmill does not pair")

    unpair = pair

    async def read_gatt_char(self, characteristic: BleakGATTCharacteristic, **_: Any) -> bytearray:
        await self.peer.operation(f"read {characteristic.obj:04x}")
        return bytearray(self.peer.values[characteristic.obj])

    async def write_gatt_char(self, characteristic: BleakGATTCharacteristic, data: Any, response: bool) -> None:  # noqa: FBT001 - bleak's own signature
        assert response and characteristic.obj == Characteristic.CONTROL_POINT
        await self.peer.operation(f"write {bytes(data).hex()}")

    async def start_notify(self, characteristic: BleakGATTCharacteristic, callback: Any, **_: Any) -> None:
        await self.peer.operation(f"notify {characteristic.obj:04x}")
        self.callbacks[characteristic.obj] = callback

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        await self.peer.operation(f"deaf {characteristic.obj:04x}")

    async def read_gatt_descriptor(self, *_: Any, **__: Any) -> bytearray:
        raise BleakError("no descriptors here")

    write_gatt_descriptor = read_gatt_descriptor  # type: ignore[assignment]


class FakeScanner(BaseBleakScanner):
    """A bleak scanner backend that sees the peer half a second after it starts, if it advertises."""

    peer: ClassVar[Peer]

    def __init__(self, detection_callback: Any, service_uuids: Any, _mode: str, **_: Any) -> None:
        super().__init__(detection_callback, service_uuids)

    async def start(self) -> None:
        self.peer.log.append("scan")
        if "scan" in self.peer.fails:
            raise self.peer.fails["scan"] or BleakError("scan")
        self.timer = asyncio.get_running_loop().call_later(0.5, self.see)

    def see(self) -> None:
        if self.peer.advertises:
            adv = self.peer.advertisement()
            device = self.create_or_update_device(ADDRESS, ADDRESS, self.peer.name, None, adv)
            self.call_detection_callbacks(device, adv)

    async def stop(self) -> None:
        self.timer.cancel()


class FakeAdapter(BaseBleakAdapter):
    """A bleak adapter backend that knows the peer if this computer holds its link already."""

    peer: ClassVar[Peer]

    @classmethod
    async def get(cls, **_: Any) -> "FakeAdapter":
        return cls()

    async def get_connected_devices(self, service_uuids: frozenset[str]) -> list[BLEDevice]:
        assert full(Service.FITNESS_MACHINE) in service_uuids
        self.peer.log.append("connected?")
        return [BLEDevice("00:00:00:00:00:01", "other", None)] + [self.peer.device()] * self.peer.connected


class BlueZ:
    """In place of what bleak knows of a bluetoothd, which does not run here: an adapter, and scans in progress."""

    BUSY = BleakDBusError("org.bluez.Error.InProgress", ["Operation already in progress"])
    PATH = f"/org/bluez/hci1/dev_{ADDRESS.replace(':', '_')}"

    def get_default_adapter(self) -> str:
        return "/org/bluez/hci1"

    @classmethod
    async def known(cls) -> "BlueZ":
        return cls()


def _services(values: dict[int, bytes]) -> BleakGATTServiceCollection:
    """A service tree with the characteristics of `values`, and a service of the maker's own."""
    services = BleakGATTServiceCollection()
    vendor = BleakGATTService(None, 9000, "0000fff0-0000-1000-8000-00805f9b34fb")
    services.add_service(vendor)
    services.add_characteristic(BleakGATTCharacteristic(None, 9001, full(0x2AD9), [], lambda: 20, vendor))
    for handle, number in ((1, Service.DEVICE_INFORMATION), (100, Service.FITNESS_MACHINE)):
        service = BleakGATTService(None, handle, full(number))
        services.add_service(service)
        for each in values:
            if (each >= 0x2ACC) is (number == Service.FITNESS_MACHINE):
                properties: Any = ["read", "write", _NOTIFY.get(each, "read")]
                services.add_characteristic(
                    BleakGATTCharacteristic(each, each, full(each), properties, lambda: 20, service)
                )
    return services
