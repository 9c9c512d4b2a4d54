"""The ladder: nobody skips a rung, and what each one takes."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrowalk.coach.levels import ASSIGNED, LADDER, below, down, offered, refusal
from retrowalk.coach.progression import DAY, HOUR, Dose, Past
from retrowalk.coach.traffic_light import Light
from retrowalk.protocol.level import Level
from retrowalk.safety.roles import Role


G, A, R = Light.GREEN, Light.AMBER, Light.RED
SIGNED = (Role.TRAINER, Role.CLINICIAN)


def walked(level, *lights, apart=2 * DAY, begin=0):
    return [Past(begin + number * apart, light, Dose(300, 160), level) for number, light in enumerate(lights)]


def enough(level):
    """All that a rung takes, but a person's word."""
    rung = LADDER[level]
    return walked(rung.after, *[G] * max(rung.greens, rung.in_all))


def test_every_level_is_on_the_ladder_or_assigned():
    assert {Level.FIRST, *LADDER, *ASSIGNED} == set(Level) and not set(LADDER) & set(ASSIGNED)


@pytest.mark.sr(45)
@pytest.mark.parametrize("level", LADDER)
def test_a_rung_is_reached_by_its_green_sessions_and_its_word(level):
    rung, past = LADDER[level], enough(level)
    assert refusal(rung.after, level, past, Role.TRAINER) == ""
    assert (level in offered(rung.after, past, Role.TRAINER)) and level not in offered(rung.after, past[1:][:1])
    assert refusal(rung.after, level, past[-rung.greens + 1 :], Role.TRAINER) != ""
    assert bool(refusal(rung.after, level, past)) is bool(rung.by)


@pytest.mark.sr(45)
@pytest.mark.parametrize("level", LADDER)
@pytest.mark.parametrize("light", [A, R])
def test_an_amber_or_red_among_them_begins_the_count_anew(level, light):
    past = enough(level)
    past[-2] = Past(past[-2].at, light, past[-2].dose, past[-2].level)
    assert "green sessions in a row" in refusal(LADDER[level].after, level, past, Role.CLINICIAN)


@pytest.mark.sr(45)
@pytest.mark.parametrize("level", LADDER)
def test_they_must_be_of_the_level_below_and_a_night_apart(level):
    rung = LADDER[level]
    others = walked(Level.OLDER, *[G] * 9)
    hasty = walked(rung.after, *[G] * 9, apart=rung.apart - 1)
    assert "in a row" in refusal(rung.after, level, others, Role.TRAINER)
    assert "in a row" in refusal(rung.after, level, hasty, Role.TRAINER)


@pytest.mark.sr(45)
def test_no_level_is_skipped_whoever_says_so():
    for level, rung in LADDER.items():
        for current in set(Level) - {level, rung.after}:
            if level not in below(current):
                assert "no level is skipped" in refusal(current, level, enough(level), Role.CLINICIAN)


def test_incline_and_advanced_need_a_trainer_or_a_clinician():
    signed = {level for level, rung in LADDER.items() if rung.by}
    assert signed == {Level.INCLINE, Level.ADVANCED}
    for role in Role:
        why = refusal(Level.INTERMEDIATE, Level.INCLINE, enough(Level.INCLINE), role)
        assert why == ("" if role in SIGNED else "level incline needs the word of clinician or trainer")


def test_advanced_needs_eight_green_sessions_in_all():
    past = walked(Level.INTERMEDIATE, *[G] * 7)
    assert refusal(Level.INTERMEDIATE, Level.ADVANCED, past, Role.TRAINER) == (
        "level advanced needs 8 green sessions in all, there are 7"
    )


def test_down_and_back_to_the_first_is_always_open():
    assert below(Level.ADVANCED) == (Level.INTERMEDIATE, Level.BEGINNER, Level.FIRST)
    assert down(Level.ADVANCED) is Level.INTERMEDIATE and down(Level.FIRST) is Level.FIRST
    assert down(Level.REHAB) is Level.REHAB
    for level in Level:
        assert refusal(level, level, []) == refusal(level, Level.FIRST, []) == ""
        assert all(refusal(level, lower, []) == "" for lower in below(level))


@pytest.mark.parametrize("level", ASSIGNED)
def test_levels_of_age_and_plan_are_given_by_people(level):
    assert refusal(Level.FIRST, level, []).startswith(f"level {level} is given by clinician")
    for role in Role:
        assert (refusal(Level.FIRST, level, [], role) == "") is (role in ASSIGNED[level])


@pytest.mark.sr(45)
@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_in_ten_thousand_histories_nobody_skips_a_level_or_rises_after_amber_or_red(seed):
    for number in range(100):
        chance, now, level, past = Random(seed + number), 0, Level.FIRST, []
        for _ in range(16):
            now += chance.choice((18, 21, 30, 48)) * HOUR
            past.append(Past(now, chance.choice((G, G, G, G, G, G, A, R)), Dose(300, 160), level))
            wanted, by = chance.choice(list(Level)), chance.choice((None, Role.STAFF, Role.TRAINER))
            if refusal(level, wanted, past, by):
                continue
            if wanted in LADDER and wanted is not level and wanted not in below(level):
                assert LADDER[wanted].after is level and past[-1].light is past[-2].light is G
            level = wanted
