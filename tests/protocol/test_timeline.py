"""A plan laid out in time, worked out by hand and held against the governor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.protocol import timeline as tl
from retrowalk.protocol.level import Level
from retrowalk.protocol.plan import Kind, Plan, Segment
from retrowalk.protocol.timeline import belt_time, metres, timeline
from retrowalk.safety import thresholds
from retrowalk.safety.caps import Cap, Caps, Source
from retrowalk.safety.governor import Grid, allowed, govern, settled
from retrowalk.units import Distance, Facing, Inclination, Setpoint, Speed


def segment(kind, speed=None, inclination=0, duration=None, distance=None):
    return Segment(
        kind,
        Facing.BACKWARD,
        None if speed is None else Speed(speed),
        Inclination(inclination),
        duration,
        None if distance is None else Distance(distance),
    )


def plan(*segments, up=16, down=32, monitor_only=False):
    return Plan("X", "x", Level.ADVANCED, Speed(400), Inclination(50), up, down, segments, monitor_only=monitor_only)


SETTLE = segment(Kind.SETTLE, duration=30_000)


def lay(*segments, step=10, up=16, down=32, motor=None):
    return timeline(plan(*segments, up=up, down=down), Speed(100), Speed(step), motor)


def test_the_rules_of_motion_are_the_governors():
    assert (tl.STEP_UP, tl.INCLINE_STEP) == (thresholds.STEP_UP, thresholds.INCLINE_STEP)
    assert (tl.INCLINE_APART, tl.INCLINE_CLEAR) == (thresholds.INCLINE_APART, thresholds.INCLINE_CLEAR)


def test_a_settle_begins_at_once_and_goes_as_far_as_the_minimum_goes():
    (leg,) = lay(SETTLE)
    assert (leg.starts_ms, leg.transition_ms, leg.hold_ms, leg.ends_ms, leg.speed) == (0, 0, 30_000, 30_000, Speed(100))
    assert leg.metres == pytest.approx(1.0 / 3.6 * 30)


@pytest.mark.sr(4)
@pytest.mark.parametrize(
    ("step", "up", "aim", "took", "speed"),
    [
        (10, 16, 160, 6_000, 160),  # 0.1 km/h a second: 0.16 floored to whole steps
        (1, 16, 160, 3_750, 160),  # a finer belt follows the whole ramp
        (10, 8, 120, 2_500, 120),  # a gentler ramp rules
        (5, 8, 120, 2_500, 120),
        (10, 16, 169, 6_000, 160),  # what is wanted is floored
        (50, 16, 200, 0, 100),  # one step is more than a command may add: it stays
        (10, 16, 80, 0, 100),  # below the minimum is the minimum
    ],
)
def test_how_long_a_faster_speed_takes(step, up, aim, took, speed):
    _, leg = lay(SETTLE, segment(Kind.HOLD, aim, duration=60_000), step=step, up=up)
    assert (leg.starts_ms, leg.transition_ms, leg.speed) == (30_000, took, Speed(speed))


def test_slower_goes_by_the_ramp_down_on_every_belt():
    legs = lay(SETTLE, segment(Kind.HOLD, 260, duration=1_000), segment(Kind.HOLD, 100, duration=1_000), step=10)
    assert legs[2].transition_ms == 5_000
    assert legs[2].metres == pytest.approx(1.8 / 3.6 * 5 + 1.0 / 3.6)


def test_a_coarse_belt_still_slows_down():
    legs = timeline(plan(SETTLE, segment(Kind.HOLD, 80, duration=1_000)), Speed(100), Speed(50))
    assert legs[1].speed == Speed(100)


def test_up_is_inclination_first_and_then_speed():
    _, leg = lay(SETTLE, segment(Kind.HOLD, 160, 20, duration=60_000))
    assert leg.transition_ms == 15_000 + 3_000 + 6_000  # four moves of 0.5 %, 5 s apart; clear; six steps of speed
    assert leg.metres == pytest.approx(1.0 / 3.6 * 18 + 1.3 / 3.6 * 6 + 1.6 / 3.6 * 60)


def test_down_is_speed_first_and_then_inclination():
    legs = lay(SETTLE, segment(Kind.HOLD, 260, 10, duration=60_000), segment(Kind.HOLD, 100, duration=1_000), step=1)
    assert legs[2].transition_ms == 5_000 + 3_000 + 5_000
    assert legs[2].metres == pytest.approx(1.8 / 3.6 * 5 + 1.0 / 3.6 * 9)


@pytest.mark.parametrize(
    ("motor", "took"),
    [
        (None, 45_000),  # ten moves
        (Inclination(5), 45_000),
        (Inclination(2), 60_000),  # 0.4 % is the most in whole steps: thirteen moves
        (Inclination(10), 0),  # a motor that moves 1 % at once is not asked
        (Inclination(0), 0),  # no motor
    ],
)
def test_the_inclination_motor_sets_the_pace(motor, took):
    _, leg = lay(SETTLE, segment(Kind.HOLD, 100, 50, duration=1_000), motor=motor)
    assert leg.transition_ms == took


def test_a_distance_takes_as_long_as_its_speed_needs():
    _, leg = lay(SETTLE, segment(Kind.HOLD, 120, distance=10))
    assert (leg.transition_ms, leg.hold_ms) == (2_000, 30_000)
    assert leg.metres == pytest.approx(10 + 1.1 / 3.6 * 2)


def test_a_ramp_is_spread_over_its_time():
    legs = lay(SETTLE, segment(Kind.RAMP, 160, duration=60_000), segment(Kind.HOLD, 160, duration=1_000))
    assert (legs[1].transition_ms, legs[1].hold_ms, legs[1].speed) == (0, 60_000, Speed(160))
    assert legs[1].metres == pytest.approx(1.3 / 3.6 * 60)
    assert legs[2].transition_ms == 0


def test_a_ramp_of_inclination_ends_at_it():
    legs = lay(segment(Kind.HOLD, 100, 10, duration=1_000), segment(Kind.RAMP, 100, 30, duration=60_000))
    assert [leg.inclination for leg in legs] == [Inclination(10), Inclination(30)]


def test_a_distance_on_a_belt_that_stands_takes_no_time():
    """A belt of minimum 0 in whole steps cannot go as slowly as this; nothing tells how long the way would take."""
    (leg,) = timeline(plan(segment(Kind.HOLD, 5, distance=10)), Speed(0), Speed(10))
    assert (leg.speed, leg.hold_ms) == (Speed(0), 0)


def test_a_rest_without_a_least_time_takes_none():
    assert lay(SETTLE, segment(Kind.REST), SETTLE)[1].hold_ms == 0


def test_a_ramp_by_distance_takes_its_mean_speed():
    assert lay(SETTLE, segment(Kind.RAMP, 140, distance=10))[1].hold_ms == 30_000


def test_a_ramp_steeper_than_the_belt_is_caught_up_with_afterwards():
    legs = lay(SETTLE, segment(Kind.RAMP, 160, duration=4_000), segment(Kind.HOLD, 160, duration=1_000))
    assert (legs[1].speed, legs[2].transition_ms) == (Speed(140), 2_000)


@pytest.mark.sr(33)
def test_a_turn_comes_down_first_and_its_standing_is_no_belt_time():
    turn = segment(Kind.TURN, duration=20_000)
    legs = lay(SETTLE, segment(Kind.HOLD, 260, duration=60_000), turn, SETTLE)
    assert (legs[2].transition_ms, legs[2].hold_ms, legs[2].speed) == (5_000, 20_000, Speed(0))
    assert (legs[3].transition_ms, legs[3].starts_ms) == (0, legs[2].ends_ms)
    assert belt_time(legs) == legs[-1].ends_ms - 20_000
    assert metres(legs) == pytest.approx(sum(leg.metres for leg in legs))


def test_a_watched_plan_has_only_what_it_names():
    watched = plan(
        segment(Kind.REST, duration=30_000),
        segment(Kind.HOLD, distance=10),
        segment(Kind.HOLD, duration=60_000),
        monitor_only=True,
    )
    legs = timeline(watched, Speed(100), Speed(10))
    assert [(leg.starts_ms, leg.hold_ms, leg.metres, leg.speed) for leg in legs] == [
        (0, 30_000, 0, Speed(0)),
        (30_000, 0, 10, Speed(0)),
        (30_000, 60_000, 0, Speed(0)),
    ]


def governed_ms(grid, up, down, before, after):
    """How long the governor takes from one setpoint to the next, on a belt that follows at once."""
    cap = Cap(Speed(480), Source.CODE)
    caps = Caps(
        cap, Cap(Inclination(100), Source.CODE), Cap(up, Source.CODE), Cap(down, Source.CODE), Cap(1, Source.CODE)
    )
    now, governed = 0, settled(grid, 0, 0)
    for target in (before, after):
        now += 60_000
        began = now
        while (governed.speed, governed.inclination) != allowed(target, caps, grid):
            governed = govern(target, governed, caps, grid, now, may_raise=True)
            now += thresholds.TICK
            assert now - began < 300_000
    return now - began


@given(
    step=st.sampled_from([1, 5, 10, 16]),
    up=st.sampled_from([8, 16]),
    down=st.sampled_from([16, 24, 32]),
    before=st.tuples(st.integers(60, 400), st.integers(0, 50)),
    after=st.tuples(st.integers(60, 400), st.integers(0, 50)),
)
def test_it_takes_as_long_as_the_governor_takes(step, up, down, before, after):
    """Within 2 s, of which each ramp may lose one to its first step and the ticks their part."""
    grid = Grid(100, 480, step, 100, 1)
    first, then = (Setpoint(Speed(speed), Inclination(percent)) for speed, percent in (before, after))
    legs = lay(
        SETTLE,
        segment(Kind.HOLD, *before, duration=1),
        segment(Kind.HOLD, *after, duration=1),
        step=step,
        up=up,
        down=down,
    )
    assert abs(legs[2].transition_ms - governed_ms(grid, up, down, first, then)) <= 2_000
    assert legs[2].speed.wire == allowed(then, _open_caps(), grid)[0]


def _open_caps():
    cap = Cap(1, Source.CODE)
    return Caps(Cap(Speed(480), Source.CODE), Cap(Inclination(100), Source.CODE), cap, cap, cap)
