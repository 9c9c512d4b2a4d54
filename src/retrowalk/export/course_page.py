"""The page of a person as HTML: four weeks on one sheet, and the next step to accept or change."""

from retrowalk.coach.progression import Dose, Proposal
from retrowalk.export import shown
from retrowalk.export.course import LENGTH, Course, Entered, Week, adherence, weeks
from retrowalk.export.html import NARROW, WIDE
from retrowalk.export.markup import Markup, element, join, named
from retrowalk.export.outcomes import Trend, needed, trends
from retrowalk.export.report import REAL
from retrowalk.export.sheet import badge, heading, missing, section, sheet, table
from retrowalk.export.strip import PAINS, Answer, pains, strip
from retrowalk.export.told import age_band


# SR-45 and the clinical review §6.4: what the expectation may be, in honest figures.
ADHERENCE = 80


def course_page(course: Course) -> str:
    """One page about a person. What nobody told or measured is said to be missing."""
    person, when = course.person, f"{course.label(0)} – {course.label(LENGTH - 1)} {_year(course)}"
    return sheet(
        f"Four weeks, {when}",
        heading("Four weeks of walking", when, person.name or person.id, *_about(course)),
        element("p", REAL, class_="notice"),
        _next(course.proposal),
        section("Walks", _walks(course), _weeks(course)),
        section("Pain and effort", _pains(course)),
        section("Stops before the end", _stops(course)),
        section("Outcome tests", _outcomes(course)),
        class_="one-page",
    )


def _year(course: Course) -> int:
    return int(shown.day(course.today, course.zone)[:4])


def _about(course: Course) -> tuple[str, ...]:
    born = course.person.born
    return (
        f"pseudonym {course.person.id}",
        f"age {age_band(_year(course) - born)}" if born is not None else "age not told",
    )


def _dose(dose: Dose) -> str:
    return f"{shown.clock(dose.seconds)} at {shown.speed(dose.speed / 100)}, incline {dose.incline / 10:.1f} %"


def _next(proposal: Proposal | None) -> Markup:
    """What is proposed, the rule that says so, and room for a person's word: nothing is decided by a page."""
    if proposal is None:
        return section("Next step", element("p", missing("nothing is proposed")), class_="next")
    what = _dose(proposal.dose) if proposal.dose is not None else "begin again with the first protocol"
    changes = f"changes {proposal.changes}" if proposal.changes is not None else "changes nothing"
    return section(
        "Next step",
        element("p", element("b", what), f", {changes}"),
        element("p", "Rule: ", proposal.why),
        element("p", "☐ accept   ☐ change to ", element("i", class_="blank"), " by ", element("i", class_="blank")),
        class_="next",
    )


def _both(wide: Markup, narrow: Markup) -> Markup:
    return join(element("div", wide, class_="wide"), element("div", narrow, class_="narrow"))


def _walks(course: Course) -> Markup:
    if not course.shown:
        return element("p", missing("nothing was walked in these four weeks"))
    key = element("p", "G green, A amber, R red: the light of each walk and the morning after", class_="small")
    return join(_both(strip(course, WIDE), strip(course, NARROW)), key)


def _week(course: Course, week: Week) -> tuple[str | Markup, ...]:
    last = min(week.first + 6, LENGTH - 1)
    none = missing("–")
    return (
        f"{course.label(week.first)} – {course.label(last)}",
        f"{week.walks} of {week.planned}" if week.planned is not None else str(week.walks),
        ", ".join(week.levels) or none,
        f"{week.minutes:.0f} min",
        f"{week.metres:.0f} m",
        none if week.top is None else shown.speed(week.top / 100),
        none if week.incline is None else f"{week.incline / 10:.1f} %",
        f"{week.green} of {week.walks}" if week.walks else none,
    )


def _weeks(course: Course) -> Markup:
    head = ("Week", "Walks" if course.weekly is None else "Walks of planned", "Level", "On the belt", "Distance",
            "Top speed", "Top incline", "Green")  # fmt: skip
    done = adherence(course)
    words = (
        "How many walks a week were planned: not told."
        if done is None
        else f"Adherence: {done} % of the walks planned for the four weeks; {ADHERENCE} % is the aim."
    )
    return join(
        table(head, (_week(course, week) for week in weeks(course)), frozenset({2})),
        element("p", words, class_="small"),
    )


_PAINS = (("before", "pain before"), ("worst", "worst pain"), ("morning", "next morning"), ("effort", "effort (RPE)"))


def _untold(course: Course) -> str:
    """Of how many walks pain was not told in full."""
    count = sum(None in [answer(each.told) for _, answer in PAINS] for each in course.shown)
    return f"Pain was not told in full for {count} of {len(course.shown)} walks." if count else ""


def _pains(course: Course) -> Markup:
    answers: tuple[Answer, ...] = (*(answer for _, answer in PAINS), lambda told: told.effort)
    if all(answer(each.told) is None for each in course.shown for answer in answers):
        return element("p", missing("nobody told of pain or effort"))
    keys = (element("li", element("i", class_=f"key {name}"), words) for name, words in _PAINS)
    return join(
        element("ul", *keys, class_="legend"),
        _both(pains(course, WIDE), pains(course, NARROW)),
        element("p", _untold(course), class_="small"),
    )


def _stop(course: Course, each: Entered) -> tuple[str | Markup, ...]:
    walk = each.told.walk
    reason = walk.stop_reason.value if walk.stop_reason is not None else walk.state.value
    done = missing("–") if each.told.done is None else f"{each.told.done} %"
    return (
        shown.minute(walk.began, course.zone), named(walk.protocol), shown.words(reason), done,
        badge(each.light.light), join("; ".join(each.light.reasons)),
    )  # fmt: skip


def _stops(course: Course) -> Markup:
    early = [each for each in course.shown if each.stopped_early]
    if not early:
        return element("p", "None." if course.shown else missing("nothing was walked"))
    head = ("When", "Protocol", "Reason", "Done", "Light", "Why this light")
    return table(head, (_stop(course, each) for each in early), frozenset({1, 5}))


def _value(value: float, unit: str) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + (f" {unit}" if unit else "")


def _outcome(course: Course, trend: Trend) -> tuple[str | Markup, ...]:
    change, enough = trend.change, needed(trend)
    unit = trend.last.unit
    means = missing("no figure known") if enough is None else f"{_value(enough, unit)} ({trend.test.of})"
    return (
        named(trend.test.name),
        f"{_value(trend.first.value, trend.first.unit)}, {shown.day(trend.first.at, course.zone)}",
        f"{_value(trend.last.value, unit)}, {shown.day(trend.last.at, course.zone)}" if change is not None else "–",
        "–" if change is None else f"{'+' if change > 0 else ''}{_value(change, unit)}".replace("-", "−"),  # noqa: RUF001
        means,
        trend.meaning,
    )


def _outcomes(course: Course) -> Markup:
    if not course.outcomes:
        return element("p", missing("no test was done"))
    head = ("Test", "First", "Last", "Change", "Change that counts", "So")
    return join(
        table(head, (_outcome(course, trend) for trend in trends(course.outcomes)), frozenset({0, 4, 5})),
        element("p", "Figures are of groups of people; none of them is a diagnosis of one.", class_="small"),
    )
