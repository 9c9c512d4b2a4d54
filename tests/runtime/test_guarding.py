"""The service's line to its guard, in virtual time with a guard that does as it is told; and to the real one."""

import asyncio
import json
import logging
import os
import signal
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise

import pytest
from tests.guard.waiting import until

from retrowalk.controller.effects import Finished, Refused
from retrowalk.controller.events import Guarded, Ready, Unguarded
from retrowalk.guard import papers
from retrowalk.journal.record import Step
from retrowalk.runtime.clock import virtual_loop
from retrowalk.runtime.guard_process import GuardElsewhere, GuardProcess
from retrowalk.runtime.guarding import FROZEN, Guarding, paper_of
from retrowalk.safety.events import Reset, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage


BELT = "AA:BB"


class Ward:
    """A belt that is ours, with control that goes on."""

    def __init__(self, address=BELT):
        self.address, self.ours, self.news, self.helped, self.steps = address, True, [], 0, 0
        self.callbacks = []

    def charge(self):
        self.steps += 1
        return {"ours": self.ours, "steps": self.steps, "stop": False, "release": False}

    def guard(self, news):
        self.news.append((asyncio.get_running_loop().time(), news))

    def stopped_by_guard(self):
        self.helped += 1

    def subscribe(self, callback):
        self.callbacks.append(callback)
        return lambda: None

    @property
    def kinds(self):
        return [type(news) for _, news in self.news]


class Process:
    """In place of a guard's process: notes what is asked of it."""

    def __init__(self):
        self.told = []

    def start(self):
        self.told.append("start")

    def kill(self):
        self.told.append("kill")

    def close(self, *, end):
        self.told.append(f"close {end}")


class Guard:
    """A guard that answers every beat as `answers` says; None is silence."""

    def __init__(self, state):
        self.path = state / "guard.sock"
        self.beats, self.times, self.farewells, self.ends = [], [], 0, 0
        self.watches, self.stopping = [BELT], []
        self.answers = self.honest
        self._writers = []

    def honest(self, beat):
        return json.dumps(
            {"beat": beat["beat"], "watches": self.watches, "stopping": self.stopping, "standing": []}
        ).encode()

    async def listen(self):
        self._server = await asyncio.start_unix_server(self._serve, self.path)

    async def _serve(self, reader, writer):
        self._writers.append(writer)
        while line := await reader.readline():
            said = json.loads(line)
            if "bye" in said:
                self.farewells += 1
                continue
            self.beats.append(said)
            self.times.append(asyncio.get_running_loop().time())
            if (answer := self.answers(said)) is not None:
                writer.write(answer + b"\n")
        self.ends += 1
        writer.close()

    async def die(self):
        self._server.close()
        for writer in self._writers:
            writer.close()
        self._writers.clear()
        self.path.unlink(missing_ok=True)
        await asyncio.sleep(0)


@asynccontextmanager
async def _met(state, ward):
    guard = Guard(state)
    await guard.listen()
    process = Process()
    guarding = Guarding(state, process)
    guarding.watch(ward)
    guarding.told = process.told
    try:
        yield guard, guarding
    finally:
        await guarding.close()
        await asyncio.sleep(0.1)
        await guard.die()


@pytest.fixture
def met(tmp_path):
    """`met(test)`: run test(guard, ward, guarding) in virtual time, one second after all have met."""

    def run(test):
        async def main():
            ward = Ward()
            async with _met(tmp_path, ward) as (guard, guarding):
                await asyncio.sleep(1)
                await test(guard, ward, guarding)

        with asyncio.Runner(loop_factory=virtual_loop) as runner:
            runner.run(main())

    return run


# ── the line ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(23)
def test_a_beat_every_100_ms_and_one_word_that_it_is_guarded(met):
    async def test(guard, ward, _):
        await asyncio.sleep(60)
        apart = [b - a for a, b in pairwise(guard.times)]
        assert 0.099 <= min(apart) <= max(apart) <= 0.11
        belts = [beat["belts"][BELT] for beat in guard.beats]
        assert all(a["steps"] < b["steps"] for a, b in pairwise(belts))
        assert (belts[-1]["ours"], belts[-1]["stop"]) == (True, False)
        assert ward.kinds == [Guarded]

    met(test)


@pytest.mark.sr(23)
def test_a_guard_that_died_is_noticed_at_once_and_another_is_started(met):
    async def test(guard, ward, guarding):
        died = asyncio.get_running_loop().time()
        await guard.die()
        await asyncio.sleep(1)
        when, news = ward.news[-1]
        assert (type(news), when - died <= 0.1) == (Unguarded, True)
        assert "start" in guarding.told
        await guard.listen()
        await asyncio.sleep(1)
        assert ward.kinds == [Guarded, Unguarded, Guarded]

    met(test)


