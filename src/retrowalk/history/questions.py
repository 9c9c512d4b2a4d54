"""What can be asked of the memory: `await history.read(people())`. A question is a function of a connection."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, func, select

from retrowalk.history import schema as s
from retrowalk.history.facts import whole
from retrowalk.history.records import Audit, CapRule, Decision, Device, Flag, Machine, Outcome, Person, Screening
from retrowalk.history.walks import Mark, Sample, State, Walk
from retrowalk.safety.events import StopReason


Given = TypeVar("Given")
Record = TypeVar("Record")
Question = Callable[[Connection], Given]

# A page of a list; nobody reads more at once.
PAGE = 100


def _columns(table: Table, kind: type) -> Select[Any]:
    return select(*(table.c[field.name] for field in fields(kind)))


def _all(query: Select[Any], kind: type[Record]) -> Question[tuple[Record, ...]]:
    return lambda db: tuple(whole(kind, dict(row)) for row in db.execute(query).mappings())


def _one(query: Select[Any], kind: type[Record]) -> Question[Record | None]:
    def ask(db: Connection) -> Record | None:
        row = db.execute(query).mappings().first()
        found: Record | None = None if row is None else whole(kind, dict(row))
        return found

    return ask


# ── people, treadmills, devices ─────────────────────────────────────────────────────────────────────


def people() -> Question[tuple[Person, ...]]:
    """Everybody, by name."""
    return _all(_columns(s.person, Person).order_by(s.person.c.name, s.person.c.id), Person)


def person(id_: str) -> Question[Person | None]:
    """One person."""
    return _one(_columns(s.person, Person).where(s.person.c.id == id_), Person)


def machines() -> Question[tuple[Machine, ...]]:
    """Every treadmill the site knows."""
    return _all(_columns(s.machine, Machine).order_by(s.machine.c.id), Machine)


def machine(id_: str) -> Question[Machine | None]:
    """One treadmill."""
    return _one(_columns(s.machine, Machine).where(s.machine.c.id == id_), Machine)


def devices() -> Question[tuple[Device, ...]]:
    """Every paired device, revoked ones too."""
    return _all(_columns(s.device, Device).order_by(s.device.c.created, s.device.c.id), Device)


# ── limits, flags, what was told ────────────────────────────────────────────────────────────────────

_SLOT = ("source", "what", "person", "treadmill", "facing")


def caps() -> Question[tuple[CapRule, ...]]:
    """The newest rule of every slot; whether it has expired is the reader's to see."""
    newest = select(func.max(s.cap_rule.c.n)).group_by(*(s.cap_rule.c[name] for name in _SLOT))
    return _all(_columns(s.cap_rule, CapRule).where(s.cap_rule.c.n.in_(newest)).order_by(s.cap_rule.c.n), CapRule)


def cap_history(person_: str | None = None, limit: int = PAGE) -> Question[tuple[CapRule, ...]]:
    """Every cap that was ever set, of the site or of a person, newest first."""
    query = _columns(s.cap_rule, CapRule).where(s.cap_rule.c.person.is_not_distinct_from(person_))
    return _all(query.order_by(s.cap_rule.c.n.desc()).limit(limit), CapRule)


def flags(person_: str | None = None) -> Question[tuple[Flag, ...]]:
    """The red flags of a person, or of everybody."""
    query = _columns(s.flag, Flag).order_by(s.flag.c.at, s.flag.c.id)
    return _all(query if person_ is None else query.where(s.flag.c.person == person_), Flag)


def screenings(person_: str) -> Question[tuple[Screening, ...]]:
    """What a person answered, oldest first."""
    return _all(_columns(s.screening, Screening).where(s.screening.c.person == person_).order_by("n"), Screening)


def outcomes(person_: str) -> Question[tuple[Outcome, ...]]:
    """The outcome tests of a person, oldest first."""
    return _all(_columns(s.outcome, Outcome).where(s.outcome.c.person == person_).order_by("n"), Outcome)


