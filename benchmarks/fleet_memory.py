"""What a site remembers of killed walks: what its journals tell, and whether its database is what they make of it.

Everything here is read by a process of its own, while the service has the same files.
"""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from retrowalk.cli.replay import papers_of
from retrowalk.controller.events import TreadmillFrame
from retrowalk.export.report import report
from retrowalk.history.rebuild import rebuild
from retrowalk.history.site import NAME
from retrowalk.history.walks import State
from retrowalk.journal import open as open_files
from retrowalk.journal.replay import replay
from retrowalk.runtime import recovery


# How the rows of two databases are compared is the tests'.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from history.telling import rows  # type: ignore[import-not-found]


# What a service is given to write down what it knows of the last kill (s).
WRITTEN = 20.0


class Told(NamedTuple):
    """What the journal of a walk tells: its first step (ms), its frames, and whether its report says "interrupted".

    difference: where this version would have answered otherwise.
    """

    path: str
    began: int
    frames: list[bytes]
    interrupted: bool
    difference: str


class Memory(NamedTuple):
    """What is remembered: how each walk ended and how many seconds of it are there, by its journal.

    rows: all that were compared; wrong: where they differ, or cannot be read.
    """

    walks: dict[str, tuple[str, int]]
    rows: int
    wrong: list[str]


def told(state: Path) -> dict[str, Told]:
    """The journals of the walks that are open, by their treadmills."""
    entries = [left.entry for left in open_files.left(state / recovery.OPEN)]
    return {each.treadmill: _told(Path(each.journal)) for each in entries if each is not None and each.walk}


def _told(path: Path) -> Told:
    trace = replay(path)
    papers = papers_of(trace)
    frames = [step.event.data for step in trace.steps if isinstance(step.event, TreadmillFrame)]
    first = next((step.now for step in trace.steps), 0)
    interrupted = papers is not None and "interrupted" in str(report(*papers))
    return Told(str(path), first, frames, interrupted, trace.difference)


def left(state: Path) -> dict[str, tuple[bool, str]]:
    """What is left of each treadmill: whether it is ours, and what cannot be read."""
    return {each.treadmill: (each.ours, each.damage) for each in recovery.find(state)}


def remembered(state: Path, beside: Path) -> Memory:
    """Make the database anew in the folder `beside`, from the journals, and hold it against the one of the site.

    The site's own is looked at until it has taken every fact that the site journal has.
    """
    beside.mkdir()
    ends = time.monotonic() + WRITTEN
    while True:
        anew, live, damage = _both(state, beside)
        if live == anew or time.monotonic() > ends:
            break
        time.sleep(0.5)
    wrong = [f"not to be read: {each}" for each in damage]
    wrong += [difference for name in anew for difference in _differences(name, live[name], anew[name])]
    counted = {row["id"]: 0 for row in map(dict, live["walk"])}
    names = {row["n"]: row["id"] for row in map(dict, live["walk"])}
    for row in map(dict, live["sample"]):
        counted[names[row["walk"]]] += 1
    walks = {row["journal"]: (row["state"], counted[row["id"]]) for row in map(dict, live["walk"])}
    return Memory(walks, sum(map(len, live.values())), wrong)


def _both(state: Path, beside: Path) -> tuple[dict[str, list[Any]], dict[str, list[Any]], tuple[str, ...]]:
    """The rows of the database made anew, those of the site's own, and what could not be read."""
    for name in (NAME, "walks"):
        (beside / name).unlink(missing_ok=True)
        if (state / name).exists():
            (beside / name).symlink_to(state / name)
    rebuilt = rebuild("", beside)
    return rows("", beside), rows("", state), rebuilt.damage


def _differences(table: str, live: list[Any], anew: list[Any]) -> list[str]:
    """Rows of one that the other does not have, a few of them."""
    only = [("the database alone has", set(map(repr, live)) - set(map(repr, anew)))]
    only += [("the journals alone give", set(map(repr, anew)) - set(map(repr, live)))]
    found = [f"{table}: {what} {len(some)}: {sorted(some)[:2]}" for what, some in only if some]
    return found or ([] if len(live) == len(anew) else [f"{table}: {len(live)} rows, {len(anew)} made anew"])


def interrupted(memory: Memory) -> Mapping[str, int]:
    """The seconds that are there of every walk that was interrupted, by its journal."""
    return {path: seconds for path, (state, seconds) in memory.walks.items() if state == State.INTERRUPTED.value}
