"""The safety page is the one that belongs to the program, its tests and its evidence as they are today."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import draw_states
import safety_tables
import write_safety
from evidence import read
from traced import traced


ROOT = Path(__file__).parents[1]
EVIDENCE, TRACED = read(), traced()
PAGE = write_safety.page(EVIDENCE, TRACED)


def test_the_pages_are_written_from_what_is_there_today():
    command = [sys.executable, ROOT / "scripts" / "write_safety.py", "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_an_old_page_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(write_safety, "ROOT", tmp_path)
    monkeypatch.setattr(write_safety, "SAFETY", tmp_path / "safety.md")
    monkeypatch.setattr(write_safety, "TESTS", tmp_path / "tests.md")
    assert "safety.md is old" in write_safety.main(["--check"])
    assert write_safety.main([]) is None
    assert write_safety.main(["--check"]) is None
    (tmp_path / "tests.md").write_text("another")
    assert "tests.md is old" in write_safety.main(["--check"])


def test_what_only_the_safety_key_can_do_comes_first():
    headings = [line for line in PAGE.splitlines() if line.startswith("## ")]
    assert headings[0] == "## What only the safety key can do"
    opening = PAGE.partition("## ")[0]
    for words in ("can cause a serious fall", "emergency stop", "not a safety-rated", "pull the key", "someone next"):
        assert words in opening


@pytest.mark.parametrize("each", [*EVIDENCE.hazards, *EVIDENCE.requirements, *EVIDENCE.bars], ids=lambda each: each.id)
def test_each_has_one_row(each):
    assert PAGE.count(f'\n| <a id="{each.id.lower()}"></a>{each.id} | ') == 1


def test_what_waits_for_a_part_has_a_table_and_nothing_is_said_when_nothing_waits():
    waiting = replace(EVIDENCE.requirements[0], waits="a radio")
    some = safety_tables.waiting(replace(EVIDENCE, requirements=[waiting, *EVIDENCE.requirements[1:]]))
    assert some.startswith("Some need") and f"| [{waiting.id}](#{waiting.id.lower()}) | a radio |" in some
    none = replace(EVIDENCE, requirements=[replace(each, waits="") for each in EVIDENCE.requirements])
    assert safety_tables.waiting(none) == "" and "Some need" not in write_safety.page(none, TRACED)


def test_every_count_leads_to_as_many_names():
    names = write_safety.list_of_tests(EVIDENCE, TRACED)
    for number, tests in TRACED.items():
        shown = names.partition(f"\n## SR-{number}\n")[2].partition("\n## ")[0]
        assert shown.count("\n- ") == len(tests)
        assert f"[{len(tests)} test" in PAGE and f"(evidence/tests.md#sr-{number})" in PAGE


def test_the_states_are_those_of_the_tables():
    assert draw_states.drawing(draw_states.belt()) in PAGE
    assert draw_states.drawing(draw_states.walk()) in PAGE