@pytest.mark.sr(23)
def test_a_guard_that_somebody_else_starts_is_waited_for(tmp_path):
    async def main():
        ward, guard = Ward(), Guard(tmp_path)
        guarding = Guarding(tmp_path, GuardElsewhere())
        guarding.watch(ward)
        for _ in range(2):
            await asyncio.sleep(1)
            assert "started by its own unit or container" in ward.news[-1][1].why
            await guard.listen()
            await asyncio.sleep(1)
            assert ward.kinds[-1] is Guarded
            await guard.die()
        await asyncio.sleep(1)
        guard.answers = lambda _: None
        await guard.listen()
        await asyncio.sleep(2 * FROZEN)
        assert ward.news[-1][1] == Unguarded("the guard does not answer")
        ward.ours = False
        await guarding.close()
        await guard.die()

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())


@pytest.mark.sr(23)
def test_a_guard_that_says_nothing_is_noticed_within_a_second(met):
    async def test(guard, ward, guarding):
        fell_silent = asyncio.get_running_loop().time()
        guard.answers = lambda _: None
        await asyncio.sleep(5)
        when, news = ward.news[-1]
        assert type(news) is Unguarded and "does not answer" in news.why
        assert when - fell_silent <= 1
        assert "kill" not in guarding.told
        await asyncio.sleep(FROZEN)
        assert guarding.told.count("kill") == 1
        guard.answers = guard.honest
        await asyncio.sleep(1)
        assert ward.kinds == [Guarded, Unguarded, Guarded]

    met(test)


def test_a_guard_that_lost_its_hold(met):
    async def test(guard, ward, _):
        guard.watches = []
        await asyncio.sleep(1)
        guard.watches = [BELT, "OTHER"]
        await asyncio.sleep(1)
        assert ward.kinds == [Guarded, Unguarded, Guarded]
        assert "no hold" in ward.news[1][1].why

    met(test)


def test_a_belt_that_the_guard_stops_is_told_so_once_and_guarded_again_when_that_is_done(met):
    async def test(guard, ward, _):
        assert ward.helped == 0
        guard.stopping = [BELT]
        await asyncio.sleep(0.5)
        assert ward.helped == 1
        assert ward.kinds == [Guarded, Unguarded]
        assert "still stopping" in ward.news[-1][1].why
        guard.stopping = []
        await asyncio.sleep(0.5)
        assert ward.kinds == [Guarded, Unguarded, Guarded]
        guard.stopping = [BELT]
        await asyncio.sleep(0.5)
        assert ward.helped == 2

    met(test)


def test_the_next_guard_that_stops_a_belt_is_heard_as_the_one_before(met):
    async def test(guard, ward, _):
        guard.stopping = [BELT]
        await asyncio.sleep(0.5)
        await guard.die()
        await guard.listen()
        await asyncio.sleep(0.5)
        assert ward.helped == 2

    met(test)


@pytest.mark.parametrize("said", [b"{}", b"[]", b"7", b"\xff", b'{"watches": 7, "stopping": []}', b"x" * 100_000])
def test_a_guard_that_talks_nonsense_does_not_guard(met, said, caplog):
    async def test(guard, ward, _):
        guard.answers = lambda _: said
        await asyncio.sleep(2)
        assert ward.kinds == [Guarded, Unguarded]
        guard.answers = guard.honest
        await asyncio.sleep(1)
        assert ward.kinds[-1] is Guarded

    with caplog.at_level(logging.CRITICAL):
        met(test)


def test_a_guard_that_serves_another_says_so(met):
    async def test(guard, ward, _):
        guard.answers = lambda _: b'{"refused": "this guard watches over another service already"}'
        await asyncio.sleep(1)
        assert "another service" in ward.news[-1][1].why
        assert ward.kinds == [Guarded, Unguarded]

    met(test)


@pytest.mark.parametrize(("ours", "farewells"), [(False, 1), (True, 0)])
def test_the_farewell_is_said_only_when_no_belt_is_ours(met, ours, farewells):
    seen = []

    async def test(guard, ward, guarding):
        ward.ours = ours
        await guarding.close()
        await asyncio.sleep(0.1)
        seen.append((guard.farewells, guard.ends, guarding.told))
        assert guard.beats[-1]["belts"][BELT]["ours"] is ours

    met(test)
    assert seen[0][:2] == (farewells, 1)
    assert f"close {not ours}" in seen[0][2]


def test_a_reset_removes_the_paper_and_a_refused_one_does_not(met, tmp_path):
    async def test(_guard, ward, guarding):
        paper = paper_of(tmp_path, BELT)
        paper.parent.mkdir()
        paper.write_text("{}")
        (hear,) = ward.callbacks
        hear(Step(0, Reset(), (Refused("Reset", "it moves"),)))
        await guarding.close()
        assert paper.exists()
        again = Guarding(tmp_path, Process())
        again.watch(ward)
        ward.callbacks[-1](Step(0, Reset(), ()))
        await again.close()
        assert not paper.exists()

    met(test)


def test_both_ends_know_the_same_paper(tmp_path):
    for address in (BELT, "../x", "2F3A-11"):
        assert paper_of(tmp_path, address) == papers.paper_of(tmp_path / "guard", address)


def test_a_paper_that_cannot_be_removed_is_told_of(met, tmp_path, caplog):
    async def test(_guard, ward, guarding):
        paper_of(tmp_path, BELT).mkdir(parents=True)
        ward.callbacks[0](Step(0, Reset(), ()))
        await guarding.close()

    met(test)
    assert "stays" in caplog.text


