"""What a cap that somebody set says now."""

from dataclasses import replace

import pytest

from retrowalk.gateway.layers import beneath, value
from retrowalk.history.records import CapRule, Limited
from retrowalk.safety.caps import Source


NOW = 1_800_000_000
MONTH = 30 * 86_400
RAISED = CapRule("c-1", Source.PERSON, Limited.SPEED, 241, 289, NOW, person="p-1", expires=NOW + MONTH)


@pytest.mark.sr(42)
def test_a_raised_cap_reverts_when_it_expires():
    assert value(RAISED, NOW + MONTH - 1) == 289
    assert value(RAISED, NOW + MONTH) == 241
    assert value(replace(RAISED, new=160, expires=None), NOW + 10 * MONTH) == 160


@pytest.mark.sr(42)
def test_the_next_raise_is_measured_from_what_holds_without_the_temporary_one():
    assert beneath(RAISED, NOW) == 241
    assert beneath(replace(RAISED, expires=None), NOW) == 289
    assert beneath(replace(RAISED, old=None), NOW) == 289
    assert beneath(None, NOW) is None
