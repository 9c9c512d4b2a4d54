"""Commissioning: a record that is kept, judged, and felt by the next walk."""

from dataclasses import replace

import pytest

from housed import LEFT, PROFILE, Whole, house, somebody, virtually
from retrowalk.firmware.commissioning import Record, Steady
from retrowalk.firmware.profile import Known, StartBy
from retrowalk.gateway.proof import proven, record_of
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history import questions as q
from retrowalk.protocol.level import Level
from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import Role
from retrowalk.units import Inclination, Speed


TECH = somebody("tech", Role.TECHNICIAN)
DAY = 86_400


def record(at, firmware="1.0", factor=100):
    """Everything noted, of a belt of 3 m that runs `factor` per cent of what it is asked for."""
    steady = tuple(
        Steady(asked, asked, asked, 10, 3000 * 10 * 360 * 100 // (asked.wire * factor))
        for asked in (Speed(100), Speed(200))
    )
    return Record(
        firmware, "Tess", at, 3000, steady, Speed(100), Speed(1200), Speed(10), 4000, Known.NO, StartBy.APP,
        percent=True, inclination_max=Inclination(100),
    )  # fmt: skip


async def no(awaited):
    with pytest.raises(Refusal) as refused:
        await awaited
    return refused.value


@pytest.mark.sr(25)
def test_a_record_that_holds_proves_its_machine_for_a_year_and_its_firmware(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            bay = site.bay()
            good = record(site.at(), bay.found.firmware or "1.0")
            verdict = await site.gateway.proof.commission(TECH, LEFT, good)
            machine = await site.read(q.machine(LEFT))
            assert record_of(machine) == good == record_of(bay.machine)
            unproven = replace(PROFILE, commissioned=False)
            now = proven(unproven, bay.machine, bay.found, site.at())
            assert now.commissioned is verdict.commissioned
            assert not proven(unproven, bay.machine, bay.found, site.at() + 366 * DAY).commissioned
            assert not proven(unproven, bay.machine, replace(bay.found, firmware="9"), site.at()).commissioned
            assert proven(PROFILE, replace(bay.machine, commissioned=None), None, site.at()) == PROFILE
            assert record_of(replace(bay.machine, commissioned={"firmware": 1})) is None

    virtually(main)


@pytest.mark.sr(25)
def test_what_was_measured_is_felt_by_the_next_look_and_not_only_by_the_next_walk(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            bay, good = site.bay(), record(site.at(), site.bay().found.firmware or "1.0")
            for measured, holds in ((replace(good, steady=()), False), (good, True)):
                assert (await site.gateway.proof.commission(TECH, LEFT, measured)).commissioned is holds
                assert bay.service.rules.profile.commissioned is holds
                assert site.gateway.limits.proven(LEFT) is holds

    virtually(main)


@pytest.mark.sr(25)
def test_miles_taken_for_kilometres_block_the_machine(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            verdict = await site.gateway.proof.commission(TECH, LEFT, record(site.at(), factor=160))
            assert "miles" in verdict.blocked
            assert proven(PROFILE, site.bay().machine, site.bay().found, site.at()).blocked == verdict.blocked

    virtually(main)


def test_who_may_not_commission_and_when_not(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            proof, good = site.gateway.proof, record(site.at())
            assert (await no(proof.commission(somebody("sue", Role.STAFF), LEFT, good))).code is Code.ROLE
            assert (await no(proof.commission(TECH, "nowhere", good))).code is Code.NOT_FOUND
            await site.begin(somebody("doc"), await site.person(Level.FIRST), "P01")
            assert (await no(proof.commission(TECH, LEFT, good))).code is Code.MOVING
            site.bay().stop(StopReason.USER_STOP, "test")

    virtually(main)
