"""The guard's hands: over bleak's own interface on a link that others share, and over virtual air with one link."""

import asyncio

import pytest
from bleak.exc import BleakDBusError, BleakError, BleakGATTProtocolError
from fake_bleak import ADDRESS, BlueZ, FakeAdapter, FakeClient, Peer
from in_time import in_virtual_time
from tests.guard.waiting import until

from retrowalk.ftms.control_point import Response, encode_response
from retrowalk.ftms.treadmill_data import TreadmillData, encode
from retrowalk.guard.duty import now
from retrowalk.guard.effort import Effort
from retrowalk.guard.grip import Radio
from retrowalk.guard.hands import Hand
from retrowalk.link.ble import BleTreadmill
from retrowalk.simulator.air.virtual import VirtualAir
from retrowalk.simulator.faults import Fault


STOP, CONTROL = "write 0801", "write 00"


def report(wire):
    return bytearray(encode(TreadmillData(speed=wire))[0])


class SystemClient(FakeClient):
    """A link that the system holds for several, as BlueZ does: what a client calls when it ends can be called alone."""

    def _on_disconnected(self):
        if self.up:
            self.lose()

    async def disconnect(self):
        if self.up:
            self.peer.log.append("link ended")
        await super().disconnect()


class Bench:
    """A belt whose link this computer has already, and the hand on it. It reports four times a second."""

    def __init__(self, *, connected=True):
        self.peer = Peer(connected=connected)
        self.speed, self.reporting, self.obeys = 320, True, True
        self.peer.then[STOP] = self._stopped
        given = self.peer.backends()
        self.radio = Radio(
            type("Client", (SystemClient,), {"peer": self.peer}),
            given["scanner"],
            type("Adapter", (FakeAdapter,), {"peer": self.peer}),
        )
        self.hand = Hand(ADDRESS, self.radio, now)
        self._belt = asyncio.create_task(self._report())

    def _stopped(self):
        self.speed = 0 if self.obeys else self.speed
        self.say(0x2AD9, encode_response(Response(0x08, 0x01)))

    def say(self, number, data):
        for client in self.peer.clients:
            if client.up and number in client.callbacks:
                client.callbacks[number](bytearray(data))

    async def _report(self):
        while True:
            await asyncio.sleep(0.25)
            if self.reporting:
                self.say(0x2ACD, report(self.speed))

    def writes(self):
        return [each for each in self.peer.log if each.startswith("write")]

    async def standing(self, seconds=30):
        await until(lambda: self.hand.effort.standing, seconds)

    async def close(self, **how):
        self._belt.cancel()
        await self.hand.close(**how)


def bench(**how):
    """Run test(bench) in virtual time with a hand that holds its belt already."""

    def wrap(test):
        @in_virtual_time
        async def run():
            made = Bench(**how)
            await asyncio.sleep(1)
            await test(made)
            await made.close()

        run.__name__ = test.__name__
        return run

    return wrap


# ── a link that several share ───────────────────────────────────────────────────────────────────────


@bench()
async def test_it_holds_the_link_before_anything_is_wrong(made):
    assert made.hand.ready
    assert made.peer.log == ["connected?", "connect", "notify 2ad9", "notify 2acd"]
    await asyncio.sleep(60)
    assert len(made.peer.log) == 4


@pytest.mark.sr(23)
@bench()
async def test_a_stop_is_written_at_once_and_measured(made):
    began = now()
    made.hand.begin(Effort(now()))
    await asyncio.sleep(0.02)
    assert made.writes() == [STOP]
    await made.standing()
    assert (made.speed, now() - began < 3_000) == (0, True)
    made.hand.finish()
    await asyncio.sleep(5)
    assert len(made.peer.clients) == 1 and made.hand.ready


@bench()
async def test_letting_go_leaves_the_link_to_the_service(made):
    await made.hand.close()
    assert "link ended" not in made.peer.log
    assert not made.peer.clients[0].up


@pytest.mark.parametrize("operation", ["connect", "notify 2ad9"])
def test_letting_go_while_joining_breaks_nothing_off(operation):
    @bench(connected=False)
    async def run(made):
        joining = asyncio.Event()
        made.peer.then[operation] = joining.set
        made.peer.connected = True
        while operation not in made.peer.log:  # noqa: ASYNC110 - the fake tells nobody that it begins
            await asyncio.sleep(0.001)
        await made.hand.close()
        assert joining.is_set()
        assert "link ended" not in made.peer.log and not made.peer.clients[0].up

    run()


@bench(connected=False)
async def test_letting_go_of_what_never_comes_ends_in_time(made):
    made.peer.fails["connect"] = None
    made.peer.connected = True
    await asyncio.sleep(1)
    began = now()
    await made.hand.close()
    assert now() - began <= 3_100


