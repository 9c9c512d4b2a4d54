"""A Bluetooth device that is one or several treadmills: a GATT server with the Fitness Machine Service."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from bumble import att, core, hci
from bumble.device import AdvertisingEventProperties, AdvertisingParameters, Connection, Device
from bumble.gatt import Characteristic as GattCharacteristic
from bumble.gatt import Service as GattService

from retrowalk.ftms.uuids import Characteristic, Service
from retrowalk.runtime.clock import now
from retrowalk.simulator.audience import Cut, Outgoing
from retrowalk.simulator.carrier import Carrier
from retrowalk.simulator.treadmill import Treadmill
from retrowalk.simulator.voice import SERVICE_DATA


_Is = GattCharacteristic.Properties
_MACHINE = {
    Characteristic.FEATURE: _Is.READ,
    Characteristic.TREADMILL_DATA: _Is.NOTIFY,
    Characteristic.TRAINING_STATUS: _Is.READ | _Is.NOTIFY,
    Characteristic.SPEED_RANGE: _Is.READ,
    Characteristic.INCLINATION_RANGE: _Is.READ,
    Characteristic.CONTROL_POINT: _Is.WRITE | _Is.INDICATE,
    Characteristic.MACHINE_STATUS: _Is.NOTIFY,
}
_INFORMATION = dict.fromkeys(
    (Characteristic.MANUFACTURER_NAME, Characteristic.MODEL_NUMBER, Characteristic.FIRMWARE_REVISION), _Is.READ
)
# What legacy advertising holds (Core specification, volume 6, part B, §2.3.1.1), and how often it is sent (ms).
_LEGACY_ROOM = 31
_INTERVAL = 100
_FLAGS = bytes(
    (core.AdvertisingData.Flags.LE_GENERAL_DISCOVERABLE_MODE | core.AdvertisingData.Flags.BR_EDR_NOT_SUPPORTED,)
)


# The two highest bits of a static random address are set (Core specification, volume 6, part B, §1.3.2.1).
_STATIC = 0xC0_00_00_00_00_00


def static_address(number: int) -> hci.Address:
    """Make the static random address with this number; the same in every run."""
    octets = (_STATIC | number).to_bytes(6, "little")
    return hci.Address(octets, hci.Address.RANDOM_DEVICE_ADDRESS)


class Station:
    """One treadmill on the air.

    `lose` loses its links and takes it out of reach for that many ms; None where the air cannot do that.
    """

    def __init__(
        self, treadmill: Treadmill, name: str, address: hci.Address, lose: Callable[[int], None] | None = None
    ) -> None:
        self.carrier = Carrier(treadmill)
        self.name = name or treadmill.shape.name
        self.random_address = address
        self.lose = lose

    @property
    def treadmill(self) -> Treadmill:
        """What is carried: its console, key and faults."""
        return self.carrier.treadmill

    @property
    def address(self) -> str:
        """Where clients find it."""
        return str(self.random_address).partition("/")[0]

    def advertising(self, room: int) -> bytes:
        """Give the advertising data, the name shortened to what fits into `room` bytes."""
        kind = core.AdvertisingData
        service = Service.FITNESS_MACHINE.to_bytes(2, "little")
        first = [
            (kind.FLAGS, _FLAGS),
            (kind.INCOMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS, service),
            (kind.SERVICE_DATA_16_BIT_UUID, service + SERVICE_DATA),
        ]
        name, left = self.name.encode(), room - len(bytes(kind(first))) - 2
        named = (kind.COMPLETE_LOCAL_NAME, name) if len(name) <= left else (kind.SHORTENED_LOCAL_NAME, name[:left])
        return bytes(kind([*first, named]))

    def scan_response(self) -> bytes:
        """Give the whole name, for a real scanner."""
        return bytes(core.AdvertisingData([(core.AdvertisingData.COMPLETE_LOCAL_NAME, self.name.encode())]))


class _Errands:
    """What is being sent. It starts in order; what fails is let be, for then the link is dying and ends by itself."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, errand: Coroutine[Any, Any, None]) -> None:
        """Start at the loop's next turn: a notification is gone with its first step, indications wait their turn."""
        task = asyncio.get_running_loop().create_task(errand)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def drop(self) -> None:
        """Give up what is not done."""
        for task in self._tasks:
            task.cancel()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()


class _Client(_Errands):
    """One connection to one station."""

    def __init__(self, station: Station, connection: Connection) -> None:
        super().__init__()
        self.station = station
        self.connection = connection
        self.number = 0