def decisions(person_: str) -> Question[tuple[Decision, ...]]:
    """What became of the proposals, oldest first."""
    return _all(_columns(s.decision, Decision).where(s.decision.c.person == person_).order_by("n"), Decision)


def audits(limit: int = PAGE, person_: str | None = None, skip: int = 0) -> Question[tuple[Audit, ...]]:
    """Who changed or started what, newest first; without the newest `skip`."""
    query = _columns(s.audit, Audit).order_by(s.audit.c.n.desc()).limit(limit).offset(skip)
    return _all(query if person_ is None else query.where(s.audit.c.person == person_), Audit)


# ── walks ───────────────────────────────────────────────────────────────────────────────────────────


def walk(id_: str) -> Question[Walk | None]:
    """One walk."""
    return _one(_columns(s.walk, Walk).where(s.walk.c.id == id_), Walk)


def walks(
    person_: str | None = None,
    treadmill: str | None = None,
    state: State | None = None,
    since: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> Question[tuple[Walk, ...]]:
    """Walks, newest first; `since` and `before` (s) are of when they began. Each condition left out asks nothing."""
    asked = {"person": person_, "treadmill": treadmill, "state": state and state.value}
    query = _columns(s.walk, Walk).where(
        *(s.walk.c[name] == value for name, value in asked.items() if value is not None)
    )
    query = query if since is None else query.where(s.walk.c.began >= since)
    query = query if before is None else query.where(s.walk.c.began < before)
    return _all(query.order_by(s.walk.c.began.desc(), s.walk.c.n.desc()).limit(limit), Walk)


def first_stop(person_: str) -> Question[int | None]:
    """When (s) a belt this person walked on was first stopped by a person's STOP, measured; None = never yet."""
    stopped = s.walk.c.person == person_, s.walk.c.stop_reason == StopReason.USER_STOP.value
    every = _all(_columns(s.walk, Walk).where(*stopped).order_by(s.walk.c.began), Walk)
    return lambda db: next((each.ended for each in every(db) if each.summary and each.summary.verified), None)


def full(before: int, limit: int = PAGE) -> Question[tuple[str, ...]]:
    """Walks that ended, began before that (s), and of which there are samples still: their ids, oldest first."""
    c = s.walk.c
    query = select(c.id).where(c.began < before, c.every > 0, c.state != State.OPEN.value).order_by(c.began, c.n)
    return lambda db: tuple(db.execute(query.limit(limit)).scalars())


def unfinished() -> Question[tuple[Walk, ...]]:
    """The walks that are open, or whose samples are not all there though they should be."""
    query = _columns(s.walk, Walk).where(s.walk.c.last.is_(None), s.walk.c.every == 1)
    return _all(query.order_by(s.walk.c.n), Walk)


def walks_of(person_: str) -> Question[int]:
    """How many walks a person has begun; the next one's number is one more."""
    return lambda db: db.execute(select(func.count()).where(s.walk.c.person == person_)).scalar() or 0


def marks(walk_: str) -> Question[tuple[Mark, ...]]:
    """What was told during a walk, in its order."""
    return _all(_columns(s.mark, Mark).where(s.mark.c.walk == walk_).order_by(s.mark.c.n), Mark)


def samples(walk_: str) -> Question[tuple[Sample, ...]]:
    """The seconds of a walk, in their order."""

    def ask(db: Connection) -> tuple[Sample, ...]:
        row = db.execute(select(s.walk.c.n, s.walk.c.first, s.walk.c.last).where(s.walk.c.id == walk_)).first()
        if row is None or row.first is None:
            return ()
        query = _columns(s.sample, Sample).where(s.sample.c.id >= row.first, s.sample.c.walk == row.n)
        within = query if row.last is None else query.where(s.sample.c.id <= row.last)
        return _all(within.order_by(s.sample.c.t), Sample)(db)

    return ask
