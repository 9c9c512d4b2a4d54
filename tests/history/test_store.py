import asyncio
import sqlite3
import time
from dataclasses import replace

import pytest

from history.telling import ADA, BELT, BOB, OF_ADA, OF_OTHERS, a_walk, begun, ended, second, tell
from retrowalk.history import facts as f
from retrowalk.history import questions as q
from retrowalk.history.database import Away, DatabaseError
from retrowalk.history.records import Person
from retrowalk.history.store import History, NotKept
from retrowalk.history.walks import After, Mark, MarkKind, State
from retrowalk.journal.lock import Taken
from retrowalk.safety.events import StopReason


async def test_what_is_told_can_be_read_at_once(memory):
    history = memory.open()
    history.record(f.PersonSet(BOB, 1))
    assert await history.record(f.PersonSet(ADA, 2)) == 3
    assert await history.read(q.people()) == (ADA, BOB)
    assert history.healthy and history.refusal == history.behind == ""


async def test_every_kind_of_fact_is_found_again(memory):
    history = memory.open()
    tell(history, *OF_ADA, *OF_OTHERS)
    assert await history.read(q.person("p-ada")) == ADA
    assert await history.read(q.machine("aa-bb")) == BELT and await history.read(q.machines()) == (BELT,)
    assert [each.id for each in await history.read(q.caps())] == ["c1", "c2"]
    (flag,) = await history.read(q.flags("p-ada"))
    assert (flag.released_at, flag.released_by, flag.because) == (930, "p-eve", "talked to her")
    assert await history.read(q.screenings("p-ada")) == (OF_ADA[4].screening,)
    assert await history.read(q.outcomes("p-ada")) == (OF_ADA[5].outcome,)
    assert [each.value for each in await history.read(q.marks("w1"))] == [4, None]
    assert [each.revoked for each in await history.read(q.devices())] == [905, None]
    assert [each.person for each in await history.read(q.audits())] == ["p-bob", "p-ada"]
    assert [each.person for each in await history.read(q.audits(1, skip=1))] == ["p-ada"]
    assert [each.object for each in await history.read(q.audits(person_="p-ada"))] == ["w1"]
    assert (await history.read(q.decisions("p-ada")))[0].proposal == {"dose": {"seconds": 300}}
    walk = await history.read(q.walk("w1"))
    assert (walk.state, walk.stop_reason, walk.ended) == (State.ENDED, StopReason.COMPLETED, 1060)
    assert walk.summary == ended().summary and walk.after == After(pain0=1, swelling=False)
    assert set(history.open_walks) == {"w2", "w3"}


async def test_walks_are_found_by_whose_where_when_and_how(memory):
    history = memory.open()
    tell(history, *OF_ADA, *OF_OTHERS)

    async def ids(*args, **asked):
        return [walk.id for walk in await history.read(q.walks(*args, **asked))]

    assert await ids() == ["w3", "w2", "w1"]
    assert await ids("p-ada") == ["w1"] and await ids(treadmill="zz") == []
    assert await ids(state=State.OPEN) == ["w3", "w2"]
    assert await ids(since=2000, before=3000) == ["w2"] and await ids(limit=1) == ["w3"]
    assert await history.read(q.walks_of("p-ada")) == 1 and await history.read(q.walk("w9")) is None


async def test_what_is_told_afterwards_adds_to_what_was_told_before(memory):
    history = memory.open()
    tell(history, begun(), f.AfterTold("w1", After(pain0=1, notes="fine"), 1))
    tell(history, f.AfterTold("w1", After(morning=0, pain0=2), 2))
    assert (await history.read(q.walk("w1"))).after == After(pain0=2, morning=0, notes="fine")


async def test_the_newest_cap_of_each_slot_holds_and_all_are_remembered(memory):
    history = memory.open()
    (first,) = (fact for fact in OF_OTHERS if isinstance(fact, f.CapSet))
    later = replace(first, rule=replace(first.rule, id="c3", old=250, new=200))
    tell(history, OF_ADA[1], first, later)
    assert [each.id for each in await history.read(q.caps())] == ["c1", "c3"]
    assert [each.id for each in await history.read(q.cap_history())] == ["c3", "c2"]
    assert [each.id for each in await history.read(q.cap_history("p-ada"))] == ["c1"]


async def test_samples_come_back_by_their_walk(memory):
    history = memory.open()
    tell(history, begun("w1"), begun("w2", "p-bob"))
    for t in range(4):
        history.walk_samples("w1", [second(t)])
        history.walk_samples("w2", [second(t), second(t + 100)])
    assert await history.read(q.samples("w1")) == tuple(second(t) for t in range(4))
    assert [each.t for each in await history.read(q.samples("w2"))] == [0, 1, 2, 3, 100, 101, 102, 103]
    assert await history.read(q.samples("w3")) == ()
    history.samples_again("w1", [second(9)])
    assert await history.read(q.samples("w1")) == (second(9),)
    assert len(await history.read(q.samples("w2"))) == 8


async def test_what_the_last_second_told_is_written_at_the_end(memory):
    history = memory.open()
    tell(history, begun())
    history.walk_samples("w1", [second(0), second(1)])
    memory.close()
    assert len(memory.rows()["sample"]) == 2


