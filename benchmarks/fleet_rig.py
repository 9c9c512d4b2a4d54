"""A served site whose treadmills are in memory and report at 4 Hz: the process that is measured.

Everything but Bluetooth is what `retrowalk serve` runs: desk, server, live channel, journals, SQLite, log, beats to a
guard. The treadmills are simulated in this process, so their work is counted, too.

`fleet_rig.py TREADMILLS STATE` says its port once every treadmill is linked. Then each line on its standard input is a
number of seconds to measure for, and answered by the figures as one line of JSON; the end of the input is the end.
"""

import asyncio
import json
import re
import resource
import sys
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from socket import socket

from retrowalk import app
from retrowalk.api import server
from retrowalk.api.door import Door
from retrowalk.app.memory import Register, remembered
from retrowalk.app.operations import style
from retrowalk.app.serving import Given, SiteCaps, served
from retrowalk.app.site import WAITING, House
from retrowalk.controller.effects import WriteStop
from retrowalk.controller.events import TreadmillFrame
from retrowalk.ftms.advertisement import Verdict
from retrowalk.journal.record import Step
from retrowalk.link.found import Found
from retrowalk.runtime.bay import Bay, Shared
from retrowalk.runtime.discovery import Discovery
from retrowalk.runtime.fleet import Fleet
from retrowalk.runtime.guard_process import GuardProcess
from retrowalk.runtime.guarding import Guarding
from retrowalk.runtime.logs import Log
from retrowalk.runtime.priority import preferred
from retrowalk.safety.events import Stop
from retrowalk.safety.supervisor import Belt
from retrowalk.settings.model import Settings, layers
from retrowalk.settings.read import Choice
from retrowalk.simulator.link import MemoryTreadmill
from retrowalk.simulator.names import SIMULATED_PROFILE
from retrowalk.simulator.shape import FASTEST_FRAMES
from retrowalk.simulator.treadmill import Treadmill


