"""What is kept of a treadmill that is served all day: chapters, open files, and nothing that grows."""

import asyncio
import gc
import time
from concurrent.futures import Future

import pytest

from fleets import FIRST, SECOND, MemoryRadio, begin, fleet, linked, plan, replace, start, virtually, walk
from retrowalk.controller.events import End, Prepare, Tick
from retrowalk.journal import chapters as journal_chapters
from retrowalk.journal.open import Ended, left
from retrowalk.journal.reader import read
from retrowalk.journal.replay import fold, replay
from retrowalk.journal.writer import Journal
from retrowalk.link import reconnect
from retrowalk.runtime import discovery, keeping, recovery, service
from retrowalk.runtime.clock import now
from retrowalk.runtime.keeping import Keeping
from retrowalk.safety.events import Reset, Stop, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.link import MemoryTreadmill
from retrowalk.simulator.machine import Button
from retrowalk.units import Speed


def entries(state):
    return [each.entry for each in left(state / "open")]


def journals(folder):
    return sorted(folder.rglob("journal.jsonl"))


def whole(path):
    """A journal that replays as recorded."""
    trace = replay(path)
    assert (trace.difference, trace.damage, trace.lost) == ("", "", 0)
    return trace


# ── a chapter for each walk ─────────────────────────────────────────────────────────────────────────


def test_every_walk_has_a_journal_of_its_own_that_replays_alone(tmp_path):
    async def main():
        state, asked = tmp_path / "state", []
        async with fleet(state, MemoryRadio()) as there:
            bay = await linked(there)
            bay.subscribe(lambda each, _: asked.append(each.walk))
            for number in ("one", "two"):
                assert bay.walk is None and entries(state) == []
                await start(bay, tmp_path / number, plan(10), walk=number)
                assert bay.walk == number
                (entry,) = entries(state)
                assert (entry.journal, entry.ended) == (str(tmp_path / number / "journal.jsonl"), None)
                await bay.service.until(lambda seen: seen.stage is Stage.FINISHED)
                assert asked[-1] == number, "whoever hears of the last step may ask which walk it ended"
                await asyncio.sleep(1)
                assert bay.walk is None and entries(state) == []
                bay.tell(Reset("nothing is latched"))
        first, second = whole(tmp_path / "one" / "journal.jsonl"), whole(tmp_path / "two" / "journal.jsonl")
        assert first.header.state is not None and second.header.state is not None
        assert sum(isinstance(step.event, Prepare) for step in second.steps) == 1
        assert second.state.walk.stage is Stage.FINISHED

    virtually(main)


def test_without_a_chapter_nothing_is_armed(tmp_path):
    async def main():
        async with fleet(tmp_path, MemoryRadio()) as there:
            bay = await linked(there)
            (refused,) = bay.tell(Prepare(plan()))
            assert refused.why == journal_chapters.UNSAID

    virtually(main)


def test_a_second_walk_waits_for_the_end_of_the_first(tmp_path):
    async def main():
        async with fleet(tmp_path / "state", MemoryRadio()) as there:
            bay = await linked(there)
            assert await begin(bay, tmp_path / "one") == ""
            assert await begin(bay, tmp_path / "two", walk="w2") == "a walk is under way"
            assert bay.walk == "w1"
            bay.tell(End(StopReason.USER_STOP))
            await asyncio.sleep(1)
            assert await begin(bay, tmp_path / "two", walk="w2") == ""

    virtually(main)


def test_a_walk_the_core_refuses_leaves_nothing_open(tmp_path):
    async def main():
        state = tmp_path / "state"
        async with fleet(state, MemoryRadio()) as there:
            bay = await linked(there)
            await start(bay, tmp_path / "one")
            bay.stop()
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
            await asyncio.sleep(1)
            assert "latched" in await begin(bay, tmp_path / "two", walk="w2")
            await asyncio.sleep(1)
            assert bay.walk is None
            assert [each.ended for each in entries(state)] == [Ended(StopReason.USER_STOP, "")]

    virtually(main)


@pytest.mark.parametrize("disk", ["takes nothing", "hangs"])
@pytest.mark.sr(23)
def test_a_walk_of_which_the_disk_takes_no_word_is_refused(tmp_path, monkeypatch, disk):
    async def main():
        async with fleet(tmp_path / "state", MemoryRadio()) as there:
            bay = await linked(there)
            if disk == "hangs":
                monkeypatch.setattr(bay._keeping.word._pool, "submit", lambda *_: Future())  # noqa: SLF001
            else:
                monkeypatch.setattr(
                    keeping.Word, "_write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left"))
                )
            assert await begin(bay, tmp_path / "one") == journal_chapters.UNSAID
            await asyncio.sleep(1)
            assert bay.walk is None and bay.snapshot.belt is Belt.IDLE
            monkeypatch.undo()

    virtually(main)


