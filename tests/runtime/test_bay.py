"""One treadmill's place when an earlier run left it: stopped first, latched, told, and no more if it is a stranger."""

import asyncio
from itertools import chain
from pathlib import Path

import pytest

from fleets import FIRST, PROFILE, SECOND, MemoryRadio, begin, fleet, linked, start, virtually
from retrowalk.controller.events import Stop
from retrowalk.ftms.codes import OpCode
from retrowalk.ftms.stop_bytes import REQUEST_CONTROL, STOP
from retrowalk.history.records import Machine
from retrowalk.journal.open import Ended, left
from retrowalk.runtime import recovery
from retrowalk.runtime.clock import now
from retrowalk.safety.events import Reset, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.link import MemoryTreadmill


KNOWN = [Machine("c0-00-00-00-00-01", FIRST, "Left"), Machine("c0-00-00-00-00-02", SECOND, "Right")]


async def killed(state, radio, walks, addresses):
    """Walk on all of these, and end without another word, as SIGKILL does; the belts run on."""
    there = fleet(state, radio)
    site = await there.__aenter__()
    for address in addresses:
        bay = await linked(site, address)
        await start(bay, walks / bay.id, walk=bay.id)
    await bay.service.until(lambda seen: seen.stage is Stage.WALKING)
    for bay in site.bays.values():
        bay._running.cancel()  # noqa: SLF001 - what SIGKILL does
        for each in asyncio.all_tasks() - {asyncio.current_task()}:
            if each is not bay._running:  # noqa: SLF001 - a task of its service
                each.cancel()
        bay._keeping._chapters.journal.close()  # noqa: SLF001 - what was handed over is in the system's hands
        await bay._approach._port.disconnect()  # noqa: SLF001 - the system ends the links of a dead program
    for stack in site._held.values():  # noqa: SLF001 - and its locks
        stack.close()
    await asyncio.sleep(0)


@pytest.fixture
def written(monkeypatch):
    """What each treadmill was written, in order."""
    wrote, write = {}, MemoryTreadmill.write

    async def noted(self, data):
        wrote.setdefault(self.address, []).append(data)
        await write(self, data)

    monkeypatch.setattr(MemoryTreadmill, "write", noted)
    return wrote


@pytest.mark.sr(23)
@pytest.mark.parametrize("adopted", [True, False], ids=["the site's", "a stranger"])
def test_after_a_kill_every_belt_is_stopped_first_measured_and_latched(tmp_path, written, adopted):
    async def main():
        state, radio = tmp_path / "state", MemoryRadio(2)
        await killed(state, radio, tmp_path / "walks", radio.machines)
        assert all(each.machine.belt.speed > 0 for each in radio.machines.values())
        written.clear()
        async with fleet(state, radio, known=KNOWN if adopted else ()) as there:
            assert [each.ours for each in there.leftovers] == [True, True]
            for bay in there.bays.values():
                assert bay.snapshot.belt is Belt.STOPPING
                await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
                assert written[bay.address][:2] == [REQUEST_CONTROL, STOP]
            await asyncio.sleep(1)
            assert not {each[0] for each in chain(*written.values())} & {
                OpCode.START_OR_RESUME,
                OpCode.SET_TARGET_SPEED,
            }
            assert all(isinstance(each.entry.ended, Ended) for each in left(state / "open"))
            assert [Path(each.journal).parent.name for each in recovery.find(state)] == list(there.bays)
            bay = next(iter(there.bays.values()))
            assert (bay.identity == "bound") is adopted
            bay.tell(Reset("test"))
            await asyncio.sleep(1)
            assert len(left(state / "open")) == 1
            why = await begin(bay, tmp_path / "next", walk="next")
            assert ("" if adopted else "not one of the site's") in why and bool(why) is not adopted
            if not adopted:
                await there.adopt(bay.address, "Left")
                assert bay.identity == "bound"
                assert await begin(bay, tmp_path / "again", walk="again") == ""

    virtually(main)


@pytest.mark.sr(23)
def test_what_was_left_is_reached_though_somebody_walks_and_nobody_looks_round(tmp_path):
    async def main():
        state, radio = tmp_path / "state", MemoryRadio(2)
        await killed(state, radio, tmp_path / "walks", [FIRST])
        radio.away.add(FIRST)
        async with fleet(state, radio, known=KNOWN) as there:
            right = there.bays["c0-00-00-00-00-02"]
            await right.service.until(lambda seen: seen.belt is Belt.IDLE)
            await start(right, tmp_path / "right")
            began = now()
            radio.away.clear()
            await there.bays["c0-00-00-00-00-01"].service.until(lambda seen: seen.belt is Belt.LATCHED)
            assert now() - began < 30_000, "an attempt, its pause, and the time a belt takes"

    virtually(main)


def test_a_latch_of_an_earlier_run_is_kept_until_a_person_resets_it(tmp_path):
    async def main():
        for _ in range(2):
            async with fleet(tmp_path, MemoryRadio(), known=KNOWN[:1]) as there:
                bay = there.bays["c0-00-00-00-00-01"]
                if not there.leftovers:
                    await bay.service.until(lambda seen: seen.belt is Belt.IDLE)
                    bay.stop(StopReason.DIZZY, "button")
                await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
                assert (bay.snapshot.latched, bay.snapshot.latched_by) == (StopReason.DIZZY, "button")
                await asyncio.sleep(4)
        async with fleet(tmp_path, MemoryRadio(), known=KNOWN[:1]) as there:
            bay = there.bays["c0-00-00-00-00-01"]
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
            await asyncio.sleep(4)
            bay.tell(Reset("test"))
            await asyncio.sleep(1)
            assert left(tmp_path / "open") == ()

    virtually(main)


@pytest.mark.sr(14)
def test_a_stop_that_is_told_is_a_stop(tmp_path):
    async def main():
        async with fleet(tmp_path, MemoryRadio()) as there:
            bay = await linked(there)
            assert bay.tell(Stop(StopReason.PAIN, "test"))
            assert bay.snapshot.latched is StopReason.PAIN
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)

    virtually(main)


def test_rules_are_asked_for_anew_before_every_walk(tmp_path):
    async def main():
        async with fleet(tmp_path / "state", MemoryRadio()) as there:
            bay = await linked(there)
            assert bay.service.rules.leased is False
            shared = bay._shared  # noqa: SLF001 - the site changes its mind
            object.__setattr__(shared, "rules", lambda profile, _: bay.service.rules.__class__(profile, leased=True))
            assert "lease" in await begin(bay, tmp_path / "one")
            assert bay.service.rules.profile == PROFILE and bay.service.rules.leased is True

    virtually(main)
