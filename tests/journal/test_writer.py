import errno
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from itertools import cycle, islice
from pathlib import Path

import pytest

from retrowalk import __version__
from retrowalk.controller.events import TreadmillFrame
from retrowalk.controller.rules import Rules
from retrowalk.firmware.profile import Profile
from retrowalk.journal import writer
from retrowalk.journal.line import frame
from retrowalk.journal.open import Entry, left
from retrowalk.journal.reader import read
from retrowalk.journal.record import Header, Step
from retrowalk.journal.writer import Journal


HEADER = Header("AA:BB", Rules(Profile("generic")), 1.0, "2026-11-21T12:00:00+00:00")
STEPS = tuple(Step(number * 250, TreadmillFrame(bytes([number])), ()) for number in range(100))
# Any wait for a thread or a process here ends long before (s).
PATIENCE = 20.0


def _wait_for(holds):
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.005)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "walk.journal"


def test_a_file_made_apart_waits_until_the_belts_were_written_to(path, monkeypatch):
    go_on, slept = threading.Event(), []
    monkeypatch.setattr(writer.time, "sleep", lambda seconds: (slept.append(seconds), go_on.wait(PATIENCE)))
    with Journal(path / "of" / "a.walk", HEADER, apart=True) as journal:
        for step in STEPS:
            journal.write(step)
        assert not path.exists()
        go_on.set()
        journal.until_open(PATIENCE)
    assert slept == [writer.BREATH]
    assert read(path / "of" / "a.walk").steps == STEPS


def test_what_is_written_is_read(path):
    with Journal(path, HEADER) as journal:
        for step in STEPS:
            journal.write(step)
        assert journal.healthy
    recording = read(path)
    assert (recording.header, recording.steps, recording.version, recording.lost) == (HEADER, STEPS, __version__, 0)


def test_lines_reach_the_file_without_a_sync(path):
    with Journal(path, HEADER) as journal:
        journal.write(STEPS[0])
        _wait_for(lambda: read(path).steps == STEPS[:1])


@pytest.fixture
def syncs(monkeypatch):
    counted = []

    def sync(file):
        os.fsync(file)
        counted.append(os.fstat(file).st_size)

    monkeypatch.setattr(writer, "_sync", sync)
    return counted


def test_a_sync_covers_all_that_was_written_before_it(path, syncs, monkeypatch):
    monkeypatch.setattr(writer, "IDLE_SYNC", PATIENCE)
    with Journal(path, HEADER) as journal:
        journal.write(STEPS[0])
        journal.sync()
        _wait_for(lambda: len(syncs) == 2)
        assert syncs == [syncs[0], path.stat().st_size]


def test_an_idle_journal_syncs_by_itself_and_then_rests(path, syncs, monkeypatch):
    monkeypatch.setattr(writer, "IDLE_SYNC", 0.01)
    with Journal(path, HEADER) as journal:
        journal.write(STEPS[0])
        _wait_for(lambda: len(syncs) >= 2 and syncs[-1] == path.stat().st_size)
        settled = len(syncs)
        time.sleep(0.1)
        assert len(syncs) == settled


def test_idle_waits_are_within_half_a_second():
    assert writer.IDLE_SYNC <= 0.5


@pytest.mark.parametrize("place", ["missing/walk.journal", "a_file/walk.journal", "there.journal"])
def test_a_place_that_cannot_be_written_breaks_the_journal_and_not_the_walk(tmp_path, place):
    (tmp_path / "a_file").touch()
    (tmp_path / "there.journal").write_text("somebody's")
    heard = []
    with Journal(tmp_path / place, HEADER, heard.append) as journal:
        assert not journal.healthy
        journal.write(STEPS[0])
        journal.sync()
    assert heard == [journal.broken]
    assert journal.broken.startswith(f"journal {tmp_path / place}: ")
    assert (tmp_path / "there.journal").read_text() == "somebody's"


