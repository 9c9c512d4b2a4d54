"""The computer's own Bluetooth on virtual air: bleak's backend classes over a Bumble device."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar, TypeVar

from bleak.args import SizedBuffer
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)
from bumble import att, core, hci
from bumble.device import Advertisement, Peer
from bumble.gatt import Characteristic
from bumble.gatt_client import CharacteristicProxy, ServiceProxy
from bumble.transport.common import TransportLostError

from retrowalk.ftms.uuids import full
from retrowalk.simulator.air.central import Central
from retrowalk.simulator.air.exchange import AirGattClient


_log = logging.getLogger(__name__)
_Value = TypeVar("_Value")
# What BlueZ asks for; the lower of both sides is used.
_MTU = 517
_PROPERTIES = {
    Characteristic.Properties.READ: "read",
    Characteristic.Properties.WRITE: "write",
    Characteristic.Properties.WRITE_WITHOUT_RESPONSE: "write-without-response",
    Characteristic.Properties.NOTIFY: "notify",
    Characteristic.Properties.INDICATE: "indicate",
}


def _uuid(uuid: core.UUID) -> str:
    """Give a UUID as bleak writes it."""
    return full(int(uuid.to_hex_str(), 16)) if len(uuid.to_bytes()) == 2 else uuid.to_hex_str("-").lower()  # noqa: PLR2004 - 16 bits


@contextmanager
def _radio() -> Iterator[None]:
    """Say of a controller that has gone what bleak says when there is no Bluetooth."""
    try:
        yield
    except TransportLostError as error:
        reason = BleakBluetoothNotAvailableReason.NO_BLUETOOTH
        raise BleakBluetoothNotAvailableError(str(error), reason) from error


class AirScanner(BaseBleakScanner):
    """Scan on virtual air. A subclass has the central."""

    central: ClassVar[Central]

    def __init__(self, detection_callback: Any, service_uuids: list[str] | None, *_rest: Any, **_unused: Any) -> None:  # noqa: ANN401 - bleak's own signature
        super().__init__(detection_callback, service_uuids)

    async def start(self) -> None:
        """Start scanning."""
        self.seen_devices = {}
        with _radio():
            await self.central.scan(self._heard)

    async def stop(self) -> None:
        """Stop scanning."""
        with _radio():
            await self.central.stop_scan(self._heard)

    def _heard(self, advertisement: Advertisement) -> None:
        """Make of it what bleak makes of one."""
        seen = _advertisement(advertisement)
        address = str(advertisement.address).partition("/")[0]
        device = self.create_or_update_device(address, address, seen.local_name, None, seen)
        if self.is_allowed_uuid(seen.service_uuids):
            self.call_detection_callbacks(device, seen)


def _advertisement(heard: Advertisement) -> AdvertisementData:
    """Translate what was advertised."""
    kind = core.AdvertisingData
    name = heard.data.get(kind.COMPLETE_LOCAL_NAME) or heard.data.get(kind.SHORTENED_LOCAL_NAME)
    uuids = heard.data.get(kind.INCOMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS) or []
    data = heard.data.get(kind.SERVICE_DATA_16_BIT_UUID)
    return AdvertisementData(
        local_name=name,
        manufacturer_data={},
        service_data={_uuid(data[0]): bytes(data[1])} if data else {},
        service_uuids=[_uuid(each) for each in uuids],
        tx_power=None,
        rssi=heard.rssi,
        platform_data=(),
    )


class AirClient(BaseBleakClient):
    """A link on virtual air. A subclass has the central."""

    central: ClassVar[Central]

    def __init__(
        self,
        address_or_ble_device: BLEDevice | str,
        *,
        disconnected_callback: Callable[[], None] | None,
        timeout: float,
        **_unused: Any,  # noqa: ANN401 - options of bleak's other backends
    ) -> None:
        super().__init__(address_or_ble_device, disconnected_callback=disconnected_callback, timeout=timeout)
        self._peer: Peer | None = None
        self._lost: asyncio.Future[None] | None = None
        self._name = address_or_ble_device.name if isinstance(address_or_ble_device, BLEDevice) else None

    @property
    def name(self) -> str:
        """What it is called, or its address."""
        return self._name or self.address

    @property
    def mtu_size(self) -> int:
        """The agreed ATT MTU."""
        return self._peer.connection.att_mtu if self._peer else att.ATT_DEFAULT_MTU

    @property
    def is_connected(self) -> bool:
        """Whether the link is up."""
        return self._lost is not None and not self._lost.done()

    # ── the link ────────────────────────────────────────────────────────────────────────────────────

    async def connect(self, pair: bool, **_unused: Any) -> None:  # noqa: ANN401, FBT001 - bleak's own signature
        """Connect and discover. Raises BleakDeviceNotFoundError when nobody answers within the timeout."""
        del pair
        try:
            with _radio():
                async with asyncio.timeout(self._timeout):
                    connection = await self.central.connect(self.address)
        except TimeoutError:
            raise BleakDeviceNotFoundError(self.address, f"{self.address} does not answer") from None
        connection.gatt_client = AirGattClient(connection)
        self._peer = Peer(connection)
        self._lost = asyncio.get_running_loop().create_future()
        connection.on(connection.EVENT_DISCONNECTION, self._disconnected)
        try:
            await self._procedure(self._discover(self._peer))
        finally:
            if self.services is None:
                await self.disconnect()

    async def disconnect(self) -> None:
        """End the link; one that is down already stays so."""
        if self._peer is not None and self.is_connected:
            with suppress(core.BaseBumbleError, hci.HCI_Error):
                await self._peer.connection.disconnect()

    async def pair(self, *_args: Any, **_unused: Any) -> None:  # noqa: ANN401 - bleak's own signature
        """Encrypt the link."""
        peer = self._there()
        await self._procedure(peer.connection.pair())

    async def unpair(self) -> None:
        """Forget a pairing: none is kept on virtual air."""

    def _disconnected(self, _reason: int) -> None:
        self.services = None
        if self._lost is not None and not self._lost.done():
            self._lost.set_result(None)
        if self._disconnected_callback is not None:
            self._disconnected_callback()

    async def _discover(self, peer: Peer) -> None:
        """Find all services with their characteristics."""
        await peer.request_mtu(_MTU)
        await peer.discover_services()
        for found in await peer.discover_characteristics():
            await peer.discover_descriptors(found)
        services = BleakGATTServiceCollection()
        for service in peer.services:
            self._add_service(services, service)
        self.services = services

    def _add_service(self, services: BleakGATTServiceCollection, service: ServiceProxy) -> None:
        shown = BleakGATTService(service, service.handle, _uuid(service.uuid))
        services.add_service(shown)
        for each in service.characteristics:
            properties: Any = [name for bit, name in _PROPERTIES.items() if each.properties & bit]
            made = BleakGATTCharacteristic(each, each.handle, _uuid(each.uuid), properties, self._payload, shown)
            services.add_characteristic(made)
            for inner in each.descriptors:
                services.add_descriptor(BleakGATTDescriptor(inner, inner.handle, _uuid(inner.type), made))

    def _payload(self) -> int:
        """Give the room of one write without response."""
        return self.mtu_size - 3

    # ── procedures ──────────────────────────────────────────────────────────────────────────────────

    async def read_gatt_char(
        self,
        characteristic: BleakGATTCharacteristic,
        *,
        use_cached: bool = False,
        **_unused: Any,  # noqa: ANN401 - bleak's own signature
    ) -> bytearray:
        """Read a characteristic from the treadmill; there is no cache."""
        del use_cached
        return bytearray(await self._procedure(self._there().read_value(characteristic.obj)))

    async def read_gatt_descriptor(
        self,
        descriptor: BleakGATTDescriptor,
        *,
        use_cached: bool = False,
        **_unused: Any,  # noqa: ANN401 - bleak's own signature
    ) -> bytearray:
        """Read a descriptor."""
        del use_cached
        return bytearray(await self._procedure(self._there().read_value(descriptor.obj)))

    async def write_gatt_char(
        self,
        characteristic: BleakGATTCharacteristic,
        data: SizedBuffer,
        response: bool,  # noqa: FBT001 - bleak's own signature
    ) -> None:
        """Write a characteristic."""
        peer = self._there()
        await self._procedure(peer.write_value(characteristic.obj, bytes(data), with_response=response))

    async def write_gatt_descriptor(self, descriptor: BleakGATTDescriptor, data: SizedBuffer) -> None:
        """Write a descriptor."""
        peer = self._there()
        await self._procedure(peer.write_value(descriptor.obj, bytes(data), with_response=True))

    async def start_notify(
        self,
        characteristic: BleakGATTCharacteristic,
        callback: NotifyCallback,
        **_unused: Any,  # noqa: ANN401 - options of bleak's other backends
    ) -> None:
        """Subscribe. What the callback raises is logged: an indication must be confirmed all the same."""
        proxy: CharacteristicProxy[bytes] = characteristic.obj

        def heard(value: bytes) -> None:
            try:
                callback(bytearray(value))
            except Exception:  # noqa: BLE001 - the listener is not ours, the confirmation is
                _log.exception("a notification's listener failed")

        self._there()
        await self._procedure(proxy.subscribe(heard))

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        """Unsubscribe everyone."""
        proxy: CharacteristicProxy[bytes] = characteristic.obj
        self._there()
        await self._procedure(proxy.unsubscribe(force=True))

    def _there(self) -> Peer:
        """Give the peer of a link that is up. Raises BleakError."""
        if self._peer is None or not self.is_connected:
            raise BleakError("Not connected")
        return self._peer

    async def _procedure(self, doing: Coroutine[Any, Any, _Value]) -> _Value:
        """Do it; Bumble's errors become bleak's, and those of a link that is lost meanwhile say just that."""
        try:
            return await doing
        except att.ATT_Error as error:
            raise BleakGATTProtocolError(error.error_code) from error
        except (core.BaseBumbleError, hci.HCI_Error) as error:
            raise BleakError(str(error) if self.is_connected else "Not connected") from error
