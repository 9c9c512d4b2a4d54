"""Keeps a treadmill connected. It never writes anything: what happens after a link is back is the core's to decide."""

import asyncio
from collections.abc import Callable

from retrowalk.controller.events import LinkLost, LinkUp
from retrowalk.link.errors import LinkError
from retrowalk.link.port import Description, Listener, Port


# Pauses between the end of one attempt and the next (s), the last one repeated. Never zero: with no pause 7 of 26
# attempts right after a disconnect failed in BlueZ, with 0.1 s none did.
# While the belt is ours the pauses stay at or below 1 s (SR-20).
URGENT = (0.1, 0.25, 0.5, 1.0)
# Nobody walks: leave the radio to others, and look about twice a minute for a treadmill that was switched off.
PATIENT = (0.1, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
# While pausing, ask this often (s) whether it has become urgent.
LOOK = 0.25


def _calm() -> bool:
    return False


def _let_go(_: LinkError) -> None:
    pass


class _Ears:
    """Hears one connection. What comes before `up` is held back, what comes after its end is not heard."""

    def __init__(self, listener: Listener, report: Callable[[LinkUp | LinkLost], None]) -> None:
        self.ended = asyncio.Event()
        self._listener = listener
        self._report = report
        self._up = False
        self._held: list[tuple[int, bytes]] = []

    def notified(self, characteristic: int, data: bytes) -> None:
        """Pass it on, in order, once the link is reported."""
        if not self._up:
            self._held.append((characteristic, data))
        elif not self.ended.is_set():
            self._listener.notified(characteristic, data)

    def disconnected(self, why: str) -> None:
        """End; reported once, and only if the link was."""
        if self._up and not self.ended.is_set():
            self._report(LinkLost(why))
        self.ended.set()

    def up(self, described: Description) -> None:
        """Report the link, then what it said meanwhile."""
        self._up = not self.ended.is_set()
        if not self._up:
            return
        self._report(link_up(described))
        held, self._held = self._held, []
        for characteristic, data in held:
            self._listener.notified(characteristic, data)


class Reconnect:
    """Connects, waits for the end of the link, and connects again, until cancelled.

    `listener.notified` hears the treadmill; `report` hears LinkUp and LinkLost, each link's in this order and once;
    `failed` hears of every attempt that failed. All are synchronous and never raise. `urgent` says whether the belt is
    ours. Cancelling leaves the link as it is: whoever owns the port ends it.
    """

    def __init__(
        self,
        port: Port,
        listener: Listener,
        report: Callable[[LinkUp | LinkLost], None],
        *,
        urgent: Callable[[], bool] = _calm,
        failed: Callable[[LinkError], None] = _let_go,
    ) -> None:
        self._port = port
        self._listener = listener
        self._report = report
        self._urgent = urgent
        self._failed = failed

    async def run(self) -> None:
        """Keep the link up until cancelled."""
        attempts = 0
        while True:
            attempts = 0 if await self._attempt() else attempts + 1
            await self._pause(attempts)

    async def _attempt(self) -> bool:
        """Connect and stay until the link ends; False if there was none. Everything is read anew each time (SR-22)."""
        ears = _Ears(self._listener, self._report)
        try:
            ears.up(await self._port.connect(ears))
        except LinkError as error:
            self._failed(error)
            return False
        await ears.ended.wait()
        return True

    async def _pause(self, attempts: int) -> None:
        """Back off, but no longer than is right for what the belt does by then."""
        waited = 0.0
        while (left := self._length(attempts) - waited) > 0:
            step = min(left, LOOK)
            await asyncio.sleep(step)
            waited += step

    def _length(self, attempts: int) -> float:
        pauses = URGENT if self._urgent() else PATIENT
        return pauses[min(attempts, len(pauses) - 1)]


def link_up(described: Description) -> LinkUp:
    """What the core hears of a treadmill that was connected."""
    return LinkUp(
        features=described.features,
        speed_range=described.speed_range,
        inclination_range=described.inclination_range,
        name=described.name,
        model=described.model,
        firmware=described.firmware,
        control_point=described.control_point,
    )
