"""A file becomes a plan, or every problem in it is told with line, column and field."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.protocol import keys as k
from retrowalk.protocol.errors import Place, ProtocolError
from retrowalk.protocol.level import LEVELS, Level
from retrowalk.protocol.parse import parse
from retrowalk.protocol.plan import Kind, Plan
from retrowalk.units import Distance, Facing, Inclination, Speed


HEAD = """\
id: T1
name: A test
level: intermediate
basis: ours
facing: backward
"""
FULL = (
    HEAD
    + """\
who: everyone
frequency: daily
progression: none
cap: {speed: 1.8 mph, inclination: 2 %}
ramp: {up: 0.05 mph/s, down: 0.15 km/h/s}
self_paced: true
segments:
  - settle: {for: 0.5 min, say: "  Slowly\\n  now. "}
  - hold: {speed: 2 km/h, inclination: 1.5 %, for: 90 s}
  - hold: {speed: 1 mph, inclination: 1.5 %, distance: 0.02 km, facing: backward}
  - ramp: {to: 1.5 mph, inclination: 1.5 %, distance: 10 m}
  - turn: {to: forward, at least: 20 s}
  - settle: {for: 30 s}
  - repeat:
      times: 2
      segments:
        - repeat: {times: 2, segments: [{hold: {speed: 1 mph, for: 10 s}}]}
        - ramp: {to: 1.2 mph, for: 10 s}
