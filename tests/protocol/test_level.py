"""What each level permits, against the figures the library was made for."""

import pytest

from retrowalk.protocol.level import LEVELS, Level
from retrowalk.protocol.timeline import STEP_UP
from retrowalk.safety import thresholds
from retrowalk.safety.caps import CEILINGS
from retrowalk.units import Facing, Speed


def test_every_level_has_its_rules():
    assert set(LEVELS) == set(Level)


@pytest.mark.parametrize("level", Level)
def test_no_level_permits_more_than_the_code_ceiling(level):
    rules, ceiling = LEVELS[level], CEILINGS[Facing.BACKWARD]
    assert rules.speed <= ceiling.speed
    assert rules.inclination <= ceiling.inclination
    assert rules.ramp_up <= ceiling.ramp_up == STEP_UP
    assert rules.ramp_down <= ceiling.ramp_down
    assert rules.belt_time <= ceiling.belt_time


@pytest.mark.sr(10)
@pytest.mark.parametrize("level", Level)
def test_every_level_settles_at_least_twenty_seconds(level):
    assert LEVELS[level].settle >= thresholds.SETTLE


def test_the_gentlest_levels_are_those_for_novices():
    novices = {level for level, rules in LEVELS.items() if rules.novice}
    assert novices == {Level.FIRST, Level.OLDER, Level.TEEN, Level.REHAB}
    assert all(LEVELS[level].ramp_up == 8 and LEVELS[level].inclination.wire == 0 for level in novices)
    assert {level for level in novices if LEVELS[level].spotter_required} == {Level.OLDER, Level.TEEN}


def test_a_row_reads_as_people_write_it():
    rules = LEVELS[Level.FIRST]
    assert (rules.speed, rules.ramp_up, rules.ramp_down) == (Speed.parse("1.2 mph"), 8, 16)
    assert (rules.belt_time, rules.settle) == (360_000, 30_000)
