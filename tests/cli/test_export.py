import csv
import json
from pathlib import Path

import jsonschema
import pytest
from tests.export.fit_reading import by_fitdecode, by_garmin
from tests.export.page_reading import read, words
from tests.export.tcx_schema import check
from tests.export.walks import BEGAN, good, straight, summary

from retrowalk.cli.exits import Exit
from retrowalk.cli.export import write_whole
from retrowalk.cli.main import call
from retrowalk.export.suffixes import Format
from retrowalk.history import facts as f
from retrowalk.history.records import Person
from retrowalk.history.store import History
from retrowalk.history.walks import Mark, MarkKind, State
from retrowalk.safety.events import StopReason


ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def journal(tmp_path_factory):
    """The journal of a simulated walk of five minutes, with what it left beside it."""
    folder = tmp_path_factory.mktemp("walks")
    arguments = ["walk", "P11", "--simulate", "--carrier", "memory", "--speed-up", "inf", "--report-dir", str(folder)]
    assert call(arguments) == Exit.DONE
    (path,) = folder.glob("*/journal.jsonl")
    return path


@pytest.mark.parametrize("form", Format)
def test_a_walk_leaves_every_form_beside_its_journal_and_export_writes_the_same(journal, tmp_path, form, capsys):
    path = tmp_path / f"mine.{form}"
    assert call(["export", str(journal), "-o", str(path)]) == Exit.DONE
    assert f"Written: {path}" in capsys.readouterr().out
    assert path.read_bytes() == (journal.parent / f"walk.{form}").read_bytes()


def test_all_forms_tell_of_the_same_walk(journal):
    beside = {form: (journal.parent / f"walk.{form}").read_bytes() for form in Format}
    data = json.loads(beside[Format.JSON])
    jsonschema.validate(data, json.loads((ROOT / "config" / "walk.schema.json").read_text(encoding="utf-8")))
    report = data["report"]
    assert (report["protocol"], report["stop_reason"], report["simulated"]) == ("P11", "completed", True)
    assert report["belt_time_s"] > 200
    for decoded in (by_garmin(beside[Format.FIT]), by_fitdecode(beside[Format.FIT])):
        session = decoded.one("session")
        assert session["total_distance"] == pytest.approx(report["distance_m"], abs=0.3)
        assert session["total_moving_time"] == pytest.approx(
            report["belt_time_s"], abs=6
        )  # a belt that comes to rest still moves
        assert session["backward_time"] == pytest.approx(report["backward_s"], abs=6)
        assert session["num_laps"] == report["segments"]
        assert session["enhanced_max_speed"] == pytest.approx(report["measured_max_kmh"] / 3.6, abs=0.01)
    trackpoints = [each for each in check(beside[Format.TCX]).iter() if each.tag.endswith("}Trackpoint")]
    assert len(trackpoints) == len(decoded.all("record"))
    rows = list(csv.DictReader(beside[Format.CSV].decode().splitlines()))
    assert len(rows) == len(data["samples"]["rows"]) == report["samples"]
    assert "SIMULATED TREADMILL" in words(read(beside[Format.HTML].decode()))


def test_the_file_stands_beside_the_journal_if_nothing_else_is_said(journal, capsys):
    path = journal.parent / "walk.fit"
    path.unlink()
    assert call(["export", str(journal), "--format", "fit"]) == Exit.DONE
    by_garmin(path.read_bytes())
    assert str(path) in capsys.readouterr().out


def test_the_format_outweighs_the_name(journal, tmp_path):
    path = tmp_path / "walk.txt"
    assert call(["export", str(journal), "--format", "csv", "--output", str(path)]) == Exit.DONE
    assert path.read_text(encoding="utf-8").startswith("time,t_s,")


