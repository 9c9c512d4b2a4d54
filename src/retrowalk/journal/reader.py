"""A journal read back: what was written whole, and how much of its end was lost."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrowalk.journal.codec import Unreadable, load, load_step
from retrowalk.journal.line import FORMAT, Damaged, unframe
from retrowalk.journal.record import Header, Step


class JournalError(Exception):
    """A file that is no journal, or none this version reads. The message names file and line."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A journal's content. `version` wrote it; steps[i] stands on line i + 2.

    `lost` lines, from the first damaged one on, are left out. `damage` names that one, with file and line, when whole
    lines stand behind it; it is "" for an end that a kill or a power cut tore.
    """

    path: Path
    version: str
    header: Header
    steps: tuple[Step, ...]
    lost: int
    damage: str = ""


def read(path: Path) -> Recording:
    """Read a journal as far as it is whole. Raises JournalError, or OSError if the file cannot be read."""
    lines = path.read_bytes().splitlines(keepends=True)
    whole, damage = _whole(path, lines)
    if not whole:
        raise JournalError(damage or f"{path}:1: not a journal of Retrowalk")
    version, header = _begin(path, whole[0])
    return Recording(path, version, header, _steps(path, whole[1:]), len(lines) - len(whole), damage)


def _whole(path: Path, lines: list[bytes]) -> tuple[list[dict[str, Any]], str]:
    """The lines up to the first damaged one, and what damaged it if it is not an end that was torn."""
    whole: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        try:
            whole.append(unframe(number, line))
        except Unreadable as error:
            torn = isinstance(error, Damaged) and not any(map(_is_whole, lines[number:]))
            return whole, "" if torn else f"{path}:{number}: {error}"
    return whole, ""


def _is_whole(line: bytes) -> bool:
    """Whether some journal wrote this line, as whichever of its lines."""
    try:
        unframe(0, line)
    except Unreadable as error:
        return not isinstance(error, Damaged)
    return True


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
