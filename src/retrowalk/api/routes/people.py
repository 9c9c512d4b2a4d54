"""People, as far as who asks may see them, and their PINs."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from retrowalk.api import etags
from retrowalk.api.face import Face
from retrowalk.api.forms import Form, Name, Pin
from retrowalk.api.memory import ask
from retrowalk.api.routing import IfMatch, Site, Who, at
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.particulars import HEART_HIGH, HEART_LOW, Told
from retrowalk.gateway.permits import refusal
from retrowalk.gateway.principal import Principal
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.gateway.views import rfc3339
from retrowalk.history import questions
from retrowalk.history.records import Audit, Person
from retrowalk.protocol.level import Level
from retrowalk.safety.roles import Act, Role


router = APIRouter()


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody. Who may not read their records sees an id and a level. `pin`: whether there is one."""

    id: str
    level: str
    name: str | None = None
    born: int | None = None
    roles: tuple[str, ...] = ()
    units: str | None = None
    language: str | None = None
    hr_limit: int | None = None
    pin: bool | None = None


@dataclass(frozen=True, slots=True)
class AuditView:
    """Who did what. People are told by their ids."""

    at: str
    by: str
    role: str
    act: str
    about: str
    old: str
    new: str
    reason: str


class Known(Form):
    """What is known of somebody; what is left out stays as it is."""

    name: Name | None = None
    born: Annotated[int, Field(strict=True, ge=1000, le=9999)] | None = None
    level: Level | None = None
    roles: Annotated[tuple[Role, ...], Field(min_length=1, max_length=len(Role))] | None = None
    units: Annotated[str, Field(pattern="^(?:mph|km/h)$")] | None = None
    language: Annotated[str, Field(pattern="^[A-Za-z]{2}$")] | None = None
    hr_limit: Annotated[int, Field(strict=True, ge=HEART_LOW, le=HEART_HIGH)] | None = None

    def told(self) -> Told:
        """In the desk's words; a role twice is that role."""
        roles = None if self.roles is None else tuple(dict.fromkeys(self.roles))
        return Told(self.name, self.born, self.level, roles, self.units, self.language, self.hr_limit)


class Newcomer(Known):
    """Somebody new, who has a name."""

    name: Name


class SetPin(Form):
    """A new PIN."""

    pin: Pin


def _person(who: Principal, person: Person) -> PersonView:
    if refusal(who, Act.READ_PERSON, Context(walker=person.id)) is not None:
        return PersonView(person.id, person.level.value)
    roles = tuple(role.value for role in person.roles)
    return PersonView(
        person.id, person.level.value, person.name, person.born, roles, person.units, person.language, person.hr_limit,
        bool(person.pin),
    )  # fmt: skip


@at(router, "people")
async def people(site: Site, who: Who) -> list[PersonView]:
    """By name."""
    return [_person(who, each) for each in sorted(site.access.roll.people.values(), key=lambda each: each.name)]


def _found(site: Face, person: str) -> Person:
    found = site.access.roll.people.get(person)
    if found is None:
        raise Refusal(Code.NOT_FOUND, "nobody with this id is known here", fields={"person": "unknown"})
    return found


def version(person: Person) -> str:
    """What a change of a person is made from; their PIN is no part of it."""
    return etags.etag(replace(person, pin=""))


@at(router, "person")
async def person(site: Site, who: Who, person: str, response: Response) -> PersonView:
    """By id, with the version of what is known."""
    found = _found(site, person)
    response.headers["ETag"] = version(found)
    return _person(who, found)


@at(router, "add_person")
async def add_person(site: Site, who: Who, form: Newcomer, response: Response) -> PersonView:
    """Roles of the staff are given by the owner only."""
    added = await site.desk.people.add(who, form.told(), site.access.now())
    response.headers["ETag"] = version(added)
    return _person(who, added)


@at(router, "change_person")
async def change_person(
    site: Site, who: Who, person: str, form: Known, response: Response, if_match: IfMatch = None
) -> PersonView:
    """A level rises one rung at a time, by whom and after what the coach says."""
    async with site.desk.people.changing:
        etags.check(if_match, version(_found(site, person)))
        changed = await site.desk.people.change(who, person, form.told(), site.access.now())
    response.headers["ETag"] = version(changed)
    return _person(who, changed)


def _file(kept: bytes) -> Response:
    return Response(kept, media_type="application/json", headers={"ETag": etags.of_text(kept)})


@at(router, "export_person", response_model=dict[str, Any])
async def export_person(site: Site, who: Who, person: str) -> Response:
    """For themselves to keep: every walk with its seconds, every answer, every change. Erasing asks for its ETag."""
    return _file(await site.desk.people.export(who, person))


@at(router, "erase_person", response_model=dict[str, Any])
async def erase_person(site: Site, who: Who, person: str, if_match: IfMatch = None) -> Response:
    """Out of every file, after who asks has read the export and has said again who they are."""

    def saved(kept: bytes) -> None:
        etags.check_read(if_match, etags.of_text(kept))

    async with site.desk.people.changing:
        _found(site, person)
        return _file(await site.desk.people.erase(who, person, site.access.now(), saved))


@at(router, "set_pin")
async def set_pin(site: Site, who: Who, person: str, form: SetPin) -> None:
    """One's own, a walker's by the staff, the staff's by the owner."""
    await site.access.set_pin(who, person, form.pin)


# A page of what was done; a site that is asked for years of it at once would keep its database from everybody else.
Most = Annotated[int, Query(ge=1, le=questions.PAGE)]
# As many as a large gym has in ten years.
Skip = Annotated[int, Query(ge=0, le=1_000_000)]


@at(router, "audit")
async def audit(site: Site, limit: Most = questions.PAGE, skip: Skip = 0) -> list[AuditView]:
    """Newest first, page by page: `skip` is how many newer ones were read already."""
    return [_audit(each) for each in await ask(site.history, questions.audits(limit, skip=skip))]


def _audit(record: Audit) -> AuditView:
    return AuditView(
        rfc3339(record.at),
        record.who,
        record.role.value,
        record.act,
        record.object,
        record.old,
        record.new,
        record.reason,
    )
