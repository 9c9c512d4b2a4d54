"""A fleet of treadmills in memory that walk at 4 Hz, watched by viewers, and one process's cost of all that.

Run as `fleet_rig.py TREADMILLS VIEWERS SECONDS SOCKET` it prints its figures as one line of JSON: each size is measured
in a process of its own, so that none inherits another's memory.
"""

import asyncio
import gc
import json
import resource
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from stop_rig import COUNTDOWN, STOOD, Timed, plan

from presses import PRESS
from retrowalk import app
from retrowalk.controller.effects import WriteStop
from retrowalk.controller.events import Confirm, Prepare, Ready, Steady, TreadmillFrame
from retrowalk.controller.rules import Rules
from retrowalk.ftms.advertisement import Verdict
from retrowalk.gateway import views
from retrowalk.journal.record import Step
from retrowalk.link.found import Found
from retrowalk.runtime.bay import Bay, Shared
from retrowalk.runtime.discovery import Discovery
from retrowalk.runtime.fleet import Fleet
from retrowalk.runtime.priority import preferred
from retrowalk.safety.events import Reset, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.names import SIMULATED_PROFILE
from retrowalk.simulator.shape import FASTEST_FRAMES
from retrowalk.simulator.treadmill import Treadmill


# Treadmills report at 4 Hz (s).
FRAMES_APART = 0.25
# Everybody walks before anything is measured, on a busy computer as well (s).
WALKS_WITHIN = 90.0
KILOBYTES = 1024


@dataclass
class Figures:
    """What one size costs. took: ms from each press to the write it caused; cpu: s of processor; rss: MiB at the end.

    walking: treadmills whose belt moved when it began; frames: heard; told: views that were made for viewers.
    """

    treadmills: int
    walking: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    rss: float = 0.0
    frames: int = 0
    told: int = 0
    scheduled: str = ""
    took: list[float] = field(default_factory=list)


class MemoryRadio:
    """Satisfies Radio: treadmills in this process."""

    name = "memory"

    def __init__(self, count: int) -> None:
        usual = app.simulated_shape()
        shape = replace(usual, mechanics=replace(usual.mechanics, countdown=COUNTDOWN), frame_every=FASTEST_FRAMES)
        self.ports = {address: Timed(Treadmill(shape), address) for address in map(_address, range(count))}

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


@asynccontextmanager
async def fleet(count: int, folder: Path) -> AsyncIterator[tuple[Fleet, MemoryRadio]]:
    """So many treadmills of the site, every one linked and standing."""
    radio, profile = MemoryRadio(count), app.profile_named(SIMULATED_PROFILE)
    discovery = Discovery([radio])
    with ThreadPoolExecutor(4) as pool:
        shared = Shared(folder, discovery, pool, lambda _: profile, lambda known, _: Rules(known), lambda _: None)
        async with Fleet(shared) as there:
            for address in radio.ports:
                await there.adopt(address)
                await asyncio.sleep(FRAMES_APART / count)  # no two real ones keep time with each other
            for bay in there.bays.values():
                await bay.service.until(lambda seen: seen.belt is Belt.IDLE)
            yield there, radio
        await discovery.close()


# ── who walks ───────────────────────────────────────────────────────────────────────────────────────


async def walk(bay: Bay, folder: Path, number: int) -> None:
    """Begin a walk and go as far as its first settle; the latch of the last one is reset."""
    if bay.snapshot.belt is Belt.LATCHED:
        bay.tell(Reset("benchmark"))
    await bay.service.until(lambda seen: seen.belt is Belt.IDLE)
    await bay.begin(Prepare(plan()), str(number), folder / bay.id / str(number))
    for item in bay.snapshot.missing:
        bay.tell(Confirm(item))
    await bay.service.until(lambda seen: seen.belt is Belt.ARMED)
    await asyncio.sleep(STOOD)
    bay.tell(Ready("benchmark"))
    await bay.service.until(lambda seen: seen.stage is Stage.SETTLING)
    bay.tell(Steady())


async def keep_walking(bay: Bay, folder: Path) -> None:
    """Walk, be stopped, walk again."""
    for number in range(1, sys.maxsize):
        try:
            async with asyncio.timeout(WALKS_WITHIN):
                await walk(bay, folder, number)
        except TimeoutError:  # pressed to a stop before it moved
            pass
        await bay.service.until(lambda seen: seen.belt in {Belt.LATCHED, Belt.IDLE})
        await asyncio.sleep(1)


# ── who watches ─────────────────────────────────────────────────────────────────────────────────────


def viewed(there: Fleet, viewers: int, figures: Figures) -> Callable[[], None]:
    """Viewers of everything: each frame is made into JSON once, as for the live channel, and given to all.

    Sockets are not in this: what they cost is measured where the server is.
    """

    def show(bay: Bay, step: Step) -> None:
        if not isinstance(step.event, TreadmillFrame):
            return
        figures.frames += 1
        shown = json.dumps(asdict(views.treadmill(bay)))
        for _ in range(viewers):
            figures.told += len(shown) > 0

    return there.subscribe(show)


# ── who presses ─────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def pressed(pipe: socket.socket, there: Fleet, radio: MemoryRadio, figures: Figures) -> Iterator[None]:
    """Presses that arrive are stops meanwhile; each that caused a write is timed from the press."""
    bays = list(there.bays.values())
    loop, began = asyncio.get_running_loop(), time.monotonic()

    def hear() -> None:
        at, which = PRESS.unpack(pipe.recv(PRESS.size))
        if at < began:
            return
        bay, port = bays[which], radio.ports[bays[which].address]
        note(port)
        before, port.pressed = port.pressed, at
        effects = bay.stop(StopReason.USER_STOP, "benchmark")
        if not any(isinstance(effect, WriteStop) for effect in effects):
            port.pressed = before  # one with a stop written just before

    def note(port: Timed) -> None:
        if port.took is not None:
            figures.took.append(1000 * port.took)
            port.took = None

    loop.add_reader(pipe, hear)
    try:
        yield
    finally:
        loop.remove_reader(pipe)
        for port in radio.ports.values():
            note(port)


async def measure(count: int, viewers: int, seconds: float, pipe: socket.socket) -> Figures:
    """One size."""
    figures = Figures(count)
    with TemporaryDirectory() as name:
        async with fleet(count, Path(name) / "state") as (there, radio):
            walking = [asyncio.create_task(keep_walking(bay, Path(name))) for bay in there.bays.values()]
            moving = [bay.service.until(lambda seen: seen.stage is Stage.SETTLING) for bay in there.bays.values()]
            await asyncio.gather(*moving)
            figures.walking = sum(port.treadmill.machine.belt.speed > 0 for port in radio.ports.values())
            with ExitStack() as stack:
                stack.callback(viewed(there, viewers, figures))
                stack.enter_context(app.settled())
                figures.scheduled = stack.enter_context(preferred())
                stack.enter_context(pressed(pipe, there, radio, figures))
                cpu, began, figures.frames, figures.told = time.process_time(), time.monotonic(), 0, 0
                await asyncio.sleep(seconds)
                figures.cpu, figures.seconds = time.process_time() - cpu, time.monotonic() - began
            gc.collect()
            figures.rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES
            for each in walking:
                each.cancel()
            await asyncio.gather(*walking, return_exceptions=True)
    return figures


def main() -> None:
    """Measure one size and print it."""
    count, viewers, seconds, number = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    with socket.socket(fileno=number) as pipe:
        print(json.dumps(asdict(asyncio.run(measure(count, viewers, seconds, pipe)))))


if __name__ == "__main__":
    main()
