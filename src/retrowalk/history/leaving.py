"""A person leaves: all that is kept of them goes into one file first, and then out of everything here."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from retrowalk.history import schema as s
from retrowalk.history.facts import PersonErased
from retrowalk.history.questions import Question
from retrowalk.history.roll import Begun
from retrowalk.history.site import PRIVATE
from retrowalk.history.store import History
from retrowalk.journal.disk import write_whole


# The layout of the file, should it ever change.
FORMAT = 1

_TOLD = (s.cap_rule, s.flag, s.screening, s.outcome, s.decision, s.device, s.audit)
# What nobody needs to take along: hashes, and where rows lie here.
_OURS = frozenset({"n", "pin", "token_hash", "id", "walk", "first", "last", "every", "journal"})


class NotErased(Exception):
    """A person who stays, and why; nothing has changed. The message is for people."""


def everything(person: str) -> Question[dict[str, Any] | None]:
    """All that is kept of a person, as plain data; None for somebody unknown."""

    def ask(db: Connection) -> dict[str, Any] | None:
        found = _rows(db, s.person, s.person.c.id == person)
        if not found:
            return None
        told = {table.name: _rows(db, table, table.c.person == person) for table in _TOLD}
        return {"format": FORMAT, "person": {"id": person, **found[0]}, **told, "walks": _walks(db, person)}

    return ask


def _rows(db: Connection, table: Table, *conditions: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - of SQLAlchemy
    query = select(*(column for column in table.c if column.name not in _OURS)).where(*conditions)
    return [dict(row) for row in db.execute(query.order_by(*table.primary_key)).mappings()]


def _walks(db: Connection, person: str) -> list[dict[str, Any]]:
    """Every walk with its marks and its seconds."""
    walks = db.execute(select(s.walk).where(s.walk.c.person == person).order_by(s.walk.c.n)).all()
    return [
        {
            "id": walk.id,
            **_rows(db, s.walk, s.walk.c.n == walk.n)[0],
            "marks": _rows(db, s.mark, s.mark.c.walk == walk.id),
            "samples": [] if walk.first is None else _samples(db, walk.n, walk.first),
        }
        for walk in walks
    ]


def _samples(db: Connection, key: int, first: int) -> list[dict[str, Any]]:
    return _rows(db, s.sample, s.sample.c.id >= first, s.sample.c.walk == key)


def written(person: str) -> Question[bytes | None]:
    """All that is kept of a person, as the text of a JSON file; None for somebody unknown.

    It is made where it is read, walk by walk: years of seconds in one piece would keep every other thread waiting.
    """

    def ask(db: Connection) -> bytes | None:
        found = everything(person)(db)
        if found is None:
            return None
        walks = ",\n".join(_text(walk) for walk in found.pop("walks"))
        return f'{_text(found)[:-1]}, "walks": [{walks}]}}\n'.encode()

    return ask


def _text(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False)


def export(history: History, person: str, file: Path) -> None:
    """Write all that is kept of a person, as one JSON file for its owner's eyes. Raises NotErased, Away, OSError."""
    found = history.answer(written(person))
    if found is None:
        raise NotErased(f"no person {person!r} is known")
    write_whole(file, found, PRIVATE)


def fact(history: History, person: str, at: int, by: str) -> PersonErased:
    """What is told of somebody who leaves, with the journals of their walks."""
    return PersonErased(
        person, at, by, tuple(filter(None, (walk.journal for walk in walks_of(history, person).values())))
    )


def walks_of(history: History, person: str) -> dict[str, Begun]:
    """Every walk of theirs, by its id."""
    return {id_: walk for id_, walk in history.walks.items() if walk.person == person}


def erase(history: History, person: str, file: Path, at: int, by: str) -> None:
    """Export a person, then forget them: in database, site journal and journals. Waits; never on the loop.

    Once the site journal says so, whoever opens it next ends what a crash interrupts. Raises as `export`, NotKept.
    """
    walking = next((id_ for id_, walk in walks_of(history, person).items() if walk.open), None)
    if walking is not None:
        raise NotErased(f"person {person!r} is walking: walk {walking} has not ended")
    export(history, person, file)
    history.keep(fact(history, person, at, by)).result()
    history.do_forget().result()
