import json
import sqlite3
import time
from contextlib import closing

import pytest

from history.telling import OF_ADA, OF_OTHERS, a_walk, begun, ended, second, tell
from retrowalk.history import erasing, projection
from retrowalk.history import facts as f
from retrowalk.history import questions as q
from retrowalk.history.database import Away
from retrowalk.history.leaving import NotErased, erase, everything
from retrowalk.history.rebuild import rebuild
from retrowalk.history.requests import FILE, FORGOTTEN, Done, append, sweep
from retrowalk.history.store import History, NotKept


@pytest.fixture
def known(memory):
    """A memory that knows Ada and others, with a journal and two samples of Ada's walk."""
    history = memory.open()
    tell(history, *OF_ADA[:7])
    history.walk_samples("w1", [second(0), second(1)])
    tell(history, *OF_ADA[7:], *OF_OTHERS)
    for walk, person in (("w1", "p-ada"), ("w2", "p-bob")):
        path = memory.folder / a_walk(walk).journal
        path.parent.mkdir(parents=True)
        path.write_text(f"{person} walked\n")
        append(memory.folder / FILE, Done(f"of {walk}", walk, 5000, 201, json.dumps({"id": walk, "of": person})))
    return memory


def traces(folder):
    """The files that still know of Ada, by any of her words."""
    words = (b"p-ada", b"Ada", b"argon2-hash", b"left knee", b"Knie, links")
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "ada.json"]
    return {path.name: word for path in files for word in words if word in path.read_bytes()}


def test_a_person_is_exported_and_then_nowhere(known, tmp_path):
    others = known.rows()
    erase(known.history, "p-ada", tmp_path / "ada.json", 5000, "p-eve")
    told = json.loads((tmp_path / "ada.json").read_text())
    assert (tmp_path / "ada.json").stat().st_mode & 0o777 == 0o600
    assert told["person"]["name"] == "Ada" and told["walks"][0]["marks"][1]["text"] == "left knee"
    assert [each["t"] for each in told["walks"][0]["samples"]] == [0, 1]
    assert {name for name, rows in told.items() if rows} >= {"flag", "screening", "outcome", "decision", "audit"}
    assert "argon2-hash" not in json.dumps(told) and "sha256" not in json.dumps(told)
    history = known.history
    assert history.answer(q.person("p-ada")) is None and history.answer(q.samples("w1")) == ()
    assert history.answer(everything("p-ada")) is None
    assert [walk.id for walk in history.answer(q.walks())] == ["w3", "w2"]
    assert {name: len(rows) for name, rows in known.rows().items() if len(rows) != len(others[name])}.keys() == {
        "person", "cap_rule", "flag", "screening", "outcome", "walk", "mark", "sample", "device", "audit", "decision",
    }  # fmt: skip
    left = {("site.jsonl", b"p-ada")}  # that the id was erased is all that is known
    assert set(traces(known.folder).items()) <= left  # while the service goes on
    known.close()
    assert set(traces(known.folder).items()) <= left
    known.open()
    assert set(traces(known.folder).items()) <= left
    known.close()
    ada, bob = sweep(known.folder / FILE)
    assert (ada.status, ada.digest, ada.body) == (FORGOTTEN, "", "") and bob.body
    assert not (known.folder / "walks" / "w1" / "journal.jsonl").exists()
    assert (known.folder / "walks" / "w2" / "journal.jsonl").exists()


def test_what_is_left_makes_an_equal_database(known, tmp_path):
    erase(known.history, "p-ada", tmp_path / "ada.json", 5000, "")
    before = known.rows()
    known.close()
    (known.folder / "walks" / "w2" / "journal.jsonl").unlink()
    rebuild(known.url, known.folder)
    assert known.rows() == before
    assert tell(known.open(), f.MachineForgotten("aa-bb", 1)) == [len(OF_ADA) + len(OF_OTHERS) + 3]


def test_nothing_is_told_of_who_was_erased(known, tmp_path):
    erase(known.history, "p-ada", tmp_path / "ada.json", 5000, "")
    for fact in (OF_ADA[0], OF_ADA[1], OF_ADA[2], begun("w9")):
        with pytest.raises(NotKept, match="person p-ada was erased"):
            tell(known.history, fact)
    with pytest.raises(NotKept, match="no walk 'w1'"):
        tell(known.history, ended())


@pytest.mark.parametrize(("person", "said"), [("p-bob", "is walking: walk w2"), ("p-none", "no person 'p-none'")])
def test_who_walks_or_is_not_known_is_not_erased(known, tmp_path, person, said):
    before = known.rows()
    with pytest.raises(NotErased, match=said):
        erase(known.history, person, tmp_path / "x.json", 5000, "")
    assert known.rows() == before and not (tmp_path / "x.json").exists()


