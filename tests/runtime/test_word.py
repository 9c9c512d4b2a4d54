"""The word on the disk about a treadmill: the newest counts, what failed is tried again."""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from fleets import FIRST, Inline, virtually
from retrowalk.journal.open import Ended, Entry, left
from retrowalk.runtime.word import RETRY, Word
from retrowalk.safety.events import StopReason


OURS = Entry(FIRST, "/walk/journal.jsonl", 1, "2026-11-21T12:00:00+00:00")
LATCHED = Entry(FIRST, "/walk/journal.jsonl", 0, "2026-11-21T12:00:00+00:00", Ended(StopReason.PAIN, "button"))


def entries(state):
    return [each.entry for each in left(state / "open")]


def test_what_is_said_is_on_the_disk_and_taken_back(tmp_path):
    async def main():
        with ThreadPoolExecutor(1) as pool:
            word = Word(tmp_path, FIRST, pool)
            await word.until_kept()
            for said in (OURS, LATCHED, None, LATCHED):
                word.say(said)
                assert not word.kept
                await word.until_kept()
                assert word.kept and entries(tmp_path) == ([said] if said else [])
            word.say(LATCHED)
            assert word.kept, "nothing new"

    asyncio.run(main())


class Held:
    """A disk that does nothing until it is let."""

    def __init__(self):
        self.asked = []

    def submit(self, work, *args):
        done = Future()
        self.asked.append((done, work, args))
        return done

    def let(self):
        done, work, args = self.asked.pop(0)
        done.set_result(work(*args))


def test_of_what_was_said_while_the_disk_hung_only_the_newest_is_written(tmp_path):
    async def main():
        disk = Held()
        word = Word(tmp_path, FIRST, disk)
        for said in (OURS, LATCHED, None, LATCHED):
            word.say(said)
            await asyncio.sleep(1)
        assert len(disk.asked) == 1 and not word.kept
        disk.let()
        await asyncio.sleep(1)
        assert entries(tmp_path) == [OURS] and not word.kept
        disk.let()
        await word.until_kept()
        assert entries(tmp_path) == [LATCHED] and disk.asked == []

    virtually(main)


def test_a_full_disk_is_asked_again_and_told_once(tmp_path, monkeypatch, caplog):
    async def main():
        caplog.set_level("INFO")
        word = Word(tmp_path, FIRST, Inline())
        monkeypatch.setattr(word, "_write", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        word.say(LATCHED)
        await asyncio.sleep(10 * RETRY)
        assert not word.kept
        monkeypatch.undo()
        await word.until_kept()
        assert entries(tmp_path) == [LATCHED]
        assert [each.levelname for each in caplog.records if FIRST in each.message] == ["ERROR", "INFO"]
        await word.close(1)

    virtually(main)


@pytest.mark.sr(23)
def test_a_disk_that_hangs_does_not_keep_a_service_from_ending(tmp_path):
    async def main():
        word = Word(tmp_path, FIRST, Held())
        word.say(OURS)
        await word.close(2)
        assert not word.kept and entries(tmp_path) == []

    virtually(main)
