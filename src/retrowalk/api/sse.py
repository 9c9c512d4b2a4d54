"""Events for scripts, as a stream of server-sent events: each once and in order, from where a script left off.

There is no queue: a stream remembers a number and reads on in the log. What is not kept any more is told as a `reset`:
then everything is to be looked at anew.
"""

import asyncio
from collections.abc import AsyncGenerator

from pydantic_core import to_json

from retrowalk.gateway import views
from retrowalk.gateway.eventlog import Event, EventLog


# A proxy that hears nothing for a while ends a stream: some after 30 s.
PING = 15.0
MEDIA_TYPE = "text/event-stream"


def place(events: EventLog, last: str | None) -> int | None:
    """The number after which a script reads on, from the id of its last event; None = that is not kept any more."""
    if not last:
        return events.seq
    run, _, seq = last.rpartition(".")
    number = int(seq) if seq.isascii() and seq.isdecimal() and len(seq) <= 15 else -1  # noqa: PLR2004 - fits 53 bits
    return number if events.keeps(run, number) else None


def written(event: Event, run: str) -> str:
    """One event as it goes over the wire."""
    view = views.event(event, run)
    return f"id: {view.id}\nevent: {view.type}\ndata: {to_json(view).decode()}\n\n"


def _reset(events: EventLog) -> str:
    body = to_json({"seq": events.seq, "run": events.run}).decode()
    return f"id: {events.run}.{events.seq}\nevent: reset\ndata: {body}\n\n"


async def stream(events: EventLog, last: str | None, most: int | None) -> AsyncGenerator[str, None]:
    """Tell events until `most` were told, or for ever."""
    wake = asyncio.Event()
    leave = events.subscribe(lambda _: wake.set())
    seq, told = place(events, last), 0
    try:
        while most is None or told < most:
            wake.clear()
            news, seq = _news(events, seq)
            for text in news[: None if most is None else most - told]:
                yield text
            told += len(news)
            if not news and not await _waited(wake):
                yield ": ping\n\n"
    finally:
        leave()


def _news(events: EventLog, seq: int | None) -> tuple[list[str], int]:
    """What is to be told after number `seq`, and the number to go on from; a reset where that is not kept."""
    if seq is None or not events.keeps(events.run, seq):
        return [_reset(events)], events.seq
    return [written(event, events.run) for event in events.since(seq)], events.seq


async def _waited(wake: asyncio.Event) -> bool:
    """Wait for news; whether there were any before it was time to say that the stream lives."""
    try:
        async with asyncio.timeout(PING):
            await wake.wait()
    except TimeoutError:
        return False
    return True
