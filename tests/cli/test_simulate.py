import asyncio

import pytest
from rich.console import Console

from retrowalk.cli import simulate
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.main import call


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


def test_trouble_carries_its_code():
    assert Trouble("no radio", Exit.UNREACHABLE).code is Exit.UNREACHABLE
