"""The judge of the tests, judged: on a small program of its own, and by what it says of reasons."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import mutants


PROGRAM = """
def least(a, b):
    return a if a < b else b

def countdown(n):
    while n > 0:
        n -= 1
    return n

def unheard(n):
    return n + 1

def doubled(n):
    return n * 2

LIMIT = doubled(3)
"""
TESTS = """
from small.room import LIMIT, countdown, least

def test_the_least():
    assert least(1, 2) == 1 and least(2, 1) == 1

def test_the_countdown():
    assert countdown(3) == 0

def test_the_limit():
    assert LIMIT == 6
"""
SETTINGS = """
[tool.mutmut]
source_paths = ["src/"]
pytest_add_cli_args_test_selection = ["tests"]
"""
TRY = "import mutants; mutants.make(1); raise SystemExit(mutants.try_them('*', [], 2, again=False))"


def verdicts(folder):
    """By function, what became of its mutants."""
    told = json.loads((folder / "mutants" / "src" / "small" / "room.py.meta").read_text())["exit_code_by_key"]
    found = {}
    for mutant, code in told.items():
        found.setdefault(mutants.where(mutant), []).append(mutants.status_by_exit_code[code])
    return found


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    files = {"src/small/room.py": PROGRAM, "tests/test_room.py": TESTS, "pyproject.toml": SETTINGS}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder


def tried(folder):
    around = os.environ | {"PYTHONPATH": str(Path(mutants.__file__).parent)}
    command = [sys.executable, "-c", TRY]
    return subprocess.run(command, cwd=folder, env=around, capture_output=True, text=True, check=False)


def test_a_change_is_noticed_survives_never_ends_or_is_reached_by_no_test(small):
    run = tried(small)
    assert run.returncode == 0, run.stdout + run.stderr
    found = verdicts(small)
    # `a <= b` is the same program: of two that are equal, either is the least.
    assert found["small.room.least"].count("survived") == 1 and found["small.room.least"].count("killed") == 2
    # `n = 1` and `n += 1` go on for ever.
    assert found["small.room.countdown"].count("timeout") == 2
    assert set(found["small.room.unheard"]) == {"no tests"}
    # Called by the import alone, which is done before any change is tried.
    assert set(found["small.room.doubled"]) == {"killed"}


def test_nothing_is_judged_by_a_test_that_fails_on_the_program_as_it_is(small):
    (small / "tests" / "test_wrong.py").write_text("def test_it():\n    assert False\n")
    run = tried(small)
    assert run.returncode == 3
    assert "fails on the program as it is: tests/test_wrong.py::test_it" in run.stdout + run.stderr


ONE, OTHER = ("safety.caps.derated", "a → b"), ("units.Speed.parse", "c → d")


@pytest.mark.parametrize(
    ("alive", "known", "share", "held", "said"),
    [
        ([], [], (95, 100), True, "PASS"),
        ([ONE], [ONE], (99, 100), True, "PASS"),
        ([], [], (94, 100), False, "FAIL"),
        ([ONE, OTHER], [ONE], (98, 100), False, "no reason for the survivor in units.Speed.parse: c → d"),
        ([ONE], [ONE, OTHER], (99, 100), False, "a reason, and no survivor, in units.Speed.parse: c → d"),
    ],
)
def test_every_survivor_has_a_reason_and_every_reason_a_survivor(alive, known, share, held, said, capsys):
    assert mutants.report(alive, known, {"safety": share}) is held
    assert said in capsys.readouterr().out


def test_a_mutant_is_called_by_the_function_it_changed():
    assert mutants.where("retrowalk.safety.caps.x__lowest__mutmut_3") == "safety.caps.lowest"
    assert mutants.where("retrowalk.units.xǁSpeedǁparse__mutmut_12") == "units.Speed.parse"
    assert mutants.room("retrowalk.safety.caps.x__lowest__mutmut_3") == "safety"
