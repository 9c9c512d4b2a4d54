"""Programs as people start them, each a process, and the air they meet on."""

import asyncio
import ctypes
import signal
import sys
from contextlib import asynccontextmanager

from retrowalk.cli.exits import Exit


# A busy computer takes a minute for what an idle one does in two seconds (s).
PATIENCE = 150
PROGRAM = (sys.executable, "-c", "from retrowalk.cli import main; main()")
FIRST, SECOND = "C0:00:00:00:00:01", "C0:00:00:00:00:02"


# linux/prctl.h and linux/capability.h: root minds no mode of a file as long as it has these.
_DROP, _PAST_MODES = 24, (1, 2)


def mind_modes():
    """In a child, before its program: whoever it is of, a folder that may not be written cannot be."""
    for each in _PAST_MODES:
        ctypes.CDLL(None).prctl(_DROP, each, 0, 0, 0)


async def begun(*words, **how):
    pipes = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.PIPE}
    return await asyncio.create_subprocess_exec(*PROGRAM, *words, **pipes, **how)


async def ended(process):
    """Its exit code and what it said."""
    said, complaint = await asyncio.wait_for(process.communicate(), PATIENCE)
    return process.returncode, said.decode(), complaint.decode()


@asynccontextmanager
async def air(*words):
    """Where it can be joined."""
    process = await begun("simulate", "--air", "0", *words)
    try:
        said = (await asyncio.wait_for(process.stdout.readuntil(b"Ctrl-C"), PATIENCE)).decode()
        yield said.partition("--air ")[2].split()[0]
    finally:
        process.send_signal(signal.SIGINT)
        code, _, complaint = await ended(process)
        assert (code, complaint) == (Exit.INTERRUPTED, "")


async def line(process, words):
    """Read on until it says this."""
    async with asyncio.timeout(PATIENCE):
        while words not in (said := (await process.stdout.readline()).decode()):
            assert said, f"it ended without saying {words!r}"
