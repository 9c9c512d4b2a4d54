"""The whole guard in virtual time: beats in, a belt on virtual air out; and every cause's twin that leaves it alone."""

import asyncio
import json

import pytest
from in_time import in_virtual_time
from tests.guard.waiting import until, wait_for

from retrowalk.guard.alarm import Alarm
from retrowalk.guard.beats import Beat
from retrowalk.guard.duty import Duty, now
from retrowalk.guard.grip import Radio
from retrowalk.guard.papers import paper_of
from retrowalk.guard.watch import Charge
from retrowalk.link.ble import BleTreadmill
from retrowalk.simulator.air.virtual import VirtualAir
from retrowalk.simulator.faults import Fault


class Deaf:
    def notified(self, _characteristic, _data):
        pass

    def disconnected(self, _why):
        pass


class Outing:
    """A belt at 3.2 km/h under a service that beats every 100 ms, and a guard that watches."""

    def __init__(self, station, port, duty, state):
        self.station, self.port, self.duty, self.state = station, port, duty, state
        self.steps, self.number, self.answer = 0, 0, {}
        self.alive = self.going = self.ours = True
        self.charge = {}
        self.running = asyncio.create_task(duty.run())
        self._beats = asyncio.create_task(self._beat())

    @property
    def speed(self):
        return self.station.treadmill.machine.belt.speed

    def say(self):
        self.number += 1
        self.steps += self.going
        belts = {self.station.address: Charge(self.ours, self.steps, **self.charge)}
        self.answer = json.loads(self.duty.heard(Beat(self.number, belts)))

    async def _beat(self):
        while True:
            if self.alive:
                self.say()
            await asyncio.sleep(0.1)

    async def die(self):
        """The process is gone: no beat, end of file, and the link with it."""
        self.alive = False
        await self.port.disconnect()
        self.duty.ended()

    async def stands(self, seconds=60):
        await until(lambda: self.speed == 0, seconds)
        await asyncio.sleep(4)

    def paper(self):
        """The latch paper, once all that was asked of its writer is on the disk: that thread knows no virtual time."""
        self.duty._papers._thread.submit(int).result()  # noqa: SLF001
        return json.loads(paper_of(self.state / "guard", self.station.address).read_text())

    def close(self):
        self._beats.cancel()


def outing(test=None, *, once=False):
    """Run test(outing) in virtual time."""

    def wrap(test):
        @in_virtual_time
        async def run(tmp_path):
            async with VirtualAir(0.005) as air:
                station = await air.add()
                port = BleTreadmill(station.address, backend=air.backend, scanner=air.scanner)
                await port.connect(Deaf())
                for each, seconds in (("00", 0.2), ("07", 4), ("024001", 20)):
                    await port.write(bytes.fromhex(each))
                    await asyncio.sleep(seconds)
                duty = Duty(tmp_path, Radio(air.backend, air.scanner), Alarm(), once=once)
                made = Outing(station, port, duty, tmp_path)
                await asyncio.sleep(1)
                assert made.speed > 250
                await test(made)
                made.close()
                duty.leave()
                duty.leave()
                await made.running
                await port.disconnect()

        run.__name__ = test.__name__
        return run

    return wrap if test is None else wrap(test)


@pytest.mark.sr(23)
@outing
async def test_a_service_that_lives_walks_on(made):
    await asyncio.sleep(120)
    assert made.speed > 250
    assert made.answer == {"beat": made.number, "watches": [made.station.address], "stopping": [], "standing": []}


@pytest.mark.sr(23)
@outing
async def test_a_service_that_dies(made):
    await made.die()
    await made.stands()
    paper = made.paper()
    assert (paper["address"], paper["cause"]) == (made.station.address, "the service has gone")
    assert made.paper()["stood"]


@pytest.mark.sr(23)
@outing
async def test_a_service_that_falls_silent_and_then_loses_its_link(made):
    made.alive = False
    await asyncio.sleep(1.5)
    await made.port.disconnect()
    await made.stands()


@outing
async def test_control_that_stands_still(made):
    made.going = False
    await asyncio.sleep(1.5)
    assert made.answer["stopping"] == [made.station.address]
    await made.port.disconnect()
    await made.stands()
    assert "no longer controls" in made.paper()["cause"]
    assert made.answer["standing"] == [made.station.address]
    await asyncio.sleep(30)
    assert (made.answer["stopping"], made.answer["standing"]) == ([], [made.station.address])
    made.going = True
    await asyncio.sleep(1)
    assert made.answer["watches"] == [made.station.address]


@outing
async def test_a_service_that_asks(made):
    made.charge = {"stop": True}
    await asyncio.sleep(0.2)
    assert made.answer["stopping"] == [made.station.address]
    await made.port.disconnect()
    await made.stands()
    assert "cannot stop" in made.paper()["cause"]


