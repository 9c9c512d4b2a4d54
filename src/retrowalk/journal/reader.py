"""A journal read back: what was written whole, and how much of its end was lost."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrowalk.journal.codec import Unreadable, load, load_step
from retrowalk.journal.line import FORMAT, Damaged, unframe
from retrowalk.journal.record import Header, Step


class JournalError(Exception):
    """A file that is no journal, or no longer one. The message names file and line."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A journal's content. `version` wrote it; steps[i] stands on line i + 2; `lost` lines at its end were damaged."""

    path: Path
    version: str
    header: Header
    steps: tuple[Step, ...]
    lost: int


def read(path: Path) -> Recording:
    """Read a journal. Raises JournalError, or OSError if the file cannot be read.

    A damaged end is left out, whatever a kill or a power cut made of it; damage with whole lines behind it is refused.
    """
    lines = path.read_bytes().splitlines(keepends=True)
    whole = _whole(path, lines)
    if not whole:
        raise JournalError(f"{path}:1: not a journal of Retrowalk")
    version, header = _begin(path, whole[0])
    return Recording(path, version, header, _steps(path, whole[1:]), len(lines) - len(whole))


def _whole(path: Path, lines: list[bytes]) -> list[dict[str, Any]]:
    """The lines up to the first damaged one, after which there must be none but damaged ones."""
    whole: list[dict[str, Any]] = []
    damage: list[JournalError] = []
    for number, line in enumerate(lines, 1):
        match _line(path, number, line):
            case JournalError() as error:
                damage.append(error)
            case _ if damage:
                raise damage[0]
            case data:
                whole.append(data)
    return whole


def _line(path: Path, number: int, line: bytes) -> dict[str, Any] | JournalError:
    """One line, or what damaged it; a whole line of something else is refused wherever it stands."""
    try:
        return unframe(number, line)
    except Damaged as error:
        return JournalError(f"{path}:{number}: {error}")
    except Unreadable as error:
        raise JournalError(f"{path}:{number}: {error}") from None


def _begin(path: Path, data: dict[str, Any]) -> tuple[str, Header]:
    if data.get("format") != FORMAT:
        raise JournalError(
            f"{path}:1: journal format {data.get('format')!r} is not {FORMAT}, the one this version reads"
        )
    try:
        return str(data.get("retrowalk")), load(Header, data.get("header"))
    except Unreadable as error:
        raise JournalError(f"{path}:1: {error}") from None


def _steps(path: Path, lines: list[dict[str, Any]]) -> tuple[Step, ...]:
    steps = []
    for number, data in enumerate(lines, 2):
        try:
            steps.append(load_step(data))
        except Unreadable as error:
            raise JournalError(f"{path}:{number}: {error}") from None
    return tuple(steps)
