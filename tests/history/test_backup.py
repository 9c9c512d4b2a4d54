import tarfile

import pytest

from history.telling import OF_ADA, OF_OTHERS, Memory, tell
from history.walking import SHORT, Kept
from retrowalk.history import questions as q
from retrowalk.history.backup import backup
from retrowalk.history.rebuild import NothingKept, rebuild


@pytest.fixture
def served(memory):
    """A memory in use, with a walk that is over; in its own folder."""
    memory.folder = memory.folder / "state"
    memory.url = memory.url if memory.url.startswith("postgresql") else ""
    history = memory.open()
    tell(history, *OF_ADA[:6], *OF_OTHERS[:3])
    rig = Kept(history).at_speed(SHORT)
    rig.stop()
    rig.standstill().pass_time(5_000)
    return memory


def test_an_archive_taken_meanwhile_is_a_state_folder_again(served, tmp_path, server):
    before = served.rows()
    archive = tmp_path / "site.tar.gz"
    names = backup(served.url, served.folder, archive)
    database = {"history.sqlite"} if not served.url else set()
    assert set(names) == {"site.jsonl", "walks/w1/journal.jsonl", *database}
    assert archive.stat().st_mode & 0o777 == 0o600 and not list(tmp_path.glob("*.new"))
    served.close()
    restored = Memory(served.url and server.database(), tmp_path / "restored")
    with tarfile.open(archive) as opened:
        opened.extractall(restored.folder, filter="data")
    if served.url:
        rebuild(restored.url, restored.folder)
    history = restored.open()
    assert restored.rows() == before and history.damage == ()
    assert len(history.answer(q.samples("w1"))) > 30
    restored.close()


def test_what_was_told_since_the_database_was_copied_is_caught_up(served, tmp_path):
    backup("", served.folder, tmp_path / "old.tar.gz")
    tell(served.history, OF_OTHERS[0])
    with tarfile.open(tmp_path / "old.tar.gz") as opened:
        opened.extractall(tmp_path / "restored", filter="data")
    (tmp_path / "restored" / "site.jsonl").write_bytes((served.folder / "site.jsonl").read_bytes())
    restored = Memory("", tmp_path / "restored")
    assert [each.id for each in restored.open().answer(q.people())] == ["p-ada", "p-bob"]
    restored.close()


def test_a_file_that_is_there_is_left_alone(served, tmp_path):
    (tmp_path / "site.tar.gz").write_text("mine")
    with pytest.raises(FileExistsError, match="there is such a file"):
        backup(served.url, served.folder, tmp_path / "site.tar.gz")
    assert (tmp_path / "site.tar.gz").read_text() == "mine"


def test_nothing_is_no_backup(tmp_path):
    with pytest.raises(NothingKept, match="no site journal to back up"):
        backup("", tmp_path, tmp_path / "x.tar.gz")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_fails_leaves_no_file(served, tmp_path):
    (served.folder / "walks" / "w1" / "journal.jsonl").chmod(0o600)
    (served.folder / "site.jsonl").rename(tmp_path / "aside")
    (served.folder / "site.jsonl").mkdir()
    with pytest.raises(NothingKept):
        backup(served.url, served.folder, tmp_path / "x.tar.gz")
    assert not list(tmp_path.glob("x.tar*"))
