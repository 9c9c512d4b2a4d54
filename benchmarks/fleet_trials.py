"""One site that lives through many kills: a service with eight walks is killed, then the next one, and so on.

What is judged is the treadmills' own truth (`belts`), and what is on the disk. Times in ms unless named `seconds`.
"""

import asyncio
import random
import shutil
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fleet_memory
from belts import Belt
from fleet_memory import Told
from fleet_walks import PROTOCOL as OWN_PROTOCOL
from fleet_walks import WALK
from nursery import Nursery, Process
from trials import KNOWN_AFTER, LOSS_BAR, PROTOCOL, SELDOM, STAND, START, until
from waiting import waiting

from retrowalk.ftms.codes import OpCode
from retrowalk.gateway.library import OWN
from retrowalk.runtime.clock import now


# A service that was started again is watched this long (s) after every belt was latched.
WATCH = 2.0
# So many kills a site lives through, until its database has some hundred walks in it; then another begins.
LIFE = 10
# Of a walk there is a sample each second, from its first step on; the last may have been under way (ms).
SECOND = 1_000
MOTION = (OpCode.START_OR_RESUME, OpCode.SET_TARGET_SPEED)


@dataclass
class Outcome:
    """What became of one kill: of each belt how long (ms) after it the belt stood, and what is wrong.

    samples: told by the treadmills and found in the journals; rows: of the database that were made anew and equal.
    """

    number: int
    seconds: float
    walks: int = 0
    moving: int = 0
    stood: list[int] = field(default_factory=list)
    samples: int = 0
    interrupted: int = 0
    rows: int = 0
    wrong: list[str] = field(default_factory=list)
    took: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def must(self, holds: object, why: str) -> None:
        """Note what is wrong."""
        if not holds:
            self.wrong.append(why)

    @contextmanager
    def taking(self, what: str) -> Iterator[None]:
        """Note how long it takes (ms)."""
        began = now()
        try:
            yield
        finally:
            self.took[what] += now() - began


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a site is: its treadmills and how to reach them, the port of its face, and who starts and reads.

    `turn` bounds how many services there are at a time: those whose guards hold their belts need no processor.
    """

    belts: Sequence[Belt]
    place: object
    port: int
    nursery: Nursery
    reader: Executor
    turn: asyncio.Semaphore


class Site:
    """One state folder, and the service that has it now."""

    def __init__(self, ground: Ground, folder: Path) -> None:
        self._ground = ground
        self._belts = ground.belts
        self.folder = folder
        self._state = folder / "state"
        self._running: list[Process] = []
        self._killed_at = self._waited = 0
        self._clients: dict[str, int] = {}
        self._lasted: dict[str, int] = {}
        self._made = 0
        protocols = self._state / OWN
        protocols.mkdir(parents=True)
        text = PROTOCOL.replace("for: 20 s", "for: 300 s")
        (protocols / f"{OWN_PROTOCOL}.yaml").write_text(text, encoding="utf-8")
        for belt in self._belts:
            belt.witness.forget()

    async def live(self, out: Outcome, before: Outcome | None) -> None:
        """Serve, see to what the kill before has left, and walk until killed; then the guard has the belts."""
        async with self._ground.turn:
            await self._serve(out, before)
            if not out.wrong:
                with out.taking("walking"):
                    async with waiting(self._running[0]) as service:
                        await asyncio.sleep(out.seconds)
                        self._killed_at, self._waited = now(), service.until_now()
                out.walks, out.moving = len(self._belts), sum(belt.speed > 0 for belt in self._belts)
                self._running[0].send(signal.SIGKILL)
        if not out.wrong:
            await self._left_to_the_guard(out)

    async def end(self, before: Outcome) -> None:
        """The last service is told to end while everybody walks; its database is what the journals make of it, too."""
        async with self._ground.turn:
            await self._serve(before, before)
            with before.taking("to the end"):
                self._running[0].send(signal.SIGTERM)
                await self._ended(before)
                still = [belt.address for belt in self._belts if belt.speed]
                before.must(not still, f"the service ended and these belts move: {still}")
                memory = await self._remembered(before)
                stopped = sum(state == "stopped" for state, _ in memory.walks.values())
                before.must(stopped == len(self._belts), f"{stopped} walks are remembered as stopped at the end")

    async def close(self) -> None:
        """Whatever is left running is ended, whatever still moves is stopped."""
        for each in self._running:
            each.send(signal.SIGKILL)
            each.close()
        for belt in self._belts:
            await until(lambda belt=belt: not belt.linked, STAND)  # type: ignore[misc]
            if belt.speed:
                belt.witness.pull_key(now())
                await until(lambda belt=belt: belt.speed == 0, STAND)  # type: ignore[misc]
                belt.witness.replace_key(now())

    # ── a service ───────────────────────────────────────────────────────────────────────────────────

    async def _serve(self, out: Outcome, before: Outcome | None) -> None:
        """The next service: what the one before left is judged, then walks begin on all belts."""
        ground, said = self._ground, self.folder / "said.txt"
        said.write_bytes(b"")
        where = ("--air", str(ground.place), "--state-dir", str(self._state), "--port", str(ground.port))
        addresses = (belt.address for belt in self._belts)
        service = await ground.nursery.start(("fleet", *where, *addresses), said)
        self._running = [service]
        if before is not None:
            await self._again(before)
        with out.taking("to walk"):
            await until(lambda: not service.alive or "Serving" in said.read_text(encoding="utf-8"), START)
            service.send(WALK)
            began = await until(lambda: all(map(self._started, self._belts)) or not service.alive, 2 * START)
        out.must(began is not None and service.alive, "the walks never began")
        guard = service.child(b"guard")
        out.must(guard is not None, "the service has no guard")
        self._running += [guard] if guard is not None else []
        self._clients = {belt.address: belt.last_client for belt in self._belts}

    def _started(self, belt: Belt) -> bool:
        return belt.asked(OpCode.START_OR_RESUME, belt.last_client) is not None

    async def _ended(self, out: Outcome) -> None:
        """Service and guard end by themselves."""
        for each in self._running:
            ended = await until(lambda each=each: not each.alive, STAND)  # type: ignore[misc]
            out.must(ended is not None, "the service or its guard did not end")
            each.close()
        self._running = []

    async def _read(self, what: Callable[..., Any], *words: object) -> Any:  # noqa: ANN401 - what `what` gives
        return await asyncio.get_running_loop().run_in_executor(self._ground.reader, what, self._state, *words)

    # ── the kill ────────────────────────────────────────────────────────────────────────────────────

    async def _left_to_the_guard(self, out: Outcome) -> None:
        with out.taking("to rest"):
            await asyncio.gather(*(self._stands(out, belt) for belt in self._belts))
        with out.taking("its guard holds on"):
            await self._ended(out)
        journals = await self._read(fleet_memory.told)
        for belt in self._belts:
            self._judge_journal(out, belt, journals.get(belt.address))
        self._lasted = {
            str(Path(each.path).relative_to(self._state)): self._killed_at - each.began for each in journals.values()
        }
        found = await self._read(fleet_memory.left)
        ours = sum(mine for mine, _ in found.values())
        out.must(ours == len(self._belts), f"only {ours} walks were found open: {found}")

    async def _stands(self, out: Outcome, belt: Belt) -> None:
        client = self._clients[belt.address]
        stopped = await until(lambda: belt.stopped(client, self._killed_at) is not None, STAND)
        out.must(stopped is not None, f"{belt.address}: the guard never wrote Stop")
        zero = await until(lambda: belt.speed == 0, STAND)
        out.must(zero is not None, f"{belt.address}: THE BELT DID NOT COME TO REST")
        if zero is not None:
            out.stood.append(zero - self._killed_at)

    def _judge_journal(self, out: Outcome, belt: Belt, kept: Told | None) -> None:
        """What the treadmill told until a second before the kill is there, and the walk opens as interrupted."""
        if kept is None:
            out.must(kept, f"{belt.address}: no walk of it is open")
            return
        until_then = self._killed_at - LOSS_BAR - self._waited
        frames = belt.frames(self._clients[belt.address], kept.began + KNOWN_AFTER, until_then)
        out.samples += len(frames)
        follow = any(kept.frames[at : at + len(frames)] == frames for at in range(len(kept.frames)))
        out.must(follow, f"{belt.address}: samples are lost: {len(frames)} told, {len(kept.frames)} kept")
        out.must(kept.interrupted, f"{belt.address}: its report does not say interrupted")
        out.must(not kept.difference, kept.difference)

    # ── the next service ────────────────────────────────────────────────────────────────────────────

    async def _again(self, out: Outcome) -> None:
        """It finds all walks, stops first, measures and keeps the latches, and remembers; and nothing moves."""
        with out.taking("latched again"):
            found, ends = {"": (True, "")}, now() + round(1000 * 2 * START)
            while now() < ends and any(mine for mine, _ in found.values()):
                await asyncio.sleep(SELDOM)
                found = await self._read(fleet_memory.left)
        out.must(len(found) == len(self._belts), f"latches are lost: {found}")
        out.must(not any(mine for mine, _ in found.values()), f"belts were not latched: {found}")
        with out.taking("watched and made anew"):
            await asyncio.gather(asyncio.sleep(WATCH), self._judge_memory(out))
        for belt in self._belts:
            later = [each for each in belt.witness.writes if each.client > self._clients[belt.address]]
            moved = [each for each in later if each.data[0] in MOTION]
            out.must(not moved and belt.speed == 0, f"{belt.address}: the restart moved the belt: {moved}")

    async def _judge_memory(self, out: Outcome) -> None:
        """Every walk is remembered as interrupted, with all its seconds, and as the journals have it."""
        memory = await self._remembered(out)
        seconds = fleet_memory.interrupted(memory)
        out.interrupted = sum(path in seconds for path in self._lasted)
        out.must(len(self._lasted) == len(self._belts), f"only {len(self._lasted)} walks had a journal")
        for path, lasted in self._lasted.items():
            out.must(path in seconds, f"{path} is remembered as {memory.walks.get(path)}")
            known = seconds.get(path, 0) * SECOND
            out.must(
                known >= lasted - LOSS_BAR - self._waited - SECOND, f"{path}: {known} of {lasted} ms are remembered"
            )

    async def _remembered(self, out: Outcome) -> fleet_memory.Memory:
        self._made += 1
        beside = self.folder / f"anew-{self._made}"
        memory: fleet_memory.Memory = await self._read(fleet_memory.remembered, beside)
        out.wrong += memory.wrong
        out.rows = memory.rows
        if not memory.wrong:
            shutil.rmtree(beside)
        return memory


class Lives:
    """The sites on one ground, one after another, until there are no more numbers."""

    def __init__(self, ground: Ground, folder: Path, numbers: Iterator[int], seed: int, latest: float) -> None:
        self._ground, self._folder, self._numbers = ground, folder, numbers
        self._seed, self._latest = seed, latest

    async def run(self) -> list[Outcome]:
        """What became of all the kills."""
        outcomes: list[Outcome] = []
        for number in self._numbers:
            outcomes += await self._site(number)
        return outcomes

    async def _site(self, number: int) -> list[Outcome]:
        """The kills of one site; a fault ends its life."""
        site, outcomes = Site(self._ground, self._folder / f"site-{number}"), [self._outcome(number)]
        await site.live(outcomes[0], None)
        while not _wrong(outcomes) and len(outcomes) < LIFE and (following := next(self._numbers, None)) is not None:
            outcomes.append(self._outcome(following))
            await site.live(outcomes[-1], outcomes[-2])
        if not _wrong(outcomes):
            await site.end(outcomes[-1])
        await site.close()
        for each in outcomes:
            for why in each.wrong:
                print(
                    f"kill {each.number}, {each.seconds:.1f} s after the last start, {site.folder}: {why}", flush=True
                )
        if not _wrong(outcomes):
            shutil.rmtree(site.folder, ignore_errors=True)
        return outcomes

    def _outcome(self, number: int) -> Outcome:
        return Outcome(number, random.Random(f"{self._seed} {number}").uniform(0, self._latest))  # noqa: S311 - a seed


def _wrong(outcomes: Sequence[Outcome]) -> bool:
    return any(each.wrong for each in outcomes)
