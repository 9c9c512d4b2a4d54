"""Nodes → values, by the tables of keys. Every problem is noted and reading goes on, so that all are told at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TypeVar, cast

from retrowalk.protocol.errors import Place, Problem
from retrowalk.protocol.keys import Key
from retrowalk.protocol.source import Mapping, Node, Scalar, Sequence


Value = TypeVar("Value")

# Longer ones are neither read nor repeated in a message; the longest text a key takes has 500.
LONGEST_SCALAR = 1_000
LONGEST_NAME = 40

_WHAT = {Scalar: "a single value", Sequence: "a list", Mapping: "names with values"}


@dataclass(slots=True)
class Notes:
    """The problems found so far. One told twice (a repeated segment) counts once."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, place: Place, message: str) -> None:
        """Note one."""
        problem = Problem(place, message)
        if problem not in self.problems:
            self.problems.append(problem)


@dataclass(frozen=True, slots=True)
class Values:
    """What a mapping said, and where. A key with a problem is absent here and present in the notes."""

    place: Place
    read: dict[str, object]
    places: dict[str, Place]

    def of(self, key: Key[Value]) -> Value | None:
        """The value of a key, None if it was not given (or was no good)."""
        return cast("Value | None", self.read.get(key.name))

    def get(self, key: Key[Value], default: Value) -> Value:
        """The value of a key, or what it is without one."""
        value = self.of(key)
        return default if value is None else value

    def at(self, key: Key[object]) -> Place:
        """Where a key's value stands, or the mapping if it does not."""
        return self.places.get(key.name, self.place)


def within(node: Node, path: str) -> Place:
    """A node's place, with the path of its field."""
    return replace(node.place, field=path)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def unexpected(name: str, known: Iterable[str]) -> str:
    """'sped is not known here' with the nearest name, or all of them."""
    names, name = list(known), name[:LONGEST_NAME]
    near = get_close_matches(name, names, n=1)
    return f"{name!r} is not known here: " + (f"did you mean {near[0]!r}?" if near else f"expected {', '.join(names)}")


def entries(node: Node, path: str, known: Iterable[str], notes: Notes) -> dict[str, Node] | None:
    """The values of a mapping by name, None if it is none; unknown and double names are noted and left out."""
    if not isinstance(node, Mapping):
        notes.add(within(node, path), f"expected names with values ({', '.join(known)}), not {_WHAT[type(node)]}")
        return None
    found: dict[str, Node] = {}
    for name, value in node.entries:
        place = within(name, _join(path, name.text))
        if name.text not in known:
            notes.add(replace(place, field=path), unexpected(name.text, known))
        elif name.text in found:
            notes.add(place, f"given twice; the first is in line {found[name.text].place.line}")
        else:
            found[name.text] = value
    return found


def items(node: Node, path: str, notes: Notes) -> tuple[Node, ...]:
    """The items of a list."""
    if isinstance(node, Sequence):
        return node.items
    notes.add(within(node, path), f"expected a list, not {_WHAT[type(node)]}")
    return ()


def _scalar(node: Node, place: Place, key: Key[object], notes: Notes) -> object:
    """The value of one key, None where there is a problem."""
    if not isinstance(node, Scalar) or len(node.text) > LONGEST_SCALAR:
        what = f"{len(node.text)} characters" if isinstance(node, Scalar) else _WHAT[type(node)]
        notes.add(place, f"expected {key.form.expected}, not {what}")
        return None
    try:
        return key.form.read(node.text)
    except (ArithmeticError, ValueError) as error:
        notes.add(place, str(error))
        return None


def _complete(keys: Iterable[Key[object]], given: Iterable[str], place: Place, notes: Notes) -> None:
    """Note what is missing, and what is there instead of something else."""
    for key in keys:
        if key.required and key.name not in given:
            notes.add(place, f"{key.name!r} is missing: expected {key.form.expected}")
    _decided([key for key in keys if key.one_of], set(given), place, notes)


def _decided(alternatives: list[Key[object]], given: set[str], place: Place, notes: Notes) -> None:
    """Note where none or more than one of several keys is given."""
    chosen = sum(key.name in given for key in alternatives)
    if alternatives and chosen != 1:
        names = " or ".join(f"{key.name!r} ({key.form.expected})" for key in alternatives)
        notes.add(place, f"expected {names}" + (", not both" if chosen else ""))


def values(found: dict[str, Node] | None, keys: tuple[Key[object], ...], place: Place, notes: Notes) -> Values:
    """The values of these keys among the entries of the mapping at `place`; none where it is no mapping."""
    said = Values(place, {}, {})
    if found is None:
        return said
    for key in keys:
        if key.name in found:
            said.places[key.name] = within(found[key.name], _join(place.field, key.name))
            said.read[key.name] = _scalar(found[key.name], said.places[key.name], key, notes)
    _complete(keys, found, place, notes)
    return said


def block(node: Node, path: str, keys: tuple[Key[object], ...], notes: Notes) -> Values:
    """The values of a mapping that has these keys and no others."""
    return values(entries(node, path, [key.name for key in keys], notes), keys, within(node, path), notes)
