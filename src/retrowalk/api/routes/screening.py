"""What is asked of people before they walk, what the answers mean, and the red flags that lock them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from retrowalk.api.about import Whom, readable
from retrowalk.api.forms import Form, Sentence, Yes
from retrowalk.api.memory import ask
from retrowalk.api.routing import Site, Who, at
from retrowalk.coach.red_flags import locked_until
from retrowalk.coach.screening import QUESTIONS
from retrowalk.gateway.coaching import red_flag
from retrowalk.gateway.screening import Standing
from retrowalk.gateway.views import rfc3339
from retrowalk.history import questions
from retrowalk.history.records import Flag


router = APIRouter()

QuestionName = Annotated[str, Field(pattern=f"^(?:{'|'.join(QUESTIONS)})$")]
Reason = Annotated[Sentence, Field(min_length=1)]


class Answers(Form):
    """Questions by their ids, each with yes or no; some or all."""

    answers: Annotated[dict[QuestionName, Yes], Field(min_length=1, max_length=len(QUESTIONS))]


class Clearance(Form):
    """A clinician's word that an answer does not stand in the way."""

    question: QuestionName
    because: Reason


class Release(Form):
    """Why a walker may walk before their flag has run out."""

    because: Reason


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question in plain words; the answer `against` stands against a walk. It is asked anew after `lasts_s`."""

    id: str
    asks: str
    against: bool
    means: str
    verdict: str
    lasts_s: int


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The newest answer to a question, and until when it counts; then it is asked anew."""

    answer: bool
    at: str
    until: str


@dataclass(frozen=True, slots=True)
class StandingView:
    """What the answers mean now: the verdict, why, and what is still to be asked. `until`: how long it holds.

    answers: by question. drilled: when a belt they walked on was first stopped by STOP and measured, None = never yet:
    the drill of the first walk is still to be done.
    """

    verdict: str
    reasons: tuple[str, ...]
    ask: tuple[str, ...]
    until: str | None
    backward_3m_s: float | None
    answers: dict[str, AnswerView]
    drilled: str | None


@dataclass(frozen=True, slots=True)
class FlagView:
    """A symptom that locks a person, and who released them. `locked_until`: None when it locks no more."""

    id: str
    reason: str
    at: str
    locked_until: str | None
    released_at: str | None
    released_by: str
    because: str


async def _standing(site: Site, person: str, standing: Standing) -> StandingView:
    """In words and times."""
    told, stopped = standing.screened, await ask(site.history, questions.first_stop(person))
    until = None if told.until is None else rfc3339(told.until)
    answers = {
        name: AnswerView(each.answer, rfc3339(each.at), rfc3339(each.at + QUESTIONS[name].lasts))
        for name, each in standing.told.items()
        if name in QUESTIONS
    }
    drilled = None if stopped is None else rfc3339(stopped)
    return StandingView(told.verdict.name.lower(), told.reasons, told.ask, until, standing.backward, answers, drilled)


def _flag(flag: Flag, now: int) -> FlagView:
    locked = locked_until([red_flag(flag)], now)
    return FlagView(
        flag.id, flag.reason.value, rfc3339(flag.at), None if locked is None else rfc3339(locked),
        None if flag.released_at is None else rfc3339(flag.released_at), flag.released_by, flag.because,
    )  # fmt: skip


@at(router, "questions")
async def asked() -> list[QuestionView]:
    """In the order they are asked in."""
    return [
        QuestionView(name, each.asks, each.against, each.says, each.then.name.lower(), each.lasts)
        for name, each in QUESTIONS.items()
    ]


@at(router, "screening")
async def screening(site: Site, who: Who, person: Whom) -> StandingView:
    """As of now."""
    known = await readable(site.desk, who, person)
    return await _standing(site, person, await site.desk.screenings.standing(known))


@at(router, "answer_screening")
async def answer_screening(site: Site, who: Who, person: Whom, form: Answers) -> StandingView:
    """The newest answer to a question counts."""
    known = await site.desk.people.known(person)
    return await _standing(site, person, await site.desk.screenings.answer(who, known, form.answers))


@at(router, "clear_answer")
async def clear_answer(site: Site, who: Who, person: Whom, form: Clearance) -> StandingView:
    """By a clinician, and only an answer that refers to one."""
    known = await site.desk.people.known(person)
    return await _standing(site, person, await site.desk.screenings.clear(who, known, form.question, form.because))


async def _flags(site: Site, person: str) -> list[FlagView]:
    return [_flag(each, site.access.at()) for each in await ask(site.history, questions.flags(person))]


@at(router, "flags")
async def flags(site: Site, who: Who, person: Whom) -> list[FlagView]:
    """All that ever were, oldest first."""
    return await _flags(site, (await readable(site.desk, who, person)).id)


@at(router, "release_flag")
async def release_flag(site: Site, who: Who, person: Whom, flag: str, form: Release) -> list[FlagView]:
    """Before the day is over, with a reason."""
    await site.desk.screenings.release(who, flag, form.because, person)
    return await _flags(site, person)
