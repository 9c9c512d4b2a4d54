"""`retrowalk rebuild`, `backup` and `erase`: what becomes of all that is kept."""

import os
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console

from retrowalk.cli.exits import Exit, Trouble
from retrowalk.history.backup import backup, unknown
from retrowalk.history.database import Away, DatabaseError
from retrowalk.history.leaving import NotErased, erase
from retrowalk.history.mending import mend
from retrowalk.history.rebuild import NothingKept, rebuild
from retrowalk.history.site import SiteError
from retrowalk.history.store import History, NotKept
from retrowalk.runtime.clock import at
from retrowalk.settings.read import find, read


# What these commands may find; their words are for people already.
_TROUBLES = (Away, DatabaseError, NotErased, NotKept, NothingKept, SiteError)


def _url(settings: Path | None) -> str:
    """Where the database is, as the settings say. Raises SettingsError."""
    return read(find(settings), os.environ).settings.memory.url


def _say(console: Console, line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)


def _complain(console: Console, damage: Iterable[str]) -> Exit:
    lines = tuple(damage)
    for line in lines:
        _say(console, f"damaged: {line}")
    return Exit.FAILED if lines else Exit.DONE


def rebuild_it(settings: Path | None, state: Path, console: Console) -> Exit:
    """Make the database anew, and close as interrupted what was left open. Raises Trouble, Taken, OSError."""
    url = _url(settings)
    try:
        made = rebuild(url, state)
        with History(url, state) as history:
            mended = mend(history)
    except _TROUBLES as error:
        raise Trouble(str(error)) from None
    _say(console, f"{made.facts} facts, {made.walks} walks and {made.samples} samples are in the database.")
    if mended:
        _say(console, f"Interrupted, and closed: {', '.join(mended)}")
    return _complain(console, made.damage)


def back_up(file: Path, settings: Path | None, state: Path, console: Console) -> Exit:
    """Write the archive. Raises Trouble, OSError."""
    url = _url(settings)
    try:
        names, others = backup(url, state, file), unknown(url, state)
    except _TROUBLES as error:
        raise Trouble(str(error)) from None
    _say(console, f"{file}: {len(names)} files. It holds health data and hashes of secrets: keep it safe.")
    for each in others:
        if (state / each).absolute() != file.absolute():
            _say(console, f"left out, for Retrowalk does not know it: {each}")
    return Exit.DONE


def erase_one(person: str, file: Path, settings: Path | None, state: Path, console: Console) -> Exit:
    """Export, then erase. Raises Trouble, Taken, OSError."""
    if file.exists():
        raise Trouble(f"{file}: there is such a file already", Exit.USAGE)
    try:
        with History(_url(settings), state) as history:
            erase(history, person, file, at(), "")
    except _TROUBLES as error:
        raise Trouble(str(error)) from None
    _say(console, f"{person} is erased here; {file} has what was kept. Backups made before still hold it.")
    return Exit.DONE
