from hypothesis import given
from hypothesis import strategies as some

from retrowalk.cli.chart import BLOCKS, WIDTH, bars, chart, spread


stretches = some.lists(some.tuples(some.integers(1, 100_000), some.floats(0, 6)), min_size=1, max_size=40)


@given(stretches, some.integers(1, 100))
def test_spreading_gives_every_column_a_value_that_was_there(given_stretches, width):
    columns = spread(given_stretches, width)
    assert len(columns) == width
    assert set(columns) <= {value for _, value in given_stretches}


def test_a_column_shows_the_value_at_its_middle():
    assert spread([(1000, 1.0), (3000, 2.0)], 4) == [1.0, 2.0, 2.0, 2.0]


def test_bars_are_as_high_as_their_value():
    assert bars([0.0, 1.0, 2.0], 2.0, 2) == ["  █", " ██"]
    assert bars([0.5], 1.0, 1) == [BLOCKS[4]]


@given(stretches)
def test_every_line_of_a_chart_fits_and_names_the_top(given_stretches):
    lines = chart(given_stretches, "mph", "12:00")
    assert all(len(line) <= WIDTH + 11 for line in lines)
    top = max(value for _, value in given_stretches)
    assert not top or f"{top:.1f} mph" in lines[0]
    assert lines[-1].endswith("12:00")
