from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.controller.effects import Effect, WriteStop
from retrowalk.controller.events import Event, Limit, Nudge, Ready, Steady, Tick, TreadmillFrame
from retrowalk.controller.rules import Rules
from retrowalk.journal import codec
from retrowalk.journal.codec import Unreadable, dump, dump_step, load, load_step
from retrowalk.journal.record import Header, Step
from retrowalk.units import Distance, Inclination, Speed
from rig import RULES


st.register_type_strategy(Speed, st.builds(Speed, st.integers(0, 0xFFFF)))
st.register_type_strategy(Inclination, st.builds(Inclination, st.integers(-0x8000, 0x7FFF)))
st.register_type_strategy(Distance, st.builds(Distance, st.integers(0, 0xFFFFFF)))

FRAME = TreadmillFrame(bytes.fromhex("8400fa00"))


@pytest.mark.parametrize("kind", get_args(Event) + get_args(Effect) + (Rules,), ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_every_input_and_output_comes_back_as_it_went(kind, data):
    value = data.draw(st.from_type(kind))
    assert load(kind, dump(value)) == value


@given(
    steps=st.builds(Step, st.integers(0), st.from_type(Event), st.lists(st.from_type(Effect), max_size=3).map(tuple))
)
def test_every_step_comes_back_as_it_went(steps):
    assert load_step(dump_step(steps)) == steps


def test_made_ready_nothing_is_made_while_a_belt_moves(monkeypatch):
    monkeypatch.setattr(codec, "_adapters", {})
    codec.make_ready(Header)
    monkeypatch.setattr(codec, "TypeAdapter", None)
    for kind in (*get_args(Event), *get_args(Effect), Header):
        with pytest.raises(Unreadable):
            load(kind, None)
    with pytest.raises(TypeError):  # this one would have to be made
        load(Rules, None)


def test_an_event_is_written_by_name_with_bytes_in_hexadecimal():
    assert dump_step(Step(7, FRAME, (WriteStop((b"\x00", b"\x08\x01"), 1, 1),))) == {
        "now": 7,
        "event": "TreadmillFrame",
        "with": {"data": "8400fa00"},
        "effects": [{"effect": "WriteStop", "with": {"frames": ["00", "0801"], "epoch": 1, "attempt": 1}}],
    }


def test_a_failed_step_keeps_how_it_failed():
    failed = Step(7, Tick(), (), "ValueError('x')")
    assert load_step(dump_step(failed)) == failed
    assert "raised" not in dump_step(Step(7, Tick(), ()))


@pytest.mark.parametrize("speed_up", [1.0, 10.0, float("inf")])
def test_a_header_keeps_its_speed_up(speed_up):
    header = Header("AA:BB", Rules(profile=load(Rules, {"profile": {"id": "generic"}}).profile), speed_up, "now")
    assert load(Header, dump(header)) == header


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "a step needs now"),
        ({"now": "7", "event": "Tick", "with": {}, "effects": []}, "a step needs now"),
        ({"now": 7, "event": "Tock", "with": {}, "effects": []}, "'Tock' is none of Answered"),
        ({"now": 7, "event": "Tick", "with": {"what": 1}, "effects": []}, "Tick.what"),
        ({"now": 7, "event": "TreadmillFrame", "with": {"data": "xx"}, "effects": []}, "TreadmillFrame.data"),
        ({"now": 7, "event": "Limit", "with": {"layer": {"source": "nobody"}}, "effects": []}, "Limit.layer.source"),
        ({"now": 7, "event": "Tick", "with": {}, "effects": [[]]}, "an effect needs"),
        (
            {"now": 7, "event": "Tick", "with": {}, "effects": [{"effect": "Jump", "with": {}}]},
            "'Jump' is none of Alarm",
        ),
    ],
)
def test_what_is_no_step_is_refused_by_field(data, said):
    with pytest.raises(Unreadable, match=said):
        load_step(data)


def test_a_value_no_belt_can_have_is_refused():
    layer = {"source": "person", "speed": {"wire": -1}}
    with pytest.raises(Unreadable, match=r"Limit.layer.speed: .*outside 0…65535"):
        load(Limit, {"layer": layer})


@pytest.mark.parametrize(
    ("kind", "data", "value"),
    [
        (Ready, {"source": "terminal"}, Ready("terminal")),
        (Nudge, {"up": True}, Nudge(up=True)),
        (Steady, {}, Steady()),
    ],
)
def test_what_was_written_before_acts_carried_a_client_is_read_as_nobody_s(kind, data, value):
    assert load(kind, data) == value and value.client == ""


def test_rules_written_before_they_asked_for_anybody_ask_for_nobody():
    rules = dump(RULES)
    for field in ("guarded", "leased", "presence"):
        del rules[field]
    assert load(Rules, rules) == RULES
