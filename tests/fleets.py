"""A fleet over treadmills in memory, in virtual time, and a person who walks on one of them."""

import asyncio
from concurrent.futures import Executor, Future
from contextlib import asynccontextmanager
from dataclasses import replace

from retrowalk.controller.effects import Refused
from retrowalk.controller.events import Confirm, HeartRate, Prepare, Ready, Steady
from retrowalk.controller.rules import Rules
from retrowalk.firmware.profile import Known, Profile, StartBy
from retrowalk.ftms.advertisement import Verdict
from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.found import Found
from retrowalk.protocol.level import Level
from retrowalk.protocol.plan import Kind, Plan, Segment
from retrowalk.runtime.bay import Shared
from retrowalk.runtime.clock import now, virtual_loop
from retrowalk.runtime.discovery import Discovery
from retrowalk.runtime.fleet import Fleet
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.link import MemoryTreadmill
from retrowalk.simulator.treadmill import Treadmill
from retrowalk.units import Facing, Inclination, Speed


PROFILE = Profile("sim", start_by=StartBy.APP, handrails=Known.YES, backward_allowed=Known.YES, commissioned=True)
FIRST, SECOND = "C0:00:00:00:00:01", "C0:00:00:00:00:02"


def plan(seconds=60):
    """Settle, hold 1.2 mph, settle."""

    def segment(kind, lasts, speed=None):
        return Segment(kind, Facing.BACKWARD, speed and Speed.parse(speed), Inclination(0), lasts * 1000)

    segments = (segment(Kind.SETTLE, 30), segment(Kind.HOLD, seconds, "1.2 mph"), segment(Kind.SETTLE, 10))
    return Plan("walk", "A walk", Level.INTERMEDIATE, Speed.parse("1.5 mph"), Inclination(0), 8, 16, segments)


class MemoryRadio:
    """Treadmills in memory. `away` are out of reach; a port of `made` is told to nobody else."""

    def __init__(self, count=1, name="hci0", rssi=-50, machines=None):
        self.name = name
        self.rssi = rssi
        self.machines = machines or {f"C0:00:00:00:00:{each:02X}": Treadmill() for each in range(1, count + 1)}
        self.away = set()
        self.scans = []
        self.made = []
        self.straps = {}

    async def scan(self, seconds):
        self.scans.append((now(), seconds))
        await asyncio.sleep(seconds)
        there = [each for each in self.machines if each not in self.away]
        return [Found(each, "Sim", self.rssi, Verdict.YES, "FTMS", each) for each in there]

    def port(self, address, device):
        self.made.append((now(), address, device))
        return AwayPort(address) if address in self.away else MemoryTreadmill(self.machines[address], address)

    async def hear(self, strap, tell):
        await beating(self.straps, strap, tell)


class MemoryStrap:
    """A strap: what it tells once a second, as long as it tells anything."""

    bpm, silent = 96, False


async def beating(straps, address, tell):
    """What is heard of the strap of this address, if there is one."""
    while True:
        await asyncio.sleep(1)
        worn = straps.get(address)
        if worn is not None and not worn.silent:
            tell(HeartRate(worn.bpm))


class Inline(Executor):
    """Does at once what it is asked for: in virtual time nobody can wait for a thread."""

    def submit(self, work, /, *args, **how):
        done = Future()
        try:
            done.set_result(work(*args, **how))
        except Exception as error:  # noqa: BLE001 - as an executor does
            done.set_exception(error)
        return done


class AwayPort:
    def __init__(self, address):
        self.address = address

    async def connect(self, _listener):
        await asyncio.sleep(10)
        raise LinkError(Fault.NOT_FOUND, self.address)

    async def write(self, _data):
        raise LinkError(Fault.GONE)

    async def disconnect(self):
        pass


@asynccontextmanager
async def fleet(state, *radios, known=(), recognise=lambda _: PROFILE, guard=None, **rules):
    """`remembered` is what was told to be kept."""
    remembered, forgotten = [], []
    discovery = Discovery(radios)
    shared = Shared(
        state, discovery, Inline(), recognise, lambda p, _: Rules(p, **rules), remembered.append, forgotten.append
    )
    async with Fleet(shared, known, guard) as there:
        there.remembered, there.forgotten = remembered, forgotten
        there.discovery = discovery
        yield there
    await discovery.close()


async def linked(there, address=FIRST, label=""):
    bay = await there.adopt(address, label)
    await bay.service.until(lambda seen: seen.belt is Belt.IDLE)
    return bay


async def begin(bay, folder, a_plan=None, walk="w1", **how):
    """Prepare; what was refused, if anything."""
    effects = await bay.begin(Prepare(a_plan or plan()), walk, folder, **how)
    return next((each.why for each in effects if isinstance(each, Refused)), "")


async def start(bay, folder, a_plan=None, walk="w1", **how):
    """Walk as far as the first settle."""
    assert await begin(bay, folder, a_plan, walk, **how) == ""
    await settle(bay)


async def settle(bay):
    """From the checklist to the first steady step."""
    for item in bay.snapshot.missing:
        bay.tell(Confirm(item))
    await bay.service.until(lambda seen: seen.belt is Belt.ARMED)
    await asyncio.sleep(4)  # the belt has to have stood for 3 s
    bay.tell(Ready("test"))
    await bay.service.until(lambda seen: seen.stage is Stage.SETTLING)
    await asyncio.sleep(5)
    bay.tell(Steady())


async def walk(bay, folder, a_plan=None, walk="w1"):
    """Walk to the end."""
    await start(bay, folder, a_plan, walk)
    await bay.service.until(lambda seen: seen.stage is Stage.FINISHED)


def virtually(main):
    """Run it in virtual time."""
    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        return runner.run(main())


__all__ = [
    "FIRST",
    "PROFILE",
    "SECOND",
    "MemoryRadio",
    "MemoryStrap",
    "beating",
    "begin",
    "fleet",
    "linked",
    "plan",
    "replace",
    "start",
    "walk",
]
