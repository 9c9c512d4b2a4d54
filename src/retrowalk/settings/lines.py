"""On which line of a TOML text each key stands, which `tomllib` does not tell.

A statement of TOML ends where the text since its first line is TOML by itself, so `tomllib` finds the end and the key.
"""

import tomllib
from collections.abc import Iterator, Mapping


Keys = tuple[str, ...]


def _statements(text: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    """First line and content of each statement of a text that is TOML."""
    waiting, first = "", 1
    for number, line in enumerate(text.split("\n"), 1):
        waiting += f"{line}\n"
        try:
            content = tomllib.loads(waiting)
        except tomllib.TOMLDecodeError:
            continue
        if content:
            yield first, content
        waiting, first = "", number + 1


def _paths(content: object, above: Keys = ()) -> Iterator[Keys]:
    """Every key within, tables before what they hold; an array of tables counts as its table."""
    for table in content if isinstance(content, list) else [content]:
        for key, value in table.items() if isinstance(table, dict) else ():
            yield (*above, key)
            yield from _paths(value, (*above, key))


def places(text: str) -> dict[Keys, int]:
    """The line of each key and each table, by its path. The text must be TOML."""
    found: dict[Keys, int] = {}
    table: Keys = ()
    for line, content in _statements(text):
        heading = text.split("\n")[line - 1].lstrip().startswith("[")
        inside = list(_paths(content, () if heading else table))
        table = inside[-1] if heading else table
        found |= {path: line for path in inside if path not in found}
    return found
