"""Cutting down: nothing that matters is lost, nothing that does not is kept."""

import pytest

from retrowalk.simulator.soak.shrink import fewest


@pytest.mark.parametrize("needed", [{0}, {19}, {3, 4}, {0, 7, 19}, set(range(20)), set()])
def test_only_what_is_needed_is_kept(needed):
    assert set(fewest(tuple(range(20)), lambda places: needed <= set(places))) == needed


def test_what_is_kept_stays_in_order():
    assert fewest(tuple(range(9)), lambda places: len(places) > 3) == tuple(
        sorted(fewest(tuple(range(9)), lambda p: len(p) > 3))
    )
