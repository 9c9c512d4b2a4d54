"""When to walk next, and why not sooner."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.coach.progression import DAY, HOUR, WEEK, Dose, Past
from retrowalk.coach.schedule import RHYTHMS, Slot, next_slot, week
from retrowalk.coach.traffic_light import Light
from retrowalk.protocol.level import Level


NOW = 100 * WEEK
BEGINNER, PRIMER, INCLINE = Level.BEGINNER, Level.WARMUP, Level.INCLINE


def walked(*ago, level=BEGINNER, seconds=300, incline=0):
    """Sessions so many hours ago, the oldest first."""
    return [Past(NOW - hours * HOUR, Light.GREEN, Dose(seconds, 160, incline), level) for hours in ago]


def test_every_level_has_a_rhythm():
    assert set(RHYTHMS) == set(Level)
    assert all(0 < rhythm.planned <= rhythm.most <= 7 for rhythm in RHYTHMS.values())


def test_who_never_walked_may_walk_now():
    assert next_slot(BEGINNER, [], NOW) == Slot(NOW, "", NOW)


@pytest.mark.parametrize(("ago", "waits"), [(1, 19), (19, 1), (20, 0), (30, 0)])
def test_twenty_hours_between_two_sessions(ago, waits):
    slot = next_slot(BEGINNER, walked(ago), NOW)
    assert slot.at == slot.least == NOW + waits * HOUR and ("20 h of rest" in slot.why) is (waits > 0)


@pytest.mark.parametrize(("level", "inclined"), [(INCLINE, False), (Level.INTERMEDIATE, True)])
@pytest.mark.parametrize("before", [{"level": INCLINE}, {"incline": 10}])
def test_two_days_between_two_sessions_on_an_incline(level, inclined, before):
    past = walked(30, **before)
    slot = next_slot(level, past, NOW, inclined=inclined)
    assert slot.at == slot.least == NOW + 18 * HOUR and "48 h" in slot.why
    assert next_slot(BEGINNER, past, NOW).at == NOW  # a flat one may be sooner


def test_a_primer_is_once_a_day_and_neither_rests_nor_counts():
    assert next_slot(PRIMER, walked(1), NOW).at == NOW
    assert next_slot(BEGINNER, walked(1, level=PRIMER), NOW).at == NOW
    slot = next_slot(PRIMER, walked(1, level=PRIMER), NOW)
    assert (slot.at, slot.why) == (NOW + 15 * HOUR, "one primer a day")
    daily = walked(*range(150, 10, -24), level=PRIMER)
    assert next_slot(PRIMER, daily, NOW + 4 * HOUR).at == NOW + 4 * HOUR


def test_half_an_hour_on_the_belt_is_enough_for_a_day():
    past = walked(2, level=PRIMER, seconds=1300)
    assert next_slot(BEGINNER, past, NOW, seconds=500).at == NOW
    slot = next_slot(BEGINNER, past, NOW, seconds=501)
    assert slot.at == slot.least == NOW + 22 * HOUR and "30 min" in slot.why


def test_one_more_than_a_week_takes_is_advised_against_but_may_be():
    slot = next_slot(BEGINNER, walked(100, 60, 30), NOW)
    assert slot == Slot(NOW - 100 * HOUR + WEEK, "3 sessions a week at level beginner", NOW)
    tired = next_slot(BEGINNER, walked(100, 60, 5), NOW)
    assert tired.least == NOW + 15 * HOUR < tired.at
    assert next_slot(BEGINNER, walked(169, 60, 30), NOW).at == NOW


def test_the_week_is_counted_against_its_plan_and_says_when_it_is_a_lighter_one():
    seen = week(BEGINNER, walked(200, 100, 60), NOW)
    assert (seen.done, seen.planned, seen.lighter) == (2, 3, False) and seen.next.at == NOW
    assert week(BEGINNER, walked(24 * 22, 60), NOW).lighter
    assert week(BEGINNER, [], NOW).done == 0 and not week(BEGINNER, [], NOW).lighter
    assert week(PRIMER, walked(100, 60), NOW).done == 0


@given(
    st.lists(st.tuples(st.integers(1, 400), st.sampled_from(Level), st.integers(60, 1800)), max_size=12),
    st.sampled_from(Level),
    st.integers(0, 1800),
)
def test_whatever_was_walked_the_next_is_never_too_soon_and_never_in_the_past(told, level, seconds):
    past = [
        Past(NOW - ago * HOUR, Light.GREEN, Dose(lasted, 160), which)
        for ago, which, lasted in sorted(told, key=lambda each: -each[0])
    ]
    slot = next_slot(level, past, NOW, seconds=seconds)
    assert NOW <= slot.least <= slot.at <= NOW + WEEK and bool(slot.why) is (slot.at > NOW)
    others = [session for session in past if session.level is not PRIMER]
    if level is not PRIMER and others:
        assert slot.least - others[-1].at >= 20 * HOUR
    day = sum(session.dose.seconds for session in past if slot.least - session.at < DAY)
    assert day + seconds <= 1800 or not day
