"""`retrowalk export`: a walk, of a journal or of the memory, as a file for people or for another program."""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.papers import kept
from retrowalk.cli.replay import papers_of
from retrowalk.export.formats import Kept, export
from retrowalk.export.suffixes import Format
from retrowalk.export.told import Told
from retrowalk.history import questions
from retrowalk.history.beside import ask
from retrowalk.history.database import Away, DatabaseError
from retrowalk.journal.replay import replay
from retrowalk.protocol.plan import Plan
from retrowalk.settings import load_protocols, state_folder
from retrowalk.settings.read import find
from retrowalk.settings.read import read as read_settings


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for. `named`: a journal's path, or a walk's id; settings, state: where the memory is."""

    named: str
    form: Format | None = None
    output: Path | None = None
    settings: Path | None = None
    state: Path | None = None

    @property
    def journal(self) -> Path | None:
        """The file that is named; None: what is named is an id, which has neither folders nor a suffix."""
        path = Path(self.named)
        return path if path.exists() or path.suffix or len(path.parts) > 1 else None


def run(order: Order, console: Console) -> Exit:
    """Write one file. Raises JournalError, SettingsError, OSError, Trouble without a walk or a form."""
    form = order.form or _by_suffix(order.output)
    if order.journal is not None:
        (whole, damage), beside = read(order.journal), order.journal.with_name(f"walk.{form}")
    else:
        whole, damage, beside = _remembered(order), "", Path(f"{order.named}.{form}")
    path = order.output or beside
    write_whole(path, export(whole, form))
    console.print(f"Written: {path}", markup=False, highlight=False, soft_wrap=True)
    if damage:
        raise Trouble(f"the journal is damaged, and exported to there only: {damage}")
    return Exit.DONE


def _by_suffix(output: Path | None) -> Format:
    """The form that the name of the file means. Raises Trouble."""
    suffix = output.suffix.removeprefix(".").lower() if output is not None else ""
    if suffix not in set(Format):
        raise Trouble(f"say --format, or end --output in .{', .'.join(Format)}", Exit.USAGE)
    return Format(suffix)


def read(journal: Path) -> tuple[Kept, str]:
    """The walk of a journal, and where the journal is damaged. Raises JournalError, OSError, Trouble."""
    folded = replay(journal)
    papers = papers_of(folded)
    if papers is None:
        raise Trouble(f"{journal}: no walk began in this journal")
    return kept(*papers), folded.damage


def _remembered(order: Order) -> Kept:
    """A walk of the memory, whoever has it now. Raises SettingsError, Trouble."""
    settings = read_settings(find(order.settings)).settings
    folder = state_folder(order.state or (Path(settings.state) if settings.state else None))
    try:
        return recall(settings.memory.url, folder, order.named)
    except (DatabaseError, Away) as error:
        raise Trouble(str(error)) from None


def recall(url: str, folder: Path, walk_id: str) -> Kept:
    """A walk with all that was told of it. Raises DatabaseError, Away, Trouble when there is none of this id."""
    walk = ask(url, folder, questions.walk(walk_id))
    if walk is None:
        raise Trouble(f"no walk {walk_id!r} is remembered, and no file has this name", Exit.USAGE)
    person = ask(url, folder, questions.person(walk.person)) if walk.person is not None else None
    told = Told(walk, person, ask(url, folder, questions.marks(walk_id)))
    return Kept(told, ask(url, folder, questions.samples(walk_id)), _plan(walk.protocol, walk.protocol_hash), zone=None)


def _plan(protocol: str, digest: str) -> Plan | None:
    """The plan that was walked, if it ships and is still the same."""
    plan = load_protocols().plans.get(protocol)
    return plan if plan is not None and plan.digest == digest else None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or leave what was there. Raises OSError."""
    number, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)  # made for its owner alone; a report is to be handed on
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise
