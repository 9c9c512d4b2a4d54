"""What becomes of eight walks at once when their service is killed (SIGKILL), and what the next one makes of it.

This process holds the air and the treadmills on it; every service and every guard is a process of its own. After each
kill the guard brings every belt to rest, and a service that is started again finds every walk, keeps every latch and
moves nothing. Ends with 1 when anything is otherwise.

    bench_fleet_kills.py [KILLS] [--sites S] [--belts B] [--latest SECONDS] [--seed S]
"""

import argparse
import asyncio
import logging
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from belts import Belt, on_air
from bench_kills import figures, undelayed
from kept import reading
from nursery import Nursery, Process, nursery
from trials import KNOWN_AFTER, LOSS_BAR, PROTOCOL, SELDOM, STAND, START, until

from retrowalk.cli.replay import papers_of
from retrowalk.controller.events import TreadmillFrame
from retrowalk.export.report import report
from retrowalk.ftms.codes import OpCode
from retrowalk.journal.replay import replay
from retrowalk.runtime import recovery
from retrowalk.runtime.clock import now


# As many walks as the bar names, in each service.
BELTS = 8
# One round: long enough to see that nothing is broken.
KILLS = 4
# From the last walk's start to the kill at the latest (s): the belts run then, each at another place of its walk.
LATEST = 40.0
# A service that was started again is watched this long (s) after every belt was latched.
WATCH = 3.0
MOTION = (OpCode.START_OR_RESUME, OpCode.SET_TARGET_SPEED)


class Told(NamedTuple):
    """What a journal tells: its first and last step (ms), its frames, whether its report says "interrupted"."""

    began: int
    frames: list[bytes]
    interrupted: bool
    difference: str


def told(path: Path) -> Told:
    """Read a walk's journal, in a process of its own."""
    trace = replay(path)
    papers = papers_of(trace)
    frames = [step.event.data for step in trace.steps if isinstance(step.event, TreadmillFrame)]
    first = next((step.now for step in trace.steps), 0)
    interrupted = papers is not None and "interrupted" in str(report(*papers))
    return Told(first, frames, interrupted, trace.difference)


def left(state: Path) -> dict[str, tuple[bool, str]]:
    """What is left of each treadmill: whether it is ours, and what cannot be read."""
    return {each.treadmill: (each.ours, each.damage) for each in recovery.find(state)}


@dataclass
class Outcome:
    """What became of one service: of each belt how long (ms) after the kill it stood, and what is wrong."""

    number: int
    walks: int = 0
    moving: int = 0
    stood: list[int] = field(default_factory=list)
    samples: int = 0
    wrong: list[str] = field(default_factory=list)

    def must(self, holds: object, why: str) -> None:
        """Note what is wrong."""
        if not holds:
            self.wrong.append(why)


class Trial:
    """One service, killed once, and the one after it."""

    def __init__(self, number: int, seconds: float, belts: Sequence[Belt], place: object, folder: Path) -> None:
        self.out = Outcome(number)
        self._seconds = seconds
        self._belts = belts
        self._place = place
        self._state = folder / "state"
        self._folder = folder

    async def run(self, started: Nursery, reader: Executor) -> Outcome:
        """Do it; whatever still moves at the end is stopped."""
        for belt in self._belts:
            belt.witness.forget()
        protocol = self._folder / "protocol.yaml"
        protocol.write_text(PROTOCOL.replace("for: 20 s", "for: 300 s"), encoding="utf-8")
        async with self._service(started, "--protocol", str(protocol)) as service:
            walked = await until(
                lambda: all(self._started(each) for each in self._belts) or not service.alive, 2 * START
            )
            self.out.must(walked is not None and service.alive, "the walks never began")
            if not self.out.wrong:
                await asyncio.sleep(self._seconds)
                await self._kill(service, reader)
        if not self.out.wrong:
            await self._again(started, reader)
        for belt in self._belts:
            await self._end(belt)
        return self.out

    @asynccontextmanager
    async def _service(self, started: Nursery, *words: str) -> AsyncIterator[Process]:
        where = ("--air", str(self._place), "--state-dir", str(self._state))
        process = await started.start(
            ("fleet", *where, *words, *(each.address for each in self._belts)), self._folder / "said.txt"
        )
        guards: set[int] = set()
        try:
            yield process
        finally:
            guard = process.child(b"guard")
            process.send(signal.SIGKILL)
            for each in (process, guard):
                if each is not None and each.number not in guards:
                    await until(lambda each=each: not each.alive, STAND)  # type: ignore[misc]
                    each.send(signal.SIGKILL)
                    each.close()

    def _started(self, belt: Belt) -> bool:
        return belt.asked(OpCode.START_OR_RESUME, belt.last_client) is not None

    # ── the kill ────────────────────────────────────────────────────────────────────────────────────

    async def _kill(self, service: Process, reader: Executor) -> None:
        killed = now()
        clients = {belt.address: belt.last_client for belt in self._belts}
        self.out.walks, self.out.moving = len(self._belts), sum(belt.speed > 0 for belt in self._belts)
        service.send(signal.SIGKILL)
        await asyncio.gather(*(self._stands(belt, clients[belt.address], killed) for belt in self._belts))
        for belt in self._belts:
            await self._judge_journal(belt, clients[belt.address], killed, reader)

    async def _stands(self, belt: Belt, client: int, killed: int) -> None:
        stopped = await until(lambda: belt.stopped(client, killed) is not None, STAND)
        self.out.must(stopped is not None, f"{belt.address}: the guard never wrote Stop")
        zero = await until(lambda: belt.speed == 0, STAND)
        self.out.must(zero is not None, f"{belt.address}: THE BELT DID NOT COME TO REST")
        if zero is not None:
            self.out.stood.append(zero - killed)

    async def _judge_journal(self, belt: Belt, client: int, killed: int, reader: Executor) -> None:
        """What the treadmill told until a second before the kill is there, and the walk opens as interrupted."""
        path = self._state / "walks" / belt.address.lower().replace(":", "-") / "journal.jsonl"
        kept = await asyncio.get_running_loop().run_in_executor(reader, told, path)
        since = max(kept.began, (belt.asked(OpCode.REQUEST_CONTROL, client) or killed) - KNOWN_AFTER)
        frames = belt.frames(client, since, killed - LOSS_BAR)
        self.out.samples += len(frames)
        follow = any(kept.frames[at : at + len(frames)] == frames for at in range(len(kept.frames)))
        self.out.must(follow, f"{belt.address}: samples are lost: {len(frames)} told, {len(kept.frames)} kept")
        self.out.must(kept.interrupted, f"{belt.address}: its report does not say interrupted")
        self.out.must(not kept.difference, kept.difference)

    # ── the next service ────────────────────────────────────────────────────────────────────────────

    async def _again(self, started: Nursery, reader: Executor) -> None:
        """It finds all walks, stops first, measures and keeps the latches; and nothing moves."""
        loop, since = asyncio.get_running_loop(), now()
        found = await loop.run_in_executor(reader, left, self._state)
        ours = sum(mine for mine, _ in found.values())
        self.out.must(ours == len(self._belts), f"only {ours} walks were found open: {found}")
        async with self._service(started) as service:
            ends = now() + round(1000 * 2 * START)
            while now() < ends and any(mine for mine, _ in found.values()):
                await asyncio.sleep(SELDOM)
                found = await loop.run_in_executor(reader, left, self._state)
            self.out.must(len(found) == len(self._belts), f"latches are lost: {found}")
            self.out.must(not any(mine for mine, _ in found.values()), f"belts were not latched: {found}")
            await asyncio.sleep(WATCH)
            service.send(signal.SIGTERM)
            ended = await until(lambda: not service.alive, STAND)
            self.out.must(ended is not None, "the service did not end")
        for belt in self._belts:
            moved = [each for each in belt.witness.writes if each.at > since and each.data[0] in MOTION]
            self.out.must(not moved and belt.speed == 0, f"{belt.address}: the restart moved the belt: {moved}")

    async def _end(self, belt: Belt) -> None:
        await until(lambda: not belt.linked, STAND)
        if belt.speed:
            belt.witness.pull_key(now())
            await until(lambda: belt.speed == 0, STAND)
            belt.witness.replace_key(now())


