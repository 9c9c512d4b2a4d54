"""The belt's physics: what it reaches, how fast, and what it never does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.simulator.belt import Belt, Mechanics, Motion


def running(mechanics=None):
    """A belt that has just begun to move, and the time."""
    belt = Belt(mechanics or Mechanics())
    assert belt.start(0)
    belt.advance(belt.mechanics.countdown)
    return belt, belt.mechanics.countdown


def test_start_waits_for_the_countdown_and_then_runs_at_the_minimum():
    belt = Belt()
    assert belt.start(1000)
    assert belt.next_change == 4000
    belt.advance(3999)
    assert (belt.motion, belt.speed) == (Motion.COUNTDOWN, 0)
    belt.advance(4000)
    assert (belt.motion, belt.speed, belt.next_change) == (Motion.RUNNING, 0, None)
    belt.advance(5000)
    assert belt.speed == 40
    belt.advance(6500)
    assert belt.speed == 100
    belt.advance(60_000)
    assert belt.speed == 100


def test_a_jump_over_the_countdown_moves_only_for_what_is_left():
    belt = Belt()
    belt.start(0)
    belt.advance(4000)
    assert (belt.speed, belt.running_ms) == (40, 1000)


def test_speed_rises_and_falls_at_its_own_rates():
    belt, now = running()
    belt.aim(300, now)
    belt.advance(now + 5000)
    assert belt.speed == 200
    belt.advance(now + 10_000)
    assert belt.speed == 300
    belt.aim(200, now + 10_000)
    belt.advance(now + 11_000)
    assert belt.speed == 250


def test_coast_down_reaches_zero_and_stands():
    belt, now = running()
    belt.aim(250, now)
    belt.advance(now + 10_000)
    assert belt.stop(now + 10_000)
    assert belt.motion is Motion.COASTING
    belt.advance(now + 12_400)
    assert (belt.motion, belt.speed) == (Motion.COASTING, 10)
    belt.advance(now + 12_500)
    assert (belt.motion, belt.speed) == (Motion.STANDING, 0)


def test_stop_in_the_countdown_stands_at_once_and_a_second_stop_fails():
    belt = Belt()
    belt.start(0)
    assert belt.stop(1000)
    assert belt.motion is Motion.STANDING
    assert not belt.stop(1000)


def test_start_fails_unless_the_belt_stands_with_its_key_in():
    belt, now = running()
    assert not belt.start(now)
    belt.advance(now + 5000)
    belt.stop(now + 5000)
    assert not belt.start(now + 5100)
    belt.advance(now + 10_000)
    belt.pull_key(now + 10_000)
    assert not belt.start(now + 10_000)
    belt.replace_key(now + 10_000)
    assert belt.start(now + 10_000)


def test_the_key_brakes_harder_than_a_stop_and_replacing_it_moves_nothing():
    belt, now = running()
    belt.aim(300, now)
    belt.advance(now + 10_000)
    belt.pull_key(now + 10_000)
    belt.advance(now + 11_000)
    assert (belt.motion, belt.speed) == (Motion.STANDING, 0)
    belt.replace_key(now + 12_000)
    belt.advance(now + 60_000)
    assert (belt.motion, belt.speed) == (Motion.STANDING, 0)


def test_the_key_freezes_the_incline_where_it_is():
    belt = Belt()
    belt.tilt(50, 0)
    belt.advance(4000)
    belt.pull_key(4000)
    belt.advance(60_000)
    assert belt.inclination == 20


def test_incline_motor_moves_at_its_rate_in_both_directions():
    belt = Belt(Mechanics(inclination_min=-30))
    belt.tilt(20, 0)
    belt.advance(2000)
    assert belt.inclination == 10
    belt.tilt(-20, 2000)
    belt.advance(20_000)
    assert belt.inclination == -20


def test_distance_is_the_area_under_the_speed():
    belt, now = running()
    belt.aim(360, now)  # 3.6 km/h is 1 m/s, reached after 9 s and 4.5 m
    belt.advance(now + 9000)
    assert belt.distance == 4
    belt.advance(now + 109_000)
    assert (belt.distance, belt.elapsed) == (104, 109)


@given(st.lists(st.integers(1, 5000), max_size=30))
def test_how_often_one_looks_changes_nothing(steps):
    often, once = Belt(), Belt()
    for belt in (often, once):
        belt.aim(437, 0)
        belt.tilt(35, 0)
        belt.start(0)
    now = 0
    for step in steps:
        now += step
        often.advance(now)
    once.advance(now)
    assert (often.speed, often.inclination, often.elapsed) == (once.speed, once.inclination, once.elapsed)
    assert abs(often.distance - once.distance) <= 1


def test_a_pause_keeps_the_counters_and_a_stop_does_not():
    belt, now = running()
    belt.advance(now + 60_000)
    belt.stop(now + 60_000, pause=True)
    belt.advance(now + 70_000)
    metres = belt.distance
    assert metres > 10
    belt.start(now + 70_000)
    belt.advance(now + 75_000)
    assert belt.distance >= metres
    assert belt.elapsed == 62
    belt.stop(now + 75_000)
    belt.advance(now + 80_000)
    assert belt.distance >= metres
    belt.start(now + 80_000)
    assert (belt.distance, belt.elapsed) == (0, 0)


@pytest.mark.parametrize(("remembers", "expected"), [(False, 100), (True, 300)])
def test_only_a_belt_that_remembers_takes_up_its_last_speed(remembers, expected):
    belt, now = running(Mechanics(remembers=remembers))
    belt.aim(300, now)
    belt.advance(now + 10_000)
    belt.stop(now + 10_000)
    belt.advance(now + 20_000)
    belt.start(now + 20_000)
    belt.advance(now + 60_000)
    assert belt.speed == expected


def test_a_target_set_while_standing_is_taken_at_the_start():
    belt = Belt()
    belt.aim(200, 0)
    belt.start(0)
    belt.advance(20_000)
    assert belt.speed == 200


def test_excess_sluggishness_and_floor_are_ways_to_fail():
    belt, now = running()
    belt.excess = 50
    belt.sluggish = 4
    belt.advance(now + 1000)
    assert belt.speed == 10
    belt.advance(now + 60_000)
    assert belt.speed == 150
    belt.excess, belt.floor = 0, 200
    belt.advance(now + 120_000)
    assert belt.speed == 200


def test_no_excess_goes_beyond_the_maximum():
    belt, now = running(Mechanics(speed_max=300))
    belt.aim(300, now)
    belt.excess = 500
    belt.advance(now + 60_000)
    assert belt.speed == 300


def test_sluggish_beyond_measure_still_moves():
    belt, now = running(Mechanics(acceleration=5))
    belt.sluggish = 1000
    belt.advance(now + 10_000)
    assert belt.speed == 10


def test_time_never_runs_backward():
    belt, now = running()
    belt.advance(now + 5000)
    before = belt.speed, belt.distance
    belt.advance(now)
    assert (belt.speed, belt.distance) == before


ACTS = st.one_of(
    st.tuples(st.sampled_from(["start", "stop", "pause", "pull_key", "replace_key"]), st.just(0)),
    st.tuples(st.just("aim"), st.integers(0, 5000)),
    st.tuples(st.just("tilt"), st.integers(0, 150)),
    st.tuples(st.just("excess"), st.integers(0, 3000)),
)


def _act(belt, name, value, now):
    if name in ("aim", "tilt"):
        getattr(belt, name)(value, now)
    elif name == "excess":
        belt.excess = value
    elif name == "pause":
        belt.stop(now, pause=True)
    else:
        getattr(belt, name)(now)


@given(st.lists(st.tuples(ACTS, st.integers(0, 4000)), max_size=60))
def test_never_above_maximum_never_faster_than_its_rates_and_always_stops(script):
    belt, now = Belt(), 0
    for (name, value), dt in script:
        _act(belt, name, value, now)
        before = belt.speed
        now += dt
        belt.advance(now)
        assert 0 <= belt.speed <= belt.mechanics.speed_max
        assert belt.speed - before <= belt.mechanics.acceleration * dt // 1000 + 1
        assert 0 <= belt.inclination <= 150
    belt.stop(now)
    belt.advance(now + 20_000)  # 20 km/h at 1 km/h per second
    assert (belt.speed, belt.motion) == (0, Motion.STANDING)
