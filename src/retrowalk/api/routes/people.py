"""People, as far as who asks may see them, and their PINs."""

from dataclasses import dataclass

from fastapi import APIRouter

from retrowalk.api.forms import Form, Pin
from retrowalk.api.memory import ask
from retrowalk.api.routing import Site, Who, at
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.permits import refusal
from retrowalk.gateway.principal import Principal
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.gateway.views import rfc3339
from retrowalk.history import questions
from retrowalk.history.records import Audit, Person
from retrowalk.safety.roles import Act


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


@at(router, "person")
async def person(site: Site, who: Who, person: str) -> PersonView:
    """By id."""
    found = site.access.roll.people.get(person)
    if found is None:
        raise Refusal(Code.NOT_FOUND, "nobody with this id is known here", fields={"person": "unknown"})
    return _person(who, found)


@at(router, "set_pin")
async def set_pin(site: Site, who: Who, person: str, form: SetPin) -> None:
    """One's own, a walker's by the staff, the staff's by the owner."""
    await site.access.set_pin(who, person, form.pin)


@at(router, "audit")
async def audit(site: Site) -> list[AuditView]:
    """The latest hundred, newest first."""
    return [_audit(each) for each in await ask(site.history, questions.audits())]


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
