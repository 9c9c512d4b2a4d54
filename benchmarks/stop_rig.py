"""Treadmills with their services and journals in one process, and what is measured when their stops are pressed.

The treadmills are simulated and carried in memory, in the very loop that is measured. A virtual radio would cost this
process what BlueZ does in processes of its own, and one in another process would leave this one less to do than a real
one has; so their work is counted against us, and what bleak and the radio cost is for the benchmark on the air.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from retrowalk import app
from retrowalk.controller.effects import WriteStop
from retrowalk.controller.events import Confirm, Prepare, Ready, TreadmillFrame
from retrowalk.controller.rules import Rules
from retrowalk.ftms.control_point import OpCode
from retrowalk.journal.record import Step
from retrowalk.protocol.plan import Plan
from retrowalk.runtime.priority import Priority, preferred
from retrowalk.runtime.service import Service
from retrowalk.safety.events import Reset, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.settings import load_protocols
from retrowalk.simulator.link import MemoryTreadmill
from retrowalk.simulator.names import SIMULATED_PROFILE
from retrowalk.simulator.shape import FASTEST_FRAMES
from retrowalk.simulator.treadmill import Treadmill


# A belt that starts soon after it is told to, so that more of the stops meet it moving (ms).
COUNTDOWN = 500
# The belt has to have stood for 3 s before READY counts (s).
STOOD = 3.2
# Arming takes no time; on a busy computer it may, or be refused (s).
STARTS_WITHIN = 15
# STOP is pressed again and again for this long (s).
PRESSED = 15
# Longer than any benchmark (s).
FOR_EVER = 3600


@dataclass
class Tally:
    """What was measured. `took`: seconds from each press to the write it caused; `moving`: how many met a moving belt.

    `coalesced`: presses that were one with a stop written just before; `frames` heard; how the process was scheduled.
    """

    took: list[float] = field(default_factory=list)
    moving: int = 0
    coalesced: int = 0
    frames: int = 0
    priority: Priority = Priority.ORDINARY


class Timed(MemoryTreadmill):
    """A treadmill that notes how long after a press its control point is written.

    `hung`: no write is ever confirmed; `faster` is set when a speed is written.
    """

    def __init__(self, treadmill: Treadmill, address: str) -> None:
        super().__init__(treadmill, address)
        self.pressed: float | None = None
        self.took: float | None = None
        self.hung = False
        self.faster = asyncio.Event()

    async def write(self, data: bytes) -> None:
        """Note the time, then write."""
        if self.pressed is not None:
            self.took, self.pressed = time.monotonic() - self.pressed, None
        if data[0] == OpCode.SET_TARGET_SPEED:
            self.faster.set()
        if self.hung:
            await asyncio.sleep(FOR_EVER)
        await super().write(data)


@dataclass
class Pair:
    """A treadmill, its service, and whether its stops are being pressed now."""

    port: Timed
    service: Service
    open: bool = False

    @property
    def moving(self) -> bool:
        """Whether the belt is measured moving."""
        measured = self.service.snapshot.measured
        return bool(measured and measured.speed.wire)

    def press(self, at: float) -> bool:
        """STOP, pressed at this moment; False when it was one with a stop written just before."""
        before, self.port.pressed, self.port.took = self.port.pressed, at, None
        effects = self.service.stop(StopReason.USER_STOP, "benchmark")
        if any(isinstance(effect, WriteStop) for effect in effects):
            return True
        self.port.pressed = before
        return False


@asynccontextmanager
async def running(number: int, folder: Path, tally: Tally) -> AsyncIterator[Pair]:
    """One treadmill with its service, until the belt is at rest again."""
    usual = app.simulated_shape()
    mechanics = replace(usual.mechanics, countdown=COUNTDOWN)
    port = Timed(Treadmill(replace(usual, mechanics=mechanics, frame_every=FASTEST_FRAMES)), f"treadmill-{number}")
    rules = Rules(app.profile_named(SIMULATED_PROFILE))

    def heard(step: Step) -> None:
        tally.frames += isinstance(step.event, TreadmillFrame)

    own = folder / str(number)
    own.mkdir()
    with app.journal(own, app.Met(port, rules), 1.0, print) as journal:
        service = Service(port, rules, journal=journal)
        service.subscribe(heard)
        task = asyncio.create_task(service.run())
        try:
            yield Pair(port, service)
        finally:
            port.hung = False
            await service.close()
            await task


@asynccontextmanager
async def treadmills(count: int, tally: Tally) -> AsyncIterator[list[Pair]]:
    """So many, linked and measured at standstill, in a process that runs as a walk does."""
    with TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            pairs = [await stack.enter_async_context(running(each, Path(folder), tally)) for each in range(count)]
            for pair in pairs:
                await pair.service.until(lambda seen: seen.belt is Belt.IDLE)
            stack.enter_context(app.settled())
            tally.priority = stack.enter_context(preferred())
            tally.frames = 0
            yield pairs


@cache
def plan() -> Plan:
    """What everybody walks; read once, as a site reads its protocols."""
    return load_protocols().plans["P01"]


async def start(pair: Pair, walk: Plan) -> None:
    """Arm the belt and give READY; it moves six seconds later. Raises TimeoutError when it cannot be armed."""
    service = pair.service
    if service.snapshot.belt is Belt.LATCHED:
        service.tell(Reset("benchmark"))
    async with asyncio.timeout(STARTS_WITHIN):
        await service.until(lambda seen: seen.belt is Belt.IDLE)
        service.tell(Prepare(walk))
        for item in service.snapshot.missing:
            service.tell(Confirm(item))
        await service.until(lambda seen: seen.belt is Belt.ARMED)
    await asyncio.sleep(STOOD)
    service.tell(Ready("benchmark"))


async def at_rest(pair: Pair) -> None:
    """Wait for the end of a stop, a reset and a standstill."""
    await pair.service.until(lambda seen: seen.belt in {Belt.LATCHED, Belt.IDLE})


async def walk_and_be_stopped(pair: Pair, walk: Plan, until: float) -> None:
    """Start, walk a little, and let STOP be pressed for a while; again and again."""
    loop = asyncio.get_running_loop()
    while loop.time() < until:
        with suppress(TimeoutError):  # a belt that could not be started on a busy computer is pressed where it stands
            await start(pair, walk)
        await asyncio.sleep(random.uniform(1, 14))  # noqa: S311 - a benchmark keeps no secrets
        pair.open = True
        await asyncio.sleep(PRESSED)
        pair.open = False
        pair.service.stop(StopReason.USER_STOP, "benchmark")
        await at_rest(pair)
