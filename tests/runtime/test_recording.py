"""A walk, its journal and its replay."""

import asyncio
from itertools import pairwise

import pytest

from retrowalk.controller.effects import Request, WriteStop
from retrowalk.journal.line import frame, unframe
from retrowalk.journal.reader import read
from retrowalk.journal.record import Header
from retrowalk.journal.replay import digest, replay
from retrowalk.journal.writer import Journal
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage


@pytest.fixture
def recorded(virtually, running, rules, tmp_path):
    """Walk two minutes, be stopped in a second walk; the journal's path and what a subscriber heard."""
    path, heard = tmp_path / "walk.journal", []

    async def main(port):
        with Journal(path, Header("AA:BB", rules, float("inf"))) as journal:
            async with running(port, journal=journal) as (service, walker):
                service.subscribe(heard.append)
                await walker.walk(1)
                await service.until(lambda seen: seen.stage is Stage.FINISHED)
                await asyncio.sleep(2)
                await walker.walk(1)
                service.stop(source="test")
                await service.until(lambda seen: seen.belt is Belt.LATCHED)
            assert journal.healthy

    virtually(main)
    return path, tuple(heard)


@pytest.mark.sr(46)
def test_a_journal_holds_every_step_of_a_walk_at_least_once_a_second(recorded):
    path, heard = recorded
    steps = read(path).steps
    assert steps == heard
    assert max(after.now - before.now for before, after in pairwise(steps)) <= 1000
    effects = [type(effect) for step in steps for effect in step.effects]
    assert effects.count(Request) > 5
    assert WriteStop in effects


def test_a_walk_folds_to_the_same_trace(recorded):
    path, heard = recorded
    trace = replay(path)
    assert (trace.difference, trace.lost) == ("", 0)
    assert trace.steps == heard
    assert trace.digest == digest(heard) == replay(path).digest


@pytest.mark.parametrize("turned", ["02", "03"])
def test_a_changed_answer_is_named_by_line(recorded, turned):
    path, _ = recorded
    lines = path.read_bytes().splitlines(keepends=True)
    place, data = next(
        (place, data)
        for place, data in enumerate([unframe(number, line) for number, line in enumerate(lines, 1)])
        if any(effect["with"].get("data", "").startswith("02") for effect in data.get("effects", []))
    )
    for effect in data["effects"]:
        effect["with"] |= {"data": turned + "ffff"} if "data" in effect["with"] else {}
    lines[place] = frame(place + 1, data)
    path.write_bytes(b"".join(lines))
    assert replay(path).difference.startswith(f"{path}:{place + 1}: at {data['now']} ms")


def test_a_changed_measurement_is_seen_where_the_core_first_answers_otherwise(recorded):
    path, heard = recorded
    lines = path.read_bytes().splitlines(keepends=True)
    frames = [place for place, step in enumerate(heard, 1) if type(step.event).__name__ == "TreadmillFrame"]
    for place in frames[len(frames) // 4 :][:4]:
        data = unframe(place + 1, lines[place])
        data["with"]["data"] = data["with"]["data"][:4] + "e803" + data["with"]["data"][8:]  # 10 km/h
        lines[place] = frame(place + 1, data)
    path.write_bytes(b"".join(lines))
    line = int(replay(path).difference.removeprefix(f"{path}:").split(":")[0])
    assert line > frames[len(frames) // 4]


def test_a_torn_journal_folds_as_far_as_it_goes(recorded):
    path, heard = recorded
    path.write_bytes(path.read_bytes()[:-5])
    trace = replay(path)
    assert (trace.steps, trace.difference, trace.lost) == (heard[:-1], "", 1)
