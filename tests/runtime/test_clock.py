import ast
import asyncio
import re
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retrowalk.runtime import clock
from retrowalk.runtime.clock import PacedLoop, SpeedUpRefused, at, loop_at, now, virtual_loop, wall, worked


def _run(main, factory):
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(main)


def test_virtual_time_is_exact_and_costs_nothing():
    async def main():
        seen = []
        for seconds in (0.25, 1800.0, 0.0):
            before = now()
            await asyncio.sleep(seconds)
            seen.append(now() - before)
        return seen

    began = time.monotonic()
    assert _run(main(), virtual_loop) == [250, 1_800_000, 0]
    assert time.monotonic() - began < 1.0


def test_work_is_counted_and_waiting_is_not():
    async def main():
        began = worked()
        await asyncio.sleep(0.2)
        waited = worked() - began
        while time.thread_time() < began + waited + 0.05:
            pass
        return waited, worked() - began - waited

    waited, did = _run(main(), asyncio.new_event_loop)
    assert waited < 0.1 and did >= 0.05
    assert _run(main_of_virtual_work(), virtual_loop) == 0


async def main_of_virtual_work():
    began, until = worked(), time.thread_time() + 0.01
    while time.thread_time() < until:
        pass
    return worked() - began


def test_timers_of_one_instant_run_together_and_in_order():
    async def main():
        order = []
        async with asyncio.TaskGroup() as tasks:
            for name, seconds in (("c", 0.3), ("a", 0.1), ("b", 0.2)):
                tasks.create_task(_note(order, name, seconds))
        return order

    assert _run(main(), virtual_loop) == [("a", 100), ("b", 200), ("c", 300)]


async def _note(order, name, seconds):
    began = now()
    await asyncio.sleep(seconds)
    order.append((name, now() - began))


def test_ten_times_as_fast_is_ten_times_as_fast():
    async def main():
        began, true = now(), time.monotonic()
        await asyncio.sleep(2)
        return now() - began, time.monotonic() - true

    virtual, true = _run(main(), lambda: PacedLoop(10))
    assert 2000 <= virtual <= 2000 + clock.STALL * 1000
    assert true >= 0.19


def test_a_host_that_stalls_stalls_paced_time_with_it():
    async def main():
        await asyncio.sleep(0.1)
        began = now()
        time.sleep(0.3)  # noqa: ASYNC251 - the stall: 3 s at this pace
        await asyncio.sleep(0.25)
        return now() - began

    # Of the stall's 3,000 ms at most STALL counts; a busy host's own 50 ms besides are 500 at this pace.
    assert _run(main(), lambda: PacedLoop(10)) <= 250 + clock.STALL * 1000 + 500


@pytest.mark.parametrize("pace", [1000.0, float("inf")])
def test_a_paced_loop_still_hears_sockets_and_threads(pace):
    async def main():
        ours, theirs = socket.socketpair()
        with ours, theirs:
            ours.setblocking(False)  # noqa: FBT003 - its only argument
            threading.Thread(target=theirs.send, args=(b"hello",)).start()
            return await asyncio.get_running_loop().sock_recv(ours, 5)

    assert _run(main(), lambda: PacedLoop(pace)) == b"hello"


@pytest.mark.sr(26)
def test_sleep_counts_on_a_real_loop_and_not_on_a_paced_one(monkeypatch):
    slept = 0.0
    monkeypatch.setattr(clock, "_awake_or_asleep", lambda: time.monotonic() + slept)

    async def main():
        nonlocal slept
        before = now()
        slept += 5
        return now() - before

    assert 5000 <= _run(main(), asyncio.new_event_loop) < 6000
    assert _run(main(), virtual_loop) == 0


@pytest.mark.sr(26)
def test_the_clock_of_a_real_loop_is_monotonic_and_of_the_kind_that_counts_sleep():
    async def main():
        return [now() for _ in range(1000)]

    seen = asyncio.run(main())
    assert seen == sorted(seen)
    if hasattr(time, "CLOCK_BOOTTIME"):
        assert abs(time.clock_gettime(time.CLOCK_BOOTTIME) * 1000 - seen[-1]) < 5000


def test_wall_time_is_local_and_says_where_that_is():
    said = datetime.fromisoformat(wall())
    assert said.utcoffset() == datetime.now(UTC).astimezone().utcoffset()
    assert abs(datetime.now(UTC) - said) < timedelta(seconds=5)


def test_records_carry_whole_seconds_of_the_wall_clock():
    assert isinstance(at(), int)
    assert abs(datetime.now(UTC).timestamp() - at()) < 5


@pytest.mark.parametrize("simulated", [False, True])
def test_true_time_is_an_ordinary_loop(simulated):
    assert loop_at(1.0, simulated=simulated) is asyncio.new_event_loop


@pytest.mark.sr(44)
@pytest.mark.parametrize("speed_up", [0.5, 10.0, float("inf")])
def test_only_a_simulated_treadmill_may_run_at_another_pace(speed_up):
    made = loop_at(speed_up, simulated=True)()
    assert isinstance(made, PacedLoop)
    made.close()
    with pytest.raises(SpeedUpRefused, match="a real one runs at 1"):
        loop_at(speed_up, simulated=False)


@pytest.mark.parametrize("speed_up", [0.0, -1.0, float("nan")])
def test_time_that_stands_or_runs_back_is_refused(speed_up):
    with pytest.raises(SpeedUpRefused, match="must be above 0"):
        loop_at(speed_up, simulated=True)


@pytest.mark.sr(26)
def test_the_time_of_day_is_read_for_people_in_three_places_and_nothing_is_decided_by_it():
    """A journal and a paper of the guard carry it; every timer is monotonic, whatever the wall clock does."""
    source = Path(clock.__file__).parents[1]
    day = re.compile(
        r"\b(?:datetime\.(?:now|today|utcnow)|date\.today|time\.(?:time|time_ns|localtime|gmtime|ctime))\("
    )
    found = {
        f"{path.relative_to(source).as_posix()}: {node.name}"
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and day.search(ast.unparse(node))
    }
    assert found == {"runtime/clock.py: wall", "runtime/clock.py: at", "guard/papers.py: _today"}


@pytest.mark.parametrize(("loop", "is_at"), [(virtual_loop, float("inf")), (lambda: PacedLoop(10), 10)])
def test_the_pace_is_the_loops(loop, is_at):
    async def main():
        return clock.pace()

    assert _run(main(), loop) == is_at


def test_where_somebody_may_stand_time_runs_true():
    async def main():
        return clock.pace()

    assert asyncio.run(main()) == 1.0
