"""What the tests on virtual air share: an ear, a treadmill reached through bleak, and a loop to run on."""

import asyncio

from retrowalk.link.ble import BleTreadmill
from retrowalk.runtime.clock import now, virtual_loop
from retrowalk.simulator.air.virtual import VirtualAir


class Ears:
    """Notes what it hears, and when."""

    def __init__(self):
        self.heard = []
        self.ended = []

    def notified(self, characteristic, data):
        self.heard.append((now(), characteristic, bytes(data)))

    def disconnected(self, why):
        self.ended.append((now(), why))

    def of(self, characteristic):
        return [data for _, each, data in self.heard if each == characteristic]


def reach(air, station, **options):
    """The same client code that talks to a real treadmill."""
    return BleTreadmill(station.address, backend=air.backend, scanner=air.scanner, **options)


async def ask(port, *requests):
    for each in requests:
        await port.write(bytes.fromhex(each))
        await asyncio.sleep(0.1)


def on_air(walk, loop=virtual_loop, latency=0.0, treadmill=None):
    """Run walk(air, station, port, ears) with one treadmill on virtual air and a link to it."""

    async def main():
        async with VirtualAir(latency) as air:
            station, ears = await air.add(treadmill), Ears()
            port = reach(air, station)
            ears.description = await port.connect(ears)
            await walk(air, station, port, ears)
            await port.disconnect()

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(main())
