"""Nodes to values: every problem noted once, and reading goes on."""

from retrowalk.protocol import keys as k
from retrowalk.protocol.errors import Place
from retrowalk.protocol.reading import LONGEST_NAME, Notes, block, entries, items, unexpected, values, within
from retrowalk.protocol.source import Scalar, read
from retrowalk.units import Speed


def node(text):
    return read(text, "x")


def told(notes):
    return [f"{each.place.line}:{each.place.column} {each.place.field}: {each.message}" for each in notes.problems]


def test_a_problem_counts_once():
    notes = Notes()
    notes.add(Place(1, 1, "a"), "no")
    notes.add(Place(1, 1, "a"), "no")
    notes.add(Place(1, 1, "a"), "never")
    assert len(notes.problems) == 2


def test_entries_are_found_by_name_and_strangers_and_doubles_are_noted():
    notes = Notes()
    found = entries(node("a: 1\nb: 2\nc: 3\na: 4\n"), "top", ("a", "b"), notes)
    assert {name: value.text for name, value in found.items()} == {"a": "1", "b": "2"}
    assert told(notes) == [
        "3:1 top: 'c' is not known here: expected a, b",
        "4:1 top.a: given twice; the first is in line 1",
    ]


def test_what_is_no_mapping_has_no_entries_and_no_values():
    notes = Notes()
    found = entries(node("- a\n"), "top", ("a",), notes)
    assert found is None
    assert values(found, k.CAP, Place(1, 1), notes).read == {}
    assert told(notes) == ["1:1 top: expected names with values (a), not a list"]


def test_a_list_has_items_and_nothing_else_has():
    notes = Notes()
    assert [item.text for item in items(node("[a, b]"), "top", notes)] == ["a", "b"]
    assert items(node("a: b"), "top", notes) == ()
    assert told(notes) == ["1:1 top: expected a list, not names with values"]


def test_values_know_their_places_and_what_is_not_there_has_the_mappings():
    said = block(node("speed: 1 mph\n"), "cap", k.CAP, Notes())
    assert said.of(k.CAP_SPEED) == said.get(k.CAP_SPEED, Speed(1)) == Speed(160)
    assert said.at(k.CAP_SPEED) == Place(1, 8, "cap.speed")
    assert said.of(k.CAP_INCLINATION) is None
    assert said.get(k.CAP_SPEED, Speed(1)) != said.get(k.TO_SPEED, Speed(1)) == Speed(1)
    assert said.at(k.CAP_INCLINATION) == Place(1, 1, "cap")


def test_a_value_that_is_no_good_is_absent_and_noted():
    notes = Notes()
    said = block(node("speed: fast\ninclination: 1 %\n"), "cap", k.CAP, notes)
    assert said.of(k.CAP_SPEED) is None
    assert said.of(k.CAP_INCLINATION) is not None
    assert told(notes) == ["1:8 cap.speed: expected a speed with its unit, such as '1.5 mph', not 'fast'"]


def test_the_nearest_name_is_offered_or_all_of_them():
    assert unexpected("distanse", ("for", "distance")) == "'distanse' is not known here: did you mean 'distance'?"
    assert unexpected("xyz", ("for", "distance")) == "'xyz' is not known here: expected for, distance"


def test_a_very_long_name_is_not_repeated_in_full():
    assert len(unexpected("x" * 60_000, ("for",))) < LONGEST_NAME + 60


def test_within_gives_a_place_its_field():
    assert within(Scalar(Place(3, 4), "x"), "a.b") == Place(3, 4, "a.b")
