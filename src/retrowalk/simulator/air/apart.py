"""An air in a process of its own, started by whoever needs one: it outlives that process until its belts stand."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace

from retrowalk.runtime.identity import bay_id
from retrowalk.simulator.air.afar import FAREWELL, Afar
from retrowalk.simulator.air.loopback import NoAir, Place
from retrowalk.simulator.names import SIMULATED_STRAP


# Importing Bumble takes a second, on a busy computer thirty (s).
OPENS_WITHIN = 60.0
# Nobody is on it any more, and Bumble finishes its sentence (s).
CLOSES_WITHIN = 5.0


@dataclass(frozen=True, slots=True)
class Apart:
    """Where an air is joined, and the addresses of the treadmills and straps on it that are ours.

    `say` tells that process something, and does not wait.
    """

    place: Place | None
    treadmills: tuple[str, ...] = ()
    straps: tuple[str, ...] = ()
    say: Callable[[bytes], object] = len  # nobody listens

    @property
    def machines(self) -> Mapping[str, Afar]:
        """Each treadmill by its id, to be made to fail."""
        return {bay_id(address): Afar(address, self.say) for address in self.treadmills}


@asynccontextmanager
async def air_apart(count: int, straps: int = 0) -> AsyncIterator[Apart]:
    """So many treadmills and heart-rate straps on an air of their own. Raises NoAir."""
    words = "simulate", "--air", "0", "--count", str(count), "--straps", str(straps), "--once"
    pipe, ours = asyncio.subprocess.PIPE, (sys.executable, "-m", "retrowalk")
    process = await asyncio.create_subprocess_exec(*ours, *words, stdin=pipe, stdout=pipe, start_new_session=True)
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018, S101 - they were asked for
    try:
        opened = await _opened(process.stdout)
    except BaseException:
        process.kill()
        await process.communicate()
        raise
    try:
        yield replace(opened, say=process.stdin.write)
    finally:
        with suppress(TimeoutError):  # a belt that still moves is left to the guard, and the air to both
            async with asyncio.timeout(CLOSES_WITHIN):
                await process.communicate(FAREWELL)


async def _opened(said: asyncio.StreamReader) -> Apart:
    try:
        async with asyncio.timeout(OPENS_WITHIN):
            return await _heard(said)
    except TimeoutError:
        raise NoAir("the air of the simulated treadmills did not open in time") from None


async def _heard(said: asyncio.StreamReader) -> Apart:
    """Read what it says until it can be joined."""
    treadmills: list[str] = []
    straps: list[str] = []
    while line := (await said.readline()).decode():
        if " advertises as " in line:
            (straps if line.startswith(SIMULATED_STRAP) else treadmills).append(line.split()[-1])
        if "--air " in line:
            return Apart(Place.parse(line.partition("--air ")[2].strip()), tuple(treadmills), tuple(straps))
    raise NoAir("the air of the simulated treadmills did not open")
