import asyncio
import socket

import pytest
from bumble.transport import open_transport
from rich.console import Console

from retrowalk.cli import simulate
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.main import call
from retrowalk.link.ble import scan
from retrowalk.simulator.air.radio import AirController
from retrowalk.simulator.air.virtual import VirtualAir


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("transport", ["nonsense:1", "serial:/nowhere/tty"])
def test_a_transport_that_is_not_there_is_said_in_a_line(transport, capsys):
    assert call(["simulate", "--transport", transport]) == Exit.UNREACHABLE
    (line,) = capsys.readouterr().err.splitlines()
    assert transport in line


def test_it_waits_for_the_controller_and_says_so():
    async def short():
        console = Console(width=120)
        with console.capture() as capture:
            task = asyncio.create_task(simulate.run("tcp-server:127.0.0.1:0", 2, "Retrowalk Sim", console))
            await asyncio.sleep(0.3)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return capture.get()

    assert "Waiting for the Bluetooth controller on tcp-server:127.0.0.1:0" in asyncio.run(short())


@pytest.mark.parametrize(("count", "named"), [(1, {"Lab"}), (3, {"Lab 1", "Lab 2", "Lab 3"})])
async def test_each_of_several_is_on_the_air_under_its_own_name(count, named):
    port, console = free_port(), Console(width=120, quiet=True)
    task = asyncio.create_task(simulate.run(f"tcp-server:127.0.0.1:{port}", count, "Lab", console))
    await asyncio.sleep(0.3)
    async with VirtualAir() as air, await open_transport(f"tcp-client:127.0.0.1:{port}") as wire:
        AirController("dongle", host_source=wire.source, host_sink=wire.sink, link=air.radio)
        await asyncio.sleep(0.5)
        found = await scan(0.5, air.scanner)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await asyncio.sleep(0.05)  # sockets close in their own time
    assert {each.name for each in found} == named


def test_trouble_carries_its_code():
    assert Trouble("no radio", Exit.UNREACHABLE).code is Exit.UNREACHABLE
