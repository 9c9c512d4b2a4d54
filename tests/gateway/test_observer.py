import asyncio

from retrowalk.gateway.eventlog import EventLog, Kind
from retrowalk.gateway.observer import Observer
from retrowalk.runtime.clock import now
from retrowalk.safety.events import Reset, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.simulator.faults import Fault
from sites import site, virtually, walk


def told(events, kind):
    return [event.data for event in events.since(0) if event.kind is kind]


def watched(main):
    async def run():
        async with site("a") as made:
            events = EventLog("run", now, lambda: 0)
            Observer(made, events)
            await main(made.bays["a"], events)

    virtually(run)


def test_a_walk_a_stop_and_a_reset_are_told_in_order_each_once():
    async def main(bay, events):
        await walk(bay)
        bay.stop(StopReason.PAIN, "Ada")
        await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
        bay.service.tell(Reset("Ada"))
        assert [each["belt"] for each in told(events, Kind.BELT_CHANGED)] == [
            "armed", "starting", "running", "stopping", "latched", "idle",
        ]  # fmt: skip
        stages = [each["stage"] for each in told(events, Kind.SESSION_CHANGED)]
        assert stages == [
            "checklist",
            "awaiting_ready",
            "countdown",
            "starting",
            "settling",
            "walking",
            "finished",
            None,
        ]
        assert told(events, Kind.LATCH_SET) == [{"reason": "pain", "source": "Ada"}]
        assert told(events, Kind.LATCH_CLEARED) == [{"reason": "pain"}]
        assert {"countdown", "pain_advice"} <= {each["cue"] for each in told(events, Kind.CUE)}
        assert told(events, Kind.LIMIT_CHANGED)[0]["source"] == "protocol"

    watched(main)


def test_a_lost_link_a_silent_treadmill_and_an_alarm_are_told_and_when_they_are_over():
    async def main(bay, events):
        await walk(bay)
        bay.memory.treadmill.fail(Fault.LINK_DROP, 1000, now())
        await bay.service.until(lambda seen: not seen.linked)
        await bay.service.until(lambda seen: seen.linked)
        await asyncio.sleep(2)
        assert [each["link"] for each in told(events, Kind.LINK_CHANGED)] == ["lost", "linked"]
        assert {"fault": "link_lost"} in told(events, Kind.FAULT_RAISED)
        assert {"fault": "link_lost"} in told(events, Kind.FAULT_CLEARED)
        assert told(events, Kind.INPUT_LOST) == [{"input": "telemetry"}] == told(events, Kind.INPUT_RESTORED)
        bay.stop(StopReason.USER_STOP, "test")
        await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)

    watched(main)


def test_what_was_refused_is_told_with_its_reason():
    async def main(bay, events):
        bay.service.tell(Reset("Ada"))
        assert told(events, Kind.REFUSED) == [{"asked": "Reset", "why": "nothing is latched"}]
        assert bay.snapshot.belt is Belt.IDLE

    watched(main)
