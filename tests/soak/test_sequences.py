"""A hundred thousand random sequences of presses, faults, lost links and crashes: none breaks a rule.

Not measured for coverage, which would take more time than the sequences. One again:
retrowalk soak --replay SEED --trace
"""

import pytest

from retrowalk.controller.step import HEARS
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.soak.campaign import part
from retrowalk.simulator.soak.cells import CELLS


# 100 000 sequences: in eight parts, so that they share the machine's cores.
PARTS, EACH = 8, 12_500
LEAST = 50


@pytest.mark.sr(1)
@pytest.mark.sr(4)
@pytest.mark.sr(11)
@pytest.mark.sr(15)
@pytest.mark.timeout(900)
@pytest.mark.parametrize("number", range(PARTS))
def test_no_sequence_breaks_a_rule(number):
    tally = part(LEAST, range(number * EACH, (number + 1) * EACH))
    assert tally.broken == []
    assert tally.sequences == EACH and tally.fewest >= LEAST
    assert EACH // 180 < tally.to_rest < EACH // 92  # one of 128
    assert {kind for _, _, kind in tally.reached} >= set(HEARS)
    assert {belt for belt, _, _ in tally.reached} == set(Belt)
    assert {stage for _, stage, _ in tally.reached} >= set(Stage)
    assert set(tally.failed) == set(CELLS)