async def run(asked: argparse.Namespace, folder: Path, reader: Executor) -> list[Outcome]:
    """All kills, so many services at a time."""
    outcomes: list[Outcome] = []
    numbers = iter(range(asked.kills))
    sites = min(asked.sites, asked.kills)

    async def one_after_another(belts: Sequence[Belt], place: object, started: Nursery) -> None:
        for number in numbers:
            own = folder / str(number)
            own.mkdir()
            seconds = random.Random(f"{asked.seed} {number}").uniform(0, asked.latest)  # noqa: S311 - a seed
            outcome = await Trial(number, seconds, belts, place, own).run(started, reader)
            outcomes.append(outcome)
            for why in outcome.wrong:
                print(f"kill {number} ({seconds:.1f} s after the last start): {why}", flush=True)
            if not outcome.wrong:
                shutil.rmtree(own, ignore_errors=True)  # its guard may be ending just now

    async with nursery() as started:
        undelayed()
        async with on_air(asked.belts * sites) as (place, there):
            groups = [there[asked.belts * each : asked.belts * (each + 1)] for each in range(sites)]
            await asyncio.gather(*(one_after_another(belts, place, started) for belts in groups))
    return outcomes


def tell(outcomes: list[Outcome], seconds: float, seed: int) -> bool:
    """Print what was found; whether all is as it must be."""
    walks, samples = sum(each.walks for each in outcomes), sum(each.samples for each in outcomes)
    stood = [each for outcome in outcomes for each in outcome.stood]
    print(f"{len(outcomes)} services killed in {seconds:.0f} s, seed {seed}: {walks} walks")
    print(f"belts at measured zero: {len(stood)} of {walks}, {sum(each.moving for each in outcomes)} of them moving")
    print(f"kill → the belt stands: {figures(stood)}")
    print(f"samples older than 1 s before the kill: {samples}")
    wrong = sum(bool(each.wrong) for each in outcomes)
    print(f"services with a fault: {wrong}", "FAIL" if wrong or not outcomes else "PASS")
    return bool(outcomes) and not wrong


def main() -> int:
    """Kill and judge; 1 when anything is otherwise than it must be."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kills", type=int, nargs="?", default=KILLS)
    parser.add_argument("--sites", type=int, default=2)
    parser.add_argument("--belts", type=int, default=BELTS)
    parser.add_argument("--latest", type=float, default=LATEST)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    asked = parser.parse_args()
    folder, began = Path(tempfile.mkdtemp(prefix="fleet-kills")), time.monotonic()
    logging.getLogger("bumble").setLevel(logging.ERROR)  # it warns of what a dead link still had to say
    with reading() as reader:
        outcomes = asyncio.run(run(asked, folder, reader))
    passed = tell(outcomes, time.monotonic() - began, asked.seed)
    if passed:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"what was left behind: {folder}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
