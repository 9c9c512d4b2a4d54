"""Clients that mean harm to a site, or are a thousand that mean none: a process of their own.

`siege.py PORT KIND` says "there" once they are. The end of its input is theirs; then it says how many requests were
answered in each second, and what else than success they were answered with, as one line of JSON. Kinds: `crowd`, idle
sockets, slow bodies, huge ones and readers that never rest; `presses`, a thousand stops a second from fifty clients.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress


# How many of each. Each of the fifty presses twenty times a second.
KINDS = {"crowd": {"idle": 1_000, "slow": 50, "huge": 8, "read": 16}, "presses": {"press": 50}}
EACH = 20.0
# The bytes that are announced, and mostly never sent.
BODY = 100 << 20
# Whoever was shown out comes back after so long, and a slow body goes on by a byte so often (s).
AGAIN, BYTE = 1.0, 0.25
CHUNK = b"x" * 65_536


class Siege:
    """Everybody, and what they were answered."""

    def __init__(self, port: int, everybody: int) -> None:
        self._port, self._all = port, everybody
        self.answers: Counter[int] = Counter()
        self.took: list[float] = []
        self.came = 0
        self.there = asyncio.Event()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        opened = await asyncio.open_connection("127.0.0.1", self._port)
        self.came += 1
        if self.came == self._all:
            self.there.set()
        return opened

    async def again_and_again(self, one: Callable[[], Awaitable[None]]) -> None:
        """One client; whatever ends its connection, it comes back."""
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await one()
            await asyncio.sleep(AGAIN)

    async def idle(self) -> None:
        """Say nothing."""
        reader, writer = await self._open()
        try:
            await reader.read()
        finally:
            writer.close()

    async def slow(self) -> None:
        """Announce much, and send little."""
        reader, writer = await self._open()
        writer.write(_head("POST", "/v1/people", BODY))
        gone = asyncio.create_task(reader.read())
        try:
            while not gone.done():
                writer.write(b"x")
                await asyncio.wait({gone}, timeout=BYTE)
        finally:
            gone.cancel()
            writer.close()

    async def huge(self) -> None:
        """Announce much, and send all of it as fast as it is taken."""
        reader, writer = await self._open()
        writer.write(_head("POST", "/v1/people", BODY))
        gone = asyncio.create_task(reader.read())
        try:
            while not gone.done():
                writer.write(CHUNK)
                await writer.drain()
                await asyncio.sleep(0)
        finally:
            gone.cancel()
            writer.close()

    async def read(self) -> None:
        """Ask again as soon as one is answered."""
        reader, writer = await self._open()
        try:
            while True:
                await self._ask(reader, writer, _head("GET", "/v1/treadmills"))
        finally:
            writer.close()

    async def press(self) -> None:
        """Press STOP for all at random moments, so many a second."""
        reader, writer = await self._open()
        due = time.monotonic()
        try:
            while True:
                due += random.expovariate(EACH)  # whoever was answered late catches up
                await asyncio.sleep(due - time.monotonic())
                began = time.monotonic()
                await self._ask(reader, writer, _head("POST", "/v1/stop"))
                self.took.append(1000 * (time.monotonic() - began))
        finally:
            writer.close()

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> None:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(length)
        self.answers[int(head.split()[1])] += 1


def _head(method: str, path: str, length: int = 0) -> bytes:
    kind = "Content-Type: application/json\r\n" if length else ""
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{kind}Content-Length: {length}\r\n\r\n".encode()


async def main(port: int, kind: str) -> None:
    """Besiege until told to end."""
    clients = KINDS[kind]
    siege = Siege(port, sum(clients.values()))
    each = [getattr(siege, name) for name, count in clients.items() for _ in range(count)]
    running = [asyncio.create_task(siege.again_and_again(one)) for one in each]
    await siege.there.wait()
    print("there", flush=True)
    siege.answers.clear()
    siege.took.clear()
    began = time.monotonic()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    seconds = time.monotonic() - began
    said = {"answers": siege.answers, "seconds": seconds, "took": siege.took, "came": siege.came}
    print(json.dumps(said), flush=True)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
