"""The two lanes of one treadmill on an event loop: makes the writes that `link.lanes` hands out, and tells the outcome.

Nothing is decided here. Every write has a task of its own, so that none waits for another; one timer is time itself.
"""

import asyncio
from collections.abc import Callable

from retrowalk.controller.effects import Request, WriteStop
from retrowalk.link.lanes import Lanes, Outcome, Write
from retrowalk.link.port import Port


class Lane:
    """Writes one treadmill's control point. Everything but `run` and `close` is synchronous and returns at once.

    `now` is the core's clock in ms. `report` hears every outcome exactly once, sometimes from within the call that
    caused it: it must only note it, and never raise.
    """

    def __init__(self, port: Port, now: Callable[[], int], report: Callable[[Outcome], None]) -> None:
        self._port = port
        self._now = now
        self._report = report
        self._lanes = Lanes()
        self._writes: dict[int, asyncio.Task[None]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._rings = 0  # when the timer does (ms)

    # ── what is heard ───────────────────────────────────────────────────────────────────────────────

    def request(self, request: Request) -> None:
        """Write it in its turn; a request still waiting is replaced and reported as Dropped."""
        self._lanes.request(request, self._now())
        self._settle()

    def stop(self, stop: WriteStop) -> None:
        """Kill every request of an older epoch and write these frames in order, whatever else is under way (SR-14)."""
        self._lanes.stop(stop, self._now())
        self._settle()

    def indicated(self, data: bytes) -> None:
        """Take an indication of the control point; one nobody waits for is let go."""
        self._lanes.indicated(data, self._now())
        self._settle()

    def linked(self) -> None:
        """Write from here on: the link is up."""
        self._lanes.linked(self._now())

    def unlinked(self) -> None:
        """Fail everything pending at once, and everything asked for from here on: the link is gone."""
        self._lanes.unlinked(self._now())
        self._settle()

    def _ring(self) -> None:
        self._timer = None
        self._lanes.advance(self._now())
        self._settle()

    # ── what is done ────────────────────────────────────────────────────────────────────────────────

    def _settle(self) -> None:
        """Do what the lanes ask for, break off what they wait for no more, and set the timer."""
        for each in self._lanes.collect():
            if isinstance(each, Write):
                self._writes[each.number] = asyncio.get_running_loop().create_task(self._write(each))
            else:
                self._report(each)
        for number in [number for number in self._writes if not self._lanes.awaits(number)]:
            self._writes.pop(number).cancel()
        self._set_timer()

    async def _write(self, write: Write) -> None:
        """One write, made in the next pass of the loop: a stop that comes before then still prevents it."""
        if self._lanes.permits(write.number, self._now()):
            error = await self._attempt(write)
            self._lanes.wrote(write.number, error, self._now())
        self._writes.pop(write.number, None)
        self._settle()

    async def _attempt(self, write: Write) -> BaseException | None:
        """Write; whatever the carrier raises is what came of it, but for our own breaking off."""
        try:
            await self._port.write(write.data)
        except asyncio.CancelledError:
            if not self._lanes.awaits(write.number):
                raise
            return asyncio.CancelledError("cancelled")
        except Exception as error:  # noqa: BLE001 - a carrier that fails in its own way is outlived
            return error
        return None

    def _set_timer(self) -> None:
        """Ring when time is the next input; a timer that rings too early only looks."""
        wake = self._lanes.wake
        if wake is None or (self._timer is not None and self._rings <= wake):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._rings = wake
        self._timer = asyncio.get_running_loop().call_later((wake - self._now()) / 1000, self._ring)

    # ── its life ────────────────────────────────────────────────────────────────────────────────────

    async def run(self) -> None:
        """Stay until cancelled, then end what is under way. Both lanes work before and without it."""
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            await self.close()

    async def close(self) -> None:
        """End what is under way, stops as well: only for a belt that needs no more of them."""
        tasks = tuple(self._writes.values())
        self._lanes.close()
        self._settle()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        await asyncio.gather(*tasks, return_exceptions=True)
