"""The bleak backends on virtual air: what bleak promises its users, and what Bumble does not do by itself."""

import asyncio

import pytest
from bleak import BleakClient, BleakScanner
from bleak.exc import BleakDeviceNotFoundError, BleakError, BleakGATTProtocolError

from retrowalk.ftms.uuids import Characteristic, Service, full
from retrowalk.runtime.clock import now, virtual_loop
from retrowalk.simulator.air.radio import SUPERVISION
from retrowalk.simulator.air.virtual import VirtualAir
from retrowalk.simulator.faults import Fault
from retrowalk.simulator.treadmill import Treadmill


CP, DATA = full(Characteristic.CONTROL_POINT), full(Characteristic.TREADMILL_DATA)
CCCD = "00002902-0000-1000-8000-00805f9b34fb"


def with_client(use, latency=0.0, **options):
    """Run use(air, station, client) with a connected BleakClient."""

    async def main():
        async with VirtualAir(latency) as air:
            station = await air.add()
            async with BleakClient(station.address, backend=air.backend, **options) as client:
                await use(air, station, client)

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())


def on_empty_air(use):
    """Run use(air) where no treadmill is yet."""

    async def main():
        async with VirtualAir() as air:
            await use(air)

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())


def test_services_characteristics_properties_and_descriptors_are_found():
    async def use(_air, _station, client):
        machine = client.services.get_service(full(Service.FITNESS_MACHINE))
        found = {each.uuid: each.properties for each in machine.characteristics}
        assert found[CP] == ["write", "indicate"]
        assert found[DATA] == ["notify"]
        assert found[full(Characteristic.FEATURE)] == ["read"]
        assert len(found) == 7
        assert client.services.get_service(full(Service.DEVICE_INFORMATION)) is not None
        descriptor = client.services.get_characteristic(CP).get_descriptor(CCCD)
        assert await client.read_gatt_descriptor(descriptor) == b"\x00\x00"
        assert client.mtu_size == 517
        assert client.services.get_characteristic(CP).max_write_without_response_size == 514
        assert client.name == client.address

    with_client(use)


def test_reading_writing_subscribing_and_unsubscribing():
    async def use(_air, _station, client):
        assert await client.read_gatt_char(full(Characteristic.SPEED_RANGE)) == bytes.fromhex("6400d0070a00")
        with pytest.raises(BleakGATTProtocolError) as error:
            await client.write_gatt_char(CP, b"\x00", response=True)
        assert error.value.args[0] == 0xFD
        heard = []
        await client.start_notify(CP, lambda _sender, data: heard.append(bytes(data)))
        await client.write_gatt_char(CP, b"\x00", response=True)
        await asyncio.sleep(0.1)
        assert heard == [bytes.fromhex("800001")]
        await client.stop_notify(CP)
        with pytest.raises(BleakGATTProtocolError):
            await client.write_gatt_char(CP, b"\x00", response=True)

    with_client(use)


def test_a_listener_that_raises_does_not_hold_up_the_next_indication(caplog):
    async def use(_air, _station, client):
        heard = []

        def listen(_sender, data):
            heard.append(bytes(data))
            raise RuntimeError("listener")

        await client.start_notify(CP, listen)
        for _ in range(3):
            await client.write_gatt_char(CP, b"\x00", response=True)
            await asyncio.sleep(0.1)
        assert heard == [bytes.fromhex("800001")] * 3

    with_client(use)
    assert [each.message for each in caplog.records if each.name.startswith("retrowalk")] == [
        "a notification's listener failed"
    ] * 3


def test_nobody_at_that_address():
    async def use(air):
        client = BleakClient("C0:00:00:00:00:99", backend=air.backend, timeout=2.0)
        with pytest.raises(BleakDeviceNotFoundError):
            await client.connect()
        assert now() >= 2000
        assert not client.is_connected
        with pytest.raises(BleakError):
            await client.read_gatt_char(CP)
        await client.disconnect()

    on_empty_air(use)


def test_giving_up_leaves_the_radio_free_for_the_next():
    async def use(air):
        absent = BleakClient("C0:00:00:00:00:99", backend=air.backend)
        connecting = asyncio.create_task(absent.connect())
        await asyncio.sleep(1)
        connecting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await connecting
        station = await air.add()
        async with BleakClient(station.address, backend=air.backend, timeout=2.0) as client:
            assert client.is_connected

    on_empty_air(use)


@pytest.mark.parametrize("after", [0.0, 0.02, 0.04, 0.06, 0.1, 0.2])
def test_giving_up_at_any_moment_leaves_no_link_behind(after):
    async def main():
        async with VirtualAir(latency=0.02) as air:
            station = await air.add()
            client = BleakClient(station.address, backend=air.backend)
            connecting = asyncio.create_task(client.connect())
            await asyncio.sleep(after)
            connecting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await connecting
            await asyncio.sleep(1)
            assert not client.is_connected
            async with BleakClient(station.address, backend=air.backend, timeout=3.0) as again:
                assert again.is_connected

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())


