"""A person's last four weeks, as a physio reads them: what was walked, how it went, and what the tests say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from retrowalk.coach.progression import Proposal
from retrowalk.coach.traffic_light import Judgement
from retrowalk.export.light import light
from retrowalk.export.told import Told
from retrowalk.history.records import Outcome, Person
from retrowalk.history.walks import State
from retrowalk.safety.events import StopReason


# The strip of the clinical review (§6.1) is four weeks long.
WEEKS, DAYS = 4, 7
LENGTH = WEEKS * DAYS


@dataclass(frozen=True, slots=True)
class Course:
    """All that the page of a person is made from. today: s UTC, the last day shown; weekly: walks planned a week.

    zone: the time people there live by, None = this computer's.
    """

    person: Person
    walks: Sequence[Told]
    outcomes: Sequence[Outcome]
    today: int
    proposal: Proposal | None = None
    weekly: int | None = None
    zone: tzinfo | None = UTC

    def day(self, at: int) -> int:
        """Which day of the strip: 0 is the first, 27 today; outside = not on it."""
        return LENGTH - 1 + (self._there(at) - self._there(self.today)).days

    def calendar_day(self, day: int) -> date:
        """A day of the strip in the calendar of people there."""
        return self._there(self.today) + timedelta(days=day - LENGTH + 1)

    def label(self, day: int) -> str:
        """A day of the strip as people write it."""
        then = self.calendar_day(day)
        return f"{then.day} {then:%b}"

    def _there(self, at: int) -> date:
        return datetime.fromtimestamp(at, UTC).astimezone(self.zone).date()

    @property
    def shown(self) -> tuple["Entered", ...]:
        """The walks of the strip, oldest first."""
        ordered = sorted(self.walks, key=lambda told: told.walk.began)
        kept = [(self.day(told.walk.began), told) for told in ordered if told.walk.state is not State.OPEN]
        return tuple(Entered(day, told, light(told)) for day, told in kept if 0 <= day < LENGTH)


@dataclass(frozen=True, slots=True)
class Entered:
    """A walk on its day of the strip, with its light."""

    day: int
    told: Told
    light: Judgement

    @property
    def minutes(self) -> float:
        """On the belt."""
        return self.told.walk.summary.belt_time / 60_000 if self.told.walk.summary else 0

    @property
    def top(self) -> int | None:
        """The highest speed measured, in 0.01 km/h."""
        summary = self.told.walk.summary
        return summary.measured.most if summary and summary.measured else None

    @property
    def incline(self) -> int | None:
        """The steepest inclination measured, in 0.1 %."""
        summary = self.told.walk.summary
        return summary.inclination.most if summary and summary.inclination else None

    @property
    def stopped_early(self) -> bool:
        """Whether anything but the plan ended it."""
        return self.told.walk.stop_reason is not StopReason.COMPLETED


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the strip: its first day and what was done in it; None = nobody measured it."""

    first: int
    walks: int
    minutes: float
    metres: float
    top: int | None
    incline: int | None
    green: int
    planned: int | None
    levels: tuple[str, ...]


def weeks(course: Course) -> tuple[Week, ...]:
    """The weeks of the strip, oldest first; an empty one is there, too."""
    return tuple(_week(course, first) for first in range(0, LENGTH, DAYS))


def _most(values: Iterable[int | None]) -> int | None:
    return max((value for value in values if value is not None), default=None)


def _week(course: Course, first: int) -> Week:
    inside = [each for each in course.shown if first <= each.day < first + DAYS]
    way = sum(each.told.walk.summary.millimetres for each in inside if each.told.walk.summary)
    return Week(
        first=first,
        walks=len(inside),
        minutes=sum(each.minutes for each in inside),
        metres=way / 1000,
        top=_most(each.top for each in inside),
        incline=_most(each.incline for each in inside),
        green=sum(not each.light.reasons for each in inside),
        planned=course.weekly,
        levels=tuple(dict.fromkeys(each.told.walk.level.value for each in inside)),
    )


def adherence(course: Course) -> int | None:
    """Per cent of the planned walks that were walked in the four weeks; None when nobody planned how many."""
    return None if not course.weekly else len(course.shown) * 100 // (course.weekly * WEEKS)
