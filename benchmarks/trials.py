"""One trial: a real walk in a process of its own with its own guard, killed at a random moment, and what became of it.

Everything that is judged is the treadmill's own truth (`belts`), the guard's latch paper, or the journal on disk. All
processes share one clock, so their times can be compared. Times in ms unless named `seconds`.
"""

import asyncio
import json
import random
import signal
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from belts import Belt
from kept import Kept, kept
from nursery import Nursery, Process
from waiting import Waiting, waiting

from retrowalk.ftms.codes import OpCode
from retrowalk.ftms.stop_bytes import REQUEST_CONTROL, STOP
from retrowalk.runtime.clock import now
from retrowalk.simulator.air.loopback import Place


# The walk links up, asks eight questions, counts down and starts within 24 s and ends after 100: a kill comes between
# its first link and its last segment (seconds).
LATEST = 85.0
# The bar: from the kill to the guard's Stop, at the 99th percentile; and how long a dead guard may go unnoticed.
STOP_BAR, NOTICE_BAR = 3_000, 1_000
# No sample older than this may be lost; a service that waited for a processor got it that much later.
LOSS_BAR = 1_000
# The guard hears which belts are ours ten times a second; what was asked for within two beats it may not know.
KNOWN_AFTER = 250
# What is waited for at most (seconds): a process to start on a busy computer, a belt to stand, a guard to be replaced.
START, STAND, REPLACE = 60.0, 30.0, 20.0
# A service that was stopped and goes on, or that was started again, is watched this long (seconds).
WATCH = 6.0
# How often to look (seconds), and where that takes a while.
LOOK, SELDOM = 0.01, 0.5

# What a walk says that does not begin on a computer that is too busy: no guard came in time, or its journal is behind.
REFUSALS = ("no guard watches this treadmill", "retrowalk: refused: ")

PROTOCOL = """\
id: K01
name: "A walk to be killed in"
level: first
who: "Nobody: it is walked by a script on a simulated treadmill"
frequency: "as often as it takes"
progression: "none"
basis: "One segment of each kind that a first walk has, as short as each may be."
cap: {speed: 1.2 mph, inclination: 0 %}
ramp: {up: 0.05 mph/s, down: 0.1 mph/s}
facing: backward
segments:
  - settle: {for: 30 s}
  - hold: {speed: 1.2 mph, for: 20 s}
  - settle: {for: 10 s}
"""


class What(StrEnum):
    """What is done to whom."""

    SERVICE_KILLED = "service killed"
    SERVICE_STOPPED = "service stopped"
    GUARD_KILLED = "guard killed"


# How often each is chosen.
WEIGHTS = {What.SERVICE_KILLED: 0.8, What.SERVICE_STOPPED: 0.08, What.GUARD_KILLED: 0.12}
# How often the service is started again after it was killed.
RESTARTS = 0.2
# How often the walk starts its guard itself; otherwise one is there already, as where the system starts it.
STARTS_ITS_OWN = 0.25


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done, and how many seconds after the first link; a seed and a number give it again."""

    number: int
    what: What
    seconds: float
    restart: bool
    own: bool

    @classmethod
    def drawn(cls, seed: int, number: int, latest: float) -> "Order":
        """Draw one, of a kill `latest` seconds after the link at the latest."""
        dice = random.Random(f"{seed} {number}")  # noqa: S311 - chance from a seed, not a secret
        (what,) = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))
        seconds, restart, own = dice.uniform(0, latest), dice.random() < RESTARTS, dice.random() < STARTS_ITS_OWN
        return cls(number, what, seconds, restart, own)


@dataclass
class Outcome:
    """What became of it. `speed` is that of the kill; times are from the kill, None = it did not happen.

    waited: of late, for a processor. begun: on a computer that is too busy a walk refuses to begin. wound_down: so was
    a walk whose dead guard was not replaced in time, which is how it is meant to be.
    """

    order: Order
    ours: bool = False
    speed: int = 0
    stop: int | None = None
    zero: int | None = None
    noticed: int | None = None
    waited: int = 0
    begun: bool = True
    wound_down: bool = False
    restarted: bool = False
    samples: int = 0
    lossy: bool = False
    wrong: list[str] = field(default_factory=list)

    def must(self, holds: object, why: str) -> None:
        """Note what is wrong."""
        if not holds:
            self.wrong.append(why)


@dataclass(frozen=True, slots=True)
class Site:
    """What all trials share: where their air is, who starts and who reads; `starting` bounds how many start at once."""

    place: Place
    nursery: Nursery
    reader: Executor
    starting: asyncio.Semaphore


async def until(holds: Callable[[], bool], seconds: float) -> int | None:
    """When it became so, None if it did not in time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 - what it waits for is another process's doing
                await asyncio.sleep(LOOK)
            return now()
    return None


