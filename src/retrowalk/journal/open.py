"""The open files: word on disk of every treadmill a program of ours holds, for whoever comes after it.

One small checksummed file for each treadmill, written before a walk may begin and removed when the belt was let go of.
A program that dies removes nothing: that its file is there says that the belt may still be ours.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from retrowalk.journal.codec import Unreadable, dump, load
from retrowalk.journal.disk import make_folder, take_away, write_whole
from retrowalk.journal.line import FORMAT, frame, unframe
from retrowalk.journal.lock import is_locked, locked
from retrowalk.safety.events import StopReason


_SUFFIX = ".open"


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that ended with its belt measured at standstill and latched, and by whom it had been stopped."""

    reason: StopReason
    source: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What an open file says: `journal` (absolute) tells of this treadmill; `at` is the wall clock's time, for people.

    A walk began after line `after` of the journal; `walk` False = none did. `ended` None = nobody has said that the
    belt was let go of.
    """

    treadmill: str
    journal: str
    after: int
    at: str
    ended: Ended | None = None
    walk: bool = True


@dataclass(frozen=True, slots=True)
class Left:
    """An open file that was found; `entry` None = it cannot be read, and `damage` says why."""

    treadmill: str
    entry: Entry | None
    damage: str = ""


def path_of(folder: Path, treadmill: str) -> Path:
    """Where a treadmill's open file is; the name holds the address, so that even a damaged file says whose it is."""
    return folder / f"{quote(treadmill, safe='')}{_SUFFIX}"


def write(folder: Path, entry: Entry) -> None:
    """Say so, whole and synced when this returns: not on the loop of a belt that moves. Raises OSError."""
    make_folder(folder)
    write_whole(path_of(folder, entry.treadmill), frame(1, {"format": FORMAT, "open": dump(entry)}))


def remove(folder: Path, treadmill: str) -> None:
    """The belt was let go of. Waits for the disk. Raises OSError."""
    take_away(path_of(folder, treadmill))


@contextmanager
def held(folder: Path, treadmill: str) -> Iterator[None]:
    """Have a treadmill alone, whoever dies. Raises Taken while another program has it, OSError."""
    make_folder(folder)
    with locked(_lock_of(folder, treadmill), treadmill):
        yield


def is_held(folder: Path, treadmill: str) -> bool:
    """Whether a program has it now. Leaves no file. Raises OSError."""
    return is_locked(_lock_of(folder, treadmill))


def _lock_of(folder: Path, treadmill: str) -> Path:
    return path_of(folder, treadmill).with_suffix(".lock")


def left(folder: Path) -> tuple[Left, ...]:
    """Every open file of a folder. Raises OSError for a folder that is there and cannot be read."""
    if not folder.exists():
        return ()
    paths = sorted(path for path in folder.iterdir() if path.name.endswith(_SUFFIX))
    return tuple(_read(path, unquote(path.name.removesuffix(_SUFFIX))) for path in paths)


def _read(path: Path, treadmill: str) -> Left:
    try:
        data = unframe(1, path.read_bytes())
        entry = load(Entry, data.get("open"))
    except Unreadable as error:
        return Left(treadmill, None, f"{path}: {error}")
    except OSError as error:
        return Left(treadmill, None, f"{path}: {error.strerror or error}")
    if (data.get("format"), entry.treadmill) != (FORMAT, treadmill):
        return Left(treadmill, None, f"{path}: not the open file of this treadmill")
    return Left(treadmill, entry)
