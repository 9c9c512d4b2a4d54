"""What a plan wants at every moment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.protocol.level import Level
from retrowalk.protocol.plan import Kind, Plan, Segment, wanted
from retrowalk.units import Distance, Facing, Inclination, Setpoint, Speed


FLAT = Inclination(0)
MINIMUM = Speed(100)


def segment(kind, speed=None, inclination=0, duration=None, distance=None):
    return Segment(
        kind,
        Facing.BACKWARD,
        None if speed is None else Speed(speed),
        Inclination(inclination),
        duration,
        None if distance is None else Distance(distance),
    )


def plan(*segments):
    return Plan("X", "x", Level.ADVANCED, Speed(400), Inclination(50), 16, 32, segments)


WALK = plan(
    segment(Kind.SETTLE, duration=30_000),
    segment(Kind.HOLD, 160, 10, duration=60_000),
    segment(Kind.RAMP, 240, 10, duration=10_000),
    segment(Kind.RAMP, 160, 10, distance=8),
    segment(Kind.RAMP, 160, 0, duration=10_000),
    segment(Kind.TURN, duration=20_000),
    segment(Kind.SETTLE, duration=30_000),
    segment(Kind.RAMP, 201, duration=100_000),
    segment(Kind.RAMP, 240, distance=8),
)


@pytest.mark.parametrize(
    ("index", "elapsed", "metres", "speed", "inclination"),
    [
        (0, 0, 0, 100, 0),  # settle: the belt's minimum
        (0, 99_000, 50, 100, 0),
        (1, 0, 0, 160, 10),  # hold: the same from beginning to end
        (1, 60_000, 30, 160, 10),
        (2, 0, 0, 160, 10),  # ramp by time
        (2, 5_000, 0, 200, 10),
        (2, 10_000, 0, 240, 10),
        (2, 99_000, 0, 240, 10),  # past its end it stays
        (2, -1, 0, 160, 10),
        (3, 99_000, 0, 240, 10),  # ramp by distance: time does not count
        (3, 0, 4.0, 200, 10),
        (3, 0, 4.01, 199, 10),  # to the millimetre, and down rounds down
        (3, 0, 8.0, 160, 10),
        (4, 5_000, 0, 160, 5),  # ramp of inclination
        (5, 0, 0, 0, 0),  # standing
        (7, 50_000, 0, 150, 0),  # from a settle: from the belt's own minimum; 150.5 rounds down
        (8, 0, 7.999, 239, 0),  # up by distance: there at its end and not a millimetre before
        (8, 0, 8.0, 240, 0),
    ],
)
def test_what_each_segment_wants(index, elapsed, metres, speed, inclination):
    assert wanted(WALK, index, elapsed, metres, MINIMUM) == Setpoint(Speed(speed), Inclination(inclination))


def test_a_ramp_that_comes_first_begins_at_the_minimum():
    alone = plan(segment(Kind.RAMP, 200, duration=10_000))
    assert wanted(alone, 0, 0, 0, MINIMUM) == Setpoint(MINIMUM, FLAT)
    assert wanted(alone, 0, 5_000, 0, MINIMUM) == Setpoint(Speed(150), FLAT)


@pytest.mark.parametrize("length", [{"duration": 0}, {"distance": 0}])
def test_a_ramp_over_nothing_does_not_divide_by_it(length):
    at_once = plan(segment(Kind.RAMP, 200, **length))
    assert wanted(at_once, 0, 1, 0.001, MINIMUM).speed == Speed(200)


@given(st.integers(0, len(WALK.segments) - 1), st.integers(0, 200_000), st.floats(0, 100), st.integers(50, 160))
def test_nothing_is_wanted_beyond_what_is_written_or_the_minimum(index, elapsed, metres, minimum):
    got = wanted(WALK, index, elapsed, metres, Speed(minimum))
    written = [each.speed.wire for each in WALK.segments if each.speed]
    assert got.speed.wire <= max(*written, minimum)
    assert 0 <= got.inclination.wire <= 10
