"""What is written to a viewer in one turn of the loop leaves at its end, in order and in one piece."""

import asyncio

from retrowalk.api.viewer_socket import MOST, Gathering


class Transport:
    def __init__(self):
        self.did = []

    def write(self, data):
        self.did.append(data)

    def close(self):
        self.did.append("closed")

    def is_closing(self):
        return "closed" in self.did


async def test_one_turn_is_one_write():
    transport = Transport()
    socket = Gathering(transport, asyncio.get_running_loop())
    socket.write(b"one ")
    socket.write(b"two")
    assert transport.did == []
    await asyncio.sleep(0)
    assert transport.did == [b"one two"]
    socket.write(b"three")
    await asyncio.sleep(0)
    assert transport.did == [b"one two", b"three"]


async def test_much_does_not_gather():
    transport = Transport()
    socket = Gathering(transport, asyncio.get_running_loop())
    socket.write(b"a")
    socket.write(b"b" * MOST)
    assert transport.did == [b"a" + b"b" * MOST]
    await asyncio.sleep(0)
    assert len(transport.did) == 1


async def test_what_was_written_leaves_before_the_end():
    transport = Transport()
    socket = Gathering(transport, asyncio.get_running_loop())
    assert not socket.is_closing()
    socket.write(b"farewell")
    socket.close()
    await asyncio.sleep(0)
    assert transport.did == [b"farewell", "closed"]
    assert socket.is_closing()
