"""The people of a site: added, changed, promoted one rung at a time, forgotten. Names are for those who need them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from retrowalk.coach import levels
from retrowalk.gateway.audit import audited
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.ledger import ask, forget, keep
from retrowalk.gateway.particulars import Told, changed, newcomer, sensible
from retrowalk.gateway.permits import refusal, require
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history import questions as q
from retrowalk.history.facts import Fact, PersonSet
from retrowalk.history.leaving import fact, walks_of, written
from retrowalk.history.records import Person
from retrowalk.history.store import History
from retrowalk.protocol.level import Level
from retrowalk.safety.roles import Act, Role


if TYPE_CHECKING:
    from retrowalk.gateway.principal import Principal
    from retrowalk.gateway.proposals import Proposals
    from retrowalk.gateway.under_way import UnderWay

# As many as a large gym has members.
KEPT = 20_000
# Roles that are given to people of the staff; everybody else walks or stands beside.
STAFF = frozenset({Role.STAFF, Role.TRAINER, Role.CLINICIAN, Role.ADMIN, Role.TECHNICIAN})
# What the audit calls it when somebody becomes known: there is nothing before that.
ADD = "add a person"
_PUBLIC = frozenset({Role.WALKER, Role.SPOTTER})


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be seen of a person by whoever asks: `person` is None for those who may only know that there is one."""

    id: str
    level: Level
    person: Person | None = None


# What else has to forget somebody, by their id and those of their walks.
Forget = Callable[[frozenset[str]], Awaitable[object]]


