"""The house itself: its import contracts, its budgets, its words, and what must never be committed."""

import ast
import re
import shutil
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "retrowalk"
MODULES = sorted(SRC.rglob("*.py"))
PURE = ("units", "ftms", "firmware", "protocol", "safety", "session", "coach", "controller")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

MODULE_LINES = 300
FUNCTION_LINES = 40
FUNCTION_MEDIAN = 8
COMPLEXITY = 8

BRANCHES = (
    ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp, ast.comprehension, ast.match_case,
)  # fmt: skip
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BANNED = {"manager", "handler", "helper", "util", "common", "base", "misc"}
BANNED_WORDS = BANNED | {f"{word}s" for word in BANNED}
MOTION = {"SetTargetSpeed", "SetTargetInclination", "StartOrResume"}

# Each pattern is written so that it does not match itself.
NEVER = {
    "a path of somebody's machine": re.compile(r"(?<![\w.~])/(?:hom[e]|roo[t]|wor[k]|User[s])/\w"),
    "a local address": re.compile(r"file:[/]{3}"),
    "a package registry's host": re.compile(r"\b(?:py[p]i\.org|python[h]osted|npm[j]s\.|deb\.debia[n])"),
}
LEFT_OVER = re.compile(
    r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b|mark\.(?:ski[p]|skipi[f]|xfai[l])|pytest\.(?:ski[p]|xfai[l]|importorski[p])\("
    r"|raise NotImplemented[E]rror"
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, FUNCTIONS))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of what is defined inside it."""
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(node))


def complexity(function: ast.AST) -> int:
    nodes = list(own_nodes(function))
    extra = sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))
    return 1 + extra + sum(isinstance(node, BRANCHES) for node in nodes)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def lines(paths: list[Path]) -> int:
    return sum(path.read_text().count("\n") for path in paths)


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(folder / "src")}, capture_output=True, text=True, check=False
    )


# ── imports ─────────────────────────────────────────────────────────────────────────────────────────


def test_every_import_contract_is_kept():
    kept = contracts(ROOT)
    assert kept.returncode == 0, kept.stdout


@pytest.mark.parametrize(
    ("room", "fault"),
    [
        ("units.py", "import time\n"),
        ("ftms/__init__.py", "from retrowalk.safety import caps\n"),
        ("protocol/__init__.py", "from retrowalk.safety import caps\n"),
        ("runtime/__init__.py", "import bleak\n"),
        ("cli/__init__.py", "import bumble\n"),
        ("safety/caps.py", "from retrowalk.safety import governor\n"),
        ("guard/watch.py", "import time\n"),
        ("guard/effort.py", "from retrowalk.ftms import codes\n"),
        ("guard/__init__.py", "from retrowalk.units import Speed\n"),
        ("runtime/__init__.py", "from retrowalk.guard import beats\n"),
    ],
)
def test_a_planted_import_is_refused(tmp_path, room, fault):
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "src" / "retrowalk" / room).open("a") as file:
        file.write(fault)
    assert contracts(tmp_path).returncode != 0


def test_every_room_is_under_contract():
    layers = {room for layer in CONTRACTS[0]["layers"] for room in re.findall(r"\w+", layer)}
    rooms = {path.stem for path in SRC.iterdir() if (path / "__init__.py").exists() or path.suffix == ".py"}
    assert layers == rooms - {"__init__", "__main__"}
    assert CONTRACTS[1]["source_modules"] == [f"retrowalk.{room}" for room in PURE]


def test_nobody_but_the_supervisor_names_a_request_for_motion():
    def names(path: Path) -> set[str]:
        nodes = list(ast.walk(ast.parse(path.read_text())))
        return (
            {node.id for node in nodes if isinstance(node, ast.Name)}
            | {node.attr for node in nodes if isinstance(node, ast.Attribute)}
            | {node.name.rpartition(".")[2] for node in nodes if isinstance(node, ast.alias)}
        )

    supervisor = SRC / "safety" / "supervisor.py"
    assert names(supervisor) >= MOTION
    others = [path for path in MODULES if path != supervisor and path.parent != SRC / "ftms"]
    assert {named(path): found for path in others if (found := names(path) & MOTION)} == {}


# ── budgets ─────────────────────────────────────────────────────────────────────────────────────────


def test_modules_are_short():
    assert {named(path): size for path in MODULES if (size := lines([path])) > MODULE_LINES} == {}


def test_functions_are_short():
    sizes = {f"{named(path)}:{each.lineno} {each.name}": length(each) for path in MODULES for each in functions(path)}
    assert {name: size for name, size in sizes.items() if size > FUNCTION_LINES} == {}
    assert statistics.median(sizes.values()) <= FUNCTION_MEDIAN


def test_functions_are_simple():
    found = {
        f"{named(path)}:{each.lineno} {each.name}": complexity(each) for path in MODULES for each in functions(path)
    }
    assert {name: branches for name, branches in found.items() if branches > COMPLEXITY} == {}


def test_the_measure_of_complexity_counts_every_kind_of_branch():
    source = """
def f(a):
    if a and a and a:  # 3
        for b in a:  # 1
            while b:  # 1
                b = 1 if a else 2  # 1
    try:
        return [c for c in a]  # 1
    except ValueError:  # 1
        def inner():
            if a: pass
    match a:
        case 1: pass  # 1
        case _: pass  # 1
"""
    assert complexity(ast.parse(source).body[0]) == 1 + 10


def test_the_pure_rooms_have_as_many_lines_of_tests_as_of_source():
    source = [path for path in MODULES if path.relative_to(SRC).parts[0].removesuffix(".py") in PURE]
    tests = [path for room in PURE for path in (ROOT / "tests" / room).rglob("*.py")]
    tests += [path for room in PURE for path in (ROOT / "tests").glob(f"test_{room}.py")]
    assert lines(tests) >= lines(source)


# ── words and leftovers ─────────────────────────────────────────────────────────────────────────────


def test_names_use_the_words_of_the_house():
    def words(name: str) -> set[str]:
        return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}

    defined = [(named(path), path.stem) for path in MODULES]
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
                defined.append((f"{named(path)}:{node.lineno}", node.name))
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                defined.append((f"{named(path)}:{node.lineno}", node.id))
    assert [(where, name) for where, name in defined if words(name) & BANNED_WORDS] == []


@pytest.mark.parametrize("kind", NEVER)
def test_nothing_of_one_machine_is_committed(kind):
    found = {}
    for path in tracked():
        try:
            match = NEVER[kind].search(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:  # a picture or a capture
            continue
        if match:
            found[named(path)] = match[0]
    assert found == {}


def test_nothing_is_skipped_or_left_over():
    python = [path for path in tracked() if path.suffix == ".py"]
    assert {named(path): match[0] for path in python if (match := LEFT_OVER.search(path.read_text()))} == {}
