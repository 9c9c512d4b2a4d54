"""Stops of real services over treadmills in memory, in virtual time; every belt ends at measured zero."""

import asyncio
import logging

import pytest

from retrowalk.controller.events import End
from retrowalk.gateway import stops
from retrowalk.gateway.eventlog import EventLog, Kind
from retrowalk.gateway.stops import KEPT, NAMED, SOURCE_LENGTH, State, Stops, UnknownTreadmill
from retrowalk.runtime.clock import now
from retrowalk.safety.events import Reset, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.faults import Fault
from sites import site, virtually, walk


async def at_rest(made):
    for bay in made.bays.values():
        await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
        assert bay.memory.treadmill.machine.belt.speed == 0


class Desk:
    def __init__(self, made):
        self.events = EventLog("run", now, lambda: 1_700_000_000)
        self.stops = Stops(made, self.events, now, lambda: 1_700_000_000)

    def kinds(self):
        return [event.kind for event in self.events.since(0)]


def with_site(main, *names):
    async def run():
        async with site(*names) as made:
            await main(made, Desk(made))

    virtually(run)


def broken(*_):
    raise OSError("on purpose")


@pytest.mark.sr(14)
def test_a_press_has_stopped_when_it_returns_and_tells_the_truth_later():
    async def main(made, desk):
        bay = made.bays["a"]
        await walk(bay)
        record = desk.stops.press("a", "a button")
        assert bay.snapshot.latched is StopReason.USER_STOP
        assert bay.snapshot.latched_by == "a button"
        assert record.state is State.WRITTEN
        await at_rest(made)
        part = record.parts["a"]
        assert record.state is State.CONFIRMED
        assert part.requested <= part.written <= part.acknowledged <= part.confirmed
        assert part.unconfirmed is None
        assert desk.kinds() == [Kind.STOP_REQUESTED, Kind.STOP_WRITTEN, Kind.STOP_ACKNOWLEDGED, Kind.STOP_CONFIRMED]
        assert desk.stops.find(record.id) is record

    with_site(main, "a")


@pytest.mark.sr(14)
def test_one_press_stops_every_treadmill_and_is_confirmed_by_the_last():
    async def main(made, desk):
        await asyncio.gather(walk(made.bays["a"]), walk(made.bays["c"]))
        record = desk.stops.press()
        assert {bay.snapshot.belt for bay in made.bays.values()} == {Belt.STOPPING}
        await made.bays["b"].service.until(lambda seen: seen.belt is Belt.LATCHED)
        assert record.parts["b"].state is State.CONFIRMED
        assert record.state is not State.CONFIRMED
        await at_rest(made)
        assert record.state is State.CONFIRMED

    with_site(main, "a", "b", "c")


@pytest.mark.sr(14)
def test_one_treadmill_that_cannot_be_told_keeps_none_of_the_others_from_stopping(caplog):
    async def main(made, desk):
        made.bays["a"].stop = broken
        desk.stops.press()
        assert made.bays["b"].snapshot.belt is Belt.STOPPING
        del made.bays["a"].stop
        desk.stops.press()
        assert made.bays["a"].snapshot.belt is Belt.STOPPING, "the very next press tells it"
        await at_rest(made)

    with_site(main, "a", "b")
    assert "a could not be told to stop" in caplog.text


def test_an_unknown_treadmill_is_said_to_be_unknown_and_stops_nothing():
    async def main(made, desk):
        with pytest.raises(UnknownTreadmill):
            desk.stops.press("z")
        assert made.bays["a"].snapshot.belt is Belt.IDLE
        assert desk.kinds() == []

    with_site(main, "a")


def test_a_stop_of_nothing_is_never_confirmed():
    async def main(_, desk):
        assert desk.stops.press().state is State.UNCONFIRMED

    with_site(main)


def test_a_thousand_presses_a_second_are_one_stop_of_which_the_core_hears_four_times_a_second():
    async def main(made, desk):
        bay = made.bays["a"]
        await walk(bay)
        before = bay.memory.treadmill
        records = set()
        for number in range(1000):
            records.add(desk.stops.press("a", f"client {number % 50}").id)
            await asyncio.sleep(0.001)
        assert len(records) == 1
        assert 4 <= len(bay.told) <= 5
        record = desk.stops.find(records.pop())
        assert record.presses == 1000
        assert len(record.sources) == NAMED
        assert desk.kinds().count(Kind.STOP_REQUESTED) == 1
        await at_rest(made)
        assert record.state is State.CONFIRMED
        assert before.machine.belt.speed == 0

    with_site(main, "a")


def test_a_press_after_standstill_is_a_stop_of_its_own():
    async def main(made, desk):
        first = desk.stops.press("a")
        await at_rest(made)
        second = desk.stops.press("a")
        assert second.id != first.id
        assert made.bays["a"].snapshot.belt is Belt.STOPPING
        await at_rest(made)
        assert second.state is State.CONFIRMED

    with_site(main, "a")


