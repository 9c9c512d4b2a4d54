"""The way of a stop through the code, as docs/architecture.md tells it, waits for nothing on its way to the write.

It begins where the network's press arrives. Beyond the write it is measured zero that counts, see tests/controller.
"""

import ast
import re
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "retrowalk"
STEP = re.compile(r"^\| \d+ \| `([\w/]+\.py): ([\w.]+)` \|", re.MULTILINE)
# What a stop could wait for: other threads, disks, other computers, templates.
WAITS_FOR = {
    "threading", "multiprocessing", "queue", "concurrent", "sqlite3", "sqlalchemy", "socket", "ssl", "http", "urllib",
    "aiomqtt", "fastapi", "jinja2", "subprocess", "pathlib", "tempfile", "shutil", "os", "io",
}  # fmt: skip
WAITS_BY = re.compile(
    r"\b(?:Lock|RLock|Semaphore|Condition|Barrier|Queue|SimpleQueue|acquire|getaddrinfo|fsync|open)\b"
)


# What receives a press is a coroutine of the server's, and answers it afterwards.
RECEIVES = ("api/stop.py", "StopFirst._stop")
# A bay keeps walks on the disk and links in the air; its stop is one call to what does neither.
KEEPS = ("runtime/bay.py", "Bay.stop")


def path() -> list[tuple[str, str]]:
    """The places a stop goes through on its way to the write: those before the steps that come later."""
    told = (ROOT / "docs" / "architecture.md").read_text().partition("## One stop through the code")[2]
    places = STEP.findall(told.partition("\n## ")[0])
    return places[: [name for _, name in places].index("_see_the_stop_through")]


def function(file: str, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef:
    """The function or method of this name."""
    *outer, inner = name.split(".")
    body = ast.parse((SRC / file).read_text()).body
    for each in outer:
        body = next(node.body for node in body if isinstance(node, ast.ClassDef) and node.name == each)
    return next(
        node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == inner
    )


def imported(tree: ast.Module) -> set[str]:
    """The packages a module imports."""
    modules = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    modules += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {module.partition(".")[0] for module in modules}


def waits(tree: ast.AST) -> list[str]:
    """Whatever in it could wait."""
    slow = ast.Await | ast.AsyncWith | ast.AsyncFor | ast.AsyncFunctionDef | ast.Yield | ast.YieldFrom
    return [type(node).__name__ for node in ast.walk(tree) if isinstance(node, slow)] + WAITS_BY.findall(
        ast.unparse(tree)
    )


def presses(node: ast.AST) -> bool:
    """Whether a press is called in it."""
    return any(isinstance(each, ast.Attribute) and each.attr == "press" for each in ast.walk(node))


def before_the_press(received: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    """All that runs before whoever receives a press hands it on; a branch that leaves without one does not count."""
    run: list[ast.stmt] = []
    for statement in received.body:
        if presses(statement):
            inner = statement.body if isinstance(statement, ast.Try) else [statement]
            return run + inner[: next(at for at, each in enumerate(inner) if presses(each)) + 1]
        leaves = isinstance(statement, ast.If) and isinstance(statement.body[-1], ast.Return) and not statement.orelse
        run.append(ast.Expr(statement.test) if leaves and isinstance(statement, ast.If) else statement)
    raise AssertionError("it presses nothing")


def test_the_way_is_told_from_the_network_to_the_lane():
    assert path()[0] == RECEIVES
    assert [file for file, _ in path()[1:5]] == [
        "gateway/stops.py", "gateway/stops.py", "runtime/bay.py", "runtime/service.py",
    ]  # fmt: skip
    assert path()[-1][0] == "link/lane.py"


@pytest.mark.sr(14)
def test_what_receives_a_press_waits_for_nothing_before_it():
    assert [waits(each) for each in before_the_press(function(*RECEIVES))] == [[], [], []]


@pytest.mark.sr(14)
def test_a_bay_hands_a_stop_on_in_one_call():
    body = function(*KEEPS).body
    assert [ast.unparse(each) for each in body[1:]] == ["return self.service.stop(reason, source)"]


@pytest.mark.sr(14)
@pytest.mark.parametrize(("file", "name"), path()[1:-1])
def test_no_function_on_the_way_waits(file, name):
    assert waits(function(file, name)) == []


@pytest.mark.sr(14)
@pytest.mark.parametrize("file", sorted({file for file, _ in path()} - {KEEPS[0]}))
def test_no_module_on_the_way_knows_what_it_could_wait_for(file):
    assert imported(ast.parse((SRC / file).read_text())) & WAITS_FOR == set()


def test_what_waits_is_noticed():
    for planted in (
        "async def stop(): ...",
        "def stop():\n    with self._lock.acquire(): ...",
        "def stop():\n    open(1)",
    ):
        assert waits(ast.parse(planted))
    for late in ("await self.body()", "x = 1\n    if await self.asked(): return"):
        planted = ast.parse(f"async def stop(self):\n    {late}\n    self.stops.press()").body[0]
        assert isinstance(planted, ast.AsyncFunctionDef)
        assert any(waits(each) for each in before_the_press(planted))
    assert imported(ast.parse("import sqlite3\nfrom threading import Lock")) & WAITS_FOR == {"sqlite3", "threading"}
