import pytest

from retrowalk.coach.outcomes import TESTS
from retrowalk.export.outcomes import needed, trends
from retrowalk.history.records import Outcome


def done(test, *values, unit="s"):
    return [Outcome("p1", 1000 * index, test, value, unit) for index, value in enumerate(values)]


def only(outcomes):
    (trend,) = trends(outcomes)
    return trend


@pytest.mark.parametrize(
    ("test", "first", "last", "meaning"),
    [
        ("tug", 11.0, 9.8, "better, beyond chance"),
        ("tug", 11.0, 9.9, "within chance"),
        ("tug", 9.8, 11.0, "worse, beyond chance"),
        ("walk_10m_comfortable", 1.0, 1.2, "better, beyond chance"),
        ("walk_10m_comfortable", 1.0, 1.1, "within chance"),
        ("walk_6min", 400, 480, "better, beyond chance"),
        ("walk_6min", 400, 478, "within chance"),
        ("womac", 50, 44, "better, beyond chance"),
        ("womac", 50, 45, "within chance"),
        ("vas", 6, 4.2, "better, beyond chance"),
        ("nprs_worst", 4, 6, "worse, beyond chance"),
        ("backward_3m", 6.8, 3.0, "trend only"),
        ("kujala", 60, 90, "trend only"),
        ("something else", 1, 2, "trend only"),
    ],
)
def test_a_change_means_what_the_clinical_review_says(test, first, last, meaning):
    assert only(done(test, first, last)).meaning == meaning


def test_the_first_value_is_held_against_the_last():
    trend = only(done("tug", 11, 15, 9.5))
    assert (trend.first.value, trend.last.value, trend.change) == (11, 9.5, -1.5)


def test_one_value_is_no_change_and_other_units_are_not_compared():
    alone = only(done("tug", 11))
    assert (alone.change, alone.meaning) == (None, "one value so far")
    mixed = only([*done("walk_10m_fast", 1.5, unit="m/s"), Outcome("p1", 9000, "walk_10m_fast", 6.5, "s")])
    assert (mixed.change, mixed.meaning) == (None, "units differ: not compared")


def test_a_share_is_one_of_the_first_value():
    assert needed(only(done("womac", 50, 40))) == 6
    assert needed(only(done("sit_to_stand_5", 12, 11))) is None


def test_the_order_is_that_of_the_table_and_unknown_tests_come_last():
    told = [*done("zz", 1), *done("walk_6min", 1), *done("tug", 1), *done("aa", 1)]
    assert [trend.test.name for trend in trends(told)] == ["Timed up and go", "6 minute walk", "aa", "zz"]


def test_every_figure_names_whom_it_is_true_of():
    assert all(test.of for test in TESTS.values() if test.by or test.percent)
    assert trends([]) == ()
