import asyncio

import pytest
from in_time import in_virtual_time
from scripted import DESCRIBED, ScriptedPort

from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.probe import TRIES, WAITS, probe


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
async def test_a_first_connection_that_ends_while_it_is_set_up_is_made_again():
    port = ScriptedPort(connects=[Fault.GONE, Fault.NOT_A_TREADMILL, None])
    assert await probe(port, TRIES) == DESCRIBED
    assert port.listener is None


@in_virtual_time
async def test_it_gives_up_with_the_last_reason():
    port = ScriptedPort(connects=[Fault.GONE, Fault.TIMEOUT, Fault.NOT_A_TREADMILL, None])
    with pytest.raises(LinkError, match="not an FTMS treadmill"):
        await probe(port, TRIES)


@in_virtual_time
async def test_a_radio_that_is_busy_with_another_link_is_waited_for():
    port = ScriptedPort(connects=[Fault.GONE, *[Fault.BUSY] * WAITS, Fault.TIMEOUT, None])
    assert await probe(port, TRIES) == DESCRIBED


@in_virtual_time
async def test_a_radio_that_stays_busy_is_not_waited_for_for_ever():
    port = ScriptedPort(connects=[Fault.BUSY] * (WAITS + 1))
    with pytest.raises(LinkError, match=Fault.BUSY.value):
        await probe(port, TRIES)
    assert not port.connects


@in_virtual_time
async def test_whoever_asks_once_is_told_at_once_that_the_radio_is_busy():
    port = ScriptedPort(connects=[Fault.BUSY, None])
    with pytest.raises(LinkError, match=Fault.BUSY.value):
        await probe(port)


@pytest.mark.parametrize("final", [Fault.UNAVAILABLE, Fault.NOT_FOUND, Fault.NOT_PERMITTED])
@in_virtual_time
async def test_what_looking_again_will_not_change_is_said_at_once(final):
    with pytest.raises(LinkError, match=final.value):
        await probe(ScriptedPort(connects=[final, None]), TRIES)


@in_virtual_time
async def test_cancelled_it_leaves_no_link():
    port = ScriptedPort()
    asking = asyncio.create_task(probe(port))
    await asyncio.sleep(0.005)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert port.listener is None
