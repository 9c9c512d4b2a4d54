import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import pytest
from in_time import in_virtual_time
from scripted import ScriptedPort

from retrowalk.controller.events import LinkLost, LinkUp
from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.port import Description, Listener
from retrowalk.link.reconnect import PATIENT, URGENT, Reconnect


class Ears:
    """Notes what it hears; `disconnected` is never for it."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.faults: list[Fault] = []
        self.urgent = False

    def notified(self, characteristic: int, data: bytes) -> None:
        self.heard.append((characteristic, data))

    def disconnected(self, why: str) -> None:
        raise AssertionError(why)

    def report(self, event: LinkUp | LinkLost) -> None:
        self.heard.append(event)

    def failed(self, error: LinkError) -> None:
        self.faults.append(error.fault)


@asynccontextmanager
async def kept(port: ScriptedPort, *, urgent: bool = False) -> AsyncIterator[Ears]:
    """A port kept connected while this is open."""
    ears = Ears()
    ears.urgent = urgent
    reconnect = Reconnect(port, ears, ears.report, urgent=lambda: ears.urgent, failed=ears.failed)
    running = asyncio.create_task(reconnect.run())
    try:
        yield ears
    finally:
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert asyncio.all_tasks() == {asyncio.current_task()}


def lost(port: ScriptedPort, why: str = "supervision timeout") -> None:
    listener, port.listener = port.listener, None
    assert listener is not None
    listener.disconnected(why)


def pauses(port: ScriptedPort) -> list[float]:
    """From the end of each failed attempt, which takes 10 ms, to the next."""
    return [round(later - earlier - 0.01, 3) for earlier, later in pairwise(port.attempts)]


@in_virtual_time
async def test_a_link_is_reported_with_what_the_treadmill_says_of_itself():
    described = Description("00:11", "Sim", "Maker", "T-1", "1.2", b"f", b"s", b"i")
    async with kept(ScriptedPort(described=described)) as ears:
        await asyncio.sleep(1)
        assert ears.heard == [LinkUp(b"f", b"s", b"i", "Sim", "T-1", "1.2")]


@pytest.mark.sr(22)
@in_virtual_time
async def test_everything_is_read_anew_after_every_loss():
    port = ScriptedPort()
    async with kept(port, urgent=True) as ears:
        await asyncio.sleep(1)
        lost(port)
        port.described = Description("00:11", firmware="2.0", features=b"new")
        await asyncio.sleep(1)
        ups = [event for event in ears.heard if isinstance(event, LinkUp)]
        assert [type(event) for event in ears.heard] == [LinkUp, LinkLost, LinkUp]
        assert (ups[1].features, ups[1].firmware) == (b"new", "2.0")
        assert port.writes == []  # nothing is written by itself, whatever it found


@pytest.mark.sr(20)
@in_virtual_time
async def test_attempts_follow_each_other_within_a_second_while_the_belt_is_ours():
    port = ScriptedPort(connects=[Fault.NOT_FOUND] * 40)
    async with kept(port, urgent=True) as ears:
        await asyncio.sleep(60)
        assert len(port.attempts) == 41
        assert pauses(port)[:5] == [0.25, 0.5, 1.0, 1.0, 1.0]
        assert max(pauses(port)) <= 1.0
        assert ears.faults == [Fault.NOT_FOUND] * 40


@pytest.mark.sr(20)
@in_virtual_time
async def test_a_lost_link_is_reported_at_once_and_tried_again_at_once():
    port = ScriptedPort()
    async with kept(port, urgent=True) as ears:
        await asyncio.sleep(1)
        lost(port)
        assert ears.heard[1:] == [LinkLost("supervision timeout")]
        await asyncio.sleep(URGENT[0] + 0.02)
        assert len(port.attempts) == 2


@in_virtual_time
async def test_the_pauses_grow_when_nobody_walks():
    port = ScriptedPort(connects=[Fault.UNAVAILABLE] * 10)
    async with kept(port):
        await asyncio.sleep(200)
        assert pauses(port) == pytest.approx([*PATIENT[1:], *[PATIENT[-1]] * 4])


@in_virtual_time
async def test_a_long_pause_ends_when_it_becomes_urgent():
    port = ScriptedPort(connects=[Fault.NOT_FOUND] * 6)
    async with kept(port) as ears:
        await asyncio.sleep(35)  # in the pause of 30 s
        attempts = len(port.attempts)
        ears.urgent = True
        await asyncio.sleep(0.3)
        assert len(port.attempts) == attempts + 1


@in_virtual_time
async def test_a_success_begins_the_pauses_anew():
    port = ScriptedPort(connects=[Fault.TIMEOUT] * 5)
    async with kept(port):
        await asyncio.sleep(60)
        lost(port)
        await asyncio.sleep(PATIENT[0] + 0.02)
        assert port.listener is not None


class Talkative(ScriptedPort):
    """Says something, and may end, before `connect` returns."""

    ends = False

    async def connect(self, listener: Listener) -> Description:
        described = await super().connect(listener)
        listener.notified(0x2AD3, b"\x00\x01")
        await asyncio.sleep(0.01)
        listener.notified(0x2ACD, b"\x00\x00\x00\x00")
        if self.ends:
            listener.disconnected("gone again")
        return described


@in_virtual_time
async def test_what_is_said_while_connecting_is_heard_after_the_link_is_reported():
    port = Talkative()
    async with kept(port) as ears:
        await asyncio.sleep(1)
        port.listener.notified(0x2ACD, b"\x00\x00\x64\x00")
        assert [type(each) for each in ears.heard] == [LinkUp, tuple, tuple, tuple]
        assert [data for _, data in ears.heard[1:]] == [b"\x00\x01", b"\x00\x00\x00\x00", b"\x00\x00\x64\x00"]


@in_virtual_time
async def test_a_link_that_ended_before_it_was_reported_is_not_reported():
    port = Talkative()
    port.ends = True
    async with kept(port) as ears:
        await asyncio.sleep(0.05)
        port.ends = False
        assert ears.heard == []
        await asyncio.sleep(5)
        assert [type(each) for each in ears.heard] == [LinkUp, tuple, tuple]


@in_virtual_time
async def test_a_link_that_ended_is_not_heard_any_more():
    port = ScriptedPort()
    async with kept(port) as ears:
        await asyncio.sleep(1)
        old = port.listener
        lost(port)
        old.notified(0x2ACD, b"\x00\x00\x64\x00")
        old.disconnected("again")
        assert len(ears.heard) == 2


@pytest.mark.parametrize("moment", [0.0, 0.005, 0.05, 0.3])
@in_virtual_time
async def test_it_can_be_cancelled_anywhere_and_leaves_the_link_as_it_is(moment):
    port = ScriptedPort(connects=[Fault.NOT_FOUND] if moment == 0.05 else [])
    async with kept(port):
        await asyncio.sleep(moment)
    assert (port.listener is not None) == (moment == 0.3)


@in_virtual_time
async def test_by_itself_it_is_patient_and_quiet():
    port = ScriptedPort(connects=[Fault.NOT_FOUND] * 3)
    ears = Ears()
    running = asyncio.create_task(Reconnect(port, ears, ears.report).run())
    await asyncio.sleep(20)
    assert pauses(port) == pytest.approx(PATIENT[1:4])
    running.cancel()