def test_a_link_that_was_made_while_nobody_waited_any_more_is_ended(monkeypatch):
    """The radio has made it, the computer gives up, and only then its device hears of it."""

    async def use(air, station):
        device, held = air.backend.central.device, []
        hear, order = device.host.on_packet, device.send_sync_command
        client = BleakClient(station.address, backend=air.backend)
        connecting = asyncio.create_task(client.connect())
        await asyncio.sleep(0.02)
        assert device.is_le_connecting
        monkeypatch.setattr(device.host, "on_packet", held.append)
        await asyncio.sleep(0.3)
        assert held, "the link was made"

        async def late(command):
            monkeypatch.undo()
            for packet in held:
                hear(packet)
            return await order(command)

        monkeypatch.setattr(device, "send_sync_command", late)
        connecting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await connecting
        await asyncio.sleep(1)
        async with BleakClient(station.address, backend=air.backend, timeout=3.0) as again:
            assert again.is_connected

    async def main():
        async with VirtualAir(latency=0.02) as air:
            await use(air, await air.add())

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())


def test_connects_wait_for_one_another():
    async def use(air):
        stations = [await air.add() for _ in range(3)]
        clients = [BleakClient(each.address, backend=air.backend) for each in stations]
        await asyncio.gather(*(each.connect() for each in clients))
        assert all(each.is_connected for each in clients)
        for each in clients:
            await each.disconnect()

    on_empty_air(use)


def test_a_descriptor_may_be_written():
    async def use(_air, _station, client):
        descriptor = client.services.get_characteristic(CP).get_descriptor(CCCD)
        # bleak keeps this descriptor for itself, so the backend is asked
        await client._backend.write_gatt_descriptor(descriptor, b"\x02\x00")  # noqa: SLF001
        assert await client.read_gatt_descriptor(descriptor) == b"\x02\x00"
        await client.write_gatt_char(CP, b"\x00", response=True)

    with_client(use)


def test_a_link_lost_in_the_middle_of_a_call_is_an_error_not_a_cancellation():
    ended = []

    async def use(_air, station, client):
        await client.start_notify(CP, lambda _sender, _data: None)
        lost = now()
        station.treadmill.fail(Fault.LINK_DROP, None, lost)
        writes = [asyncio.create_task(client.write_gatt_char(CP, b"\x00", response=True)) for _ in range(3)]
        done = await asyncio.gather(*writes, return_exceptions=True)
        assert [type(each) for each in done] == [BleakError] * 3
        assert now() - lost == pytest.approx(SUPERVISION * 1000, abs=10)
        assert not client.is_connected
        assert len(ended) == 1
        with pytest.raises(BleakError):
            await client.start_notify(DATA, lambda _sender, _data: None)

    with_client(use, disconnected_callback=ended.append)


def test_a_call_that_is_cancelled_says_so():
    async def use(_air, _station, client):
        reading = asyncio.create_task(client.read_gatt_char(full(Characteristic.FEATURE)))
        await asyncio.sleep(0.01)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await client.read_gatt_char(full(Characteristic.FEATURE))
        await asyncio.sleep(1)
        assert client.is_connected

    with_client(use, latency=0.02)


def test_disconnecting_is_told_once():
    ended = []

    async def use(_air, _station, client):
        await client.disconnect()
        await client.disconnect()
        assert len(ended) == 1

    with_client(use, disconnected_callback=ended.append)


def test_pairing_encrypts_the_link():
    async def use(_air, _station, client):
        await client.pair()
        await client.unpair()
        assert client.is_connected

    with_client(use)


def test_scanning_shows_what_is_advertised_and_filters_by_service():
    async def use(air):
        await air.add(Treadmill(), "Lane 7")
        found = await BleakScanner.discover(0.5, return_adv=True, backend=air.scanner)
        ((device, heard),) = found.values()
        assert (device.name, heard.local_name, heard.rssi) == ("Lane 7", "Lane 7", -50)
        assert heard.service_uuids == [full(Service.FITNESS_MACHINE)]
        assert heard.service_data == {full(Service.FITNESS_MACHINE): b"\x01\x01\x00"}
        seen = []
        others = ["0000180d-0000-1000-8000-00805f9b34fb"]
        async with BleakScanner(lambda device, _heard: seen.append(device), others, backend=air.scanner):
            await asyncio.sleep(0.5)
        assert seen == []

    on_empty_air(use)


def test_two_scans_at_once_and_one_after_them():
    async def use(air):
        await air.add()
        both = await asyncio.gather(*(BleakScanner.discover(each, backend=air.scanner) for each in (0.3, 0.6)))
        assert [len(each) for each in both] == [1, 1]
        assert len(await BleakScanner.discover(0.3, backend=air.scanner)) == 1

    on_empty_air(use)


def test_a_connected_treadmill_does_not_advertise():
    async def use(air, _station, _client):
        assert await BleakScanner.discover(0.5, backend=air.scanner) == []

    with_client(use)
