"""Text to nodes with places: nothing guessed, nothing hidden, nothing but ProtocolError."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.protocol.errors import ProtocolError
from retrowalk.protocol.source import DEEPEST, LONGEST, Mapping, Scalar, Sequence, read


def problem(text):
    with pytest.raises(ProtocolError) as caught:
        read(text, "x.yaml")
    assert caught.value.file == "x.yaml"
    (found,) = caught.value.problems
    return found.place.line, found.place.column, found.message


def plain(node):
    """A node as ordinary values."""
    if isinstance(node, Mapping):
        return {name.text: plain(value) for name, value in node.entries}
    return [plain(item) for item in node.items] if isinstance(node, Sequence) else node.text


def test_everything_stays_the_text_it_was():
    text = "a: no\nb: 010\nc: 20:00\nd: 1.20\ne: [~, 'x', \"y\"]\nf: {g: 2 %}\n"
    assert plain(read(text, "x")) == {
        "a": "no", "b": "010", "c": "20:00", "d": "1.20", "e": ["~", "x", "y"], "f": {"g": "2 %"},
    }  # fmt: skip


def test_every_node_knows_its_place():
    root = read("# comment\na:\n  - b: 1 m\n", "x")
    ((name, inner),) = root.entries
    (item,) = inner.items
    ((_, value),) = item.entries
    assert (root.place.line, root.place.column) == (2, 1)
    assert (name.place.line, inner.place.line, inner.place.column) == (2, 3, 3)
    assert (value.place.line, value.place.column) == (3, 8)


def test_a_value_left_out_stands_where_its_name_does():
    ((name, value), _) = read("a:\nb: 1\n", "x").entries
    assert value == Scalar(name.place, "")


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", (1, 1), "the file is empty: a protocol was expected"),
        ("# only a comment\n", (1, 1), "the file is empty: a protocol was expected"),
        ("a: 1\nb: [1, 2\n", (3, 1), "this is not YAML: expected ',' or ']', but got '<stream end>'"),
        ("a: 1\n b: 2\n", (2, 3), "this is not YAML: mapping values are not allowed here"),
        ("a: x\ty: \x00\n", (1, 9), "this is not YAML: a character that is not permitted"),
        ("a: 1\nb: \x07\n", (2, 4), "this is not YAML: a character that is not permitted"),
        ("a: \ud800\n", (1, 4), "this is not YAML: a character that is not permitted"),
        ("a: 1\nb: 2\nc: ü\x07\n", (3, 5), "this is not YAML: a character that is not permitted"),
        ('a: "\\U99999999"', (1, 1), "this is not YAML: something after this cannot be read"),
        ("a: &x 1\nb: *x\n", (1, 4), "anchors and aliases (& and *) are not used here: write it out"),
        ("b: *x\n", (1, 4), "anchors and aliases (& and *) are not used here: write it out"),
        ("a: &x [1]\n", (1, 4), "anchors and aliases (& and *) are not used here: write it out"),
        ("a: !!float 1\n", (1, 4), "tags (!) are not used here"),
        ("a: !x {b: 1}\n", (1, 4), "tags (!) are not used here"),
        ("a: 1\n---\nb: 2\n", (2, 1), "a second document (---): one file holds one protocol"),
        ("? [a]\n: 1\n", (1, 3), "a name was expected before the colon"),
        (
            "%YAML 3.0\n---\na: 1\n",
            (1, 1),
            "this is not YAML: found incompatible YAML document (version 1.* is required)",
        ),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), (1, DEEPEST + 1), "nested deeper than 32 levels"),
        ("a" * (LONGEST + 1), (1, 1), "longer than 65536 characters"),
    ],
)
def test_what_is_no_protocol_text_is_refused_with_its_place(text, place, says):
    line, column, message = problem(text)
    assert message == says
    assert (line, column) == place


def test_as_deep_and_as_long_as_permitted_is_read():
    assert read("[" * DEEPEST + "]" * DEEPEST, "x")
    assert read("a" * LONGEST, "x")


# Text that looks like YAML often enough to get somewhere.
YAMLISH = st.text(st.sampled_from("ab01 .:-#&*!|>%@`'\"{}[],?~\\xuU\n\t\r\x00\x85\u2028\ud7ff\ufeff")) | st.text()


def outcome(text):
    """The nodes of a text, or why it has none; anything else is raised."""
    try:
        return read(text, "x.yaml")
    except ProtocolError as error:
        return error


@given(YAMLISH)
def test_any_text_is_read_or_refused(text):
    result = outcome(text)
    if isinstance(result, ProtocolError):
        assert result.problems
        assert all(found.place.line >= 1 and found.place.column >= 1 and found.message for found in result.problems)
    else:
        assert isinstance(result, Scalar | Sequence | Mapping)
