"""What is well written but must not be walked: each rule broken once, and kept once at its edge."""

import pytest

from retrowalk.protocol.errors import ProtocolError
from retrowalk.protocol.parse import parse


HEAD = """\
id: T1
name: A test
level: {level}
basis: ours
{top}
segments:
"""


def text(*segments, level="intermediate", top="facing: backward"):
    listed = "".join(f"  - {segment}\n" for segment in segments) or "  []\n"
    return HEAD.format(level=level, top=top) + listed


def problems(*segments, **head):
    """'field: message' of each problem."""
    try:
        parse(text(*segments, **head), "t.yaml")
    except ProtocolError as error:
        return [f"{each.place.field}: {each.message}" for each in error.problems]
    return []


SETTLE = "settle: {for: 30 s}"
HOLD = "hold: {speed: 1.0 mph, for: 60 s}"
TURN = "turn: {to: forward, at least: 20 s}"
FIRST = "hold: {speed: 2.4 km/h, for: 60 s}"


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        ((), ": no segments: expected at least a settle"),
        ((HOLD,), "segments[1].hold: the first segment must be a settle: every start is at the belt's minimum"),
        (
            ("settle: {for: 29 s}",),
            "segments[1].settle.for: level intermediate settles at least 30 s after every start",
        ),
        (
            (SETTLE, TURN, "settle: {for: 20 s}", HOLD),
            "segments[3].settle.for: level intermediate settles at least 30 s after every start",
        ),
        ((SETTLE, TURN, HOLD), "segments[3].hold: after a turn comes a settle, not a hold"),
        ((SETTLE, "rest: {at least: 5 s}", HOLD), "segments[3].hold: after a rest comes a settle, not a hold"),
        ((SETTLE, "rest: {at least: 5 s}", TURN, SETTLE), "segments[3].turn: after a rest comes a settle, not a turn"),
        (
            (SETTLE, HOLD, TURN),
            "segments[3].turn: a protocol ends by itself with a stop: nothing comes after this turn",
        ),
        (
            (SETTLE, "rest: {at least: 5 s}"),
            "segments[2].rest: a protocol ends by itself with a stop: nothing comes after this rest",
        ),
        (
            (SETTLE, "turn: {to: backward, at least: 20 s}", SETTLE),
            "segments[2].turn.to: the walker already faces backward",
        ),
        (
            (SETTLE, "turn: {to: forward, at least: 14.9 s}", SETTLE),
            "segments[2].turn.at least: a turn takes at least 15 s",
        ),
        (
            (SETTLE, "hold: {speed: 1 mph, for: 1 s, facing: forward}"),
            "segments[2].hold.facing: the walker faces backward here: expected a turn before this",
        ),
        (
            (SETTLE, TURN, "settle: {for: 30 s, facing: backward}"),
            "segments[3].settle.facing: the walker faces forward here: expected a turn before this",
        ),
        (
            (SETTLE, "hold: {speed: 2.01 mph, for: 1 s}"),
            (
                "segments[2].hold.speed: 2.0 mph (3.2 km/h) is above this protocol's cap of 2.0 mph (3.2 km/h) "
                "(level intermediate: 2.0 mph (3.2 km/h))"
            ),
        ),
        (
            (SETTLE, "ramp: {to: 2.1 mph, for: 60 s}"),
            (
                "segments[2].ramp.to: 2.1 mph (3.4 km/h) is above this protocol's cap of 2.0 mph (3.2 km/h) (level "
                "intermediate: 2.0 mph (3.2 km/h))"
            ),
        ),
        (
            (SETTLE, "hold: {speed: 1 mph, inclination: 3.1 %, for: 1 s}"),
            "segments[2].hold.inclination: 3.1 % is above this protocol's cap of 3.0 % (level intermediate: 3.0 %)",
        ),
        (
            (SETTLE, HOLD, "ramp: {to: 2 mph, for: 10 s}"),
            "segments[3].ramp.for: the ramp is 0.16 km/h/s: expected at least 10.063 s",
        ),
        (
            (SETTLE, "hold: {speed: 2 mph, for: 9 s}", "ramp: {to: 1 mph, for: 5 s}"),
            "segments[3].ramp.for: the ramp is 0.32 km/h/s: expected at least 5.032 s",
        ),
        (
            (SETTLE, "hold: {speed: 1 km/h, for: 9 s}", "ramp: {to: 1.01 km/h, for: 0.05 s}"),
            "segments[3].ramp.for: the ramp is 0.16 km/h/s: expected at least 0.063 s",
        ),
        (
            (SETTLE, HOLD, "ramp: {to: 1 mph, inclination: 1 %, for: 9 s}"),
            "segments[3].ramp.for: inclination moves 0.5 % in 5 s: expected at least 10 s",
        ),
        (
            (SETTLE, HOLD, "ramp: {to: 1.1 mph, inclination: 1 %, for: 60 s}"),
            "segments[3].ramp: a ramp changes speed or inclination, not both; inclination left out means flat",
        ),
        (
            (SETTLE, "ramp: {to: 1.1 mph, inclination: 1 %, for: 60 s}"),
            "segments[2].ramp: a ramp changes speed or inclination, not both; inclination left out means flat",
        ),
        (
            (SETTLE, "hold: {speed: 1 mph, for: 22 min}"),
            "segments[2].hold: 22:36 min on the belt is longer than level intermediate's 22:00 min",
        ),
    ],
)
def test_each_rule_broken_once_is_told(segments, says):
    assert problems(*segments) == [says]