@bench(connected=False)
async def test_a_belt_that_is_not_connected_is_waited_for(made):
    assert not made.hand.ready
    assert set(made.peer.log) == {"connected?"}
    made.peer.connected = True
    await asyncio.sleep(1)
    assert made.hand.ready


@bench(connected=False)
async def test_a_belt_to_be_stopped_is_looked_for_and_control_is_asked_for(made):
    made.hand.begin(Effort(now()))
    await made.standing()
    assert "scan" in made.peer.log
    assert made.writes()[:2] == [CONTROL, STOP]
    made.peer.connected = True
    await made.close(end=True)
    assert made.peer.log.count("link ended") == 1


@bench(connected=False)
async def test_a_link_that_the_system_only_says_it_has_is_looked_past(made):
    made.peer.connected = True
    made.peer.fails["connect"] = BleakError("UnknownObject")
    made.hand.begin(Effort(now()))
    await until(lambda: "scan" in made.peer.log, 2)
    made.peer.fails.clear()
    await made.standing()


@bench(connected=False)
async def test_a_belt_that_is_not_there_is_looked_for_until_it_is(made):
    made.peer.advertises = False
    made.hand.begin(Effort(now()))
    await asyncio.sleep(60)
    assert made.peer.log.count("scan") >= 10 and "not seen" in made.hand.why
    made.peer.advertises = True
    await made.standing()


@bench()
async def test_a_link_that_is_lost_is_taken_anew_and_the_dead_client_is_let_go(made):
    made.peer.drop()
    await asyncio.sleep(1)
    assert made.hand.ready
    assert len(made.peer.clients) == 2 and not made.peer.clients[0].up
    assert made.peer.log.count("disconnect") == 1


@bench()
async def test_a_link_lost_in_the_middle_of_a_stop(made):
    made.obeys = False
    made.hand.begin(Effort(now()))
    await asyncio.sleep(1)
    made.peer.drop()
    made.obeys = True
    await made.standing()
    assert len(made.peer.clients) == 2


@bench()
async def test_a_system_that_died_without_a_word_is_noticed_by_silence(made):
    made.reporting = False
    made.peer.fails["read 2acc"] = BleakDBusError("org.freedesktop.DBus.Error.UnknownObject", [])
    await asyncio.sleep(4)
    assert made.peer.clients[0].up is False
    del made.peer.fails["read 2acc"]
    made.reporting = True
    await asyncio.sleep(2)
    assert made.hand.ready


@bench()
async def test_a_treadmill_that_only_has_nothing_to_say_is_asked_and_kept(made):
    made.reporting = False
    await asyncio.sleep(10)
    assert made.hand.ready and len(made.peer.clients) == 1
    assert made.peer.log.count("read 2acc") == 3
    made.peer.fails["read 2acc"] = BleakGATTProtocolError(0x02)
    await asyncio.sleep(4)
    assert made.hand.ready and len(made.peer.clients) == 1


@pytest.mark.parametrize("code", [0xFE, 0x80])
def test_a_busy_treadmill(code):
    @bench()
    async def run(made):
        made.peer.fails[STOP] = BleakGATTProtocolError(code)
        made.hand.begin(Effort(now()))
        await asyncio.sleep(0.2)
        assert len(made.writes()) >= 5 and set(made.writes()) == {STOP}
        del made.peer.fails[STOP]
        await made.standing()

    run()


@bench()
async def test_another_process_in_the_middle_of_a_write(made):
    made.peer.fails[STOP] = BleakDBusError("org.bluez.Error.InProgress", [])
    made.hand.begin(Effort(now()))
    await asyncio.sleep(0.1)
    assert len(made.writes()) >= 2
    del made.peer.fails[STOP]
    await made.standing()
    assert len(made.peer.clients) == 1


@bench()
async def test_indications_that_died_with_the_service_are_enabled_again(made):
    made.peer.fails[STOP] = BleakGATTProtocolError(0xFD)
    made.peer.then["notify 2ad9"] = lambda: made.peer.fails.pop(STOP, None)
    made.hand.begin(Effort(now()))
    await made.standing()
    start = made.peer.log.index(STOP)
    assert made.peer.log[start : start + 4] == [STOP, "deaf 2ad9", "notify 2ad9", STOP]


