"""`retrowalk guard`: the second process, from its socket to its last belt at rest."""

import asyncio
import gc
import logging
import shlex
import shutil
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from retrowalk.cli.exits import Exit, Trouble
from retrowalk.runtime.notify import notify, stay_alive
from retrowalk.runtime.priority import preferred
from retrowalk.simulator.air.loopback import Place


if TYPE_CHECKING:
    from retrowalk.guard.duty import Duty
    from retrowalk.guard.grip import Radio

# What asks a guard to end.
SIGNALS = (signal.SIGINT, signal.SIGTERM)
# What the system allows as the name of a Unix socket (sun_path: 108 bytes on Linux, 104 on macOS), less the last zero.
LONGEST_PATH = 103
# At the end, a reader who does not read is waited for no longer (s).
PATIENCE = 2.0


def run(state: Path, alarm_command: str, air: Place | None, *, once: bool) -> None:
    """Guard until it may end. Raises Trouble, OSError, NoAir, NotInstalled."""
    from retrowalk.guard.voice import Spoken, finish  # noqa: PLC0415 - what is run as a guard only

    check(state)
    _check_alarm(alarm_command)
    logging.getLogger().addHandler(Spoken())
    try:
        asyncio.run(_guard(state, alarm_command, air, once=once))
    finally:
        finish(PATIENCE)


def check(state: Path) -> None:
    """Whether a guard and its service can meet there. Raises Trouble."""
    if not hasattr(socket, "AF_UNIX"):
        raise Trouble("the guard needs Unix sockets, which this system does not have; walk with --no-guard")
    if len(str(state / "guard.sock").encode()) > LONGEST_PATH:
        raise Trouble(f"{state} is too long for the name of a socket; choose a shorter one with --state-dir")


def _check_alarm(command: str) -> None:
    """A siren that cannot be rung is told now, not when it is needed. Raises Trouble."""
    try:
        program = shlex.split(command)[:1]
    except ValueError as error:
        raise Trouble(f"--alarm-command: {error}", Exit.USAGE) from None
    if program and shutil.which(program[0]) is None:
        raise Trouble(f"--alarm-command: there is no program {program[0]!r} that can be run", Exit.USAGE)


async def _guard(state: Path, alarm_command: str, air: Place | None, *, once: bool) -> None:
    from retrowalk.guard.alarm import Alarm  # noqa: PLC0415 - what follows needs Unix and bleak
    from retrowalk.guard.duty import Duty  # noqa: PLC0415 - likewise
    from retrowalk.guard.ears import AlreadyThere  # noqa: PLC0415 - likewise

    async with _radio(air) as radio:
        duty = Duty(state, radio, Alarm(alarm_command), once=once)
        for each in SIGNALS:
            asyncio.get_running_loop().add_signal_handler(each, duty.leave)
        gc.freeze()  # what is there by now is looked through no more, and no pause comes of it
        telling = asyncio.create_task(_tell_systemd(duty, once=once))
        try:
            with preferred():
                await duty.run()
        except AlreadyThere as there:
            raise Trouble(str(there)) from None
        finally:
            telling.cancel()


async def _tell_systemd(duty: "Duty", *, once: bool) -> None:
    """That it listens, and then for as long as it looks after its belts; one of a service's own is told of by that."""
    if once:
        return
    await duty.looked.wait()
    notify("READY=1")
    await stay_alive(lambda: {"looks": duty.looks})


@asynccontextmanager
async def _radio(air: Place | None) -> AsyncIterator["Radio"]:
    from retrowalk.guard.grip import Radio  # noqa: PLC0415 - bleak is slow to import

    if air is None:
        yield Radio()
        return
    from retrowalk import app  # noqa: PLC0415 - a guard of real treadmills starts faster without it

    async with app.bluetooth(air) as bluetooth:
        yield Radio(bluetooth.backend, bluetooth.scanner)
