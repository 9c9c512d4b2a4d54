import os
import subprocess
import sys

import pytest

from retrowalk import __version__, settings
from retrowalk.cli.exits import Exit
from retrowalk.cli.main import call
from retrowalk.settings import load_protocols


def told(capsys):
    """What a command wrote: (lines of stdout, lines of stderr)."""
    out, err = capsys.readouterr()
    return out.splitlines(), err.splitlines()


@pytest.mark.parametrize(
    ("arguments", "code", "names"),
    [
        (["bogus"], Exit.USAGE, "bogus"),
        (["walk"], Exit.USAGE, "protocol"),
        (["walk", "P01"], Exit.USAGE, "--treadmill ADDRESS or --simulate"),
        (["walk", "P01", "--simulate", "--treadmill", "AA"], Exit.USAGE, "--treadmill ADDRESS or --simulate"),
        (["walk", "P01", "--treadmill", "AA", "--speed-up", "2"], Exit.USAGE, "a real one runs at 1"),
        (["walk", "P01", "--simulate", "--speed-up", "nan"], Exit.USAGE, "speed-up must be above 0"),
        (["walk", "P01", "--simulate", "--speed-up", "0"], Exit.USAGE, "speed-up must be above 0"),
        (["walk", "P01", "--simulate", "--speed-cap", "1"], Exit.USAGE, "unit"),
        (["walk", "P99", "--simulate"], Exit.USAGE, "P08b"),
        (["walk", "missing.yaml", "--simulate"], Exit.USAGE, "missing.yaml"),
        (["protocols", "show", "P99"], Exit.USAGE, "P99"),
        (["protocols", "check", "P01", "--on", "nobody"], Exit.USAGE, "generic_ftms"),
        (["protocols", "check", "P01", "--minimum", "1"], Exit.USAGE, "unit"),
        (["protocols", "check", "P01", "--step", "0 km/h"], Exit.USAGE, "above 0"),
        (["protocols", "check", "P01", "--minimum", "0 mph"], Exit.USAGE, "above 0"),
        (["scan", "--seconds", "900"], Exit.USAGE, "--seconds"),
        (["simulate", "--count", "0"], Exit.USAGE, "--count"),
        (["simulate", "--name", ""], Exit.USAGE, "1 to 26 bytes, not 0"),
        (["simulate", "--name", "Bänder" * 4], Exit.USAGE, "1 to 26 bytes, not 28"),
        (["replay", "missing.jsonl"], Exit.FAILED, "missing.jsonl"),
    ],
)
def test_bad_input_is_one_line_that_names_it_and_the_right_code(arguments, code, names, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call(arguments) == code
    _, (line,) = told(capsys)
    assert line.startswith("retrowalk: ")
    assert names in line


def test_a_protocol_file_with_mistakes_names_file_and_line_of_each(capsys, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("id: X1\nname: Mine\nlevel: first\nlevle: first\nsegments:\n  - settle: {for: 30}\n")
    assert call(["protocols", "check", str(path)]) == Exit.USAGE
    _, lines = told(capsys)
    assert any(f"{path}: line 4" in line for line in lines)
    assert any(f"{path}: line 6" in line for line in lines)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00"])
def test_a_file_that_is_no_text_is_refused_in_a_line(content, capsys, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    assert call(["protocols", "show", str(path)]) == Exit.USAGE
    assert str(path) in told(capsys)[1][0]


def test_version(capsys):
    assert call(["--version"]) == Exit.DONE
    assert told(capsys) == ([f"retrowalk {__version__}"], [])


def test_nothing_asked_is_answered_with_the_help(capsys):
    assert call([]) == Exit.USAGE
    lines, complaint = told(capsys)
    assert lines[0].startswith("Usage: ")
    assert any(line.split()[:1] == ["walk"] for line in lines)
    assert complaint == []


def test_a_narrow_terminal_loses_no_figure(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    assert call(["protocols"]) == Exit.DONE
    assert "P06  Incline strength" in (listed := "\n".join(told(capsys)[0]))
    assert "…" not in listed
    assert call(["protocols", "show", "P01"]) == Exit.DONE
    assert any(line.split()[-3:] == ["0.0", "%", "0:30"] for line in told(capsys)[0])


def test_a_terminal_of_plain_letters_shows_every_protocol():
    command = [sys.executable, "-c", "from retrowalk.cli import main; main()", "protocols", "show", "P06"]
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii:strict"}
    done = subprocess.run(command, env=plain, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (Exit.DONE, "")
    assert "|" in done.stdout
    assert "####" in done.stdout


def test_every_protocol_is_listed_and_shown(capsys):
    assert call(["protocols"]) == Exit.DONE
    listed = "\n".join(told(capsys)[0])
    for each in load_protocols().plans:
        assert f"\n{each} " in listed
        assert call(["protocols", "show", each.lower()]) == Exit.DONE
        assert told(capsys)[0][0].startswith(f"{each} ")


def test_an_error_nobody_foresaw_is_a_line_too(capsys, monkeypatch):
    def broken():
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(settings, "load_protocols", broken)
    assert call(["protocols"]) == Exit.FAILED
    _, (line,) = told(capsys)
    assert "unforeseen ZeroDivisionError at test_main.py:" in line


def test_an_interrupt_outside_a_walk_just_ends_it(capsys, monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(settings, "load_protocols", interrupted)
    assert call(["protocols"]) == Exit.INTERRUPTED
    assert told(capsys)[1] == []


def test_a_reader_that_goes_away_is_no_traceback():
    code = "from retrowalk.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "protocols", "show", "P08"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        complaint = process.stderr.read()
    assert (process.returncode, complaint) == (Exit.FAILED, b"")
