"""What becomes of a walk on a page: the plan of the one under way, and the report of one that was."""

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter

from retrowalk.api.memory import ask
from retrowalk.api.offered import PreviewView, previewed
from retrowalk.api.routes.sessions import SessionView, place_of, shown, walk_of
from retrowalk.api.routes.walks import AfterForm
from retrowalk.api.routing import Site, Who, at
from retrowalk.export.entries import SECTIONS, Entry
from retrowalk.export.events import Happening, events
from retrowalk.export.light import light
from retrowalk.export.page import notice
from retrowalk.export.told import Told
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history import questions
from retrowalk.history.walks import After, Mark, Sample, State, Walk


router = APIRouter()


@dataclass(frozen=True, slots=True)
class EntryView:
    """One field. `key` ends with its unit and stays; `shown`: in words; `known`: somebody told or measured it."""

    key: str
    label: str
    shown: str
    known: bool


@dataclass(frozen=True, slots=True)
class SectionView:
    """A part of the report."""

    title: str
    entries: list[EntryView]


@dataclass(frozen=True, slots=True)
class ToldView:
    """Effort, pain or a note, `t_s` after the walk began."""

    t_s: int
    kind: str
    value: int | None
    text: str


@dataclass(frozen=True, slots=True)
class HappenedView:
    """What happened `t_s` after the walk began."""

    t_s: int
    text: str


@dataclass(frozen=True, slots=True)
class LightView:
    """The traffic light, with every reason for it."""

    light: str
    reasons: tuple[str, ...]
    refer: bool


@dataclass(frozen=True, slots=True)
class ReportView:
    """A walk as its report has it. `name`: of who walked; `light` None: it goes on; `after`: as it was told so far."""

    session: SessionView
    name: str | None
    notice: str
    sections: list[SectionView]
    marks: list[ToldView]
    events: list[HappenedView]
    light: LightView | None
    after: AfterForm


def _entry(entry: Entry, told: Told) -> EntryView:
    value = entry.pick(told)
    known = value is not None
    return EntryView(entry.key, entry.label, entry.show(value) if known else entry.missing, known)


def _sections(told: Told) -> list[SectionView]:
    return [SectionView(title, [_entry(each, told) for each in entries]) for title, entries in SECTIONS.items()]


def _mark(mark: Mark, began: int) -> ToldView:
    return ToldView(mark.at - began, mark.kind.value, mark.value, mark.text)


def _light(told: Told) -> LightView | None:
    if told.walk.state is State.OPEN:
        return None
    judged = light(told)
    return LightView(judged.light.value, judged.reasons, judged.refer)


def _after(told: After) -> AfterForm:
    """As it was sent, whatever an older version took."""
    return AfterForm.model_construct(**{name: getattr(told, name) for name in AfterForm.model_fields})


def _happened(told: Told, seconds: tuple[Sample, ...]) -> list[Happening]:
    return list(events(told, seconds))


async def told_of(site: Site, walk: Walk) -> Told:
    """A walk with its person and what was told on the way."""
    marks = await ask(site.history, questions.marks(walk.id))
    return Told(walk, site.access.roll.people.get(walk.person or ""), marks)


@at(router, "report")
async def report(site: Site, who: Who, session: str) -> ReportView:
    """Every field of the report; what nobody told or measured says so."""
    walk = await walk_of(site, who, session)
    told, seconds = await told_of(site, walk), await ask(site.history, questions.samples(walk.id))
    happened = await asyncio.to_thread(_happened, told, seconds)
    return ReportView(
        shown(who, walk), told.person.name if told.person else None, notice(told), _sections(told),
        [_mark(each, walk.began) for each in told.marks], [HappenedView(each.t, each.text) for each in happened],
        _light(told), _after(walk.after),
    )  # fmt: skip


@at(router, "plan")
async def plan(site: Site, session: str) -> PreviewView:
    """For the line that a chart draws ahead: as it is planned from its beginning, under the caps of now."""
    seen = site.desk.walks.planned(place_of(site, session).id)
    if seen is None:
        raise Refusal(Code.GONE, "what was planned is known while it is walked", fields={"session": "over"})
    return previewed(seen)
