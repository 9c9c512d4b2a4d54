"""How a person gets on: walks with their lights, four weeks as figures and as a page, and outcome tests."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from retrowalk.api.about import Whom, readable
from retrowalk.api.face import Face
from retrowalk.api.forms import Form, Sentence
from retrowalk.api.memory import ask
from retrowalk.api.routing import Site, Who, at
from retrowalk.coach.outcomes import TESTS
from retrowalk.coach.progression import DAY
from retrowalk.coach.schedule import RHYTHMS
from retrowalk.export.course import LENGTH, Course, Entered, Week, adherence, weeks
from retrowalk.export.course_page import course_page
from retrowalk.export.outcomes import Trend, needed, trends
from retrowalk.export.told import Told
from retrowalk.gateway.proposals import Judged
from retrowalk.gateway.views import rfc3339
from retrowalk.history import questions
from retrowalk.history.records import Outcome, Person
from retrowalk.history.walks import Summary


router = APIRouter()

TestName = Annotated[str, Field(pattern=f"^(?:{'|'.join(TESTS)})$")]
# The largest and the smallest any test can be; each has its own limits.
Value = Annotated[
    float,
    Field(
        strict=True,
        ge=min(each.least for each in TESTS.values()),
        le=max(each.most for each in TESTS.values()),
        allow_inf_nan=False,
    ),
]


class Result(Form):
    """The result of an outcome test, in the unit of the test. `note`: aid, rail or spotter used."""

    test: TestName
    value: Value
    note: Sentence = ""


@dataclass(frozen=True, slots=True)
class TestView:
    """An outcome test, and which change of it means something."""

    id: str
    name: str
    unit: str
    least: float
    most: float
    more_is_better: bool
    change: float | None
    change_percent: float | None
    of: str
    clinicians_only: bool


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """One result."""

    at: str
    test: str
    value: float
    unit: str
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class WalkedView:
    """A walk and its light, with every reason for it. effort and pain: from 0 to 10, None = not told.

    top_*: measured. pain_before, pain_morning: before the walk, and on the next morning.
    """

    session: str
    began: str
    protocol: str
    level: str
    light: str
    reasons: tuple[str, ...]
    refer: bool
    belt_time_s: float
    distance_m: float
    effort: int | None
    worst_pain: int | None
    stop_reason: str | None
    pain_before: int | None
    pain_morning: int | None
    top_speed_kmh: float | None
    top_inclination_percent: float | None


@dataclass(frozen=True, slots=True)
class LitView:
    """A walk on its day, with its light."""

    session: str
    light: str
    level: str
    belt_time_s: float


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of the last 28, by the clock of the computer that serves."""

    day: str
    walks: list[LitView]


@dataclass(frozen=True, slots=True)
class WeekView:
    """A week of the last four. None = nobody measured or planned it."""

    from_day: str
    walks: int
    planned: int | None
    levels: tuple[str, ...]
    belt_time_s: float
    distance_m: float
    top_speed_kmh: float | None
    top_inclination_percent: float | None
    green: int


@dataclass(frozen=True, slots=True)
class TrendView:
    """The first and the last result of a test, and what the difference is worth."""

    test: str
    first: float
    last: float
    unit: str
    change: float | None
    change_that_counts: float | None
    meaning: str


@dataclass(frozen=True, slots=True)
class ProgressView:
    """Four weeks of a person. adherence_percent: walked of what was planned."""

    person: str
    level: str
    weeks: list[WeekView]
    days: list[DayView]
    adherence_percent: int | None
    trends: list[TrendView]


# ── shown ───────────────────────────────────────────────────────────────────────────────────────────


def _outcome(one: Outcome) -> OutcomeView:
    return OutcomeView(rfc3339(one.at), one.test, one.value, one.unit, one.by, one.note)