@pytest.mark.sr(23)
def test_a_journal_that_cannot_be_made_refuses_the_walk(tmp_path, monkeypatch):
    begin_to_work = Journal._work  # noqa: SLF001 - its thread

    def late(journal):
        time.sleep(0.2)
        begin_to_work(journal)

    async def main():
        monkeypatch.setattr(Journal, "_work", late)
        (tmp_path / "file").write_text("in the way")
        async with fleet(tmp_path / "state", MemoryRadio()) as there:
            bay = await linked(there)
            assert "journal" in await begin(bay, tmp_path / "file" / "one")
            await asyncio.sleep(1)
            assert bay.walk is None and entries(tmp_path / "state") == []

    virtually(main)


# ── what happens while nobody walks ─────────────────────────────────────────────────────────────────


@pytest.mark.sr(12)
def test_a_latch_set_while_idle_is_an_open_file_and_its_seconds_before_are_kept(tmp_path):
    async def main():
        async with fleet(tmp_path, MemoryRadio()) as there:
            bay = await linked(there)
            await asyncio.sleep(30)
            bay.stop(StopReason.SPOTTER, "button")
            assert entries(tmp_path) == [], "the disk has not said so yet"
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
            await asyncio.sleep(1)
            assert bay._keeping.word.kept  # noqa: SLF001
            assert [each.ended for each in entries(tmp_path)] == [Ended(StopReason.SPOTTER, "button")]
            (kept,) = journals(tmp_path / "incidents")
            assert whole(kept).steps[0].now < now() - 5_000
            (leftover,) = recovery.find(tmp_path)
            assert (leftover.ours, leftover.reason) == (False, StopReason.SPOTTER)
            bay.tell(Reset("test"))
            await asyncio.sleep(1)
            assert entries(tmp_path) == []

    virtually(main)


@pytest.mark.sr(23)
def test_a_belt_being_stopped_while_nobody_walks_is_ours_to_the_next_run(tmp_path):
    async def main():
        radio = MemoryRadio()
        async with fleet(tmp_path, radio) as there:
            bay = await linked(there)
            radio.machines[FIRST].press(Button.START, now())
            await bay.service.until(lambda seen: seen.belt is Belt.OBSERVED)
            bay.stop(StopReason.SPOTTER, "button")
            await asyncio.sleep(0.5)
            until = time.monotonic() + 20
            while recovery.find(tmp_path)[0].damage and time.monotonic() < until:
                time.sleep(0.01)  # noqa: ASYNC251 - the journal has a thread of its own, and virtual time must not pass
            (leftover,) = recovery.find(tmp_path)
            assert (leftover.ours, leftover.reason, leftover.damage) == (True, StopReason.SPOTTER, "")
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)

    virtually(main)


def test_no_more_incidents_are_kept_than_are_looked_at(tmp_path):
    async def main():
        async with fleet(tmp_path, MemoryRadio()) as there:
            bay = await linked(there)
            for _ in range(keeping.INCIDENTS_KEPT + 3):
                bay.stop()
                await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
                await asyncio.sleep(4)
                bay.tell(Reset("test"))
                await asyncio.sleep(1)
        assert len(journals(tmp_path / "incidents")) == keeping.INCIDENTS_KEPT

    virtually(main)


@pytest.mark.sr(14)
def test_belts_that_are_stopped_together_are_written_to_before_anything_is_recorded(tmp_path, monkeypatch):
    """Thirty records begun in the turn of a press would hold up the thirtieth belt, and the answer."""

    async def main():
        radio, order = MemoryRadio(2), []
        async with fleet(tmp_path, radio) as there:
            bays = [await linked(there), await linked(there, SECOND)]
            begin, put = Keeping._begin_incident, MemoryTreadmill.write  # noqa: SLF001
            monkeypatch.setattr(Keeping, "_begin_incident", lambda *given: (order.append("record"), begin(*given))[1])
            monkeypatch.setattr(MemoryTreadmill, "write", lambda *given: (order.append("write"), put(*given))[1])
            for bay in bays:
                bay.stop()
            assert order == []
            for bay in bays:
                await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
            assert order[:2] == ["write", "write"] and order.count("record") == 2
            await asyncio.sleep(1)
        assert len([whole(each) for each in journals(tmp_path / "incidents")]) == 2

    virtually(main)


def test_nobody_walks_where_a_record_waits_to_be_begun(tmp_path):
    async def main():
        async with fleet(tmp_path, MemoryRadio()) as there:
            bay = await linked(there)
            bay.stop()
            assert await begin(bay, tmp_path / "one") == "its belt is being stopped"
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)

    virtually(main)


