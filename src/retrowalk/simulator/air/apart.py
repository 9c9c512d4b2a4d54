"""An air in a process of its own, started by whoever needs one: it outlives that process until its belts stand."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from retrowalk.simulator.air.loopback import NoAir, Place


# Importing Bumble takes a second, on a busy computer thirty (s).
OPENS_WITHIN = 60.0
# Nobody is on it any more, and Bumble finishes its sentence (s).
CLOSES_WITHIN = 5.0
# An orderly end is told; without a word whoever started it has died, and its guard will come.
FAREWELL = b"bye\n"


@asynccontextmanager
async def air_apart(count: int) -> AsyncIterator[tuple[Place, list[str]]]:
    """So many treadmills on an air of their own: where it is joined, and their addresses. Raises NoAir."""
    words = (sys.executable, "-m", "retrowalk", "simulate", "--air", "0", "--count", str(count), "--once")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe, start_new_session=True)
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018, S101 - they were asked for
    try:
        opened = await _opened(process.stdout)
    except BaseException:
        process.kill()
        await process.communicate()
        raise
    try:
        yield opened
    finally:
        with suppress(TimeoutError):  # a belt that still moves is left to the guard, and the air to both
            async with asyncio.timeout(CLOSES_WITHIN):
                await process.communicate(FAREWELL)


async def _opened(said: asyncio.StreamReader) -> tuple[Place, list[str]]:
    try:
        async with asyncio.timeout(OPENS_WITHIN):
            return await _heard(said)
    except TimeoutError:
        raise NoAir("the air of the simulated treadmills did not open in time") from None


async def _heard(said: asyncio.StreamReader) -> tuple[Place, list[str]]:
    """Read what it says until it can be joined."""
    addresses: list[str] = []
    while line := (await said.readline()).decode():
        if " advertises as " in line:
            addresses.append(line.split()[-1])
        if "--air " in line:
            return Place.parse(line.partition("--air ")[2].strip()), addresses
    raise NoAir("the air of the simulated treadmills did not open")
