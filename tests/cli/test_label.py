"""The code for the sticker on a treadmill."""

import pytest

from retrowalk.cli.exits import Exit
from retrowalk.cli.main import call
from retrowalk.runtime.identity import code, matches


ADDRESS = "C0:00:00:00:00:01"


@pytest.mark.sr(32)
@pytest.mark.parametrize("word", [ADDRESS, ADDRESS.lower(), "c0-00-00-00-00-01"])
def test_the_code_is_shown_with_its_treadmill(capsys, word):
    assert call(["label", word]) == Exit.DONE
    *drawn, last = capsys.readouterr().out.rstrip().splitlines()
    assert last == f"{code(ADDRESS)}  {word if ':' not in word else ADDRESS if word.isupper() else word}"
    assert len(drawn) > 10 and set("".join(drawn)) <= set("█▀▄ ")
    assert matches(ADDRESS, last.split()[0])


@pytest.mark.parametrize(("name", "begins"), [("a.svg", b"<?xml"), ("a.png", b"\x89PNG"), ("a.pdf", b"%PDF")])
def test_it_is_written_for_a_printer(tmp_path, capsys, name, begins):
    assert call(["label", ADDRESS, "--file", str(tmp_path / name)]) == Exit.DONE
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert code(ADDRESS) in capsys.readouterr().out


@pytest.mark.parametrize("name", ["a.txt", "a", "a.SVG.exe"])
def test_a_form_nobody_prints_is_refused(tmp_path, capsys, name):
    assert call(["label", ADDRESS, "--file", str(tmp_path / name)]) == Exit.USAGE
    assert ".svg, .png, .pdf" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path, capsys):
    assert call(["label", ADDRESS, "--file", str(tmp_path / "no" / "a.svg")]) == Exit.FAILED
    assert "no/a.svg" in capsys.readouterr().err
