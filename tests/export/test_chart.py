import re

import pytest
from hypothesis import given, settings
from tests.export.page_reading import all_of, read, words
from tests.export.walks import good, mark, marks, samples, straight

from retrowalk.export.chart import LEFT, RIGHT, chart, panels
from retrowalk.export.events import Happening
from retrowalk.export.told import Told
from retrowalk.history.walks import MarkKind
from retrowalk.settings import load_protocols


PLAN = load_protocols().plans["P05"]


def drawn(rows, said=(), happened=(), width=720, plan=None):
    return read(chart(Told(good(), marks=said), rows, happened, width, plan))


def titles(root):
    return [words(each) for each in all_of(root, "text", "title")]


def test_a_walk_has_its_curves_over_its_minutes():
    root = drawn(straight(300))
    assert titles(root) == ["speed, mph", "incline, %", "heart rate, bpm", "minutes"]
    assert [each.get("class") for each in all_of(root, "path")] == ["line cap", "line allowed"] + ["line measured"] * 3
    assert [words(each) for each in all_of(root, "text", "facing")] == ["backward"]


def test_what_was_not_measured_has_no_axes():
    assert "heart rate, bpm" not in titles(drawn(straight(60, heart_rate=None)))
    assert "incline, %" not in titles(drawn(straight(60, inclination=None)))


def test_the_plan_is_drawn_where_it_is_known():
    known = [each.get("class") for each in all_of(drawn(straight(60, segment=1), plan=PLAN), "path")]
    assert known.count("line planned") == 2
    assert "line planned" not in [
        each.get("class") for each in all_of(drawn(straight(60, segment=99), plan=PLAN), "path")
    ]


def test_effort_and_pain_are_dots_with_axes_of_their_own():
    root = drawn(straight(60), [mark(10), mark(20, MarkKind.PAIN, 0)])
    assert [each.get("class") for each in all_of(root, "circle")] == ["rpe", "pain"]
    assert "effort and pain, 0 to 10" in titles(root)


def test_a_hole_in_the_measurement_is_a_hole_in_the_curve():
    rows = [*straight(10), *straight(10, start=60), *straight(1, start=70)]
    rows[5] = straight(1, start=5, speed=360)[0]
    (path,) = [each for each in all_of(drawn(rows), "path") if each.get("class") == "line allowed"]
    assert path.get("d").count("M") == 2


def test_events_have_numbers_and_neighbours_do_not_cover_each_other():
    happened = [Happening(10, "a"), Happening(11, "b"), Happening(50, "c")]
    root = drawn(straight(600), happened=happened)
    assert [words(each) for each in all_of(root, "text", "number")] == ["1", "2", "3"]
    heights = [each.get("cy") for each in all_of(root, "circle", "bubble")]
    assert heights[0] != heights[1]


def test_nothing_recorded_is_no_chart():
    assert chart(Told(good()), [], (), 720) is None


@pytest.mark.parametrize("width", [720, 360])
def test_one_second_and_half_an_hour_fit_into_the_same_width(width):
    for rows in (straight(1), straight(1800)):
        for each in drawn(rows, width=width).iter("path"):
            numbers = [float(number) for number in re.findall(r"[MH]([\d.]+)", each.get("d"))]
            assert all(LEFT <= number <= width - RIGHT for number in numbers)


def test_half_an_hour_is_not_a_large_file():
    assert len(chart(Told(good()), straight(1800), (), 720)) < 8_000


def test_every_panel_says_its_unit():
    assert all("," in panel.title for panel in panels(None))


@settings(max_examples=20, deadline=None)
@given(samples(most=40), marks())
def test_any_walk_can_be_drawn(rows, said):
    made = chart(Told(good(), marks=said), rows, (), 360, PLAN)
    assert (made is None) is (rows == [])
    if made is not None:
        read(made)
        assert "nan" not in made
        assert "None" not in made
