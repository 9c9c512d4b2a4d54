import json
import tarfile

import pytest

from history.telling import OF_ADA, OF_OTHERS, tell
from retrowalk.cli.exits import Exit
from retrowalk.cli.main import call
from retrowalk.history import questions as q
from retrowalk.history.store import History


@pytest.fixture
def state(tmp_path):
    """A state folder in which something is kept, and nobody serves."""
    with History("", tmp_path / "state") as history:
        tell(history, *OF_ADA, *OF_OTHERS)
    return tmp_path / "state"


def test_rebuild_says_what_it_made_and_closes_what_was_left_open(state, capsys):
    assert call(["rebuild", "--state-dir", str(state)]) == Exit.FAILED  # the journals of its walks are not there
    out = capsys.readouterr().out
    assert "23 facts, 3 walks and 0 samples" in out and "Interrupted, and closed: w2, w3" in out
    assert "damaged: " in out and "w1/journal.jsonl" in out
    with History("", state) as history:
        assert len(history.answer(q.walks())) == 3


def test_backup_makes_an_archive(state, tmp_path, capsys):
    assert call(["backup", str(tmp_path / "all.tar.gz"), "--state-dir", str(state)]) == Exit.DONE
    assert "2 files" in capsys.readouterr().out
    with tarfile.open(tmp_path / "all.tar.gz") as archive:
        assert set(archive.getnames()) == {"history.sqlite", "site.jsonl"}
    assert call(["backup", str(tmp_path / "all.tar.gz"), "--state-dir", str(state)]) == Exit.FAILED


def test_a_file_of_somebody_elses_is_left_out_and_named(state, capsys):
    (state / "notes.txt").write_text("mine")
    archive = state / "site.tar.gz"
    assert call(["backup", str(archive), "--state-dir", str(state)]) == Exit.DONE
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("left out")]
    assert said == ["left out, for Retrowalk does not know it: notes.txt"]
    with tarfile.open(archive) as opened:
        assert set(opened.getnames()) == {"history.sqlite", "site.jsonl"}


def test_erase_exports_first(state, tmp_path, capsys):
    file = tmp_path / "ada.json"
    assert call(["erase", "p-ada", "--export", str(file), "--state-dir", str(state)]) == Exit.DONE
    assert json.loads(file.read_text())["person"]["name"] == "Ada"
    assert call(["erase", "p-ada", "--export", str(file), "--state-dir", str(state)]) == Exit.USAGE
    other = tmp_path / "again.json"
    assert call(["erase", "p-ada", "--export", str(other), "--state-dir", str(state)]) == Exit.FAILED
    assert "no person 'p-ada' is known" in capsys.readouterr().err and not other.exists()


@pytest.mark.parametrize("command", [["rebuild"], ["erase", "p-ada", "--export", "x.json"]])
def test_what_changes_all_waits_for_the_service_to_end(state, command, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    with History("", state):
        assert call([*command, "--state-dir", str(state)]) == Exit.REFUSED
    assert "the memory of this site" in capsys.readouterr().err and not (tmp_path / "x.json").exists()


@pytest.mark.parametrize("command", [["rebuild"], ["backup", "b.tar.gz"]])
def test_an_empty_folder_is_said(tmp_path, command, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert call([*command, "--state-dir", str(tmp_path)]) == Exit.FAILED
    assert "no site journal" in capsys.readouterr().err
