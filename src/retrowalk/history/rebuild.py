"""The database made anew from what is the truth: the site journal, and the journal of every walk."""

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, insert, select, text

from retrowalk.history import schema as s
from retrowalk.history.again import Again, again
from retrowalk.history.apply import close_samples, replace_samples, thin
from retrowalk.history.database import address, checkpoint, engine, migrate
from retrowalk.history.projection import carefully
from retrowalk.history.site import NAME, Reading, read
from retrowalk.journal.disk import sync_folder
from retrowalk.journal.lock import locked
from retrowalk.journal.reader import JournalError


class NothingKept(Exception):
    """There is no site journal to make a database from. The message is for people."""


@dataclass(slots=True)
class Rebuilt:
    """What it was made from. `damage`: what could not be read, by file and line, for people."""

    facts: int = 0
    walks: int = 0
    samples: int = 0
    damage: tuple[str, ...] = ()


def rebuild(url: str, folder: Path) -> Rebuilt:
    """Make the database anew; the old one stays until the new one is whole.

    Raises NothingKept, SiteError, DatabaseError, Taken while a service has it, OSError.
    """
    where = address(url, folder)
    if not (folder / NAME).is_file():
        raise NothingKept(f"{folder / NAME}: there is no site journal to rebuild from")
    with locked(folder / "history.lock", "the memory of this site"):
        reading = read(folder / NAME)
        if where.drivername == "sqlite":
            return _beside(where, folder, reading)
        return _fill(where, folder, reading)


def _beside(url: URL, folder: Path, reading: Reading) -> Rebuilt:
    """A new file, put in the place of the old one when it is whole; the old one may be no database at all."""
    old = Path(str(url.database))
    fresh = old.with_name(f"{old.name}.new")
    _remove(fresh)
    rebuilt = _fill(url.set(database=str(fresh)), folder, reading)
    for suffix in ("-wal", "-shm"):  # of the old one: what is in them is in the new one, too
        old.with_name(old.name + suffix).unlink(missing_ok=True)
    fresh.replace(old)
    sync_folder(old.parent)
    return rebuilt


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _fill(url: URL, folder: Path, reading: Reading) -> Rebuilt:
    """Empty tables, every fact, then every walk's samples, in one transaction."""
    made = engine(url)
    try:
        with made.begin() as db:
            _empty(db)
            migrate(db)
            rebuilt = _facts(db, reading)
            _samples(db, folder, rebuilt)
        checkpoint(made)
    finally:
        made.dispose()
    if url.drivername == "sqlite":
        _sync(Path(str(url.database)))
    return rebuilt


def _sync(file: Path) -> None:
    number = os.open(file, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _empty(db: Connection) -> None:
    s.METADATA.drop_all(db)
    db.execute(text("DROP TABLE IF EXISTS alembic_version"))


def _facts(db: Connection, reading: Reading) -> Rebuilt:
    db.execute(insert(s.progress).values(id=1, site=reading.site, applied=reading.next - 1))
    for told in reading.told:
        carefully(db, told)
    return Rebuilt(len(reading.told), damage=tuple(reading.damage))


def _samples(db: Connection, folder: Path, rebuilt: Rebuilt) -> None:
    following = 1
    for walk in db.execute(select(s.walk).order_by(s.walk.c.n)).all():
        rebuilt.walks += 1
        found = _again(folder / walk.journal, rebuilt) if walk.every and walk.journal else None
        if found is not None:
            first, following = following, replace_samples(db, walk.n, found.samples, following)
            rebuilt.samples += following - first
            _thin(db, walk.n, walk.every, first, following - 1)


def _again(path: Path, rebuilt: Rebuilt) -> Again | None:
    try:
        found = again(path)
    except (JournalError, OSError) as error:
        rebuilt.damage = (*rebuilt.damage, str(error))
        return None
    if found.damage:
        rebuilt.damage = (*rebuilt.damage, found.damage)
    return found


def _thin(db: Connection, key: int, every: int, first: int, last: int) -> None:
    if every > 1:
        thin(db, key, every, first, last)
        close_samples(db, key, last)
