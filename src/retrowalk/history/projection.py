"""The database as the facts make it: one thread writes. What it cannot write now it keeps and tries again."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import URL, Connection, Engine, insert, select, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from retrowalk.history import schema as s
from retrowalk.history.apply import add_samples, apply, close_if_whole, newest_sample, replace_samples
from retrowalk.history.database import PATIENCE, Away, DatabaseError, checkpoint, engine, judged, migrate, words
from retrowalk.history.facts import Fact, PersonErased, SamplesThinned, WalkEnded
from retrowalk.history.orders import Orders
from retrowalk.history.site import Told
from retrowalk.history.walks import Sample


# A database that is away is tried again after this (s).
RETRY = 1.0
# Samples are committed once a second: every commit writes whole pages to a memory card (s).
TOGETHER = 1.0
# Fifty treadmills for an hour. More samples than that are dropped and made again from the journals later.
MOST_ROWS = 180_000
# What takes rows out: they must leave the write-ahead log as well.
_TAKING = (PersonErased, SamplesThinned)
# Who reads a whole export just then is waited for so long (s), once; and later, with every try, as for any lock.
READERS = 4.0
_LOGGED = "what was erased is still in the write-ahead log: another program reads the database"
# Orders that may wait; whoever would come after is refused.
LIMIT = 20_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rows:
    """Samples of a walk: `again` in place of all there are."""

    key: int
    samples: tuple[Sample, ...]
    again: bool = False


@dataclass(frozen=True, slots=True)
class Barrier:
    """Is done when all that was put before it is in the database; fails with Away when it could not be.

    emptied: what was taken out has to be out of the write-ahead log, too.
    """

    done: Future[None]
    emptied: bool = False


Job = Told | Rows
Order = Job | Barrier


class Projection:
    """`why` says what keeps facts out of the database now; "" when nothing does."""

    def __init__(self, url: URL, site: str, newest: int, *, inline: bool = False) -> None:
        """`site` and `newest`: whose facts, and the highest number the site journal has given. Raises DatabaseError."""
        self.why = ""
        self.applied = 0
        self._url = url
        self._site = site
        self._newest = newest
        self._engine: Engine | None = None
        self._jobs: list[Job] = []
        self._next_row = 1
        self._committed_at = 0.0
        self._rows = 0
        self._dead = False
        self._taken = False
        self._opening = True
        self._attempt(lambda: None)
        self._opening = False
        if self._dead:
            raise DatabaseError(self.why)
        self._orders: Orders[Order] = Orders("history database", self._work, LIMIT, inline=inline)

    def put(self, order: Order) -> bool:
        """Hand over; never waits. False when there is no room."""
        return self._orders.put(order)

    def close(self) -> None:
        """Write what waits, if that can be done now."""
        self._orders.close()
        if self._jobs and not self._dead:
            self._attempt(self._write)
        if self._engine is not None:
            with suppress(Exception):
                checkpoint(self._engine)
            self._engine.dispose()

    # ── on its thread ───────────────────────────────────────────────────────────────────────────────

    def _work(self, orders: list[Order]) -> float | None:
        barriers = [order for order in orders if isinstance(order, Barrier)]
        self._jobs += [order for order in orders if not isinstance(order, Barrier)]
        self._drop_rows()
        if self._due(orders, barriers):
            self._attempt(self._write)
        elif self._log_due(barriers):
            self._attempt(lambda: self._empty_log(PATIENCE))
        for barrier in barriers:
            self._answer(barrier)
        return self._again()

    def _again(self) -> float | None:
        """When to go on without a new order."""
        if self._dead or not (self._jobs or self._taken or self._engine is None):
            return None
        return RETRY if self.why or self._taken else TOGETHER

    def _log_due(self, barriers: list[Barrier]) -> bool:
        """Whether to try to empty the log once more: while facts wait for the database it is not the time."""
        return self._taken and not self.why and (self._waited or any(each.emptied for each in barriers))

    def _due(self, orders: list[Order], barriers: list[Barrier]) -> bool:
        """Facts go at once, samples together, and what failed when its time has come again, as does the opening."""
        facts = any(isinstance(order, Told) for order in orders)
        wanted = bool(self._jobs) or self._engine is None
        return wanted and not self._dead and (facts or bool(barriers) or self._waited)

    @property
    def _waited(self) -> bool:
        return time.monotonic() - self._committed_at >= TOGETHER

    def _answer(self, barrier: Barrier) -> None:
        why = self.why or (_LOGGED if barrier.emptied and self._taken else "")
        if why:
            barrier.done.set_exception(Away(why))
        else:
            barrier.done.set_result(None)

    def _attempt(self, act: Callable[[], None]) -> None:
        """Do it, or say why not; the second failure in a row is not logged again."""
        self._committed_at = time.monotonic()
        try:
            if self._engine is None:
                self._prepare()
            act()
        except DBAPIError as error:
            self._dead = isinstance(judged(error), DatabaseError)
            self._complain(str(judged(error)))
        except OSError as error:
            self._complain(error.strerror or str(error))
        except Exception as error:  # noqa: BLE001 - whatever it was, who waits for an answer gets one
            self._dead = True
            self._complain(str(error) if isinstance(error, DatabaseError) else repr(error))
        else:
            self._complain("")

    def _complain(self, why: str) -> None:
        if bool(why) != bool(self.why):
            _log.log(logging.WARNING if why else logging.INFO, "history database: %s", why or "written again")
        self.why = why

    def _prepare(self) -> None:
        """Connect, migrate, and learn what is there."""
        made = engine(self._url)
        try:
            with made.begin() as db:
                migrate(db)
                self._recognise(db)
                self._next_row = newest_sample(db) + 1
        except BaseException:
            made.dispose()
            raise
        self._engine = made
        self._taken = not checkpoint(made)  # of an erasure that a crash cut off

    def _recognise(self, db: Connection) -> None:
        row = db.execute(select(s.progress)).first()
        if row is None:
            db.execute(insert(s.progress).values(id=1, site=self._site, applied=0))
        elif self._site and row.site != self._site:
            raise DatabaseError("the database belongs to another site's journal; `retrowalk rebuild` makes it anew")
        self.applied = 0 if row is None else row.applied
        if self.applied > self._newest and not self._opening:
            raise DatabaseError(
                "the site journal has lost facts this database knows; `retrowalk rebuild` makes it anew"
            )

    def _write(self) -> None:
        """All that waits, in one transaction."""
        try:
            self._in_one(lambda db, told: apply(db, told.n, told.fact))
        except SQLAlchemyError as error:
            if _passes(error):
                raise
            self._in_one(carefully)
        taken = any(isinstance(job, Told) and isinstance(job.fact, _TAKING) for job in self._jobs)
        self._jobs = []
        self._rows = 0
        if taken:
            self._taken = True
            self._empty_log(READERS)

    def _empty_log(self, patience: float) -> None:
        """Try until nobody reads from it: once it is empty nothing is left of what was taken out."""
        if self._engine is not None:
            self._taken = not checkpoint(self._engine, patience)

    def _in_one(self, take: Callable[[Connection, Told], None]) -> None:
        row, applied = self._next_row, self.applied
        assert self._engine is not None  # noqa: S101 - for the type checker: _attempt has prepared it
        with self._engine.begin() as db:
            for job in self._jobs:
                if isinstance(job, Rows):
                    row = _put_rows(db, job, row)
                elif job.n > applied:
                    take(db, job)
                    applied = job.n
                    _close(db, job.fact, row - 1)
            db.execute(update(s.progress).values(applied=applied))
        self._next_row, self.applied = row, applied

    def _drop_rows(self) -> None:
        """More than an hour's samples are not kept in memory: the journals have them."""
        rows = sum(len(job.samples) for job in self._jobs if isinstance(job, Rows))
        if rows > MOST_ROWS:
            _log.error("history database: %d samples are left to be made again from the journals", rows)
            self._jobs = [job for job in self._jobs if not isinstance(job, Rows)]


def _put_rows(db: Connection, job: Rows, first: int) -> int:
    put = replace_samples if job.again else add_samples
    return put(db, job.key, job.samples, first)


def _close(db: Connection, fact: Fact, last: int) -> None:
    if isinstance(fact, WalkEnded):
        close_if_whole(db, fact.walk, fact.summary.samples, last)


def _passes(error: SQLAlchemyError) -> bool:
    """Whether it is the database that is away, and not this fact that it does not take."""
    return isinstance(error, DBAPIError) and isinstance(judged(error), Away)


def carefully(db: Connection, told: Told) -> None:
    """A fact the database does not take is passed by, so that those after it are not lost with it."""
    try:
        with db.begin_nested():
            apply(db, told.n, told.fact)
    except SQLAlchemyError as error:
        if _passes(error):
            raise
        _log.error("history database: fact %d is passed by: %s", told.n, words(error))
