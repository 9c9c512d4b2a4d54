"""Ask a treadmill what it can do, and leave it alone again."""

import asyncio

from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.port import Description, Port


class _Deaf:
    """Hears nothing."""

    def notified(self, characteristic: int, data: bytes) -> None:
        """Let it go."""

    def disconnected(self, why: str) -> None:
        """Let it go."""


# Seen with BlueZ on a computer with far too much to do: a first connection ends while services are discovered, or they
# come without their characteristics; the next one is whole. No pause at all makes some fail by itself (s).
TRIES = 3
PAUSE = 0.1
# What looking again will not change.
_FINAL = frozenset({Fault.UNAVAILABLE, Fault.NOT_FOUND, Fault.NOT_PERMITTED})
# BlueZ makes one link at a time, and says so at once to whoever asks for another; making one is given up after 15 s.
WAITS = 150


async def probe(port: Port, tries: int = 1) -> Description:
    """Connect, read what it can do, disconnect. Raises LinkError, which says why it cannot at the last try.

    Told to try more than once, it also waits while the radio is busy with another link.
    """
    left: dict[Fault | None, int] = {None: tries - 1, Fault.BUSY: WAITS if tries > 1 else 0, **dict.fromkeys(_FINAL, 0)}
    while True:
        try:
            return await _once(port)
        except LinkError as error:
            kind = error.fault if error.fault in left else None
            left[kind] -= 1
            if left[kind] < 0:
                raise
        await asyncio.sleep(PAUSE)


async def _once(port: Port) -> Description:
    try:
        return await port.connect(_Deaf())
    finally:
        await port.disconnect()
