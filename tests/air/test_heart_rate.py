"""A heart-rate strap over virtual air: the real pycycling and the real bleak, from connecting to the core's words."""

import asyncio
from itertools import pairwise

import pytest

from retrowalk.controller.events import HeartRate, HeartRateLost
from retrowalk.ftms.advertisement import Verdict
from retrowalk.link import heart_rate
from retrowalk.link.ble import scan
from retrowalk.link.heart_rate import PAUSES, STALE, Strap, unworn
from retrowalk.runtime.clock import now, virtual_loop
from retrowalk.simulator.air.virtual import VirtualAir


class Worn:
    """A strap on the air, kept connected, and everything it told."""

    def __init__(self, air, strap):
        self.air, self.strap = air, strap
        self.told = []
        self.news = asyncio.Event()
        self.link = Strap(strap.address, self.tell, backend=air.backend)

    def tell(self, event):
        self.told.append((now(), event))
        self.news.set()

    def rates(self):
        return [event.bpm for _, event in self.told if isinstance(event, HeartRate)]

    def losses(self):
        return [event.why for _, event in self.told if isinstance(event, HeartRateLost)]

    async def heard(self, count=1):
        """Wait until it told so many more rates."""
        wanted = len(self.rates()) + count
        async with asyncio.timeout(120):
            while len(self.rates()) < wanted:
                await self.news.wait()
                self.news.clear()


def worn(test):
    """Run with a strap, on a loop that never waits."""

    def run():
        async def main():
            async with VirtualAir(0.005) as air:
                made = Worn(air, await air.add_strap())
                running = asyncio.create_task(made.link.run())
                try:
                    await test(made)
                finally:
                    running.cancel()
                    await asyncio.gather(running, return_exceptions=True)
                await asyncio.sleep(0.1)
                assert not made.strap.linked

        with asyncio.Runner(loop_factory=virtual_loop) as runner:
            runner.run(main())

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


@worn
async def test_a_strap_is_connected_and_tells_once_a_second(strap):
    await strap.heard(1)
    strap.strap.bpm = 131
    await strap.heard(10)
    assert strap.rates()[-5:] == [131] * 5 and not strap.losses()
    times = [at for at, _ in strap.told]
    assert all(900 <= later - before <= 1100 for before, later in pairwise(times))


@worn
async def test_two_straps_are_told_apart_by_their_addresses(strap):
    other = await strap.air.add_strap("Another")
    other.bpm = 55
    told = []
    running = asyncio.create_task(Strap(other.address, told.append, backend=strap.air.backend).run())
    await strap.heard(5)
    assert set(strap.rates()) == {96} and set(told) == {HeartRate(55)} and other.address != strap.strap.address
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@worn
async def test_a_scan_shows_its_name_and_that_it_is_hardly_a_treadmill(strap):
    other = await strap.air.add_strap("Another")  # one that is linked does not advertise
    await strap.heard(1)
    (seen,) = await scan(1.0, strap.air.scanner)
    assert (seen.address, seen.name, seen.verdict) == (other.address, "Another", Verdict.UNLIKELY)


@pytest.mark.sr(47)
@worn
async def test_a_strap_off_the_skin_is_a_loss_told_once(strap):
    await strap.heard(2)
    strap.strap.contact = False
    before = len(strap.rates())
    await asyncio.sleep(10)
    assert strap.losses() == ["the strap has no contact with the skin"] and len(strap.rates()) <= before + 1
    strap.strap.contact = True
    await strap.heard(2)
    assert len(strap.losses()) == 1


@pytest.mark.sr(47)
@pytest.mark.parametrize(
    "frame", ["", "06", "0760", "07"], ids=["empty", "flags only", "half a wide value", "no value"]
)
def test_a_frame_that_cannot_be_read_is_a_loss_and_no_rate(frame):
    @worn
    async def spoilt(strap):
        await strap.heard(2)
        strap.strap.says = bytes.fromhex(frame)
        await asyncio.sleep(0.5)
        before = len(strap.rates())
        await asyncio.sleep(8)
        assert len(strap.losses()) == 1 and "cannot be read" in strap.losses()[0] and len(strap.rates()) <= before + 1

    spoilt()


@worn
async def test_wide_values_and_what_follows_them_are_read(strap):
    await strap.heard(1)
    strap.strap.says = bytes.fromhex("1f2c01102703fa02")  # 300, energy, an interval: the core says what it thinks of it
    await strap.heard(3)
    assert strap.rates()[-1] == 300


@pytest.mark.sr(47)
@worn
async def test_a_strap_that_falls_silent_is_lost_after_five_seconds_and_its_link_made_anew(strap):
    await strap.heard(2)
    strap.strap.silent = True
    last = strap.told[-1][0]
    await asyncio.sleep(STALE + 2)
    assert strap.losses() == ["the strap has told nothing for 5 s"]
    assert STALE * 1000 <= strap.told[-1][0] - last <= (STALE + 1.1) * 1000
    links = []
    strap.strap.device.on(strap.strap.device.EVENT_CONNECTION, links.append)
    await asyncio.sleep(20)
    strap.strap.silent = False
    await strap.heard(2)
    assert links and len(strap.losses()) == 1


@worn
async def test_a_strap_that_goes_out_of_reach_is_lost_and_found_again(strap):
    await strap.heard(2)
    strap.strap.lose(20_000)
    await asyncio.sleep(19)
    assert len(strap.losses()) == 1
    await strap.heard(3)
    assert len(strap.losses()) == 1


def test_a_strap_that_is_nowhere_is_a_loss_told_once_and_looked_for_again():
    async def main():
        async with VirtualAir() as air:
            told = []
            running = asyncio.create_task(Strap("C0:00:00:00:99:99", told.append, backend=air.backend).run())
            await asyncio.sleep(60)
            (lost,) = told
            assert "connecting to the strap" in lost.why
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())


@worn
async def test_what_pycycling_raises_is_a_frame_that_could_not_be_read(strap):
    await strap.heard(1)

    def fails(*_):
        raise IndexError("index out of range")

    strap.link._frame(fails, None, bytearray(b"\x06\x60"))  # noqa: SLF001 - as bleak would
    assert "IndexError" in strap.losses()[-1]
    await strap.heard(1)


def test_pauses_grow_and_end_below_what_a_walk_waits_for():
    assert list(PAUSES) == sorted(PAUSES) and PAUSES[0] > 0 and PAUSES[-1] + heart_rate.TOTAL < 60


@pytest.mark.parametrize(
    ("frame", "why"),
    [("0060", ""), ("0260", ""), ("0660", ""), ("0460", "skin"), ("016000", ""), ("0160", "read"), ("", "read")],
)
def test_contact_counts_only_where_a_strap_can_tell_it(frame, why):
    assert why in unworn(bytes.fromhex(frame)) and bool(why) == bool(unworn(bytes.fromhex(frame)))
