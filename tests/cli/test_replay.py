from retrowalk.cli.exits import Exit
from retrowalk.cli.main import call


def walk(folder):
    arguments = ["walk", "P11", "--simulate", "--carrier", "memory", "--speed-up", "inf", "--report-dir", str(folder)]
    assert call(arguments) == Exit.DONE
    (path,) = folder.glob("*/journal.jsonl")
    return path


def test_a_walk_replays_to_the_report_it_had(tmp_path, capsys):
    journal = walk(tmp_path / "live")
    capsys.readouterr()
    assert call(["replay", str(journal), "--report-dir", str(tmp_path / "again")]) == Exit.DONE
    assert "Every step replays as recorded." in capsys.readouterr().out
    for paper in ("report.txt", "walk.png"):
        assert (tmp_path / "again" / paper).read_bytes() == (journal.parent / paper).read_bytes()


def test_a_damaged_journal_is_named_with_its_line(tmp_path, capsys):
    journal = walk(tmp_path / "live")
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[4] = lines[4].replace(b'"now"', b'"nov"')
    journal.write_bytes(b"".join(lines))
    capsys.readouterr()
    assert call(["replay", str(journal)]) == Exit.FAILED
    assert f"{journal}:5" in capsys.readouterr().err


def test_any_other_file_is_refused(tmp_path, capsys):
    path = tmp_path / "notes.txt"
    path.write_text("hello\n")
    assert call(["replay", str(path)]) == Exit.FAILED
    assert "not a journal" in capsys.readouterr().err
