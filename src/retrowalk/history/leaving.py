"""A person leaves: all that is kept of them goes into one file first, and then out of everything here."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from retrowalk.history import schema as s
from retrowalk.history.facts import PersonErased
from retrowalk.history.questions import Question
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


def export(history: History, person: str, file: Path) -> None:
    """Write all that is kept of a person, as one JSON file for its owner's eyes. Raises NotErased, Away, OSError."""
    found = history.answer(everything(person))
    if found is None:
        raise NotErased(f"no person {person!r} is known")
    text = json.dumps(found, ensure_ascii=False, indent=1)
    write_whole(file, text.encode(), PRIVATE)


def erase(history: History, person: str, file: Path, at: int, by: str) -> None:
    """Export a person, then forget them: in database, site journal and journals. Waits; never on the loop.

    Once the site journal says so, whoever opens it next ends what a crash interrupts. Raises as `export`, NotKept.
    """
    walks = {id_: walk for id_, walk in history.walks.items() if walk.person == person}
    walking = next((id_ for id_, walk in walks.items() if walk.open), None)
    if walking is not None:
        raise NotErased(f"person {person!r} is walking: walk {walking} has not ended")
    export(history, person, file)
    journals = tuple(walk.journal for walk in walks.values() if walk.journal)
    history.keep(PersonErased(person, at, by, journals)).result()
    history.do_forget().result()
    history.settled().result()
