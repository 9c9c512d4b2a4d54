"""The heart-rate strap of whoever walks on one treadmill: heard from the beginning of their walk to its end."""

import asyncio
import logging
from collections.abc import Callable

from retrowalk.controller.events import HeartRate, HeartRateLost
from retrowalk.controller.state import State
from retrowalk.runtime.discovery import Discovery, Radio
from retrowalk.session.stage import Stage


Tell = Callable[[HeartRate | HeartRateLost], object]

_log = logging.getLogger(__name__)


class Worn:
    """Belongs to the loop of its treadmill. `tell` is the core's ear; what it hears can only slow a belt or stop it.

    `address`: the strap that is heard now, "" = none.
    """

    def __init__(self, discovery: Discovery, tell: Tell) -> None:
        self.address = ""
        self._discovery = discovery
        self._tell = tell
        self._listening: set[asyncio.Task[None]] = set()

    def wear(self, address: str, radio: Radio | None) -> None:
        """Hear this strap: by the radio that hears it best, or by the treadmill's own."""
        self.take_off()
        by = self._nearest(address) or radio
        if by is None:
            return
        self.address = address
        task = asyncio.create_task(self._hear(by, address))
        self._listening.add(task)
        task.add_done_callback(self._listening.discard)

    def look(self, state: State) -> None:
        """Look after every step whether its walk is over: whoever walks next has another heart."""
        if self.address and (state.walk is None or state.walk.stage is Stage.FINISHED):
            self.take_off()
            asyncio.get_running_loop().call_soon(self._tell, HeartRateLost("the walk is over"))

    def take_off(self) -> None:
        """Hear it no more."""
        self.address = ""
        for task in self._listening:
            task.cancel()

    async def close(self, seconds: float) -> None:
        """Hear it no more, and wait this long at most for its link to end (s)."""
        self.take_off()
        if self._listening:
            await asyncio.wait(self._listening, timeout=seconds)

    async def _hear(self, by: Radio, address: str) -> None:
        try:
            await by.hear(address, self._tell)
        except Exception as error:  # noqa: BLE001 - whatever it was, the heart is not heard any more
            _log.exception("the strap %s cannot be heard", address)
            self._tell(HeartRateLost(repr(error)))

    def _nearest(self, address: str) -> Radio | None:
        heard = (each.radio for each in self._discovery.seen() if each.found.address.upper() == address.upper())
        return next(heard, None)
