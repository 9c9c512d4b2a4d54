"""What the tests of whole walks share: one treadmill on either carrier, its service, and somebody who walks."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from tests.air.on_air import reach
from tests.rig import OPEN

from retrowalk import app
from retrowalk.cli.walker import ScriptedWalker
from retrowalk.controller.effects import Alarm, Announce, Finished, Refused, Request
from retrowalk.controller.events import Answered, Dropped, LinkLost, LinkUp, Prepare, Unanswered
from retrowalk.controller.rules import Rules
from retrowalk.runtime.clock import virtual_loop
from retrowalk.runtime.service import Service
from retrowalk.safety.supervisor import Belt
from retrowalk.settings import load_protocols
from retrowalk.simulator.air.virtual import VirtualAir
from retrowalk.simulator.link import MemoryTreadmill
from retrowalk.simulator.treadmill import Treadmill


# One way, in s: what one exchange over a real radio takes, about 60 ms, less the treadmill's own 50 ms.
LATENCY = 0.005
# What connecting takes on virtual air at that latency (s): in memory it shall take as long, so that both carriers bring
# each measurement at the same moment between two ticks, and the ramps are cut into the same steps.
CONNECT_TAKES = 0.22
SIMULATED = app.profile_named(app.SIMULATED_PROFILE)
LIBRARY = load_protocols().plans
MOTION = (2, 3, 7)
CONTROL, START, STOP = (bytes.fromhex(each) for each in ("00", "07", "0801"))


class Tapped(Treadmill):
    """A treadmill that notes every write as it arrives: when, the bytes, and ATT's answer."""

    def __init__(self, shape=None):
        super().__init__(shape or app.simulated_shape())
        self.wire = []

    def write(self, client, data, now):
        code = super().write(client, data, now)
        self.wire.append((now, data, code))
        return code

    @property
    def speed(self):
        return self.machine.belt.speed

    def accepted(self, since=0):
        """What was written and accepted from the time `since` on."""
        return [data for when, data, code in self.wire if not code and when >= since]


@dataclass(frozen=True)
class Found:
    """What was measured, where in the plan."""

    segment: int
    speed: int
    inclination: int


class Outing:
    """One treadmill, its service, and everything that was told and done."""

    def __init__(self, port, treadmill, rules):
        self.treadmill = treadmill
        self.service = Service(port, rules)
        self.log = []
        self.walker = self.plan = None
        self.seen = set()
        self.service.subscribe(self._hear)

    def _hear(self, step):
        self.log.append(step)
        if self.walker is not None:
            snapshot = self.service.snapshot
            self.walker.see(snapshot)
            if snapshot.measured is not None:
                sample = snapshot.measured
                self.seen.add(Found(snapshot.segment, sample.speed.wire, sample.inclination.wire))

    def effects(self, *kinds):
        return [effect for step in self.log for effect in step.effects if isinstance(effect, kinds)]

    def events(self, *kinds):
        return [step.event for step in self.log if isinstance(step.event, kinds)]

    @property
    def motions(self):
        """Every motion request that was decided."""
        return [each for each in self.effects(Request) if each.data[0] in MOTION]

    @property
    def finished(self):
        return self.effects(Finished)

    @property
    def snapshot(self):
        return self.service.snapshot

    async def prepare(self, plan, layers=()):
        """Armed with this plan, and somebody there to walk it."""
        await self.service.until(lambda seen: seen.belt is Belt.IDLE)
        self.plan = plan
        self.walker = ScriptedWalker(plan, self.service.tell, lambda _: None, self.treadmill)
        self.service.tell(Prepare(plan, layers))

    async def until(self, holds, limit=7200):
        """Wait for a snapshot, at most `limit` virtual seconds."""
        async with asyncio.timeout(limit):
            return await self.service.until(holds)

    async def over(self, limit=7200):
        """Walk to the end, however it comes."""
        return await self.until(lambda _: bool(self.finished), limit)

    async def still(self, limit=60):
        """Wait until the belt was measured at standstill and says so."""
        return await self.until(lambda seen: seen.belt in (Belt.IDLE, Belt.LATCHED), limit)


@asynccontextmanager
async def _ports(carrier, treadmill):
    """The port to a treadmill, and what makes it unreachable for some ms."""
    if carrier == "memory":
        yield MemoryTreadmill(treadmill, connect_takes=CONNECT_TAKES)
        return
    async with VirtualAir(LATENCY) as air:
        yield reach(air, await air.add(treadmill))


@asynccontextmanager
async def outing(carrier="air", layers=OPEN, **shape):
    """One treadmill on a carrier with its service running."""
    treadmill = Tapped(replace(app.simulated_shape(), **shape))
    async with _ports(carrier, treadmill) as port:
        made = Outing(port, treadmill, Rules(SIMULATED, layers))
        running = asyncio.create_task(made.service.run())
        try:
            yield made
        finally:
            made.walker = None
            await made.service.close()
            await running


def on_an_outing(use, carrier="air", layers=OPEN, **shape):
    """Run use(outing) on a loop that never waits; what it returns."""

    async def main():
        async with outing(carrier, layers, **shape) as made:
            return await use(made)

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        return runner.run(main())


__all__ = [
    "CONTROL",
    "LIBRARY",
    "MOTION",
    "SIMULATED",
    "START",
    "STOP",
    "Alarm",
    "Announce",
    "Answered",
    "Dropped",
    "LinkLost",
    "LinkUp",
    "Refused",
    "Unanswered",
    "on_an_outing",
    "outing",
]
