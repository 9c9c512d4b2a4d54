"""The service's end of the line to its guard: a beat every 100 ms, and the news of what the guard can and does do.

The beat is made on the loop that runs the cores: a loop that stands still says nothing, and the guard acts.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from retrowalk.controller import effects
from retrowalk.controller.events import Guarded, Unguarded
from retrowalk.journal.record import Step
from retrowalk.runtime.guard_process import GuardElsewhere, GuardProcess, TooOften
from retrowalk.safety.events import Reset


# The guard allows a second of silence: nine beats may be lost (s).
BEAT = 0.1
# A guard answers within milliseconds. Noticed after eight beats, told within a second (s).
SILENCE = 0.8
# A pause of our own counts no more than this: what the guard said meanwhile is read first (s).
MOST = 3 * BEAT
# A guard of our own that says nothing for this long is replaced: the walk has been wound down by then (s).
FROZEN = 10.0
# From one attempt to reach the guard to the next (s).
RETRY = 0.1
# A guard that reads nothing gets no more than this many bytes.
UNREAD = 65_536
# An answer about 128 belts, all of them watched, has 3,000 bytes; watched, stopped and standing at once 7,500.
LONGEST = 16_384

_log = logging.getLogger(__name__)


class Ward(Protocol):
    """A treadmill's service, as its guard is told of it."""

    @property
    def address(self) -> str:
        """Where the belt is."""

    def charge(self) -> Mapping[str, object]:
        """What a beat says of it: ours, steps, stop, release."""

    def guard(self, news: Guarded | Unguarded) -> None:
        """Hear whether the guard watches."""

    def stopped_by_guard(self) -> None:
        """Learn that the guard is stopping it."""

    def subscribe(self, callback: Callable[[Step], None]) -> Callable[[], None]:
        """Hear of every step; returns what ends it."""


def paper_of(state: Path, address: str) -> Path:
    """The latch paper that the guard leaves of a belt it stopped."""
    return state / "guard" / ("".join(each if each.isalnum() else "-" for each in address) + ".json")


class Refused(Exception):
    """The guard serves another. The message is for people."""


class Guarding:
    """Keeps the line to the guard of a state folder, and a guard at its end; `answered` counts what it said.

    Belongs to the thread of its loop.
    """

    def __init__(self, state: Path, process: GuardProcess | GuardElsewhere) -> None:
        self.answered = 0
        self._state = state
        self._wards: dict[str, Ward] = {}
        self._hearing: dict[str, Callable[[], None]] = {}
        self._watched: set[str] = set()
        self._stopping: set[str] = set()
        self._number = 0
        self._silent = self._judged = 0.0
        self._why = ""
        self._process = process
        self._papers = ThreadPoolExecutor(1, "papers")
        self._task = asyncio.create_task(self._run())

    def watch(self, ward: Ward) -> None:
        """From the next beat on the guard knows of this belt; its rules say what that means."""
        self._wards[ward.address] = ward
        self._hearing[ward.address] = ward.subscribe(lambda step: self._stepped(ward.address, step))

    def dismiss(self, address: str) -> None:
        """From the next beat on this belt is nobody's charge."""
        if self._wards.pop(address, None) is not None:
            self._hearing.pop(address)()
        self._watched.discard(address)

    async def close(self) -> None:
        """Say farewell. With a belt still ours there is none: the line just ends, and the guard takes over."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await asyncio.to_thread(self._process.close, end=not self._ours)
        self._papers.shutdown()

    # ── the line ────────────────────────────────────────────────────────────────────────────────────

    async def _run(self) -> None:
        while True:
            try:
                await self._talk()
            except (OSError, TooOften, Refused) as error:
                self._lose(str(error))
            except Exception as error:  # noqa: BLE001 - whatever it was, the belts are not guarded now
                _log.exception("the line to the guard broke")
                self._lose(repr(error))
            await asyncio.sleep(RETRY)

    async def _talk(self) -> None:
        """From one connection to its end. Raises OSError, TooOften, Refused."""
        try:
            reader, writer = await asyncio.open_unix_connection(self._state / "guard.sock", limit=LONGEST)
        except (FileNotFoundError, ConnectionRefusedError):
            self._process.start()
            return
        self._silent, self._stopping = 0.0, set()
        hearing = asyncio.create_task(self._hear(reader))
        try:
            while not hearing.done():
                self._beat(writer)
                self._judge()
                await asyncio.wait({hearing}, timeout=BEAT)
            hearing.result()
            self._lose("the guard has ended")
        except asyncio.CancelledError:
            self._farewell(writer)
            raise
        finally:
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    def _beat(self, writer: asyncio.StreamWriter) -> None:
        self._number += 1
        belts = {address: ward.charge() for address, ward in self._wards.items()}
        if writer.transport.get_write_buffer_size() < UNREAD:
            writer.write(json.dumps({"beat": self._number, "belts": belts}).encode() + b"\n")

    @property
    def _ours(self) -> bool:
        return any(ward.charge()["ours"] for ward in self._wards.values())

    def _farewell(self, writer: asyncio.StreamWriter) -> None:
        """The last beat says what is ours by now; a farewell is no proof that nothing is."""
        self._beat(writer)
        if not self._ours:
            writer.write(b'{"bye": true}\n')

    def _judge(self) -> None:
        """A beat has gone out: look whether the guard answers at all."""
        before, self._silent = self._silent, self._silent + min(self._passed(), MOST)
        if self._silent >= SILENCE:
            self._lose("the guard does not answer")
        if before < FROZEN <= self._silent:
            self._process.kill()

    def _passed(self) -> float:
        before, self._judged = self._judged, asyncio.get_running_loop().time()
        return self._judged - before

    # ── what it says ────────────────────────────────────────────────────────────────────────────────

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        """Take its answers until the line ends. Raises OSError, Refused."""
        while line := await reader.readline():
            said = json.loads(line)
            if "refused" in said:
                raise Refused(str(said["refused"]))
            self.answered, self._silent = self.answered + 1, 0.0
            self._take(set(said["watches"]), set(said["stopping"]))

    def _take(self, watches: set[str], stopping: set[str]) -> None:
        """A stop that the guard begins is the service's as well; until it is done with it, nobody may start the belt.

        Only its beginning counts: the guard may be the later one to measure a standstill that a person has reset.
        """
        begun, self._stopping = stopping - self._stopping, stopping
        for address, ward in self._wards.items():
            if address in begun:
                ward.stopped_by_guard()
            if address in stopping:
                self._lose("the guard is still stopping the belt", address)
            elif address in watches:
                self._gain(address, ward)
            else:
                self._lose("the guard has no hold on the treadmill", address)

    def _gain(self, address: str, ward: Ward) -> None:
        if address not in self._watched:
            self._watched.add(address)
            ward.guard(Guarded())

    def _lose(self, why: str, *addresses: str) -> None:
        """Tell who was watched, once; and who waits to be, why nobody does."""
        fresh, self._why = why != self._why, why
        if fresh:
            _log.info("unguarded: %s", why)  # the core tells people
        for address in addresses or tuple(self._wards):
            if fresh or address in self._watched:
                self._watched.discard(address)
                self._wards[address].guard(Unguarded(why))

    def _stepped(self, address: str, step: Step) -> None:
        """When a person has reset the latch, the guard's paper has served."""
        if isinstance(step.event, Reset) and not any(isinstance(effect, effects.Refused) for effect in step.effects):
            self._papers.submit(_remove, paper_of(self._state, address))


def _remove(paper: Path) -> None:
    try:
        paper.unlink(missing_ok=True)
    except OSError as error:
        _log.error("%s stays: %s", paper, error.strerror)
