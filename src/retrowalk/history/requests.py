"""The file of requests that may come a second time, and what they were answered: what is old or erased leaves it.

One line each; the last one of a key counts. A service writes it, and whoever erases somebody takes out what was about
them, running service or not.
"""

import json
import os
import re
import threading
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

from retrowalk.history.site import PRIVATE
from retrowalk.journal.disk import take_away, write_whole


FILE = "requests.jsonl"
# How many are kept, of any age.
KEPT = 10_000
# Statuses from here on: it was refused, nothing was done.
REFUSED = 400
# Instead of a status: begun and nobody knows; and what it was about is erased.
BEGUN, FORGOTTEN = 0, 1
# Ids as they stand in paths, queries and bodies.
_WORD = re.compile(r"[\w.~-]+")
# The file is rewritten by whoever erases and by who serves: a line written in between would be lost.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a request. `status`: of HTTP, BEGUN or FORGOTTEN; `about`: its path and whom it names."""

    key: str
    digest: str
    at: int
    status: int = BEGUN
    body: str = ""
    etag: str = ""
    about: str = ""

    def concerns(self, ids: Collection[str]) -> bool:
        """Whether one of these is named in the request or its answer."""
        return bool(ids) and not set(ids).isdisjoint(_WORD.findall(f"{self.about} {self.body}"))

    def forgotten(self) -> "Done":
        """That there was such a request, and nothing of what it said: not even the digest, which could be guessed."""
        return Done(self.key, "", self.at, FORGOTTEN)


def append(path: Path, done: Done) -> None:
    """Safe from a power cut when this returns. Raises OSError."""
    with _one_at_a_time:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE)
        with os.fdopen(file, "a", encoding="utf-8") as stream:
            stream.write(_line(done))
            stream.flush()
            os.fsync(file)


def sweep(path: Path, since: int = 0, ids: Collection[str] = ()) -> tuple[Done, ...]:
    """Keep the newest that began after `since` (s), and nothing of what is about these ids. Raises OSError."""
    with _one_at_a_time:
        take_away(path.with_name(f"{path.name}.new"))  # a crash left it, with what was to be forgotten
        if not path.exists():
            return ()
        found = [each for each in _read(path).values() if each.at > since and each.status < REFUSED]
        kept = tuple(each.forgotten() if each.concerns(ids) else each for each in found[-KEPT:])
        write_whole(path, "".join(map(_line, kept)).encode(), PRIVATE)
        return kept


def _read(path: Path) -> dict[str, Done]:
    """By its key the newest line of each, in the order of time."""
    found: dict[str, Done] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            done = Done(**json.loads(line))
        except (ValueError, TypeError):
            continue  # cut off by a crash
        found.pop(done.key, None)
        found[done.key] = done
    return found


def _line(done: Done) -> str:
    return json.dumps(asdict(done)) + "\n"
