"""What a trial is made with: the radio's process, and lanes, each a treadmill and the `retrowalk walk` on it."""

import asyncio
import json
import os
import pty
import re
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path


HERE = Path(__file__).parent
SOCKET = Path("/run/ground")
# Whatever is waited for takes less, on a slow processor with everything in motion, unless it is broken (s).
PATIENCE = 120
LOOK = 0.1
# Somebody hasty presses these again and again (s) until the belt moves: reset, yes to the checklist, READY.
KEYS = b"ryg"
PACE = 0.3
ANSWERS = re.compile(r" (?:Key|Reset|Steady|Ready)[: ]")
# A belt at this speed (0.01 km/h) moves, whatever a treadmill's noise.
MOVES = 30
# A walk that is refused this often in a row does not begin.
REFUSED = 2
# A belt that came to zero and is still there after this has stopped (s).
STAYS = 1.0


class Failed(Exception):
    """A trial did not go as it must; the message says what was not so."""


def now():
    """Milliseconds on the clock that every process here goes by."""
    return round(time.clock_gettime(time.CLOCK_BOOTTIME) * 1000)


async def run(*command):
    """Run a command to its end; its exit code."""
    return await (await asyncio.create_subprocess_exec(*command)).wait()


async def output(*command):
    """Run a command to its end; what it said, in lines."""
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    return (await process.communicate())[0].decode(errors="replace").splitlines()


async def until(what, holds, look=LOOK):
    """Wait until `await holds()` gives something; that. Raises Failed."""
    deadline = now() + PATIENCE * 1000
    while not (found := await holds()):
        if now() > deadline:
            raise Failed(f"not within {PATIENCE} s: {what}")
        await asyncio.sleep(look)
    return found


class Ground:
    """The radio's process, which knows the truth about every belt."""

    def __init__(self, process):
        self._process = process
        self._lock = asyncio.Lock()
        self._reader = self._writer = None

    @classmethod
    async def start(cls, treadmills):
        """Start it, and wait until bluetoothd has its adapter."""
        ground = cls(await asyncio.create_subprocess_exec(sys.executable, HERE / "ground.py", SOCKET, str(treadmills)))
        await until("the radio is on", partial(asyncio.to_thread, SOCKET.exists))
        await ground.powered()
        ground._reader, ground._writer = await asyncio.open_unix_connection(SOCKET, limit=1 << 24)
        return ground

    async def powered(self):
        """Wait until bluetoothd has its adapter. Raises Failed."""

        async def powered():
            return await run("bluez", "powered") == 0

        await until("the adapter is powered", powered)

    async def ask(self, do, address="", **more):
        """Ask or tell it something. Raises Failed."""
        async with self._lock:
            self._writer.write(json.dumps({"do": do, "address": address, **more}).encode() + b"\n")
            said = json.loads(await self._reader.readline())
        if "error" in said:
            raise Failed(said["error"])
        return said["ok"]

    async def stop(self):
        """End it."""
        self._process.terminate()
        await self._process.wait()


class Lane:
    """One treadmill, and the walk on it when there is one; its papers are in `folder`."""

    def __init__(self, ground, address, folder):
        self.address = address
        self.process = None
        self.folder = folder
        self.refused = 0
        self.spoilt = False  # by a trial that failed
        self.ground = ground
        self._keyboard = None
        self._from = 0
        folder.mkdir()

    # ── the treadmill ───────────────────────────────────────────────────────────────────────────────

    async def ask(self, do, **more):
        """Ask or tell the radio something about this treadmill."""
        return await self.ground.ask(do, self.address, **more)

    async def notes(self, what, since):
        """What happened to it from `since` (ms) on."""
        return [each for each in await self.ask("notes", since=since) if each["what"] == what]

    async def speed(self):
        """The belt's own."""
        return (await self.ask("belt"))["speed"]

    async def standstill(self, since):
        """Wait until the belt has stopped for good; when it came to zero (ms). Raises Failed."""

        async def stands():
            return await self.speed() == 0

        await until("the belt stands", stands)
        await asyncio.sleep(STAYS)
        if not await stands():
            raise Failed("the belt moved again")
        moved = [each for each in await self.notes("motion", since) if each["said"] == "standing"]
        return moved[-1]["at"] if moved else since

    # ── the walk ────────────────────────────────────────────────────────────────────────────────────

    async def begin(self):
        """Begin a walk."""
        self._keyboard, terminal = pty.openpty()
        with (self.folder / "walk.log").open("ab") as log:
            self._from = log.tell()
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "retrowalk", "walk", "P01", "--treadmill", self.address),
                *("--report-dir", self.folder / "walks"),
                stdin=terminal,
                stdout=log,
                stderr=log,
                env={**os.environ, "RETROWALK_STATE": str(self.folder)},
            )
        os.close(terminal)

    async def walk(self):
        """Begin a walk once the guard of the one before has ended, and see the belt move. Raises Failed."""

        async def alone():
            return not self.guards()

        await until("the guard ends", alone)
        self.refused = 0
        await self.begin()
        await until("the belt moves", self._moves)

    async def _moves(self):
        if self.process.returncode is not None:
            await self._again()
        if await self.speed() >= MOVES:
            return True
        self.press(KEYS)
        await asyncio.sleep(PACE)
        return False

    async def _again(self):
        """Begin anew what was refused, as it is while a slow processor is behind with the disk. Raises Failed."""
        why = f"ended with {self.process.returncode}: {self.log()[-1].strip()}"
        self.refused += 1
        if self.refused > REFUSED:
            raise Failed(f"the walk {why}, before the belt moved")
        await self.bury()
        await self.begin()

    def press(self, keys):
        """Press keys on the walk's terminal."""
        os.write(self._keyboard, keys)

    async def says(self, words):
        """Wait until the walk says this; when (ms). Raises Failed."""

        async def said():
            return now() if any(words in line for line in self.log()) else None

        return await until(f"the walk says {words!r}", said, 0.02)

    def log(self):
        """What this walk has said, in lines, but for what it said to keys."""
        said = (self.folder / "walk.log").read_bytes()[self._from :].decode(errors="replace").splitlines()
        return [line for line in said if not ANSWERS.search(line)]

    def guards(self):
        """The processes that guard it: one while it is walked on."""
        mine = f"RETROWALK_STATE={self.folder}\0".encode()
        found = []
        for each in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words = (each / "cmdline").read_bytes().split(b"\0")
                if b"guard" in words and mine in (each / "environ").read_bytes():
                    found.append(int(each.name))
        return found

    def signal(self, number):
        """Send the walk's process a signal."""
        self.process.send_signal(number)

    async def bury(self):
        """See the walk's process to its end, by force if it was stopped."""
        if self.process is None:
            return
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        os.close(self._keyboard)
        self.process = None

    async def end(self):
        """Wait until the walk has ended by itself; its exit code. Raises Failed."""

        async def ended():
            return self.process.returncode is not None

        await until("the walk ends", ended)
        code = self.process.returncode
        await self.bury()
        return code
