"""How long a process had to wait for a processor: what it could not do meanwhile was not up to it.

Twelve walks and as many guards start on two processors, beside whatever else runs there; one that is let run a second
late cannot have kept what it was told in that second. Linux counts it for every thread.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from nursery import Process

from retrowalk.runtime.clock import now


# How often to look (s), and how far back a wait counts (ms): twice what may be lost at most (trials.LOSS_BAR).
EVERY, BACK = 0.1, 2_000
# The kernel counts in ns.
_MS = 1_000_000
# A sample passes through two threads, the loop's and the journal's.
PASSES = 2


class Turn(NamedTuple):
    """A thread's time on processors and before them, both in ns and since it began; whether it wants one now."""

    ran: int
    waited: int
    wants: bool


class Waiting:
    """Looks at all threads of one process, and remembers the last two seconds."""

    def __init__(self, process: Process) -> None:
        self._threads = Path(f"/proc/{process.number}/task")
        self._looks: deque[tuple[int, dict[str, Turn]]] = deque()

    async def watch(self) -> None:
        """Look, until cancelled."""
        while True:
            self._look()
            await asyncio.sleep(EVERY)

    def until_now(self) -> int:
        """How long (ms) the threads a sample passes through waited of late, at most, and never more than `BACK`."""
        self._look()
        waits = sorted(self._wait(thread) for thread in self._looks[-1][1])
        return min(sum(waits[-PASSES:]), BACK)

    def _look(self) -> None:
        self._looks.append((now(), {each.name: turn for each in self._all() if (turn := _turn(each)) is not None}))
        while self._looks[0][0] < now() - BACK:
            self._looks.popleft()

    def _all(self) -> list[Path]:
        with suppress(OSError):
            return list(self._threads.iterdir())
        return []

    def _wait(self, thread: str) -> int:
        """How long (ms) this one waited: what is over, and what it may be in the middle of."""
        at, turns = self._looks[-1]
        last = turns[thread]
        over = (last.waited - self._looks[0][1].get(thread, last).waited) // _MS
        return over + (at - self._since(thread, last) if last.wants else 0)

    def _since(self, thread: str, last: Turn) -> int:
        """Since when it was seen to want a processor and not to have it: on one it would show as time that it ran."""
        since = self._looks[-1][0]
        for at, turns in reversed(self._looks):
            if turns.get(thread) != last:
                break
            since = at
        return since


def _turn(thread: Path) -> Turn | None:
    """What the kernel counted; None = it has ended."""
    with suppress(OSError):
        ran, waited, _ = (thread / "schedstat").read_text(encoding="ascii").split()
        wants = (thread / "stat").read_text(encoding="ascii").rpartition(") ")[2].startswith("R")
        return Turn(int(ran), int(waited), wants)
    return None


@asynccontextmanager
async def waiting(process: Process) -> AsyncIterator[Waiting]:
    """Watch it meanwhile."""
    watched = Waiting(process)
    task = asyncio.create_task(watched.watch())
    try:
        yield watched
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
