"""The whole site on real sockets, on a loop in a thread of its own: for clients that block."""

import asyncio
import threading
from contextlib import contextmanager

from faced import Faced, served
from people import PIN
from retrowalk.gateway.tries import Tries


class There:
    """A running site: `port`, and `run(coroutine)` on its loop."""

    def __init__(self, loop, site, port):
        self.loop, self.site, self.port = loop, site, port
        self.url = f"http://127.0.0.1:{port}"

    def run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)

    def owner(self):
        """The token of a device on which the owner has just logged in."""
        return self.run(self._owner())

    async def _owner(self):
        access = self.site.access
        for device in access.roll.live()[:-20]:
            self.site.admission.revoke(access.authenticate(access.operator, loopback=True), device.id)
        access.tries = Tries(access.now)  # what was guessed before must not keep the owner waiting
        return await self.site.logged_in("p-owner", PIN)

    async def at_rest(self):
        """Whatever was asked, no belt moves."""
        assert all(machine.machine.belt.speed == 0 for machine in self.site.radio.machines.values())


@contextmanager
def there(tmp_path, treadmills=2, *, kind=Faced, **how):
    started, ended = threading.Event(), []

    async def main():
        finish = asyncio.Event()
        async with served(tmp_path, treadmills, kind=kind, **how) as (site, port):
            ended.append((There(asyncio.get_running_loop(), site, port), finish))
            started.set()
            await finish.wait()

    def run():
        try:
            asyncio.run(main())
        finally:
            started.set()

    thread = threading.Thread(target=run)
    thread.start()
    assert started.wait(60)
    (found, finish) = ended[0]
    try:
        yield found
    finally:
        found.loop.call_soon_threadsafe(finish.set)
        thread.join(60)
        assert not thread.is_alive()
