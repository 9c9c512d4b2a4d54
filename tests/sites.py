"""Treadmills in memory, each with its real service, as a site sees them."""

import asyncio
from contextlib import asynccontextmanager

from retrowalk.controller.events import Confirm, Prepare, Ready, Steady
from retrowalk.controller.rules import Rules
from retrowalk.firmware.profile import Known, Profile, StartBy
from retrowalk.protocol.level import Level
from retrowalk.protocol.plan import Kind as Segments
from retrowalk.protocol.plan import Plan, Segment
from retrowalk.runtime.clock import now, virtual_loop
from retrowalk.runtime.service import Service
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.link import MemoryTreadmill
from retrowalk.units import Facing, Inclination, Speed


RULES = Rules(Profile("sim", start_by=StartBy.APP, handrails=Known.YES, backward_allowed=Known.YES, commissioned=True))


class Bay:
    """One treadmill's place."""

    identity = "bound"
    walk = None
    strap = worn = hearing = unreached = ""

    def __init__(self, name, rules=RULES):
        self.id = self.label = self.address = name
        self.memory = MemoryTreadmill(address=name)
        self.service = Service(self.memory, rules)
        self.told = []

    @property
    def snapshot(self):
        return self.service.snapshot

    @property
    def link(self):
        return "linked" if self.snapshot.linked else "lost"

    def stop(self, reason, source):
        self.told.append((now(), reason, source))
        return self.service.stop(reason, source)


class Site:
    def __init__(self, names):
        self.bays = {name: Bay(name) for name in names}

    def subscribe(self, callback):
        ends = [bay.service.subscribe(lambda step, bay=bay: callback(bay, step)) for bay in self.bays.values()]
        return lambda: [end() for end in ends]


@asynccontextmanager
async def site(*names):
    """A running site whose belts stand and are known to."""
    made = Site(names)
    running = [asyncio.create_task(bay.service.run()) for bay in made.bays.values()]
    try:
        for bay in made.bays.values():
            await bay.service.until(lambda seen: seen.belt is Belt.IDLE)
        yield made
    finally:
        await asyncio.gather(*(bay.service.close() for bay in made.bays.values()))
        await asyncio.gather(*running)


def plan():
    """Settle, hold 1.2 mph, settle."""
    settle = Segment(Segments.SETTLE, Facing.BACKWARD, None, Inclination(0), 30_000)
    hold = Segment(Segments.HOLD, Facing.BACKWARD, Speed.parse("1.2 mph"), Inclination(0), 600_000)
    return Plan(
        "walk", "A walk", Level.INTERMEDIATE, Speed.parse("1.5 mph"), Inclination(0), 8, 16, (settle, hold, settle)
    )


async def walk(bay):
    service = bay.service
    service.tell(Prepare(plan()))
    while service.snapshot.missing:
        service.tell(Confirm(service.snapshot.missing[0]))
    await service.until(lambda seen: seen.belt is Belt.ARMED)
    await asyncio.sleep(4)
    service.tell(Ready("test"))
    await service.until(lambda seen: seen.stage is Stage.SETTLING)
    await asyncio.sleep(5)
    service.tell(Steady())
    await service.until(lambda seen: seen.measured.speed.wire > 150)


def virtually(main):
    """Run a coroutine function in virtual time."""
    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        return runner.run(main())
