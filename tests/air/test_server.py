"""An air that other processes join: real sockets, real processes, real kills."""

import asyncio
import signal
import socket
import sys
from contextlib import asynccontextmanager

import pytest
from tests.air.on_air import Ears, ask, reach

from retrowalk.ftms import treadmill_data
from retrowalk.ftms.uuids import Characteristic
from retrowalk.link.ble import scan
from retrowalk.link.errors import LinkError
from retrowalk.runtime.clock import now
from retrowalk.simulator.air.joined import JoinedAir
from retrowalk.simulator.air.loopback import NoAir, Place
from retrowalk.simulator.air.radio import SUPERVISION
from retrowalk.simulator.air.server import AirServer
from retrowalk.simulator.air.virtual import VirtualAir
from retrowalk.simulator.belt import Mechanics
from retrowalk.simulator.shape import Shape
from retrowalk.simulator.treadmill import Treadmill


# What a process does that is killed later: join, connect, start the belt, say so, and hold the link.
WALKER = """
import asyncio, sys
from retrowalk.link.ble import BleTreadmill
from retrowalk.simulator.air.joined import JoinedAir
from retrowalk.simulator.air.loopback import Place

class Ears:
    def notified(self, characteristic, data): pass
    def disconnected(self, why): pass

async def main():
    async with JoinedAir(Place.parse(sys.argv[1])) as air:
        port = BleTreadmill(sys.argv[2], backend=air.backend, scanner=air.scanner)
        await port.connect(Ears())
        for data in ("00", "07"):
            await port.write(bytes.fromhex(data))
            await asyncio.sleep(0.1)
        print("started", flush=True)
        await asyncio.Future()

asyncio.run(main())
"""


def brisk():
    """A treadmill that loses no time, for this time is real."""
    return Treadmill(Shape(mechanics=Mechanics(countdown=100, acceleration=400, braking=400), frame_every=250))


@asynccontextmanager
async def served(count=1):
    """An air with its treadmills, and where it may be joined."""
    async with VirtualAir() as air, AirServer(air.radio) as server:
        yield [await air.add(brisk()) for _ in range(count)], server.place


@asynccontextmanager
async def walker(place, station):
    """A process that has started the belt; killed at the end if it still lives."""
    command = (sys.executable, "-c", WALKER, str(place), station.address)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert await process.stdout.readline() == b"started\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def until(holds, limit=5.0):
    """When it became so (ms)."""
    async with asyncio.timeout(limit):
        while not holds():  # noqa: ASYNC110 - what it waits for is another process's doing
            await asyncio.sleep(0.005)
    return now()


async def test_another_process_walks_and_whoever_kills_it_finds_the_belt_again():
    async with served() as ((station,), place), walker(place, station) as process:
        await until(lambda: station.treadmill.machine.belt.speed > 0)
        process.kill()
        killed = now()
        lost = await until(lambda: not station.carrier.linked)
        assert SUPERVISION * 1000 - 5 <= lost - killed <= SUPERVISION * 1000 + 250
        assert station.treadmill.machine.belt.speed > 0
        async with JoinedAir(place) as air:
            port, ears = reach(air, station), Ears()
            await port.connect(ears)
            await ask(port, "00", "0801")
            await until(lambda: station.treadmill.machine.belt.speed == 0)
            await until(lambda: frames(ears)[-1:] == [0])
            assert ears.of(Characteristic.CONTROL_POINT) == [b"\x80\x00\x01", b"\x80\x08\x01"]
            await port.disconnect()


def frames(ears):
    return [treadmill_data.decode(each).speed for each in ears.of(Characteristic.TREADMILL_DATA)]


async def test_a_stopped_process_keeps_its_link_and_its_belt():
    async with served() as ((station,), place), walker(place, station) as process:
        process.send_signal(signal.SIGSTOP)
        await until(lambda: station.treadmill.machine.belt.speed > 0)
        await asyncio.sleep(2 * SUPERVISION)
        assert station.carrier.linked
        process.kill()
        await until(lambda: not station.carrier.linked)


async def test_everybody_on_an_air_is_a_computer_of_its_own():
    async with served(2) as (stations, place), JoinedAir(place) as one, JoinedAir(place) as other:
        assert {each.address for each in await scan(0.3, one.scanner)} == {each.address for each in stations}
        ports = [reach(air, station) for air, station in zip((one, other), stations, strict=True)]
        ears = [Ears(), Ears()]
        for port, each in zip(ports, ears, strict=True):
            await port.connect(each)
        assert [each.address for each in await scan(0.3, other.scanner)] == []
        await ports[0].disconnect()
        assert [each.address for each in await scan(0.3, other.scanner)] == [stations[0].address]
        assert ears[1].ended == []
        await ports[1].disconnect()


async def test_leaving_without_goodbye_loses_the_link_and_with_goodbye_ends_it():
    async with served() as ((station,), place):
        async with JoinedAir(place) as air:
            await reach(air, station).connect(Ears())
            assert station.carrier.linked
        left = now()
        assert await until(lambda: not station.carrier.linked) - left >= SUPERVISION * 1000 - 50
        async with JoinedAir(place) as air:
            port = reach(air, station)
            await port.connect(Ears())
            await port.disconnect()
        await until(lambda: not station.carrier.linked, SUPERVISION / 2)


async def test_when_the_air_ends_links_are_lost_and_there_is_no_bluetooth():
    async with VirtualAir() as air, AirServer(air.radio) as server:
        station, ears = await air.add(brisk()), Ears()
        async with JoinedAir(server.place) as joined:
            port = reach(joined, station)
            await port.connect(ears)
            await server.__aexit__(None, None, None)
            await until(lambda: ears.ended)
            for attempt in (port.connect(Ears()), port.write(b"\x00"), scan(0.1, joined.scanner)):
                with pytest.raises(LinkError):
                    await attempt
            await server.__aenter__()


async def test_nobody_listens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(
            NoAir, match=r"no air is at 127\.0\.0\.1:\d+: start one with `retrowalk simulate --air PORT`"
        ):
            await JoinedAir(Place(port=taken.getsockname()[1])).__aenter__()


async def test_a_port_that_is_taken_is_said():
    async with served() as (_, place):
        with pytest.raises(NoAir, match=f"no air can be opened at {place}"):
            await AirServer(None, place).__aenter__()


@pytest.mark.parametrize("said", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b""], ids=["http", "nothing"])
async def test_what_is_not_an_air_is_said(said):
    async def answer(reader, writer):
        await reader.read(4)
        writer.write(said)
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        place = Place(port=server.sockets[0].getsockname()[1])
        with pytest.raises(NoAir, match=f"what listens at {place} is not an air"):
            await JoinedAir(place).__aenter__()


async def test_who_does_not_speak_hci_is_shown_the_door_and_others_stay():
    async with served() as ((station,), place), JoinedAir(place) as air:
        await reach(air, station).connect(Ears())
        reader, writer = await asyncio.open_connection(place.host, place.port)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        assert await asyncio.wait_for(reader.read(), 2.0) == b""
        writer.close()
        await writer.wait_closed()
        assert station.carrier.linked
