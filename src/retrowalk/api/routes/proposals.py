"""What to walk next, with the rule that says so; what a person makes of it; and when the next walk may be."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from retrowalk.api.about import Whom, readable
from retrowalk.api.forms import Form, Kmh, Percent, inclination, speed
from retrowalk.api.routing import Site, Who, at
from retrowalk.coach.progression import Dose
from retrowalk.coach.schedule import RHYTHMS, week
from retrowalk.gateway.proposals import Next
from retrowalk.gateway.views import rfc3339
from retrowalk.history.records import Answer


router = APIRouter()


class Instead(Form):
    """Another dose than the proposed one: one thing changed, and no more than the step that is proposed."""

    seconds: Annotated[int, Field(strict=True, ge=1, le=86_400)]
    speed_kmh: Kmh
    inclination_percent: Percent = 0

    def dose(self, last: Dose | None) -> Dose:
        """In the coach's units; what is not said stays as it was walked last."""
        wire = speed(self.speed_kmh).wire, inclination(self.inclination_percent).wire
        return replace(last or Dose(0, 0), seconds=self.seconds, speed=wire[0], incline=wire[1])


class Decide(Form):
    """What becomes of the proposal; `instead` with `changed` only."""

    answer: Answer
    instead: Instead | None = None


@dataclass(frozen=True, slots=True)
class DoseView:
    """What is walked."""

    seconds: int
    speed_kmh: float
    inclination_percent: float
    metres: int
    repeats: int
    load_kg: float


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What to walk next, what it changes, and the rule that says so.

    `dose` None: begin again with the first protocol. `chosen`: what counts after the answer; `answer` None: nobody
    looked at it yet. `asks`: what only a person may change now.
    """

    protocol: str
    dose: DoseView | None
    changes: str | None
    why: str
    level_down: bool
    asks: str | None
    last: DoseView | None
    answer: str | None
    chosen: DoseView | None


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """The last seven days against the plan, and when the next walk may be; `least`: not before, whoever insists."""

    level: str
    done: int
    planned: int
    most: int
    lighter: bool
    next: str
    why: str
    least: str


def _dose(dose: Dose | None) -> DoseView | None:
    if dose is None:
        return None
    return DoseView(dose.seconds, dose.speed / 100, dose.incline / 10, dose.metres, dose.repeats, dose.load / 10)


def _proposal(given: Next) -> ProposalView:
    said = given.proposal
    return ProposalView(
        given.protocol, _dose(said.dose), said.changes.value if said.changes else None, said.why, said.level_down,
        said.asks.value if said.asks else None, _dose(given.last), given.answer.value if given.answer else None,
        _dose(given.chosen),
    )  # fmt: skip


@at(router, "proposal")
async def proposal(site: Site, who: Who, person: Whom) -> ProposalView:
    """A rule says it; a person decides."""
    return _proposal(await site.desk.proposals.next(await readable(site.desk, who, person)))


@at(router, "decide")
async def decide(site: Site, who: Who, person: Whom, form: Decide) -> ProposalView:
    """Accept it, change one thing, or decline it."""
    known = await site.desk.people.known(person)
    instead = None
    if form.instead is not None:
        instead = form.instead.dose((await site.desk.proposals.next(known)).last)
    return _proposal(await site.desk.proposals.decide(who, known, form.answer, instead))


@at(router, "schedule")
async def schedule(site: Site, who: Who, person: Whom) -> ScheduleView:
    """How often in a week is advice; rest is not."""
    known = await readable(site.desk, who, person)
    past, now = await site.desk.proposals.past(known), site.access.at()
    found, rhythm = week(known.level, past, now), RHYTHMS[known.level]
    slot = found.next
    return ScheduleView(
        known.level.value, found.done, rhythm.planned, rhythm.most, found.lighter, rfc3339(slot.at), slot.why,
        rfc3339(slot.least),
    )  # fmt: skip
