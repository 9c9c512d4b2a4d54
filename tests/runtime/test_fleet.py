"""Many treadmills at once: each in its place, none at the cost of another."""

import asyncio
from urllib.parse import quote

import pytest

from fleets import FIRST, SECOND, MemoryRadio, fleet, linked, start, virtually
from retrowalk.controller.effects import WriteStop
from retrowalk.history.records import Machine
from retrowalk.journal.lock import Taken
from retrowalk.journal.open import held, left
from retrowalk.link.port import Port
from retrowalk.runtime.clock import now
from retrowalk.runtime.fleet import NotNow, Unknown
from retrowalk.safety.events import Reset, Stop, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.simulator.link import MemoryTreadmill


def test_a_treadmill_that_is_adopted_is_linked_bound_and_told_of(tmp_path):
    async def main():
        async with fleet(tmp_path, MemoryRadio(2)) as there:
            heard = []
            there.subscribe(lambda bay, _: heard.append(bay.id))
            bay = await there.adopt(FIRST, "Left")
            assert (bay.id, bay.link, bay.identity, bay.label) == ("c0-00-00-00-00-01", "searching", "unknown", "Left")
            await bay.service.until(lambda seen: seen.belt is Belt.IDLE)
            assert (bay.link, bay.identity, bay.radio, bay.unreached) == ("linked", "bound", "hci0", "")
            assert [each.label for each in there.remembered] == ["Left"]
            assert set(heard) == {bay.id}
            assert await there.adopt(FIRST, "Right") is bay
            assert there.remembered[-1].label == bay.label == "Right"
            await asyncio.sleep(10)
            assert [(each.address, each.bay) for each in there.seen()] == [(FIRST, bay.id), (SECOND, None)]

    virtually(main)


def test_what_is_known_is_linked_without_a_word(tmp_path):
    async def main():
        known = [Machine("c0-00-00-00-00-01", FIRST, "Left"), Machine("c0-00-00-00-00-02", SECOND, "Right")]
        async with fleet(tmp_path, MemoryRadio(2), known=known) as there:
            assert [bay.label for bay in there.bays.values()] == ["Left", "Right"]
            for bay in there.bays.values():
                await bay.service.until(lambda seen: seen.belt is Belt.IDLE)

    virtually(main)


def test_a_treadmill_that_another_program_has_is_left_to_it(tmp_path):
    async def main():
        with held(tmp_path / "open", FIRST):
            known = [Machine("c0-00-00-00-00-01", FIRST, "Left")]
            async with fleet(tmp_path, MemoryRadio(2), known=known) as there:
                assert dict(there.bays) == {}
                with pytest.raises(Taken, match=FIRST):
                    await there.adopt(FIRST)

    virtually(main)


def test_a_treadmill_is_let_go_of_at_rest_only(tmp_path):
    async def main():
        async with fleet(tmp_path / "state", MemoryRadio(1)) as there:
            with pytest.raises(Unknown, match="no-such"):
                await there.forget("no-such")
            bay = await linked(there)
            await start(bay, tmp_path / "w")
            with pytest.raises(NotNow, match="in use"):
                await there.forget(bay.id)
            bay.stop()
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
            with pytest.raises(NotNow, match="latched"):
                await there.forget(bay.id)
            bay.tell(Reset("test"))
            await asyncio.sleep(1)
            await there.forget(bay.id)
            assert dict(there.bays) == {} and there.forgotten == ["c0-00-00-00-00-01"]
            with held(tmp_path / "state" / "open", FIRST):
                pass

    virtually(main)


@pytest.mark.sr(23)
def test_at_the_end_all_belts_are_stopped_at_once_and_measured(tmp_path):
    async def main():
        radio = MemoryRadio(3)
        async with fleet(tmp_path / "state", radio) as there:
            for number, address in enumerate(list(radio.machines)[:2]):
                await start(await linked(there, address), tmp_path / str(number))
            idle = await linked(there, list(radio.machines)[2])
            moving = [each.machine.belt.speed for each in radio.machines.values()]
            began = now()
            await there.close()
            assert moving[0] > 0 < moving[1] and moving[2] == 0
            assert there.at_rest and now() - began < 15_000
            assert idle.snapshot.latched is None, "nothing was asked of a belt that stood"
        assert [each.machine.belt.speed for each in radio.machines.values()] == [0, 0, 0]

    virtually(main)


