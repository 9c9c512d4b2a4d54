"""A treadmill in one program's hands: nobody else's meanwhile, taken over with what an earlier run left of it."""

import asyncio
import shlex
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from retrowalk.cli.conduct import Conductor
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.papers import write_report
from retrowalk.cli.replay import papers_of
from retrowalk.cli.words import CANNOT_STOP
from retrowalk.controller.rules import Rules
from retrowalk.journal.open import held, is_held
from retrowalk.journal.reader import JournalError
from retrowalk.journal.replay import replay
from retrowalk.journal.writer import Journal
from retrowalk.link.errors import LinkError
from retrowalk.runtime import recovery
from retrowalk.runtime.recovery import Leftover
from retrowalk.runtime.service import Service
from retrowalk.safety.events import Reset, StopReason
from retrowalk.safety.supervisor import Belt


@dataclass(slots=True)
class Custody:
    """What outlives this program: word of its treadmill in the folder `state`; None = the treadmill ends with it.

    others: what is left of other treadmills, in sentences.
    """

    treadmill: str = ""
    state: Path | None = None
    leftover: Leftover | None = None
    others: tuple[str, ...] = ()
    journal: Journal | None = None
    heeded: bool = False

    @property
    def open_files(self) -> Path | None:
        """The folder of the open files."""
        return self.state and self.state / recovery.OPEN

    @property
    def known(self) -> Rules | None:
        """How this treadmill departs from the standard, from the run before: nobody has to ask a belt that moves."""
        rules = self.leftover and self.leftover.rules
        return Rules(rules.profile) if rules else None

    async def begin(self) -> None:
        """Leave word that the treadmill is ours from here on; the journal refuses to arm it where that failed."""
        if self.journal is not None and self.state is not None:
            await asyncio.to_thread(self.journal.begin)

    @contextmanager
    def until(self, service: Service, journal: Journal) -> Iterator[None]:
        """Hold it meanwhile, recorded in this journal; then say on the disk how it was last seen. Raises OSError."""
        self.journal = journal
        try:
            yield
        finally:
            # Word of a belt that may move is not taken back by a run that never came to look at it.
            if self.state is not None and (self.leftover is None or self.heeded):
                recovery.let_go(self.state, self.treadmill, service.snapshot, journal.path)


@contextmanager
def custody(state: Path | None, treadmill: str | None) -> Iterator[Custody]:
    """Take a treadmill into our hands; None = one that ends with this program. Raises Taken, OSError."""
    if state is None or treadmill is None:
        yield Custody()
        return
    with held(state / recovery.OPEN, treadmill):
        found = {each.treadmill: each for each in recovery.find(state)}
        ours = found.pop(treadmill, None)
        yield Custody(treadmill, state, ours, tuple(advised(each, state) for each in found.values()))


@contextmanager
def reaching(keeping: Custody) -> Iterator[None]:
    """A treadmill that cannot even be asked what it is may be moving, if an earlier run left it so. Raises Trouble."""
    leftover = keeping.leftover
    try:
        yield
    except LinkError as error:
        if leftover is None or not leftover.ours or keeping.heeded:
            raise
        raise Trouble(f"{told(leftover)}. NOT stopped: {error}. {CANNOT_STOP}", Exit.UNREACHABLE) from None


@asynccontextmanager
async def running(service: Service) -> AsyncIterator[None]:
    """The service runs meanwhile; at the end a belt that is ours is stopped and measured first."""
    task = asyncio.create_task(service.run())
    try:
        yield
    finally:
        await service.close()
        await task


async def take_over(keeping: Custody, service: Service, conductor: Conductor, reset_by: str = "") -> bool:
    """Bring to rest what an earlier run left, and wait for a person's reset, or `reset_by`; False if interrupted.

    Nothing here gives up: a belt that cannot be reached stays an alarm on the screen until somebody leaves.
    """
    leftover = keeping.leftover
    if leftover is None:
        return True
    service.tell(leftover.event)
    keeping.heeded = True
    conductor.say(told(leftover))
    conductor.say("The belt is being stopped first" if leftover.ours else "Nothing is asked of the belt before a reset")
    # A person may press reset the moment it may be: then the latch is gone before anyone here looked.
    if not await conductor.sees(lambda seen: seen.belt is Belt.LATCHED or seen.latched is None):
        return False
    conductor.say("The belt was measured at standstill. r resets, nothing moves")
    if report := await asyncio.to_thread(keep_report, leftover):
        conductor.say(report)
    if reset_by:
        service.tell(Reset(reset_by))
    return await conductor.sees(lambda seen: seen.latched is None)


def told(leftover: Leftover) -> str:
    """What is left, when and why, in a sentence."""
    walk = f"A walk of {leftover.protocol}" if leftover.protocol else "A walk"
    when = f", begun at {leftover.at}," if leftover.at else ""
    damage = f" ({leftover.damage})" if leftover.damage else ""
    by = ":" if leftover.reason is StopReason.ENGINE_FAULT else ", by"  # the source of a fault is a sentence
    stop = f"{leftover.reason.value.replace('_', ' ')}{by} {leftover.source or 'nobody named'}"
    if not leftover.ours:
        return f"Latched since {leftover.at}: {stop}"
    if leftover.reason is StopReason.ENGINE_FAULT:
        return f"{walk}{when} was interrupted: {leftover.source}{damage}"
    return f"{walk}{when} was interrupted while it was being stopped: {stop}{damage}"


def advised(leftover: Leftover, state: Path) -> str:
    """What is left of another treadmill, and what to type about it; nothing, while its walk is under way."""
    if is_held(state / recovery.OPEN, leftover.treadmill):
        return f"{leftover.treadmill}: another program has it now"
    verb = "recover --treadmill" if leftover.ours else "reset"
    return f"{leftover.treadmill}: {told(leftover)}. Type: retrowalk {verb} {leftover.treadmill}"


def keep_report(leftover: Leftover) -> str:
    """Write the report of a walk that nobody was left to write it for; returns what to say of it.

    No plot: somebody stands on the treadmill and waits to go on.
    """
    path = leftover.journal
    if path is None or (path.parent / "report.txt").exists():
        return ""
    try:
        papers = papers_of(replay(path))
        if papers is None:
            return ""
        write_report(*papers, path.parent)
    except JournalError as error:
        return f"Its report cannot be written: {error}"
    except OSError as error:
        return f"Its report cannot be written: {error.filename or path}: {error.strerror or error}"
    typed = shlex.join(["retrowalk", "replay", str(path), "--report-dir", str(path.parent)])
    return f"Written to {path.parent}/: report.txt. For its plot: {typed}"
