"""What a state folder holds, piece by piece: what a backup takes of it and how, and what it leaves and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from retrowalk.history.database import NAME as DATABASE
from retrowalk.history.site import NAME as SITE


class How(Enum):
    """How a backup takes a piece, or leaves it."""

    COPIED = "copied"
    DATABASE = "by SQLite's own copy"
    LINES = "up to its last whole line"
    WALKS = "those of walks that are remembered"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Piece:
    """Files by their names in the state folder, * for any part of one; why they are taken so, or left."""

    names: str
    how: How
    why: str

    def holds(self, name: str) -> bool:
        """Whether it is one of these; a folder's bounds count."""
        parts, wanted = PurePath(name).parts, PurePath(self.names).parts
        return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


# In the order they are taken: what comes later knows more. A request counts as answered once its facts are safe, so it
# comes first; the database before the site journal, which it catches up with; journals and files after that.
PIECES = (
    Piece("requests.jsonl", How.COPIED, "a request that is sent again is not done twice"),
    Piece(DATABASE, How.DATABASE, "what is read from"),
    Piece(SITE, How.LINES, "every fact"),
    Piece("walks/*/journal.jsonl", How.WALKS, "the seconds of walks"),
    Piece("protocols/*.yaml", How.COPIED, "the site's own protocols are nowhere else"),
    Piece("morning.key", How.COPIED, "links of the next morning that were given go on"),
    Piece("calls.json", How.COPIED, "somebody may still lie beside a belt"),
    Piece("wrong-pins.json", How.COPIED, "restoring forgives nobody who guesses"),
    Piece("wrong-codes.json", How.COPIED, "restoring forgives nobody who guesses"),
    Piece("run", How.COPIED, "leases are counted from above those of earlier runs"),
    Piece("incidents/*/*/journal.jsonl", How.COPIED, "what belts did while nobody walked"),
    Piece("recoveries/*/journal.jsonl", How.COPIED, "how belts of a dead program were stopped"),
    Piece("open/*.open", How.LEFT, "of belts that were ours then; what turns later may be somebody else's"),
    Piece("guard/*.json", How.LEFT, "of belts that were ours then; what turns later may be somebody else's"),
    Piece("open/*.lock", How.LEFT, "a lock of programs that run"),
    Piece("history.lock", How.LEFT, "a lock of programs that run"),
    Piece("guard.lock", How.LEFT, "a lock of programs that run"),
    Piece("guard.sock", How.LEFT, "the guard listens there while it runs"),
    Piece("stop.sock", How.LEFT, "the service listens there while it runs"),
    Piece("operator.key", How.LEFT, "the key of the service that runs; each start makes another"),
    Piece(f"{DATABASE}-wal", How.LEFT, "SQLite's own copy has what is in it"),
    Piece(f"{DATABASE}-shm", How.LEFT, "SQLite's own copy has what is in it"),
)
# Files that are there for a moment, while another is made or the disk is tried.
PASSING = (".probe-*", "*.new", "*.new-wal", "*.new-shm", ".operator.key.*", ".retrowalk-*")


def piece_of(name: str) -> Piece | None:
    """What a file is; None for one that is not of Retrowalk."""
    return next((each for each in PIECES if each.holds(name)), None)


def strangers(folder: Path, known: Path | None = None) -> Iterator[str]:
    """Files that a backup leaves because nobody knows them. `known`: a database of another name."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        its = known is not None and path.name.startswith(known.name) and path.parent == known.parent
        if not (path.is_dir() or piece_of(name) or its or _passes(path)):
            yield name


def _passes(path: Path) -> bool:
    return any(fnmatchcase(each, pattern) for each in path.parts[-2:] for pattern in PASSING)