# Treadmills report at 4 Hz, and no two real ones keep time with each other (s).
FRAMES_APART = 0.25
# A belt that starts soon after it is told to, so that more of the stops meet it moving (ms).
COUNTDOWN = 500
# Walking belts are counted so often (s).
LOOK = 1.0
GUARD = Path(__file__).with_name("fleet_guard.py")
# A press says when it was made (s), on the clock that all processes share.
PRESS = re.compile(rb"POST /v1/treadmills/([^/ ]+)/stop .*?\r\nPressed: ([0-9.]+)\r\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pressed:
    """When a press was made and when it was read from its socket (s)."""

    at: float
    read: float


@dataclass
class Figures:
    """What one size costs. took: ms from each press to the write it caused; inside: from the socket's read on.

    cpu: s of processor; rss: MiB at the most; walking: moving belts on average; frames: of treadmills, heard; moving:
    stops that met a moving belt.
    """

    treadmills: int
    seconds: float = 0.0
    cpu: float = 0.0
    rss: float = 0.0
    walking: float = 0.0
    frames: int = 0
    moving: int = 0
    scheduled: str = ""
    took: list[float] = field(default_factory=list)
    inside: list[float] = field(default_factory=list)


class Timed(MemoryTreadmill):
    """A treadmill that notes when a stop that somebody pressed is written."""

    def __init__(self, treadmill: Treadmill, address: str, told: Figures) -> None:
        super().__init__(treadmill, address)
        self.due: Pressed | None = None
        self._told = told

    async def write(self, data: bytes) -> None:
        """Note the time, then write."""
        if self.due is not None:
            now, due, self.due = time.monotonic(), self.due, None
            self._told.took.append(1000 * (now - due.at))
            self._told.inside.append(1000 * (now - due.read))
        await super().write(data)


class MemoryRadio:
    """Satisfies Radio: treadmills in this process."""

    name = "memory"

    def __init__(self, count: int, told: Figures) -> None:
        usual = app.simulated_shape()
        shape = replace(usual, mechanics=replace(usual.mechanics, countdown=COUNTDOWN), frame_every=FASTEST_FRAMES)
        self.ports = {address: Timed(Treadmill(shape), address, told) for address in map(_address, range(count))}

    @property
    def moving(self) -> int:
        """How many belts move."""
        return sum(port.treadmill.machine.belt.speed > 0 for port in self.ports.values())

    async def scan(self, seconds: float) -> list[Found]:
        """Hear everybody."""
        await asyncio.sleep(seconds)
        return [Found(address, "Retrowalk Sim", -50, Verdict.YES, "") for address in self.ports]

    def port(self, address: str, _device: object | None) -> Timed:
        """The one there is."""
        return self.ports[address]

    async def hear(self, _strap: str, _tell: object) -> None:
        """Nobody wears one."""


def _address(number: int) -> str:
    return f"C0:00:00:00:{number // 256:02X}:{number % 256:02X}"


# ── the site ────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def site(state: Path, port: int, told: Figures) -> AsyncIterator[tuple[Fleet, MemoryRadio]]:
    """So many treadmills, each linked and standing, served at this port of this computer."""
    settings, radio = Settings.model_validate({"http": {"port": port}}), MemoryRadio(told.treadmills, told)
    caps, profile = SiteCaps(layers(settings.caps, "settings")), app.profile_named(SIMULATED_PROFILE)
    house, discovery = House(leased=True, layers=caps, proven=caps.proven), Discovery([radio])
    async with AsyncExitStack() as stack:
        stack.enter_context(Log(style(settings.logs)))
        register = Register()
        history, _ = await stack.enter_async_context(remembered(settings.memory, state, register))
        guard = Guarding(state, GuardProcess(state, program=(sys.executable, str(GUARD))))
        stack.push_async_callback(guard.close)
        stack.push_async_callback(discovery.close)
        pool = stack.enter_context(ThreadPoolExecutor(WAITING, "papers"))
        shared = Shared(state, discovery, pool, lambda _: profile, house.rules, register.remember, register.forgotten)
        there = await stack.enter_async_context(Fleet(shared, (), guard))
        for address in radio.ports:
            await there.adopt(address)
            await asyncio.sleep(FRAMES_APART / told.treadmills)
        for bay in there.bays.values():
            await bay.service.until(lambda seen: seen.belt is Belt.IDLE and seen.guarded is True)
        await stack.enter_async_context(served(Given(Choice(settings), state, there, history, caps, simulated=True)))
        stack.enter_context(app.settled())
        told.scheduled = stack.enter_context(preferred())
        yield there, radio
        await there.close()


def free_port() -> int:
    """One that nobody has."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# ── what is noted ───────────────────────────────────────────────────────────────────────────────────

# The newest press of each treadmill that was read, by its id.
READ: dict[str, Pressed] = {}


class Noting(Door):
    """A connection that notes when a press is read from its socket."""

    def data_received(self, data: bytes) -> None:
        """Note, and hear."""
        press = PRESS.match(data)
        if press is not None:
            READ[press[1].decode()] = Pressed(float(press[2]), time.monotonic())
        elif data.startswith(b"POST /v1/stop"):  # a stop of all is nobody's whose press was one with another
            READ.clear()
        super().data_received(data)


def note(told: Figures, radio: MemoryRadio, bay: Bay, step: Step) -> None:
    """Count frames; a press that causes a write is timed at the port."""
    told.frames += isinstance(step.event, TreadmillFrame)
    if not isinstance(step.event, Stop) or not step.event.source.startswith("http") or bay.id not in READ:
        return
    pressed, port = READ.pop(bay.id), radio.ports[bay.address]
    if any(isinstance(effect, WriteStop) for effect in step.effects):
        port.due = pressed
        told.moving += port.treadmill.machine.belt.speed > 0


async def measure(told: Figures, radio: MemoryRadio, seconds: float) -> None:
    """Measure for so long."""
    told.took.clear()
    told.inside.clear()
    told.frames = told.moving = 0
    cpu, began, looks = time.process_time(), time.monotonic(), []
    while time.monotonic() < began + seconds:
        await asyncio.sleep(LOOK)
        looks.append(radio.moving)
    told.cpu, told.seconds = time.process_time() - cpu, time.monotonic() - began
    told.walking, told.rss = sum(looks) / len(looks), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def run(count: int, state: Path) -> None:
    """Serve, and measure as often as asked."""
    told, port, loop = Figures(count), free_port(), asyncio.get_running_loop()
    server.Door = Noting  # type: ignore[attr-defined]
    async with site(state, port, told) as (there, radio):
        there.subscribe(lambda bay, step: note(told, radio, bay, step))
        print(port, flush=True)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            await measure(told, radio, float(line))
            print(json.dumps(asdict(told)), flush=True)


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]), Path(sys.argv[2])))
