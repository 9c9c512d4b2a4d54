"""One archive of all that is kept, taken while the service goes on: extracted, it is a state folder again."""

import sqlite3
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from retrowalk.history.database import NAME as DATABASE
from retrowalk.history.database import address
from retrowalk.history.facts import WalkBegun
from retrowalk.history.pieces import PIECES, How, Piece, strangers
from retrowalk.history.rebuild import NothingKept
from retrowalk.history.site import NAME, PRIVATE, read
from retrowalk.journal.disk import sync_folder


def backup(url: str, folder: Path, file: Path) -> tuple[str, ...]:
    """Write `file` (.tar.gz), whole or not at all; gives the names in it. A file that exists is left alone.

    What is taken, in which order and why is said in `pieces`: what comes later knows more, and opening it catches up.
    A PostgreSQL database is left out: it has tools of its own, and `retrowalk rebuild` makes it from the rest.
    Raises NothingKept, SiteError, FileExistsError, OSError, sqlite3.Error.
    """
    if not (folder / NAME).is_file():
        raise NothingKept(f"{folder / NAME}: there is no site journal to back up")
    if file.exists():
        raise FileExistsError(17, "there is such a file already", str(file))
    fresh = file.with_name(f"{file.name}.new")
    fresh.touch(PRIVATE)
    try:
        names = _write(fresh, url, folder)
        fresh.replace(file)
        sync_folder(file.parent.absolute())
    finally:
        fresh.unlink(missing_ok=True)
    return names


def unknown(url: str, folder: Path) -> tuple[str, ...]:
    """The files of a state folder that a backup leaves out since they are not of Retrowalk. Raises DatabaseError."""
    where = address(url, folder)
    return tuple(strangers(folder, Path(str(where.database)) if where.drivername == "sqlite" else None))


def _write(file: Path, url: str, folder: Path) -> tuple[str, ...]:
    with tarfile.open(file, "w:gz") as archive:
        for piece in PIECES:
            for name, data in _TAKEN[piece.how](piece, url, folder, file.parent):
                _add(archive, name, data)
        return tuple(archive.getnames())


# The names in an archive, and what comes under them.
Files = Iterator[tuple[str, bytes]]


def _copied(piece: Piece, _: str, folder: Path, __: Path) -> Files:
    """Each is whole at any time; one that goes meanwhile is gone."""
    for path in sorted(folder.glob(piece.names)):
        with suppress(FileNotFoundError):
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _copy(_: Piece, url: str, folder: Path, beside: Path) -> Files:
    database = _database(url, folder, beside)
    if database is not None:
        yield DATABASE, database


def _lines(_: Piece, __: str, folder: Path, ___: Path) -> Files:
    site = (folder / NAME).read_bytes()
    yield NAME, site[: site.rfind(b"\n") + 1]


def _walks(_: Piece, __: str, folder: Path, ___: Path) -> Files:
    for told in read(folder / NAME).told:
        path = folder / told.fact.walk.journal if isinstance(told.fact, WalkBegun) else folder
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _left(*_: object) -> Files:
    yield from ()


_TAKEN: Mapping[How, Callable[[Piece, str, Path, Path], Files]] = MappingProxyType(
    {How.COPIED: _copied, How.DATABASE: _copy, How.LINES: _lines, How.WALKS: _walks, How.LEFT: _left}
)


def _database(url: str, folder: Path, beside: Path) -> bytes | None:
    """SQLite's own copy of a database in use; None for PostgreSQL, or where there is none yet."""
    where = address(url, folder)
    if where.drivername != "sqlite" or not Path(str(where.database)).is_file():
        return None
    with TemporaryDirectory(dir=beside, prefix=".retrowalk-") as place:
        copy = Path(place) / DATABASE
        with closing(sqlite3.connect(str(where.database))) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        return copy.read_bytes()


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    """A member that only its owner reads, whoever extracts it."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), PRIVATE
    archive.addfile(member, BytesIO(data))
