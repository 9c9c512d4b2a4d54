"""Five thousand pairs of worlds, one of which loses an input: no later command of it is higher (R16).

`retrowalk soak --pairs --seeds 100000` runs as many as one likes.
"""

import pytest

from retrowalk.simulator.soak.campaign import part_of_pairs
from retrowalk.simulator.soak.pairs import Lost


PARTS, EACH = 4, 1_250


@pytest.mark.sr(19)
@pytest.mark.timeout(900)
@pytest.mark.parametrize("number", range(PARTS))
def test_losing_an_input_never_raises_a_later_command(number):
    tally = part_of_pairs(range(number * EACH, (number + 1) * EACH))
    assert tally.broken == []
    assert set(tally.compared) == {lost.value for lost in Lost}
    assert sum(tally.early.values()) < EACH // 4
