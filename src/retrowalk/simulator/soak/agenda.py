"""What comes when, in virtual milliseconds. What is due at one moment comes in an order drawn from the seed."""

from collections.abc import Callable
from heapq import heappop, heappush
from random import Random
from typing import Any


# An act, its arguments, when it is due, and what breaks a tie: a drawn number, then the order of asking.
_Entry = tuple[int, int, Callable[..., None], tuple[Any, ...]]


class Agenda:
    """The scheduler of one world. `done` counts what it has handed out."""

    __slots__ = ("_asked", "_draw", "_heap", "done", "now")

    def __init__(self, chance: Random, now: int) -> None:
        self.now = now
        self.done = 0
        self._draw = chance.getrandbits
        self._heap: list[_Entry] = []
        self._asked = 0

    def at(self, due: int, act: Callable[..., None], *what: object) -> None:
        """Have `act(*what)` done at `due`, or now if that has passed."""
        self._asked += 1
        heappush(self._heap, (due, self._draw(12) << 32 | self._asked, act, what))

    def next(self) -> None:
        """Go on to what is due next, and do it."""
        due, _, act, what = heappop(self._heap)
        self.now = max(self.now, due)
        self.done += 1
        act(*what)

    def clear(self) -> None:
        """Nothing is due any more."""
        self._heap.clear()

    def until(self, due: int, least: int = 0) -> None:
        """Do all that is due up to then, and as much as it takes to have handed out `least`."""
        heap = self._heap
        while heap and (heap[0][0] <= due or self.done < least):
            self.next()
