"""Programs that ask a site for everything as fast as they are answered: more of them than a site ever has."""

import asyncio
import threading
import time
from contextlib import contextmanager, suppress


# Each waits for one answer at a time, so that as many requests wait at the gateway at any moment.
PROGRAMS = 160
_ASK = b"GET /v1/treadmills HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Flood:
    """The flood. `took`: how long each answer took (ms)."""

    def __init__(self, port):
        self._port = port
        self.took = []
        self.full = threading.Event()
        self._loop = self._done = None

    async def _ask(self, reader, writer):
        began = time.monotonic()
        writer.write(_ASK)
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head, head
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(length)
        self.took.append(1000 * (time.monotonic() - began))
        if len(self.took) >= 2 * PROGRAMS:
            self.full.set()

    async def _program(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            while not self._done.is_set():
                await self._ask(reader, writer)
        finally:
            writer.close()

    async def run(self):
        """Ask until told to end."""
        self._done = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        programs = [asyncio.create_task(self._program()) for _ in range(PROGRAMS)]
        await asyncio.gather(*programs)

    def end(self):
        """Ask no more."""
        with suppress(RuntimeError):  # it has ended by itself; its own error is told where it is waited for
            self._loop.call_soon_threadsafe(self._done.set)


@contextmanager
def flooded(site):
    """The site under a flood that has come up."""
    flood, failed = Flood(site.port), []

    def run():
        try:
            asyncio.run(flood.run())
        except Exception as error:  # noqa: BLE001 - told to the test below
            failed.append(error)
            flood.full.set()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert flood.full.wait(60)
        yield flood
    finally:
        flood.end()
        thread.join(60)
    assert failed == []
