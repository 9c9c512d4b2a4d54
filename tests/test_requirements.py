"""Every safety requirement has a test that carries its number, every hazard a requirement, every bar a figure or a why.

What is held against what: docs/evidence/*.toml, read as the safety page is made from them, and the marks of the tests.
"""

import ast
import re
import shutil
from pathlib import Path

import pytest
from typer.main import get_command

from evidence import FOLDER, MEASURED, BadEvidence, read
from figures import UnknownFigure, with_figures
from retrowalk.cli.main import commands as app
from traced import MARK, TESTS, Holder, traced


ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "retrowalk"
EVIDENCE = read()
TRACED = traced()
REQUIREMENTS = {each.number: each for each in EVIDENCE.requirements}


# ── requirements and tests ──────────────────────────────────────────────────────────────────────────


def test_all_forty_seven_are_there():
    assert list(REQUIREMENTS) == list(range(1, 48))


def test_every_requirement_is_held_by_a_test():
    """One that waits for a later part as well: its rule is ready, and that is what is tested."""
    assert set(REQUIREMENTS) - set(TRACED) == set()
    assert [each.id for each in EVIDENCE.requirements if each.waits and not each.ready] == []


def test_no_test_carries_a_number_that_does_not_exist():
    assert set(TRACED) <= set(REQUIREMENTS)


def test_a_mark_is_found_wherever_one_can_be(tmp_path):
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "test_marks.py").write_text(
        f"@{MARK}(1)\n@{MARK}(2)\ndef test_one(): ...\n@{MARK}(1)\nasync def test_two(): ...\n"
        f"@{MARK}(3)\nclass TestThree:\n    @{MARK}(4)\n    def test_four(self): ...\n"
        f"TestFive = {MARK}(5)(Made.TestCase)\n@pytest.mark.timeout(9)\ndef test_none(): ...\n"
    )
    assert {number: [test.name for test in tests] for number, tests in traced(tmp_path).items()} == {
        1: ["test_one", "test_two"], 2: ["test_one"], 3: ["TestThree"], 4: ["test_four"], 5: ["Made.TestCase"],
    }  # fmt: skip
    assert traced(tmp_path)[2] == [Holder("room/test_marks.py", "test_one")]


@pytest.mark.parametrize("each", EVIDENCE.requirements, ids=lambda each: each.id)
def test_a_requirement_lives_somewhere(each):
    assert each.lives
    assert [place for place in each.lives if not (SRC / place).exists()] == []


# ── hazards ─────────────────────────────────────────────────────────────────────────────────────────


def test_all_forty_are_there():
    assert sorted(int(each.id[1:]) for each in EVIDENCE.hazards) == list(range(1, 41))


@pytest.mark.parametrize("each", EVIDENCE.hazards, ids=lambda each: each.id)
def test_a_hazard_is_answered_by_requirements_that_exist(each):
    assert each.requirements
    assert set(each.requirements) <= set(REQUIREMENTS)
    assert each.about in EVIDENCE.about


def test_every_requirement_answers_a_hazard():
    assert set(REQUIREMENTS) - {number for each in EVIDENCE.hazards for number in each.requirements} == set()


# ── failsafe, failures ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("each", EVIDENCE.failsafe, ids=lambda each: each.cause)
def test_what_happens_by_itself_lives_somewhere(each):
    assert (SRC / each.lives).exists()


@pytest.mark.parametrize("each", EVIDENCE.failures, ids=lambda each: each.what)
def test_what_is_said_of_a_failure_is_shown_by_tests_that_exist(each):
    assert each.tests
    for test in each.tests:
        file, name = test.split("::")
        tree = ast.parse((TESTS / file).read_text())
        assert name in {
            node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }


# ── bars ────────────────────────────────────────────────────────────────────────────────────────────


# How many bars there are of reliability, security, coordination, fleets of sites, the page, and data.
OF_EACH = {"R": 31, "S": 12, "C": 3, "F": 3, "U": 3, "D": 2}


def test_all_fifty_four_are_there():
    named = [f"{prefix}{number}" for prefix, count in OF_EACH.items() for number in range(1, count + 1)]
    assert [each.id for each in EVIDENCE.bars] == named


@pytest.mark.parametrize("each", [each for each in EVIDENCE.bars if each.verdict in MEASURED], ids=lambda each: each.id)
def test_a_figure_was_printed_by_a_command_that_exists_on_a_machine_that_is_named(each):
    assert each.machine in EVIDENCE.machines
    program, *words = each.command.split()
    if program == "make":
        targets = re.findall(r"^([\w-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert words[0] in targets
    elif program == "retrowalk":
        assert words[0] in get_command(app).commands
    else:
        assert program in {".venv/bin/pytest", ".venv/bin/python"}
        assert [place for place in words if not place.startswith("-") and not (ROOT / place).exists()] == []


# ── the reading itself ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{STALE_STOP ms}", "3 s"),
        ("{TICK ms}", "250 ms"),
        ("{BELT_TIME ms}", "30 min"),
        ("{safety.thresholds.STEP_UP speed}", "0.16 km/h"),
        ("{runtime.service.STANDSTILL_WAIT s}", "13 s"),
        ("{INCLINE_STEP incline} and {ESCALATE_ROUNDS}", "0.5 % and 5"),
    ],
)
def test_a_number_is_the_programs_own(text, says):
    assert with_figures(text) == says


@pytest.mark.parametrize("text", ["{NOBODY ms}", "{nowhere.AT_ALL}", "{TICK miles}", "{UNIT_RATIOS ms}"])
def test_a_number_the_program_does_not_have_is_refused(text):
    with pytest.raises(UnknownFigure, match=re.escape(text)):
        with_figures(text)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("requirements", 'says = "', 'sais = "', "SR-1: .*sais"),
        ("hazards", "{COUNTDOWN ms}", "{COUNTDOWN_TO ms}", "H1: .*COUNTDOWN_TO"),
        ("bars", 'verdict = "met"', 'verdict = "fine"', "R3: verdict 'fine'"),
        ("bars", 'verdict = "not here"', 'verdict = "met"', "R29: met needs a figure"),
        ("bars", 'verdict = "met"', 'verdict = "partly"', "R3: partly needs a why"),
    ],
)
def test_evidence_that_does_not_say_what_it_must_is_refused(tmp_path, file, old, new, says):
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    path = tmp_path / f"{file}.toml"
    before = path.read_text()
    path.write_text(before.replace(old, new, 1))
    assert path.read_text() != before
    with pytest.raises(BadEvidence, match=says):
        read(tmp_path)
