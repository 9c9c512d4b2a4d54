"""A person, a plan and a treadmill in memory for walks in virtual time."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from retrowalk.controller.events import Confirm, Prepare, Proceed, Ready, Steady
from retrowalk.controller.rules import Rules
from retrowalk.firmware.profile import Known, Profile, StartBy
from retrowalk.link.errors import Fault, LinkError
from retrowalk.protocol.level import Level
from retrowalk.protocol.plan import Kind, Plan, Segment
from retrowalk.runtime.clock import now, virtual_loop
from retrowalk.runtime.service import Service
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.link import MemoryTreadmill
from retrowalk.units import Facing, Inclination, Speed


RULES = Rules(Profile("sim", start_by=StartBy.APP, handrails=Known.YES, backward_allowed=Known.YES, commissioned=True))


def _segment(kind, minutes, speed=None, steep=0):
    return Segment(kind, Facing.BACKWARD, speed and Speed.parse(speed), Inclination(steep), round(minutes * 60_000))


def _plan(minutes, steep=0):
    """A walk that settles, holds 1.2 mph (and `steep`, in 0.1 %) for `minutes`, and settles again."""
    hold = _segment(Kind.HOLD, minutes, "1.2 mph", steep)
    segments = (_segment(Kind.SETTLE, 0.5), hold, _segment(Kind.SETTLE, 0.5))
    return Plan("walk", "A walk", Level.INTERMEDIATE, Speed.parse("1.5 mph"), Inclination(steep), 8, 16, segments)


class Watched:
    """A treadmill in memory; what is written to it is noted when it is issued, and who listens."""

    def __init__(self):
        self.memory = MemoryTreadmill(address="AA:BB")
        self.treadmill = self.memory.treadmill
        self.address = self.memory.address
        self.writes = []
        self.wrote = asyncio.Event()
        self.listener = None
        self.linked = False
        self.tried = []
        self.broken = False
        self.away = False

    @property
    def speed(self):
        return self.treadmill.machine.belt.speed

    async def connect(self, listener):
        self.tried.append(now())
        if self.broken:
            raise RuntimeError("on purpose")
        if self.away:
            raise LinkError(Fault.NOT_FOUND)
        self.listener = listener
        described = await self.memory.connect(listener)
        self.linked = True
        return described

    async def write(self, data):
        self.writes.append((now(), data))
        self.wrote.set()
        await self.memory.write(data)

    async def disconnect(self):
        await self.memory.disconnect()
        self.linked = False


class Walker:
    """A person who does what the service waits for, one thing each step."""

    plan = staticmethod(_plan)

    def __init__(self, service):
        self.service = service

    async def arm(self, minutes=2.0, steep=0):
        await self.service.until(lambda seen: seen.belt is Belt.IDLE)
        self.service.tell(Prepare(_plan(minutes, steep)))
        while self.service.snapshot.missing:
            self.service.tell(Confirm(self.service.snapshot.missing[0]))
        await self.service.until(lambda seen: seen.belt is Belt.ARMED)
        await asyncio.sleep(4)  # the belt has to have stood for 3 s

    async def start(self, minutes=2.0, steep=0):
        await self.arm(minutes, steep)
        self.service.tell(Ready("test"))
        await self.service.until(lambda seen: seen.stage is Stage.SETTLING)
        await asyncio.sleep(5)
        self.service.tell(Steady())

    async def walk(self, minutes=2.0):
        await self.start(minutes)
        await self.service.until(lambda seen: seen.measured is not None and seen.measured.speed.wire > 150)

    def proceed(self):
        self.service.tell(Proceed())


@asynccontextmanager
async def _running(port, **how):
    service = Service(port, how.pop("rules", RULES), **how)
    running = asyncio.create_task(service.run())
    try:
        yield service, Walker(service)
    finally:
        await service.close()
        await running


@pytest.fixture
def running():
    """`async with running(port, **how) as (service, walker)`: closed and waited for at the end."""
    return _running


@pytest.fixture
def virtually():
    """Run a coroutine function with a fresh treadmill in memory, in virtual time."""

    def run(main):
        async def over_memory():
            return await main(Watched())

        with asyncio.Runner(loop_factory=virtual_loop) as runner:
            return runner.run(over_memory())

    return run


@pytest.fixture
def rules():
    return RULES


@pytest.fixture
def plan():
    """`plan(minutes)`: settle, hold 1.2 mph, settle."""
    return _plan


@pytest.fixture
def walker_of():
    """`walker_of(service)`: a person."""
    return Walker
