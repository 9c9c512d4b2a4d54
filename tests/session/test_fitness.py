from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.firmware.profile import Known, Profile
from retrowalk.protocol.level import LEVELS, Level
from retrowalk.protocol.plan import Kind
from retrowalk.safety.governor import Grid
from retrowalk.session.fitness import refusal
from retrowalk.units import Facing
from strategies import belt_steps, caps_of, plan_of, segment


GENTLE = {Level.FIRST, Level.BEGINNER, Level.WARMUP}
NOVICE = {Level.FIRST, Level.OLDER, Level.TEEN, Level.REHAB}
MEASURED = Profile("measured", commissioned=True, handrails=Known.YES)


def why(level=Level.BEGINNER, minimum=100, step=10, cap=240, profile=MEASURED, first=160):
    plan = plan_of(segment(Kind.SETTLE, seconds=30), segment(speed=first, seconds=60), level=level)
    return refusal(plan, Grid(minimum, 2000, step), caps_of(speed=cap), profile)


@pytest.mark.sr(7)
@pytest.mark.parametrize("level", Level)
def test_a_measured_belt_that_fits_is_not_refused(level):
    assert why(level) is None


@pytest.mark.sr(7)
@pytest.mark.parametrize(
    ("case", "says"),
    [
        ({"step": 16}, None),
        ({"step": 17}, "smallest step, 0.1 mph (0.2 km/h), is above the 0.1 mph a step may have"),
        ({"level": Level.FIRST, "minimum": 128}, None),
        ({"level": Level.FIRST, "minimum": 129}, "above 0.8 mph, the most for level first"),
        ({"level": Level.OLDER, "minimum": 129}, "the most for level older"),
        ({"level": Level.BEGINNER, "minimum": 129}, None),
        ({"minimum": 140, "cap": 140}, None),
        ({"minimum": 141, "cap": 140}, "is above the cap of 0.9 mph (1.4 km/h) set by code ceiling"),
        ({"minimum": 160}, None),
        ({"minimum": 161}, "is above 1.0 mph (1.6 km/h), the protocol's first speed"),
        ({"minimum": 200, "first": None}, None),  # a protocol that names no speed takes any
    ],
)
def test_a_belt_that_does_not_fit_is_refused_with_the_limit(case, says):
    answer = why(**case)
    assert answer is None if says is None else says in answer


@pytest.mark.sr(7)
@pytest.mark.parametrize("level", Level)
def test_people_the_caps_protect_most_need_handrails(level):
    bare = Profile("walking pad", commissioned=True, handrails=Known.NO)
    assert (why(level, profile=bare) is not None) is (level in NOVICE)
    if level in NOVICE:
        assert why(level, profile=bare) == f"level {level.value} needs handrails and the treadmill has none"


@pytest.mark.sr(7)
def test_unknown_handrails_are_for_the_checklist():
    assert why(Level.FIRST, profile=Profile("unknown", commissioned=True)) is None


@pytest.mark.sr(24)
@pytest.mark.parametrize("level", Level)
def test_a_treadmill_nobody_has_measured_is_for_the_gentlest_levels(level):
    answer = why(level, profile=Profile("new", handrails=Known.YES))
    assert (answer is None) is (level in GENTLE)
    assert answer is None or answer.startswith(f"level {level.value} needs a commissioned treadmill")


def test_the_first_reason_is_the_answer():
    assert "smallest step" in why(Level.FIRST, minimum=500, step=50, cap=100, profile=Profile("bad"))


@pytest.mark.sr(7)
@given(st.sampled_from(Level), st.integers(30, 300), belt_steps, st.integers(30, 480))
def test_no_walk_begins_on_a_belt_whose_minimum_is_above_what_may_or_should_be(level, minimum, step, cap):
    if why(level, minimum, step, cap) is None:
        assert minimum <= min(cap, 160)
        assert minimum <= 128 or not LEVELS[level].novice


@pytest.mark.sr(35)
@pytest.mark.parametrize(("allowed", "refused"), [(Known.YES, False), (Known.UNKNOWN, False), (Known.NO, True)])
def test_what_the_maker_forbids_is_refused(allowed, refused):
    profile = replace(MEASURED, backward_allowed=allowed)
    assert (why(profile=profile) == "the maker of this treadmill forbids walking backward on it") is refused
    forward = plan_of(segment(Kind.SETTLE, seconds=30, facing=Facing.FORWARD), segment(160, facing=Facing.FORWARD))
    assert refusal(forward, Grid(100, 2000, 10), caps_of(speed=240), profile) is None


@pytest.mark.sr(25)
def test_a_machine_its_commissioning_blocked_is_refused_first_of_all():
    blocked = replace(MEASURED, commissioned=False, handrails=Known.NO, blocked="miles and kilometres are confused")
    assert why(level=Level.FIRST, profile=blocked) == "miles and kilometres are confused"
