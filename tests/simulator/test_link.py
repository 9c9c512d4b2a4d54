"""The treadmill carried in memory, in virtual time."""

import asyncio
import time

import pytest

from retrowalk.ftms.uuids import Characteristic
from retrowalk.link.errors import Fault as LinkFault
from retrowalk.link.errors import LinkError
from retrowalk.runtime.clock import now, virtual_loop
from retrowalk.simulator.faults import Fault
from retrowalk.simulator.link import MemoryTreadmill
from retrowalk.simulator.machine import Button


class Ears:
    """Notes what it hears, and when."""

    def __init__(self):
        self.heard = []
        self.ended = []

    def notified(self, characteristic, data):
        self.heard.append((now(), characteristic, data))

    def disconnected(self, why):
        self.ended.append((now(), why))

    def of(self, characteristic):
        return [data for _, each, data in self.heard if each == characteristic]


def virtually(walk):
    """Run a walk over a fresh treadmill in virtual time."""

    async def main():
        port, ears = MemoryTreadmill(), Ears()
        description = await port.connect(ears)
        await walk(port, ears, description)
        await port.disconnect()

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())


async def ask(port, *requests):
    for each in requests:
        await port.write(bytes.fromhex(each))
        await asyncio.sleep(0.1)


def test_it_says_where_it_is():
    assert MemoryTreadmill(address="here").address == "here"


def test_it_describes_itself_and_answers():
    async def walk(port, ears, description):
        assert (description.name, description.speed_range.hex()) == ("Retrowalk Sim", "6400d0070a00")
        assert (description.manufacturer, description.model, description.firmware) == (
            "Retrowalk", "Simulated treadmill", "1",
        )  # fmt: skip
        await ask(port, "00", "07")
        assert ears.of(Characteristic.CONTROL_POINT) == [bytes.fromhex("800001"), bytes.fromhex("800701")]

    virtually(walk)


def test_a_30_minute_walk_takes_a_fraction_of_a_second():
    async def walk(port, ears, _description):
        await ask(port, "00", "07", "02a000")
        await asyncio.sleep(1800)
        await ask(port, "0801")
        await asyncio.sleep(5)
        assert len(ears.of(Characteristic.TREADMILL_DATA)) == 1805
        assert port.treadmill.machine.belt.speed == 0

    began = time.process_time()
    virtually(walk)
    assert time.process_time() - began < 0.5


def test_att_errors_become_link_errors():
    async def walk(port, _ears, _description):
        for fault, code in ((Fault.BUSY, 0xFE), (Fault.BUSY_VENDOR, 0x80)):
            port.treadmill.fail(fault, 1, now())
            with pytest.raises(LinkError) as error:
                await port.write(b"\x00")
            assert (error.value.fault, error.value.code) == (LinkFault.BUSY, code)
        with pytest.raises(LinkError) as error:
            await port.write(b"")
        assert (error.value.fault, error.value.code) == (LinkFault.REFUSED, 0x0D)

    virtually(walk)


def test_disconnecting_is_told_once_and_may_be_repeated():
    async def walk(port, ears, _description):
        await port.disconnect()
        await port.disconnect()
        assert [why for _, why in ears.ended] == ["disconnected"]
        with pytest.raises(LinkError) as error:
            await port.write(b"\x00")
        assert error.value.fault is LinkFault.GONE

    virtually(walk)


def test_one_link_connects_once():
    async def walk(port, ears, _description):
        with pytest.raises(LinkError) as error:
            await port.connect(ears)
        assert error.value.fault is LinkFault.NOT_FOUND

    virtually(walk)


def test_a_dropped_link_ends_a_write_under_way_and_comes_back_later():
    async def walk(port, ears, _description):
        await ask(port, "00", "07")
        await asyncio.sleep(10)
        writing = asyncio.create_task(port.write(bytes.fromhex("0801")))
        port.treadmill.fail(Fault.LINK_DROP, None, now())
        with pytest.raises(LinkError) as error:
            await writing
        assert error.value.fault is LinkFault.GONE
        assert [why for _, why in ears.ended] == ["the treadmill is out of reach"]
        with pytest.raises(LinkError):
            await port.connect(ears)
        await asyncio.sleep(2)
        await port.connect(ears)
        await asyncio.sleep(1)
        assert port.treadmill.machine.belt.speed == 100

    virtually(walk)


def test_the_console_is_heard_at_once():
    async def walk(port, ears, _description):
        await ask(port, "00", "07")
        await asyncio.sleep(10)
        pressed = now()
        port.treadmill.press(Button.STOP, pressed)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert (pressed, Characteristic.MACHINE_STATUS, bytes.fromhex("0201")) in ears.heard

    virtually(walk)


def test_two_links_share_one_treadmill():
    async def walk(port, ears, _description):
        await ask(port, "00")
        other, others = MemoryTreadmill(address="other", carrier=port.carrier), Ears()
        await other.connect(others)
        await ask(other, "00", "07")
        await ask(port, "0801")
        assert ears.of(Characteristic.MACHINE_STATUS) == [b"\xff", b"\x04"]
        assert ears.of(Characteristic.CONTROL_POINT)[-1] == bytes.fromhex("800805")
        await other.disconnect()
        await asyncio.sleep(2)
        assert len(ears.of(Characteristic.TREADMILL_DATA)) > len(others.of(Characteristic.TREADMILL_DATA))

    virtually(walk)


def test_connecting_takes_as_long_as_it_is_told_to():
    async def main():
        port = MemoryTreadmill(connect_takes=0.2)
        await port.connect(Ears())
        assert now() == 200
        await port.disconnect()

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())
