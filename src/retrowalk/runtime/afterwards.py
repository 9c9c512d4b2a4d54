"""What may wait until belts have been written to: done one by one, one in each turn of the loop.

Thirty treadmills that are stopped by one press would else have thirty records begun before the first answer.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from retrowalk.runtime.stepper import guarded


class Afterwards:
    """Belongs to the thread of one loop."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()

    def later(self, what: Callable[[], None]) -> None:
        """Do it when everything that is asked for by now has had its turn, and what waits here already."""
        if not self._waiting:
            loop = asyncio.get_running_loop()
            loop.call_soon(loop.call_soon, self._next)  # in the first turn belts are written to
        self._waiting.append(what)

    def _next(self) -> None:
        what = self._waiting.popleft()
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._next)
        guarded("what was put off", lambda _: what(), None)
