"""The pieces of a site, on an air of its own: radios, guard, fleet."""

import asyncio
import threading
import time

import pytest

import fleets
from retrowalk.app import site
from retrowalk.app.site import Adapter, House, adapters, fleet
from retrowalk.firmware.profile import Profile
from retrowalk.link import ble
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.interlocks import Freeze
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.air.loopback import NoAir, Place
from retrowalk.simulator.air.server import AirServer
from retrowalk.simulator.air.virtual import VirtualAir
from retrowalk.simulator.treadmill import Treadmill
from retrowalk.units import Speed


def test_every_adapter_there_is_is_used_unless_some_are_chosen(monkeypatch):
    monkeypatch.setattr(ble, "adapters", lambda: ("hci0", "hci1"))
    assert [each.name for each in adapters(())] == ["hci0", "hci1"]
    assert [each.name for each in adapters(("hci1",))] == ["hci1"]
    monkeypatch.setattr(ble, "adapters", lambda: ())
    assert [each.name for each in adapters(())] == ["Bluetooth"]


def at_the_disk():
    """The threads that wait for it."""
    return {each.ident for each in threading.enumerate() if each.name.startswith("papers")}


def test_the_threads_that_wait_for_the_disk_have_begun_before_there_is_work():
    pool = site.at_work()
    try:
        begun = threading.active_count()
        for each in [pool.submit(time.sleep, 0.01) for _ in range(site.WAITING)]:
            each.result()
        assert threading.active_count() == begun
    finally:
        pool.shutdown()


def test_an_adapter_makes_ports_to_what_was_found_or_to_an_address():
    radio = Adapter("hci1")
    assert radio.port("AA:BB:CC:DD:EE:FF", None).address == "AA:BB:CC:DD:EE:FF"


def test_rules_are_those_of_the_house_for_this_treadmill():
    cap = Layer(Source.SITE, Speed.parse("1.0 mph"), set_by="test")
    house = House(guarded=True, leased=True, presence=True, layers=lambda address: (cap,) if address == "AA" else ())
    profile = Profile("p")
    assert house.rules(profile, "AA").layers == (cap,)
    rules = house.rules(profile, "BB")
    assert (rules.layers, rules.guarded, rules.leased, rules.presence) == ((), True, True, True)


def test_two_treadmills_on_an_air_are_found_and_linked_at_once(tmp_path):
    async def main():
        async with VirtualAir() as air, AirServer(air.radio) as server:
            stations, before = [await air.add(Treadmill()) for _ in range(2)], at_the_disk()
            async with fleet(tmp_path, server.place, House(guarded=False)) as there, asyncio.timeout(60):
                assert len(at_the_disk() - before) == site.WAITING, "a first stop would wait for their start"
                while len(there.seen()) < 2:  # noqa: ASYNC110 - a scan tells nobody when it ends
                    await asyncio.sleep(0.1)
                assert {each.address for each in there.seen()} == {each.address for each in stations}
                for station in stations:
                    await there.adopt(station.address)
                for bay in there.bays.values():
                    await bay.service.until(lambda seen: seen.belt is Belt.IDLE)
                    assert (bay.radio, bay.identity) == ("air", "bound")
            assert there.at_rest

    asyncio.run(main())


@pytest.mark.sr(47)
def test_the_walkers_strap_is_heard_on_the_air_of_its_treadmill_until_the_walk_ends(tmp_path):
    async def main():
        async with VirtualAir() as air:
            station, strap = await air.add(Treadmill()), await air.add_strap()
            async with fleets.fleet(tmp_path / "state", Adapter(backend=air.backend, scanner=air.scanner)) as there:
                bay = await fleets.linked(there, station.address)
                await fleets.start(bay, tmp_path / "w", strap=strap.address)
                assert strap.linked and bay.snapshot.heart_rate == 96 and bay.state.walk.strapped
                strap.silent = True
                await asyncio.sleep(6)
                assert Freeze.HEART_LOST.value in bay.snapshot.frozen
                await bay.service.until(lambda seen: seen.stage is Stage.FINISHED)
                await asyncio.sleep(1)
                assert (bay.worn, strap.linked, station.treadmill.machine.belt.speed) == ("", False, 0)

    fleets.virtually(main)


def test_an_air_that_is_not_there_is_told(tmp_path):
    async def main():
        async with fleet(tmp_path, Place(port=1), House(guarded=False)):
            pass

    with pytest.raises(NoAir):
        asyncio.run(main())