def test_a_stop_of_all_shares_in_the_stop_of_one_that_is_under_way():
    async def main(made, desk):
        await walk(made.bays["a"])
        one = desk.stops.press("a")
        every = desk.stops.press()
        assert every.id != one.id
        assert every.parts["a"] is one.parts["a"]
        await at_rest(made)
        assert (one.state, every.state) == (State.CONFIRMED, State.CONFIRMED)
        confirmed = [event.data["stops"] for event in desk.events.since(0) if event.kind is Kind.STOP_CONFIRMED]
        assert sorted(confirmed) == [[one.id, every.id], [every.id]]

    with_site(main, "a", "b")


@pytest.mark.sr(15)
def test_a_belt_that_keeps_running_is_unconfirmed_until_it_stands():
    async def main(made, desk):
        bay = made.bays["a"]
        await walk(bay)
        bay.memory.treadmill.fail(Fault.STOP_IGNORED, None, now())
        record = desk.stops.press("a")
        await asyncio.sleep(8)
        assert record.state is State.UNCONFIRMED
        assert record.parts["a"].confirmed is None
        assert Kind.STOP_UNCONFIRMED in desk.kinds()
        bay.memory.treadmill.mend(Fault.STOP_IGNORED, now())
        await at_rest(made)
        assert record.state is State.CONFIRMED

    with_site(main, "a")


def test_a_stop_without_a_link_is_pending_and_is_written_when_the_link_is_back():
    async def main(made, desk):
        bay = made.bays["a"]
        await walk(bay)
        bay.memory.treadmill.fail(Fault.LINK_DROP, 1000, now())
        await bay.service.until(lambda seen: not seen.linked)
        record = desk.stops.press("a")
        assert record.state is State.REQUESTED
        assert record.parts["a"].written is None
        await bay.service.until(lambda seen: seen.linked)
        await asyncio.sleep(0.3)
        assert record.parts["a"].written is not None
        await at_rest(made)

    with_site(main, "a")


def test_a_stop_nobody_pressed_here_has_a_record_too():
    async def main(made, desk):
        bay = made.bays["a"]
        await walk(bay)
        bay.memory.treadmill.pull_key(now())
        await at_rest(made)
        (record,) = desk.stops.latest()
        assert (record.scope, record.reason, record.state) == ("a", StopReason.SAFETY_KEY, State.CONFIRMED)

    with_site(main, "a")


def test_a_planned_stop_has_none():
    async def main(made, desk):
        bay = made.bays["a"]
        await walk(bay)
        bay.service.tell(End())
        await bay.service.until(lambda seen: seen.stage is Stage.FINISHED)
        assert bay.memory.treadmill.machine.belt.speed == 0
        assert desk.stops.latest() == ()

    with_site(main, "a")


def test_the_ledger_is_bounded_and_so_are_its_names():
    async def main(made, desk):
        bay = made.bays["a"]
        for number in range(KEPT + 5):
            desk.stops.press("a", f"{number}" * 1000)
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
            bay.service.tell(Reset("test"))
        records = desk.stops.latest()
        assert len(records) == KEPT
        assert len(records[0].sources[0]) == SOURCE_LENGTH
        assert desk.stops.find("run-1") is None

    with_site(main, "a")


def test_whoever_counts_stops_hears_of_each_share_and_may_fail(caplog):
    async def main(made, desk):
        heard = []

        def broken(_):
            raise ValueError("on purpose")

        desk.stops.on_confirmed(broken)
        desk.stops.on_confirmed(heard.append)
        record = desk.stops.press()
        await at_rest(made)
        assert {id(part) for part in heard} == {id(part) for part in record.parts.values()}

    with_site(main, "a", "b")
    assert "on purpose" in caplog.text


@pytest.mark.sr(14)
def test_a_failure_is_logged_when_every_belt_was_told(caplog):
    """A reader who has halted the log holds up nobody: by then there is nothing left to tell."""

    async def main(made, desk):
        seen = []

        class Halted(logging.Handler):
            def emit(self, record):
                seen.append((record.name, made.bays["b"].snapshot.belt))

        log, halted = logging.getLogger(stops.__name__), Halted()
        made.bays["a"].stop = broken
        log.addHandler(halted)
        desk.stops.press()
        log.removeHandler(halted)
        assert seen == [(stops.__name__, Belt.STOPPING)]
        del made.bays["a"].stop
        desk.stops.press()
        assert made.bays["a"].snapshot.belt is Belt.STOPPING
        await at_rest(made)

    with_site(main, "a", "b")
    assert "on purpose" in caplog.text
