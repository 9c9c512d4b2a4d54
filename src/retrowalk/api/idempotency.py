"""The same request twice is done once: a POST with an Idempotency-Key is answered again as it was the first time.

A key belongs to its client. That a request was begun is on the disk before it is done, and its answer before it is
sent; so after a crash in between nothing is done twice: the answer then is that nobody knows, and to look. A request
that was refused changed nothing and may be asked again with the same key. Answers with secrets stay in memory. What is
about somebody who is erased is forgotten, and still not done twice.
"""

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from pathlib import Path

from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.requests import BEGUN, FILE, FORGOTTEN, KEPT, REFUSED, Done, append, sweep


# How long an answer is kept (s), as the draft of the header suggests.
KEPT_FOR = 86_400
# What is too old leaves the disk within this (s), also when nobody asks.
SWEPT_EVERY = 600
KEY_LENGTH = 128

_log = logging.getLogger(__name__)


def digest(method: str, path: str, body: bytes) -> str:
    """What two requests must share to be the same."""
    return hashlib.sha256(b"\0".join((method.encode(), path.encode(), body))).hexdigest()


class Ledger:
    """The requests of the last day. `folder`: where they are kept; None = in memory only. `at`: s of the wall clock."""

    def __init__(self, folder: Path | None, at: Callable[[], int]) -> None:
        self._path = folder / FILE if folder else None
        self._at = at
        self._done: OrderedDict[str, Done] = OrderedDict()
        self._under_way: dict[str, asyncio.Lock] = {}
        self._erased: set[str] = set()
        self._disk = asyncio.Lock()

    def load(self) -> None:
        """Read what an earlier run left and write it anew, without what is too old. Raises OSError."""
        if self._path is not None:
            for each in sweep(self._path, self._at() - KEPT_FOR):
                self._keep(each)

    async def once(
        self,
        client: str,
        key: str,
        what: str,
        do: Callable[[], Awaitable[Done]],
        *,
        about: str = "",
        secret: bool = False,
    ) -> Done:
        """Do it, or answer as before. `do` gives the answer in a Done of its own. Raises Refusal.

        about: the path, and whom the request names besides.
        """
        name = hashlib.sha256(f"{client}\0{key}".encode()).hexdigest()
        lock = self._under_way.setdefault(name, asyncio.Lock())
        try:
            async with lock:
                known = self._known(name, what)
                begun = Done(name, what, self._at(), BEGUN, about=about)
                return known or await self._first(begun, do, secret=secret)
        finally:
            if not lock.locked():
                self._under_way.pop(name, None)

    async def forget(self, ids: Collection[str]) -> None:
        """Forget what is about these, in memory and on the disk; also what is under way now. Raises OSError."""
        self._erased.update(ids)
        for key, done in self._done.items():
            self._done[key] = done.forgotten() if done.concerns(ids) else done
        await self._sweep(ids)

    async def run(self) -> None:
        """Let go of what is too old, for as long as the site is served."""
        while True:
            await asyncio.sleep(SWEPT_EVERY)
            self._age()
            try:
                await self._sweep()
            except OSError as error:
                _log.warning("old answers are still on the disk: %s", error.strerror or error)

    def _known(self, name: str, what: str) -> Done | None:
        known = self._done.get(name)
        if known is None or self._at() - known.at >= KEPT_FOR:
            return None
        if known.status == FORGOTTEN:
            raise Refusal(Code.GONE, "this request came before; whom it was about is erased, and so is its answer")
        if known.digest != what:
            raise Refusal(Code.KEY_REUSED, "this Idempotency-Key was sent with another request before")
        if known.status == BEGUN:
            raise Refusal(
                Code.CONFLICT, "this request was begun and its outcome is not known: look before you repeat it"
            )
        return known

    async def _first(self, begun: Done, do: Callable[[], Awaitable[Done]], *, secret: bool) -> Done:
        await self._write(begun)
        answered = await do()
        done = replace(answered, key=begun.key, digest=begun.digest, at=begun.at, about=begun.about)
        self._keep(done)
        if not secret:
            await self._write(done)
        return done

    def _keep(self, done: Done) -> None:
        if done.status >= REFUSED:
            self._done.pop(done.key, None)
            return
        self._done[done.key] = self._left_of(done)
        self._done.move_to_end(done.key)
        self._age()

    def _left_of(self, done: Done) -> Done:
        """What may be kept of it: of a refusal that it was one, of somebody erased while it was under way nothing."""
        if done.status >= REFUSED:
            return replace(done, digest="", body="", etag="", about="")
        return done.forgotten() if done.concerns(self._erased) else done

    def _age(self) -> None:
        while self._done and (len(self._done) > KEPT or self._at() - next(iter(self._done.values())).at > KEPT_FOR):
            self._done.popitem(last=False)

    async def _write(self, done: Done) -> None:
        """Safe from a power cut when this returns. Raises Refusal."""
        self._keep(done)
        if self._path is None:
            return
        try:
            async with self._disk:
                await asyncio.to_thread(append, self._path, self._left_of(done))
        except OSError as error:
            self._done.pop(done.key, None)
            raise Refusal(Code.STORAGE, f"the request cannot be written down: {error.strerror or error}") from None

    async def _sweep(self, ids: Collection[str] = ()) -> None:
        if self._path is not None:
            async with self._disk:
                await asyncio.to_thread(sweep, self._path, self._at() - KEPT_FOR, ids)
