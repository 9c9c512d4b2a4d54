"""Responses stay with their own requests, and nothing is left behind when somebody stops waiting."""

import asyncio
import logging

import pytest
from bleak import BleakClient
from bleak.exc import BleakError, BleakGATTProtocolError
from bumble import att, hci
from tests.air.on_air import Ears, ask, reach

from retrowalk.ftms.uuids import Characteristic, full
from retrowalk.runtime.clock import now, virtual_loop
from retrowalk.simulator.air.virtual import VirtualAir
from retrowalk.simulator.faults import Fault
from retrowalk.simulator.treadmill import Treadmill


CP = full(Characteristic.CONTROL_POINT)
LATENCY = 0.02
CONTROL, START, SPEED, STOP = (bytes.fromhex(each) for each in ("00", "07", "02a000", "0801"))


class Tapped(Treadmill):
    """A treadmill that notes every write as it arrives: the bytes and the answer of ATT."""

    def __init__(self):
        super().__init__()
        self.wire = []

    def write(self, client, data, now):
        code = super().write(client, data, now)
        self.wire.append((data, code))
        return code


def with_control(use):
    """Run use(treadmill, write, client) with control of the treadmill."""

    async def main():
        async with VirtualAir(LATENCY) as air:
            treadmill = Tapped()
            station = await air.add(treadmill)
            async with BleakClient(station.address, backend=air.backend) as client:
                await client.start_notify(CP, lambda _sender, _data: None)

                def write(data):
                    return asyncio.create_task(client.write_gatt_char(CP, data, response=True))

                await write(CONTROL)
                await asyncio.sleep(0.2)
                await use(treadmill, write, client)

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())


@pytest.mark.sr(14)
def test_the_response_of_an_abandoned_write_is_not_taken_for_the_stops():
    async def use(treadmill, write, _client):
        abandoned = write(START)
        await asyncio.sleep(LATENCY / 2)
        abandoned.cancel()
        treadmill.fail(Fault.BUSY, 2, now())
        stop = write(STOP)  # START meets the fault first, then this
        with pytest.raises(BleakGATTProtocolError) as refused:
            await stop
        assert refused.value.args[0] == 0xFE
        await write(STOP)
        assert treadmill.wire == [(CONTROL, 0), (START, 0xFE), (STOP, 0xFE), (STOP, 0)]

    with_control(use)


@pytest.mark.sr(14)
def test_a_stop_waits_for_the_response_that_is_out_and_no_longer():
    async def use(treadmill, write, _client):
        began = now()
        abandoned = write(START)
        await asyncio.sleep(LATENCY / 2)
        abandoned.cancel()
        treadmill.fail(Fault.LATE, 5000, now())
        with pytest.raises(BleakGATTProtocolError):  # the procedure of START is still under way
            await write(STOP)
        assert now() - began == pytest.approx(4 * LATENCY * 1000, abs=2)
        assert [data for data, _ in treadmill.wire] == [CONTROL, START, STOP]

    with_control(use)


@pytest.mark.sr(14)
@pytest.mark.parametrize("passes", range(6))
def test_a_write_that_is_cancelled_before_it_is_sent_is_never_sent(passes):
    async def use(treadmill, write, _client):
        first, waiting, stop = write(START), write(SPEED), write(STOP)
        for _ in range(passes):
            await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait((first, waiting, stop))
        assert waiting.cancelled()
        assert [data for data, _ in treadmill.wire] == [CONTROL, START, STOP]

    with_control(use)


def test_everything_that_waits_ends_with_the_link():
    async def use(treadmill, write, client):
        treadmill.fail(Fault.LINK_DROP, 60_000, now())
        writes = [write(each) for each in (START, SPEED, STOP)]
        done = await asyncio.gather(*writes, return_exceptions=True)
        assert [(type(each), str(each)) for each in done] == [(BleakError, "Not connected")] * 3
        assert not client.is_connected

    with_control(use)


def test_a_request_without_a_response_is_the_last_on_its_link():
    async def use(_treadmill, _write, client):
        proxy = client.services.get_characteristic(CP).obj
        request = att.ATT_Write_Command(attribute_handle=proxy.handle, attribute_value=CONTROL)
        began = now()
        for _ in range(2):  # ATT sends nothing after a transaction that failed: the second waits
            asked = asyncio.create_task(proxy.client.send_request(request))
            done, _ = await asyncio.wait((asked,), timeout=40)
            if not done:
                asked.cancel()
        assert now() - began == pytest.approx(70_000, abs=5)

    with_control(use)


@pytest.mark.parametrize("passes", range(8))
def test_a_command_that_is_cancelled_keeps_its_response(passes, caplog):
    async def main():
        async with VirtualAir() as air:
            await air.add()
            device = air.scanner.central.device
            given_up = asyncio.create_task(device.send_sync_command(hci.HCI_Read_BD_ADDR_Command()))
            for _ in range(passes):
                await asyncio.sleep(0)
            given_up.cancel()
            name = await device.send_sync_command(hci.HCI_Read_Local_Name_Command())
            assert isinstance(name, hci.HCI_Read_Local_Name_ReturnParameters)

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())
    assert caplog.messages == []


@pytest.mark.parametrize("latency", [0.0, LATENCY])
@pytest.mark.parametrize("after", [0, 1, 2, 3, 5, 8, 13, 21, "second"])
def test_air_opens_walks_and_closes_without_a_word(after, latency, caplog):
    caplog.set_level(logging.WARNING)

    async def main():
        async with VirtualAir(latency) as air:
            port = reach(air, await air.add())
            await port.connect(Ears())
            await ask(port, "00", "07", "02a000")
            await asyncio.sleep(5)
            await ask(port, "0801")
            await port.disconnect()  # it advertises again from now on
            if after == "second":
                await asyncio.sleep(1)
            else:
                for _ in range(after):
                    await asyncio.sleep(0)

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())
    assert caplog.messages == []