@pytest.fixture
def small_disk():
    """No file of this process may grow beyond 4 KiB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    yield 4096
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_once_and_what_was_written_stays_readable(path, small_disk):
    heard = []
    with Journal(path, HEADER, heard.append) as journal:
        for step in STEPS:
            journal.write(step)
        _wait_for(lambda: not journal.healthy)
        for step in STEPS:
            journal.write(step)
    assert heard == [journal.broken]
    assert "File too large" in journal.broken
    assert path.stat().st_size == small_disk
    recording = read(path)
    assert recording.steps == STEPS[: len(recording.steps)]
    assert recording.steps
    assert recording.lost == 1


def test_what_has_no_line_breaks_the_journal_instead_of_its_thread(path):
    with Journal(path, HEADER) as journal:
        journal.write(Step(0, threading.Lock(), ()))
        _wait_for(lambda: not journal.healthy)
        journal.write(STEPS[0])
    assert read(path).steps == ()


def test_one_who_cannot_be_told_is_not_missed(tmp_path, caplog):
    def broke(_):
        raise RuntimeError("the loop is closed")

    with Journal(tmp_path / "missing" / "walk.journal", HEADER, broke) as journal:
        assert not journal.healthy
    assert "nobody could be told" in caplog.text


def test_a_disk_that_hangs_costs_no_memory_without_end(path, monkeypatch):
    hangs, let_go = threading.Event(), threading.Event()

    def hang(number, data):
        hangs.set()
        let_go.wait(PATIENCE)
        return frame(number, data)

    monkeypatch.setattr(writer, "LIMIT", 10)
    with Journal(path, HEADER) as journal:
        monkeypatch.setattr(writer, "frame", hang)
        journal.write(STEPS[0])
        assert hangs.wait(PATIENCE)
        for step in islice(cycle(STEPS), 2 * writer.LIMIT):
            journal.write(step)
        assert "the disk takes nothing" in journal.broken
        let_go.set()


def test_a_disk_that_is_only_slower_than_a_simulated_walk_breaks_nothing(path, monkeypatch):
    turns = threading.Semaphore(2)  # for the header and the first step

    def slowly(number, data):
        assert turns.acquire(timeout=PATIENCE)
        return frame(number, data)

    monkeypatch.setattr(writer, "LIMIT", 10)
    monkeypatch.setattr(writer, "_BATCH", 1)
    monkeypatch.setattr(writer, "frame", slowly)
    with Journal(path, HEADER) as journal:
        journal.write(STEPS[0])
        for lines in range(2, 8):
            _wait_for(lambda lines=lines: len(path.read_bytes().splitlines()) == lines)
            for step in islice(cycle(STEPS), writer.LIMIT):
                journal.write(step)
            turns.release()
        assert journal.healthy
        turns.release(6 * writer.LIMIT)
    assert len(read(path).steps) == 6 * writer.LIMIT + 1


@pytest.fixture
def stall(monkeypatch):
    """Syncs wait until this is set; the header's comes through."""
    going = threading.Event()
    going.set()
    monkeypatch.setattr(writer, "_sync", lambda file: (going.wait(PATIENCE), os.fsync(file)))
    monkeypatch.setattr(writer, "IDLE_SYNC", 0.01)
    return going


def _hand(journal, *times):
    for now in times:
        journal.write(Step(now, STEPS[0].event, ()))


def test_what_a_power_cut_would_take_is_known_and_arms_nothing(path, stall):
    with Journal(path, HEADER) as journal:
        _hand(journal, 50_000, 50_250)
        _wait_for(lambda: journal.behind == 0)
        stall.clear()
        _hand(journal, 50_500)
        assert (journal.behind, journal.refusal) == (0, "")
        _hand(journal, 51_500)
        assert (journal.behind, journal.refusal) == (1000, "")
        _hand(journal, 51_750)
        assert (journal.refusal, journal.failing) == ("the disk is 1.2 s behind", False)
        _hand(journal, 54_501)
        assert (journal.failing, journal.healthy) == (True, True)
        stall.set()
        _wait_for(lambda: not journal.refusal)
        assert not journal.failing


@pytest.mark.sr(23)
def test_a_sync_that_takes_long_keeps_nothing_from_the_file(path, stall, monkeypatch):
    with Journal(path, HEADER) as journal:
        sync, began = writer._sync, threading.Event()  # noqa: SLF001 - the disk
        monkeypatch.setattr(writer, "_sync", lambda file: (began.set(), sync(file)))
        stall.clear()
        _hand(journal, 0)
        journal.sync()
        assert began.wait(PATIENCE), "what comes now finds the disk at work"
        _hand(journal, *range(250, 5_000, 250))
        _wait_for(lambda: len(read(path).steps) == 20)
        assert journal.behind > 0
        stall.set()