@pytest.mark.parametrize("step", ["take_away", "rewrite"])
def test_what_a_crash_interrupts_is_ended_by_who_opens_it_next(known, tmp_path, monkeypatch, step):
    """Once the fact is in the site journal, each later step may be the last of its program."""

    def dies(*_):
        raise OSError(5, "the power is gone")

    with monkeypatch.context() as broken:
        broken.setattr(erasing, step, dies)
        with pytest.raises(OSError, match="power"):
            erase(known.history, "p-ada", tmp_path / "ada.json", 5000, "")
        known.close()
    assert traces(known.folder)
    history = known.open()
    assert history.answer(q.person("p-ada")) is None
    known.close()
    assert set(traces(known.folder).items()) <= {("site.jsonl", b"p-ada")}


def test_while_another_program_reads_the_log_it_is_said_and_done_once_it_has_read(tmp_path, monkeypatch):
    monkeypatch.setattr(projection, "READERS", 0.01)
    monkeypatch.setattr(projection, "PATIENCE", 0.01)
    monkeypatch.setattr(projection, "RETRY", 0.01)
    with History("", tmp_path) as history, closing(sqlite3.connect(tmp_path / "history.sqlite")) as other:
        tell(history, OF_ADA[0])
        history.settled().result(10)
        other.execute("BEGIN")
        assert other.execute("SELECT name FROM person").fetchall() == [("Ada",)]
        with pytest.raises(Away, match="another program reads"):
            erase(history, "p-ada", tmp_path / "ada.json", 5000, "")
        assert history.answer(q.person("p-ada")) is None  # and nothing else waits for that program
        assert (tmp_path / "history.sqlite-wal").stat().st_size
        other.rollback()
        history.do_forget().result(10)
        assert set(traces(tmp_path).items()) <= {("site.jsonl", b"p-ada")}


@pytest.mark.parametrize("how", ["asked again", "left alone"])
def test_a_log_that_was_read_empties_once_it_is_not(tmp_path, monkeypatch, how):
    monkeypatch.setattr(projection, "READERS", 0.01)
    monkeypatch.setattr(projection, "RETRY", 0.01)
    monkeypatch.setattr(projection, "TOGETHER", 0.01)
    with History("", tmp_path) as history, closing(sqlite3.connect(tmp_path / "history.sqlite")) as other:
        tell(history, OF_ADA[0])
        history.settled().result(10)
        other.execute("BEGIN")
        other.execute("SELECT name FROM person").fetchall()
        tell(history, f.PersonErased("p-ada", 1))
        history.settled().result(10)
        assert b"Ada" in (tmp_path / "history.sqlite-wal").read_bytes()
        other.rollback()
        if how == "asked again":
            history.do_forget().result(10)
        while (tmp_path / "history.sqlite-wal").stat().st_size:
            time.sleep(0.01)
        assert b"Ada" not in (tmp_path / "history.sqlite").read_bytes()


def test_without_its_export_nobody_is_erased(known, tmp_path):
    before = known.rows()
    with pytest.raises(OSError, match="No such file"):
        erase(known.history, "p-ada", tmp_path / "nowhere" / "ada.json", 5000, "")
    assert known.rows() == before


def test_no_fact_deletes_a_file_elsewhere(memory, tmp_path):
    history = memory.open()
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.write_text("not ours\n")
    tell(history, OF_ADA[0], f.PersonErased("p-ada", 1, "", (f"../{outside.name}", str(outside))))
    history.do_forget().result(10)
    assert outside.exists()
    outside.unlink()


def test_thinned_walks_keep_their_summary_and_lose_their_journal(known):
    history = known.history
    tell(history, f.SamplesThinned(("w1",), 0, 9000))
    history.do_forget().result(10)
    assert history.answer(q.samples("w1")) == () and history.answer(q.walk("w1")).summary.samples == 2
    assert not (known.folder / "walks" / "w1" / "journal.jsonl").exists()
    before = known.rows()
    known.close()
    (known.folder / "walks" / "w2" / "journal.jsonl").unlink()
    rebuild(known.url, known.folder)
    assert known.rows() == before


def test_one_sample_in_so_many_seconds_can_be_kept(memory):
    history = memory.open()
    tell(history, begun())
    history.walk_samples("w1", [second(t) for t in range(25)])
    tell(history, ended(samples=25), f.SamplesThinned(("w1",), 10, 9000))
    assert [sample.t for sample in history.answer(q.samples("w1"))] == [0, 10, 20]
