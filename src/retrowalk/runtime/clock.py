"""Time: the only reader of it. One event loop whose clock may run true, faster, or as fast as the work allows.

Everything that waits in Retrowalk waits on its event loop, so pacing the loop paces the belt's physics, the radio's
time limits and the walk alike. A real treadmill gets the loop asyncio gives; the paced ones are for simulations only.
"""

import asyncio
import selectors
import time


# A paced clock never jumps further than this beyond what was waited for (virtual seconds): when the computer stalls,
# simulated time stalls with it. Below the core's 0.25 s tick, so that a busy host is never taken for a stalled walk.
STALL = 0.2


class _PacedSelector(selectors.DefaultSelector):
    """Waits 1/speed_up as long as it is told to (for infinity not at all) and moves its clock by what that is worth."""

    def __init__(self, speed_up: float) -> None:
        super().__init__()
        self.speed_up = speed_up
        self.now = 0.0
        self._seen = time.monotonic()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for files, or for `timeout` virtual seconds; None waits for files alone."""
        events = super().select(None if timeout is None else max(timeout, 0.0) / self.speed_up)
        self._advance(timeout, woken=bool(events))
        return events

    def _advance(self, timeout: float | None, *, woken: bool) -> None:
        seen, self._seen = self._seen, time.monotonic()
        if self.speed_up == float("inf"):
            self.now += 0.0 if woken or timeout is None else max(timeout, 0.0)
        else:
            self.now += min((self._seen - seen) * self.speed_up, max(timeout or 0.0, 0.0) + STALL)


class PacedLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock runs `speed_up` times as fast as the wall's; infinity never waits at all."""

    def __init__(self, speed_up: float) -> None:
        self._pace = _PacedSelector(speed_up)
        super().__init__(self._pace)
        self._clock_resolution = 1e-6  # one virtual microsecond: timers at the same instant run together

    def time(self) -> float:
        """Virtual seconds since the loop was made."""
        return self._pace.now


def virtual_loop() -> PacedLoop:
    """A loop that never waits: a 30-minute walk takes as long as its work does."""
    return PacedLoop(float("inf"))


def now() -> int:
    """Milliseconds on the running loop's monotonic clock: the `now` of every step (SR-26)."""
    return round(asyncio.get_running_loop().time() * 1000)
