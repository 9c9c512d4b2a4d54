"""What becomes of a walk on a page: the plan of the one under way, and the report of one that was."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter

from retrowalk.api.memory import ask
from retrowalk.api.offered import PreviewView, previewed
from retrowalk.api.routes.sessions import SessionView, place_of, shown, walk_of
from retrowalk.api.routes.walks import AfterForm
from retrowalk.api.routing import Site, Who, at
from retrowalk.export.entries import SECTIONS, Entry
from retrowalk.export.events import events
from retrowalk.export.light import light
from retrowalk.export.page import notice
from retrowalk.export.segments import Walked, walked
from retrowalk.export.told import Told
from retrowalk.gateway.dosing import as_walked
from retrowalk.gateway.figures import kmh
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history import questions
from retrowalk.history.walks import After, Mark, Sample, State, Walk
from retrowalk.protocol.plan import Plan, Segment


router = APIRouter()


@dataclass(frozen=True, slots=True)
class EntryView:
    """One field. `key` ends with its unit and stays; `shown`: in words; `known`: somebody told or measured it.

    `value`: as it is kept, for who says it in other words or units; None = nobody told or measured it.
    """

    key: str
    label: str
    shown: str
    known: bool
    value: bool | int | float | str | list[str] | None


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
    """What happened `t_s` after the walk began. `code`, `of`: the same as words that stay; `of` may be empty."""

    t_s: int
    text: str
    code: str
    of: str


@dataclass(frozen=True, slots=True)
class LapView:
    """A segment that was begun, as planned and as walked; None = not known, not measured, or not limited so.

    planned_kmh None with a `kind`: the belt's minimum, or standstill. cap_kmh: the lowest in force; `clipped`: it was
    below what was planned.
    """

    segment: int
    facing: str | None
    began_s: int
    kind: str | None
    planned_s: float | None
    planned_m: int | None
    planned_kmh: float | None
    planned_percent: float | None
    belt_time_s: float
    distance_m: float
    mean_kmh: float | None
    top_kmh: float | None
    top_percent: float | None
    cap_kmh: float | None
    clipped: bool


@dataclass(frozen=True, slots=True)
class LightView:
    """The traffic light, with every reason for it."""

    light: str
    reasons: tuple[str, ...]
    refer: bool


@dataclass(frozen=True, slots=True)
class ReportView:
    """A walk as its report has it. `name`: of who walked; `light` None: it goes on; `after`: as it was told so far.

    `protocol`: its name, None where the site has it no more.
    """

    session: SessionView
    name: str | None
    protocol: str | None
    notice: str
    sections: list[SectionView]
    marks: list[ToldView]
    events: list[HappenedView]
    segments: list[LapView]
    light: LightView | None
    after: AfterForm


def _entry(entry: Entry, told: Told) -> EntryView:
    value = entry.pick(told)
    known = value is not None
    plain = list(value) if isinstance(value, tuple) else value
    return EntryView(entry.key, entry.label, entry.show(value) if known else entry.missing, known, plain)


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


def _scaled(wire: int | None, scale: int) -> float | None:
    return None if wire is None else wire / scale


def _planned(one: Segment | None) -> tuple[str | None, float | None, int | None, float | None, float | None]:
    """Kind, seconds, metres, km/h and per cent of a segment; None throughout = its protocol is another by now."""
    if one is None:
        return None, None, None, None, None
    lasts, ends = _scaled(one.duration, 1000), one.distance.metres if one.distance else None
    return one.kind.value, lasts, ends, kmh(one.speed), one.inclination.percent


def _lap(one: Walked) -> LapView:
    lap = one.lap
    return LapView(
        lap.segment, lap.facing.value if lap.facing else None, lap.t, *_planned(one.planned), lap.belt_time / 1000,
        lap.millimetres / 1000, _scaled(one.mean, 100), _scaled(one.top, 100), _scaled(one.steepest, 10),
        _scaled(one.cap, 100), one.clipped,
    )  # fmt: skip


def _course(told: Told, seconds: Sequence[Sample], plan: Plan | None) -> tuple[list[HappenedView], list[LapView]]:
    """What happened, and segment by segment. It looks at every second: not for the loop."""
    happened = [HappenedView(each.t, each.text, each.code, each.of) for each in events(told, seconds)]
    own = as_walked(told.walk.protocol_hash, plan)
    return happened, [_lap(each) for each in walked(told.walk, seconds, own)]


async def told_of(site: Site, walk: Walk) -> Told:
    """A walk with its person and what was told on the way."""
    marks = await ask(site.history, questions.marks(walk.id))
    return Told(walk, site.access.roll.people.get(walk.person or ""), marks)


@at(router, "report")
async def report(site: Site, who: Who, session: str) -> ReportView:
    """Every field of the report; what nobody told or measured says so."""
    walk = await walk_of(site, who, session)
    told, seconds = await told_of(site, walk), await ask(site.history, questions.samples(walk.id))
    plan = next((each for each in site.desk.shelf.plans if each.id == walk.protocol), None)
    happened, laps = await asyncio.to_thread(_course, told, seconds, plan)
    return ReportView(
        shown(who, walk), told.person.name if told.person else None, plan.name if plan else None, notice(told),
        _sections(told), [_mark(each, walk.began) for each in told.marks], happened, laps, _light(told),
        _after(walk.after),
    )  # fmt: skip


@at(router, "plan")
async def plan(site: Site, session: str) -> PreviewView:
    """For the line that a chart draws ahead: as it is planned from its beginning, under the caps of now."""
    seen = site.desk.walks.planned(place_of(site, session).id)
    if seen is None:
        raise Refusal(Code.GONE, "what was planned is known while it is walked", fields={"session": "over"})
    return previewed(seen)
