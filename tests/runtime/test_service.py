"""One service over a treadmill in memory, in virtual time."""

import asyncio
import errno
import logging
import resource
import threading
import time
from dataclasses import replace
from itertools import pairwise

import pytest

from retrowalk.controller.effects import Finished, Refused, Release, WriteStop
from retrowalk.controller.events import (
    Answered,
    End,
    MachineStatusFrame,
    Prepare,
    Ready,
    Steady,
    Tick,
    TreadmillFrame,
    Unanswered,
)
from retrowalk.ftms.uuids import Characteristic
from retrowalk.journal import writer
from retrowalk.journal.record import Header
from retrowalk.journal.writer import Journal
from retrowalk.runtime import service as module
from retrowalk.runtime.clock import now
from retrowalk.runtime.service import Service
from retrowalk.safety.events import Reset, Stop, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.faults import Fault


def test_a_whole_walk_ends_by_itself_at_standstill(virtually, running):
    async def main(port):
        async with running(port) as (service, walker):
            steps = []
            service.subscribe(steps.append)
            await walker.walk()
            seen = await service.until(lambda seen: seen.stage is Stage.FINISHED)
            assert (seen.latched, seen.measured.speed.wire, port.speed) == (None, 0, 0)
            assert seen.alarms == ()
            assert any(isinstance(step.event, Answered) for step in steps)

    virtually(main)


def test_twenty_minutes_take_a_hundredth_of_that_at_most(virtually, running):
    async def main(port):
        async with running(port) as (service, walker):
            finished = asyncio.Event()
            await walker.walk(18)
            service.subscribe(lambda step: Finished in map(type, step.effects) and finished.set())
            await finished.wait()
            assert service.snapshot.belt_time > 18 * 60_000

    began = time.process_time()
    virtually(main)
    assert time.process_time() - began < 12  # about 0.6 s on a quiet machine; the bound is for a busy, measured one


# ── stop ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(14)
def test_a_stop_is_written_in_the_same_turn_of_the_loop(virtually, running):
    async def main(port):
        async with running(port) as (service, walker):
            await walker.walk()
            port.wrote.clear()
            await port.wrote.wait()  # a procedure is under way
            before = len(port.writes)
            (stop,) = [each for each in service.stop(source="test") if isinstance(each, WriteStop)]
            assert service.snapshot.latched is StopReason.USER_STOP
            await asyncio.sleep(0)
            assert port.writes[before:] == [(now(), stop.frames[0])]
            await service.until(lambda seen: seen.belt is Belt.LATCHED)
            assert b"\x08\x01" in [data for _, data in port.writes[before:]]
            assert not [data for _, data in port.writes[before:] if data[0] in (2, 3, 7)]

    virtually(main)


@pytest.mark.sr(14)
def test_a_stop_waits_for_nothing_that_arrived_earlier(virtually, running):
    async def main(port):
        async with running(port) as (service, walker):
            await walker.walk()
            heard = []
            service.subscribe(lambda step: heard.append(type(step.event)))
            for _ in range(1000):
                port.listener.notified(Characteristic.TREADMILL_DATA, b"")
            service.stop()
            assert heard == [Stop]
            await asyncio.sleep(0.01)
            assert heard[:1001] == [Stop] + [TreadmillFrame] * 1000

    virtually(main)


def test_tell_stop_is_stop(virtually, running):
    async def main(port):
        async with running(port) as (service, walker):
            await walker.walk()
            heard = []
            service.subscribe(lambda step: heard.append(step.event))
            port.listener.notified(Characteristic.TREADMILL_DATA, b"")
            service.tell(Stop(StopReason.PAIN, "page"))
            assert heard == [Stop(StopReason.PAIN, "page")]
            assert service.snapshot.latched is StopReason.PAIN

    virtually(main)


def test_a_reset_moves_nothing_and_a_new_walk_may_follow(virtually, running):
    async def main(port):
        async with running(port) as (service, walker):
            await walker.walk()
            service.stop()
            await service.until(lambda seen: seen.belt is Belt.LATCHED)
            service.tell(Reset("test"))
            await asyncio.sleep(5)
            assert port.speed == 0
            await walker.walk()
            assert service.snapshot.belt is Belt.RUNNING

    virtually(main)


# ── order and time ──────────────────────────────────────────────────────────────────────────────────


