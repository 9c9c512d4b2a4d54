"""The documents are true: links lead somewhere, commands and functions exist, requirements have tests."""

import ast
import importlib.util
import re
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from retrowalk.cli.main import commands as app


ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "retrowalk"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "firmware_profiles").glob("*.md")])
CODE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
PLACE = re.compile(r"`([a-z_/]+\.py): ([\w.]+)`")
SOURCE_FILE = re.compile(
    r"`((?:ftms|firmware|protocol|safety|session|controller|link|journal|runtime|guard|simulator|export)/[\w.]+)`"
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """The anchors of a page: of its headings, as a forge makes them, and those it names itself."""
    text = CODE.sub("", page.read_text())
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {*re.findall(r'<a id="([\w-]+)">', text)} | {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings
    }


def commands(page: Path) -> list[list[str]]:
    """The shell commands in a page's code blocks, as words without comments."""
    blocks = [block for language, block in CODE.findall(page.read_text()) if language == "sh"]
    lines = [line.partition(" #")[0].split() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


def defined(path: Path) -> set[str]:
    """What a module defines: functions, classes and their methods, and names it assigns."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}.{each.name}"
                for each in node.body
                if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))
            }
    return found


def makefile_targets() -> dict[str, str]:
    return dict(re.findall(r"^([a-z-]+):.*## (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE))


# ── links and places ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page):
    for link in LINK.findall(page.read_text()):
        if link.startswith("https://"):
            continue
        file, _, anchor = link.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), link
        assert not anchor or anchor in anchors(there), link


def test_every_page_can_be_reached_from_the_readme():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        links = [link.partition("#")[0] for link in LINK.findall(page.read_text()) if "://" not in link]
        waiting += [(page.parent / link).resolve() for link in links if link]
    assert set(PAGES) - reached == set()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_the_functions_a_page_names_exist(page):
    missing = [f"{file}: {name}" for file, name in PLACE.findall(page.read_text()) if name not in defined(SRC / file)]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_the_files_a_page_names_exist(page):
    assert [file for file in SOURCE_FILE.findall(page.read_text()) if not (SRC / file).exists()] == []


def test_the_walk_through_the_code_names_places():
    places = PLACE.findall((ROOT / "docs" / "architecture.md").read_text())
    assert len(places) > 30
    assert "demand_speed" in {name for _, name in places}


def test_every_room_is_on_the_map():
    rooms = {path.stem for path in SRC.iterdir() if (path / "__init__.py").exists() or path.suffix == ".py"}
    mapped = set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "architecture.md").read_text(), re.MULTILINE))
    assert mapped == rooms - {"__init__", "__main__"}


def test_the_page_of_states_is_drawn_from_the_tables():
    spec = importlib.util.spec_from_file_location("draw_states", ROOT / "scripts" / "draw_states.py")
    draw_states = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(draw_states)
    assert (ROOT / "docs" / "states.md").read_text() == draw_states.page(), "run scripts/draw_states.py"


# ── commands ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_the_commands_a_page_shows_exist(page):
    for words in commands(page):
        if words[0] == "make":
            assert words[1] in makefile_targets(), words
        elif words[0] == "retrowalk":
            known_command(words[1:])
        elif words[0] == "scripts/web":
            assert words[1] in re.search(r"usage: \S+ (\S+)", (ROOT / words[0]).read_text())[1].split("|"), words
        else:
            assert words[0].startswith(".venv/bin/"), f"a command nothing checks: {words}"


def known_command(words: list[str]) -> None:
    """Walk the command tree along the words; every option must be one the last command has."""
    command = get_command(app)
    while hasattr(command, "commands") and words and words[0] in command.commands:
        command, words = command.commands[words[0]], words[1:]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options
    assert words == [] or not hasattr(command, "commands") or command.invoke_without_command, words


def test_the_readme_shows_protocols_that_ship():
    shown = {word for words in commands(ROOT / "README.md") for word in words if re.fullmatch(r"P\d+\w*", word)}
    listed = CliRunner().invoke(app, ["protocols"]).output
    assert shown
    assert all(name in listed for name in shown)


def test_make_help_lists_every_target():
    targets = makefile_targets()
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split()
    assert set(phony) == set(targets)
    shown = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert all(f"make {target}" in shown and says in shown for target, says in targets.items())