# ── a whole service ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def guarded_walk(virtually, running, rules, tmp_path):
    """`guarded_walk(test)`: run test(guard, service, walker, port) for a service whose rules ask for a guard."""

    def run(test):
        async def main(port):
            guard = Guard(tmp_path)
            guard.watches = [port.address]
            await guard.listen()
            guarding = Guarding(tmp_path, Process())
            async with running(port, rules=replace(rules, guarded=True)) as (service, walker):
                guarding.watch(service)
                await test(guard, service, walker, port)
            await guarding.close()
            await guard.die()

        virtually(main)

    return run


@pytest.mark.sr(23)
def test_a_guarded_walk_walks_to_its_end(guarded_walk):
    async def test(guard, service, walker, _port):
        finished = []
        service.subscribe(lambda step: finished.extend(e for e in step.effects if isinstance(e, Finished)))
        await walker.walk()
        charge = guard.beats[-1]["belts"]["AA:BB"]
        assert (charge["ours"], charge["stop"]) == (True, False)
        await service.until(lambda _: bool(finished))
        assert finished[0].verified
        await asyncio.sleep(1)
        assert guard.beats[-1]["belts"]["AA:BB"]["ours"] is False

    guarded_walk(test)


@pytest.mark.sr(23)
def test_without_a_guard_nobody_starts_a_belt(guarded_walk):
    async def test(guard, service, walker, port):
        await walker.arm()
        await guard.die()
        await asyncio.sleep(1)
        refused = [each for each in service.tell(Ready("test")) if isinstance(each, Refused)]
        assert refused
        await asyncio.sleep(20)
        assert port.speed == 0

    guarded_walk(test)


@pytest.mark.sr(23)
def test_a_guard_that_dies_in_a_walk_ends_it_orderly(guarded_walk):
    async def test(guard, service, walker, port):
        await walker.walk(10)
        await guard.die()
        await service.until(lambda seen: seen.stage in (Stage.WINDING_DOWN, Stage.FINISHED))
        await service.until(lambda seen: seen.belt in (Belt.IDLE, Belt.LATCHED))
        assert port.speed == 0

    guarded_walk(test)


def test_a_belt_that_the_guard_stops_is_latched_by_its_service_too(guarded_walk):
    async def test(guard, service, walker, port):
        await walker.walk(10)
        guard.stopping = [port.address]
        await service.until(lambda seen: seen.belt is Belt.LATCHED)
        assert (service.snapshot.latched, port.speed) == (StopReason.ENGINE_FAULT, 0)

    guarded_walk(test)


@pytest.mark.sr(23)
def test_a_guard_that_measures_the_standstill_later_than_its_service_only_delays_the_next_walk(guarded_walk):
    async def test(guard, service, walker, port):
        await walker.walk(10)
        guard.stopping = [port.address]
        await service.until(lambda seen: seen.belt is Belt.LATCHED)
        service.tell(Reset("test"))
        await walker.arm()
        await asyncio.sleep(5)
        assert service.snapshot.latched is None, "what was reset stays reset"
        assert [each for each in service.tell(Ready("test")) if isinstance(each, Refused)]
        assert port.speed == 0
        guard.stopping = []
        await service.until(lambda seen: seen.guarded)
        assert service.tell(Ready("test")) and service.snapshot.stage is Stage.COUNTDOWN
        await service.until(lambda seen: seen.belt is Belt.RUNNING)

    guarded_walk(test)


# ── in real time ──────────────────────────────────────────────────────────────────────────────────


async def test_a_pause_of_our_own_is_not_the_guards(tmp_path):
    ward = Ward()
    async with _met(tmp_path, ward) as (guard, _):
        await until(lambda: ward.kinds == [Guarded])
        for _ in range(2):
            time.sleep(1.5)  # noqa: ASYNC251 - the loop stands still, and the guard's answers wait
            await asyncio.sleep(0.3)
        assert ward.kinds == [Guarded] and guard.beats


async def test_the_real_guard_is_started_answers_and_ends_with_its_service(tmp_path):
    process, ward = GuardProcess(tmp_path), Ward()
    guarding = Guarding(tmp_path, process)
    ward.ours = False
    guarding.watch(ward)
    await until(lambda: guarding.answered >= 3, 60)
    first = process.pid
    os.kill(first, signal.SIGKILL)
    await until(lambda: process.pid not in (None, first), 60)
    answered = guarding.answered
    await until(lambda: guarding.answered >= answered + 3, 60)
    await guarding.close()
    assert not process.there
    assert not (tmp_path / "guard.sock").exists()


async def test_a_service_that_ends_with_a_belt_of_its_own_leaves_it_to_the_guard(tmp_path):
    process, ward = GuardProcess(tmp_path), Ward()
    guarding = Guarding(tmp_path, process)
    guarding.watch(ward)
    await until(lambda: guarding.answered >= 3, 60)
    await guarding.close()
    await until(paper_of(tmp_path, BELT).exists)
    assert process.there
    process.kill()
    await until(lambda: not process.there)
