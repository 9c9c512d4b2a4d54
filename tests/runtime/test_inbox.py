import asyncio
from itertools import count

from retrowalk.controller.events import LinkLost, MachineStatusFrame, Tick, TrainingStatusFrame, TreadmillFrame
from retrowalk.runtime.inbox import Inbox


def _inbox():
    return Inbox(count(1).__next__)


def test_what_arrives_is_stamped_and_kept_in_order():
    inbox = _inbox()
    inbox.notified(0x2ACD, b"\x00")
    inbox.notified(0x2AD3, b"\x01")
    inbox.notified(0x2ADA, b"\x02")
    inbox.disconnected("gone")
    assert list(inbox.drain()) == [
        (1, TreadmillFrame(b"\x00")),
        (2, TrainingStatusFrame(b"\x01")),
        (3, MachineStatusFrame(b"\x02")),
        (4, LinkLost("gone")),
    ]
    assert list(inbox.drain()) == []


def test_answers_of_the_control_point_go_to_the_lane_at_once():
    inbox, heard = _inbox(), []
    inbox.notified(0x2AD9, b"\x80\x08\x01")
    inbox.indicated = heard.append
    inbox.notified(0x2AD9, b"\x80\x00\x01")
    assert (heard, list(inbox.drain())) == ([b"\x80\x00\x01"], [])


def test_characteristics_nobody_asked_for_are_let_go():
    inbox = _inbox()
    inbox.notified(0x2A37, b"\x00")
    assert list(inbox.drain()) == []


def test_what_arrives_while_emptying_is_emptied_too():
    inbox, seen = _inbox(), []
    inbox.put(Tick())
    for now, _ in inbox.drain():
        seen.append(now)
        if now < 3:
            inbox.put(Tick())
    assert seen == [1, 2, 3]


def test_arrival_waits_for_the_next_one():
    async def main():
        inbox = _inbox()
        inbox.put(Tick())
        await inbox.arrival()
        waiting = asyncio.create_task(inbox.arrival())
        await asyncio.sleep(0)
        assert not waiting.done()
        inbox.put(Tick())
        await waiting

    asyncio.run(main())
