from hypothesis import given, settings
from hypothesis import strategies as st
from tests.export.walks import BEGAN, mark, marks, samples, straight, walk

from retrowalk.export.activity import GAP, Effort, activity, pauses
from retrowalk.history.walks import MarkKind
from retrowalk.session.stage import Stage
from retrowalk.units import Facing


def of(rows, told=()):
    return activity(walk(), rows, told)


def test_an_activity_begins_with_the_first_moving_second_and_ends_at_standstill():
    still = {"speed": 0, "stage": Stage.AWAITING_READY, "millimetres": 0}
    rows = [*straight(30, **still), *straight(60, start=30), *straight(20, start=90, **still | {"millimetres": 60_000})]
    whole = of(rows).whole
    assert (whole.begins, whole.ends) == (BEGAN + 30, BEGAN + 90)
    assert (whole.elapsed, whole.moving, whole.millimetres) == (60, 60, 60_000)


def test_a_lap_is_a_segment_and_ends_where_the_next_begins():
    turned = Facing.FORWARD
    rows = [*straight(30), *straight(20, segment=1, facing=turned, start=30, before=30_000)]
    first, second = of(rows).laps
    assert (first.segment, first.facing, first.stretch.elapsed, first.stretch.millimetres) == (
        1, Facing.BACKWARD, 30, 30_000,
    )  # fmt: skip
    assert (second.segment, second.facing, second.stretch.elapsed) == (2, turned, 19)
    assert of(rows).whole.backward() == (30, 30_000)


def test_what_a_lap_is_for_is_told_by_its_stages():
    stages = {
        Effort.WARM_UP: Stage.SETTLING, Effort.ACTIVE: Stage.HOLDING, Effort.COOL_DOWN: Stage.WINDING_DOWN,
        Effort.REST: Stage.STANDING,
    }  # fmt: skip
    rows = [
        row
        for index, stage in enumerate(stages.values())
        for row in straight(5, segment=index, start=5 * index, stage=stage)
    ]
    assert [lap.effort for lap in of(rows).laps] == list(stages)


def test_a_gap_counts_as_no_time_walked_but_as_time():
    rows = [*straight(10), *straight(10, start=100, before=20_000)]
    whole = of(rows).whole
    assert whole.elapsed == 109
    assert whole.moving == 9 + GAP + 9
    assert whole.millimetres == 20_000 + 9_000


def test_a_walk_of_which_only_some_seconds_were_kept_has_no_gaps():
    whole = of(straight(60)[::10]).whole
    assert (whole.elapsed, whole.moving, whole.millimetres) == (50, 50, 50_000)


def test_what_nobody_measured_is_absent():
    whole = of(straight(5, speed=360, inclination=None, heart_rate=None)).whole
    assert (whole.inclination, whole.heart) == (None, None)
    assert of(straight(5, stage=None) + straight(1, 0, start=5)).whole.top == 360


def test_heart_rate_and_speed_are_of_the_seconds_that_told_them():
    rows = [*straight(2, heart_rate=80), *straight(2, start=2, heart_rate=None), *straight(1, start=4, heart_rate=101)]
    whole = of(rows).whole
    assert whole.heart == (87, 101)
    assert whole.top == 360


def test_a_mark_stands_at_its_second_or_the_nearest_there_is():
    told = [mark(3), mark(3, value=5), mark(500, MarkKind.PAIN, 2)]
    points = of(straight(10), told).whole.points
    seen = [(point.at - BEGAN, point.rpe, point.pain) for point in points]
    assert [each for each in seen if each[1:] != (None, None)] == [(3, 5, None), (9, None, 2)]


def test_the_worst_and_the_last_of_what_was_told():
    told = of(straight(10), [mark(5, value=7), mark(8, value=3)])
    assert (told.worst(MarkKind.RPE), told.last(MarkKind.RPE)) == (7, 3)
    assert (told.worst(MarkKind.PAIN), told.last(MarkKind.PAIN)) == (None, None)


def test_a_walk_that_never_moved_has_no_laps():
    told = of(straight(20, speed=0, stage=Stage.CHECKLIST))
    assert (told.whole, told.laps) == (None, ())
    assert of([]).whole is None


def test_pauses_are_where_the_belt_was_measured_standing():
    rows = [*straight(5), *straight(5, 0, start=5), *straight(1, start=10, speed=360), *straight(3, 0, start=11)]
    assert pauses(of(rows).whole.points) == [(BEGAN + 5, BEGAN + 10)]


@settings(max_examples=60)
@given(samples(most=40), marks(), st.randoms())
def test_laps_add_up_to_the_whole_whatever_the_order_of_samples(rows, told, chance):
    whole = of(rows, told)
    if whole.whole is None:
        assert not any(row.speed for row in rows)
        return
    assert sum(lap.stretch.elapsed for lap in whole.laps) == whole.whole.elapsed
    assert sum(lap.stretch.millimetres for lap in whole.laps) == whole.whole.millimetres
    assert 0 <= whole.whole.moving <= whole.whole.timer <= whole.whole.elapsed
    seconds, millimetres = whole.whole.backward()
    assert 0 <= seconds <= whole.whole.moving
    assert 0 <= millimetres <= whole.whole.millimetres
    assert {value for point in whole.whole.points for value in (point.rpe, point.pain)} >= {
        mark.value for mark in whole.marks[-1:]
    }
    shuffled = [*rows, *rows[:3]]
    chance.shuffle(shuffled)
    assert of(shuffled, told) == whole