def test_a_run_that_ends_at_once_has_begun_the_record_that_waited(tmp_path):
    async def main():
        async with fleet(tmp_path, MemoryRadio()) as there:
            bay = await linked(there)
            bay.stop(StopReason.SPOTTER, "button")
            await bay._keeping.close(1)  # noqa: SLF001
            assert any(isinstance(step.event, Stop) for step in whole(journals(tmp_path / "incidents")[0]).steps)

    virtually(main)


def test_a_stop_is_in_its_record_however_much_is_heard_before_that_begins(tmp_path):
    async def main():
        async with fleet(tmp_path, MemoryRadio()) as there:
            bay = await linked(there)
            bay.stop(StopReason.SPOTTER, "button")
            for _ in range(3 * journal_chapters.HALF):
                bay.tell(Tick())
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
            await asyncio.sleep(1)
        (kept,) = journals(tmp_path / "incidents")
        assert Stop(StopReason.SPOTTER, "button") in [step.event for step in whole(kept).steps]

    virtually(main)


def test_a_record_that_cannot_be_begun_keeps_nobody_from_walking_after_a_reset(tmp_path, monkeypatch):
    def fails(*_):
        raise RuntimeError("can't start new thread")

    async def main():
        async with fleet(tmp_path, MemoryRadio()) as there:
            bay = await linked(there)
            with monkeypatch.context() as there_is_no_room:
                there_is_no_room.setattr(Keeping, "_begin_incident", fails)
                bay.stop(StopReason.SPOTTER, "button")
                await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
                await asyncio.sleep(1)
            assert [each.ended for each in entries(tmp_path)] == [Ended(StopReason.SPOTTER, "button")]
            bay.tell(Reset("test"))
            assert bay._keeping.busy == ""  # noqa: SLF001

    virtually(main)


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────


def test_rules_that_change_while_a_belt_is_being_stopped_turn_the_page(tmp_path):
    async def main():
        async with fleet(tmp_path, MemoryRadio()) as there:
            bay = await linked(there)
            bay.stop()
            profile = replace(bay.service.rules.profile, speed_max=Speed(200))
            bay._keeping.go_by(replace(bay.service.rules, profile=profile))  # noqa: SLF001
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
        old, new = (whole(each) for each in journals(tmp_path / "incidents"))
        assert any(isinstance(step.event, Stop) for step in old.steps)
        assert (old.header.rules.profile.speed_max, new.header.rules.profile.speed_max) == (None, Speed(200))

    virtually(main)


# ── a whole day ─────────────────────────────────────────────────────────────────────────────────────


SELDOM = ((service, "TICK"), (discovery, "LOOK"), (reconnect, "LOOK"))


def size(folder):
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())


def test_a_day_of_service_grows_by_its_walks_alone(tmp_path, monkeypatch):
    """24 h, three walks, switched off between them: the state folder is as it was, the memory, too."""

    async def main():
        state, radio = tmp_path / "state", MemoryRadio()
        async with fleet(state, radio) as there:
            bay = await linked(there)
            objects, began = [], now()
            for hour in range(24):
                if hour % 8 == 7:
                    monkeypatch.undo()
                    radio.away.clear()
                    await bay.service.until(lambda seen: seen.belt is Belt.IDLE)
                    await walk(bay, tmp_path / f"walk {hour}", plan(10), walk=str(hour))
                    radio.away.add(FIRST)
                    await bay.service._port.disconnect()  # noqa: SLF001 - as one that is switched off
                for module, name in SELDOM:  # only while nobody walks: a day of looks takes minutes
                    monkeypatch.setattr(module, name, 5.0)
                await asyncio.sleep(3600 - (now() - began) / 1000 % 3600)
                gc.collect()
                objects.append(len(gc.get_objects()))
            assert size(state) == 0
            assert max(objects[1:]) < objects[0] * 1.05, objects
            radio.away.clear()
        sizes = [size(each.parent) for each in journals(tmp_path)]
        assert len(sizes) == 3 and max(sizes) < 1.2 * min(sizes)

    virtually(main)


def test_the_ring_holds_the_last_seconds_and_folds(tmp_path):
    async def main():
        async with fleet(tmp_path, MemoryRadio()) as there:
            bay = await linked(there)
            await asyncio.sleep(100)
            ring = bay._keeping._chapters.ring  # noqa: SLF001
            assert journal_chapters.HALF <= len(ring.steps) <= 2 * journal_chapters.HALF
            assert ring.begun is not None
            bay.stop()
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
            await asyncio.sleep(1)
        recording = read(journals(tmp_path / "incidents")[0])
        assert fold(recording)[0] == recording.steps

    virtually(main)