@pytest.mark.sr(23)
@outing
async def test_a_service_that_asked_and_measures_rest_itself_by_the_only_link_is_left_to_it(made):
    made.charge = {"stop": True}
    await asyncio.sleep(0.2)
    assert made.answer["stopping"] == [made.station.address]
    await made.port.write(bytes.fromhex("0801"))
    await made.stands()
    assert made.answer["stopping"] == [made.station.address]  # nobody told it
    made.charge, made.ours = {}, False
    await asyncio.sleep(0.3)
    assert made.answer == {"beat": made.number, "watches": [made.station.address], "stopping": [], "standing": []}
    wait_for(lambda: made.paper()["stood"])  # or the next run would take it for one that moves
    made.ours = True  # its twin: what dies later is stopped all the same
    await made.port.disconnect()
    await made.port.connect(Deaf())
    for each, seconds in (("00", 0.2), ("07", 4), ("024001", 20)):
        await made.port.write(bytes.fromhex(each))
        await asyncio.sleep(seconds)
    assert made.speed > 0
    await made.die()
    await made.stands()
    assert not made.duty.moving and made.paper()["stood"]


@pytest.mark.sr(23)
@outing
async def test_a_service_that_asked_and_dies_before_it_measured_rest_is_stopped_for(made):
    made.charge = {"stop": True}
    await asyncio.sleep(0.2)
    await made.die()
    await made.stands()
    assert "cannot stop" in made.paper()["cause"] and not made.duty.moving


@outing
async def test_a_belt_that_is_not_ours_is_a_strangers(made):
    made.ours = False
    await asyncio.sleep(0.2)
    await made.die()
    await asyncio.sleep(60)
    assert made.speed > 250
    assert not (made.state / "guard").exists()


@outing
async def test_a_console_start_long_after_is_a_strangers_too(made):
    await made.die()
    await made.stands()
    await asyncio.sleep(20)
    await made.port.connect(Deaf())
    for each, seconds in (("00", 0.2), ("07", 30)):
        await made.port.write(bytes.fromhex(each))
        await asyncio.sleep(seconds)
    assert made.speed > 0


@outing
async def test_a_service_that_comes_back_finds_its_belt_being_stopped(made):
    made.station.treadmill.fail(Fault.STOP_IGNORED, None, now())
    await made.die()
    await asyncio.sleep(5)
    made.alive, made.ours = True, False
    await asyncio.sleep(1)
    assert made.answer["stopping"] == [made.station.address]
    made.station.treadmill.mend(Fault.STOP_IGNORED, now())
    await made.stands()
    assert (made.answer["stopping"], made.answer["standing"]) == ([], [made.station.address])


@outing
async def test_the_alarm_stays_until_zero_is_measured(made):
    made.station.treadmill.fail(Fault.STOP_IGNORED, None, now())
    await made.die()
    await asyncio.sleep(120)
    assert made.speed > 250 and made.duty.moving
    made.station.treadmill.mend(Fault.STOP_IGNORED, now())
    await made.stands()
    assert not made.duty.moving


@outing
async def test_asked_to_end_it_stops_its_belts_first(made):
    await made.die()
    made.duty.leave()
    await asyncio.sleep(0.5)
    assert not made.running.done()
    await made.stands()
    assert made.running.done() and made.speed == 0


@outing(once=True)
async def test_a_guard_for_one_service_ends_after_its_belts_are_at_rest(made):
    await made.die()
    await made.stands()
    assert not made.running.done()
    await asyncio.sleep(15)
    assert made.running.done()


@outing(once=True)
async def test_with_nothing_to_stop_it_ends_at_once(made):
    made.ours = False
    await asyncio.sleep(0.2)
    made.alive = False
    made.duty.ended()
    await asyncio.sleep(0.2)
    assert made.running.done()


@outing
async def test_a_look_that_fails_is_not_the_last(made):
    def broken():
        made.duty.look = look
        raise RuntimeError("on purpose")

    look, made.duty.look = made.duty.look, broken
    await asyncio.sleep(0.2)
    await made.die()
    await made.stands()


@outing
async def test_only_looks_that_were_taken_to_their_end_count(made):
    def broken():
        raise RuntimeError("on purpose")

    look, made.duty.look = made.duty.look, broken
    await asyncio.sleep(0.2)
    before = made.duty.looks
    await asyncio.sleep(0.2)
    assert made.duty.looks == before
    made.duty.look = look
    await asyncio.sleep(0.2)
    assert made.duty.looks > before


@pytest.mark.sr(23)
@outing
async def test_a_guard_whose_looks_fail_says_that_it_watches_nothing(made):
    def broken():
        raise RuntimeError("on purpose")

    await until(lambda: made.answer["watches"] == [made.station.address])
    look, made.duty.look = made.duty.look, broken
    await asyncio.sleep(0.9)
    assert made.answer["watches"] == [made.station.address], "one look that fails is not the last"
    await asyncio.sleep(0.5)
    assert made.answer["watches"] == []
    made.duty.look = look
    await until(lambda: made.answer["watches"] == [made.station.address])


@outing
async def test_belts_come_and_go(made):
    made.close()
    made.duty.heard(Beat(1, {}))
    await asyncio.sleep(0.2)
    answer = json.loads(made.duty.heard(Beat(2, {"00:00:00:00:00:09": Charge(ours=False, steps=0)})))
    assert answer["watches"] == ["00:00:00:00:00:09"]
