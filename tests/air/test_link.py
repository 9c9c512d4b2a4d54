"""The lanes and the reconnecting link over virtual air: the same code that talks to real treadmills."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from retrowalk.controller.effects import Request, WriteStop
from retrowalk.controller.events import Answered, LinkLost, LinkUp, Unanswered
from retrowalk.ftms.advertisement import Verdict
from retrowalk.ftms.uuids import Characteristic
from retrowalk.link.ble import BleTreadmill, scan
from retrowalk.link.errors import Fault as LinkFault
from retrowalk.link.errors import LinkError
from retrowalk.link.lane import Lane
from retrowalk.link.probe import probe
from retrowalk.link.reconnect import Reconnect
from retrowalk.runtime.clock import now, virtual_loop
from retrowalk.simulator.air.radio import SUPERVISION
from retrowalk.simulator.air.virtual import VirtualAir
from retrowalk.simulator.faults import Fault


CONTROL, START, SPEED, STOP = (bytes.fromhex(each) for each in ("00", "07", "02a000", "0801"))
# One way, in s: what one exchange over a real radio takes, about 60 ms, less the treadmill's own 50 ms.
LATENCY = 0.005


class Gateway:
    """One treadmill on the air, kept connected, with both lanes to it and everything it told."""

    def __init__(self, air, station):
        self.station = station
        self.machine = station.treadmill.machine
        self.port = BleTreadmill(station.address, backend=air.backend, scanner=air.scanner)
        self.told = []
        self.frames = []
        self.lane = Lane(self.port, now, self.tell)
        self.reconnect = Reconnect(self.port, self, self.link, urgent=lambda: True)

    def tell(self, event):
        self.told.append((now(), event))

    def link(self, event):
        (self.lane.linked if isinstance(event, LinkUp) else self.lane.unlinked)()
        self.tell(event)

    def notified(self, characteristic, data):
        if characteristic == Characteristic.CONTROL_POINT:
            self.lane.indicated(data)
        else:
            self.frames.append((now(), characteristic))

    def of(self, kind):
        return [event for _, event in self.told if isinstance(event, kind)]

    async def ask(self, *requests, epoch=0):
        for each in requests:
            self.lane.request(Request(each, epoch, now() + 2000))
            await asyncio.sleep(0.2)

    async def walk(self):
        """Belt at 1.6 km/h."""
        await asyncio.sleep(2)
        await self.ask(CONTROL, START, SPEED)
        await asyncio.sleep(10)
        assert self.machine.belt.speed == 160


@asynccontextmanager
async def gateway():
    async with VirtualAir(LATENCY) as air:
        made = Gateway(air, await air.add())
        running = asyncio.create_task(made.reconnect.run())
        try:
            yield made
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await made.lane.close()
            await made.port.disconnect()


def in_virtual_time(test):
    """Run with a gateway, on a loop that never waits."""

    def run():
        async def main():
            async with gateway() as made:
                await test(made)

        with asyncio.Runner(loop_factory=virtual_loop) as runner:
            runner.run(main())

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


@in_virtual_time
async def test_requests_are_written_and_answered(gate):
    await gate.walk()
    assert [each.request for each in gate.of(Answered)] == [CONTROL, START, SPEED]
    assert all(each.response[2] == 1 for each in gate.of(Answered))


@pytest.mark.sr(14)
@in_virtual_time
async def test_a_stop_overtakes_everything_and_the_belt_stands(gate):
    await gate.walk()
    gate.lane.request(Request(bytes.fromhex("02b400"), 0, now() + 2000))
    gate.lane.request(Request(bytes.fromhex("02c800"), 0, now() + 2000))
    await asyncio.sleep(0.002)  # the first is on the air
    gate.lane.stop(WriteStop((STOP,), 1, 1))
    await gate.ask(bytes.fromhex("02dc00"))
    await asyncio.sleep(10)
    assert gate.machine.belt.speed == 0
    assert Answered(STOP, bytes.fromhex("800801")) in gate.of(Answered)
    assert not any(each.request[0] == 2 and each.request != SPEED for each in gate.of(Answered))


@pytest.mark.sr(14)
@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.BUSY_VENDOR])
def test_a_busy_treadmill_is_stopped_all_the_same(fault):
    @in_virtual_time
    async def main(gate):
        await gate.walk()
        gate.station.treadmill.fail(fault, 3, now())
        gate.lane.stop(WriteStop((CONTROL, STOP), 1, 1))
        await asyncio.sleep(8)
        assert gate.machine.belt.speed == 0
        assert [each.request for each in gate.of(Answered)][3:] == [CONTROL, STOP]

    main()


@in_virtual_time
async def test_a_treadmill_that_never_answers_is_reported_within_the_deadline(gate):
    await gate.walk()
    gate.station.treadmill.fail(Fault.UNANSWERED, None, now())
    asked = now()
    gate.lane.stop(WriteStop((STOP,), 1, 1))
    await asyncio.sleep(3)
    (when,) = [when for when, event in gate.told if event == Unanswered(STOP, "no answer within 1 s")]
    assert when - asked <= 1600  # two times a quarter of a second, then the deadline


@pytest.mark.sr(20)
@pytest.mark.sr(22)
@in_virtual_time
async def test_a_lost_link_is_told_and_comes_back_within_a_second_without_moving_the_belt(gate):
    await gate.walk()
    writes = len(gate.told)
    cut = now()
    gate.station.lose(5000)
    await asyncio.sleep(SUPERVISION + 0.1)
    lost = [when for when, event in gate.told if isinstance(event, LinkLost)]
    assert lost and lost[0] - cut <= SUPERVISION * 1000 + 500
    gate.lane.stop(WriteStop((STOP,), 1, 1))
    assert gate.told[-1][1] == Unanswered(STOP, "not sent: no link")
    await asyncio.sleep(10)
    ups = [when for when, event in gate.told if isinstance(event, LinkUp)]
    assert len(ups) == 2 and ups[1] - cut <= 5000 + 2000
    assert gate.of(LinkUp)[0] == gate.of(LinkUp)[1]  # all of it was read again
    assert gate.frames[-1][0] > ups[1]
    assert gate.machine.belt.speed == 160  # the belt did what it did: nothing was written to it
    assert len(gate.told) == writes + 3
    await gate.ask(SPEED)
    assert gate.of(Answered)[-1].request == SPEED or gate.told[-1][1].why == "a stop came since"


@in_virtual_time
async def test_a_stop_into_a_link_that_is_dying_fails_when_it_is_dead(gate):
    await gate.walk()
    cut = now()
    gate.station.lose(3000)
    gate.lane.stop(WriteStop((CONTROL, STOP), 1, 1))
    await asyncio.sleep(2)
    failed = [(when, event.request) for when, event in gate.told if isinstance(event, Unanswered)]
    assert {request for _, request in failed} == {CONTROL, STOP}
    assert all(when - cut <= 1101 for when, _ in failed)


def test_a_scan_finds_it_and_a_probe_says_what_it_can_do():
    async def main():
        async with VirtualAir(LATENCY) as air:
            await air.add()
            (found,) = await scan(1, air.scanner)
            assert found.verdict is Verdict.YES
            described = await probe(BleTreadmill(found.device, backend=air.backend, scanner=air.scanner))
            assert described.control_point and described.features and described.model == "Simulated treadmill"
            assert len(await scan(1, air.scanner)) == 1  # let go of, it advertises again
            nobody = BleTreadmill("C0:FF:FF:FF:FF:FF", backend=air.backend, scanner=air.scanner)
            with pytest.raises(LinkError) as caught:
                await probe(nobody)
            assert caught.value.fault is LinkFault.NOT_FOUND

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())
