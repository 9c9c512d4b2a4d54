"""What is in reach: looks round on every radio, and never at the cost of a link somebody walks on.

One radio listens or talks: a scan takes air from the links it carries. While a walk begins there is none at all,
while it is under way only a short look now and then for a treadmill of ours that is missing.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from retrowalk.controller.events import HeartRate, HeartRateLost
from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.found import Found
from retrowalk.link.port import Port
from retrowalk.runtime import clock


class Radio(Protocol):
    """One Bluetooth adapter, or what stands in for it."""

    @property
    def name(self) -> str:
        """What people call it, such as hci0."""

    async def scan(self, seconds: float) -> list[Found]:
        """Everything that advertises. Raises LinkError."""

    def port(self, address: str, device: object | None) -> Port:
        """The way to a treadmill; without what a scan found of it, it is looked for on connecting."""

    async def hear(self, strap: str, tell: Callable[[HeartRate | HeartRateLost], object]) -> None:
        """Keep the heart-rate strap of this address connected and tell what it tells, until cancelled."""


class Use(StrEnum):
    """What a radio is used for now."""

    QUIET = "nobody walks"
    MISSING = "somebody walks, and a treadmill of ours is missing"
    WALKED = "somebody walks"
    STARTING = "a walk begins"


# How long to listen and then to leave the radio alone (s). A treadmill advertises several times a second, so one that
# was switched on is linked within ten; during a walk a look of one second costs its link one second in thirty.
RHYTHM = {Use.QUIET: (4.0, 4.0), Use.MISSING: (1.0, 29.0), Use.WALKED: (0.0, 2.0), Use.STARTING: (0.0, 2.0)}
# While listening, ask this often (s) whether a walk has begun.
LOOK = 0.1
# A radio that is missing is asked for again after this long (s).
AGAIN = 5.0
# What was heard is believed this long (ms): a treadmill that a phone has taken since is not there.
FRESH = 30_000
# Who was not heard for this long (ms) is not in reach. While somebody walks nobody listens, and nobody is forgotten.
GONE = 120_000
# So many connect at a time on one radio, which makes one link after the other; stopping a belt waits for nobody.
AT_ONCE = 5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something that was heard, where, and when (ms)."""

    found: Found
    radio: Radio
    at: int


class Discovery:
    """Hears all radios. `use` says what a radio is used for; both belong to the thread of the loop."""

    def __init__(self, radios: Sequence[Radio], now: Callable[[], int] = clock.now) -> None:
        self.use: Callable[[Radio], Use] = lambda _: Use.QUIET
        self.radios = tuple(radios)
        self.trouble: dict[str, str] = {}
        self._now = now
        self._sightings: dict[tuple[str, str], Sighting] = {}
        self._tried: dict[str, int] = {}
        self._turns = {radio.name: asyncio.Semaphore(AT_ONCE) for radio in self.radios}
        self._tasks = [asyncio.create_task(self._listen(radio)) for radio in self.radios]

    async def close(self) -> None:
        """Listen no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # ── what was heard ──────────────────────────────────────────────────────────────────────────────

    def heard(self, found: Iterable[Found], radio: Radio) -> None:
        """Take down what a scan found."""
        now = self._now()
        for each in found:
            self._sightings[_key(each.address), radio.name] = Sighting(each, radio, now)
        self._sightings = {key: each for key, each in self._sightings.items() if now - each.at <= GONE}

    def seen(self) -> list[Sighting]:
        """Everything in reach, by the radio that hears it best; the strongest first."""
        best = {address: self._best(address) for address, _ in self._sightings}
        return sorted((each for each in best.values() if each), key=lambda each: -each.found.rssi)

    def fresh(self, address: str) -> Sighting | None:
        """Where a treadmill was heard that nobody has tried to reach since."""
        best = self._best(_key(address))
        if best is None or self._now() - best.at > FRESH or self._tried.get(_key(address), -1) >= best.at:
            return None
        return best

    def tried(self, address: str) -> None:
        """It was tried to reach it, as it was heard: next time it has to be heard anew."""
        self._tried[_key(address)] = self._now()

    def _best(self, address: str) -> Sighting | None:
        heard = [each for key, each in self._sightings.items() if key[0] == address]
        return max(heard, key=lambda each: (each.found.rssi, each.at), default=None)

    @asynccontextmanager
    async def turn(self, radio: Radio, *, urgent: bool) -> AsyncIterator[None]:
        """Connect within it, not too many at a time; what is urgent waits for nobody."""
        if urgent:
            yield
            return
        async with self._turns[radio.name]:
            yield

    # ── listening ───────────────────────────────────────────────────────────────────────────────────

    async def _listen(self, radio: Radio) -> None:
        while True:
            try:
                await self._look_round(radio)
            except LinkError as error:
                self._note(radio, str(error))
                await asyncio.sleep(AGAIN)
            except Exception as error:  # noqa: BLE001 - whatever it was, the next look may find a treadmill
                _log.exception("looking round with %s failed", radio.name)
                self._note(radio, repr(error))
                await asyncio.sleep(AGAIN)

    async def _look_round(self, radio: Radio) -> None:
        use = self.use(radio)
        seconds, pause = RHYTHM[use]
        if seconds:
            found = await self._scan(radio, seconds, use)
            self._note(radio, "")
            self.heard(found, radio)
        await asyncio.sleep(pause)

    async def _scan(self, radio: Radio, seconds: float, use: Use) -> list[Found]:
        """Listen, unless the radio is needed for something else meanwhile. Raises LinkError."""
        scan = asyncio.ensure_future(radio.scan(seconds))
        try:
            while not scan.done() and (self.use(radio) in {use, Use.QUIET}):
                await asyncio.wait({scan}, timeout=LOOK)
            return scan.result() if scan.done() else []
        finally:
            scan.cancel()
            await asyncio.gather(scan, return_exceptions=True)

    def _note(self, radio: Radio, why: str) -> None:
        """One line when a radio is lost, and one when it is back."""
        before = self.trouble.pop(radio.name, "")
        if why:
            self.trouble[radio.name] = why
            if not before:
                _log.warning("%s cannot look for treadmills: %s", radio.name, why)
        elif before:
            _log.info("%s looks for treadmills again", radio.name)


def _key(address: str) -> str:
    return address.upper()


def not_heard(address: str) -> LinkError:
    """Nobody knows where it is."""
    return LinkError(Fault.NOT_FOUND, f"{address} is not in reach of any radio")
