"""The memory of a site: facts go to the site journal first and then to the database; both keep themselves going.

A fact counts once it is safe in the site journal. What the database cannot take now it takes later, in the same order;
meanwhile nothing is read, since it would be old. The loop never waits for a disk.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy.exc import DBAPIError

from retrowalk.history.database import Away, address, engine, judged
from retrowalk.history.erasing import finish
from retrowalk.history.facts import Fact, warm
from retrowalk.history.orders import Orders
from retrowalk.history.projection import Barrier, Projection, Rows
from retrowalk.history.questions import Question
from retrowalk.history.roll import Begun, Roll, unfit
from retrowalk.history.site import NAME, Site, Told
from retrowalk.history.walks import Sample
from retrowalk.journal.disk import make_folder
from retrowalk.journal.lock import locked


Given = TypeVar("Given")

# Facts that may wait for the disk; who comes then is refused.
LIMIT = 10_000
# A disk that has not taken a fact within this (s) hangs: nothing new is begun that nobody could tell of later.
LATE = 4.0

_log = logging.getLogger(__name__)


class NotKept(Exception):
    """A fact that was refused, and why; nothing of it is kept. The message is for people."""


@dataclass(slots=True)
class _Fact:
    fact: Fact
    kept: Future[int]


@dataclass(slots=True)
class _Then:
    """Something to do after all facts before it, where they are written."""

    act: Callable[[], None]


class History:
    """Opened once for a state folder, by one program at a time."""

    def __init__(self, url: str, folder: Path, *, inline: bool = False) -> None:
        """Open or begin; waits for disk and database. Raises DatabaseError, SiteError, Taken, OSError.

        Inline everything is done before the call returns: for simulated time, which no thread shares.
        """
        self.folder = folder
        self._inline = inline
        self._stack = ExitStack()
        self._url = address(url, folder)
        make_folder(folder)
        warm()
        self._stack.enter_context(locked(folder / "history.lock", "the memory of this site"))
        try:
            self._open()
        except BaseException:
            self._stack.close()
            raise

    def _open(self) -> None:
        self._site = Site(self.folder / NAME)
        self._stack.callback(self._site.close)
        self._forget()
        reading = self._site.reading
        self.damage = tuple(reading.damage)
        self._roll = Roll()
        for told in reading.told:
            self._roll.add(told.n, told.fact)
        self._disk = ""
        self._waiting_since: float | None = None
        self._database = Projection(self._url, reading.site, reading.next - 1, inline=self._inline)
        self._stack.callback(self._database.close)
        self._catch_up(reading.told, reading.next)
        self._reader = ThreadPoolExecutor(1, "history reader")
        self._stack.callback(self._reader.shutdown)
        self._reads = engine(self._url, reads=True)
        self._stack.callback(self._reads.dispose)
        self._orders: Orders[_Fact | _Then] = Orders("site journal", self._work, LIMIT, inline=self._inline)
        self._stack.callback(self._orders.close)

    def _catch_up(self, told: Sequence[Told], following: int) -> None:
        """What the database has missed; and no number it knows is given a second time."""
        if self._database.applied >= following:
            lost = f"the site journal ends at {following - 1}, the database knows facts up to {self._database.applied}"
            self.damage = (*self.damage, lost)
            self._site.skip_to(self._database.applied + 1)
        for each in told:
            if each.n > self._database.applied:
                self._database.put(each)

    # ── how it is ───────────────────────────────────────────────────────────────────────────────────

    @property
    def healthy(self) -> bool:
        """Whether facts get to the disk and into the database, as far as anybody knows."""
        return not (self.refusal or self.behind)

    @property
    def refusal(self) -> str:
        """Why nothing may be begun that nobody could tell of later; "" when nothing here stands against it."""
        return self.stuck or self._disk

    @property
    def stuck(self) -> str:
        """Why not even the next fact would get to the disk; "" when it may: a full one may have room again."""
        since = self._waiting_since
        late = "" if since is None or time.monotonic() - since < LATE else "the disk takes no facts"
        return self._site.broken or late

    @property
    def behind(self) -> str:
        """Why the database does not know all facts; "" when it does. Nothing is lost: the site journal has them."""
        return self._database.why

    @property
    def open_walks(self) -> tuple[str, ...]:
        """The walks that have begun and not ended."""
        return tuple(id_ for id_, walk in self.walks.items() if walk.open)

    @property
    def walks(self) -> dict[str, Begun]:
        """Every walk there is, by its id."""
        return dict(self._roll.walks)

    # ── telling ─────────────────────────────────────────────────────────────────────────────────────

    def record(self, fact: Fact) -> "asyncio.Future[int]":
        """Keep a fact. Never waits; the future gives its number once it is safe, or raises NotKept."""
        kept = asyncio.wrap_future(self.keep(fact))
        kept.add_done_callback(lambda done: done.cancelled() or done.exception())  # heard, whoever waits
        return kept

    def keep(self, fact: Fact) -> Future[int]:
        """Keep a fact, where no loop runs."""
        kept: Future[int] = _promise()
        why = unfit(fact)
        if why:
            kept.set_exception(NotKept(why))
        elif not self._orders.put(_Fact(fact, kept)):
            kept.set_exception(NotKept("too many facts wait for the disk, or the memory is closed"))
        elif not kept.done() and self._waiting_since is None:
            self._waiting_since = time.monotonic()
        return kept

    def walk_samples(self, walk: str, samples: Sequence[Sample]) -> None:
        """Keep seconds of a walk, all of them before its end is told. Never waits. Its journal has them, too.

        Raises NotKept for a walk whose beginning was not kept.
        """
        begun = self._roll.walks.get(walk)
        if begun is None:
            raise NotKept(f"no walk {walk!r} is known")
        if not self._database.put(Rows(begun.key, tuple(samples))):
            _log.error("samples of walk %s are left to be made again from its journal", walk)

    def samples_again(self, walk: str, samples: Sequence[Sample]) -> None:
        """Put these in place of all samples of a walk."""
        self._database.put(Rows(self._roll.walks[walk].key, tuple(samples), again=True))

    # ── asking ──────────────────────────────────────────────────────────────────────────────────────

    async def read(self, question: Question[Given]) -> Given:
        """Answer from all that was told before. Raises Away while the database does not know it."""
        await asyncio.wrap_future(self.settled())
        if self._inline:
            return self._ask(question)
        return await asyncio.get_running_loop().run_in_executor(self._reader, self._ask, question)

    def answer(self, question: Question[Given]) -> Given:
        """As `read`, for a thread that may wait."""
        self.settled().result()
        return self._ask(question)

    def settled(self) -> Future[None]:
        """Is done when all that was told before is in the database; raises Away when it cannot be."""
        done: Future[None] = _promise()
        if not self._orders.put(_Then(lambda: self._after(done))):
            done.set_exception(Away("too much waits for the disk, or the memory is closed"))
        return done

    def _after(self, done: Future[None], *, emptied: bool = False) -> None:
        if not self._database.put(Barrier(done, emptied)):
            done.set_exception(Away("too much waits for the database"))

    def _ask(self, question: Question[Given]) -> Given:
        try:
            with self._reads.begin() as db:
                return question(db)
        except DBAPIError as error:
            raise judged(error) from None

    # ── forgetting ──────────────────────────────────────────────────────────────────────────────────

    async def forget(self) -> None:
        """Take out of files what erased persons and thinned walks left there. Raises OSError, Away."""
        await asyncio.wrap_future(self.do_forget())

    def do_forget(self) -> Future[None]:
        """As `forget`, where no loop runs."""
        done: Future[None] = _promise()
        if not self._orders.put(_Then(lambda: self._forgotten(done))):
            done.set_exception(Away("too much waits for the disk, or the memory is closed"))
        return done

    def _forgotten(self, done: Future[None]) -> None:
        try:
            self._forget()
        except OSError as error:
            done.set_exception(error)
        else:
            self._after(done, emptied=True)

    def _forget(self) -> None:
        finish(self.folder)
        self._site.reopen()

    def close(self) -> None:
        """Write what waits, and end. Waits for the disk."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ── on the thread of the site journal ───────────────────────────────────────────────────────────

    def _work(self, orders: list[Any]) -> None:
        """Facts together as long as nothing else stands between them."""
        facts: list[_Fact] = []
        for order in orders:
            if isinstance(order, _Fact):
                facts.append(order)
                continue
            self._write(facts)
            facts = []
            order.act()
        self._write(facts)
        self._waiting_since = None

    def _write(self, orders: list[_Fact]) -> None:
        if not orders:
            return
        before = self._roll.copy()
        sound = [order for order in orders if self._makes_sense(order)]
        try:
            told = self._site.append([order.fact for order in sound])
        except OSError as error:
            self._roll = before
            self._disk = f"the disk takes no facts: {error.strerror or error}"
            for order in sound:
                order.kept.set_exception(NotKept(self._disk))
            return
        self._disk, self._waiting_since = "", None
        for each, order in zip(told, sound, strict=True):
            self._pass_on(each, order)

    def _pass_on(self, told: Told, order: _Fact) -> None:
        self._roll.add(told.n, told.fact)
        self._database.put(told)
        order.kept.set_result(told.n)

    def _makes_sense(self, order: _Fact) -> bool:
        """Whether a fact does, after those before it; who told it is answered when it does not."""
        why = self._roll.refusal(order.fact)
        if why:
            order.kept.set_exception(NotKept(why))
        else:
            self._roll.add(0, order.fact)
        return not why


def _promise() -> "Future[Any]":
    """A future that nobody can cancel: what it tells of happens all the same."""
    promise: Future[Any] = Future()
    promise.set_running_or_notify_cancel()
    return promise
