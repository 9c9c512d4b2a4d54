"""From "stop" to the control-point write, while sixteen treadmills on virtual air stream at 4 Hz to one process.

Every service arms its belt for a walk, mostly starts it, and is told to stop at a random moment, then again a few
times; each time it waits for measured standstill. Then it is reset and goes round again. Time runs from the moment
the stop was due (so that a busy loop counts) to the call of the carrier's write. Ends with 1 when the bar is missed.
Takes about a minute.
"""

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from statistics import median, quantiles
from typing import Any

from retrowalk import app
from retrowalk.controller.events import Confirm, Prepare, Ready
from retrowalk.controller.rules import Rules
from retrowalk.ftms.uuids import Characteristic
from retrowalk.link.ble import BleTreadmill
from retrowalk.link.port import Description, Listener
from retrowalk.protocol.plan import Plan
from retrowalk.runtime.priority import Priority, preferred
from retrowalk.runtime.service import Service
from retrowalk.safety.events import Reset, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.settings import load_protocols
from retrowalk.simulator.air.virtual import VirtualAir
from retrowalk.simulator.names import SIMULATED_PROFILE
from retrowalk.simulator.treadmill import Treadmill


# The bar (s), at the 99th percentile.
BAR = 0.005
TREADMILLS = 16
# No round begins after this long (s); the longest takes 45 s.
LAST_ROUND = 36.0
# The fastest telemetry of the field, 4 Hz (ms).
FRAMES_EVERY = 250
# A belt that starts soon after it is told to, so that more of the stops meet it moving (ms).
COUNTDOWN = 500
# The belt has to have stood for 3 s before READY counts (s).
STOOD = 3.2
# A stop comes at the latest this long (s) after READY, or after arming: the belt moves about 6 s after READY.
WALKS, STANDS = 12.0, 1.0
# So often STOP is pressed again on the latched belt: each press is a stop of its own, and a percentile wants many.
AGAIN = 3
# So many of the belts are started.
STARTED = 0.8
STOP = bytes.fromhex("0801")


@dataclass
class Tally:
    """What was measured, in s: to the stop lane's first write, and to the write of Stop itself. priority: as it ran."""

    first: list[float] = field(default_factory=list)
    stop: list[float] = field(default_factory=list)
    pressed: int = 0
    moving: int = 0
    frames: int = 0
    priority: Priority = Priority.ORDINARY


class Timed(BleTreadmill):
    """A treadmill reached through bleak that notes when a stop that was asked for is written."""

    def __init__(self, address: str, tally: Tally, **how: Any) -> None:  # noqa: ANN401 - handed on as it is
        super().__init__(address, **how)
        self.tally = tally
        self.due: float | None = None
        self.written = True

    async def connect(self, listener: Listener) -> Description:
        """Connect, counting the frames that are heard."""
        return await super().connect(_Counting(listener, self.tally))

    async def write(self, data: bytes) -> None:
        """Note the time, then write."""
        if self.due is not None:
            took = asyncio.get_running_loop().time() - self.due
            if not self.written:
                self.tally.first.append(took)
                self.written = True
            if data == STOP:
                self.tally.stop.append(took)
                self.due = None
        await super().write(data)


class _Counting:
    """Hands on what it hears."""

    def __init__(self, listener: Listener, tally: Tally) -> None:
        self.disconnected = listener.disconnected
        self._listener = listener
        self._tally = tally

    def notified(self, characteristic: int, data: bytes) -> None:
        """Count, and hand on."""
        self._tally.frames += characteristic == Characteristic.TREADMILL_DATA
        self._listener.notified(characteristic, data)