class Peripheral:
    """A GATT server for the stations on one Bluetooth device; each connection belongs to the station it came in by."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.stations: dict[hci.Address, Station] = {}
        self._clients: dict[Connection, _Client] = {}
        # Bumble's own restarting would go on while the device is being switched off.
        self._restart: dict[Station, Callable[[], Coroutine[Any, Any, None]]] = {}
        self._restarting = _Errands()
        self._characteristics: dict[int, GattCharacteristic[bytes]] = {}
        device.on(device.EVENT_CONNECTION, self._connected)

    # ── setting up ──────────────────────────────────────────────────────────────────────────────────

    def serve(self, treadmill: Treadmill) -> None:
        """Publish the services, with the characteristics that this treadmill has now. Before the first client."""
        for service, characteristics in (
            (Service.FITNESS_MACHINE, _MACHINE),
            (Service.DEVICE_INFORMATION, _INFORMATION),
        ):
            here = [
                self._characteristic(number, properties)
                for number, properties in characteristics.items()
                if not properties & _Is.READ or treadmill.read(number) is not None
            ]
            self.device.add_service(GattService(core.UUID.from_16_bits(service), here))

    async def add(self, station: Station, room: int = _LEGACY_ROOM) -> None:
        """Advertise a station under its own address whenever nobody is connected to it."""
        self.stations[station.random_address] = station
        if self.device.supports_le_extended_advertising:
            await self._add_set(station, room)
        else:
            self._restart[station] = partial(
                self.device.start_advertising,
                advertising_data=station.advertising(room),
                scan_response_data=station.scan_response(),
                advertising_interval_min=_INTERVAL,
                advertising_interval_max=_INTERVAL,
            )
            await self._restart[station]()

    async def _add_set(self, station: Station, room: int) -> None:
        parameters = AdvertisingParameters(
            advertising_event_properties=AdvertisingEventProperties(
                is_connectable=True, is_scannable=True, is_legacy=True
            ),
            primary_advertising_interval_min=_INTERVAL,
            primary_advertising_interval_max=_INTERVAL,
            own_address_type=hci.OwnAddressType.RANDOM,
        )
        made = await self.device.create_advertising_set(
            parameters,
            random_address=station.random_address,
            advertising_data=station.advertising(room),
            scan_response_data=station.scan_response(),
        )
        self._restart[station] = made.start

    def close(self) -> None:
        """Stop every station's time."""
        for station in self.stations.values():
            station.carrier.close()
        self._restart.clear()
        self._restarting.drop()
        for client in self._clients.values():
            client.drop()

    def _characteristic(
        self, number: Characteristic, properties: GattCharacteristic.Properties
    ) -> GattCharacteristic[bytes]:
        may = GattCharacteristic.Permissions
        value: att.AttributeValue[bytes] = att.AttributeValue(read=partial(self._read, number), write=self._write)
        made: GattCharacteristic[bytes] = GattCharacteristic(
            core.UUID.from_16_bits(number),
            properties,
            (may.READABLE if properties & _Is.READ else may(0)) | (may.WRITEABLE if properties & _Is.WRITE else may(0)),
            value,
        )
        made.on(made.EVENT_SUBSCRIPTION, partial(self._subscribed, number))
        self._characteristics[number] = made
        return made

    # ── clients ─────────────────────────────────────────────────────────────────────────────────────

    def _connected(self, connection: Connection) -> None:
        station = self.stations.get(connection.self_address)
        if station is None:
            return
        client = self._clients[connection] = _Client(station, connection)
        client.number = station.carrier.join(partial(self._deliver, client))
        connection.on(connection.EVENT_DISCONNECTION, partial(self._disconnected, client))
        if not station.treadmill.reachable(now()):
            client.run(connection.disconnect())

    def _disconnected(self, client: _Client, _reason: int) -> None:
        del self._clients[client.connection]
        client.station.carrier.leave(client.number)
        client.drop()
        restart = self._restart.get(client.station)
        if restart is not None:
            self._restarting.run(restart())

    def _subscribed(self, number: int, connection: Connection, notify: bool, indicate: bool) -> None:  # noqa: FBT001 - Bumble's own order
        client = self._client(connection)
        client.station.treadmill.subscribe(client.number, number, on=notify or indicate)
        client.station.carrier.run_soon()

    def _client(self, connection: Connection) -> _Client:
        """Whose connection it is. Raises ATT_Error when the link was lost while something was on its way."""
        try:
            return self._clients[connection]
        except KeyError:
            raise att.ATT_Error(att.ErrorCode.UNLIKELY_ERROR) from None

    def _read(self, number: Characteristic, connection: Connection) -> bytes:
        value = self._client(connection).station.treadmill.read(number)
        if value is None:
            raise att.ATT_Error(att.ErrorCode.READ_NOT_PERMITTED)
        return value

    def _write(self, connection: Connection, data: bytes) -> None:
        client = self._client(connection)
        code = client.station.carrier.write(client.number, bytes(data))
        if code:
            raise att.ATT_Error(code)

    def _deliver(self, client: _Client, sent: Outgoing) -> None:
        if isinstance(sent, Cut):
            self._cut(client, sent.away)
            return
        characteristic = self._characteristics[sent.characteristic]
        server = self.device.gatt_server
        indicated = characteristic.properties & _Is.INDICATE
        send = server.indicate_subscriber if indicated else server.notify_subscriber
        client.run(send(client.connection, characteristic, sent.data))

    def _cut(self, client: _Client, away: int) -> None:
        """Lose a link; on real air nothing can be out of reach at will, so hang up."""
        if client.station.lose is not None:
            client.station.lose(away)
        else:
            client.run(client.connection.disconnect())
