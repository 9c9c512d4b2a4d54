"""The same request twice is done once: a POST with an Idempotency-Key is answered again as it was the first time.

A key belongs to its client. That a request was begun is on the disk before it is done, and its answer before it is
sent; so after a crash in between nothing is done twice: the answer then is that nobody knows, and to look. A request
that was refused changed nothing and may be asked again with the same key. Answers with secrets stay in memory.
"""

import asyncio
import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from retrowalk.gateway.refusals import Code, Refusal


# How long an answer is kept (s), as the draft of the header suggests; and how many.
KEPT_FOR = 86_400
KEPT = 10_000
KEY_LENGTH = 128
REFUSED = 400
FILE = "requests.jsonl"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a request. `status` 0 = begun, and nobody knows; REFUSED and above: nothing was done."""

    key: str
    digest: str
    at: int
    status: int = 0
    body: str = ""
    etag: str = ""


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

    def load(self) -> None:
        """Read what an earlier run left and write it anew, without what is too old. Raises OSError."""
        if self._path is None or not self._path.exists():
            return
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                self._keep(Done(**json.loads(line)))
            except (ValueError, TypeError):
                continue  # cut off by a crash
        whole = "".join(_line(each) for each in self._done.values())
        fresh = self._path.with_suffix(".new")
        fresh.write_text(whole, encoding="utf-8")
        fresh.replace(self._path)

    async def once(
        self, client: str, key: str, what: str, do: Callable[[], Awaitable[Done]], *, secret: bool = False
    ) -> Done:
        """Do it, or answer as before. `do` gives the answer in a Done of its own. Raises Refusal."""
        name = hashlib.sha256(f"{client}\0{key}".encode()).hexdigest()
        lock = self._under_way.setdefault(name, asyncio.Lock())
        try:
            async with lock:
                known = self._known(name, what)
                return known or await self._first(Done(name, what, self._at()), do, secret=secret)
        finally:
            if not lock.locked():
                self._under_way.pop(name, None)

    def _known(self, name: str, what: str) -> Done | None:
        known = self._done.get(name)
        if known is None or self._at() - known.at >= KEPT_FOR:
            return None
        if known.digest != what:
            raise Refusal(Code.KEY_REUSED, "this Idempotency-Key was sent with another request before")
        if not known.status:
            raise Refusal(
                Code.CONFLICT, "this request was begun and its outcome is not known: look before you repeat it"
            )
        return known

    async def _first(self, begun: Done, do: Callable[[], Awaitable[Done]], *, secret: bool) -> Done:
        await self._write(begun)
        answered = await do()
        done = replace(answered, key=begun.key, digest=begun.digest, at=begun.at)
        self._keep(done)
        if not secret:
            await self._write(done)
        return done

    def _keep(self, done: Done) -> None:
        if done.status >= REFUSED:
            self._done.pop(done.key, None)
            return
        self._done[done.key] = done
        self._done.move_to_end(done.key)
        while self._done and (len(self._done) > KEPT or self._at() - next(iter(self._done.values())).at > KEPT_FOR):
            self._done.popitem(last=False)

    async def _write(self, done: Done) -> None:
        """Safe from a power cut when this returns. Raises Refusal."""
        self._keep(done)
        if self._path is None:
            return
        try:
            await asyncio.to_thread(_append, self._path, _line(done))
        except OSError as error:
            self._done.pop(done.key, None)
            raise Refusal(Code.STORAGE, f"the request cannot be written down: {error.strerror or error}") from None


def _line(done: Done) -> str:
    return json.dumps({name: getattr(done, name) for name in Done.__slots__}) + "\n"


def _append(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
