"""Three hundred sequences around the real service, its lane, reconnection and link, in virtual time.

`retrowalk soak --runtime` runs as many as one likes.
"""

import pytest

from retrowalk.simulator.soak.campaign import part_of_shells


@pytest.mark.sr(14)
@pytest.mark.sr(15)
@pytest.mark.timeout(900)
@pytest.mark.parametrize("number", range(2))
def test_no_sequence_breaks_a_rule(number):
    tally = part_of_shells(range(1_000 + 150 * number, 1_000 + 150 * (number + 1)))
    assert tally.broken == [] and tally.sequences == 150
