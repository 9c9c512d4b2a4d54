"""What watches over a real fleet, over treadmills in memory and in true time."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest
from prometheus_client.parser import text_string_to_metric_families

from retrowalk.app.operations import Watched, notice, operating, style
from retrowalk.controller.rules import Rules
from retrowalk.firmware.profile import Known, Profile, StartBy
from retrowalk.ftms.advertisement import Verdict
from retrowalk.gateway import health
from retrowalk.gateway.eventlog import EventLog, Kind
from retrowalk.gateway.stops import Stops
from retrowalk.history.store import History
from retrowalk.link.errors import Fault as LinkFault
from retrowalk.link.errors import LinkError
from retrowalk.link.found import Found
from retrowalk.runtime import discovery, host
from retrowalk.runtime.bay import Shared
from retrowalk.runtime.clock import at, now
from retrowalk.runtime.discovery import Discovery, Use
from retrowalk.runtime.fleet import Fleet
from retrowalk.settings.model import Logs
from retrowalk.simulator.faults import Fault
from retrowalk.simulator.link import MemoryTreadmill
from retrowalk.simulator.treadmill import Treadmill


PROFILE = Profile("sim", start_by=StartBy.APP, handrails=Known.YES, backward_allowed=Known.YES, commissioned=True)
ADDRESS = "C0:00:00:00:00:01"


class Radio:
    """Satisfies discovery's Radio; `broken` is what it answers instead of what is near."""

    name = "hci0"

    def __init__(self):
        self.treadmill = Treadmill()
        self.broken = None

    async def scan(self, _):
        await asyncio.sleep(0.05)
        if self.broken:
            raise self.broken
        return [Found(ADDRESS, "Sim", -50, Verdict.YES, "FTMS")]

    def port(self, address, _):
        return MemoryTreadmill(self.treadmill, address)


class Site:
    """A fleet, and what watches over it."""

    def __init__(self, fleet, radio, events, stops, watching):
        self.fleet, self.radio, self.events, self.stops = fleet, radio, events, stops
        self.metrics, self.health = watching.metrics, watching.health

    def figures(self):
        families = text_string_to_metric_families(self.metrics.render().decode())
        return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}

    def failing(self):
        return {each.name: each.why for each in self.health.ready().findings if not each.ok}


@asynccontextmanager
async def watched(folder, *, guarded=False):
    """One treadmill that is linked, watched over."""
    radio, history = Radio(), History("", folder)
    heard = Discovery((radio,))
    with ThreadPoolExecutor(2) as pool:
        rules = Rules(PROFILE, guarded=guarded)
        shared = Shared(folder, heard, pool, lambda _: PROFILE, lambda *_: rules, lambda _: None)
        async with Fleet(shared) as fleet:
            bay = await fleet.adopt(ADDRESS, "Left")
            await bay.service.until(lambda seen: seen.linked)
            events = EventLog("run", now, at)
            stops = Stops(fleet, events, now, at)
            async with operating(Watched(fleet, events, stops, folder, history)) as watching:
                yield Site(fleet, radio, events, stops, watching)
        await heard.close()
    history.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(health, "EVERY", 0.05)
    monkeypatch.setattr(discovery, "RHYTHM", dict.fromkeys(Use, (0.05, 0.05)))
    monkeypatch.setattr(host, "LEAST_FREE", 1)
    monkeypatch.setattr(host, "SLOW", 60_000)


async def until(holds):
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.02)


async def test_a_site_that_is_well_is_ready_and_told_of(tmp_path):
    async with watched(tmp_path) as site:
        await until(lambda: site.health.ready().ready)
        assert [each.name for each in site.health.ready().findings] == ["guard", "disk", "database", "radio", "clock"]
        figures = site.figures()
        assert figures["retrowalk_treadmills", "linked"] == 1
        assert figures["retrowalk_database_behind",] == 0
        await until(lambda: site.figures()["retrowalk_loop_lag_seconds_count",] > 0)
        assert any(event.kind is Kind.GATEWAY_HEALTH and event.data["ready"] for event in site.events.since(0))


async def test_a_belt_nobody_guards_is_not_ready(tmp_path):
    async with watched(tmp_path, guarded=True) as site:
        await until(lambda: site.failing() == {"guard": "nobody watches over Left"})
        assert site.figures()["retrowalk_unguarded",] == 1


async def test_a_disk_without_room_is_told_while_stops_go_on(tmp_path, monkeypatch):
    async with watched(tmp_path) as site:
        await until(lambda: site.health.ready().ready)
        monkeypatch.setattr(host, "LEAST_FREE", 10**18)
        await until(lambda: "disk" in site.failing())
        record = site.stops.press(None, "http test")
        await until(lambda: record.state == "confirmed")
        assert site.figures()["retrowalk_stops_total", "http", "user_stop"] == 1


async def test_a_radio_that_fails_is_told_with_its_reason(tmp_path):
    async with watched(tmp_path) as site:
        site.radio.broken = LinkError(LinkFault.UNAVAILABLE)
        await until(lambda: "radio" in site.failing())
        assert site.failing()["radio"].startswith("hci0: ")


async def test_a_link_that_is_lost_is_one_line_and_one_when_it_is_back(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    async with watched(tmp_path) as site:
        bay = site.fleet.bays["c0-00-00-00-00-01"]
        await until(lambda: site.health.ready().ready)
        await asyncio.sleep(0.3)
        site.radio.treadmill.fail(Fault.LINK_DROP, None, now())
        await until(lambda: bay.link != "linked")
        site.radio.treadmill.mend(Fault.LINK_DROP, now())
        await until(lambda: bay.link == "linked")
        await asyncio.sleep(0.5)
    ours = [record for record in caplog.records if record.name == "retrowalk.app.operations"]
    told = [record.getMessage() for record in ours if record.getMessage().startswith("link of Left")]
    assert [line.split()[3] for line in told] == ["lost:", "back"]
    assert {record.treadmill for record in ours} == {bay.id}


def test_the_log_is_as_the_settings_say():
    assert (style(Logs()).level, style(Logs()).json) == ("info", None)
    chosen = style(Logs(level="debug", form="json", rooms={"link": "error"}))
    assert (chosen.level, chosen.json, dict(chosen.rooms)) == ("debug", True, {"link": "error"})
    assert style(Logs(form="lines")).json is False


def test_the_network_is_told_name_port_and_mode():
    told = notice("Gym", 7382, "gym", ["192.0.2.1"])
    assert (told.name, told.port, told.addresses) == ("Gym", 7382, ("192.0.2.1",))
    assert {"version", "mode", "api"} == set(told.properties)