@asynccontextmanager
async def running(air: VirtualAir, tally: Tally) -> AsyncIterator[tuple[Service, Timed]]:
    """Put one treadmill on the air, with its service."""
    usual = app.simulated_shape()
    mechanics = replace(usual.mechanics, countdown=COUNTDOWN)
    station = await air.add(Treadmill(replace(usual, mechanics=mechanics, frame_every=FRAMES_EVERY)))
    port = Timed(station.address, tally, backend=air.backend, scanner=air.scanner)
    service = Service(port, Rules(app.profile_named(SIMULATED_PROFILE)))
    task = asyncio.create_task(service.run())
    try:
        yield service, port
    finally:
        await service.close()
        await task


async def one_stop(service: Service, port: Timed, plan: Plan, tally: Tally) -> None:
    """Arm, perhaps start, stop at a random moment, stop again a few times for good measure, reset."""
    await service.until(lambda seen: seen.belt is Belt.IDLE)
    service.tell(Prepare(plan))
    for item in service.snapshot.missing:
        service.tell(Confirm(item))
    await service.until(lambda seen: seen.belt is Belt.ARMED)
    starts = random.random() < STARTED  # noqa: S311 - a benchmark keeps no secrets
    if starts:
        await asyncio.sleep(STOOD)
        service.tell(Ready("benchmark"))
    await one_press(service, port, tally, WALKS if starts else STANDS)
    for _ in range(AGAIN):
        await one_press(service, port, tally, STANDS)
    service.tell(Reset("benchmark"))


async def one_press(service: Service, port: Timed, tally: Tally, latest: float) -> None:
    """Stop at a random moment within `latest` s and wait for measured standstill."""
    loop = asyncio.get_running_loop()
    due = loop.time() + random.uniform(0.05, latest)  # noqa: S311 - as above

    def press() -> None:
        measured = service.snapshot.measured
        tally.pressed += 1
        tally.moving += bool(measured and measured.speed.wire)
        port.due, port.written = due, False
        service.stop(StopReason.USER_STOP, "benchmark")

    loop.call_at(due, press)
    await asyncio.sleep(due - loop.time() + 0.1)
    await service.until(lambda seen: seen.belt is Belt.LATCHED)


async def measure() -> tuple[Tally, float]:
    """Measure on one loop: what was measured, and for how long (s)."""
    tally = Tally()
    plan = load_protocols().plans["P01"]

    async def rounds(service: Service, port: Timed, until: float) -> None:
        while asyncio.get_running_loop().time() < until:
            await one_stop(service, port, plan, tally)

    async with VirtualAir() as air, AsyncExitStack() as stack:
        pairs = [await stack.enter_async_context(running(air, tally)) for _ in range(TREADMILLS)]
        stack.enter_context(app.settled())
        tally.priority = stack.enter_context(preferred())
        began = asyncio.get_running_loop().time()
        tally.frames = 0
        await asyncio.gather(*(rounds(*pair, began + LAST_ROUND) for pair in pairs))
        return tally, asyncio.get_running_loop().time() - began


def line(what: str, took: list[float]) -> str:
    """Median, 99th percentile and maximum, in ms."""
    figures = median(took), quantiles(took, n=100)[98], max(took)
    return f"{what}: median {{:.2f}} ms, p99 {{:.2f}} ms, max {{:.2f}} ms".format(*(1000 * each for each in figures))


def main() -> int:
    """Measure and judge; 1 when the bar is missed or a stop was not written."""
    tally, seconds = asyncio.run(measure())
    passed = quantiles(tally.first, n=100)[98] <= BAR and len(tally.first) == len(tally.stop) == tally.pressed
    print(
        f"{TREADMILLS} treadmills on virtual air, {tally.frames / seconds:.0f} frames/s, "
        f"{len(tally.first)} stops in {seconds:.0f} s, {tally.moving} of them on a moving belt, "
        f"scheduled: {tally.priority}"
    )
    print(
        line("stop request → control-point write", tally.first), f"(p99 ≤ {BAR * 1000:g} ms)", "PASS" * passed or "FAIL"
    )
    print(line("… of which Stop itself", tally.stop))
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
