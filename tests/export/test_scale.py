import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.export.scale import Scale, figure


@pytest.mark.parametrize(("value", "pixel"), [(0, 100.0), (5, 50.0), (10, 0.0), (-3, 100.0), (99, 0.0)])
def test_where_a_value_stands(value, pixel):
    assert Scale(0, 10, 100, 0).at(value) == pixel


def test_an_axis_of_one_value_does_not_divide_by_nothing():
    assert Scale(3, 3, 0, 10).at(3) == 0
    assert len(Scale(3, 3, 0, 10).ticks(4)) == 1


@pytest.mark.parametrize(
    ("low", "high", "most", "ticks"),
    [
        (0, 2, 4, [0, 0.5, 1, 1.5, 2]),
        (0, 1.06, 4, [0, 0.5, 1]),
        (60, 160, 4, [60, 90, 120, 150]),
        (0, 30, 9, [0, 5, 10, 15, 20, 25, 30]),
    ],
)
def test_ticks_are_round(low, high, most, ticks):
    assert Scale(low, high, 0, 100).ticks(most) == ticks


@given(st.floats(-100, 100), st.floats(0.01, 500), st.integers(2, 12))
def test_ticks_are_few_and_inside(low, span, most):
    ticks = Scale(low, low + span, 0, 100).ticks(most)
    assert len(ticks) <= most + 1
    assert all(low - 1e-6 <= tick <= low + span + 1e-6 for tick in ticks)


@pytest.mark.parametrize(("value", "words"), [(0, "0"), (0.5, "0.5"), (2.0, "2"), (120, "120")])
def test_a_tick_says_no_more_than_it_needs(value, words):
    assert figure(value) == words
