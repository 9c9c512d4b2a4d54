"""Walks: those that were, the one under way, its commands, and what is kept of each."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from retrowalk.api.face import Face
from retrowalk.api.forms import Form, Kmh, speed
from retrowalk.api.memory import ask
from retrowalk.api.routing import Lease, Site, Who, Word, at
from retrowalk.export.formats import FORMS, Kept, export
from retrowalk.export.suffixes import Format
from retrowalk.export.told import Told
from retrowalk.gateway import views
from retrowalk.gateway.commands import COMMANDS, SYMPTOMS, Applied, Asked
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.figures import kmh, percent
from retrowalk.gateway.permits import refusal, require
from retrowalk.gateway.principal import Principal
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history import questions
from retrowalk.history.walks import Sample, Summary, Walk
from retrowalk.runtime.bay import Bay
from retrowalk.safety.roles import Act
from retrowalk.session.checklist import Item


router = APIRouter()

Name = Annotated[str, Field(pattern=f"^(?:{'|'.join(COMMANDS)})$")]
Symptom = Annotated[str, Field(pattern=f"^(?:{'|'.join(SYMPTOMS)})$")]
Named = Annotated[str | None, Query(max_length=64)]
# Seconds of a walk; a day is longer than any.
Seconds = Annotated[int | None, Query(ge=0, le=86_400)]


class Order(Form):
    """A command of the table; `confirm` names an item, `set_speed` a speed.

    strict: refuse a speed above a cap instead of answering with the cap.
    """

    command: Name
    item: Item | None = None
    speed_kmh: Kmh | None = None
    strict: bool = Field(default=False, strict=True)


class Said(Form):
    """What somebody feels."""

    symptom: Symptom


@dataclass(frozen=True, slots=True)
class SessionView:
    """One walk. `person` and `supervisor` are ids, and None for those who may not read the walker's records.

    `label`: what the treadmill was called then; `number`: of this person's walks, None = not counted.
    """

    id: str
    state: str
    treadmill: str
    label: str
    number: int | None
    protocol: str
    level: str
    began: str
    ended: str | None
    stop_reason: str | None
    person: str | None
    supervisor: str | None
    simulated: bool
    commissioned: bool
    belt_time_s: float | None
    distance_m: float | None
    holds: int | None
    verified: bool | None


@dataclass(frozen=True, slots=True)
class SampleView:
    """One second of a walk. `flags`: what it is not to be trusted for, as bits."""

    t_s: int
    speed_kmh: float | None
    commanded_kmh: float | None
    cap_kmh: float | None
    inclination_percent: float | None
    heart_rate_bpm: int | None
    facing: str | None
    stage: str | None
    segment: int
    distance_m: float
    flags: int


@dataclass(frozen=True, slots=True)
class AppliedView:
    """What came of a command: the speed the belt is asked for, the cap, and whose it is where it keeps it below."""

    command: str
    stage: str | None
    speed_kmh: float | None
    inclination_percent: float | None
    cap_kmh: float | None
    limited_by: tuple[str, ...]


def _about(walk: Walk) -> Context:
    """Whose records they are; whoever stood beside the walker took part in it."""
    return Context(walker=walk.person, party=frozenset({walk.supervisor} - {""}))


def shown(who: Principal, walk: Walk) -> SessionView:
    """A walk, as far as who asks may see it."""
    belt_time, distance, holds, verified = _done(walk.summary)
    return SessionView(
        walk.id, walk.state.value, walk.treadmill, walk.label, walk.number or None, walk.protocol,
        walk.level.value, views.rfc3339(walk.began),
        None if walk.ended is None else views.rfc3339(walk.ended), walk.stop_reason.value if walk.stop_reason else None,
        *_people(who, walk), walk.simulated, walk.commissioned, belt_time,
        distance, holds, verified,
    )  # fmt: skip


def _people(who: Principal, walk: Walk) -> tuple[str | None, str | None]:
    """The walker and who was beside them, for those who may read the walker's records."""
    known = refusal(who, Act.READ_PERSON, _about(walk)) is None
    return (walk.person, walk.supervisor or None) if known else (None, None)


def _done(done: Summary | None) -> tuple[float | None, float | None, int | None, bool | None]:
    """Belt time, distance, holds, and whether standstill was measured at the end."""
    if done is None:
        return None, None, None, None
    return done.belt_time / 1000, done.millimetres / 1000, done.holds, done.verified


