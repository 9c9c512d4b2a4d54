"""A service that hangs is ended before its guard takes the only link there can be: real processes, a real air."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
from contextlib import asynccontextmanager

import pytest
from tests.guard.waiting import until

from retrowalk.guard.fence import Fence
from retrowalk.guard.papers import paper_of
from retrowalk.simulator.air.server import AirServer
from retrowalk.simulator.air.virtual import VirtualAir
from retrowalk.simulator.belt import Mechanics
from retrowalk.simulator.shape import Shape
from retrowalk.simulator.treadmill import Treadmill


CALLER = """
import socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect(sys.argv[1])
line.recv(1)
"""
# A service as far as this matters: it has started a belt over an air, and beats ten times a second.
SERVICE = """
import asyncio, json, sys
from retrowalk.link.ble import BleTreadmill
from retrowalk.simulator.air.joined import JoinedAir
from retrowalk.simulator.air.loopback import Place

class Ears:
    def notified(self, characteristic, data): pass
    def disconnected(self, why): pass

async def main(place, address, guard, stalls):
    async with JoinedAir(Place.parse(place)) as air:
        port = BleTreadmill(address, backend=air.backend, scanner=air.scanner)
        await port.connect(Ears())
        for data in ("00", "07"):
            await port.write(bytes.fromhex(data))
            await asyncio.sleep(0.1)
        reader, writer = await asyncio.open_unix_connection(guard)
        for number in range(10**6):
            steps = min(number, 10) if stalls == "stalls" else number
            beat = {"beat": number, "belts": {address: {"ours": True, "steps": steps}}}
            writer.write(json.dumps(beat).encode() + b"\\n")
            await reader.readline()
            open(guard + ".beats", "w").close()
            await asyncio.sleep(0.1)

asyncio.run(main(*sys.argv[1:]))
"""


@asynccontextmanager
async def running(*words):
    """A process, killed at the end if it is still there."""
    process = await asyncio.create_subprocess_exec(*words, stderr=asyncio.subprocess.PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def test_it_ends_the_process_at_the_other_end_and_no_other(tmp_path):
    with socket.socket(socket.AF_UNIX) as ear:
        ear.bind(str(tmp_path / "s"))
        ear.listen()
        with subprocess.Popen([sys.executable, "-c", CALLER, tmp_path / "s"]) as caller:
            line, _ = ear.accept()
            with line:
                fence = Fence(line)
                caller.send_signal(signal.SIGSTOP)
                assert fence.end()
                assert caller.wait(10) == -signal.SIGKILL
                assert not fence.end()
                fence.close()
                assert not fence.end()


def test_it_never_ends_its_own_process():
    one, other = socket.socketpair()
    with one, other:
        fence = Fence(one)
        assert not fence.end()
        fence.close()


@pytest.mark.sr(23)
@pytest.mark.parametrize("how", ["freezes", "stalls"])
async def test_a_service_that_hangs_cannot_keep_the_guard_from_its_belt(tmp_path, how):
    treadmill = Treadmill(Shape(mechanics=Mechanics(countdown=100, acceleration=400, braking=400), frame_every=250))
    program = (sys.executable, "-m", "retrowalk", "guard", "--once", "--state-dir", str(tmp_path))
    socket_path = tmp_path / "guard.sock"
    async with VirtualAir() as air, AirServer(air.radio) as server:
        station = await air.add(treadmill)
        async with running(*program, "--air", str(server.place)) as guard:
            await until(socket_path.exists, 90)
            words = (sys.executable, "-c", SERVICE, str(server.place), station.address, str(socket_path), how)
            async with running(*words) as service:
                await until(lambda: treadmill.machine.belt.speed > 0, 90)
                await until((tmp_path / "guard.sock.beats").exists, 90)  # or else nobody knows of it
                if how == "freezes":
                    service.send_signal(signal.SIGSTOP)
                assert await asyncio.wait_for(service.wait(), 60) == -signal.SIGKILL
                await until(lambda: treadmill.machine.belt.speed == 0, 60)
            assert await asyncio.wait_for(guard.wait(), 90) == 0
            assert b"it is ended" in await guard.stderr.read()
    assert json.loads(paper_of(tmp_path / "guard", station.address).read_text())["stood"]
