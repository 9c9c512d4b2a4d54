import pytest

from history.telling import OF_ADA, OF_OTHERS, Memory, tell
from history.walking import BOTH_WAYS, SHORT, Kept
from retrowalk.history import facts as f
from retrowalk.history import questions as q
from retrowalk.history.mending import mend
from retrowalk.history.rebuild import NothingKept, rebuild
from retrowalk.history.walks import Mark, MarkKind, State
from retrowalk.journal.lock import Taken
from retrowalk.safety.events import StopReason


WITHOUT_WALKS = (*OF_ADA[:6], *OF_OTHERS[:5])


def walks(history):
    """Three walks: to the end, stopped, and interrupted; the belt of the last stands all the same."""
    Kept(history, "w1").walking(BOTH_WAYS).finish()
    stopped = Kept(history, "w2", "p-bob", 2000).at_speed(SHORT)
    stopped.stop(StopReason.PAIN)
    stopped.standstill().pass_time(5_000)
    died = Kept(history, "w3", None, 3000).at_speed(SHORT)
    died.die()
    died.stop()
    died.standstill()
    tell(history, f.Marked(Mark("w1", 1010, MarkKind.RPE, 4), 1010), *OF_ADA[10:11])


def test_the_database_is_made_anew_with_equal_rows(memory):
    history = memory.open()
    tell(history, *WITHOUT_WALKS)
    walks(history)
    assert mend(history) == ("w3",)
    walk = history.answer(q.walk("w3"))
    assert (walk.state, walk.stop_reason) == (State.INTERRUPTED, StopReason.POWER_LOSS)
    assert walk.summary.belt_time > 30_000 and len(history.answer(q.samples("w3"))) == walk.summary.samples
    before = memory.rows()
    memory.close()
    rebuilt = rebuild(memory.url, memory.folder)
    assert memory.rows() == before
    assert (rebuilt.facts, rebuilt.walks, rebuilt.damage) == (len(WITHOUT_WALKS) + 8, 3, ())
    assert rebuilt.samples == len(before["sample"])
    history = memory.open()
    assert mend(history) == () and memory.rows() == before
    tell(history, f.MachineForgotten("aa-bb", 5000))
    assert history.answer(q.machines()) == ()


def test_samples_the_database_lost_are_made_again_from_the_journal(memory):
    history = memory.open()
    rig = Kept(history).at_speed(SHORT)
    rig.stop()
    rig.standstill().pass_time(5_000)
    whole = memory.rows()
    assert mend(history) == ()
    history.samples_again("w1", rig.samples[:5])
    assert len(memory.rows()["sample"]) == 5
    memory.close()
    rebuild(memory.url, memory.folder)
    assert memory.rows() == whole


def test_a_walk_whose_samples_never_all_came_is_mended(memory):
    history = memory.open()
    rig = Kept(history).at_speed(SHORT)
    rig.samples_lost = True
    rig.stop()
    rig.standstill().pass_time(5_000)
    assert mend(history) == ("w1",)
    assert history.answer(q.samples("w1")) == tuple(rig.samples)
    assert mend(history) == ()


def test_walks_open_in_a_journal_that_is_gone_are_interrupted_all_the_same(memory):
    history = memory.open()
    tell(history, *OF_OTHERS)
    assert mend(history) == ("w2", "w3")
    assert history.answer(q.walk("w2")).state is State.INTERRUPTED and history.open_walks == ()


def test_what_cannot_be_read_is_said_and_the_rest_is_there(memory):
    history = memory.open()
    walks(history)
    mend(history)
    memory.close()
    (memory.folder / "walks" / "w1" / "journal.jsonl").write_bytes(b"nothing\n")
    site = memory.folder / "site.jsonl"
    lines = site.read_bytes().splitlines(keepends=True)
    lines[4] = lines[4].replace(b"w", b"v", 1)
    site.write_bytes(b"".join(lines))
    rebuilt = rebuild(memory.url, memory.folder)
    assert len(rebuilt.damage) == 2 and rebuilt.damage[0].startswith("site.jsonl:5: the checksum")
    assert "journal.jsonl:1" in rebuilt.damage[1]
    assert len(memory.rows()["walk"]) == 3


def test_a_file_that_is_no_database_is_replaced(tmp_path):
    memory = Memory("", tmp_path)
    tell(memory.open(), *OF_ADA)
    before = memory.rows()
    memory.close()
    (tmp_path / "history.sqlite").write_bytes(b"scribbled over" * 1000)
    rebuild("", tmp_path)
    assert memory.rows() == before
    assert not list(tmp_path.glob("*.new*"))


def test_nothing_is_rebuilt_from_nothing_or_under_a_running_service(memory, tmp_path):
    with pytest.raises(NothingKept, match="no site journal"):
        rebuild(memory.url, tmp_path / "empty")
    memory.open()
    with pytest.raises(Taken):
        rebuild(memory.url, memory.folder)