def test_what_arrived_earlier_is_heard_before_what_is_told(virtually, running):
    async def main(port):
        async with running(port) as (service, _):
            await service.until(lambda seen: seen.linked)
            heard = []
            service.subscribe(lambda step: heard.append(type(step.event)))
            port.listener.notified(Characteristic.MACHINE_STATUS, b"\x01")
            port.listener.notified(Characteristic.TREADMILL_DATA, b"")
            service.tell(Steady())
            assert heard == [MachineStatusFrame, TreadmillFrame, Steady]

    virtually(main)


def test_the_core_hears_of_time_four_times_a_second_and_it_never_goes_back(virtually, running):
    async def main(port):
        async with running(port) as (service, walker):
            steps = []
            service.subscribe(steps.append)
            await walker.walk()
            times = [step.now for step in steps]
            assert times == sorted(times)
            ticks = [step.now for step in steps if isinstance(step.event, Tick)]
            assert all(after - before == 250 for before, after in pairwise(ticks))

    virtually(main)


@pytest.mark.sr(26)
@pytest.mark.sr(27)
@pytest.mark.parametrize(("asleep", "latched"), [(700, None), (2000, None), (3500, StopReason.ENGINE_FAULT)])
def test_a_computer_that_slept_freezes_or_stops_the_walk(virtually, running, asleep, latched):
    """The belt went on meanwhile, the timers did not: only the clock knows."""
    slept = 0

    async def main(port):
        nonlocal slept
        async with running(port, now=lambda: now() + slept) as (service, walker):
            await walker.walk()
            heard = []
            service.subscribe(lambda step: heard.append((step, service.snapshot.frozen)))
            slept = asleep
            await asyncio.sleep(0.26)
            assert service.snapshot.latched is latched
            assert bool(heard[0][1]) == (asleep == 2000)

    virtually(main)


# ── what fails beside the core ──────────────────────────────────────────────────────────────────────


def _explode(*_):
    raise RuntimeError("on purpose")


def test_a_subscriber_that_raises_reaches_nobody(virtually, running, caplog):
    async def main(port):
        async with running(port) as (service, walker):
            service.subscribe(_explode)
            await walker.walk()
            service.stop()
            await service.until(lambda seen: seen.belt is Belt.LATCHED)

    virtually(main)
    assert "a subscriber failed" in caplog.text


def test_an_unsubscribed_one_hears_no_more(virtually, running):
    async def main(port):
        async with running(port) as (service, _):
            heard = []
            unsubscribe = service.subscribe(heard.append)
            service.tell(Tick())
            unsubscribe()
            unsubscribe()
            service.tell(Tick())
            assert len(heard) == 1

    virtually(main)


def test_a_link_that_crashes_stops_the_belt_and_begins_again(virtually, running, caplog):
    async def main(port):
        async with running(port) as (service, walker):
            await walker.walk()
            port.broken = True
            await port.disconnect()
            await service.until(lambda seen: seen.latched is not None)
            assert service.snapshot.latched is StopReason.ENGINE_FAULT
            port.broken = False
            await service.until(lambda seen: seen.belt is Belt.LATCHED)
            assert port.speed == 0

    virtually(main)
    assert "Reconnect.run crashed" in caplog.text


def test_a_tick_that_crashes_stops_the_belt_and_begins_again(virtually, running, caplog, monkeypatch):
    def explode():
        monkeypatch.undo()
        raise RuntimeError("on purpose")

    async def main(port):
        async with running(port) as (service, walker):
            await walker.walk()
            read = []
            monkeypatch.setattr(module, "Tick", explode)
            with caplog.filtering(lambda line: read.append((line.getMessage(), service.snapshot.latched)) or True):
                await service.until(lambda seen: seen.latched is not None)
            assert service.snapshot.latched is StopReason.ENGINE_FAULT
            await service.until(lambda seen: seen.belt is Belt.LATCHED)
            assert ("Service._beat crashed", StopReason.ENGINE_FAULT) in read, "stopped before anybody reads of it"

    virtually(main)
    assert "Service._beat crashed" in caplog.text


