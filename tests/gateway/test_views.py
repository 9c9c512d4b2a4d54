import asyncio
import json
from dataclasses import asdict, fields

import pytest

from retrowalk.gateway import views
from retrowalk.gateway.eventlog import EventLog, Kind
from retrowalk.gateway.stops import Stops
from retrowalk.runtime.clock import now
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.simulator.faults import Fault
from retrowalk.units import Speed
from sites import site, virtually, walk


MINIMUM = {"id", "label", "link", "belt", "latched", "alarms", "speed_kmh", "speed_age_ms"}


def known(view):
    return {field.name for field in fields(view) if getattr(view, field.name) is not None}


@pytest.mark.sr(31)
def test_what_anybody_sees_names_no_person_walk_or_address():
    async def main():
        async with site("a") as made:
            bay = made.bays["a"]
            await walk(bay)
            assert known(views.minimum(bay)) <= MINIMUM
            bay.stop(StopReason.USER_STOP, "Ada")
            assert "Ada" not in json.dumps(asdict(views.minimum(bay)))
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)

    virtually(main)


def test_a_walk_is_shown_with_what_is_planned_allowed_asked_and_measured_in_units():
    async def main():
        async with site("a") as made:
            bay = made.bays["a"]
            idle = views.treadmill(bay)
            assert (idle.walk, idle.cap, idle.commanded, idle.belt) == (None, None, None, "idle")
            await walk(bay)
            view = views.treadmill(bay)
            assert view.walk.stage == "walking"
            assert view.walk.planned.speed_kmh == Speed.parse("1.2 mph").kmh
            assert view.walk.allowed.speed_kmh <= view.cap.speed_kmh
            assert (view.cap.speed_source, view.walk.facing) == ("protocol", "backward")
            assert view.speed_kmh > 1.5
            assert view.commanded.speed_kmh > 1.5
            assert json.loads(json.dumps(asdict(view)))["walk"]["kind"] == "hold"
            bay.stop(StopReason.USER_STOP, "test")
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
            assert views.treadmill(bay).latched_by == "test"
            assert bay.memory.treadmill.machine.belt.speed == 0

    virtually(main)


def test_a_stop_is_shown_with_the_times_since_it_was_asked_for():
    async def main():
        async with site("a", "b") as made:
            events = EventLog("run", now, lambda: 1_700_000_000)
            stops = Stops(made, events, now, lambda: 1_700_000_000)
            await walk(made.bays["a"])
            record = stops.press(None, "page")
            early = views.stop(record)
            assert (early.scope, early.state, early.requested_at) == ("all", "written", "2023-11-14T22:13:20Z")
            assert (early.treadmills["a"].delivery, early.treadmills["a"].written_ms) == ("sent", 0)
            await asyncio.gather(
                *(bay.service.until(lambda seen: seen.belt is Belt.LATCHED) for bay in made.bays.values())
            )
            late = views.stop(record).treadmills["a"]
            assert late.state == "confirmed"
            assert 0 <= late.written_ms <= late.acknowledged_ms < late.confirmed_ms
            json.dumps(asdict(views.stop(record)))
            shown = views.event(events.since(0)[0], events.run)
            assert (shown.id, shown.source, shown.type) == ("run.1", "/v1", Kind.STOP_REQUESTED)
            assert views.event(events.since(0)[1], events.run).source == "/v1/treadmills/a"

    virtually(main)


def test_a_stop_without_a_link_is_shown_as_pending():
    async def main():
        async with site("a") as made:
            bay = made.bays["a"]
            stops = Stops(made, EventLog("run", now, lambda: 0), now, lambda: 0)
            bay.memory.treadmill.fail(Fault.LINK_DROP, 1000, now())
            await bay.service.until(lambda seen: not seen.linked)
            shown = views.stop(stops.press("a")).treadmills["a"]
            assert (shown.state, shown.delivery, shown.written_ms) == ("requested", "pending", None)
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)

    virtually(main)