async def _walked(site: Site, one: Judged) -> WalkedView:
    walk, judged, done = one.walk, one.judgement, one.walk.summary or Summary()
    told = Told(walk, None, await ask(site.history, questions.marks(walk.id)))
    return WalkedView(
        walk.id, rfc3339(walk.began), walk.protocol, walk.level.value, judged.light.value, judged.reasons, judged.refer,
        done.belt_time / 1000, done.millimetres / 1000, told.effort, told.worst_pain,
        walk.stop_reason.value if walk.stop_reason else None, walk.before.pain, walk.after.morning,
        done.measured.most / 100 if done.measured else None, done.inclination.most / 10 if done.inclination else None,
    )  # fmt: skip


def _lit(one: Entered) -> LitView:
    walk = one.told.walk
    return LitView(walk.id, one.light.light.value, walk.level.value, one.minutes * 60)


def _days(course: Course) -> list[DayView]:
    walked = course.shown
    return [
        DayView(course.calendar_day(day).isoformat(), [_lit(each) for each in walked if each.day == day])
        for day in range(LENGTH)
    ]


def _week(course: Course, one: Week) -> WeekView:
    return WeekView(
        course.calendar_day(one.first).isoformat(), one.walks, one.planned, one.levels,
        one.minutes * 60, one.metres, None if one.top is None else one.top / 100,
        None if one.incline is None else one.incline / 10, one.green,
    )  # fmt: skip


def _trend(one: Trend) -> TrendView:
    return TrendView(
        one.last.test, one.first.value, one.last.value, one.last.unit, one.change, needed(one), one.meaning
    )


async def _course(site: Face, person: Person) -> Course:
    """Their last four weeks, by the days of this computer's clock."""
    today = site.access.at()
    found = await ask(site.history, questions.walks(person.id, since=today - LENGTH * DAY, limit=LENGTH * 10))
    told = [Told(walk, person, await ask(site.history, questions.marks(walk.id))) for walk in found]
    results = await ask(site.history, questions.outcomes(person.id))
    given = await site.desk.proposals.next(person)
    return Course(person, told, results, today, given.proposal, RHYTHMS[person.level].planned, zone=None)


# ── asked ───────────────────────────────────────────────────────────────────────────────────────────


@at(router, "outcome_tests")
async def outcome_tests() -> list[TestView]:
    """None of them is a diagnosis."""
    return [
        TestView(
            name, each.name, each.unit, each.least, each.most, each.more_is_better, each.by, each.percent, each.of,
            each.locked,
        )
        for name, each in TESTS.items()
    ]  # fmt: skip


@at(router, "outcomes")
async def outcomes(site: Site, who: Who, person: Whom) -> list[OutcomeView]:
    """Oldest first."""
    known = await readable(site.desk, who, person)
    return [_outcome(each) for each in await ask(site.history, questions.outcomes(known.id))]


@at(router, "measure")
async def measure(site: Site, who: Who, person: Whom, form: Result) -> OutcomeView:
    """Within what the test can be."""
    known = await site.desk.people.known(person)
    return _outcome(await site.desk.screenings.measure(who, known, form.test, form.value, form.note))


@at(router, "history")
async def history(site: Site, who: Who, person: Whom) -> list[WalkedView]:
    """The latest forty walks, oldest first, each with its light."""
    known = await readable(site.desk, who, person)
    return [await _walked(site, each) for each in await site.desk.proposals.judged(known)]


@at(router, "progress")
async def progress(site: Site, who: Who, person: Whom) -> ProgressView:
    """The figures of the page."""
    course = await _course(site, await readable(site.desk, who, person))
    shown = [_week(course, each) for each in weeks(course)]
    tests = [_trend(each) for each in trends(course.outcomes)]
    return ProgressView(person, course.person.level.value, shown, _days(course), adherence(course), tests)


_PAGE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/html": {"schema": {"type": "string"}}}}}


@at(router, "course_page", answers=_PAGE, response_class=Response, response_model=None)
async def page(site: Site, who: Who, person: Whom) -> Response:
    """Four weeks on one sheet, as a physio reads them."""
    course = await _course(site, await readable(site.desk, who, person))
    return Response(await asyncio.to_thread(course_page, course), media_type="text/html; charset=utf-8")