def _hundredths(wire: int | None) -> float | None:
    return None if wire is None else wire / 100


def _sample(one: Sample) -> SampleView:
    return SampleView(
        one.t, _hundredths(one.speed), _hundredths(one.commanded), _hundredths(one.cap),
        None if one.inclination is None else one.inclination / 10, one.heart_rate,
        one.facing.value if one.facing else None, one.stage.value if one.stage else None, one.segment,
        one.millimetres / 1000, one.flags,
    )  # fmt: skip


def _applied(done: Applied) -> AppliedView:
    return AppliedView(
        done.command, done.stage, kmh(done.speed), percent(done.inclination), kmh(done.cap),
        done.limited_by,
    )  # fmt: skip


async def walk_of(site: Face, who: Principal, session: str) -> Walk:
    """A walk whose records may be read. Raises Refusal."""
    found = await ask(site.history, questions.walk(session))
    if found is None:
        raise Refusal(Code.NOT_FOUND, "there is no such walk", fields={"session": "unknown"})
    require(who, Act.READ_PERSON, _about(found))
    return found


def place_of(site: Face, session: str) -> Bay:
    """Where a walk is under way. Raises Refusal."""
    found = next((bay for bay in site.fleet.bays.values() if bay.walk == session), None)
    if found is None:
        raise Refusal(Code.NOT_FOUND, "no such walk is under way", fields={"session": "not under way"})
    return found


@at(router, "sessions")
async def sessions(site: Site, who: Who, person: Named = None, treadmill: Named = None) -> list[SessionView]:
    """The latest hundred, newest first."""
    found = await ask(site.history, questions.walks(person, treadmill))
    may = [walk for walk in found if refusal(who, Act.READ_PERSON, _about(walk)) is None]
    return [shown(who, walk) for walk in may]


@at(router, "session")
async def session(site: Site, who: Who, session: str) -> SessionView:
    """By its id."""
    return shown(who, await walk_of(site, who, session))


@at(router, "samples")
async def samples(site: Site, who: Who, session: str, from_s: Seconds = None, to_s: Seconds = None) -> list[SampleView]:
    """All of it, or from one second up to another."""
    walk = await walk_of(site, who, session)
    found = await ask(site.history, questions.samples(walk.id))
    last = found[-1].t if found else 0
    return [_sample(each) for each in found if (from_s or 0) <= each.t < (last + 1 if to_s is None else to_s)]


_FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {form.media.partition(";")[0]: {"schema": {"type": "string"}} for form in FORMS.values()}},
}


@at(router, "export", answers=_FILES, response_class=Response, response_model=None)
async def exported(site: Site, who: Who, session: str, format: Format = Format.FIT) -> Response:  # noqa: A002 - its name
    """A whole file: FIT, TCX, CSV, JSON or a page."""
    walk = await walk_of(site, who, session)
    marks, seconds = (
        await ask(site.history, questions.marks(walk.id)),
        await ask(site.history, questions.samples(walk.id)),
    )
    told = Told(walk, site.access.roll.people.get(walk.person or ""), marks)
    body = await asyncio.to_thread(export, Kept(told, seconds, zone=None), format)
    name = f'attachment; filename="{walk.id}.{format.value}"'
    return Response(body, media_type=FORMS[format].media, headers={"Content-Disposition": name})


@at(router, "command")
async def command(site: Site, who: Who, session: str, form: Order, lease: Lease = None, word: Word = "") -> AppliedView:
    """Applied as far as every cap permits; the answer says how far, and whose cap it was."""
    bay = place_of(site, session)
    wanted = None if form.speed_kmh is None else speed(form.speed_kmh)
    cap = bay.snapshot.cap
    if form.strict and wanted is not None and cap is not None and wanted > cap:
        source = bay.snapshot.cap_source
        by = (source.value,) if source else ()
        raise Refusal(Code.CAP_EXCEEDED, f"{wanted} is above the cap", limit=str(cap), limited_by=by)
    return _applied(site.commands.do(form.command, bay.id, Asked(who, lease, word, form.item, wanted)))


@at(router, "symptom")
async def symptom(site: Site, session: str, form: Said) -> views.StopView:
    """The belt is stopped first of all, by anybody; the lock and the advice come after."""
    bay = place_of(site, session)
    record = site.stops.press(bay.id, "http symptom", SYMPTOMS[form.symptom])
    return views.stop(record)
