"""Time: the only reader of it. One event loop whose clock may run true, faster, or as fast as the work allows.

Everything that waits in Retrowalk waits on its event loop, so pacing the loop paces the belt's physics, the radio's
time limits and the walk alike. A real treadmill gets the loop asyncio gives; the paced ones are for simulations only.
"""

import asyncio
import selectors
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial


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

    @property
    def speed_up(self) -> float:
        """How many times as fast as the wall's its time runs."""
        return self._pace.speed_up

    def time(self) -> float:
        """Virtual seconds since the loop was made."""
        return self._pace.now


def virtual_loop() -> PacedLoop:
    """A loop that never waits: a 30-minute walk takes as long as its work does."""
    return PacedLoop(float("inf"))


# A clock that goes on while the computer sleeps (SR-26), in seconds since whenever. Linux stops CLOCK_MONOTONIC in
# suspend and counts on in CLOCK_BOOTTIME; macOS counts on in CLOCK_MONOTONIC, Windows in Python's monotonic clock.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
_awake_or_asleep: Callable[[], float] = time.monotonic if _CLOCK is None else partial(time.clock_gettime, _CLOCK)


def now() -> int:
    """Milliseconds on one monotonic clock: the `now` of every step (SR-26).

    On a paced loop it is that loop's clock. On any other it goes on while the computer sleeps, though the loop's timers
    do not: the first step after a sleep therefore comes with the whole gap, and the core judges it like any stall.
    """
    loop = asyncio.get_running_loop()
    return round((loop.time() if isinstance(loop, PacedLoop) else _awake_or_asleep()) * 1000)


def worked() -> float:
    """Seconds that this thread has had a processor: what it did, and not what it waited for.

    On a paced loop it is that loop's clock, on which work takes no time.
    """
    loop = asyncio.get_running_loop()
    return loop.time() if isinstance(loop, PacedLoop) else time.thread_time()


def pace() -> float:
    """How many times as fast as the wall's time runs on this loop: 1 wherever a person may stand."""
    loop = asyncio.get_running_loop()
    return loop.speed_up if isinstance(loop, PacedLoop) else 1.0


def wall() -> str:
    """Say the time of day here, '2026-11-21T13:00:00+01:00': for people to read, never to decide by (SR-26)."""
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")


def at() -> int:
    """Whole seconds since 1970, UTC: when something happened, for records; nothing is decided by it (SR-26)."""
    return int(datetime.now(UTC).timestamp())


class SpeedUpRefused(ValueError):
    """A pace at which nothing may run. The message is for people."""


def loop_at(speed_up: float, *, simulated: bool) -> Callable[[], asyncio.AbstractEventLoop]:
    """Choose what makes the event loop of a walk. Raises SpeedUpRefused: time runs true wherever a person may stand."""
    if not speed_up > 0:
        raise SpeedUpRefused(f"speed-up must be above 0, not {speed_up:g}")
    if speed_up == 1:
        return asyncio.new_event_loop
    if not simulated:
        raise SpeedUpRefused(f"speed-up {speed_up:g} is for simulated treadmills; a real one runs at 1")
    return partial(PacedLoop, speed_up)
