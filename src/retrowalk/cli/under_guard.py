"""A walk's line to its guard."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from retrowalk.runtime.guard_process import GuardProcess
from retrowalk.runtime.guarding import Guarding
from retrowalk.runtime.service import Service
from retrowalk.simulator.air.loopback import Place


@asynccontextmanager
async def guarding(state: Path | None, air: Place | None) -> AsyncIterator[Callable[[Service], None]]:
    """What puts a service under guard, None = no guard; left after the service has ended, it says farewell."""
    if state is None:
        yield lambda _: None
        return
    line = Guarding(state, GuardProcess(state, () if air is None else ("--air", str(air))))
    try:
        yield line.watch
    finally:
        await line.close()
