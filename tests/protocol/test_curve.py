"""The lines of a timeline: corners in the order of time, at the speeds of its legs."""

from itertools import pairwise

import pytest

from retrowalk.protocol.curve import Corner, curve
from retrowalk.protocol.level import Level
from retrowalk.protocol.plan import Kind, Plan, Segment
from retrowalk.protocol.timeline import metres, timeline
from retrowalk.settings import load_protocols
from retrowalk.units import Facing, Inclination, Setpoint, Speed


MINIMUM = Speed(100)


def segment(kind, speed=None, inclination=0, seconds=30):
    wanted = None if speed is None else Speed(speed)
    return Segment(kind, Facing.BACKWARD, wanted, Inclination(inclination), seconds * 1000)


def drawn(*segments, monitor_only=False):
    plan = Plan("X", "x", Level.ADVANCED, Speed(400), Inclination(50), 16, 32, segments, monitor_only=monitor_only)
    legs = timeline(plan, MINIMUM, Speed(10))
    return [(each.ms, each.asked.speed.wire, each.asked.inclination.wire) for each in curve(legs, MINIMUM)]


def test_a_settle_is_a_level_line():
    assert drawn(segment(Kind.SETTLE)) == [(0, 100, 0), (30_000, 100, 0)]


def test_a_faster_hold_rises_and_stays_and_a_slower_one_falls():
    lines = drawn(segment(Kind.SETTLE), segment(Kind.HOLD, 160), segment(Kind.HOLD, 100))
    assert lines == [
        (0, 100, 0),
        (30_000, 100, 0),
        (36_000, 160, 0),
        (66_000, 160, 0),
        (67_875, 100, 0),
        (97_875, 100, 0),
    ]


def test_the_inclination_comes_before_what_is_faster_and_after_what_is_slower():
    up = drawn(segment(Kind.SETTLE), segment(Kind.HOLD, 110, 5))
    assert [each[1:] for each in up] == [(100, 0), (100, 0), (100, 5), (110, 5), (110, 5)]
    down = drawn(segment(Kind.HOLD, 160, 5), segment(Kind.HOLD, 110, 0))
    assert [each[1:] for each in down][-4:] == [(160, 5), (110, 5), (110, 0), (110, 0)]


def test_a_ramp_is_one_line():
    assert drawn(segment(Kind.SETTLE), segment(Kind.RAMP, 130), segment(Kind.HOLD, 130))[1:] == [
        (30_000, 100, 0),
        (60_000, 130, 0),
        (90_000, 130, 0),
    ]


def test_a_plan_without_segments_is_the_moment_of_its_start():
    assert drawn() == [(0, 100, 0)]


def test_a_rest_after_a_slope_is_slower_first_then_flat_then_a_standstill():
    lines = drawn(segment(Kind.HOLD, 132, 10, seconds=10), segment(Kind.REST, seconds=20))
    begins = 5_000 + 3_000 + 3_000 + 10_000  # two moves of inclination, clear, three steps of speed, the hold
    slower, flat = begins + 938, begins + 938 + 3_000 + 5_000  # 0.3 km/h at 0.32 km/h a second; clear, two moves
    assert lines[-6:] == [
        (begins, 130, 10),
        (slower, 100, 10),
        (flat, 100, 0),
        (flat + 1, 0, 0),
        (flat + 20_000 - 1, 0, 0),
        (flat + 20_000, 100, 0),
    ]


@pytest.mark.parametrize("seconds", [0, 15])
def test_a_turn_goes_down_to_a_standstill_and_begins_anew_at_the_minimum(seconds):
    lines = drawn(segment(Kind.HOLD, 160), segment(Kind.TURN, seconds=seconds), segment(Kind.SETTLE))
    assert any(each[1] == 0 for each in lines) is bool(seconds) and lines[-1][1] == 100
    assert all(before[0] < after[0] for before, after in pairwise(lines))
    if not seconds:
        return
    down = 36_000 + 1_875  # 0.6 km/h at 0.32 km/h a second
    assert (down, 100, 0) in lines and (down + 1, 0, 0) in lines


def test_a_belt_that_is_only_watched_is_drawn_flat():
    assert {each[1] for each in drawn(segment(Kind.HOLD, 160), monitor_only=True)[1:]} == {0}


def area(corners):
    """Metres under the line of speed."""
    both = pairwise(corners)
    return sum((a.asked.speed.wire + b.asked.speed.wire) / 2 * (b.ms - a.ms) for a, b in both) / 360_000


@pytest.mark.parametrize("plan", load_protocols().plans.values(), ids=lambda plan: plan.id)
def test_every_protocol_that_ships_is_drawn_as_long_and_as_far_as_it_is_laid_out(plan):
    legs = timeline(plan, Speed(80), Speed(10))
    corners = curve(legs, Speed(80))
    assert corners[0] == Corner(0, Setpoint(Speed(80), Inclination(0)))
    assert corners[-1].ms == legs[-1].ends_ms
    assert all(before.ms < after.ms for before, after in pairwise(corners))
    if not plan.monitor_only:
        assert area(corners) == pytest.approx(metres(legs), rel=0.01)
