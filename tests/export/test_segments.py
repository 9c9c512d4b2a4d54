from dataclasses import replace

from tests.export.walks import good, straight, summary, walk

from retrowalk.export.segments import walked
from retrowalk.history.walks import Lap
from retrowalk.session.stage import Stage
from retrowalk.units import Facing
from rig import hold, plan


LAPS = (Lap(0, 0, Facing.BACKWARD, 30_000, 8_000), Lap(1, 30, Facing.BACKWARD, 60_000, 30_000))
PLAN = plan(hold("1.5 mph"))


def of(*rows, laps=LAPS, a_plan=PLAN):
    return walked(good(summary=summary(laps=laps)), rows, a_plan)


def test_a_segment_tells_what_was_planned_and_what_was_measured_on_the_move():
    settled, held = of(
        *straight(2, 100),
        *straight(1, 9_000, segment=1, start=2, stage=Stage.STANDING),
        *straight(2, 200, segment=1, start=3, cap=250),
        *straight(1, 230, segment=1, start=5, cap=245, inclination=15),
    )
    assert (settled.planned, settled.top, settled.mean) == (PLAN.segments[0], 100, 100)
    assert (held.planned, held.lap) == (PLAN.segments[1], LAPS[1])
    assert (held.mean, held.top, held.steepest, held.cap) == (210, 230, 15, 245)


def test_a_cap_below_the_plan_clips_a_segment_and_one_at_the_plan_does_not():
    wanted = PLAN.segments[1].speed.wire
    assert of(*straight(1, segment=1, cap=wanted - 1))[1].clipped
    assert not of(*straight(1, segment=1, cap=wanted))[1].clipped


def test_what_has_no_speed_of_its_own_is_not_clipped():
    assert not of(*straight(1, cap=10))[0].clipped


def test_what_nobody_measured_stays_unknown():
    _, held = of(*(replace(each, speed=None) for each in straight(3, segment=1, inclination=None, cap=None)))
    assert (held.mean, held.top, held.steepest, held.cap, held.clipped) == (None, None, None, None, False)


def test_without_its_plan_a_segment_is_told_as_walked():
    assert [each.planned for each in of(*straight(1), a_plan=None)] == [None, None]
    assert not of(*straight(1, cap=1), a_plan=None)[1].clipped


def test_a_segment_beyond_the_plan_and_a_walk_without_a_summary_break_nothing():
    (far,) = of(*straight(1), laps=(replace(LAPS[0], segment=9),))
    assert far.planned is None
    assert walked(walk(), straight(3), PLAN) == ()
