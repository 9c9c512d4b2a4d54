"""What is in reach, and what looking for it may cost."""

import asyncio

import pytest

from fleets import FIRST, SECOND, MemoryRadio, fleet, linked, plan, start, virtually, walk
from retrowalk.ftms.advertisement import Verdict
from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.found import Found
from retrowalk.runtime.clock import now
from retrowalk.runtime.discovery import AT_ONCE, FRESH, GONE, RHYTHM, Discovery, Use
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage


def between(radio, since, until):
    """Seconds of listening that began in this time."""
    return [seconds for at, seconds in radio.scans if since <= at < until]


# ── looking round while somebody walks ──────────────────────────────────────────────────────────────


def test_nobody_looks_round_while_a_walk_begins_or_is_under_way(tmp_path):
    async def main():
        radio = MemoryRadio()
        async with fleet(tmp_path / "state", radio) as there:
            bay = await linked(there)
            began = now()
            await walk(bay, tmp_path / "one", plan(30))
            assert now() - began > 60_000 and between(radio, began, now()) == []
            await asyncio.sleep(20)
            assert between(radio, now() - 10_000, now())

    virtually(main)


def test_a_look_that_was_begun_is_broken_off_for_a_walk():
    async def main():
        radio, use = MemoryRadio(), Use.QUIET
        discovery = Discovery([radio])
        discovery.use = lambda _: use
        await asyncio.sleep(1)
        use = Use.STARTING
        await asyncio.sleep(0.2)
        assert discovery.seen() == [], "broken off before it had found anything"
        use = Use.QUIET
        await asyncio.sleep(10)
        assert [each.found.address for each in discovery.seen()] == [FIRST]
        await discovery.close()

    virtually(main)


def test_during_a_walk_a_missing_treadmill_is_looked_for_in_one_second_of_thirty(tmp_path):
    async def main():
        radio = MemoryRadio(2)
        radio.away.add(SECOND)
        async with fleet(tmp_path / "state", radio) as there:
            bay, missing = await linked(there), await there.adopt(SECOND)
            await start(bay, tmp_path / "one")
            await bay.service.until(lambda seen: seen.stage is Stage.WALKING)
            assert there.use(radio) is Use.MISSING
            began, made = now(), len(radio.made)
            await bay.service.until(lambda seen: seen.stage is Stage.WINDING_DOWN or seen.stage is Stage.FINISHED)
            listened = between(radio, began, now())
            assert listened and sum(listened) * 1000 <= (now() - began) / 30 + 1000
            assert radio.made[made:] == [], "and nobody connects to what was not heard"
            assert missing.link == "unreachable" and FIRST not in missing.unreached
            radio.away.clear()
            await asyncio.sleep(60)
            assert missing.link == "linked"

    virtually(main)


# ── several radios ──────────────────────────────────────────────────────────────────────────────────


def test_a_treadmill_is_reached_by_the_radio_that_hears_it_best(tmp_path):
    async def main():
        far = MemoryRadio(2, "hci0", rssi=-80)
        near = MemoryRadio(name="hci1", rssi=-40, machines={SECOND: far.machines[SECOND]})
        async with fleet(tmp_path / "state", far, near) as there:
            await asyncio.sleep(5)
            bays = [await linked(there, each) for each in (FIRST, SECOND)]
            assert [bay.radio for bay in bays] == ["hci0", "hci1"]
            assert [(each.address, each.radio) for each in there.seen()] == [(SECOND, "hci1"), (FIRST, "hci0")]
            await start(bays[1], tmp_path / "one")
            assert (there.use(far), there.use(near)) == (Use.QUIET, Use.STARTING), "one radio's walk is not the other's"

    virtually(main)


def test_a_treadmill_that_went_to_another_radio_is_found_there(tmp_path):
    async def main():
        one = MemoryRadio(1, "hci0")
        other = MemoryRadio(name="hci1", machines=one.machines)
        other.away.add(FIRST)
        async with fleet(tmp_path / "state", one, other) as there:
            bay = await linked(there)
            assert bay.radio == "hci0"
            one.away.add(FIRST)
            other.away.clear()
            await bay.service._port.disconnect()  # noqa: SLF001 - as if it was carried away
            await bay.service.until(lambda seen: not seen.linked)
            await bay.service.until(lambda seen: seen.linked)
            assert bay.radio == "hci1"

    virtually(main)


