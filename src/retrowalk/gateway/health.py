"""Whether the site could take somebody on now, and what is in the way: looked at all the time, answered at once.

Live is whoever answers. Ready is decided by probes that may wait; a page that asks a thousand times asks none of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from retrowalk.gateway.eventlog import EventLog, Kind
from retrowalk.runtime.losses import Losses


# From one look to the next (s); a probe that takes longer than the second has failed.
EVERY = 5.0
PATIENCE = 3.0
# Results older than this are none (ms): whoever looks stands still.
OLD = 20_000

# Why it fails; "" when it is well.
Probe = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `why` is empty when it is well."""

    name: str
    ok: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """All of it."""

    findings: tuple[Finding, ...]

    @property
    def ready(self) -> bool:
        """Whether nothing is in the way."""
        return all(each.ok for each in self.findings)


class Health:
    """Belongs to the thread of its loop. `now` in ms."""

    def __init__(self, probes: Mapping[str, Probe], now: Callable[[], int], losses: Losses, events: EventLog) -> None:
        self._probes, self._now, self._losses, self._events = probes, now, losses, events
        self._findings: tuple[Finding, ...] = ()
        self._looked: int | None = None

    def ready(self) -> Readiness:
        """How it stood at the last look."""
        if self._looked is None or self._now() - self._looked > OLD:
            return Readiness((Finding("checks", ok=False, why="nothing was looked at just now"),))
        return Readiness(self._findings)

    async def watch(self) -> None:
        """Look for ever."""
        while True:
            await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> Readiness:
        """Ask every probe, all at once."""
        before = self.ready().ready
        self._findings = tuple(await asyncio.gather(*(self._ask(name, each) for name, each in self._probes.items())))
        self._looked = self._now()
        for each in self._findings:
            self._losses.look(each.name, there=each.ok, why=each.why)
        after = self.ready()
        if after.ready != before:
            failing = {each.name: each.why for each in after.findings if not each.ok}
            self._events.publish(Kind.GATEWAY_HEALTH, {"ready": after.ready, "failing": failing})
        return after

    async def _ask(self, name: str, probe: Probe) -> Finding:
        try:
            async with asyncio.timeout(PATIENCE):
                why = await probe()
        except TimeoutError:
            why = f"no answer within {PATIENCE:g} s"
        except Exception as error:  # noqa: BLE001 - a probe that fails is an answer
            why = f"{type(error).__name__}: {error}"
        return Finding(name, not why, why)


async def feel(lagged: Callable[[float], None], every: float = 0.25) -> None:
    """Say how late the loop is, four times a second (s)."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + every
        await asyncio.sleep(every)
        lagged(max(loop.time() - due, 0.0))
