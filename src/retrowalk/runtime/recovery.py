"""What earlier runs left: the treadmills whose belts may still be ours, and those that are only latched.

A run that dies says nothing. The open file it left names its journal, and the journal, folded again, says how things
stood. What cannot be read counts as ours: to stop a belt that stands costs a reset, the other mistake costs a fall.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from retrowalk.controller.events import Prepare, Recover
from retrowalk.controller.rules import Rules
from retrowalk.controller.snapshot import Snapshot
from retrowalk.controller.state import State
from retrowalk.journal import open as open_files
from retrowalk.journal.disk import take_away
from retrowalk.journal.open import Ended, Entry, Left
from retrowalk.journal.reader import JournalError, Recording, read
from retrowalk.journal.replay import fold
from retrowalk.runtime.clock import wall
from retrowalk.safety.events import Stop, StopReason
from retrowalk.safety.supervisor import OURS, Belt
from retrowalk.session.stage import Stage


# Where the state folder keeps them: the open files, and the guard's latch papers.
OPEN = "open"
GUARD = "guard"

# Effects are done before they are journalled: a belt that was armed at the end may have been started.
_MAY_MOVE = OURS | {Belt.ARMED}
# An address of six octets, as file names have it.
_OCTETS = re.compile(r"[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){5}")
_DIED = "an earlier run ended without letting go of the belt"


@dataclass(frozen=True, slots=True)
class Leftover:
    """What is left of one treadmill: `ours` = stop it first, otherwise it stood and is only latched.

    reason, source: the latch, or that the run died; at: when, for people; journal: what tells of it, if it is known;
    rules: those of that run, if they can be read; protocol: what was walked; damage: what could not be read.
    """

    treadmill: str
    ours: bool
    reason: StopReason = StopReason.ENGINE_FAULT
    source: str = _DIED
    at: str = ""
    journal: Path | None = None
    rules: Rules | None = None
    protocol: str = ""
    damage: str = ""

    @property
    def event(self) -> Recover:
        """The first event of the run that takes over."""
        return Recover(self.reason, self.source, self.ours)


def find(state: Path) -> tuple[Leftover, ...]:
    """Everything that is left, one of each treadmill. Raises OSError for a folder that cannot be listed."""
    found = {left.treadmill: judged for left in open_files.left(state / OPEN) if (judged := judge(left))}
    for paper in _papers(state / GUARD):
        before = found.get(paper.treadmill, paper)
        found[paper.treadmill] = replace(before, ours=before.ours or paper.ours)
    return tuple(found[treadmill] for treadmill in sorted(found))


def judge(left: Left) -> Leftover | None:
    """What an open file comes to; None when the belt had been let go of, and only the word of it was late."""
    entry = left.entry
    if entry is None:
        return Leftover(left.treadmill, ours=True, damage=left.damage)
    known = Leftover(left.treadmill, ours=True, at=entry.at, journal=Path(entry.journal))
    if entry.ended is not None:
        return replace(known, ours=False, reason=entry.ended.reason, source=entry.ended.source)
    try:
        recording = read(Path(entry.journal))
    except JournalError as error:
        return replace(known, damage=str(error))
    except OSError as error:
        return replace(known, damage=f"{entry.journal}: {error.strerror or error}")
    return _folded(known, recording, entry)


def _folded(known: Leftover, recording: Recording, entry: Entry) -> Leftover | None:
    steps, state = fold(recording)
    latch = state.supervision.latch
    plans = [step.event.plan.id for step in recording.steps if isinstance(step.event, Prepare)]
    known = replace(known, rules=recording.header.rules, protocol=plans[-1] if plans else "")
    if latch is not None:
        known = replace(known, reason=latch.reason, source=latch.source)
    if why := _unreliable(recording, entry, same=steps == recording.steps):
        return replace(known, damage=why)
    if _may_move(state):
        return known
    return None if latch is None else replace(known, ours=False)


def _unreliable(recording: Recording, entry: Entry, *, same: bool) -> str:
    """Why a journal is not the whole story; "" if it is, as far as can be seen."""
    if recording.lost:
        return recording.damage or f"{recording.path}: the end is torn"
    told = recording.steps[max(0, entry.after - 1) :]
    if not any(isinstance(step.event, Prepare if entry.walk else Stop | Recover) for step in told):
        return f"{recording.path}: the {'walk' if entry.walk else 'stop'} that was begun is missing"
    return "" if same else f"{recording.path}: this version would have answered otherwise"


def _may_move(state: State) -> bool:
    """Whether the belt was ours, or a session was under way that would make it so."""
    walk = state.walk
    under_way = walk is not None and walk.stage is not Stage.FINISHED and not walk.plan.monitor_only
    return under_way or state.supervision.belt in _MAY_MOVE


def _papers(folder: Path) -> Iterator[Leftover]:
    """What the guard left; a belt it did not see come to rest is ours. Its papers are named by address."""
    for path in sorted(folder.glob("*.json")):
        treadmill = path.stem.replace("-", ":") if _OCTETS.fullmatch(path.stem) else path.stem
        try:
            data = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            yield Leftover(treadmill, ours=True, source="guard", damage=f"{path}: {error}")
            continue
        match data:
            case {"cause": str(cause), "at": str(at), "stood": str()}:
                yield Leftover(treadmill, ours=False, source=f"guard: {cause}", at=at)
            case _:
                yield Leftover(treadmill, ours=True, source="guard", damage=f"{path}: no standstill was measured")


# ── what is said to whoever comes next ──────────────────────────────────────────────────────────────


def let_go(state: Path, treadmill: str, seen: Snapshot, journal: Path) -> None:
    """The end of a run as it was last seen: nothing to tell, a latch to keep, or nothing it could vouch for.

    Waits for the disk. Raises OSError; what is left then says more than is true, and never less.
    """
    if seen.belt is Belt.LATCHED and seen.latched is not None:
        latch(state, treadmill, Ended(seen.latched, seen.latched_by), journal)
    elif seen.belt in _LET_GO and seen.latched is None:
        forget(state, treadmill)


# Belts that are nobody's, or somebody else's; with no latch on them there is nothing to tell.
_LET_GO = frozenset({Belt.UNKNOWN, Belt.OBSERVED, Belt.IDLE})


def latch(state: Path, treadmill: str, ended: Ended, journal: Path) -> None:
    """The belt was measured at standstill and is latched until a person resets it.

    Waits for the disk. Raises OSError.
    """
    open_files.write(state / OPEN, Entry(treadmill, str(journal.absolute()), 0, wall(), ended))
    forget_papers(state, treadmill)


def forget(state: Path, treadmill: str) -> None:
    """Nothing is left of this treadmill: it was let go of, or a person reset it. Waits for the disk. Raises OSError."""
    open_files.remove(state / OPEN, treadmill)
    forget_papers(state, treadmill)


def forget_papers(state: Path, treadmill: str) -> None:
    """Take away what the guard wrote of a belt: its standstill was measured since. Waits for the disk."""
    for path in (state / GUARD).glob("*.json"):
        if treadmill in (path.stem, path.stem.replace("-", ":")):
            take_away(path)
