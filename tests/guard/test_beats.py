"""Lines of strangers: every one is a beat, a farewell or nothing, and none does harm."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.guard import beats
from retrowalk.guard.beats import LONGEST, LONGEST_ADDRESS, MOST_BELTS, Beat, Bye, parse
from retrowalk.guard.watch import Charge


WHOLE = {"beat": 1, "belts": {"AA:BB": {"ours": True, "steps": 7, "stop": False}}}


def line(**changed):
    return json.dumps({**WHOLE, **changed}).encode()


def belt(**changed):
    return line(belts={"AA:BB": {**WHOLE["belts"]["AA:BB"], **changed}})


def test_a_beat():
    assert parse(line()) == Beat(1, {"AA:BB": Charge(ours=True, steps=7)})
    assert parse(belt(stop=True, release=True)).belts["AA:BB"] == Charge(ours=True, steps=7, stop=True, release=True)
    assert parse(line(belts={})) == Beat(1, {})


def test_a_farewell():
    assert parse(b'{"bye": true}') == Bye()
    assert parse(b'{"bye": 1}') is None


def test_what_nobody_knows_is_passed_over():
    assert parse(line(colour="blue")) == parse(belt(mood=[1, 2])) == parse(line())


@pytest.mark.parametrize(
    "said",
    [
        b"", b"\xff\xfe", b"{", b"null", b"[]", b"7", b'"beat"', b"[" * 10_000, b"9" * 10_000, b'{"beat": 1}',
        line(beat=True), line(beat="1"), line(beat=1.0), line(belts=[]), line(belts={"AA:BB": 7}),
        line(belts={"": WHOLE["belts"]["AA:BB"]}), line(belts={"A" * (LONGEST_ADDRESS + 1): WHOLE["belts"]["AA:BB"]}),
        line(belts={str(each): WHOLE["belts"]["AA:BB"] for each in range(MOST_BELTS + 1)}),
        belt(ours=1), belt(ours=None), belt(steps="7"), belt(steps=True), belt(steps=7.5),
        line() + b" " * LONGEST,
    ],
)  # fmt: skip
def test_what_is_no_beat(said):
    assert parse(said) is None


def test_as_many_belts_as_may_be_fit_into_a_line():
    charge = {"ours": False, "steps": 10**12, "stop": False, "release": False}
    said = line(belts={"A" * 17 + str(each): charge for each in range(MOST_BELTS)})
    assert len(parse(said).belts) == MOST_BELTS


@given(st.binary(max_size=200))
def test_any_bytes(said):
    assert parse(said) is None or isinstance(parse(said), (Beat, Bye))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["beat", "belts", "ours", "steps"]), inner)
    ),
    max_leaves=10,
)


@given(JSON)
def test_any_json(said):
    parse(json.dumps(said).encode())


def test_the_answers_are_lines():
    said = beats.answer(3, {"B", "A"}, ["C"], [])
    assert said.endswith(b"\n")
    assert json.loads(said) == {"beat": 3, "watches": ["A", "B"], "stopping": ["C"], "standing": []}
    assert json.loads(beats.refusal("no")) == {"refused": "no"}
