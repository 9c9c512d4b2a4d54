"""Ask a treadmill what it can do, and leave it alone again."""

from retrowalk.link.port import Description, Port


class _Deaf:
    """Hears nothing."""

    def notified(self, characteristic: int, data: bytes) -> None:
        """Let it go."""

    def disconnected(self, why: str) -> None:
        """Let it go."""


async def probe(port: Port) -> Description:
    """Connect, read what it can do, disconnect. Raises LinkError, which says why it cannot."""
    try:
        return await port.connect(_Deaf())
    finally:
        await port.disconnect()