@bench()
async def test_indications_that_are_refused_are_asked_for_until_they_are_not(made):
    made.peer.fails[STOP] = BleakGATTProtocolError(0xFD)
    made.peer.fails["notify 2ad9"] = BleakGATTProtocolError(0x0E)
    made.hand.begin(Effort(now()))
    await asyncio.sleep(1)
    assert made.peer.log.count("notify 2ad9") > 3
    made.peer.fails.clear()
    await made.standing()


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        (STOP, BleakError("Not connected")),
        (STOP, BleakDBusError("org.bluez.Error.Failed", ["no"])),
        (STOP, asyncio.CancelledError()),
        (STOP, None),  # hangs
        ("notify 2acd", BleakError("Not connected")),
        ("scan", BleakDBusError("org.bluez.Error.NotReady", ["no"])),
        ("connect", BleakError("no")),
        ("connect", None),
        ("notify 2ad9", RuntimeError("unforeseen")),
    ],
)
def test_whatever_fails_on_the_way_is_tried_again_until_the_belt_stands(operation, error):
    @bench(connected=operation == STOP)
    async def run(made):
        made.peer.fails[operation] = error
        made.hand.begin(Effort(now()))
        await asyncio.sleep(3)
        assert not made.hand.effort.standing
        made.peer.fails.clear()
        await made.standing(60)

    run()


@pytest.mark.sr(23)
def test_where_an_earlier_scan_goes_on_for_ever_it_is_reached_by_what_that_one_saw(monkeypatch):
    monkeypatch.setattr("bleak.backends.bluezdbus.manager.get_global_bluez_manager", BlueZ.known)

    @bench(connected=False)
    async def run(made):
        made.peer.fails["scan"] = BlueZ.BUSY
        made.hand.begin(Effort(now()))
        await made.standing()
        assert made.peer.clients[-1].target.details["path"] == BlueZ.PATH

    run()


@bench()
async def test_a_link_is_ended_only_as_the_last_rung(made):
    made.obeys = False
    made.hand.begin(Effort(now(), release=True))
    await asyncio.sleep(4)
    assert "link ended" not in made.peer.log
    await asyncio.sleep(4)
    assert "link ended" in made.peer.log and "write 0802" in made.peer.log
    made.obeys = True
    await made.standing()


@bench()
async def test_two_services_of_one_number_and_a_treadmill_without_control(made):
    await made.hand.close()
    del made.peer.values[0x2AD9]
    hand = Hand(ADDRESS, made.radio, now)
    await asyncio.sleep(2)
    assert not hand.ready and "cannot be controlled" in hand.why
    await hand.close()


# ── virtual air: one link ───────────────────────────────────────────────────────────────────────────


def on_air(test):
    """Run test(hand, station, port) with a belt that walks at 3.2 km/h under a service."""

    @in_virtual_time
    async def run():
        async with VirtualAir(0.005) as air:
            station = await air.add()
            port = BleTreadmill(station.address, backend=air.backend, scanner=air.scanner)
            await port.connect(Deaf())
            for each in ("00", "07"):
                await port.write(bytes.fromhex(each))
                await asyncio.sleep(0.2)
            await asyncio.sleep(4)
            await port.write(bytes.fromhex("024001"))
            await asyncio.sleep(20)
            assert station.treadmill.machine.belt.speed > 250
            hand = Hand(station.address, Radio(air.backend, air.scanner), now)
            await asyncio.sleep(1)
            await test(hand, station, port)
            await hand.close(end=True)

    run.__name__ = test.__name__
    return run


class Deaf:
    def notified(self, _characteristic, _data):
        pass

    def disconnected(self, _why):
        pass


async def stands(hand, seconds=60):
    await until(lambda: hand.effort.standing, seconds)


@on_air
async def test_it_stands_by_while_the_service_has_the_link(hand, station, port):
    assert hand.ready
    await asyncio.sleep(30)
    await port.write(bytes.fromhex("0801"))
    await asyncio.sleep(10)
    assert station.treadmill.machine.belt.speed == 0
    await port.disconnect()


@pytest.mark.sr(23)
@on_air
async def test_it_connects_when_the_link_is_gone_and_the_belt_is_measured_at_zero(hand, station, port):
    await port.disconnect()
    hand.begin(Effort(now()))
    await stands(hand)
    assert station.treadmill.machine.belt.speed == 0
    hand.finish()
    await asyncio.sleep(2)
    await port.connect(Deaf())
    await port.disconnect()


@on_air
async def test_a_treadmill_that_refuses_and_loses_its_link_stands_in_the_end(hand, station, port):
    await port.disconnect()
    station.treadmill.fail(Fault.BUSY, 5, now())
    station.treadmill.fail(Fault.NOT_PERMITTED, 2, now())
    hand.begin(Effort(now()))
    await asyncio.sleep(0.3)
    station.lose(3_000)
    await stands(hand)
    assert station.treadmill.machine.belt.speed == 0


@on_air
async def test_a_treadmill_that_ignores_a_stop_is_never_called_standing(hand, station, port):
    station.treadmill.fail(Fault.STOP_IGNORED, None, now())
    await port.disconnect()
    hand.begin(Effort(now()))
    await asyncio.sleep(60)
    assert not hand.effort.standing and station.treadmill.machine.belt.speed > 250
    station.treadmill.mend(Fault.STOP_IGNORED, now())
    await stands(hand)
    assert station.treadmill.machine.belt.speed == 0
