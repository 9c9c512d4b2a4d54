"""What every carrier of a simulated treadmill does: let its time pass on the running loop, deliver what it sends."""

import asyncio
from collections.abc import Callable

from retrowalk.runtime.clock import now
from retrowalk.simulator.audience import Outgoing
from retrowalk.simulator.treadmill import Treadmill


class Carrier:
    """One treadmill on one event loop. Each client gives a `deliver` that takes what is sent to it, at once."""

    def __init__(self, treadmill: Treadmill) -> None:
        self.treadmill = treadmill
        self._deliver: dict[int, Callable[[Outgoing], None]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._soon: asyncio.Handle | None = None
        treadmill.heard = self.run_soon

    @property
    def linked(self) -> bool:
        """Whether anybody is connected."""
        return bool(self._deliver)

    def join(self, deliver: Callable[[Outgoing], None]) -> int:
        """Connect a client; its number."""
        client = self.treadmill.connect(now())
        self._deliver[client] = deliver
        self.run_soon()
        return client

    def leave(self, client: int) -> None:
        """Disconnect a client; one that is gone already stays so."""
        self._deliver.pop(client, None)
        self.treadmill.disconnect(client, now())
        self.run_soon()

    def write(self, client: int, data: bytes) -> int:
        """Write the control point: 0 or the ATT error."""
        code = self.treadmill.write(client, data, now())
        self.run_soon()
        return code

    def run_soon(self) -> None:
        """Run once the present callback is through: a write is answered before anything it causes is sent."""
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_soon(self._run)

    def close(self) -> None:
        """Stop the treadmill's time."""
        for timer in (self._soon, self._timer):
            if timer is not None:
                timer.cancel()
        self._soon = self._timer = None

    def _run(self) -> None:
        """Deliver what is due, then sleep until there is more."""
        self.close()
        for sent in self.treadmill.advance(now()):
            deliver = self._deliver.get(sent.client)
            if deliver is not None:  # one client's delivery may end another's link
                deliver(sent)
        wake = self.treadmill.wake()
        if wake is not None and self._timer is None:
            self._timer = asyncio.get_running_loop().call_at(wake / 1000, self._run)