class Broken(MemoryRadio):
    error: Exception | None = None

    async def scan(self, seconds):
        if self.error is not None:
            raise self.error
        return await super().scan(seconds)


@pytest.mark.parametrize("error", [LinkError(Fault.UNAVAILABLE, "no adapter"), RuntimeError("on purpose")])
def test_a_radio_that_is_missing_is_told_once_and_asked_for_again(caplog, error):
    async def main():
        radio, good = Broken(name="hci1"), MemoryRadio()
        radio.error = error
        discovery = Discovery([radio, good])
        await asyncio.sleep(60)
        assert discovery.trouble == {"hci1": str(error) if isinstance(error, LinkError) else repr(error)}
        assert [each.radio for each in discovery.seen()] == [good], "the other one looks on"
        assert sum("cannot look" in each.message for each in caplog.records) == 1
        radio.error = None
        caplog.set_level("INFO")
        await asyncio.sleep(20)
        assert discovery.trouble == {}
        assert sum("again" in each.message for each in caplog.records) == 1
        await discovery.close()

    virtually(main)


def test_without_a_radio_people_are_told_so(tmp_path):
    async def main():
        async with fleet(tmp_path / "state") as there:
            bay = await there.adopt(FIRST)
            await asyncio.sleep(60)
            assert bay.link == "unreachable" and "there is no radio" in bay.unreached

    virtually(main)


# ── what was heard ──────────────────────────────────────────────────────────────────────────────────


def found(address, rssi=-50, verdict=Verdict.YES):
    return Found(address, "Sim", rssi, verdict, "")


def test_what_was_heard_is_believed_for_a_while_and_once():
    async def main():
        radio = MemoryRadio()
        discovery = Discovery([])
        discovery.heard([found(FIRST)], radio)
        assert discovery.fresh(FIRST.lower()).radio is radio
        discovery.tried(FIRST)
        assert discovery.fresh(FIRST) is None, "it was tried"
        await asyncio.sleep(1)
        discovery.heard([found(FIRST)], radio)
        assert discovery.fresh(FIRST) is not None
        await asyncio.sleep(FRESH / 1000 + 1)
        assert discovery.fresh(FIRST) is None and len(discovery.seen()) == 1
        await asyncio.sleep(GONE / 1000)
        discovery.heard([found(SECOND)], radio)
        assert [each.found.address for each in discovery.seen()] == [SECOND]

    virtually(main)


def test_what_is_no_treadmill_is_not_offered(tmp_path):
    async def main():
        radio = MemoryRadio()
        async with fleet(tmp_path / "state", radio) as there:
            there.discovery.heard([found("C0:00:00:00:00:09", verdict=Verdict.NO)], radio)
            assert there.seen() == []

    virtually(main)


# ── in turn ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(20)
def test_not_too_many_connect_at_a_time_and_what_is_urgent_waits_for_nobody():
    async def main():
        radio = MemoryRadio()
        discovery = Discovery([radio])
        within, most = 0, 0

        async def connect(*, urgent):
            nonlocal within, most
            async with discovery.turn(radio, urgent=urgent):
                within, most = within + 1, max(most, within + 1)
                await asyncio.sleep(10)
                within -= 1

        waiting = [asyncio.create_task(connect(urgent=False)) for _ in range(3 * AT_ONCE)]
        await asyncio.sleep(1)
        assert most == AT_ONCE
        began = now()
        await connect(urgent=True)
        assert now() - began == 10_000
        await asyncio.gather(*waiting)
        assert most == AT_ONCE + 1
        await discovery.close()

    virtually(main)


def test_the_rhythm_leaves_the_air_to_links():
    assert RHYTHM[Use.STARTING][0] == RHYTHM[Use.WALKED][0] == 0
    seconds, pause = RHYTHM[Use.MISSING]
    assert seconds / (seconds + pause) <= 1 / 30


def test_fifty_treadmills_are_linked_within_a_minute(tmp_path):
    async def main():
        radio = MemoryRadio(50)
        async with fleet(tmp_path / "state", radio) as there:
            for address in radio.machines:
                await there.adopt(address)
            began = now()
            for bay in there.bays.values():
                await bay.service.until(lambda seen: seen.belt is Belt.IDLE)
            assert now() - began < 60_000

    virtually(main)
