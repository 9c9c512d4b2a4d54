import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.protocol.level import LEVELS, Level
from retrowalk.safety.caps import Layer, Source
from retrowalk.session.age import GROUPS, age_group, refusal
from retrowalk.units import Inclination, Speed


LEVELS_BUT_TEEN = [level for level in Level if level is not Level.TEEN]


@pytest.mark.sr(36)
@pytest.mark.parametrize("age", [-1, 0, 7, 12])
@pytest.mark.parametrize("level", Level)
def test_nobody_below_13_walks(age, level):
    assert refusal(age, level) == "nobody below 13 walks backward on a treadmill"


@pytest.mark.sr(36)
@pytest.mark.parametrize("age", [13, 17])
def test_from_13_to_17_only_level_teen_is_walked(age):
    assert refusal(age, Level.TEEN) == "" and LEVELS[Level.TEEN].spotter_required
    for level in LEVELS_BUT_TEEN:
        assert refusal(age, level) == f"at the age of {age} only level teen may be walked, with a supervisor"


@pytest.mark.sr(36)
@pytest.mark.parametrize("age", [18, 40, 64, 65, 99, 129, None])
@pytest.mark.parametrize("level", Level)
def test_adults_walk_every_level(age, level):
    assert refusal(age, level) == ""


def test_an_age_nobody_has_reached_is_a_mistake():
    assert "mistake" in refusal(130, Level.FIRST)


@pytest.mark.sr(36)
@pytest.mark.parametrize(
    ("age", "mph"),
    [(13, "1.5 mph"), (17, "1.5 mph"), (18, None), (64, None), (65, "1.3 mph"), (99, "1.3 mph"), (None, None)],
)
def test_the_young_and_the_old_have_caps_of_their_own(age, mph):
    layers = age_group(age)
    assert list(layers) == ([Layer(Source.AGE, Speed.parse(mph), Inclination(0), set_by="years")] if mph else [])


def test_the_groups_are_in_order():
    ages = [group.least for group in GROUPS]
    assert ages == sorted(set(ages)) and ages[0] == 0


@given(st.integers(), st.sampled_from(Level))
def test_every_age_has_an_answer(age, level):
    assert isinstance(refusal(age, level), str) and len(age_group(age)) <= 1
