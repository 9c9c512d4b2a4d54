"""Advertising over a named transport: a controller behind TCP stands in for a dongle, on virtual air."""

import asyncio
import contextlib
import socket

import pytest
from bleak import BleakClient, BleakScanner
from bleak.exc import BleakError
from bumble import hci
from bumble.transport import open_transport

from retrowalk.ftms.uuids import Characteristic, full
from retrowalk.runtime.clock import now
from retrowalk.simulator.air import real
from retrowalk.simulator.air.radio import AirController
from retrowalk.simulator.air.real import NoRadio, advertise
from retrowalk.simulator.air.virtual import VirtualAir
from retrowalk.simulator.faults import Fault
from retrowalk.simulator.shape import Shape
from retrowalk.simulator.treadmill import Treadmill


CP = full(Characteristic.CONTROL_POINT)


class OldController(AirController):
    """A dongle from before extended advertising."""

    le_features = AirController.le_features & ~hci.LeFeatureMask.LE_EXTENDED_ADVERTISING


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def with_dongle(treadmills, use, kind=AirController):
    """Advertise over TCP, plug a controller in at the other end, and run use(air, stations)."""
    port, stations = free_port(), asyncio.get_running_loop().create_future()
    advertising = asyncio.create_task(advertise(treadmills, f"tcp-server:127.0.0.1:{port}", stations.set_result))
    await asyncio.sleep(0.2)
    async with VirtualAir() as air, await open_transport(f"tcp-client:127.0.0.1:{port}") as wire:
        kind("dongle", host_source=wire.source, host_sink=wire.sink, link=air.radio)
        await asyncio.wait([advertising, stations], return_when=asyncio.FIRST_COMPLETED)
        try:
            if not advertising.done():
                await use(air, stations.result())
        finally:
            advertising.cancel()
            done = await asyncio.gather(advertising, return_exceptions=True)
    await asyncio.sleep(0.05)  # sockets close in their own time
    if isinstance(done[0], NoRadio):
        raise done[0]


@pytest.mark.parametrize("kind", [AirController, OldController])
async def test_a_treadmill_behind_a_transport_is_found_connected_and_controlled(kind):
    async def use(air, stations):
        found = await BleakScanner.discover(0.5, return_adv=True, backend=air.scanner)
        assert {heard.local_name for _, heard in found.values()} == {"Retrowalk Sim"}
        heard = []
        async with BleakClient(stations[0].address, backend=air.backend) as client:
            await client.start_notify(CP, lambda _sender, data: heard.append(bytes(data)))
            for each in ("00", "07"):
                await client.write_gatt_char(CP, bytes.fromhex(each), response=True)
                await asyncio.sleep(0.15)
        assert heard == [bytes.fromhex("800001"), bytes.fromhex("800701")]

    await with_dongle([Treadmill()], use, kind)


async def test_several_treadmills_share_one_controller_and_stay_apart():
    treadmills = [Treadmill(Shape(name=f"Sim {number}")) for number in (1, 2, 3)]

    async def use(air, stations):
        found = await BleakScanner.discover(0.5, backend=air.scanner)
        assert {each.name for each in found} == {"Sim 1", "Sim 2", "Sim 3"}
        for number, request in ((2, "02c800"), (0, "02f401")):
            async with BleakClient(stations[number].address, backend=air.backend) as client:
                await client.start_notify(CP, lambda _sender, _data: None)
                for each in ("00", request):
                    await client.write_gatt_char(CP, bytes.fromhex(each), response=True)
                    await asyncio.sleep(0.15)
        assert [each.machine.belt.target for each in treadmills] == [500, 0, 200]

    await with_dongle(treadmills, use)


@pytest.mark.parametrize("kind", [AirController, OldController])
async def test_a_dropped_link_is_hung_up_and_refused_for_a_while(kind):
    treadmill = Treadmill()

    async def use(air, stations):
        client = BleakClient(stations[0].address, backend=air.backend)
        await client.connect()
        treadmill.fail(Fault.LINK_DROP, 3000, now())  # longer than a busy host takes for what follows
        await asyncio.sleep(0.1)
        assert not client.is_connected
        early = BleakClient(stations[0].address, backend=air.backend)
        with contextlib.suppress(BleakError):
            await early.connect()
        await asyncio.sleep(0.1)
        assert not early.is_connected
        await asyncio.sleep(3)
        async with BleakClient(stations[0].address, backend=air.backend) as again:
            assert again.is_connected

    await with_dongle([treadmill], use, kind)


async def test_an_old_controller_advertises_one_and_says_so():
    async def use(_air, _stations):
        pytest.fail("two treadmills on a controller that can advertise one")

    with pytest.raises(NoRadio, match=r"1 treadmill\(s\) at a time, not 2"):
        await with_dongle([Treadmill(), Treadmill()], use, OldController)


@pytest.mark.parametrize("transport", ["nonsense:1", "nonsense", "tcp-client:127.0.0.1:1", "file:/nowhere/at/all"])
async def test_transports_that_cannot_be_opened(transport):
    with pytest.raises(NoRadio):
        await advertise([Treadmill()], transport)


async def test_a_transport_without_a_controller_behind_it(monkeypatch):
    monkeypatch.setattr(real, "_POWER_ON", 0.1)
    writers = []
    server = await asyncio.start_server(lambda _reader, writer: writers.append(writer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(NoRadio, match="no Bluetooth controller answers"):
            await advertise([Treadmill()], f"tcp-client:127.0.0.1:{port}")
    writers[0].close()
    await asyncio.sleep(0.05)


def test_names_that_do_not_fit_are_shortened_where_room_is_short():
    from retrowalk.simulator.air.peripheral import Station, static_address  # noqa: PLC0415 - used here alone

    async def main():
        station = Station(Treadmill(), "The long name of a treadmill", static_address(7))
        assert station.address == "C0:00:00:00:00:07"
        assert len(station.advertising(31)) == 31
        assert b"The long name o" in station.advertising(31)
        assert b"The long name of a treadmill" in station.advertising(255)
        assert b"The long name of a treadmill" in station.scan_response()

    asyncio.run(main())


class FullController(AirController):
    """A dongle with room for one advertising set that does not tell how many it has."""

    def on_hci_le_set_extended_advertising_parameters_command(self, command):
        if self.advertising_sets and command.advertising_handle not in self.advertising_sets:
            return hci.HCI_LE_Set_Extended_Advertising_Parameters_ReturnParameters(
                status=hci.HCI_ErrorCode.MEMORY_CAPACITY_EXCEEDED_ERROR, selected_tx_power=0
            )
        return super().on_hci_le_set_extended_advertising_parameters_command(command)


async def test_a_full_controller_says_which_treadmill_it_refuses():
    async def use(_air, _stations):
        pytest.fail("two treadmills on a controller that can advertise one")

    with pytest.raises(NoRadio, match="refuses to advertise treadmill 2"):
        await with_dongle([Treadmill(), Treadmill()], use, FullController)


async def test_a_controller_unplugged_ends_it():
    port, stations = free_port(), asyncio.get_running_loop().create_future()
    async with VirtualAir() as air, await open_transport(f"tcp-server:127.0.0.1:{port}") as wire:
        AirController("dongle", host_source=wire.source, host_sink=wire.sink, link=air.radio)
        advertising = asyncio.create_task(advertise([Treadmill()], f"tcp-client:127.0.0.1:{port}", stations.set_result))
        await stations
        wire.sink.transport.close()
        wire.server.close()
        with pytest.raises(NoRadio, match="is gone"):
            await advertising
    await asyncio.sleep(0.05)
