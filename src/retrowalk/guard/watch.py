"""Which belts must be stopped, and why: beats of the service and time in, causes out. Pure; times in ms."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


# How often to look: a twentieth of what is allowed.
TICK = 50
# Ten beats missed. A collection of garbage takes 0.07 s, a slow disk 0.3 s; at 2 mph a belt moves 0.9 m in it.
SILENCE = 1_000
# The core ticks four times a second: four ticks missed.
STALL = 1_000
# One look counts no more than this, however late it comes: a guard that was starved itself first reads what waits for
# it. Three ticks, so that even a guard that is always starved judges in the end.
MOST = 3 * TICK


class Cause(StrEnum):
    """Why the guard stops a belt. The words are for people."""

    GONE = "the service has gone"
    SILENT = "the service gives no sign of life"
    STALLED = "the service no longer controls this belt"
    ASKED = "the service cannot stop this belt"


class Charge(NamedTuple):
    """One belt in a beat.

    ours: to be stopped when something is wrong; steps: the progress of what controls it; stop: the service asks for
    help; release: this treadmill stops when its link ends.
    """

    ours: bool
    steps: int
    stop: bool = False
    release: bool = False


class _Belt:
    __slots__ = ("charge", "settled", "still")

    def __init__(self, charge: Charge) -> None:
        self.charge = charge
        self.still = 0
        self.settled = False

    def update(self, charge: Charge) -> None:
        if charge.steps != self.charge.steps:
            self.still, self.settled = 0, False
        self.charge = charge


class Watch:
    """What one service last said of its belts, and how long ago."""

    def __init__(self, now: int) -> None:
        self._belts: dict[str, _Belt] = {}
        self._gone = False
        self._quiet = 0
        self._looked = now

    @property
    def belts(self) -> dict[str, Charge]:
        """The belts on the list, ours or not."""
        return {address: belt.charge for address, belt in self._belts.items()}

    def beat(self, belts: Mapping[str, Charge], now: int) -> None:
        """The service gave a sign of life; belts it no longer names are forgotten."""
        self._pass(now)
        before = {} if self._gone else self._belts
        self._belts = {address: before.get(address) or _Belt(charge) for address, charge in belts.items()}
        for address, charge in belts.items():
            self._belts[address].update(charge)
        self._gone, self._quiet = False, 0

    def ended(self) -> None:
        """The service's end of the line closed, with a word of farewell or without: what was ours still is."""
        self._gone = True

    def settled(self, address: str) -> None:
        """A belt was stopped and seen to stay so: it is nobody's until its control goes on."""
        if address in self._belts:
            self._belts[address].settled = True

    def rests(self, address: str) -> bool:
        """Whether a service that lives says that the belt is not ours any more: it measured it at rest."""
        belt = self._belts.get(address)
        return belt is not None and not (belt.charge.ours or self._gone or self._quiet >= SILENCE)

    def look(self, now: int) -> dict[str, Cause]:
        """Let time pass up to `now`; the belts that must be stopped, and why."""
        self._pass(now)
        causes = {address: self._cause(belt) for address, belt in self._belts.items()}
        return {address: cause for address, cause in causes.items() if cause is not None}

    def _pass(self, now: int) -> None:
        passed, self._looked = min(now - self._looked, MOST), now
        self._quiet += passed
        for belt in self._belts.values():
            belt.still += passed

    def _cause(self, belt: _Belt) -> Cause | None:
        if belt.settled or not belt.charge.ours:
            return None
        for holds, cause in (
            (self._gone, Cause.GONE),
            (self._quiet >= SILENCE, Cause.SILENT),
            (belt.still >= STALL, Cause.STALLED),
            (belt.charge.stop, Cause.ASKED),
        ):
            if holds:
                return cause
        return None