@pytest.fixture
def full():
    """Call it, and no file of this process grows any more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_on_a_full_disk_nothing_is_armed_and_stopping_still_works(virtually, running, plan, tmp_path, full, rules):
    async def main(port):
        with Journal(tmp_path / "walk.journal", Header("AA:BB", rules, float("inf"))) as journal:
            async with running(port, journal=journal) as (service, walker):
                await walker.arm()
                heard = []
                service.subscribe(heard.append)
                full()
                await _until_broken(journal)
                assert "File too large" in journal.broken
                for event in (Ready(), Prepare(plan(1))):
                    assert service.tell(event) == (Refused(type(event).__name__, journal.broken),)
                    assert heard[-1].effects == (Refused(type(event).__name__, journal.broken),)
                assert service.snapshot.stage is Stage.AWAITING_READY
                service.stop()
                await service.until(lambda seen: seen.belt is Belt.LATCHED)

    virtually(main)


class Disk:
    """The sync of a journal: works, fails, or waits until it is let go on."""

    def __init__(self):
        self.going = threading.Event()
        self.going.set()
        self.error = None

    def sync(self, _):
        self.going.wait()
        if self.error:
            raise self.error


@pytest.fixture
def disk(monkeypatch):
    disk = Disk()
    monkeypatch.setattr(writer, "_sync", disk.sync)
    yield disk
    disk.going.set()


def _break(disk, _):
    disk.error = OSError(errno.EIO, "Input/output error")


def _stall(disk, journal):
    """From here on the walk's time is the disk's: before, the walk ran ahead of any disk."""
    journal.header = replace(journal.header, speed_up=1.0)
    disk.going.clear()


@pytest.mark.parametrize(("fail", "within"), [(_break, 1_000), (_stall, 5_000)])
def test_a_walk_that_cannot_be_recorded_any_more_winds_down(virtually, running, tmp_path, rules, disk, fail, within):
    async def main(port):
        with Journal(tmp_path / "walk.journal", Header("AA:BB", rules, float("inf"))) as journal:
            async with running(port, journal=journal) as (service, walker):
                heard = []
                await walker.walk()
                service.subscribe(lambda step: heard.append((step.now, step.event, step.effects)))
                fail(disk, journal)
                if fail is _break:
                    await _until_broken(journal)
                began = now()
                await service.until(lambda seen: seen.stage is Stage.FINISHED)
                (told,) = [at for at, event, _ in heard if isinstance(event, End)]
                assert told - began <= within
                assert not any(
                    isinstance(effect, WriteStop) and effect.attempt > 1 for *_, each in heard for effect in each
                )
                (finished,) = [effect for *_, each in heard for effect in each if isinstance(effect, Finished)]
                assert finished == Finished(StopReason.ENGINE_FAULT, verified=True)
                assert (service.snapshot.latched, port.speed) == (None, 0)
                (refused,) = service.tell(Ready())
                assert isinstance(refused, Refused)
                disk.going.set()

    virtually(main)


async def _until_broken(journal):
    """With a step for the disk to refuse; the loop waits, since in virtual time a thread is given no time."""
    await asyncio.sleep(1)
    _until(lambda: journal.broken)


def _until(holds):
    while not holds():
        time.sleep(0.001)


@pytest.mark.sr(14)
def test_a_stop_is_as_quick_on_a_disk_that_stalls(virtually, running, tmp_path, rules, disk):
    async def main(port):
        with Journal(tmp_path / "walk.journal", Header("AA:BB", rules, float("inf"))) as journal:
            async with running(port, journal=journal) as (service, walker):
                await walker.walk()
                _stall(disk, journal)
                await asyncio.sleep(3)
                assert journal.refusal
                before, began = len(port.writes), now()
                took = time.perf_counter()
                service.stop(source="test")
                await asyncio.sleep(0)
                assert port.writes[before:] == [(began, port.writes[-1][1])]
                assert time.perf_counter() - took < 0.2
                await service.until(lambda seen: seen.belt is Belt.LATCHED)
                disk.going.set()

    virtually(main)


# ── its end ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(23)
def test_closing_stops_a_belt_that_is_ours_and_waits_for_zero(virtually, running):
    async def main(port):
        async with running(port) as (service, walker):
            await walker.walk()
            assert port.speed > 150
            began = now()
            await service.close()
            assert (service.snapshot.belt, port.speed) == (Belt.LATCHED, 0)
            assert service.snapshot.latched is StopReason.OPERATOR
            assert 1000 < now() - began <= 10_000
            assert not port.linked

    virtually(main)


@pytest.mark.sr(23)
@pytest.mark.parametrize("moving", [False, True])
def test_cancelling_ends_in_the_same_way(virtually, rules, walker_of, moving):
    async def main(port):
        service = Service(port, rules)
        task = asyncio.create_task(service.run())
        walker = walker_of(service)
        await (walker.walk() if moving else walker.arm())
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (service.snapshot.belt, port.speed, port.linked) == (Belt.LATCHED, 0, False)
        await service.close()

    virtually(main)


@pytest.mark.sr(23)
def test_a_belt_that_was_asked_to_start_a_moment_ago_is_waited_for_until_it_cannot_begin(virtually, running):
    async def main(port):
        async with running(port) as (service, walker):
            await walker.arm()
            await asyncio.sleep(4)
            service.tell(Ready("test"))
            await service.until(lambda seen: seen.belt is Belt.STARTING)
            await service.close()
            assert (service.snapshot.belt, port.speed) == (Belt.LATCHED, 0)

    virtually(main)


@pytest.mark.sr(23)
def test_a_belt_that_does_not_stop_holds_the_end_up_for_thirteen_seconds(virtually, running, caplog):
    async def main(port):
        async with running(port) as (service, walker):
            await walker.walk()
            port.treadmill.fail(Fault.STOP_IGNORED, None, now())
            began = now()
            await service.close()
            assert now() - began == pytest.approx(13_000, abs=50)
            assert not port.linked

    with caplog.at_level(logging.ERROR):
        virtually(main)
    assert "pull the safety key" in caplog.text


def test_a_belt_that_is_not_ours_is_left_alone(virtually, running):
    async def main(port):
        async with running(port) as (service, _):
            await service.until(lambda seen: seen.belt is Belt.IDLE)
            port.treadmill.machine.start(0, now())
            await service.until(lambda seen: seen.belt is Belt.OBSERVED)
        assert port.writes == []
        assert port.speed > 0

    virtually(main)


def test_a_service_runs_once(virtually, rules):
    async def main(port):
        service = Service(port, rules)
        await service.close()
        await service.run()
        with pytest.raises(RuntimeError, match="once"):
            await service.run()
        assert service.snapshot.linked is False

    virtually(main)


def test_the_link_comes_back_by_itself(virtually, running):
    async def main(port):
        async with running(port) as (service, _):
            await service.until(lambda seen: seen.belt is Belt.IDLE)
            await port.disconnect()
            await service.until(lambda seen: not seen.linked)
            await service.until(lambda seen: seen.linked)

    virtually(main)


@pytest.mark.sr(20)
def test_while_the_belt_is_ours_its_link_is_tried_every_second_at_least(virtually, running):
    async def main(port):
        async with running(port) as (service, walker):
            await walker.walk()
            port.away = True
            lost = now()
            await port.disconnect()
            await asyncio.sleep(60)
            tries = [lost, *(at for at in port.tried if at > lost)]
            assert len(tries) > 50
            assert max(after - before for before, after in pairwise(tries)) <= 1000
            port.away = False
            await service.until(lambda seen: seen.belt is Belt.LATCHED)

    virtually(main)


def test_without_a_walk_the_radio_is_left_to_others(virtually, running):
    async def main(port):
        port.away = True
        async with running(port):
            await asyncio.sleep(300)
            assert 5 < len(port.tried) < 25

    virtually(main)


def test_without_a_link_a_stop_is_latched_told_and_not_written(virtually, running):
    async def main(port):
        async with running(port) as (service, walker):
            await walker.walk()
            port.away = True
            await port.disconnect()
            heard = []
            service.subscribe(lambda step: heard.append(step.event))
            port.writes.clear()
            service.stop()
            await asyncio.sleep(0.001)
            assert service.snapshot.latched is StopReason.USER_STOP
            assert [event.why for event in heard if isinstance(event, Unanswered)][-1] == "not sent: no link"
            assert port.writes == []
            port.away = False
            await service.until(lambda seen: seen.belt is Belt.LATCHED)
            assert port.writes

    virtually(main)


def test_ticks_are_those_the_core_expects():
    assert module.TICK == 0.25


@pytest.mark.sr(37)
def test_a_treadmill_that_nobody_uses_is_let_go_and_found_again(virtually, running):
    async def main(port):
        async with running(port) as (service, walker):
            released = []
            service.subscribe(lambda step: released.extend(e for e in step.effects if isinstance(e, Release)))
            await walker.arm()
            service.stop(source="test")
            await service.until(lambda seen: seen.belt is Belt.LATCHED)
            service.tell(Reset("test"))
            tried = len(port.tried)
            async with asyncio.timeout(1_200):
                await service.until(lambda _: bool(released))
            await service.until(lambda seen: not seen.linked)
            await service.until(lambda seen: seen.linked)
            assert (len(port.tried), port.speed) == (tried + 1, 0)

    virtually(main)
