"""Which tests hold which safety requirement: read from their marks, `@pytest.mark.sr(11)`, without running them."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


TESTS = Path(__file__).parents[1] / "tests"
MARK = "pytest.mark.sr"

_Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True, order=True)
class Holder:
    """One test that holds a requirement: its file, relative to tests/, and its name."""

    file: str
    name: str


def _numbers(mark: ast.expr) -> Iterator[int]:
    """The requirements of one mark; nothing of another decorator."""
    if isinstance(mark, ast.Call) and ast.unparse(mark.func) == MARK:
        for argument in mark.args:
            yield ast.literal_eval(argument)


def _marks(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Requirement and name of every marked thing: a decorated function or class, or `mark(thing)`."""
    for node in ast.walk(tree):
        if isinstance(node, _Named):
            yield from ((number, node.name) for mark in node.decorator_list for number in _numbers(mark))
        elif isinstance(node, ast.Call):
            yield from ((number, ast.unparse(thing)) for thing in node.args for number in _numbers(node.func))


def traced(tests: Path = TESTS) -> dict[int, list[Holder]]:
    """Requirement → the tests that carry its number, in order."""
    found: dict[int, set[Holder]] = defaultdict(set)
    for path in tests.rglob("test_*.py"):
        for number, name in _marks(ast.parse(path.read_text(encoding="utf-8"))):
            found[number].add(Holder(path.relative_to(tests).as_posix(), name))
    return {number: sorted(found[number]) for number in sorted(found)}
