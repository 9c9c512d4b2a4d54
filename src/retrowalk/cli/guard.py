"""`retrowalk guard`: the second process, from its socket to its last belt at rest; and a walk's line to it."""

import asyncio
import shlex
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from retrowalk import app
from retrowalk.cli.exits import Trouble
from retrowalk.runtime.guard_process import GuardProcess
from retrowalk.runtime.guarding import Guarding
from retrowalk.runtime.priority import preferred
from retrowalk.runtime.service import Service
from retrowalk.simulator.air.loopback import Place


# What asks a guard to end.
SIGNALS = (signal.SIGINT, signal.SIGTERM)
# What the system allows as the name of a Unix socket (sun_path: 108 bytes on Linux, 104 on macOS), less the last zero.
LONGEST_PATH = 103


def run(state: Path, alarm_command: str, air: Place | None, *, once: bool) -> None:
    """Guard until it may end. Raises Trouble, OSError, NoAir, NotInstalled."""
    check(state)
    try:
        shlex.split(alarm_command)
    except ValueError as error:
        raise Trouble(f"--alarm-command: {error}") from None
    asyncio.run(_guard(state, alarm_command, air, once=once))


def check(state: Path) -> None:
    """Whether a guard and its service can meet there. Raises Trouble."""
    if not hasattr(socket, "AF_UNIX"):
        raise Trouble("the guard needs Unix sockets, which this system does not have; walk with --no-guard")
    if len(str(state / "guard.sock").encode()) > LONGEST_PATH:
        raise Trouble(f"{state} is too long for the name of a socket; choose a shorter one with --state-dir")


@asynccontextmanager
async def guarding(state: Path | None, air: Place | None) -> AsyncIterator[Callable[[Service], None]]:
    """What puts a service under guard, None = no guard; left after the service has ended, it says farewell."""
    if state is None:
        yield lambda _: None
        return
    line = Guarding(state, GuardProcess(state, () if air is None else ("--air", str(air))))
    try:
        yield line.watch
    finally:
        await line.close()


async def _guard(state: Path, alarm_command: str, air: Place | None, *, once: bool) -> None:
    from retrowalk.guard.alarm import Alarm  # noqa: PLC0415 - what follows needs Unix and bleak
    from retrowalk.guard.duty import Duty  # noqa: PLC0415 - likewise
    from retrowalk.guard.ears import AlreadyThere  # noqa: PLC0415 - likewise
    from retrowalk.guard.grip import Radio  # noqa: PLC0415 - likewise

    async with app.bluetooth(air) as bluetooth:
        radio = Radio(bluetooth.backend, bluetooth.scanner)
        duty = Duty(state, radio, Alarm(alarm_command), once=once)
        for each in SIGNALS:
            asyncio.get_running_loop().add_signal_handler(each, duty.leave)
        try:
            with app.settled(), preferred():
                await duty.run()
        except AlreadyThere as there:
            raise Trouble(str(there)) from None
