"""YAML 1.2 text → nodes that know their place. Nothing is guessed: every scalar stays the text it was written as.

Anchors, aliases, tags and further documents are refused: a protocol is read by people, top to bottom.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)
from ruamel.yaml.reader import ReaderError

from retrowalk.protocol.errors import Place, Problem, ProtocolError


# The longest shipped protocol has 2 000 characters; this bounds the work any file can ask for.
LONGEST = 65_536
# A repeat in a repeat in a repeat is ten levels deep.
DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    place: Place
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Names and values, in the order of the file, doubles included."""

    place: Place
    entries: tuple[tuple[Scalar, "Node"], ...]


Node = Scalar | Sequence | Mapping


class _Refused(Exception):
    """The first thing in a text that is not YAML, or YAML of a kind that is not used here."""

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(Place(line, column), message)


def _refused(event: Event, message: str) -> _Refused:
    return _Refused(event.start_mark.line + 1, event.start_mark.column + 1, message)


def _start(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of a position in the text."""
    before = text[:index]
    return before.count("\n") + 1, index - before.rfind("\n")


def _marked(error: MarkedYAMLError, last: tuple[int, int]) -> _Refused:
    """What the parser says, where it says it."""
    mark = error.problem_mark or error.context_mark
    line, column = last if mark is None else (mark.line + 1, mark.column + 1)
    return _Refused(line, column, f"this is not YAML: {error.problem or error.context}")


def _unprintable(error: ReaderError, text: str) -> _Refused:
    """A character the reader does not take: it knows only the position."""
    line, column = _start(text, error.position)
    return _Refused(line, column, "this is not YAML: a character that is not permitted")


def _events(text: str) -> Iterator[Event]:
    """The parser's events; whatever the parser dies of is a refusal with a place."""
    last = (1, 1)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            last = (event.start_mark.line + 1, event.start_mark.column + 1)
            yield event
    except MarkedYAMLError as error:
        raise _marked(error, last) from None
    except ReaderError as error:
        raise _unprintable(error, text) from None
    except (YAMLError, ArithmeticError, LookupError, ValueError):  # such as an escape beyond the last character
        raise _Refused(*last, "this is not YAML: something after this cannot be read") from None


def _plain(event: NodeEvent, place: Place) -> Node | None:
    """The scalar of an event, None for the beginning of a list or mapping. Refuses what is not used here."""
    if isinstance(event, AliasEvent) or event.anchor is not None:
        raise _refused(event, "anchors and aliases (& and *) are not used here: write it out")
    if getattr(event, "tag", None) is not None:
        raise _refused(event, "tags (!) are not used here")
    return Scalar(place, event.value) if isinstance(event, ScalarEvent) else None


@dataclass(slots=True)
class _Open:
    """A list or mapping that has not ended: its children so far."""

    place: Place
    mapping: bool
    children: list[Node]

    def closed(self) -> Node:
        """The node it has become. A mapping's children are names and values in turn."""
        if not self.mapping:
            return Sequence(self.place, tuple(self.children))
        pairs = zip(self.children[::2], self.children[1::2], strict=True)
        return Mapping(self.place, tuple((_name(name), _nothing(name, value)) for name, value in pairs))


def _name(node: Node) -> Scalar:
    if isinstance(node, Scalar):
        return node
    raise _Refused(node.place.line, node.place.column, "a name was expected before the colon")


def _nothing(name: Node, value: Node) -> Node:
    """A value left out stands where its name does, not where the parser missed it, a line further on."""
    return Scalar(name.place, "") if isinstance(value, Scalar) and not value.text else value


def _opened(event: NodeEvent, place: Place, depth: int) -> _Open:
    if depth > DEEPEST:
        raise _refused(event, f"nested deeper than {DEEPEST} levels")
    return _Open(place, isinstance(event, MappingStartEvent), [])


def _tree(text: str) -> Node | None:
    """The one document of a text; None if it is empty. Raises _Refused."""
    root = _Open(Place(1, 1), mapping=False, children=[])
    stack = [root]
    for event in _events(text):
        if isinstance(event, NodeEvent):
            place = Place(event.start_mark.line + 1, event.start_mark.column + 1)
            node = _plain(event, place)
            if node is None:
                stack.append(_opened(event, place, len(stack)))
            else:
                stack[-1].children.append(node)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            ended = stack.pop().closed()
            stack[-1].children.append(ended)
        elif isinstance(event, DocumentStartEvent) and root.children:
            raise _refused(event, "a second document (---): one file holds one protocol")
    return root.children[0] if root.children else None


def read(text: str, file: str) -> Node:
    """The nodes of a text. Raises ProtocolError."""
    if len(text) > LONGEST:
        raise ProtocolError(file, (Problem(Place(1, 1), f"longer than {LONGEST} characters"),))
    try:
        tree = _tree(text)
    except _Refused as refused:
        raise ProtocolError(file, (refused.problem,)) from None
    if tree is None:
        raise ProtocolError(file, (Problem(Place(1, 1), "the file is empty: a protocol was expected"),))
    return tree