def test_a_computer_that_slept_is_no_disk_that_stalls(path, stall):
    with Journal(path, HEADER) as journal:
        _hand(journal, 0, 250)
        _wait_for(lambda: journal.behind == 0)
        stall.clear()
        _hand(journal, 3_600_000)
        assert not journal.failing
        stall.set()


@pytest.mark.parametrize(("pace", "behind"), [(1.0, 60_000), (10.0, 6_000), (float("inf"), 0)])
def test_a_simulation_that_runs_ahead_is_no_disk_that_stalls(path, stall, pace, behind):
    with Journal(path, Header("AA:BB", HEADER.rules, pace)) as journal:
        stall.clear()
        _hand(journal, 0, 60_000)
        assert journal.behind == behind
        stall.set()


def test_a_sync_that_fails_breaks_the_journal_for_good(path, monkeypatch):
    def fail(_):
        raise OSError(errno.EIO, "Input/output error")

    with Journal(path, HEADER) as journal:
        monkeypatch.setattr(writer, "_sync", fail)
        _hand(journal, 0)
        journal.sync()
        _wait_for(lambda: journal.broken)
        monkeypatch.undo()
        assert journal.broken.endswith("Input/output error")
        assert (journal.refusal, journal.failing) == (journal.broken, True)


@pytest.mark.sr(23)
def test_nothing_is_armed_before_word_of_it_is_on_the_disk(path, tmp_path):
    with Journal(path, HEADER, folder=tmp_path / "open") as journal:
        _hand(journal, 0, 250)
        assert journal.refusal == "no word of this walk is on the disk yet"
        assert left(tmp_path / "open") == ()
        journal.begin()
        assert journal.refusal == ""
        (found,) = left(tmp_path / "open")
        assert found.entry == Entry("AA:BB", str(path.absolute()), 3, HEADER.started)


def test_a_treadmill_that_ends_with_the_program_leaves_no_word(path):
    with Journal(path, HEADER) as journal:
        journal.begin()
        assert journal.refusal == ""
        assert list(path.parent.iterdir()) == [path]


@pytest.mark.sr(23)
def test_word_that_cannot_be_left_arms_nothing_and_may_be_tried_again(path, tmp_path):
    (tmp_path / "open").touch()
    with Journal(path, HEADER, folder=tmp_path / "open") as journal:
        journal.begin()
        assert journal.refusal.startswith("no word of this walk can be left on the disk: ")
        assert journal.healthy
        (tmp_path / "open").unlink()
        journal.begin()
        assert journal.refusal == ""


def test_closing_twice_is_closing(path):
    journal = Journal(path, HEADER)
    journal.close()
    journal.close()
    assert read(path).steps == ()


@pytest.mark.sr(46)
def test_a_journal_only_grows(path):
    with Journal(path, HEADER) as journal:
        before = path.read_bytes()
        for step in STEPS:
            journal.write(step)
            after = path.read_bytes()
            assert after.startswith(before)
            before = after


WRITER = """
import sys, time
from pathlib import Path
sys.path.insert(0, {here!r})
from test_writer import HEADER, Step, Journal
from retrowalk.controller.events import Tick
from retrowalk.journal import writer
from retrowalk.journal.line import frame
from retrowalk.journal.open import Entry, left
sync = writer._sync
journal = Journal(Path({path!r}), HEADER)
number = 0
def told(file):
    taken = journal._written.steps
    sync(file)
    print(taken, flush=True)  # steps that are safe from here on
writer._sync = told
while True:
    for _ in range(50):
        journal.write(Step(number, Tick(), ()))
        number += 1
    journal.sync()
    time.sleep(0.001)
"""


def test_a_killed_process_loses_nothing_that_was_synced(path):
    program = WRITER.format(here=str(Path(__file__).parent), path=str(path))
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        for _ in range(20):
            synced = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split("\n")
    synced = max([synced, *(int(line) for line in rest[:-1] if line)])
    recording = read(path)
    assert len(recording.steps) >= synced > 0
    assert [step.now for step in recording.steps] == list(range(len(recording.steps)))
    assert recording.lost <= 1
