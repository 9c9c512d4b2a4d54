"""The site journal: every fact, one checksummed line each, appended and safe on the disk before it counts.

A line's number is the fact's for good, and rises. What is damaged is passed by and reported; all else is read. A fact
that was erased leaves an empty line, so that no other changes its number.
"""

import json
import os
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from retrowalk import __version__
from retrowalk.history.facts import KINDS, Fact, NoFact, dump_fact, load_fact
from retrowalk.journal.codec import Unreadable
from retrowalk.journal.disk import make_folder, sync_folder, write_whole
from retrowalk.journal.line import FORMAT, frame, numbered


# Who walks how is nobody's business but the program's.
PRIVATE = 0o600
NAME = "site.jsonl"

# What a line says instead of an erased fact.
_ERASED: dict[str, Any] = {"erased": True}


class SiteError(Exception):
    """A file that is no site journal, or none this version reads."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact and its number."""

    n: int
    fact: Fact


@dataclass(slots=True)
class Reading:
    """What a site journal holds; `damage` is what could not be read, for people.

    last: the highest number read; next: the first never used; length: bytes up to the end of the last line; torn: a
    kill or power cut left the end unfinished.
    """

    site: str = ""
    told: list[Told] = field(default_factory=list)
    last: int = 0
    next: int = 1
    damage: list[str] = field(default_factory=list)
    length: int = 0
    torn: bool = False


def read(path: Path) -> Reading:
    """Read all that is whole. Raises SiteError for a file of another format, OSError."""
    data = path.read_bytes()
    lines = data.splitlines(keepends=True)
    reading = Reading(length=len(data))
    if lines and not lines[-1].endswith(b"\n"):
        _torn_end(reading, lines)
    for place, line in enumerate(lines, 1):
        try:
            _take(reading, line)
        except (Unreadable, NoFact) as error:
            reading.damage.append(f"{path.name}:{place}: {error}")
            # A damaged piece holds fewer facts than bytes: none of its numbers is ever given again.
            reading.next += len(line)
    return reading


def _torn_end(reading: Reading, lines: list[bytes]) -> None:
    """An end without its line feed: whole but for that, or never finished and so never counted."""
    end = lines.pop()
    reading.torn = True
    try:
        numbered(end + b"\n")
        lines.append(end + b"\n")
    except Unreadable:
        reading.length -= len(end)


def _take(reading: Reading, line: bytes) -> None:
    n, data = numbered(line)
    if n <= reading.last:
        raise Unreadable(f"number {n} comes a second time")
    reading.last, reading.next = n, n + 1
    if "site" in data:
        _begin(reading, data)
    elif data != _ERASED:
        reading.told.append(Told(n, load_fact(data)))


def _begin(reading: Reading, data: dict[str, Any]) -> None:
    if data.get("format") != FORMAT:
        raise SiteError(f"site journal format {data.get('format')!r} is not {FORMAT}, the one this version reads")
    reading.site = str(data["site"])


def _first(site: str) -> bytes:
    return frame(1, {"format": FORMAT, "retrowalk": __version__, "site": site})


def rewrite(path: Path, numbers: Collection[int], words: Collection[str]) -> None:
    """Empty the lines of these facts, and of everything damaged: old or new, never half. Raises OSError.

    A fact of a newer version goes when one of `words` stands in it, and else stays as it is.
    """
    used, last, kept = 0, 0, []
    for line in path.read_bytes().splitlines(keepends=True):
        try:
            n, data = numbered(line)
        except Unreadable:
            used += len(line)
            continue
        used = last = n
        kept.append(frame(n, _ERASED) if n in numbers or _unknown_with(data, words) else line)
    if used > last:  # no number of a damaged line is given again
        kept.append(frame(used, _ERASED))
    write_whole(path, b"".join(kept), PRIVATE)


def _unknown_with(data: dict[str, Any], words: Collection[str]) -> bool:
    """Whether it is a fact this version does not know, and one of these stands in it."""
    if "fact" not in data or data["fact"] in KINDS:
        return False
    text = json.dumps(data, ensure_ascii=False)
    return any(word in text for word in words)


def _new_site() -> str:
    return uuid.uuid4().hex


class Site:
    """The site journal, open for appending by one program. `reading` is what it held."""

    def __init__(self, path: Path) -> None:
        """Open or begin it, and cut off an end that never counted. Raises SiteError, OSError."""
        self.path = path
        self.broken = ""
        make_folder(path.parent)
        if not path.exists():
            write_whole(path, _first(_new_site()), PRIVATE)
        self.reading = read(path)
        self._next = self.reading.next
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND)
        self._length = self.reading.length
        if self.reading.torn:
            self._mend()

    @property
    def id(self) -> str:
        """Which site this is; "" where that cannot be read any more."""
        return self.reading.site

    def skip_to(self, n: int) -> None:
        """Give no number below `n` again: the database knows of facts up to there."""
        self._next = max(self._next, n)

    def append(self, facts: Sequence[Fact]) -> list[Told]:
        """Write facts down; they are safe when this returns. Raises OSError, and then none of them is there."""
        if self.broken:
            raise OSError(self.broken)
        told = [Told(n, fact) for n, fact in enumerate(facts, self._next)]
        data = b"".join(frame(each.n, dump_fact(each.fact)) for each in told)
        try:
            self._write(data)
        except OSError:
            self._take_back()
            raise
        self._next += len(told)
        self._length += len(data)
        return told

    def reopen(self) -> None:
        """Go on in the file that a rewriting put in its place. Raises OSError."""
        os.close(self._file)
        self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        self._length = os.fstat(self._file).st_size

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._file, data) :]
        os.fsync(self._file)

    def _take_back(self) -> None:
        """What was half written must not stand before the next fact; if it cannot be cut off, nothing more is kept."""
        try:
            os.ftruncate(self._file, self._length)
            os.fsync(self._file)
        except OSError as error:
            self.broken = f"{self.path}: {error.strerror or error}"

    def _mend(self) -> None:
        """Cut off the end that never counted, or give the last line its line feed. Raises OSError."""
        if os.fstat(self._file).st_size > self._length:
            os.ftruncate(self._file, self._length)
            os.fsync(self._file)
        else:
            self._write(b"\n")
            self._length += 1
        sync_folder(self.path.parent)
