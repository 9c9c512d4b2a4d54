"""What each source says: path of a key → its value and where it is written."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from retrowalk.settings.faults import Fault, SettingsError, unknown
from retrowalk.settings.keys import KEYS, PREFIX, named, taken, variable
from retrowalk.settings.lines import Keys, places


# Of the environment, and no key: which file to read.
FILE_VARIABLE = "RETROWALK_SETTINGS"
# A hundred times what every key with its comment takes (bytes).
LONGEST = 1_000_000
# Where tomllib says so; otherwise it is the end of the document.
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True, slots=True)
class Said:
    """A value, and the file and line, the variable or the option that says it."""

    value: object
    where: str


Source = Mapping[Keys, Said]


@dataclass(frozen=True, slots=True)
class Heard:
    """What of a source can be used, and what is wrong with the rest; `whole`: it could be read to its end."""

    said: Source = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    whole: bool = True


# ── files ───────────────────────────────────────────────────────────────────────────────────────────


def _flat(table: Mapping[str, object], above: Keys = ()) -> Iterator[tuple[Keys, object]]:
    """Every key with its value; a table, ahead of what stands in it, with {}."""
    for name, value in table.items():
        yield (*above, name), {} if isinstance(value, dict) else value
        if isinstance(value, dict):
            yield from _flat(value, (*above, name))


def _text(file: Path) -> str:
    """The text of a settings file. Raises SettingsError."""
    if file.exists() and not file.is_file():
        raise SettingsError([Fault(str(file), "", "cannot be read: not an ordinary file")])
    try:
        with file.open("rb") as stream:
            content = stream.read(LONGEST + 1)
    except OSError as error:
        raise SettingsError([Fault(str(file), "", f"cannot be read: {error.strerror}")]) from None
    if len(content) > LONGEST:
        raise SettingsError([Fault(str(file), "", f"longer than {LONGEST} bytes")])
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsError([Fault(f"{file}:{line}", "", "not UTF-8 text")]) from None


def of_file(file: Path) -> Heard:
    """What a TOML file says; nothing, if it cannot be read."""
    try:
        return Heard(_parsed(file))
    except SettingsError as error:
        return Heard(faults=error.faults, whole=False)


def _parsed(file: Path) -> Source:
    """What stands in a TOML file. Raises SettingsError."""
    text = _text(file).replace("\r\n", "\n")
    try:
        content = tomllib.loads(text)
        lines = places(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = _AT.search(str(error))
        line = at[1] if at and at[1] else max(text.rstrip("\n").count("\n") + 1, 1)
        raise SettingsError([Fault(f"{file}:{line}", "", f"not TOML: {_AT.sub('', str(error))}")]) from None
    return {path: Said(value, f"{file}:{lines[path]}") for path, value in _flat(content)}


# ── texts ───────────────────────────────────────────────────────────────────────────────────────────


def of_environment(environment: Mapping[str, str]) -> Heard:
    """What the variables say; an empty one says nothing."""
    given = {
        name: (name.removeprefix(PREFIX).replace("__", ".").lower(), text)
        for name, text in environment.items()
        if name.startswith(PREFIX) and name != FILE_VARIABLE and text
    }
    wrong = [name for name, (key, _) in given.items() if named(key) is None]
    known = [(name, *given[name]) for name in given if name not in wrong]
    return Heard(_texts(known), tuple(Fault(name, "", unknown(name, map(variable, KEYS))) for name in wrong))


def of_options(options: Iterable[tuple[str, str, str]]) -> Heard:
    """What the command line says: option, key and text of each."""
    given = list(options)
    wrong = [(option, key) for option, key, _ in given if named(key) is None]
    known = [each for each in given if named(each[1]) is not None]
    return Heard(_texts(known), tuple(Fault(option, key, unknown(key, KEYS)) for option, key in wrong))


def _texts(given: Iterable[tuple[str, str, str]]) -> Source:
    """Where, key and text of each, read as its key needs it."""
    return {tuple(key.split(".")): Said(taken(key, text), where) for where, key, text in given}
