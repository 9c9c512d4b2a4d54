import asyncio

import pytest
from in_time import in_virtual_time
from scripted import DESCRIBED, ScriptedPort

from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.probe import probe


class Talkative(ScriptedPort):
    """Notifies as soon as it is connected."""

    async def connect(self, listener):
        described = await super().connect(listener)
        listener.notified(0x2ACD, b"\x00\x00\x00\x00")
        return described


@in_virtual_time
async def test_it_connects_reads_and_leaves():
    port = Talkative()
    assert await probe(port) == DESCRIBED
    assert port.listener is None
    assert port.writes == []


@in_virtual_time
async def test_it_says_why_not():
    with pytest.raises(LinkError, match="not an FTMS treadmill"):
        await probe(ScriptedPort(connects=[Fault.NOT_A_TREADMILL]))


@in_virtual_time
async def test_cancelled_it_leaves_no_link():
    port = ScriptedPort()
    asking = asyncio.create_task(probe(port))
    await asyncio.sleep(0.005)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert port.listener is None
