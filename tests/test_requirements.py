"""Every safety requirement that holds here has a test that carries its number."""

import ast
from collections import defaultdict
from pathlib import Path


TESTS = Path(__file__).parent
# The requirements of the main job; the rest belong to the gateway, its people and its guard, and to commissioning.
HELD = {*range(1, 23), 26, 27, 28, 33, 39, 40, 41}


def numbers(function):
    """The requirement numbers of a test's marks."""
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.sr":
            yield from (argument.value for argument in mark.args)


def traced():
    """Requirement → the tests that carry it."""
    tests = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                for number in numbers(node):
                    tests[number].append(f"{path.relative_to(TESTS)}::{node.name}")
    return tests


def test_every_requirement_is_held_by_a_test():
    assert HELD - set(traced()) == set()


def test_no_test_carries_a_number_that_does_not_exist():
    assert set(traced()) <= set(range(1, 47))
