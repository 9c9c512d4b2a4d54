"""An empty belt is run to be measured: who may, what is asked for first, and what is measured meanwhile."""

import asyncio

import pytest

from housed import LEFT, Whole, house, somebody, virtually
from retrowalk.firmware.commissioning import Trial
from retrowalk.gateway.principal import Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.gateway.trials import Order
from retrowalk.history.facts import Audited
from retrowalk.protocol.level import Level
from retrowalk.safety.events import Reset, StopReason
from retrowalk.safety.roles import Role
from retrowalk.session.checklist import UNLOADED, Item
from retrowalk.session.stage import Stage
from retrowalk.simulator.faults import Fault


TECH = somebody("tech", Role.TECHNICIAN)


async def begun(site, trial, who=TECH, ticks=UNLOADED):
    return await site.gateway.trials.begin(who, LEFT, trial, ticks, site.word(who))


def order(site, who=TECH):
    return Order(who, site.bay().snapshot.lease, site.word(who))


async def until(site, holds, who=TECH, most=120):
    """Let time pass as a page does that keeps its lease."""
    for _ in range(most):
        if holds():
            return
        await site.keep(who, 1)
    raise AssertionError(site.bay().snapshot)


async def running(site, trial, who=TECH):
    """A run at the speed it asks for."""
    trials = site.gateway.trials
    await begun(site, trial, who)
    await until(site, lambda: not site.bay().snapshot.not_ready)
    trials.do("ready", LEFT, order(site, who))
    await until(site, lambda: site.bay().snapshot.stage is Stage.SETTLING)
    trials.do("steady", LEFT, order(site, who))
    await until(site, lambda: trials.of(LEFT).readings.count > 4)


async def over(site):
    await until(site, lambda: site.gateway.trials.of(LEFT).over)


def readings(site):
    return site.gateway.trials.of(LEFT).readings


async def refused(awaited):
    with pytest.raises(Refusal) as no:
        await awaited
    return no.value


def no(call, *arguments):
    with pytest.raises(Refusal) as why:
        call(*arguments)
    return why.value


