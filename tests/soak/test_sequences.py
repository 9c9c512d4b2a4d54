"""A hundred thousand random lives: no speed above its cap, none after a stop without a start of its own, none too fast.

Not measured for coverage, which would take more time than the lives. One life again:
python -c "import sys; sys.path.insert(0, 'tests'); from lives import random_walk; random_walk(SEED, 24)"
"""

import pytest

from lives import random_walk
from retrowalk.controller import events as e
from retrowalk.controller.step import HEARS


# 100 000 sequences: in eight parts, so that they share the machine's cores.
PARTS, EACH = 8, 12_500


@pytest.mark.sr(1)
@pytest.mark.sr(4)
@pytest.mark.sr(11)
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_sequence_breaks_a_rule(part):
    reached = set()
    for seed in range(part * EACH, (part + 1) * EACH):
        try:
            rig = random_walk(seed, 24)
        except AssertionError as broken:
            pytest.fail(f"seed {seed} (random_walk({seed}, 24)): {broken}")
        reached |= {type(event) for _, event, _ in rig.log}
    assert reached >= set(HEARS) - {e.TrainingStatusFrame}