@pytest.mark.parametrize(
    ("arguments", "says", "code"),
    [
        ([], "say --format, or end --output in .html, .fit", Exit.USAGE),
        (["-o", "walk.pdf"], "say --format", Exit.USAGE),
        (["--format", "pdf"], "pdf", Exit.USAGE),
        (["-o", "nowhere/walk.fit"], "nowhere", Exit.FAILED),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(journal, tmp_path, monkeypatch, capsys, arguments, says, code):
    monkeypatch.chdir(tmp_path)
    assert call(["export", str(journal), *arguments]) == code
    err = capsys.readouterr().err
    assert says in err
    assert len(err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_another_file_is_no_journal(tmp_path, capsys):
    path = tmp_path / "notes.txt"
    path.write_text("hello\n")
    assert call(["export", str(path), "--format", "fit"]) == Exit.FAILED
    assert "not a journal" in capsys.readouterr().err


def test_a_journal_without_a_walk_has_nothing_to_export(journal, tmp_path, capsys):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:2]))
    assert call(["export", str(path), "--format", "fit"]) == Exit.FAILED
    assert "no walk began in this journal" in capsys.readouterr().err


def test_a_walk_that_was_cut_off_is_exported_as_far_as_it_got(journal, tmp_path):
    path = tmp_path / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: len(lines) // 2]))
    assert call(["export", str(path), "--format", "fit"]) == Exit.DONE
    session = by_garmin((tmp_path / "walk.fit").read_bytes()).one("session")
    assert session["stop_reason"] == "interrupted"
    assert session["total_distance"] > 0


def test_damage_is_said_and_what_is_before_it_is_written(journal, tmp_path, capsys):
    path = tmp_path / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[-100] = b"x" + lines[-100]
    path.write_bytes(b"".join(lines))
    assert call(["export", str(path), "--format", "json"]) == Exit.FAILED
    assert "exported to there only" in capsys.readouterr().err
    assert json.loads((tmp_path / "walk.json").read_bytes())["report"]["state"] == "interrupted"


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "walk.fit"
    path.write_bytes(b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_whole(tmp_path / "folder", b"x")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder", "walk.fit"]


@pytest.fixture
def site(tmp_path):
    """The state folder of a site that remembers one walk, and is being served."""
    folder = tmp_path / "state"
    with History("", folder) as history:
        before = (
            f.PersonSet(Person("p-ada", "Ada <b>", 1990), 900),
            f.WalkBegun(good(id="w-7", person="p-ada", summary=None, state=State.OPEN, stop_reason=None), BEGAN),
            f.Marked(Mark("w-7", BEGAN + 30, MarkKind.RPE, 4), BEGAN + 30),
        )
        for fact in before:
            history.keep(fact).result(10)
        history.walk_samples("w-7", straight(60))
        done = summary(samples=60)
        history.keep(f.WalkEnded("w-7", State.ENDED, StopReason.COMPLETED, done, BEGAN + 500)).result(10)
        history.settled().result(10)
        yield folder


@pytest.mark.parametrize("form", Format)
def test_a_walk_that_is_remembered_is_exported_by_its_id_while_its_site_is_served(site, tmp_path, form, capsys):
    path = tmp_path / f"ada.{form}"
    assert call(["export", "w-7", "-o", str(path), "--state-dir", str(site)]) == Exit.DONE
    data = path.read_bytes()
    assert (b"Ada &lt;b&gt;" in data) is (form is Format.HTML)
    if form is Format.FIT:
        assert by_garmin(data).one("session")["rpe"] == 4
        assert len(by_garmin(data).all("record")) == 60
    assert "Written" in capsys.readouterr().out


def test_a_remembered_walk_is_written_here_under_its_id(site, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call(["export", "w-7", "--format", "json", "--state-dir", str(site)]) == Exit.DONE
    assert json.loads((tmp_path / "w-7.json").read_bytes())["report"]["person"] == "p-ada"


def test_an_id_nobody_knows_and_a_site_that_remembers_nothing(site, tmp_path, capsys):
    assert call(["export", "w-8", "--format", "fit", "--state-dir", str(site)]) == Exit.USAGE
    assert "no walk 'w-8' is remembered" in capsys.readouterr().err
    assert call(["export", "w-8", "--format", "fit", "--state-dir", str(tmp_path / "other")]) == Exit.FAILED
    assert "nothing is remembered" in capsys.readouterr().err
