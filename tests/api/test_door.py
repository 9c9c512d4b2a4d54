import asyncio
from dataclasses import dataclass, field

import pytest

from presses import at_pace, read_answer, request, served
from retrowalk.api.door import HEAD_WITHIN, ROOM, make_room


@dataclass
class Guest:
    idle: bool
    since: float
    out: list = field(default_factory=list)

    def show_out(self):
        self.out.append(self)


def test_who_says_nothing_goes_first_oldest_first_then_who_is_served_for_longest():
    guests = [
        Guest(idle=False, since=1),
        Guest(idle=True, since=5),
        Guest(idle=True, since=2),
        Guest(idle=False, since=3),
    ]
    make_room(guests, 4)
    assert not any(guest.out for guest in guests)
    make_room(guests, 2)
    assert [bool(guest.out) for guest in guests] == [False, True, True, False]
    make_room(guests, 1)
    assert [bool(guest.out) for guest in guests] == [True, True, True, False]


async def ended(reader):
    try:
        return await asyncio.wait_for(reader.read(), HEAD_WITHIN * 2) == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nX: "])
def test_a_head_that_never_comes_ends_the_connection(said):
    async def main():
        async with served() as here:
            reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
            writer.write(said)
            assert await ended(reader)
            writer.close()

    at_pace(main)


def test_the_next_head_is_waited_for_as_long_as_the_first():
    async def main():
        async with served() as here:
            reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
            writer.write(request("GET", "/"))
            assert (await read_answer(reader)).status == 200
            writer.write(b"GET / HT")
            assert await ended(reader)
            writer.close()

    at_pace(main)


def test_a_request_that_is_being_answered_is_not_shown_out_by_idle_ones():
    async def main():
        went_on = asyncio.Event()

        async def slow(_scope, _receive, send):
            await went_on.wait()
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})

        async with served(routes=slow) as here:
            reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
            writer.write(request("GET", "/"))
            others = [await asyncio.open_connection("127.0.0.1", here.port) for _ in range(ROOM + 20)]
            went_on.set()
            assert (await read_answer(reader)).status == 200
            assert await ended(others[0][0])
            for _, other in (*others, (None, writer)):
                other.close()
            await asyncio.sleep(2)  # until both ends have seen it

    at_pace(main)
