import re
import subprocess
import sys
from pathlib import Path

import pytest

from retrowalk.gateway.permits import SCOPES
from retrowalk.gateway.principal import Scope
from retrowalk.safety.roles import Act, On, Role, permitted


ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "people.md").read_text(encoding="utf-8")


def rows(heading):
    """The cells of the table below a heading, by its first column."""
    below = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [re.split(r" ?\| ?", line)[1:-1] for line in below.splitlines() if line.startswith("|")]
    return lines[0][1:], {line[0]: line[1:] for line in lines[2:]}


def test_the_page_is_written_from_the_tables_of_today():
    written = subprocess.run(
        [sys.executable, ROOT / "scripts" / "write_people.py", "--check"], capture_output=True, text=True, check=False
    )
    assert (written.returncode, written.stderr) == (0, "")


@pytest.mark.sr(42)
@pytest.mark.parametrize("act", Act)
def test_every_cell_is_on_it(act):
    roles, cells = rows("Who may do what")
    assert roles == list(Role)
    read = {"✔": On.ALWAYS, "–": None}
    assert [read.get(cell, cell) for cell in cells[act]] == [permitted(role, act) for role in Role]


@pytest.mark.parametrize("act", Act)
def test_every_scope_is_on_it(act):
    names, cells = rows("With which device")
    assert names[: len(Scope)] == list(Scope)
    good = {scope for scope, mark in zip(Scope, cells[act], strict=False) if mark == "✔"}
    assert good == (SCOPES[act] or set(Scope))
