"""What every viewer is told is made once, and between two viewers the loop does something else."""

import asyncio
import json

import pytest

from retrowalk.api import feed as feeds
from retrowalk.api.feed import APART, FRESH, Feed
from retrowalk.gateway import views
from retrowalk.gateway.eventlog import EventLog, Kind
from sites import Site, virtually


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
    text = feed.events(told, "run")
    assert [each["seq"] for each in json.loads(text)["events"]] == [each.seq for each in told]
    assert feed.events(told[-FRESH:], "run")[-FRESH:] == text[-FRESH:]
    assert len(written) == FRESH + 2
    assert json.loads(feed.events(told[:1], "run"))["events"][0] == json.loads(text)["events"][0]
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


def test_what_follows_within_a_moment_is_told_together():
    async def main():
        events, feed = made()
        wake, loop, told = asyncio.Event(), asyncio.get_running_loop(), []
        feed.viewers.add(wake)
        running = asyncio.create_task(feed.run())
        await asyncio.sleep(1)
        for _ in range(10):
            events.publish(Kind.LINK_CHANGED, {"link": "lost"}, "a")
            await asyncio.sleep(APART / 20)
            if wake.is_set():
                wake.clear()
                told.append(loop.time())
        assert len(told) == 1
        await wake.wait()
        assert loop.time() - told[0] == pytest.approx(APART, abs=APART / 10)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    virtually(main)
