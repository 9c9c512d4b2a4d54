"""Outcome tests: ranges, meaningful change, and the cap a backward walk gives."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.coach.outcomes import TESTS, UNTESTED, Change, OutOfRange, checked, compare, person_cap
from retrowalk.units import Speed


TOP = Speed.parse("3.0 mph")


@pytest.mark.parametrize("test", TESTS)
def test_each_test_holds_its_own_range(test):
    known = TESTS[test]
    assert known.least < known.most and known.name and known.unit
    for value in (known.least, known.most):
        assert checked(test, value) == value
    for value in (known.least - 0.01, known.most + 0.01, math.nan, math.inf, -math.inf):
        with pytest.raises(OutOfRange, match=rf"{test}: {known.least:g} to {known.most:g}"):
            checked(test, value)


def test_a_test_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(OutOfRange, match="'hop' does not exist; there are nprs_average"):
        checked("hop", 1)


@pytest.mark.parametrize(
    ("test", "before", "after", "change"),
    [
        ("nprs_worst", 6, 4, Change.BETTER), ("nprs_worst", 6, 5, Change.WITHIN), ("nprs_worst", 4, 6, Change.WORSE),
        ("vas", 5, 3.25, Change.BETTER), ("vas", 5, 3.3, Change.WITHIN),
        ("womac", 50, 44, Change.BETTER), ("womac", 50, 44.1, Change.WITHIN), ("womac", 0, 0, Change.WITHIN),
        ("tug", 10, 8.86, Change.BETTER), ("tug", 10, 8.87, Change.WITHIN), ("tug", 10, 11.14, Change.WORSE),
        ("walk_6min", 400, 479, Change.BETTER), ("walk_6min", 400, 320, Change.WORSE),
        ("walk_10m_comfortable", 0.8, 0.96, Change.BETTER), ("backward_3m", 6, 4, Change.UNKNOWN),
        ("confidence", 2, 9, Change.UNKNOWN),
    ],
)  # fmt: skip
def test_a_change_means_something_from_its_threshold_on(test, before, after, change):
    assert compare(test, before, after) is change


@pytest.mark.parametrize(("before", "after"), [(-1, 5), (5, 11)])
def test_a_comparison_of_impossible_results_is_refused(before, after):
    with pytest.raises(OutOfRange):
        compare("vas", before, after)


@pytest.mark.parametrize(("seconds", "mph"), [(5.1, "1.0"), (6.8, "0.7"), (4.0, "1.3"), (9.0, "0.5"), (60, "0.0")])
def test_four_fifths_of_a_backward_walk_are_the_cap_rounded_down(seconds, mph):
    assert person_cap(seconds, TOP) == Speed.parse(f"{mph} mph")


def test_a_level_stays_above_it_and_without_a_test_it_is_slow():
    assert person_cap(2.0, Speed.parse("1.3 mph")) == Speed.parse("1.3 mph")
    assert person_cap(None, TOP) == UNTESTED == Speed.parse("0.8 mph")
    with pytest.raises(OutOfRange, match="backward_3m"):
        person_cap(0.5, TOP)


@given(st.floats(1, 60), st.floats(1, 60))
def test_who_is_slower_never_gets_a_higher_cap_and_nobody_more_than_four_fifths(one, other):
    slow, fast = max(one, other), min(one, other)
    assert person_cap(slow, TOP) <= person_cap(fast, TOP)
    assert person_cap(slow, TOP).mph <= 0.8 * 3 / slow / 0.44704 + 1e-9
