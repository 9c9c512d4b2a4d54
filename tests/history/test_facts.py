import json
from dataclasses import fields
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrowalk.history.facts import KINDS, Fact, NoFact, PersonSet, Screened, dump_fact, load_fact
from retrowalk.history.records import Decision, Machine, Outcome, Person, Screening
from retrowalk.safety.roles import Role


plain_json = st.dictionaries(st.text(max_size=5), st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text())
numbers = st.floats(allow_nan=False, allow_infinity=False)

st.register_type_strategy(Outcome, st.builds(Outcome, value=numbers))
st.register_type_strategy(Screening, st.builds(Screening, answers=plain_json))
st.register_type_strategy(Machine, st.builds(Machine, commissioned=plain_json | st.none()))
st.register_type_strategy(Decision, st.builds(Decision, proposal=plain_json, instead=plain_json | st.none()))


@pytest.mark.parametrize("kind", get_args(Fact), ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=20)
def test_every_fact_comes_back_as_it_went(kind, data):
    fact = data.draw(st.from_type(kind))
    assert load_fact(json.loads(json.dumps(dump_fact(fact)))) == fact


@pytest.mark.parametrize("kind", get_args(Fact), ids=lambda kind: kind.__name__)
def test_every_fact_says_when_and_by_whom(kind):
    assert {"at", "by"} <= {field.name for field in fields(kind)}


def test_answers_keep_their_kind():
    fact = Screened(Screening("p", 1, {"yes": True, "one": 1, "share": 1.5, "text": "1"}), 1)
    assert [type(each) for each in load_fact(dump_fact(fact)).screening.answers.values()] == [bool, int, float, str]


def test_a_field_of_a_newer_version_is_passed_by():
    data = dump_fact(PersonSet(Person("p", "Ada"), 5))
    data["with"]["person"]["shoe"] = 42
    assert load_fact(data) == PersonSet(Person("p", "Ada"), 5)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "None is no fact this version knows"),
        ({"fact": "Toast", "with": {}}, "'Toast' is no fact"),
        ({"fact": "PersonSet", "with": {"at": 1}}, "PersonSet.person: Field required"),
        ({"fact": "PersonSet", "with": {"person": {"id": "p", "name": 3}, "at": 1}}, "PersonSet.person.name"),
        ({"fact": "PersonSet", "with": {"person": {"id": "p", "name": "A", "roles": ["king"]}, "at": 1}}, "roles.0"),
        ({"fact": "Marked", "with": {"mark": {"walk": "w", "at": 1, "kind": "joy"}, "at": 1}}, "Marked.mark.kind"),
    ],
)
def test_what_is_no_fact_is_refused_by_its_field(data, said):
    with pytest.raises(NoFact, match=said):
        load_fact(data)


def test_the_list_is_closed():
    assert set(KINDS.values()) == set(get_args(Fact))
    assert Person("p", "Ada").roles == (Role.WALKER,)
