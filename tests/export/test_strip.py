from itertools import pairwise

import pytest
from tests.export.page_reading import all_of, read, words
from tests.export.test_course import DAY, TODAY, course
from tests.export.walks import good, summary

from retrowalk.export.strip import LEFT, RIGHT, pains, strip
from retrowalk.history.walks import After, Before
from retrowalk.safety.events import StopReason


def test_each_walk_is_a_bar_in_the_colour_and_with_the_letter_of_its_light():
    root = read(
        strip(
            course(good(TODAY), good(TODAY - DAY, after=After()), good(TODAY - 2 * DAY, stop_reason=StopReason.PAIN)),
            720,
        )
    )
    assert [each.get("class") for each in all_of(root, "rect", "bar")] == ["bar red", "bar amber", "bar green"]
    assert [words(each) for each in all_of(root, "text", "letter")] == ["R", "A", "G"]


def test_two_walks_of_a_day_share_it_and_no_bar_covers_another():
    root = read(strip(course(good(TODAY), good(TODAY + 60), good(TODAY - DAY)), 360))
    spans = sorted((float(bar.get("x")), float(bar.get("width"))) for bar in all_of(root, "rect", "bar"))
    assert all(x + width <= after + 0.1 for (x, width), (after, _) in pairwise(spans))
    assert spans[0][0] >= LEFT and spans[-1][0] + spans[-1][1] <= 360 - RIGHT


def test_the_height_is_the_time_on_the_belt():
    root = read(strip(course(good(TODAY), good(TODAY - DAY, summary=summary(belt_time=240_000))), 720))
    half, whole = (float(bar.get("height")) for bar in all_of(root, "rect", "bar"))
    assert half == pytest.approx(whole / 2, abs=0.2)


def test_pain_is_three_lines_on_the_bands_of_the_light_and_effort_its_own_marks():
    root = read(pains(course(good(TODAY), good(TODAY - DAY), good(TODAY - 2 * DAY)), 720))
    assert [each.get("class") for each in all_of(root, "rect", "band")] == ["band green", "band amber", "band red"]
    assert [each.get("class") for each in all_of(root, "path")] == ["line before", "line worst", "line morning"]
    assert len(all_of(root, "circle")) == 9
    assert len(all_of(root, "rect", "effort")) == 3


def test_what_nobody_told_has_no_dot_and_one_dot_is_no_line():
    root = read(pains(course(good(TODAY), good(TODAY - DAY, before=Before(), after=After())), 720))
    assert all_of(root, "path") == []
    assert len(all_of(root, "circle")) == 3
    assert len(all_of(root, "rect", "effort")) == 1


def test_pain_of_two_lies_on_green():
    root = read(pains(course(good(TODAY)), 720))
    bands = {
        each.get("class").split()[1]: (float(each.get("y")), float(each.get("height")))
        for each in all_of(root, "rect", "band")
    }
    (dot,) = all_of(root, "circle", "worst")
    top, tall = bands["green"]
    assert top < float(dot.get("cy")) < top + tall
