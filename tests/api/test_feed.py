"""What every viewer is told is made once, and between two viewers the loop does something else."""

import asyncio
import json

from retrowalk.api import feed as feeds
from retrowalk.api.feed import FRESH, Feed
from retrowalk.gateway import views
from retrowalk.gateway.eventlog import EventLog, Kind
from sites import Site


def made():
    events = EventLog("run", lambda: 5, lambda: 1_700_000_000)
    return events, Feed(Site([]), lambda: 5, events)


def test_an_event_is_written_once_for_all_and_an_old_one_again(monkeypatch):
    events, feed = made()
    written, view = [], views.event

    def event(happened, run):
        written.append(happened.seq)
        return view(happened, run)

    monkeypatch.setattr(feeds.views, "event", event)
    told = [events.publish(Kind.LINK_CHANGED, {"link": "lost"}, "a") for _ in range(FRESH + 2)]
    texts = [feed.event(each, "run") for each in told]
    assert [json.loads(text)["event"]["seq"] for text in texts] == [each.seq for each in told]
    assert feed.event(told[-1], "run") is texts[-1]
    assert len(written) == FRESH + 2
    assert feed.event(told[0], "run") == texts[0]
    assert written[-1] == 1 and len(written) == FRESH + 3


async def test_viewers_are_woken_one_by_one():
    events, feed = made()
    order = []

    async def viewer(number, wake):
        await wake.wait()
        order.append(number)

    wakes = [asyncio.Event() for _ in range(5)]
    feed.viewers.update(wakes)
    watching = [asyncio.create_task(viewer(*each)) for each in enumerate(wakes)]
    running = asyncio.create_task(feed.run())
    await asyncio.sleep(0.01)
    events.publish(Kind.LINK_CHANGED, {"link": "lost"}, "a")
    passes = 0
    while len(order) < len(wakes):
        before = len(order)
        await asyncio.sleep(0)
        assert len(order) - before <= 1
        passes += 1
    assert passes >= len(wakes)
    running.cancel()
    await asyncio.gather(*watching, running, return_exceptions=True)
