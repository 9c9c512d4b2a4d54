"""A network between a page and its site that can be cut, held up and mended, and that notes what went through."""

import asyncio
import re
import threading
from contextlib import contextmanager


_ASKED = re.compile(rb"(GET|POST|PUT|PATCH|DELETE) (/\S*) HTTP/1\.1\r\n")


class Cut:
    """The network. `asked`: the requests that reached the site, as "POST /v1/stop", in their order."""

    def __init__(self, loop, there):
        self._loop, self._there = loop, there
        self._writers, self._tasks = set(), set()
        self._whole = asyncio.Event()
        self._whole.set()
        self._refuses = False
        self._only = re.compile(rb"")
        self.asked = []
        self.port = 0

    # ── what a test does, from its own thread ──

    def cut(self):
        """Nothing goes through any more, and nobody is told: packets vanish, and wait in buffers."""
        self._loop.call_soon_threadsafe(self._whole.clear)

    def mend(self):
        """What waits goes on, and everything after it."""
        self._loop.call_soon_threadsafe(self._whole.set)

    def drop(self):
        """Every connection ends now, and none begins until `restore`."""
        self._refuses = True
        self._loop.call_soon_threadsafe(self._end)

    def drop_once(self):
        """Every connection ends now; new ones may begin."""
        self._loop.call_soon_threadsafe(self._end)

    def restore(self):
        """Connections may begin again."""
        self._refuses = False

    # ── on the loop ──

    def _end(self):
        for writer in self._writers:
            writer.transport.abort()

    async def connected(self, reader, writer):
        if self._refuses:
            writer.transport.abort()
            return
        try:
            there, into = await asyncio.open_connection("127.0.0.1", self._there)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, into}
        pumps = {
            asyncio.create_task(self._pump(reader, into, note=True)),
            asyncio.create_task(self._pump(there, writer)),
        }
        self._tasks |= pumps
        await asyncio.wait(pumps)
        self._writers -= {writer, into}
        self._tasks -= pumps

    async def _pump(self, reader, writer, *, note=False):
        try:
            while data := await reader.read(65_536):
                await self._whole.wait()
                if note:
                    self.asked += [b" ".join(each).decode() for each in _ASKED.findall(data)]
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()


@contextmanager
def cuttable(port):
    """A network to this port of this computer, in a thread of its own."""
    loop = asyncio.new_event_loop()
    network = Cut(loop, port)
    ready = threading.Event()

    async def run():
        network._done = asyncio.Event()  # noqa: SLF001 - this function is its other half
        server = await asyncio.start_server(network.connected, "127.0.0.1", 0)
        network.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await network._done.wait()  # noqa: SLF001
            network._end()  # noqa: SLF001
            network._whole.set()  # noqa: SLF001
            await asyncio.gather(*network._tasks, return_exceptions=True)  # noqa: SLF001

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    assert ready.wait(30)
    try:
        yield network
    finally:
        loop.call_soon_threadsafe(network._done.set)  # noqa: SLF001
        thread.join(30)
        loop.close()