@pytest.mark.sr(25)
def test_a_run_measures_what_the_treadmill_tells_and_ends_without_a_latch(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            await running(site, Trial.FASTER)
            assert site.belt() == 200
            assert (readings(site).steady, readings(site).inclination) == (200, 0)
            assert readings(site).slowest == site.bay().state.machine.grid.minimum
            site.gateway.trials.do("end", LEFT, Order(TECH))
            await over(site)
            await asyncio.sleep(1)
            assert site.bay().snapshot.latched is None and site.bay().walk is None
            assert site.gateway.trials.of(LEFT).ended is StopReason.COMPLETED
            (said,) = [each for each in await site.facts(Audited) if each.audit.act == "measure"]
            assert (said.audit.object, said.audit.new, said.audit.role) == (LEFT, "faster", Role.TECHNICIAN)

    virtually(main)


@pytest.mark.sr(25)
@pytest.mark.sr(15)
def test_the_time_to_stop_is_measured_from_the_stop_to_zero(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            await running(site, Trial.STOP)
            site.bay().stop(StopReason.USER_STOP, "somebody")
            await over(site)
            assert readings(site).stopped_from == 300
            assert 500 <= readings(site).stopping <= 15_000
            site.bay().tell(Reset("tech"))
            await asyncio.sleep(1)
            run = site.gateway.trials.of(LEFT)
            assert (run.ended, run.ended_by) == (StopReason.USER_STOP, "somebody")

    virtually(main)


@pytest.mark.sr(25)
@pytest.mark.sr(21)
def test_the_link_is_cut_for_as_long_as_the_core_waits_and_the_belt_is_stopped_after(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            trials = site.gateway.trials
            await running(site, Trial.LINK)
            trials.do("part", LEFT, order(site))
            await over(site)
            assert readings(site).apart >= 3_000
            assert readings(site).after is not None
            assert site.bay().snapshot.latched is StopReason.LINK_LOST
            assert site.bay().snapshot.linked and site.belt() == 0

    virtually(main)


@pytest.mark.sr(25)
def test_a_stop_ends_the_parting_at_once(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            await running(site, Trial.LINK)
            site.gateway.trials.do("part", LEFT, order(site))
            await asyncio.sleep(0.5)
            assert not site.bay().snapshot.linked
            site.bay().stop(StopReason.USER_STOP, "somebody")
            await over(site)
            assert readings(site).apart < 2_500 and site.belt() == 0

    virtually(main)


@pytest.mark.sr(25)
def test_the_inclination_it_comes_to_is_measured(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            await running(site, Trial.INCLINE)
            assert readings(site).inclination == 20
            site.gateway.trials.do("end", LEFT, Order(TECH))
            await over(site)

    virtually(main)


@pytest.mark.sr(25)
@pytest.mark.sr(2)
def test_a_belt_that_takes_miles_is_stopped_and_says_so(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            site.radio.machines[site.bay().address].fail(Fault.MPH_TAKEN, None, 0)
            await begun(site, Trial.SLOW)
            await until(site, lambda: not site.bay().snapshot.not_ready)
            site.gateway.trials.do("ready", LEFT, order(site))
            await over(site)
            seen = site.bay().snapshot
            assert (seen.latched, seen.latched_by) == (StopReason.OVERSPEED, "above the cap")

    virtually(main)


@pytest.mark.sr(25)
@pytest.mark.parametrize("item", sorted(UNLOADED))
def test_each_thing_is_looked_at_before_each_run(tmp_path, item):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            why = await refused(begun(site, Trial.SLOW, ticks=UNLOADED - {item}))
            assert why.code is Code.PREFLIGHT_FAILED and dict(why.fields) == {item.value: "not ticked"}
            assert (site.bay().snapshot.stage, site.bay().snapshot.holder) == (None, "")

    virtually(main)


def test_what_a_walker_ticks_has_no_place_here(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            why = await refused(begun(site, Trial.SLOW, ticks=UNLOADED | {Item.CLIP}))
            assert (why.code, list(why.fields)) == (Code.INVALID, ["clip"])

    virtually(main)


@pytest.mark.sr(42)
@pytest.mark.sr(43)
def test_who_may_and_with_what(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            trials = site.gateway.trials
            for role in (Role.WALKER, Role.STAFF, Role.TRAINER, Role.CLINICIAN):
                assert (await refused(begun(site, Trial.SLOW, somebody("other", role)))).code is Code.ROLE
            screen = somebody("screen", Role.TECHNICIAN, scopes=frozenset({Scope.DISPLAY}))
            with pytest.raises(Refusal):
                site.word(screen)
            stale = trials.begin(TECH, LEFT, Trial.SLOW, UNLOADED, "no word")
            assert (await refused(stale)).code is Code.NONCE_NEEDED
            assert no(trials.do, "ready", LEFT, order(site)).code is Code.GONE
            assert trials.of(LEFT) is None
            await begun(site, Trial.SLOW)
            await until(site, lambda: not site.bay().snapshot.not_ready)
            assert no(trials.do, "ready", LEFT, Order(TECH, 0, site.word(TECH))).code is Code.STALE_EPOCH
            assert no(trials.do, "ready", LEFT, Order(TECH, site.bay().snapshot.lease)).code is Code.NONCE_NEEDED
            boss = somebody("boss", Role.ADMIN)
            assert no(trials.do, "ready", LEFT, order(site, boss)).code is Code.LEASE_HELD
            assert no(trials.do, "part", LEFT, order(site)).code is Code.CONFLICT
            assert no(trials.do, "end", LEFT, Order(somebody("eve", Role.WALKER))).code is Code.ROLE
            assert site.belt() == 0

    virtually(main)


def test_nobody_walks_meanwhile_and_nothing_is_measured_under_a_walker(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            doc = somebody("doc")
            await site.begin(doc, await site.person(Level.FIRST), "P01")
            assert (await refused(begun(site, Trial.SLOW))).code is Code.CONFLICT
            site.bay().stop(StopReason.USER_STOP, "test")

    virtually(main)


def test_a_run_that_was_left_before_it_started_is_taken_up_anew(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            first = await begun(site, Trial.SLOW)
            second = await begun(site, Trial.FASTER)
            assert site.gateway.trials.of(LEFT) == second and first.id != second.id
            assert site.bay().walk == second.id and site.bay().snapshot.protocol == "trial-faster"
            site.gateway.trials.do("end", LEFT, Order(TECH))
            await over(site)

    virtually(main)


def test_a_disk_that_takes_nothing_begins_nothing(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            (tmp_path / "trials").write_text("no folder")
            why = await refused(begun(site, Trial.SLOW))
            assert why.code in (Code.STORAGE, Code.PREFLIGHT_FAILED)
            assert site.gateway.trials.of(LEFT) is None and site.belt() == 0

    virtually(main)