def test_a_belt_that_was_not_measured_is_told_at_the_end(tmp_path):
    async def main():
        radio = MemoryRadio(1)
        async with fleet(tmp_path / "state", radio) as there:
            bay = await linked(there)
            await start(bay, tmp_path / "w")
            radio.away.add(FIRST)
            await bay.service._port.disconnect()  # noqa: SLF001 - as if it went out of reach
            await there.close()
            assert not there.at_rest
        assert [each.entry.ended for each in left(tmp_path / "state" / "open")] == [None]
        radio.machines[FIRST].pull_key(now())
        await asyncio.sleep(30)

    virtually(main)


# ── one hung link ───────────────────────────────────────────────────────────────────────────────────


class Hung:
    """A port of which every call hangs once it is told to."""

    def __init__(self, inner: Port, radio):
        self.inner = inner
        self.radio = radio

    @property
    def address(self):
        return self.inner.address

    async def _perhaps(self):
        if self.radio.hangs:
            await asyncio.Event().wait()

    async def connect(self, listener):
        await self._perhaps()
        return await self.inner.connect(listener)

    async def write(self, data):
        await self._perhaps()
        await self.inner.write(data)

    async def disconnect(self):
        await self._perhaps()
        await self.inner.disconnect()


class HangingRadio(MemoryRadio):
    hangs = False

    def port(self, address, device):
        port = super().port(address, device)
        if address == FIRST:
            return Hung(port, self)
        return port


@pytest.mark.sr(14)
@pytest.mark.parametrize("when", ["from the first call on", "in the middle of its walk"])
def test_a_link_that_hangs_in_every_call_delays_no_other(tmp_path, when):
    """What a stop takes to the write, in virtual time, is the same whether or not the neighbour's link hangs."""

    async def main():
        radio = HangingRadio(8)
        took = {}
        async with fleet(tmp_path / "state", radio) as there:
            radio.hangs = when == "from the first call on"
            hung = await there.adopt(FIRST)
            if not radio.hangs:
                await hung.service.until(lambda seen: seen.belt is Belt.IDLE)
                await start(hung, tmp_path / "hung")
                radio.hangs = True
            others = [await linked(there, address) for address in list(radio.machines)[1:]]
            await asyncio.gather(*(start(bay, tmp_path / bay.id, walk=bay.id) for bay in others))
            wrote = MemoryTreadmill.write

            async def noted(self, data):
                took.setdefault(self.address, now() - began)
                await wrote(self, data)

            MemoryTreadmill.write = noted
            try:
                began = now()
                there.stop_all(StopReason.USER_STOP, "test")
                await asyncio.gather(*(bay.service.until(lambda seen: seen.belt is Belt.LATCHED) for bay in others))
            finally:
                MemoryTreadmill.write = wrote
            assert set(took) == set(list(radio.machines)[1:])
            assert max(took.values()) <= 10, took
            radio.hangs = False
        radio.machines[FIRST].pull_key(now())
        await asyncio.sleep(30)
        assert all(each.machine.belt.speed == 0 for each in radio.machines.values())

    virtually(main)


@pytest.mark.sr(14)
def test_a_stop_for_all_reaches_every_belt_in_one_call(tmp_path):
    async def main():
        radio = MemoryRadio(4)
        async with fleet(tmp_path / "state", radio) as there:
            bays = [await linked(there, address) for address in radio.machines]
            stops = []
            there.subscribe(
                lambda bay, step: stops.append(bay.id) if any(isinstance(e, WriteStop) for e in step.effects) else None
            )
            there.subscribe(lambda *_: 1 / 0)
            there.stop_all(StopReason.SPOTTER, "test")
            assert stops == [bay.id for bay in bays]
            assert {bay.snapshot.latched for bay in bays} == {StopReason.SPOTTER}
            assert bays[0].tell(Stop(StopReason.USER_STOP, "again")) == (), "it is one with the stop just before"
            for bay in bays:
                await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)

    virtually(main)


@pytest.mark.sr(23)
def test_a_belt_that_is_ours_is_stopped_though_the_disk_holds_no_lock(tmp_path, caplog):
    async def main():
        opened = tmp_path / "open"
        opened.mkdir()
        (opened / f"{quote(FIRST, safe='')}.open").write_text("scribbled over")
        (opened / f"{quote(FIRST, safe='')}.lock").mkdir()
        async with fleet(tmp_path, MemoryRadio(2)) as there:
            bay = there.bays["c0-00-00-00-00-01"]
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
            (opened / f"{quote(SECOND, safe='')}.lock").mkdir()
            with pytest.raises(IsADirectoryError):  # nobody's belt waits for the disk
                await there.adopt(SECOND)

    virtually(main)
    assert f"{FIRST} is stopped without a lock of its own" in caplog.text
