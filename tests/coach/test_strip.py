"""Four weeks at a glance."""

from retrowalk.coach.progression import DAY, WEEK
from retrowalk.coach.strip import Session, strip
from retrowalk.coach.traffic_light import Light
from retrowalk.protocol.level import Level
from retrowalk.safety.events import StopReason


NOW = 100 * WEEK


def session(days, light=Light.GREEN, level=Level.BEGINNER, seconds=600, speed=200, incline=0):
    return Session(NOW - days * DAY, level, seconds, speed, incline, light, StopReason.COMPLETED)


def test_four_weeks_the_oldest_first_each_session_in_one():
    days = [0, 1, 6, 7, 8, 20, 27, 28, 29]
    weeks = strip([session(day) for day in days], 3, NOW)
    assert [week.begins for week in weeks] == [NOW - back * WEEK for back in (4, 3, 2, 1)]
    assert [[(NOW - each.at) // DAY for each in week.sessions] for week in weeks] == [[27], [20], [8, 7], [6, 1, 0]]


def test_a_week_has_minutes_by_level_its_tops_and_what_was_kept():
    *_, last = strip(
        [
            session(1, Light.GREEN, speed=240),
            session(3, Light.AMBER, seconds=650, incline=20),
            session(5, level=Level.WARMUP, seconds=290),
        ],
        4,
        NOW,
    )
    assert last.minutes == {Level.WARMUP: 4, Level.BEGINNER: 20}
    assert (last.speed, last.incline, last.done, last.planned, last.kept, last.green) == (240, 20, 3, 4, 75, 66)


def test_more_than_planned_is_all_of_it_and_a_week_without_is_empty():
    first, *_, last = strip([session(day) for day in range(5)], 3, NOW)
    assert last.kept == 100 and first.sessions == () and first.green is None
    assert (first.minutes, first.speed, first.incline, first.kept) == ({}, 0, 0, 0)
    assert strip([], 0, NOW)[0].kept == 100
