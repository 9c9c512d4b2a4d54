"""What each fact changes in the tables: one table of functions. A fact of what is not there changes nothing."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, or_, select, update

from retrowalk.history import facts as f
from retrowalk.history import schema as s
from retrowalk.history.facts import plain
from retrowalk.history.walks import Sample


Applied = Callable[[Connection, int, Any], None]

# Every column of a sample, in the order of its fields, without `id` and `walk`.
_FIELDS = tuple(Sample.__dataclass_fields__)


def apply(db: Connection, n: int, fact: f.Fact) -> None:
    """Change the tables by fact number `n`."""
    _APPLIED[type(fact)](db, n, fact)


def _set(table: Table, record: str) -> Applied:
    """The newest takes the place of what has the same id."""

    def put(db: Connection, _: int, fact: object) -> None:
        row = plain(getattr(fact, record))
        db.execute(delete(table).where(table.c.id == row["id"]))
        db.execute(insert(table).values(**row))

    return put


def _add(table: Table, record: str) -> Applied:
    """One more row, by the fact's number."""

    def put(db: Connection, n: int, fact: object) -> None:
        db.execute(insert(table).values(n=n, **plain(getattr(fact, record))))

    return put


def _walk_begun(db: Connection, n: int, fact: f.WalkBegun) -> None:
    db.execute(insert(s.walk).values(n=n, every=1, **plain(fact.walk)))


def _walk_ended(db: Connection, _: int, fact: f.WalkEnded) -> None:
    changed = {"state": fact.state.value, "stop_reason": fact.reason and fact.reason.value, "ended": fact.at}
    db.execute(update(s.walk).where(s.walk.c.id == fact.walk).values(summary=plain(fact.summary), **changed))


def _after_told(db: Connection, _: int, fact: f.AfterTold) -> None:
    before = db.execute(select(s.walk.c.after).where(s.walk.c.id == fact.walk)).scalar()
    told = {name: value for name, value in plain(fact.after).items() if value is not None}
    db.execute(update(s.walk).where(s.walk.c.id == fact.walk).values(after=(before or {}) | told))


def _flag_released(db: Connection, _: int, fact: f.FlagReleased) -> None:
    released = {"released_at": fact.at, "released_by": fact.by, "because": fact.because}
    db.execute(update(s.flag).where(s.flag.c.id == fact.flag).values(**released))


def _device_revoked(db: Connection, _: int, fact: f.DeviceRevoked) -> None:
    db.execute(update(s.device).where(s.device.c.id == fact.device).values(revoked=fact.at))


def _machine_forgotten(db: Connection, _: int, fact: f.MachineForgotten) -> None:
    db.execute(delete(s.machine).where(s.machine.c.id == fact.machine))


# Where somebody stands under `person`; what was said in their walks goes before the walks.
_PERSONAL = (s.cap_rule, s.flag, s.screening, s.outcome, s.audit, s.decision, s.device, s.walk)


def _person_erased(db: Connection, _: int, fact: f.PersonErased) -> None:
    for walk in db.execute(select(s.walk).where(s.walk.c.person == fact.person)).all():
        db.execute(delete(s.mark).where(s.mark.c.walk == walk.id))
        thin(db, walk.n, 0, walk.first, walk.last)
    for table in _PERSONAL:
        db.execute(delete(table).where(table.c.person == fact.person))
    db.execute(delete(s.person).where(s.person.c.id == fact.person))


def _thinned(db: Connection, _: int, fact: f.SamplesThinned) -> None:
    for walk in fact.walks:
        row = db.execute(select(s.walk.c.n, s.walk.c.first, s.walk.c.last).where(s.walk.c.id == walk)).first()
        if row is not None:
            thin(db, row.n, fact.every, row.first, row.last)
            db.execute(update(s.walk).where(s.walk.c.n == row.n).values(every=fact.every))


def thin(db: Connection, key: int, every: int, first: int | None, last: int | None) -> None:
    """Keep one sample in `every` seconds of a walk; 0 = none."""
    if first is not None:
        rows = delete(s.sample).where(*_within(key, first, last))
        db.execute(rows.where(s.sample.c.t % every != 0) if every else rows)


def _within(key: int, first: int, last: int | None) -> tuple[Any, ...]:
    """The rows of a walk, found by where they begin and end."""
    end = () if last is None else (s.sample.c.id <= last,)
    return s.sample.c.id >= first, *end, s.sample.c.walk == key


_APPLIED: Mapping[type, Applied] = MappingProxyType(
    {
        f.PersonSet: _set(s.person, "person"),
        f.PersonErased: _person_erased,
        f.MachineSet: _set(s.machine, "machine"),
        f.MachineForgotten: _machine_forgotten,
        f.CapSet: _add(s.cap_rule, "rule"),
        f.FlagRaised: _set(s.flag, "flag"),
        f.FlagReleased: _flag_released,
        f.Screened: _add(s.screening, "screening"),
        f.Measured: _add(s.outcome, "outcome"),
        f.WalkBegun: _walk_begun,
        f.WalkEnded: _walk_ended,
        f.AfterTold: _after_told,
        f.Marked: _add(s.mark, "mark"),
        f.SamplesThinned: _thinned,
        f.DeviceSet: _set(s.device, "device"),
        f.DeviceRevoked: _device_revoked,
        f.Audited: _add(s.audit, "audit"),
        f.Decided: _add(s.decision, "decision"),
    }
)


# ── samples ─────────────────────────────────────────────────────────────────────────────────────────


def newest_sample(db: Connection) -> int:
    """The highest id there is."""
    return db.execute(select(func.max(s.sample.c.id))).scalar() or 0


def add_samples(db: Connection, key: int, samples: Iterable[Sample], first: int) -> int:
    """Append samples of a walk under ids from `first` on; gives the next free one. A walk not there gets none."""
    rows = [
        {"id": id_, "walk": key} | {name: getattr(sample, name) for name in _FIELDS}
        for id_, sample in enumerate(samples, first)
    ]
    begun = update(s.walk).where(s.walk.c.n == key)
    if not rows or not db.execute(select(s.walk.c.n).where(s.walk.c.n == key)).first():
        return first
    db.execute(insert(s.sample), rows)
    db.execute(begun.where(or_(s.walk.c.first.is_(None), s.walk.c.first > first)).values(first=first))
    return first + len(rows)


def close_samples(db: Connection, key: int, last: int) -> None:
    """No sample of this walk comes after `last`."""
    db.execute(update(s.walk).where(s.walk.c.n == key).values(last=last))


def close_if_whole(db: Connection, walk: str, samples: int, last: int) -> None:
    """A walk that has ended is closed if all its samples are there; one that is not is made again some day."""
    row = db.execute(select(s.walk.c.n, s.walk.c.first).where(s.walk.c.id == walk)).first()
    if row is None:
        return
    rows = select(func.count()).select_from(s.sample).where(*_within(row.n, row.first or last + 1, None))
    if db.execute(rows).scalar() == samples:
        close_samples(db, row.n, last)


def replace_samples(db: Connection, key: int, samples: Iterable[Sample], first: int) -> int:
    """Put samples made again from the journal in place of all there are of a walk; gives the next free id."""
    walk = db.execute(select(s.walk.c.first, s.walk.c.last).where(s.walk.c.n == key)).first()
    if walk is not None:
        thin(db, key, 0, walk.first, walk.last)
    db.execute(update(s.walk).where(s.walk.c.n == key).values(first=None, last=None))
    following = add_samples(db, key, samples, first)
    close_samples(db, key, following - 1)
    return following
