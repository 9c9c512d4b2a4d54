"""What survives: kill -9 at random moments, disks that are full or cannot be written."""

import asyncio
import os
import random
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from history import dying
from history.telling import ADA, BOB, begun, second, tell
from history.walking import SHORT, Kept
from retrowalk.history import facts as f
from retrowalk.history import questions as q
from retrowalk.history.mending import mend
from retrowalk.history.rebuild import rebuild
from retrowalk.history.store import NotKept
from retrowalk.history.walks import State


KILLS = {"sqlite": 14, "postgresql": 7}


@pytest.fixture
def mortal(memory):
    """A program that tells without end, as often as it is asked to; `mortal(run, chance)` kills it."""
    command = [sys.executable, dying.__file__, memory.url, memory.folder]
    path = {**os.environ, "PYTHONPATH": str(Path(dying.__file__).parents[1])}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=path) as program:

        def killed(run, chance):
            """The ids of all that was acknowledged before the kill."""
            program.stdin.write(f"{run}\n")
            program.stdin.flush()
            told = {"runs": set(), "kept": set()}
            for line in program.stdout:
                word, what = line.split()
                if word == "died":
                    return told["kept"]
                told[word].add(what)
                if len(told["runs"]) == 1 and len(told["kept"]) == 1:
                    (child,) = told["runs"]
                    threading.Timer(chance.uniform(0, 0.2), os.kill, (int(child), signal.SIGKILL)).start()
            raise AssertionError("the program ended by itself")

        yield killed
        program.stdin.close()


@pytest.mark.timeout(240)
def test_nothing_that_was_acknowledged_is_lost_by_a_kill(memory, mortal):
    chance = random.Random(29)
    acknowledged, kills = set(), KILLS[memory.url.partition(":")[0].partition("+")[0]]
    for run in range(kills):
        acknowledged |= mortal(run, chance)
        history = memory.open()
        assert acknowledged <= {person.id for person in history.answer(q.people())}
        assert history.damage == () and history.open_walks == (f"w{run}",)
        assert mend(history) == (f"w{run}",)
        assert history.answer(q.walk(f"w{run}")).state is State.INTERRUPTED
        memory.close()
    assert len(acknowledged) > kills
    before = memory.rows() | {"sample": []}  # these walks have no journals their samples could be made from
    rebuild(memory.url, memory.folder)
    assert memory.rows() == before


def test_a_disk_that_is_full_refuses_and_leaves_nothing_half_done(memory):
    history = memory.open()
    tell(history, f.PersonSet(BOB, 1))
    site = memory.folder / "site.jsonl"
    whole = site.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 40, hard))
    try:
        for _ in range(3):
            with pytest.raises(NotKept, match="the disk takes no facts: File too large"):
                tell(history, f.PersonSet(ADA, 2))
        assert "File too large" in history.refusal and not history.healthy
        assert history.stuck == ""  # the next one may find room
        assert site.read_bytes() == whole
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert tell(history, f.PersonSet(ADA, 3)) == [3]
    assert history.refusal == "" and history.answer(q.people()) == (ADA, BOB) and history.healthy


def test_a_database_that_is_full_gets_it_later(tmp_path, memory):
    """The site journal has room, and the walk goes on; only reading is refused."""
    if not memory.url.startswith("sqlite"):
        memory.url = f"sqlite:///{tmp_path / 'history.sqlite'}"
    history = memory.open()
    tell(history, begun())
    history.settled().result(10)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((memory.folder / "history.sqlite-wal").stat().st_size, hard))
    try:
        tell(history, f.PersonSet(ADA, 2))
        history.walk_samples("w1", [second(t) for t in range(100)])
        with pytest.raises(Exception, match=r"full|disk"):
            history.settled().result(10)
        assert history.behind and history.refusal == ""
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert history.answer(q.people()) == (ADA,) and len(history.answer(q.samples("w1"))) == 100


def test_a_walk_goes_on_while_nothing_can_be_kept(memory):
    """What is not kept of it comes back from its journal."""
    history = memory.open()
    rig = Kept(history).at_speed(SHORT)
    rig.samples_lost = True
    rig.stop()
    rig.standstill().pass_time(5_000)
    assert mend(history) == ("w1",)
    assert history.answer(q.samples("w1")) == tuple(rig.samples)


async def test_a_disk_that_hangs_is_told_and_holds_nobody_up(memory, monkeypatch):
    history = memory.open()
    sync, going = os.fsync, threading.Event()

    def slow(file):
        going.wait(30)
        sync(file)

    monkeypatch.setattr(os, "fsync", slow)
    monkeypatch.setattr("retrowalk.history.store.LATE", 0.2)
    kept = history.record(f.PersonSet(ADA, 1))
    await asyncio.sleep(0.4)
    assert not kept.done() and history.refusal == history.stuck == "the disk takes no facts"
    going.set()
    assert await kept == 2 and history.refusal == ""
