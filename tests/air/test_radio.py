"""The virtual air: order, latency, and being out of reach."""

import asyncio

import pytest
from bleak import BleakClient, BleakScanner
from bumble import hci

from retrowalk.ftms.uuids import Characteristic, full
from retrowalk.runtime.clock import now, virtual_loop
from retrowalk.simulator.air.radio import AirController, Radio
from retrowalk.simulator.air.virtual import VirtualAir


CP, FEATURE = full(Characteristic.CONTROL_POINT), full(Characteristic.FEATURE)


def run(main):
    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())


@pytest.mark.parametrize("latency", [0.0, 0.015])
def test_a_round_trip_takes_two_latencies(latency):
    async def main():
        async with VirtualAir(latency) as air:
            station = await air.add()
            async with BleakClient(station.address, backend=air.backend) as client:
                before = now()
                for _ in range(10):
                    await client.read_gatt_char(FEATURE)
                assert now() - before == pytest.approx(10 * 2 * latency * 1000, abs=1)

    run(main)


def test_what_is_sent_at_one_instant_arrives_in_order():
    async def main():
        radio, came = Radio(0.01), []
        for number in range(100):
            radio._fly(lambda number=number: came.append(number))  # noqa: SLF001 - the queue is what is tested
        await asyncio.sleep(0.02)
        assert came == list(range(100))

    run(main)


def test_a_closed_radio_delivers_nothing():
    async def main():
        radio, came = Radio(0.01), []
        radio._fly(lambda: came.append(1))  # noqa: SLF001 - the queue is what is tested
        radio.close()
        radio.close()
        await asyncio.sleep(1)
        assert came == []

    run(main)


def test_out_of_reach_means_unseen_unconnectable_and_cut_off_and_then_back():
    async def main():
        async with VirtualAir() as air:
            station = await air.add()
            client = BleakClient(station.address, backend=air.backend)
            await client.connect()
            station.lose(5000)
            began = now()
            await asyncio.sleep(1)
            assert not client.is_connected
            assert await BleakScanner.discover(1.0, backend=air.scanner) == []
            await BleakClient(station.address, backend=air.backend, timeout=10.0).connect()
            assert now() - began >= 5000

    run(main)


def test_being_lost_twice_ends_with_the_later_return():
    async def main():
        async with VirtualAir() as air:
            station = await air.add()
            station.lose(1000)
            station.lose(3000)
            await asyncio.sleep(2)
            assert await BleakScanner.discover(0.5, backend=air.scanner) == []
            assert len(await BleakScanner.discover(2.0, backend=air.scanner)) == 1

    run(main)


def test_one_treadmill_out_of_reach_leaves_the_others_alone():
    async def main():
        async with VirtualAir() as air:
            lost, kept = await air.add(), await air.add()
            async with BleakClient(kept.address, backend=air.backend) as client:
                lost.lose(5000)
                await asyncio.sleep(2)
                assert await client.read_gatt_char(FEATURE)

    run(main)


def test_cancelling_nothing_is_disallowed():
    async def main():
        controller = AirController("one", link=Radio())
        answer = controller.on_hci_le_create_connection_cancel_command(None)
        assert answer.status != 0

    run(main)


def test_what_was_on_its_way_to_a_link_that_has_ended_is_dropped_without_a_word(caplog):
    async def main():
        controller = AirController("one", link=Radio())
        controller.on_hci_acl_data_packet(hci.HCI_AclDataPacket(1, 0, 0, 4, b"late"))

    run(main)
    assert caplog.records == []
