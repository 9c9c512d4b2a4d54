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


class Turn(NamedTuple):
    """A thread's time on processors and before them, both in ns and since it began."""

    ran: int
    waited: int


class Waiting:
    """Looks at all threads of one process, and remembers the last two seconds."""

    def __init__(self, process: Process) -> None:
        self._threads = Path(f"/proc/{process.number}/task")
        self._looks: deque[tuple[int, dict[str, Turn]]] = deque(maxlen=round(BACK / EVERY / 1000) + 1)

    async def watch(self) -> None:
        """Look, until cancelled."""
        while True:
            self._look()
            await asyncio.sleep(EVERY)

    def until_now(self) -> int:
        """How long (ms) its threads waited of late, the wait that they may be in included; never more than `BACK`."""
        self._look()
        began, at_first = self._looks[0]
        at, at_last = self._looks[-1]
        over = sum(turn.waited - at_first.get(thread, turn).waited for thread, turn in at_last.items()) // _MS
        still = max((at - self._since(thread, began) for thread in at_last if self._wants(thread)), default=0)
        return min(over + still, BACK)

    def _look(self) -> None:
        self._looks.append((now(), {each.name: turn for each in self._all() if (turn := _turn(each)) is not None}))

    def _all(self) -> list[Path]:
        with suppress(OSError):
            return list(self._threads.iterdir())
        return []

    def _since(self, thread: str, began: int) -> int:
        """When it was last seen to have run; no earlier than `began`."""
        last = self._looks[-1][1][thread]
        return next((at for at, turns in reversed(self._looks) if turns.get(thread) != last), began)

    def _wants(self, thread: str) -> bool:
        """Whether it has something to do (R), which on a processor shows as time that it ran."""
        with suppress(OSError):
            return (self._threads / thread / "stat").read_text(encoding="ascii").rpartition(") ")[2].startswith("R")
        return False


def _turn(thread: Path) -> Turn | None:
    """What the kernel counted; None = it has ended."""
    with suppress(OSError):
        ran, waited, _ = (thread / "schedstat").read_text(encoding="ascii").split()
        return Turn(int(ran), int(waited))
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
