"""Requests begin one by one, in the order they came, and nothing else waits for them."""

import asyncio
from itertools import pairwise

import pytest

from presses import at_pace, served
from retrowalk.api.app import guarded
from retrowalk.api.turnstile import ADVANCE, BURST, SHARE, Turnstile
from retrowalk.runtime.clock import PacedLoop


REQUESTS = 50


def http(path, method="GET"):
    """A request from this computer, as a server hands it on."""
    said = {"method": method, "path": path, "query_string": b"", "headers": [(b"host", b"127.0.0.1")]}
    return {"type": "http", "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), **said}


def begun_by(order):
    async def app(scope, _receive, _send):
        order.append(scope.get("path", scope["type"]))

    return app


class Laden(PacedLoop):
    """A loop in virtual time on which work takes time, too."""

    def __init__(self):
        self.worked = 0.0
        super().__init__(float("inf"))

    def time(self):
        return super().time() + self.worked


def working(seconds, ends, pieces=1):
    """An app whose every request takes the loop so long, in so many pieces."""

    async def app(_scope, _receive, _send):
        loop = asyncio.get_running_loop()
        for piece in range(pieces):
            loop.worked += seconds / pieces
            if piece < pieces - 1:
                await asyncio.sleep(0)
        ends.append(loop.time())

    return app


def virtually(main):
    with asyncio.Runner(loop_factory=Laden) as runner:
        return runner.run(main())


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


def test_what_somebody_does_waits_for_one_of_what_programs_ask():
    async def main():
        order = []
        turnstile = Turnstile(begun_by(order))
        asked = [*(http(f"/{each}") for each in range(REQUESTS)), *(http(f"/do/{each}", "POST") for each in range(3))]
        await asyncio.gather(*(turnstile(each, None, None) for each in asked))
        assert [each for each in order if each.startswith("/do")] == ["/do/0", "/do/1", "/do/2"]
        assert order.index("/do/0") <= 1 and order.index("/do/2") <= 5
        assert [each for each in order if not each.startswith("/do")] == [f"/{each}" for each in range(REQUESTS)]

    asyncio.run(main())


def test_a_flood_of_what_programs_do_leaves_room_to_ask():
    async def main():
        order = []
        turnstile = Turnstile(begun_by(order))
        asked = [*(http("/do", "POST") for _ in range(REQUESTS)), http("/ask")]
        await asyncio.gather(*(turnstile(each, None, None) for each in asked))
        assert order.index("/ask") <= 1

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


@pytest.mark.parametrize("pieces", [1, 3])
def test_requests_without_end_leave_the_loop_most_of_its_time(pieces):
    """The loop waits between them: what never pauses loses its place before other programs."""
    took, ends = 0.003, []

    async def main():
        turnstile = Turnstile(working(took, ends, pieces))
        await asyncio.gather(*(turnstile(http("/"), None, None) for _ in range(500)))

    virtually(main)
    at_once = sum(end <= BURST / (1 - SHARE) for end in ends)
    assert BURST <= at_once * took <= 2 * BURST
    late = ends[at_once + 5 :]  # the first waited for what was left of it
    assert (len(late) - 1) * took / (late[-1] - late[0]) == pytest.approx(SHARE, rel=0.02)


def test_after_a_long_one_the_next_waits_for_a_moment_only():
    ends = []

    async def main():
        turnstile = Turnstile(working(10, ends))
        await asyncio.gather(*(turnstile(http("/"), None, None) for _ in range(2)))

    virtually(main)
    assert ends == [pytest.approx(10), pytest.approx(20 + ADVANCE / SHARE)]


async def test_who_goes_in_the_middle_is_told_so_and_what_fails_is_heard_of():
    seen, inside = [], asyncio.Event()

    async def app(scope, _receive, _send):
        if scope["path"] == "/fails":
            await asyncio.sleep(0)
            raise ValueError("no")
        try:
            inside.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            seen.append("cancelled")
            await asyncio.sleep(0)
            raise

    turnstile = Turnstile(app)
    task = asyncio.create_task(turnstile(http("/waits"), None, None))
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seen == ["cancelled"]
    with pytest.raises(ValueError, match="no"):
        await turnstile(http("/fails"), None, None)


def test_a_few_requests_now_and_then_wait_for_nothing():
    took, ends = 0.005, []

    async def main():
        turnstile, loop = Turnstile(working(took, ends)), asyncio.get_running_loop()
        for _ in range(20):
            began = loop.time()
            await asyncio.gather(*(turnstile(http("/"), None, None) for _ in range(10)))
            assert loop.time() - began == pytest.approx(10 * took)
            await asyncio.sleep(10 * took / SHARE)

    virtually(main)
    assert len(ends) == 200


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
