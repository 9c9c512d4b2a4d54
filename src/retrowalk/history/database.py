"""The way to the database: its address, its connections, its migrations. SQLite or PostgreSQL."""

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import StaticPool

from retrowalk.history.site import PRIVATE


NAME = "history.sqlite"
# Another program may hold a SQLite file for a moment (a backup, somebody's query); longer than this (s) is a fact to
# be kept for later, not to be waited for. A table of PostgreSQL likewise (ms).
PATIENCE = 0.5
_LOCKED = "-c lock_timeout=2000 -c statement_timeout=30000"
# A server that does not answer is away after this (s).
_CONNECT = 5


class DatabaseError(Exception):
    """A database that cannot be used as it is; the message says why and what to do. Waiting will not help."""


class Away(Exception):
    """A database that cannot be reached or written now, and may be later."""


def address(text: str, folder: Path) -> URL:
    """The database of a URL; empty = the SQLite file in the state folder. Raises DatabaseError."""
    if not text:
        return URL.create("sqlite", database=str(folder / NAME))
    try:
        url = make_url(text)
    except ArgumentError:
        raise DatabaseError("a database is sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME") from None
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in _OPENED:
        raise DatabaseError(f"{url.drivername} is no database Retrowalk knows: use sqlite:/// or postgresql+psycopg://")
    if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
        raise DatabaseError("sqlite:/// needs the path of a file")
    return url


def engine(url: URL, *, reads: bool = False) -> Engine:
    """The engine of a database; one for reading cannot write. Raises DatabaseError."""
    return _OPENED[url.drivername](url, reads)


def _sqlite(url: URL, reads: bool) -> Engine:  # noqa: FBT001 - called through the table below
    """A file; what is deleted from it is overwritten."""
    made = create_engine(url, connect_args={"timeout": PATIENCE, "check_same_thread": False})
    if not reads:
        Path(str(url.database)).touch(PRIVATE)
    return _by_us(made, _READING if reads else _WRITING, "BEGIN" if reads else "BEGIN IMMEDIATE")


def in_memory() -> Engine:
    """A database of one connection, which no disk sees and which goes with it."""
    made = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    return _by_us(made, "", "BEGIN")


def _by_us(made: Engine, first: str, begin: str) -> Engine:
    """Transactions of an SQLite engine begin when we say so; `first` is said to each connection."""

    @event.listens_for(made, "connect")
    def _connected(raw: sqlite3.Connection, _: object) -> None:
        raw.isolation_level = None
        raw.executescript(first)

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return made


_WRITING = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
_READING = "PRAGMA query_only=ON;"


def _postgresql(url: URL, reads: bool) -> Engine:  # noqa: FBT001
    only = " -c default_transaction_read_only=on" if reads else ""
    connect = {"connect_timeout": _CONNECT, "options": _LOCKED + only}
    try:
        return create_engine(url, connect_args=connect, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise DatabaseError("PostgreSQL needs psycopg: install retrowalk[postgres]") from error


_OPENED: Mapping[str, Callable[[URL, bool], Engine]] = MappingProxyType(
    {"sqlite": _sqlite, "postgresql+psycopg": _postgresql}
)


def words(error: Exception) -> str:
    """What a database's own error says, in one line without statement and values."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return " ".join(str(cause).split())


# ── migrations ──────────────────────────────────────────────────────────────────────────────────────


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(connection: Connection) -> None:
    """Bring the tables to this version, in the connection's transaction. Raises DatabaseError for a newer one."""
    scripts = ScriptDirectory.from_config(_config())
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in {each.revision for each in scripts.walk_revisions()}:
        raise DatabaseError(
            f"the database is of a newer version ({found}); this one makes its own by `retrowalk rebuild`"
        )
    if found != scripts.get_current_head():
        command.upgrade(_config(connection), "head")


def judged(error: DBAPIError) -> Exception:
    """An error of the database as ours: away, or to be mended by a person."""
    said = words(error)
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return Away(said)
    return DatabaseError(f"{said}; `retrowalk rebuild` makes the database anew")


def checkpoint(made: Engine, patience: float = PATIENCE) -> bool:
    """Put what the write-ahead log holds into the file, and empty the log; False: somebody still reads from it.

    What was erased is gone from it then. Who reads now is waited for, `patience` (s) long. Raises SQLAlchemyError.
    """
    if made.dialect.name != "sqlite":
        return True  # a server's log is its administrator's
    with made.connect() as db:
        raw: Any = db.connection.dbapi_connection
        raw.execute(f"PRAGMA busy_timeout={round(patience * 1000)}")
        try:
            busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:  # somebody writes
            return False
        finally:
            raw.execute(f"PRAGMA busy_timeout={round(PATIENCE * 1000)}")
    return not busy
