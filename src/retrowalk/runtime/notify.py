"""Word to systemd: ready, alive, stopping. Where there is no systemd nothing is said, and nothing is missing.

The watchdog is fed from the loop that runs the cores, and only while each of them goes on: a timer would feed it for a
loop that turns and stops no belt.
"""

import asyncio
import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress


# sd_watchdog_enabled(3) advises half of the interval; a third lets one look find a core between two of its ticks.
SHARE = 3

Counters = Callable[[], Mapping[str, object]]


def notify(state: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Say one line such as READY=1; whether somebody was told. It never waits: a full socket loses the word."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as outlet:
        outlet.settimeout(0)
        outlet.connect(f"\0{address[1:]}" if address.startswith("@") else address)
        return outlet.send(state.encode()) > 0
    return False


def interval(environment: Mapping[str, str] = os.environ) -> float | None:
    """How long systemd waits for a sign of life (s); None when it does not wait for this process."""
    microseconds, process = environment.get("WATCHDOG_USEC", ""), environment.get("WATCHDOG_PID", "")
    if not microseconds.isdecimal() or process not in {"", str(os.getpid())}:
        return None
    return int(microseconds) / 1_000_000 or None


class Progress:
    """Whether everything that counts has counted since it was last told alive; what is new or gone is no fault."""

    def __init__(self) -> None:
        self._seen: dict[str, object] = {}

    def made(self, counters: Mapping[str, object]) -> bool:
        """Whether every counter that was there moved. If not, they are looked at again next time."""
        if any(counters.get(name, None) == count for name, count in self._seen.items() if name in counters):
            return False
        self._seen = dict(counters)
        return True


async def stay_alive(counters: Counters, environment: Mapping[str, str] = os.environ) -> None:
    """Feed the watchdog for ever, while there is progress; return at once when there is none to feed."""
    every = interval(environment)
    if every is None:
        return
    progress = Progress()
    while True:
        if progress.made(counters()):
            notify("WATCHDOG=1", environment)
        await asyncio.sleep(every / SHARE)
