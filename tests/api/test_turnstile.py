"""Requests begin one by one, in the order they came, and nothing else waits for them."""

import asyncio
from itertools import pairwise

import pytest

from presses import at_pace, served
from retrowalk.api.app import guarded
from retrowalk.api.turnstile import Turnstile


REQUESTS = 50


def http(path, method="GET"):
    """A request from this computer, as a server hands it on."""
    said = {"method": method, "path": path, "query_string": b"", "headers": [(b"host", b"127.0.0.1")]}
    return {"type": "http", "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), **said}


def begun_by(order):
    async def app(scope, _receive, _send):
        order.append(scope.get("path", scope["type"]))

    return app


async def turns(number):
    for _ in range(number):
        await asyncio.sleep(0)


def test_one_begins_in_each_turn_and_in_the_order_they_came():
    async def main():
        order, counts = [], []
        turnstile = Turnstile(begun_by(order))
        tasks = [asyncio.create_task(turnstile(http(f"/{each}"), None, None)) for each in range(REQUESTS)]
        while not all(each.done() for each in tasks):
            counts.append(len(order))
            await asyncio.sleep(0)
        assert order == [f"/{each}" for each in range(REQUESTS)]
        steps = {later - sooner for sooner, later in pairwise(counts)}
        assert steps == {0, 1}

    asyncio.run(main())


def test_what_is_no_request_goes_straight_on():
    async def main():
        order = []
        turnstile = Turnstile(begun_by(order))
        tasks = [asyncio.create_task(turnstile(http("/slow"), None, None)) for _ in range(REQUESTS)]
        await turns(1)
        await turnstile({"type": "websocket"}, None, None)
        assert order.index("websocket") <= 1
        await asyncio.gather(*tasks)

    asyncio.run(main())


def test_whoever_goes_while_waiting_takes_nobody_elses_turn():
    async def main():
        order = []
        turnstile = Turnstile(begun_by(order))
        tasks = [asyncio.create_task(turnstile(http(f"/{each}"), None, None)) for each in range(4)]
        await turns(1)
        for gone in (tasks[0], tasks[1], tasks[3]):
            gone.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert order == ["/2"]
        await asyncio.wait_for(turnstile(http("/next"), None, None), 1)
        assert order == ["/2", "/next"]

    asyncio.run(main())


@pytest.mark.sr(14)
def test_a_stop_that_comes_behind_many_requests_waits_for_one_of_them_at_the_most():
    async def main():
        async with served("a") as here:
            order = []

            async def send(message):
                order.append(message.get("status"))

            app = guarded(begun_by(order), here.stops, here.options)
            asked = [*(http(f"/{each}") for each in range(REQUESTS)), http("/v1/stop", "POST")]
            await asyncio.gather(*(app(each, None, send) for each in asked))
            assert len([each for each in order if isinstance(each, str)]) == REQUESTS
            assert order.index(202) <= 1

    at_pace(main)