@pytest.mark.parametrize(
    "segments",
    [
        (SETTLE,),
        (SETTLE, "settle: {for: 1 s}"),  # not after a start
        (SETTLE, TURN, SETTLE, HOLD),
        (SETTLE, "turn: {to: forward, at least: 15 s}", SETTLE, "hold: {speed: 1 mph, for: 1 s, facing: forward}"),
        (SETTLE, "hold: {speed: 2.0 mph, inclination: 3 %, for: 1 s}"),
        (SETTLE, "ramp: {to: 2.0 mph, for: 0.001 s}"),  # from the belt's own minimum: the governor judges
        (SETTLE, HOLD, "ramp: {to: 2 mph, for: 10.1 s}"),
        (SETTLE, HOLD, "ramp: {to: 2 mph, distance: 1 m}"),
        (SETTLE, HOLD, "ramp: {to: 1 mph, inclination: 1 %, for: 10 s}"),
        (SETTLE, "hold: {speed: 1 mph, for: 21.4 min}"),
    ],
)
def test_each_rule_kept_at_its_edge_is_fine(segments):
    assert problems(*segments) == []


@pytest.mark.parametrize(
    ("top", "says"),
    [
        (
            "cap: {speed: 2.1 mph}",
            "cap.speed: 2.1 mph (3.4 km/h) is above level intermediate's cap of 2.0 mph (3.2 km/h)",
        ),
        ("cap: {inclination: 3.5 %}", "cap.inclination: 3.5 % is above level intermediate's cap of 3.0 %"),
        ("ramp: {up: 0.17 km/h/s}", "ramp.up: 0.17 km/h/s is faster than level intermediate's 0.16 km/h/s"),
        ("ramp: {down: 0.33 km/h/s}", "ramp.down: 0.33 km/h/s is faster than level intermediate's 0.32 km/h/s"),
        ("ramp: {up: 9.99 km/h/s}", "ramp.up: 9.99 km/h/s is faster than level intermediate's 0.16 km/h/s"),
    ],
)
def test_no_cap_or_ramp_is_above_the_levels(top, says):
    assert problems(SETTLE, top=f"facing: backward\n{top}") == [says]


def test_a_speed_above_the_protocols_own_cap_names_both():
    (found,) = problems(SETTLE, "hold: {speed: 1.5 mph, for: 9 s}", top="facing: backward\ncap: {speed: 1.2 mph}")
    assert found == (
        "segments[2].hold.speed: 1.5 mph (2.4 km/h) is above this protocol's cap of 1.2 mph (1.9 km/h) "
        "(level intermediate: 2.0 mph (3.2 km/h))"
    )


def test_the_facing_must_be_known():
    assert problems(SETTLE, top="who: all") == [": 'facing' is missing: expected forward or backward"]
    assert problems(top="who: all") == [
        ": 'facing' is missing: expected forward or backward",
        ": no segments: expected at least a settle",
    ]


@pytest.mark.sr(39)
@pytest.mark.parametrize(("level", "minutes"), [("first", 6), ("beginner", 12), ("intermediate", 22), ("warmup", 6)])
def test_no_protocol_is_longer_than_its_level(level, minutes):
    inside = problems("settle: {for: 30 s}", f"settle: {{for: {minutes - 0.5} min}}", level=level)
    beyond = problems("settle: {for: 30 s}", f"settle: {{for: {minutes - 0.4} min}}", level=level)
    assert inside == []
    assert f"longer than level {level}'s" in beyond[0]


WATCH = "watch: {for: 60 s}"


@pytest.mark.parametrize(
    ("level", "top", "segments", "says"),
    [
        ("coach", "facing: backward", (SETTLE,), "level: level coach and 'monitor_only: true' belong together"),
        (
            "first",
            "facing: backward\nmonitor_only: true",
            (WATCH,),
            "level: level coach and 'monitor_only: true' belong together",
        ),
        ("coach", "facing: backward\nmonitor_only: true", (), ": no segments: expected at least a watch"),
        (
            "coach",
            "facing: backward\nmonitor_only: true\ncap: {speed: 1 mph}",
            (WATCH,),
            "cap: a monitor-only protocol drives no belt: nothing is capped or ramped here",
        ),
        (
            "coach",
            "facing: backward\nmonitor_only: true\nramp: {up: 0.1 mph/s}",
            (WATCH,),
            "ramp: a monitor-only protocol drives no belt: nothing is capped or ramped here",
        ),
        (
            "coach",
            "facing: backward\nmonitor_only: true",
            ("watch: {for: 31 min}",),
            "segments[1].watch: 31:00 min on the belt is longer than level coach's 30:00 min",
        ),
        ("coach", "monitor_only: true", (WATCH,), ": 'facing' is missing: expected forward or backward"),
    ],
)
def test_watching_and_driving_are_kept_apart(level, top, segments, says):
    assert problems(*segments, level=level, top=top) == [says]


@pytest.mark.parametrize(
    ("percent", "least"), [(11.9, "119 s"), (12.0, "2:00 min"), (12.1, "2:01 min"), (15.0, "2:30 min")]
)
def test_up_to_two_minutes_seconds_are_counted(percent, least):
    steep, quick = problems(SETTLE, HOLD, f"ramp: {{to: 1 mph, inclination: {percent} %, for: 9 s}}")
    assert steep.startswith(f"segments[3].ramp.inclination: {percent} % is above")
    assert quick == f"segments[3].ramp.for: inclination moves 0.5 % in 5 s: expected at least {least}"


def test_a_repeated_mistake_is_told_once():
    assert len(problems(SETTLE, "repeat: {times: 9, segments: [hold: {speed: 3 mph, for: 1 s}]}")) == 1