class Trial:
    """One order on one belt, in a folder of its own."""

    def __init__(self, order: Order, belt: Belt, site: Site, folder: Path) -> None:
        self.out = Outcome(order)
        self.belt = belt
        self.folder = folder
        self._site = site
        self._killed = self._client = 0
        self._guard: Process | None = None
        self._own: Process | None = None
        self._waiting: Waiting | None = None

    async def run(self) -> Outcome:
        """Do it. Whatever is left running is ended, whatever still moves is stopped."""
        self.belt.witness.forget()
        async with AsyncExitStack() as stack:
            async with self._site.starting:
                if not self.out.order.own:
                    self._guard = await stack.enter_async_context(self._running("guard", "--once"))
                    await until((self.folder / "state" / "guard.sock").exists, START)
                service = await stack.enter_async_context(self._walk("walk"))
                self._waiting = await stack.enter_async_context(waiting(service))
                came = await until(lambda: self.belt.linked or not service.alive, START)
            self.out.must(came and service.alive, "the walk never linked up")
            if await self._reach(service):
                await ACTS[self.out.order.what](self, service)
                if self.out.order.restart and self.out.order.what is What.SERVICE_KILLED:
                    await self._restart()
        await self._come_to_rest()
        return self.out

    async def _come_to_rest(self) -> None:
        await until(lambda: not self.belt.linked, STAND)
        if self.belt.speed:
            self.belt.witness.pull_key(now())
            await until(lambda: self.belt.speed == 0, STAND)
            self.belt.witness.replace_key(now())

    # ── the processes ───────────────────────────────────────────────────────────────────────────────

    @asynccontextmanager
    async def _running(self, command: str, *words: str, said: str = "") -> AsyncIterator[Process]:
        """Run a command of this trial; killed at the end."""
        where = ("--air", str(self._site.place), "--state-dir", str(self.folder / "state"))
        file = self.folder / f"{said or command}.txt"
        process = await self._site.nursery.start((command, *words, *where), file)
        try:
            yield process
        finally:
            await _end(process)

    @asynccontextmanager
    async def _walk(self, name: str) -> AsyncIterator[Process]:
        """Run a walk; killed at the end, and the guard that it may have started as well."""
        protocol = self.folder / "protocol.yaml"
        protocol.write_text(PROTOCOL, encoding="utf-8")
        words = ("walk", str(protocol), "--simulate", "--treadmill", self.belt.address)
        async with self._running(*words, "--report-dir", str(self.folder / name), said=name) as process:
            yield process
            own = process.child(b"guard")
        for guard in (own, self._own):
            if guard is not None:
                await _end(guard)
        self._own = None

    async def _reach(self, service: Process) -> bool:
        """Wait for the moment; whether the walk lives until then, under guard."""
        if self.out.wrong:
            return False
        await asyncio.sleep(self.out.order.seconds)
        if self._guard is None:
            await until(lambda: self._find_guard(service) or not service.alive, START)
        said = (self.folder / "walk.txt").read_text(encoding="utf-8")
        if not service.alive and any(each in said for each in REFUSALS):
            self.out.begun = False
            self.out.must(self.belt.speed == 0, "the belt moves though the walk was refused")
            return False
        self.out.must(service.alive, "the walk ended by itself")
        self.out.must(self._guard is not None, "the walk has no guard")
        return not self.out.wrong

    def _find_guard(self, service: Process) -> bool:
        """Take hold of the guard that the walk has started, before it is nobody's child."""
        self._guard = self._own = self._guard or service.child(b"guard")
        return self._guard is not None

    # ── what is done ────────────────────────────────────────────────────────────────────────────────

    async def kill(self, service: Process) -> None:
        """SIGKILL for the service."""
        self._note()
        service.send(signal.SIGKILL)
        await self._stands()

    async def stop(self, service: Process) -> None:
        """SIGSTOP for the service; if it still is there afterwards it goes on, which must move nothing."""
        self._note()
        service.send(signal.SIGSTOP)
        await self._stands()
        if service.alive:
            service.send(signal.SIGCONT)
            moved = await until(lambda: self.belt.speed > 0, WATCH)
            self.out.must(moved is None, "the belt moved after the service went on")

    async def kill_guard(self, service: Process) -> None:
        """SIGKILL for the guard; once another watches, at a random moment for the service as well."""
        assert self._guard is not None  # noqa: S101 - see _reach
        killed = now()
        self._guard.send(signal.SIGKILL)
        again = await self._guarded_again(killed)
        await asyncio.sleep(random.Random(self.out.order.seconds).uniform(0, WATCH))  # noqa: S311 - see Order
        await self._judge_notice(killed)
        if not again:
            self.out.wound_down = True
            self.out.must(self.belt.speed == 0, "the walk was not wound down though nobody guarded it")
        elif service.alive:
            await self.kill(service)

    async def _guarded_again(self, killed: int) -> bool:
        """Whether the service says in time that another guard watches."""
        while now() - killed <= REPLACE * 1000:
            if any(step.event == "Guarded" and step.at > killed for step in await self._kept()):
                return True
            await asyncio.sleep(SELDOM)
        return False

    def _note(self) -> None:
        """Note how it is at the moment of the kill."""
        self._client, self._killed = self.belt.last_client, now()
        self.out.speed = self.belt.speed
        assert self._waiting is not None  # noqa: S101 - see run
        self.out.waited = self._waiting.until_now()
        asked = self.belt.asked(OpCode.REQUEST_CONTROL, self._client)
        known = asked is not None and self._killed - asked >= KNOWN_AFTER
        self.out.ours = known or self.belt.asked(OpCode.START_OR_RESUME, self._client) is not None

    # ── what must come of it ────────────────────────────────────────────────────────────────────────

    async def _stands(self) -> None:
        """The belt comes to rest by the guard, which measures it."""
        if self.out.ours:
            stopped = await until(lambda: self._stopped() is not None, STAND)
            self.out.must(stopped is not None, "the guard never wrote Stop")
            self.out.stop = self._since(self._stopped())
            measured = await until(self._measured, STAND)
            self.out.must(measured is not None, "the guard never measured zero")
        zero = await until(lambda: self.belt.speed == 0, STAND)
        self.out.must(zero is not None, "THE BELT DID NOT COME TO REST")
        self.out.zero = self._since(zero)
        await self._judge_journal()

    def _stopped(self) -> int | None:
        return self.belt.stopped(self._client, self._killed)

    def _since(self, at: int | None) -> int | None:
        return None if at is None else at - self._killed

    def _measured(self) -> bool:
        """Whether the guard's latch paper says so."""
        paper = self.folder / "state" / "guard" / f"{self.belt.address.replace(':', '-')}.json"
        with suppress(OSError, ValueError):
            return json.loads(paper.read_text(encoding="utf-8"))["stood"] is not None
        return False

    async def _judge_journal(self) -> None:
        """What the treadmill told the service until a second before the kill must be in the journal, in order."""
        steps = await self._kept()
        up = max((step.at for step in steps if step.event == "LinkUp"), default=self._killed)
        told = self.belt.frames(self._client, up, self._killed - LOSS_BAR - self.out.waited)
        frames = [step.data for step in steps if step.event == "TreadmillFrame"]
        self.out.samples = len(told)
        self.out.lossy = not _follow(told, frames)
        last = self._killed - max((step.at for step in steps), default=up)
        why = f"{len(told)} were told, {len(frames)} are kept, the last step {last} ms old; {self.out.waited} ms waited"
        self.out.must(not self.out.lossy, f"samples are lost: {why}")

    async def _judge_notice(self, killed: int) -> None:
        """A dead guard is noticed, and nobody is let start until there is one again."""
        steps = [step for step in await self._kept() if step.event in ("Guarded", "Unguarded")]
        if not any(step.at < killed for step in steps):
            return  # it had not begun to watch
        unguarded = next((step.at for step in steps if step.at >= killed and step.event == "Unguarded"), None)
        self.out.must(unguarded is not None, "the dead guard was not noticed")
        if unguarded is None:
            return
        self.out.noticed = unguarded - killed
        again = next((step.at for step in steps if step.at > unguarded and step.event == "Guarded"), now())
        started = [each.at for each in self.belt.witness.writes if each.data[0] == OpCode.START_OR_RESUME]
        late = [at for at in started if unguarded < at < again]
        self.out.must(not late, f"the belt was started {late} while nobody guarded it")

    async def _restart(self) -> None:
        """Start the service again: it stops the belt first of all, keeps it latched, and calls the walk interrupted."""
        before = self.belt.last_client
        async with self._walk("again") as service:
            await until(lambda: bool(self._writes_after(before)) or not service.alive, START)
            await asyncio.sleep(WATCH)
            if self.out.ours:
                self.out.must(await until(self._interrupted, START), "no report calls the walk interrupted")
        wrote = self._writes_after(before)
        self.out.restarted = True
        motion = [each.hex() for each in wrote if each[0] in (OpCode.START_OR_RESUME, OpCode.SET_TARGET_SPEED)]
        self.out.must(not motion and self.belt.speed == 0, f"the restart moved the belt: {motion}")
        if self.out.ours:
            self.out.must(wrote[:2] == [REQUEST_CONTROL, STOP], f"the first writes of the restart were {wrote[:2]}")
            recovered = any(step.event == "Recover" for step in await self._kept("again"))
            self.out.must(recovered, "the restart did not know of the walk before")

    def _interrupted(self) -> bool:
        """Whether the report of the walk says so, which nobody was left to write."""
        reports = (self.folder / "walk").rglob("report.txt")
        return any("interrupted" in each.read_text(encoding="utf-8") for each in reports)

    def _writes_after(self, client: int) -> list[bytes]:
        later = [each for each in self.belt.witness.joined if each > client]
        return [data for each in later for data in self.belt.first_writes(each)]

    async def _kept(self, name: str = "walk") -> list[Kept]:
        """What the journal holds."""
        files = list((self.folder / name).rglob("journal.jsonl"))
        return await asyncio.get_running_loop().run_in_executor(self._site.reader, kept, files)


async def _end(process: Process) -> None:
    """Kill it, and wait until it is dead."""
    process.send(signal.SIGKILL)
    await until(lambda: not process.alive, STAND)
    process.close()


def _follow(told: list[bytes], frames: list[bytes]) -> bool:
    """Whether all that was told was kept, in its order and without a gap."""
    return any(frames[start : start + len(told)] == told for start in range(len(frames) - len(told) + 1))


ACTS = {What.SERVICE_KILLED: Trial.kill, What.SERVICE_STOPPED: Trial.stop, What.GUARD_KILLED: Trial.kill_guard}
