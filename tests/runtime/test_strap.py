"""The strap of whoever walks: heard from the checklist to the end of the walk, by the right radio, and no longer."""

import asyncio

import pytest

from fleets import FIRST, SECOND, MemoryRadio, MemoryStrap, begin, fleet, linked, plan, settle, start, virtually
from retrowalk.controller.effects import Finished
from retrowalk.ftms.advertisement import Verdict
from retrowalk.link.found import Found
from retrowalk.runtime.strap import SEARCHED
from retrowalk.safety.events import StopReason
from retrowalk.session.stage import Stage
from retrowalk.simulator.treadmill import Treadmill


STRAP = "C0:00:00:00:80:00"


class Near(MemoryRadio):
    """A radio that hears straps, too, and notes which it was asked to keep. `breaks`: what it raises then."""

    def __init__(self, name, rssi=-50, machines=None, breaks=None):
        super().__init__(1, name, rssi, machines)
        self.breaks, self.heard, self.worn = breaks, [], MemoryStrap()

    async def scan(self, seconds):
        return [*await super().scan(seconds), Found(STRAP.lower(), "Strap", self.rssi, Verdict.UNLIKELY, "HR")]

    async def hear(self, strap, tell):
        self.heard.append(strap)
        if self.breaks:
            raise self.breaks
        self.straps[STRAP] = self.worn
        try:
            await super().hear(strap, tell)
        finally:
            self.heard.append("no more")


def reasons(bay):
    """Why each walk ended, from now on."""
    told = []
    bay.subscribe(lambda _, step: told.extend(each.reason for each in step.effects if isinstance(each, Finished)))
    return told


async def finished(bay):
    await bay.service.until(lambda seen: seen.stage is Stage.FINISHED)
    await asyncio.sleep(1)


def test_it_is_heard_from_the_checklist_to_the_end_of_the_walk(tmp_path):
    async def main():
        radio = Near("hci0")
        async with fleet(tmp_path / "state", radio) as there:
            bay = await linked(there)
            assert (bay.worn, bay.strap) == ("", "")
            assert await begin(bay, tmp_path / "w", strap=STRAP) == ""
            assert (bay.worn, bay.strap, there.remembered[-1].strap) == (STRAP, STRAP, STRAP)
            await asyncio.sleep(4)
            assert bay.snapshot.stage is Stage.CHECKLIST and bay.snapshot.heart_rate == 96
            bay.stop(StopReason.USER_STOP, "test")
            await finished(bay)
            assert (bay.worn, bay.strap) == ("", STRAP) and radio.heard == [STRAP, "no more"]
            assert bay.snapshot.heart_rate is None

    virtually(main)


def test_a_walk_that_is_refused_wears_nothing(tmp_path):
    async def main():
        radio = Near("hci0")
        async with fleet(tmp_path / "state", radio) as there:
            bay = await linked(there)
            assert "label" in await begin(bay, tmp_path / "w", label="AAAAAAAA", strap=STRAP)
            assert (bay.worn, bay.strap, radio.heard) == ("", "", [])

    virtually(main)


def test_the_radio_that_hears_it_best_has_it_and_else_the_treadmills_own(tmp_path):
    async def main():
        near, far = Near("hci0"), Near("hci1", -40, {SECOND: Treadmill()})
        async with fleet(tmp_path / "state", near, far) as there:
            bay = await linked(there)
            assert bay.radio == "hci0"
            await begin(bay, tmp_path / "w", strap=STRAP)
            await asyncio.sleep(4)
            assert (near.heard, far.heard, bay.snapshot.heart_rate) == ([], [STRAP], 96)
            bay.stop(StopReason.USER_STOP, "test")
            await finished(bay)
        unheard = MemoryRadio(1)
        unheard.straps[STRAP] = MemoryStrap()
        async with fleet(tmp_path / "another", unheard) as there:
            bay = await linked(there)
            await begin(bay, tmp_path / "v", strap=STRAP)
            await asyncio.sleep(4)
            assert bay.snapshot.heart_rate == 96

    virtually(main)


