"""What a treadmill said and the core has not heard yet: stamped on arrival, taken out in order."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator

from retrowalk.controller.events import Event, LinkLost, MachineStatusFrame, TrainingStatusFrame, TreadmillFrame
from retrowalk.ftms.uuids import Characteristic


# What notifies besides the control point, and what the core calls it.
_FRAMES: dict[int, Callable[[bytes], Event]] = {
    Characteristic.TREADMILL_DATA: TreadmillFrame,
    Characteristic.TRAINING_STATUS: TrainingStatusFrame,
    Characteristic.MACHINE_STATUS: MachineStatusFrame,
}


class Inbox:
    """Hears one treadmill: every callback stamps, stores and returns. `indicated` hears the control point's answers."""

    def __init__(self, now: Callable[[], int]) -> None:
        self.indicated: Callable[[bytes], None] | None = None
        self._now = now
        self._waiting: deque[tuple[int, Event]] = deque()
        self._arrived = asyncio.Event()

    def put(self, event: Event) -> None:
        """Store one event with the time of its arrival."""
        self._waiting.append((self._now(), event))
        self._arrived.set()

    def notified(self, characteristic: int, data: bytes) -> None:
        """Let a notification wait its turn; an answer of the control point goes to the lane at once."""
        if characteristic in _FRAMES:
            self.put(_FRAMES[characteristic](data))
        elif characteristic == Characteristic.CONTROL_POINT and self.indicated is not None:
            self.indicated(data)

    def disconnected(self, why: str) -> None:
        """Note that the link ended."""
        self.put(LinkLost(why))

    def drain(self) -> Iterator[tuple[int, Event]]:
        """Everything that waits, oldest first, with what arrives meanwhile."""
        while self._waiting:
            yield self._waiting.popleft()

    async def arrival(self) -> None:
        """Wait until something waits."""
        await self._arrived.wait()
        self._arrived.clear()
