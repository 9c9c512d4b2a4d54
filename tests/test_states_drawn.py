import subprocess
import sys
from pathlib import Path

import pytest

from retrowalk.safety.supervisor import TRANSITIONS, Belt
from retrowalk.session.stage import STAGES, Stage


ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "states.md").read_text(encoding="utf-8")


def test_the_page_is_drawn_from_the_tables_of_today():
    drawn = subprocess.run(
        [sys.executable, ROOT / "scripts" / "draw_states.py", "--check"], capture_output=True, text=True, check=False
    )
    assert (drawn.returncode, drawn.stderr) == (0, "")


@pytest.mark.parametrize("table", [TRANSITIONS, STAGES])
def test_every_edge_is_on_it(table):
    edges = {(before.name, after.name) for before, ways in table.items() for after in ways.values()}
    left_out = {(belt.name, Belt.STOPPING.name) for belt in Belt}
    assert all(f"    {before} --> {after} : " in PAGE for before, after in edges - left_out)


@pytest.mark.parametrize("state", [*Belt, *Stage])
def test_every_state_has_a_row(state):
    assert f"\n| {state.name} | " in PAGE