@pytest.mark.sr(47)
def test_a_strap_that_falls_silent_raises_nothing_and_winds_the_walk_down(tmp_path):
    async def main():
        radio = Near("hci0")
        async with fleet(tmp_path / "state", radio) as there:
            bay = await linked(there)
            belt, fastest, ended = radio.machines[FIRST].machine.belt, 0, reasons(bay)
            assert await begin(bay, tmp_path / "w", plan(600), strap=STRAP) == ""
            await asyncio.sleep(4)
            await settle(bay)
            await asyncio.sleep(10)
            radio.worn.silent = True
            at = belt.speed
            await asyncio.sleep(6)
            while bay.snapshot.stage is not Stage.FINISHED:
                fastest = max(fastest, belt.speed)
                await asyncio.sleep(1)
            assert 0 < fastest <= at and belt.speed == 0
            assert ended == [StopReason.HR_LIMIT]

    virtually(main)


@pytest.mark.sr(47)
def test_a_radio_that_breaks_under_it_is_told_and_the_walk_goes_on_without(tmp_path, caplog):
    async def main():
        radio = Near("hci0", breaks=RuntimeError("no such thing"))
        async with fleet(tmp_path / "state", radio) as there:
            bay = await linked(there)
            ended = reasons(bay)
            await start(bay, tmp_path / "w", strap=STRAP)
            assert "cannot be heard" in caplog.text and bay.snapshot.heart_rate is None
            await bay.service.until(lambda seen: seen.stage is Stage.FINISHED)
            assert ended == [StopReason.COMPLETED]

    virtually(main)


def test_the_next_walk_without_a_strap_has_no_heart(tmp_path):
    async def main():
        radio = Near("hci0")
        async with fleet(tmp_path / "state", radio) as there:
            bay = await linked(there)
            await start(bay, tmp_path / "w", strap=STRAP)
            assert bay.state.walk.strapped
            await finished(bay)
            await start(bay, tmp_path / "v", walk="w2")
            await asyncio.sleep(10)
            assert not bay.state.walk.strapped and bay.snapshot.frozen == ()

    virtually(main)


def test_closing_the_site_lets_go_of_it(tmp_path):
    async def main():
        radio = Near("hci0")
        async with fleet(tmp_path / "state", radio) as there:
            bay = await linked(there)
            await start(bay, tmp_path / "w", strap=STRAP)
        assert there.at_rest and radio.heard == [STRAP, "no more"]

    virtually(main)


@pytest.mark.sr(47)
def test_a_strap_that_is_not_there_is_given_up_and_may_be_named_again(tmp_path, caplog):
    async def main():
        radio = MemoryRadio(1)
        async with fleet(tmp_path / "state", radio) as there:
            bay = await linked(there)
            assert bay.hearing == ""
            await start(bay, tmp_path / "w", plan(600), strap=STRAP)
            assert (bay.hearing, bay.worn) == ("searching", STRAP)
            await asyncio.sleep(SEARCHED)
            assert (bay.hearing, bay.worn, bay.strap) == ("given up", "", STRAP)
            assert f"{STRAP} was not found" in caplog.text
            assert bay.snapshot.stage is Stage.WALKING  # one without a strap is untouched
            radio.straps[STRAP] = MemoryStrap()
            bay.wear(STRAP)
            await asyncio.sleep(5)
            assert (bay.hearing, bay.snapshot.heart_rate) == ("heard", 96)
            radio.straps[STRAP].silent = True
            await asyncio.sleep(30)
            assert bay.hearing == "heard"  # silent, and looked for to the end of the walk
            bay.stop(StopReason.USER_STOP, "test")
            await finished(bay)
            assert bay.hearing == ""

    virtually(main)
