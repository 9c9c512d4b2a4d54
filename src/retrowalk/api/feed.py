"""Telemetry for every viewer at once: one frame of all treadmills, made and serialised once, whoever looks.

A frame holds everything that is shown, so that a viewer who missed some has missed nothing.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

from pydantic_core import to_json

from retrowalk.gateway.places import Place
from retrowalk.gateway.under_way import Party
from retrowalk.gateway.views import TreadmillView, minimum, treadmill


# The rate at which treadmills report and speed is decided (s).
EVERY = 0.25
# Treadmills looked at in one turn of the loop: some 50 µs each, so that a stop waits for half a millisecond at most.
AT_ONCE = 8


class Site(Protocol):
    """All treadmills, as far as they are shown."""

    @property
    def bays(self) -> Mapping[str, Place]:
        """Every treadmill, by its name."""


Parties = Callable[[str], Party | None]


class Frames:
    """The newest frame for one kind of viewer. `number` only goes up; `text` is ready to be sent."""

    def __init__(self, view: Callable[[Place], TreadmillView]) -> None:
        self._view = view
        self.number = 0
        self.text = ""
        self.viewers: set[asyncio.Event] = set()

    async def make(self, site: Site, now: int) -> None:
        """Look at every treadmill and wake whoever waits; nobody looks for nobody."""
        if not self.viewers:
            return
        views = []
        for place, bay in enumerate(tuple(site.bays.values())):
            if place % AT_ONCE == AT_ONCE - 1:
                await asyncio.sleep(0)
            views.append(self._view(bay))
        self.number += 1
        frame = {"type": "telemetry", "frame": self.number, "now_ms": now, "treadmills": views}
        self.text = to_json(frame).decode()
        for wake in self.viewers:
            wake.set()


class Feed:
    """Both kinds of frames: everything, and what anybody may see."""

    def __init__(self, site: Site, now: Callable[[], int], of: Parties = lambda _: None) -> None:
        """`of`: the walk on a treadmill and its people."""
        self._site, self._now = site, now
        self.full, self.least = Frames(lambda place: treadmill(place, of(place.id))), Frames(minimum)

    async def run(self) -> None:
        """Make frames for ever."""
        while True:
            await asyncio.sleep(EVERY)
            for frames in (self.full, self.least):
                await frames.make(self._site, self._now())
