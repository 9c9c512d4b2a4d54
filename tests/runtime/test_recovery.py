"""What is made of what a run left behind."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from retrowalk.controller.events import Prepare, Ready, Recover
from retrowalk.guard.papers import paper_of
from retrowalk.journal.line import frame, unframe
from retrowalk.journal.open import Ended, Entry, left, path_of, write
from retrowalk.journal.reader import JournalError, read
from retrowalk.journal.record import Header
from retrowalk.journal.writer import Journal
from retrowalk.runtime import recovery
from retrowalk.runtime.clock import now
from retrowalk.runtime.recovery import Leftover, find, forget, let_go
from retrowalk.runtime.service import Service
from retrowalk.safety.events import Reset, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.machine import Button


HERE = "AA:BB:CC:DD:EE:01"
DIED = StopReason.ENGINE_FAULT


@pytest.fixture
def lived(virtually, running, rules, tmp_path):
    """`lived(how)`: a run that does `how(service, walker, port)` and is never heard of again; its state folder."""

    def live(how, *, begin=True):
        state = tmp_path / "state"

        async def main(port):
            path = tmp_path / "walk.journal"
            journal = Journal(path, Header(HERE, rules, float("inf")), folder=state / recovery.OPEN)
            if begin:
                journal.begin()
            async with running(port, journal=journal) as (service, walker):
                await how(service, walker, port)
                journal.close()  # what this run does from here on is written nowhere: it died

        virtually(main)
        return state

    return live


async def _idle(service, *_):
    await service.until(lambda seen: seen.belt is Belt.IDLE)


async def _prepared(service, walker, _):
    await _idle(service)
    service.tell(Prepare(walker.plan(2.0)))


async def _armed(_, walker, __):
    await walker.arm()


async def _starting(service, walker, _):
    await walker.arm()
    service.tell(Ready())
    await service.until(lambda seen: seen.belt is Belt.STARTING)


async def _walking(_, walker, __):
    await walker.walk()


async def _adrift(service, walker, port):
    await walker.walk()
    port.away = True
    await port.disconnect()
    await service.until(lambda seen: seen.belt is Belt.ADRIFT)


async def _halting(service, walker, _):
    await walker.walk(0.3)
    await service.until(lambda seen: seen.belt is Belt.HALTING)


async def _stopping(service, walker, _):
    await walker.walk()
    service.stop(StopReason.PAIN, "page")


async def _latched(service, walker, port):
    await _stopping(service, walker, port)
    await service.until(lambda seen: seen.belt is Belt.LATCHED)


async def _latched_early(service, walker, port):
    await _starting(service, walker, port)
    service.stop(StopReason.PAIN, "page")
    await service.until(lambda seen: seen.belt is Belt.LATCHED)


async def _reset(service, walker, port):
    await _latched(service, walker, port)
    service.tell(Reset("person"))


async def _finished(service, walker, _):
    await walker.walk(0.3)
    await service.until(lambda seen: seen.stage is Stage.FINISHED)
    await service.until(lambda seen: seen.belt is Belt.IDLE)


async def _watched(service, walker, _):
    await _idle(service)
    service.tell(Prepare(replace(walker.plan(1.0), monitor_only=True)))
    await service.until(lambda seen: seen.stage is not None)


ALIVE = (_prepared, _armed, _starting, _walking, _adrift, _halting, _stopping)


@pytest.mark.sr(23)
@pytest.mark.parametrize("how", ALIVE)
def test_a_run_that_died_with_a_session_under_way_leaves_a_belt_that_is_ours(lived, how, tmp_path):
    (found,) = find(lived(how))
    assert (found.treadmill, found.ours, found.damage) == (HERE, True, "")
    assert (found.journal, found.protocol) == (tmp_path / "walk.journal", "walk")
    assert found.rules is not None
    reason = StopReason.PAIN if how is _stopping else DIED
    assert found.event == Recover(reason, "page" if how is _stopping else found.source, ours=True)


@pytest.mark.sr(23)
def test_a_run_that_died_latched_leaves_the_latch_with_its_first_reason(lived):
    (found,) = find(lived(_latched))
    assert found.event == Recover(StopReason.PAIN, "page", ours=False)


@pytest.mark.parametrize("how", [_reset, _finished])
def test_a_run_that_died_after_it_let_go_leaves_nothing(lived, how):
    assert find(lived(how)) == ()


def test_a_run_that_died_before_any_session_leaves_nothing(lived):
    assert find(lived(_idle, begin=False)) == ()


def test_a_walk_that_was_only_watched_leaves_nothing_to_stop(lived):
    assert find(lived(_watched)) == ()


def test_nothing_ever_left_is_nothing_found(tmp_path):
    assert find(tmp_path / "none") == ()


# ── damage ──────────────────────────────────────────────────────────────────────────────────────────


def _worth(state):
    """How much is done about what is left: 2 stop it, 1 keep the latch, 0 nothing."""
    found = find(state)
    assert all(each.treadmill == HERE for each in found)
    return 2 if found and found[0].ours else len(found)


@pytest.mark.sr(23)
@pytest.mark.parametrize(("how", "whole"), [(_armed, 2), (_latched_early, 1)])
def test_a_journal_cut_at_any_byte_or_flipped_in_any_line_is_worth_no_less(lived, tmp_path, how, whole):
    state, path = lived(how), tmp_path / "walk.journal"
    data = path.read_bytes()
    assert _worth(state) == whole
    lines = data.splitlines(keepends=True)
    ends = [len(b"".join(lines[:count])) for count in range(len(lines) + 1)]
    # What is made of a journal depends on its whole lines alone, and on whether there is more: tests/journal holds that
    # for every byte and bit. So here: every line's end, and once inside each line.
    for end, line in zip(ends, lines, strict=False):
        path.write_bytes(data[:end])
        assert _worth(state) >= whole, end
        path.write_bytes(data[: end + len(line) // 2])
        assert _worth(state) == 2
        path.write_bytes(data[: end + 20] + bytes([data[end + 20] ^ 4]) + data[end + 21 :])
        (found,) = find(state)
        assert found.ours and found.damage


@pytest.mark.sr(46)
def test_a_journal_cut_or_flipped_at_every_byte_is_read_to_there_and_the_damage_told(lived, tmp_path):
    lived(_prepared)
    path = tmp_path / "walk.journal"
    data = path.read_bytes()
    steps, lines = read(path).steps, data.splitlines(keepends=True)
    ends = [sum(map(len, lines[: count + 1])) for count in range(len(lines))]
    assert len(steps) > 10 and steps[-1].event.plan.id == "walk"
    for at in range(ends[0], len(data)):
        whole = sum(end <= at for end in ends)  # lines before the one that holds this byte
        path.write_bytes(data[:at])
        cut = read(path)
        assert (cut.steps, cut.lost, cut.damage) == (steps[: whole - 1], at not in ends, "")
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
        flipped = read(path)
        assert flipped.steps == steps[: whole - 1]
        assert flipped.lost >= 1
        assert flipped.damage or whole >= len(lines) - 2  # the last line, or the end of the last but one
    for at in range(ends[0]):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
        with pytest.raises(JournalError, match=r"walk\.journal:1: "):
            read(path)


@pytest.mark.sr(23)
@pytest.mark.parametrize("what", ["gone", "a folder", "another format", "another version's answers"])
def test_a_journal_nobody_can_tell_by_counts_as_ours(lived, tmp_path, what):
    state, path = lived(_finished), tmp_path / "walk.journal"
    assert find(state) == ()
    lines = path.read_bytes().splitlines(keepends=True)
    path.unlink()
    if what == "a folder":
        path.mkdir()
    elif what == "another format":
        path.write_bytes(frame(1, unframe(1, lines[0]) | {"format": 9}) + b"".join(lines[1:]))
    elif what == "another version's answers":
        place = next(place for place, line in enumerate(lines) if b'"WriteStop"' in line)
        lines[place] = frame(place + 1, unframe(place + 1, lines[place]) | {"effects": []})
        path.write_bytes(b"".join(lines))
    (found,) = find(state)
    assert found.ours
    assert str(path) in found.damage
    assert found.reason is DIED


@pytest.mark.sr(23)
def test_a_second_walk_of_a_run_is_missed_when_its_beginning_is_lost(lived, tmp_path):
    state, path = lived(_finished), tmp_path / "walk.journal"
    (word,) = left(state / recovery.OPEN)
    write(state / recovery.OPEN, replace(word.entry, after=len(path.read_bytes().splitlines())))
    (found,) = find(state)
    assert (found.ours, found.damage) == (True, f"{path}: the walk that was begun is missing")


@pytest.mark.sr(23)
def test_an_open_file_nobody_can_read_counts_as_ours(tmp_path):
    write(tmp_path / "open", Entry(HERE, "/none", 0, "", Ended(StopReason.PAIN, "page")))
    path = path_of(tmp_path / "open", HERE)
    path.write_bytes(path.read_bytes()[:-1])
    (found,) = find(tmp_path)
    assert (found.treadmill, found.ours, found.journal) == (HERE, True, None)
    assert str(path) in found.damage


# ── the guard's papers ──────────────────────────────────────────────────────────────────────────────


PAPER = {"address": HERE, "cause": "silent", "at": "2026-11-21T12:00:00+00:00", "stood": "2026-11-21T12:00:03+00:00"}


def _paper(state, content, address=HERE):
    path = paper_of(state / recovery.GUARD, address)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode() + b"\n")
    return path


def test_a_belt_the_guard_brought_to_rest_is_latched(tmp_path):
    _paper(tmp_path, PAPER)
    assert find(tmp_path) == (Leftover(HERE, ours=False, source="guard: silent", at=PAPER["at"]),)


def test_a_belt_the_guard_never_saw_stand_is_ours(tmp_path):
    _paper(tmp_path, PAPER | {"stood": None})
    (found,) = find(tmp_path)
    assert (found.treadmill, found.ours) == (HERE, True)


@pytest.mark.parametrize("address", [HERE, "1B2C3D4E-0000-4F5A-9B1C-2D3E4F5A6B7C"])
def test_the_guards_papers_are_known_by_their_names(tmp_path, address):
    _paper(tmp_path, PAPER | {"address": "another"}, address)
    assert [each.treadmill for each in find(tmp_path)] == [address]


@pytest.mark.sr(23)
@pytest.mark.parametrize(("stood", "whole"), [(PAPER["stood"], 1), (None, 2)])
def test_a_paper_cut_or_flipped_anywhere_is_worth_no_less(tmp_path, stood, whole):
    path = _paper(tmp_path, PAPER | {"stood": stood})
    data = path.read_bytes()
    assert _worth(tmp_path) == whole
    flips = [data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :] for at in range(len(data)) for bit in range(8)]
    for damaged in (*(data[:length] for length in range(len(data))), *flips):
        path.write_bytes(damaged)
        assert _worth(tmp_path) >= whole, damaged


@pytest.mark.parametrize(
    ("walk", "stood", "ours"), [(_walking, PAPER["stood"], True), (_latched, None, True), (_latched, "x", False)]
)
def test_journal_and_paper_together_are_worth_the_more(lived, walk, stood, ours):
    state = lived(walk)
    _paper(state, PAPER | {"stood": stood})
    (found,) = find(state)
    assert (found.ours, found.protocol) == (ours, "walk")


# ── word for the next run ───────────────────────────────────────────────────────────────────────────


def _seen(virtually, running, how):
    async def main(port):
        async with running(port) as (service, walker):
            await how(service, walker, port)
            return service.snapshot

    return virtually(main)


@pytest.mark.sr(23)
def test_an_orderly_end_keeps_a_latch_and_its_first_reason(virtually, running, tmp_path):
    seen = _seen(virtually, running, _latched)
    _paper(tmp_path, PAPER | {"stood": None})
    let_go(tmp_path, HERE, seen, tmp_path / "gone.journal")
    (found,) = find(tmp_path)
    assert found.event == Recover(StopReason.PAIN, "page", ours=False)


@pytest.mark.parametrize("how", [_idle, _finished, _reset])
def test_an_orderly_end_at_rest_leaves_nothing(virtually, running, tmp_path, how):
    seen = _seen(virtually, running, how)
    write(tmp_path / "open", Entry(HERE, "/none", 0, ""))
    _paper(tmp_path, PAPER)
    let_go(tmp_path, HERE, seen, tmp_path / "walk.journal")
    assert find(tmp_path) == ()


@pytest.mark.sr(23)
@pytest.mark.parametrize("how", [_walking, _stopping, _armed])
def test_an_end_without_standstill_vouches_for_nothing(virtually, running, tmp_path, how):
    seen = _seen(virtually, running, how)
    write(tmp_path / "open", Entry(HERE, "/none", 0, ""))
    let_go(tmp_path, HERE, seen, tmp_path / "walk.journal")
    assert [each.ours for each in find(tmp_path)] == [True]


def test_what_is_forgotten_of_one_treadmill_stays_of_the_others(tmp_path):
    other = "AA:BB:CC:DD:EE:02"
    for address in (HERE, other):
        write(tmp_path / "open", Entry(address, "/none", 0, ""))
        _paper(tmp_path, PAPER, address)
    forget(tmp_path, HERE)
    forget(tmp_path, HERE)
    assert [each.treadmill for each in find(tmp_path)] == [other]
    assert len(list((tmp_path / "guard").iterdir())) == 1


# ── the run that takes over ─────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def _taking_over(port, rules, found):
    service = Service(port, rules)
    service.tell(found.event)
    task = asyncio.create_task(service.run())
    try:
        yield service
    finally:
        await service.close()
        await task


@pytest.mark.sr(23)
def test_a_belt_left_moving_is_stopped_before_anything_else_and_stays_latched(virtually, plan, walker_of, lived):
    (found,) = find(lived(_walking))

    async def main(port):
        port.treadmill.machine.start(0, now())
        async with _taking_over(port, found.rules, found) as service:
            seen = await service.until(lambda seen: seen.belt is Belt.LATCHED)
            assert [data for _, data in port.writes[:2]] == [b"\x00", b"\x08\x01"]
            assert (port.speed, seen.latched, seen.latched_by) == (0, DIED, found.source)
            await asyncio.sleep(60)
            assert (port.speed, service.snapshot.belt) == (0, Belt.LATCHED)
            (refused,) = service.tell(Prepare(plan(1)))
            assert "reset it first" in refused.why
            service.tell(Reset("person"))
            assert (service.snapshot.belt, service.snapshot.latched) == (Belt.IDLE, None)
            await walker_of(service).walk()
            assert port.speed > 0

    virtually(main)


@pytest.mark.sr(23)
def test_a_belt_that_moves_and_is_only_latched_is_watched(virtually, rules, lived):
    (found,) = find(lived(_latched))

    async def main(port):
        port.treadmill.machine.start(0, now())
        async with _taking_over(port, rules, found) as service:
            await service.until(lambda seen: seen.belt is Belt.OBSERVED)
            await asyncio.sleep(30)
            assert port.writes == []
            assert port.speed > 0
            port.treadmill.press(Button.STOP, now())
            await service.until(lambda seen: seen.belt is Belt.LATCHED)
            assert port.writes == []

    virtually(main)