"""
)


SETTLE = """  - settle: {for: 0.5 min, say: "  Slowly\\n  now. "}"""


def outcome(text):
    """The plan of a text, or its problems; anything else is raised."""
    try:
        return parse(text, "t.yaml")
    except ProtocolError as error:
        return error


def problems(text):
    """(line, field, message) of each problem."""
    with pytest.raises(ProtocolError) as caught:
        parse(text, "t.yaml")
    return [(each.place.line, each.place.field, each.message) for each in caught.value.problems]


def one(text):
    (found,) = problems(text)
    return found


def test_a_whole_file_becomes_a_plan():
    plan = parse(FULL, "t.yaml")
    assert (plan.id, plan.name, plan.level, plan.basis) == ("T1", "A test", Level.INTERMEDIATE, "ours")
    assert (plan.who, plan.frequency, plan.progression) == ("everyone", "daily", "none")
    assert (plan.speed_cap, plan.inclination_cap) == (Speed(289), Inclination(20))
    assert (plan.ramp_up, plan.ramp_down, plan.self_paced, plan.monitor_only) == (8, 15, True, False)
    assert plan.digest == hashlib.sha256(FULL.encode()).hexdigest()


@pytest.mark.sr(44)
@pytest.mark.parametrize(("old", "new"), [("1.5", "1.4"), ("everyone", "Everyone"), ("\n", "\n\n")])
def test_a_file_that_differs_by_anything_has_another_digest(old, new):
    changed = FULL.replace(old, new, 1)
    assert changed != FULL
    assert parse(changed, "t.yaml").digest != parse(FULL, "t.yaml").digest == parse(FULL, "another.yaml").digest


def test_segments_come_in_order_with_repeats_unrolled():
    segments = parse(FULL, "t.yaml").segments
    inner = [Kind.HOLD, Kind.HOLD, Kind.RAMP]
    assert [each.kind for each in segments] == [
        Kind.SETTLE, Kind.HOLD, Kind.HOLD, Kind.RAMP, Kind.TURN, Kind.SETTLE, *inner, *inner,
    ]  # fmt: skip
    settle, hold, far, ramp, turn, again, *_ = segments
    assert (settle.speed, settle.inclination, settle.duration) == (None, Inclination(0), 30_000)
    assert settle.announce == "Slowly now."
    assert (hold.speed, hold.inclination, hold.duration) == (Speed(200), Inclination(15), 90_000)
    assert hold.distance is None
    assert (far.speed, far.duration, far.distance) == (Speed(160), None, Distance(20))
    assert (ramp.speed, ramp.distance) == (Speed(241), Distance(10))
    assert (turn.speed, turn.duration, turn.announce) == (None, 20_000, "")
    assert (hold.facing, turn.facing, again.facing) == (Facing.BACKWARD, Facing.FORWARD, Facing.FORWARD)


def test_what_is_left_out_is_the_levels():
    plan = parse(HEAD + "segments: [{settle: {for: 30 s}}]", "t.yaml")
    rules = LEVELS[Level.INTERMEDIATE]
    assert (plan.speed_cap, plan.inclination_cap) == (rules.speed, rules.inclination)
    assert (plan.ramp_up, plan.ramp_down) == (rules.ramp_up, rules.ramp_down)
    assert (plan.who, plan.frequency, plan.progression, plan.self_paced) == ("", "", "", False)


def test_the_first_segment_may_say_the_facing():
    text = HEAD.replace("facing: backward\n", "") + "segments: [{settle: {for: 30 s, facing: forward}}]"
    assert parse(text, "t.yaml").segments[0].facing is Facing.FORWARD


def test_a_monitor_only_file_drives_nothing():
    text = HEAD.replace("intermediate", "coach") + (
        "monitor_only: true\nsegments: [{watch: {distance: 10 m}}, {rest: {at least: 30 s}}, {watch: {for: 1 min}}]"
    )
    plan = parse(text, "t.yaml")
    assert plan.monitor_only
    assert [(each.kind, each.speed) for each in plan.segments] == [
        (Kind.HOLD, None), (Kind.REST, None), (Kind.HOLD, None),
    ]  # fmt: skip


def changed(old, new):
    """FULL with one thing else, and the line it stands in."""
    assert FULL.count(old) >= 1
    line = FULL[: FULL.index(old)].count("\n") + 1
    return FULL.replace(old, new, 1), line


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ("id: T1", "id: T 1", "id", "expected an id of at most 32 letters, digits, - and _, not 'T 1'"),
        (
            "id: T1", "id: " + "T" * 33, "id",
            "expected an id of at most 32 letters, digits, - and _, not 'TTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTT'",
        ),
        ("id: T1", "id: Tä", "id", "expected an id of at most 32 letters, digits, - and _, not 'Tä'"),
        ("id: T1", "id:", "id", "expected an id of at most 32 letters, digits, - and _, not ''"),
        ("id: T1", "id: [T1]", "id", "expected an id, not a list"),
        ("id: T1", "id: {T1: x}", "id", "expected an id, not names with values"),
        ("name: A test", "name:", "name", "expected a text of 1 to 500 characters"),
        ("name: A test", "name: " + "x" * 501, "name", "expected a text of 1 to 500 characters"),
        ("name: A test", "name: " + "x" * 1000, "name", "expected a text of 1 to 500 characters"),
        ("name: A test", "name: " + "x" * 1001, "name", "expected a text, not 1001 characters"),
        (
            "level: intermediate", "level: expert", "level",
            ("expected one of first, beginner, intermediate, advanced, interval, incline, older, teen, rehab, "
            "warmup, coach, not 'expert'"),
        ),
        ("facing: backward", "facing: sideways", "facing", "expected one of forward, backward, not 'sideways'"),
        ("self_paced: true", "self_paced: yes", "self_paced", "expected true or false, not 'yes'"),
        ("speed: 1.8 mph", "speed: 1.8", "cap.speed", "expected a speed with its unit, such as '1.5 mph', not '1.8'"),
        ("speed: 1.8 mph", "speed: 0 mph", "cap.speed", "expected more than nothing, not '0 mph'"),
        ("speed: 1.8 mph", "speed: -1 mph", "cap.speed", "'-1 mph' is outside 0…655.35 km/h"),
        ("speed: 1.8 mph", "speed: 9999 mph", "cap.speed", "'9999 mph' is outside 0…655.35 km/h"),
        (
            "speed: 1.8 mph", "speed: " + "9" * 900 + " mph", "cap.speed",
            f"expected a speed with its unit, such as '1.5 mph', not '{'9' * 900} mph'",
        ),
        (
            "speed: 1.8 mph", "speed: " + "9" * 9000 + " mph", "cap.speed",
            "expected a speed such as 1.5 mph, not 9004 characters",
        ),
        (
            "speed: 1.8 mph", "speed: .nan mph", "cap.speed",
            "expected a speed with its unit, such as '1.5 mph', not '.nan mph'",
        ),
        (
            "inclination: 2 %", "inclination: -1 %", "cap.inclination",
            "expected an inclination of 0 % or more, not '-1 %': a treadmill is never lowered",
        ),
        (
            "inclination: 2 %", "inclination: 2 deg", "cap.inclination",
            "expected a inclination with its unit, such as '2.5 %', not '2 deg'",
        ),
        (
            "up: 0.05 mph/s", "up: 0.05 mph", "ramp.up",
            "expected a ramp with its unit, such as '0.1 mph/s', not '0.05 mph'",
        ),
        ("up: 0.05 mph/s", "up: 0.001 mph/s", "ramp.up", "expected 0.01 to 10 km/h/s, not '0.001 mph/s'"),
        ("up: 0.05 mph/s", "up: 99 mph/s", "ramp.up", "expected 0.01 to 10 km/h/s, not '99 mph/s'"),
        (
            "for: 0.5 min", "for: 30", "segments[1].settle.for",
            "expected a duration with its unit, such as '30 s', not '30'",
        ),
        ("for: 0.5 min", "for: 0 s", "segments[1].settle.for", "expected more than 0 s and at most 60 min, not '0 s'"),
        (
            "for: 0.5 min", "for: 61 min", "segments[1].settle.for",
            "expected more than 0 s and at most 60 min, not '61 min'",
        ),
        (
            "for: 90 s", "for: 1:30", "segments[2].hold.for",
            "expected a duration with its unit, such as '30 s', not '1:30'",
        ),
        ("distance: 0.02 km", "distance: 0 m", "segments[3].hold.distance", "expected more than nothing, not '0 m'"),
        (
            "times: 2\n", "times: 0\n", "segments[7].repeat.times",
            "expected a whole number of times from 1 to 50, not '0'",
        ),
        (
            "times: 2\n", "times: 51\n", "segments[7].repeat.times",
            "expected a whole number of times from 1 to 50, not '51'",
        ),
        (
            "times: 2\n", "times: ²\n", "segments[7].repeat.times",
            "expected a whole number of times from 1 to 50, not '²'",
        ),
        (
            "times: 2\n", "times: " + "1" * 900 + "\n", "segments[7].repeat.times",
            f"expected a whole number of times from 1 to 50, not '{'1' * 900}'",
        ),
        ("who: everyone", "whom: everyone", "", "'whom' is not known here: did you mean 'who'?"),
        (
            "who: everyone", "colour: red", "",
            ("'colour' is not known here: expected id, name, level, who, frequency, progression, basis, facing, "
            "self_paced, monitor_only, cap, ramp, segments"),
        ),
        ("who: everyone", "cap: {speed: 1 mph}", "cap", "given twice; the first is in line 6"),
        ("cap: {speed", "cap: {sped", "cap", "'sped' is not known here: did you mean 'speed'?"),
        (
            "cap: {speed: 1.8 mph, inclination: 2 %}", "cap: 1.8 mph", "cap",
            "expected names with values (speed, inclination), not a single value",
        ),
        (
            '  - settle: {for: 0.5 min, say: "  Slowly\\n  now. "}', "  - settle", "segments[1]",
            "expected names with values (settle, hold, ramp, turn, rest, watch, repeat), not a single value",
        ),
        (
            "- hold: {speed: 2 km/h", "- hodl: {speed: 2 km/h", "segments[2]",
            "'hodl' is not known here: did you mean 'hold'?",
        ),
        (
            ", distance: 10 m}", "}", "segments[4].ramp",
            "expected 'for' (a duration such as 30 s) or 'distance' (a distance such as 10 m)",
        ),
        (
            "distance: 10 m}", "distance: 10 m, for: 3 s}", "segments[4].ramp",
            "expected 'for' (a duration such as 30 s) or 'distance' (a distance such as 10 m), not both",
        ),
        ("to: 1.5 mph, ", "", "segments[4].ramp", "'to' is missing: expected a speed such as 1.5 mph"),
        (
            "turn: {to: forward, at least: 20 s}", "turn: {to: forward}", "segments[5].turn",
            "'at least' is missing: expected a duration such as 30 s",
        ),
        (
            "  - settle: {for: 30 s}", "  - {}", "segments[6]",
            "expected one segment after each dash, such as 'settle: {for: 30 s}'",
        ),
        (
            "  - settle: {for: 30 s}", "  - settle: {}", "segments[6].settle",
            "'for' is missing: expected a duration such as 30 s",
        ),
        (
            "  - settle: {for: 30 s}", "  - watch: {for: 30 s}", "segments[6].watch",
            "'watch' is for monitor-only protocols: expected settle, hold, ramp, turn or rest",
        ),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_line_and_field(old, new, field, says):
    text, line = changed(old, new)
    (found,) = problems(text)
    assert found[1] == field
    assert found[2] == says
    assert line <= found[0] <= line + 6


def test_the_file_and_its_first_line_are_in_the_message():
    with pytest.raises(ProtocolError, match=r"^t\.yaml: line 9, column 14: cap\.speed: expected a speed"):
        parse(changed("speed: 1.8 mph", "speed: 1.8")[0], "t.yaml")


@pytest.mark.parametrize("name", ["id", "name", "level", "basis", "segments"])
def test_what_must_be_there_is_named_when_it_is_not(name):
    lines = (HEAD + "segments: [{settle: {for: 30 s}}]").splitlines()
    text = "\n".join(line for line in lines if not line.startswith(f"{name}:"))
    line, field, message = one(text)
    assert (line, field) == (1, "")
    assert f"'{name}' is missing" in message


def test_a_repeat_without_its_parts_names_both():
    found = problems(HEAD + "segments:\n  - settle: {for: 30 s}\n  - repeat: {}\n")
    assert [each[2].split(":")[0] for each in found] == ["'segments' is missing", "'times' is missing"]


def test_a_repeat_whose_times_cannot_be_read_is_looked_through_once():
    """Twice would be more segments than a file may have, which nobody wrote."""
    many = "hold: {speed: 1 mph, for: 1 s}, " * 150
    assert one(HEAD + f"segments: [settle: {{for: 30 s}}, repeat: {{times: x, segments: [{many}]}}]")[1:] == (
        "segments[2].repeat.times", "expected a whole number of times from 1 to 50, not 'x'",
    )  # fmt: skip


def test_a_repeat_of_once_is_what_is_in_it():
    once = HEAD + "segments: [settle: {for: 30 s}, repeat: {times: 1, segments: [settle: {for: 9 s}]}]"
    assert [each.duration for each in parse(once, "t.yaml").segments] == [30_000, 9_000]


def test_a_repeat_or_a_list_of_another_kind_is_told():
    assert "expected names with values (times, segments)" in one(HEAD + "segments: [{repeat: 3}]")[2]
    assert "expected a list, not a single value" in one(HEAD + "segments: none")[2]
    assert "expected names with values (id, name" in one("- a\n")[2]


def test_two_segments_after_one_dash_are_refused():
    assert "one segment after each dash" in one(HEAD + "segments: [{settle: {for: 30 s}, rest: {at least: 1 s}}]")[2]


def test_all_problems_are_told_at_once_in_the_order_of_the_file():
    text = (
        FULL.replace("id: T1", "id: T 1").replace("2 km/h", "2").replace("20 s", "20").replace("times: 2,", "times: x,")
    )
    found = problems(text)
    assert [each[1] for each in found] == [
        "id", "segments[2].hold.speed", "segments[5].turn.at least",
        "segments[7].repeat.segments[1].repeat.times",
    ]  # fmt: skip


def test_a_driven_segment_in_a_monitor_only_file_is_refused():
    text = HEAD.replace("intermediate", "coach") + "monitor_only: true\nsegments: [{settle: {for: 30 s}}]"
    assert "'settle' drives the belt" in one(text)[2]


def nested(depth, times, inner):
    for _ in range(depth):
        inner = f"[{{repeat: {{times: {times}, segments: {inner}}}}}]"
    return HEAD + f"segments: {inner}"


@pytest.mark.parametrize(
    "text",
    [
        nested(3, 50, "[{hold: {speed: 1 mph, for: 1 s}}]"),
        nested(9, 50, "[]"),  # nothing, 50^9 times
        nested(9, 50, "[{}]"),
        HEAD + "segments:\n" + "  - settle: {for: 1 s}\n" * 201,
        HEAD + "segments:\n" + "  - x\n" * 9_000,
    ],
)
def test_no_file_explodes(text):
    assert any(f"more than {k.MOST_SEGMENTS} segments" in each[2] for each in problems(text))


def test_too_many_segments_are_told_where_the_list_begins():
    text = HEAD + "segments:\n" + "  - settle: {for: 30 s}\n" * 201
    with pytest.raises(ProtocolError) as caught:
        parse(text, "t.yaml")
    (found,) = caught.value.problems
    assert found.place == Place(7, 3, "segments")


def test_as_many_segments_as_permitted_are_read():
    text = HEAD + "segments:\n" + "  - settle: {for: 1 s}\n" * 200
    assert len(parse(text.replace("for: 1 s", "for: 30 s", 1), "t.yaml").segments) == 200


# Words and pieces of the format, so that many examples get past the first check.
PIECES = st.sampled_from(
    [
        "id: A\n",
        "name: n\n",
        "level: first\n",
        "level: coach\n",
        "basis: b\n",
        "facing: backward\n",
        "monitor_only: true\n",
        "cap: {speed: 1 mph}\n",
        "ramp: {up: 0.01 mph/s}\n",
        "segments:\n",
        "- settle: {for: 30 s}\n",
        "- settle: {for: 9 s}\n",
        "- hold: {speed: 1 mph, for: 9 s}\n",
        "- hold: {speed: 1 mph, inclination: 9 %, distance: 9999999 m}\n",
        "- ramp: {to: 1.1 mph, for: 1 s}\n",
        "- ramp: {to: 0.01 mph, distance: 1 m}\n",
        "- turn: {to: forward, at least: 15 s}\n",
        "- turn: {to: backward, at least: 1 s}\n",
        "- rest: {at least: 9 s}\n",
        "- watch: {for: 9 s}\n",
        "- repeat:\n",
        "    times: 3\n",
        "    segments:\n",
        "    - settle: {for: 45 s}\n",
        "    - repeat: {times: 50, segments: [{}]}\n",
        "x: y\n",
        "- []\n",
        "  ",
        "? ",
        "\n",
        "\t",
        "&a ",
        "*a\n",
        "...\n",
        "--- \n",
        "| \n",
        "'",
        "{",
        "]",
        ":",
        "\ud800",
        "\x00",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join) | st.text())
def test_any_text_is_a_plan_or_a_protocol_error_of_single_lines(text):
    result = outcome(text)
    if isinstance(result, ProtocolError):
        assert result.problems
        assert len(str(result).splitlines()) == len(result.problems)
        assert all(each.place.line >= 1 and each.place.column >= 1 for each in result.problems)
    else:
        assert isinstance(result, Plan)


@given(st.lists(st.sampled_from(FULL.splitlines()), max_size=30).map("\n".join))
def test_lines_lost_doubled_or_shuffled_never_raise_anything_else(text):
    result = outcome(text)
    assert isinstance(result, Plan) or result.problems


@given(st.integers(0, len(FULL) - 1), st.characters())
def test_one_character_changed_never_raises_anything_else(index, character):
    result = outcome(FULL[:index] + character + FULL[index + 1 :])
    assert isinstance(result, Plan) or result.problems
