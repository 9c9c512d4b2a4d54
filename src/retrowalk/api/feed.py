"""What every viewer is told: frames of all treadmills and events, made and serialised once, whoever looks.

A frame holds everything that is shown, so that a viewer who missed some has missed nothing. Viewers are woken one by
one: to send to all of them takes milliseconds, and between two of them the loop looks whether a stop has come.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from pydantic_core import to_json

from retrowalk.gateway import views
from retrowalk.gateway.eventlog import Event, EventLog
from retrowalk.gateway.places import Place
from retrowalk.gateway.under_way import Party
from retrowalk.gateway.views import TreadmillView, minimum, treadmill


# The rate at which treadmills report and speed is decided (s).
EVERY = 0.25
# Treadmills looked at in one turn of the loop: some 50 µs each, so that a stop waits for half a millisecond at most.
AT_ONCE = 8
# A stop of thirty belts makes hundreds of events in half a second, and each message costs a viewer and the loop as much
# as what it holds: after one, the next is told so much later (s), with all that came meanwhile. Nobody sees that.
APART = 0.03
# Events whose text is kept: all viewers are told the newest at about the same time, and thirty stops make two hundred.
FRESH = 256


class Site(Protocol):
    """All treadmills, as far as they are shown."""

    @property
    def bays(self) -> Mapping[str, Place]:
        """Every treadmill, by its name."""


Parties = Callable[[str], Party | None]


async def _wake(viewers: Iterable[asyncio.Event]) -> None:
    for each in tuple(viewers):
        each.set()
        await asyncio.sleep(0)


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
        seen = []
        for place, bay in enumerate(tuple(site.bays.values())):
            if place % AT_ONCE == AT_ONCE - 1:
                await asyncio.sleep(0)
            seen.append(self._view(bay))
        self.number += 1
        frame = {"type": "telemetry", "frame": self.number, "now_ms": now, "treadmills": seen}
        self.text = to_json(frame).decode()
        await _wake(self.viewers)


class Feed:
    """Both kinds of frames, everything and what anybody may see; and events: `viewers` are woken for each."""

    def __init__(self, site: Site, now: Callable[[], int], events: EventLog, of: Parties = lambda _: None) -> None:
        """`of`: the walk on a treadmill and its people."""
        self._site, self._now = site, now
        self.viewers: set[asyncio.Event] = set()
        self._news = asyncio.Event()
        events.subscribe(lambda _: self._news.set())
        self.full, self.least = Frames(lambda place: treadmill(place, of(place.id))), Frames(minimum)
        self._events: dict[int, str] = {}

    async def run(self) -> None:
        """Make frames and tell of events for ever."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tell())
            tasks.create_task(self._show())

    async def _tell(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            await _wake(self.viewers)
            await asyncio.sleep(APART)

    async def _show(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due = max(due + EVERY, loop.time())
            await asyncio.sleep(due - loop.time())
            for frames in (self.full, self.least):
                await frames.make(self._site, self._now())

    def events(self, happened: Iterable[Event], run: str) -> str:
        """Some events as they are sent, in one message."""
        return f'{{"type":"events","events":[{",".join(self._event(each, run) for each in happened)}]}}'

    def _event(self, happened: Event, run: str) -> str:
        text = self._events.get(happened.seq)
        if text is None:
            text = self._events[happened.seq] = to_json(views.event(happened, run)).decode()
            while len(self._events) > FRESH:
                del self._events[next(iter(self._events))]
        return text
