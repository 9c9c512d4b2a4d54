"""The outside world, as small as it can be: what every carrier of a treadmill must do."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Description:
    """What a treadmill says of itself on connecting. Bytes are characteristic values as read; empty = not there."""

    address: str
    name: str = ""
    manufacturer: str = ""
    model: str = ""
    firmware: str = ""
    features: bytes = b""
    speed_range: bytes = b""
    inclination_range: bytes = b""
    control_point: bool = True  # False: it can be watched, not controlled


class Listener(Protocol):
    """Who hears a treadmill. Every method is synchronous, returns at once and never raises."""

    def notified(self, characteristic: int, data: bytes) -> None:
        """Hear a notification or indication; `characteristic` is the 16-bit number, such as 0x2ACD."""

    def disconnected(self, why: str) -> None:
        """Learn that the link ended, whoever ended it; called once for each successful connect."""


class Port(Protocol):
    """A treadmill within reach of a radio, or of a simulated one."""

    @property
    def address(self) -> str:
        """Where it is."""

    async def connect(self, listener: Listener) -> Description:
        """Connect, discover, read features, ranges and device information, enable notifications and indications.

        One total deadline covers all of it. Raises LinkError; afterwards there is no half-open link.
        """

    async def write(self, data: bytes) -> None:
        """Write the control point with response, within the carrier's own time limit. Raises LinkError."""

    async def disconnect(self) -> None:
        """End the link; never raises."""
