"""The heart-rate strap of whoever walks on one treadmill: heard from the beginning of their walk to its end."""

import asyncio
import logging
from collections.abc import Callable
from enum import StrEnum

from retrowalk.controller.events import HeartRate, HeartRateLost
from retrowalk.controller.state import State
from retrowalk.runtime.discovery import Discovery, Radio
from retrowalk.session.stage import Stage


Tell = Callable[[HeartRate | HeartRateLost], object]

# A strap that nothing was heard of for this long (s) is not there: whoever forgot it has had time to put it on, and the
# radio that looks for it serves belts.
SEARCHED = 120.0


class Hearing(StrEnum):
    """How it stands with the strap that was named for a walk."""

    NONE = ""
    SEARCHING = "searching"
    HEARD = "heard"  # at least once; what is believed now is the core's to say
    GIVEN_UP = "given up"


_log = logging.getLogger(__name__)


class Worn:
    """Belongs to the loop of its treadmill. `tell` is the core's ear; what it hears can only slow a belt or stop it.

    `address`: the strap that is heard now or looked for, "" = none.
    """

    def __init__(self, discovery: Discovery, tell: Tell) -> None:
        self.address = ""
        self.hearing = Hearing.NONE
        self._discovery = discovery
        self._tell = tell
        self._listening: set[asyncio.Task[None]] = set()

    def wear(self, address: str, radio: Radio | None) -> None:
        """Hear this strap: by the radio that hears it best, or by the treadmill's own."""
        self.take_off()
        by = self._nearest(address) or radio
        if by is None:
            return
        self.address, self.hearing = address, Hearing.SEARCHING
        task = asyncio.create_task(self._hear(by, address))
        self._listening.add(task)
        task.add_done_callback(self._listening.discard)

    def look(self, state: State) -> None:
        """Look after every step whether its walk is over: whoever walks next has another heart."""
        if self.hearing is not Hearing.NONE and (state.walk is None or state.walk.stage is Stage.FINISHED):
            self.take_off()
            asyncio.get_running_loop().call_soon(self._tell, HeartRateLost("the walk is over"))

    def take_off(self) -> None:
        """Hear it no more."""
        self.address, self.hearing = "", Hearing.NONE
        for task in self._listening:
            task.cancel()

    async def close(self, seconds: float) -> None:
        """Hear it no more, and wait this long at most for its link to end (s)."""
        self.take_off()
        if self._listening:
            await asyncio.wait(self._listening, timeout=seconds)

    async def _hear(self, by: Radio, address: str) -> None:
        hearing = asyncio.create_task(by.hear(address, self._heard))
        try:
            await asyncio.wait({hearing}, timeout=SEARCHED)
            if self.hearing is Hearing.SEARCHING and not hearing.done():
                self._give_up(address)
                return
            await hearing
        except Exception as error:  # noqa: BLE001 - whatever it was, the heart is not heard any more
            _log.exception("the strap %s cannot be heard", address)
            self._tell(HeartRateLost(repr(error)))

        finally:
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)

    def _heard(self, news: HeartRate | HeartRateLost) -> None:
        if isinstance(news, HeartRate):
            self.hearing = Hearing.HEARD
        self._tell(news)

    def _give_up(self, address: str) -> None:
        """Say so: the walk goes on as one without a strap, and another may be named."""
        _log.warning("the strap %s was not found within %g s", address, SEARCHED)
        self.address, self.hearing = "", Hearing.GIVEN_UP
        self._tell(HeartRateLost(f"not found within {SEARCHED:g} s"))

    def _nearest(self, address: str) -> Radio | None:
        heard = (each.radio for each in self._discovery.seen() if each.found.address.upper() == address.upper())
        return next(heard, None)