SENSELESS = (
    (f.WalkBegun(a_walk(), 1), "has begun before"),
    (f.WalkEnded("w9", State.ENDED, None, ended().summary, 1), "no walk 'w9' is known"),
    (f.WalkEnded("w1", State.OPEN, None, ended().summary, 1), "does not end open"),
    (f.AfterTold("w9", After(), 1), "no walk"),
    (f.Marked(Mark("w9", 1, MarkKind.PAIN, 1), 1), "no walk"),
    (f.FlagReleased("f9", "x", 1), "no red flag"),
    (f.DeviceRevoked("d9", 1), "no device"),
    (f.MachineForgotten("m9", 1), "no treadmill"),
    (f.PersonErased("p9", 1), "no person"),
    (f.SamplesThinned(("w1", "w9"), 0, 1), "no walk 'w9'"),
    (f.PersonSet(Person("p", "A\0B"), 1), "PersonSet.person.name: a text holds the character NUL"),
    (f.PersonSet(Person("p", "\ud800"), 1), "PersonSet: .*surrogates"),
    (f.PersonSet(Person("p", "A", born=2**63), 1), "PersonSet.person.born: .* too large"),
    (f.PersonSet(Person("p", "A" * 300_000), 1), "more than the 262144 a fact may have"),
)


async def test_a_fact_that_makes_no_sense_is_refused_and_leaves_nothing(memory):
    history = memory.open()
    tell(history, begun())
    before, size = memory.rows(), (memory.folder / "site.jsonl").stat().st_size
    for fact, said in SENSELESS:
        with pytest.raises(NotKept, match=said):
            await history.record(fact)
    assert memory.rows() == before and (memory.folder / "site.jsonl").stat().st_size == size


async def test_a_walk_ends_once(memory):
    history = memory.open()
    tell(history, begun(), ended())
    with pytest.raises(NotKept, match="has ended before"):
        await history.record(ended())


async def test_samples_of_a_walk_nobody_began_are_refused(memory):
    with pytest.raises(NotKept, match="no walk 'w9'"):
        memory.open().walk_samples("w9", [second(0)])


async def test_nobody_who_gives_up_waiting_takes_a_fact_back(memory):
    history = memory.open()
    waiting = history.record(f.PersonSet(ADA, 1))
    waiting.cancel()
    assert await history.read(q.people()) == (ADA,)


async def test_everything_is_there_after_opening_again(memory):
    history = memory.open()
    tell(history, *OF_ADA, *OF_OTHERS)
    history.walk_samples("w1", [second(0), second(1)])
    memory.close()
    before = memory.rows()
    history = memory.open()
    await history.read(q.people())
    assert memory.rows() == before and history.damage == () and history.healthy
    assert tell(history, f.PersonSet(BOB, 5)) == [len(OF_ADA) + len(OF_OTHERS) + 2]


async def test_inline_everything_is_done_when_the_call_returns(memory):
    history = memory.open(inline=True)
    assert history.keep(f.PersonSet(ADA, 1)).done()
    assert memory.rows()["person"] != []
    assert await history.read(q.people()) == (ADA,)


async def test_one_program_at_a_time(memory):
    memory.open()
    with pytest.raises(Taken, match="the memory of this site"):
        History(memory.url, memory.folder)


async def test_a_memory_that_was_closed_keeps_nothing_more(memory):
    history = memory.open()
    history.close()
    memory.history = None
    with pytest.raises(NotKept, match="closed"):
        await history.record(f.PersonSet(ADA, 1))
    with pytest.raises(Away, match="closed"):
        await history.read(q.people())


async def test_the_database_of_another_site_is_refused(memory, tmp_path):
    memory.open()
    memory.close()
    with pytest.raises(DatabaseError, match="another site's journal; `retrowalk rebuild`"):
        History(memory.url, tmp_path / "other")
    memory.open()


async def test_a_database_that_is_no_database_says_what_to_do(tmp_path):
    (tmp_path / "history.sqlite").write_bytes(b"not a database, but some text that is long enough" * 20)
    with pytest.raises(DatabaseError, match="not a database; `retrowalk rebuild`"):
        History("", tmp_path)
    assert (tmp_path / "history.sqlite").read_bytes().startswith(b"not a database")


async def test_a_locked_database_holds_nobody_up_and_gets_everything_later(tmp_path):
    with History("", tmp_path) as history:
        tell(history, begun())
        holder = sqlite3.connect(tmp_path / "history.sqlite", isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
        slowest = 0.0
        for number in range(40):
            before = time.perf_counter()
            history.walk_samples("w1", [second(number)])
            kept = history.record(f.Marked(Mark("w1", number, MarkKind.RPE, 3), number))
            slowest = max(slowest, time.perf_counter() - before)
            await kept
        assert slowest < 0.1  # a call puts into a queue; two busy test processes share the machine
        with pytest.raises(Away, match="database is locked"):
            await history.read(q.marks("w1"))
        assert "locked" in history.behind and not history.healthy and history.refusal == ""
        holder.execute("ROLLBACK")
        holder.close()
        async with asyncio.timeout(30):
            while history.behind:  # noqa: ASYNC110 - another thread's doing, and nobody is told of it
                await asyncio.sleep(0.05)
        assert len(await history.read(q.marks("w1"))) == 40
        assert len(await history.read(q.samples("w1"))) == 40
        assert history.healthy