class People:
    """Everybody who is known. `heard`: who else has to know what is told of them (access: PINs and roles).

    `changing` is held by who looks at a person first and changes them then.
    """

    def __init__(
        self,
        history: History,
        proposals: "Proposals",
        at: Callable[[], int],
        heard: Callable[[Fact], object],
        under_way: "UnderWay",
        *,
        home: bool = False,
    ) -> None:
        self._history, self._proposals, self._at, self._home = history, proposals, at, home
        self._heard, self._under_way = heard, under_way
        self._forgets: list[Forget] = []
        self.changing = asyncio.Lock()

    def forgets(self, forget: Forget) -> None:
        """Whoever remembers something of people besides the memory forgets who is erased."""
        self._forgets.append(forget)

    # ── looking ─────────────────────────────────────────────────────────────────────────────────────

    async def all(self, who: "Principal") -> tuple[Shown, ...]:
        """Everybody, each as far as who asks may see them. Raises Refusal for a stranger."""
        require(who, Act.WATCH)
        return tuple(self.shown(who, each) for each in await ask(self._history, q.people()))

    async def one(self, who: "Principal", person: str) -> Shown:
        """One of them. Raises Refusal."""
        require(who, Act.WATCH)
        return self.shown(who, await self.known(person))

    async def known(self, person: str) -> Person:
        """The person of this id. Raises Refusal."""
        found = await ask(self._history, q.person(person))
        if found is None:
            raise Refusal(Code.NOT_FOUND, f"nobody is called {person!r} here", fields={"person": "unknown"})
        return found

    def shown(self, who: "Principal", person: Person) -> Shown:
        """With everything, without the PIN; or an id and a level."""
        may = refusal(who, Act.READ_PERSON, Context(walker=person.id, home=self._home)) is None
        return Shown(person.id, person.level, replace(person, pin="") if may else None)

    # ── changing ────────────────────────────────────────────────────────────────────────────────────

    async def add(self, who: "Principal", told: Told, now: int) -> Person:
        """A new person, at level first. Raises Refusal."""
        require(who, Act.PERSON, Context(now=now, home=self._home))
        added = newcomer(told, self._at())
        if len(await ask(self._history, q.people())) >= KEPT:
            raise Refusal(Code.FULL, f"{KEPT} people are known", limit=str(KEPT))
        return await self._set(who, added, Person(added.id, added.name), now, act=ADD)

    async def _stays_owned(self, before: Person, roles: tuple[Role, ...]) -> None:
        """In a gym somebody is answerable for the site, always; at home its computer's owner is. Raises Refusal."""
        if self._home or Role.ADMIN not in before.roles or Role.ADMIN in roles:
            return
        owners = [each.id for each in await ask(self._history, q.people()) if Role.ADMIN in each.roles]
        if owners == [before.id]:
            why = "this is the last owner: give somebody else the role first"
            raise Refusal(Code.CONFLICT, why, fields={"roles": why}, limited_by=("last owner",))

    async def change(self, who: "Principal", person: str, told: Told, now: int) -> Person:
        """Change what is told, and nothing else. Raises Refusal."""
        before = await self.known(person)
        sensible(told, self._at())
        asked = Context(now=now, home=self._home, walker=person, own_level=before.level)
        require(who, Act.TELL if who.person == person else Act.PERSON, asked)
        if told.level not in (None, before.level):
            await self._admit_level(who, before, told.level, asked)
        after = changed(before, told)
        await self._stays_owned(before, after.roles)
        return await self._set(who, after, before, now)

    async def export(self, who: "Principal", person: str) -> bytes:
        """Everything that is kept of a person, as the text of a JSON file; no PIN. Raises Refusal."""
        known = await self.known(person)
        require(who, Act.READ_PERSON, Context(walker=known.id, home=self._home))
        return await ask(self._history, written(known.id)) or b""

    async def erase(self, who: "Principal", person: str, now: int, saved: Callable[[bytes], None]) -> bytes:
        """Forget somebody in every file; gives everything that was kept. Raises Refusal.

        saved: raises Refusal unless who asks has read all of that before: an answer may get lost on its way.
        """
        require(who, Act.ERASE, Context(now=now, home=self._home, walker=person))
        if self._under_way.walking(person):
            raise Refusal(Code.CONFLICT, "this person walks now", fields={"person": "walks"})
        await self._stays_owned(await self.known(person), ())
        kept = await self.export(who, person)
        saved(kept)
        ids = frozenset({person, *walks_of(self._history, person)})
        erased = fact(self._history, person, self._at(), who.person or who.client)
        await keep(self._history.record, erased)
        self._under_way.forget(person)
        self._heard(erased)
        await forget(self._history, *(each(ids) for each in self._forgets))
        return kept

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────

    async def _admit_level(self, who: "Principal", before: Person, level: Level | None, asked: Context) -> None:
        """Down is anybody's who may change people; up is a trade's, one rung after four green walks."""
        if level is None:
            return
        require(who, Act.LEVEL, replace(asked, level=level))
        past = await self._proposals.past(before)
        why = levels.refusal(before.level, level, past, who.role)
        if why:
            raise Refusal(Code.CONFLICT, why, fields={"level": why}, limit=before.level.value, limited_by=("level",))

    async def _set(self, who: "Principal", person: Person, before: Person, now: int, act: str = "person") -> Person:
        given = set(person.roles) ^ set(before.roles)
        if given & STAFF:
            require(who, Act.ROLES, Context(now=now, home=self._home, walker=person.id))
        at = self._at()
        said = audited(
            who, act, at, about=person.id, old="" if act == ADD else _changes(before, person),
            new=_changes(person, before), person=person.id,
        )  # fmt: skip
        fact = PersonSet(person, at, who.person or who.client)
        await keep(self._history.record, fact, said)
        self._heard(fact)
        return person


def _changes(one: Person, other: Person) -> str:
    """What differs, as it is in `one`; names are not written down a second time."""
    names = [each.name for each in fields(one) if each.name not in ("id", "name", "pin")]
    return ", ".join(f"{name} {_read(one, name)}" for name in names if getattr(one, name) != getattr(other, name))


def _read(person: Person, name: str) -> str:
    """A figure or a list of roles, as somebody reads it."""
    value = getattr(person, name)
    return " ".join(value) if isinstance(value, tuple) else "not told" if value is None else str(value)
