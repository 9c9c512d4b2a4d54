from zoneinfo import ZoneInfo

from tests.export.walks import good, person, summary

from retrowalk.export.course import DAYS, LENGTH, Course, adherence, weeks
from retrowalk.export.told import Told
from retrowalk.history.walks import State
from retrowalk.protocol.level import Level
from retrowalk.safety.events import StopReason


# Noon UTC, so that an hour more or less is the same day.
TODAY = 1_790_078_400
DAY = 86_400


def course(*walks, **changes):
    return Course(person(), [Told(each) for each in walks], [], TODAY, **changes)


def test_the_strip_ends_today_and_begins_27_days_before():
    four = course()
    assert [four.day(TODAY - days * DAY) for days in (0, 27, 28, -1)] == [27, 0, -1, 28]
    assert (four.label(0), four.label(27)) == ("26 Aug", "22 Sep")


def test_a_day_is_one_of_the_place():
    late = TODAY + 11 * 3600  # 23:00 UTC
    assert course().day(late) == 27
    assert course(zone=ZoneInfo("Europe/Berlin")).day(late) == 28
    assert course(zone=ZoneInfo("Pacific/Kiritimati")).calendar_day(27).isoformat() == "2026-09-23"


def test_walks_of_other_weeks_and_those_under_way_are_not_shown():
    shown = course(
        good(TODAY - 40 * DAY), good(TODAY - DAY), good(TODAY, state=State.OPEN), good(TODAY + 2 * DAY)
    ).shown
    assert [each.day for each in shown] == [26]


def test_what_is_known_of_a_walk_on_its_day():
    (each,) = course(good(TODAY)).shown
    assert (each.minutes, each.top, each.incline, each.stopped_early) == (8, 160, 10, False)
    (bare,) = course(good(TODAY, summary=None, stop_reason=StopReason.PAIN)).shown
    assert (bare.minutes, bare.top, bare.incline, bare.stopped_early) == (0, None, None, True)


def test_weeks_add_up_what_was_done():
    first, *_, last = weeks(
        course(
            good(TODAY - DAY),
            good(
                TODAY, level=Level.BEGINNER, summary=summary(measured=None, inclination=None, belt_time=60_000, holds=2)
            ),
            weekly=3,
        )
    )
    assert (last.walks, last.minutes, last.metres, last.top, last.incline) == (2, 9, 420.8, 160, 10)
    assert (last.green, last.planned, last.levels) == (1, 3, ("first", "beginner"))
    assert (first.walks, first.minutes, first.top, first.levels) == (0, 0, None, ())
    assert [week.first for week in weeks(course())] == list(range(0, LENGTH, DAYS))


def test_adherence_is_of_what_was_planned():
    walked = [good(TODAY - days * DAY) for days in range(9)]
    assert adherence(course(*walked, weekly=3)) == 75
    assert adherence(course(*walked)) is None
    assert adherence(course(*walked, weekly=0)) is None
