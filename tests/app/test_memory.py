"""The memory of a served site: its treadmills come back, and old samples go."""

import asyncio

import pytest

from history.telling import BELT, begun, ended, second
from retrowalk.app import memory as room
from retrowalk.app.memory import Register, remembered, thin
from retrowalk.history import questions as q
from retrowalk.history.database import Away
from retrowalk.history.facts import MachineForgotten, MachineSet
from retrowalk.history.mending import mend
from retrowalk.history.walks import State
from retrowalk.settings.model import Memory


async def test_a_treadmill_that_was_remembered_is_known_next_time(tmp_path):
    register = Register()
    register.remember(BELT)  # nothing is open yet
    async with remembered(Memory(), tmp_path, register) as (_, known):
        assert known == ()
        register.remember(BELT)
    register.forgotten(BELT.id)  # nor is it any more
    async with remembered(Memory(), tmp_path, register) as (_, known):
        assert known == (BELT,)
        register.forgotten(BELT.id)
    async with remembered(Memory(), tmp_path, register) as (_, known):
        assert known == ()


@pytest.fixture
async def history(tmp_path):
    """Three walks that ended, one after the other, and one that goes on; each with two samples."""
    async with remembered(Memory(), tmp_path, Register()) as (history, _):
        for number in range(4):
            await history.record(begun(f"w{number}", None, 1000 * (number + 1)))
            history.walk_samples(f"w{number}", [second(0), second(1)])
            if number < 3:
                await history.record(ended(f"w{number}", 1000 * (number + 1) + 60))
        yield history


async def left(history):
    return [len(await history.read(q.samples(f"w{number}"))) for number in range(4)]


async def test_samples_of_old_walks_go_and_their_summaries_stay(history):
    assert await thin(history, 3000) == 2
    assert await left(history) == [0, 0, 2, 2]
    assert (await history.read(q.walk("w0"))).summary.seconds == 60
    assert await thin(history, 3000) == 0


async def test_a_walk_that_goes_on_is_never_thinned(history):
    assert await thin(history, 10_000) == 3
    assert await left(history) == [0, 0, 0, 2]


async def test_many_walks_go_in_batches(history, monkeypatch):
    monkeypatch.setattr(room, "BATCH", 2)
    assert await thin(history, 10_000) == 3
    assert await left(history) == [0, 0, 0, 2]


async def test_it_is_thinned_by_itself_when_it_is_served(tmp_path, caplog):
    async with remembered(Memory(), tmp_path, Register()) as (history, _):
        await history.record(begun("w0", None, 1000))
        history.walk_samples("w0", [second(0)])
        await history.record(ended("w0", 1060))
    caplog.set_level("INFO")
    async with remembered(Memory(samples="1 day"), tmp_path, Register()) as (history, _):
        while "let go of the samples of 1 walks" not in caplog.messages:
            await history.read(q.machines())
        assert await history.read(q.samples("w0")) == ()


async def test_a_site_begins_by_its_journal_while_the_database_is_away(tmp_path, caplog):
    caplog.set_level("INFO")
    async with remembered(Memory(), tmp_path, Register()) as (history, _):
        await history.record(MachineSet(BELT, 1))
        await history.record(begun("w0", None, 1000))
        await history.read(q.machines())
    away = Memory(url="postgresql://nobody:c4n4ry@127.0.0.1:1/none")
    async with remembered(away, tmp_path, Register()) as (history, known):
        assert known == (BELT,) and "refused" in history.behind
        with pytest.raises(Away):
            await history.read(q.machines())
        told = await history.record(MachineForgotten(BELT.id, 2))  # the journal keeps what the database will know
    assert "Traceback" not in caplog.text and "c4n4ry" not in caplog.text
    assert "the database is away, the site begins by its journal" in caplog.text
    async with remembered(Memory(), tmp_path, Register()) as (history, known):
        assert known == () and told > 2
        assert (await history.read(q.walk("w0"))).state is State.INTERRUPTED  # by a start that could read it


async def test_a_walk_of_this_run_is_not_taken_for_one_that_was_left(tmp_path):
    async with remembered(Memory(), tmp_path, Register()) as (history, _):
        await history.record(begun("w0", None, 1000))
        await history.read(q.machines())
        left = tuple(history.walks)
        await history.record(begun("w1", None, 2000))
        assert await asyncio.to_thread(mend, history, left) == ("w0",)
        assert (await history.read(q.walk("w1"))).state is State.OPEN
