"""A site that cannot be served ends; not before the belts that an earlier run left were measured at standstill."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.recover import REACH, REST
from retrowalk.cli.words import CANNOT_STOP
from retrowalk.runtime.bay import Bay
from retrowalk.runtime.fleet import Fleet
from retrowalk.runtime.identity import bay_id
from retrowalk.safety.supervisor import Belt


# So long (s) nothing else is begun: opening a memory and building a face take seconds of a slow processor, in which a
# guard would take this service for one that hangs. Most belts stand within six; one that is off holds up no site.
AHEAD = 15.0

Say = Callable[[str], None]


@asynccontextmanager
async def belts_first(there: Fleet, say: Say, ended: asyncio.Event) -> AsyncIterator[None]:
    """Entered once those belts stand, or have had their time; whatever goes wrong within is told once they stand.

    A signal shortens it: then the fleet's own end stops what is ours. Raises what went wrong, and Trouble where a
    standstill was not measured either.
    """
    await _moving(there, ended, AHEAD)
    try:
        yield
    except Exception as error:
        moving = await _moving(there, ended, REACH + REST)
        for bay in _left(there):
            say(f"{bay.address}: {_CANNOT if bay in moving else 'measured at standstill and latched'}")
        if moving:
            raise Trouble(f"the site cannot be served: {error}. {_CANNOT}", Exit.NOT_VERIFIED) from error
        raise


_CANNOT = f"Standstill was NOT measured. {CANNOT_STOP}"


def _left(there: Fleet) -> list[Bay]:
    """The treadmills whose belts an earlier run left, as far as this one has them."""
    ours = {bay_id(each.treadmill) for each in there.leftovers if each.ours}
    return [bay for id_, bay in there.bays.items() if id_ in ours]


async def _moving(there: Fleet, ended: asyncio.Event, seconds: float) -> list[Bay]:
    """Wait for them, all at once; those that were not measured at standstill in time."""
    waits = {asyncio.create_task(_stands(bay)): bay for bay in _left(there)}
    if not waits:
        return []
    hurried = asyncio.create_task(ended.wait())
    hurried.add_done_callback(lambda _: [each.cancel() for each in waits])
    await asyncio.wait(waits, timeout=seconds)
    hurried.cancel()
    moving = [bay for wait, bay in waits.items() if not wait.done() or wait.cancelled()]
    for each in waits:
        each.cancel()
    await asyncio.gather(hurried, *waits, return_exceptions=True)
    return moving


async def _stands(bay: Bay) -> None:
    """A person may have reset it since."""
    await bay.service.until(lambda seen: seen.belt in {Belt.LATCHED, Belt.IDLE})
