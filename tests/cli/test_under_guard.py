"""Walks under guard, as people start them: every process a real one, the treadmill on an air of its own."""

import fcntl
import os
import signal
import socket
from pathlib import Path

import pytest
from tests.cli.test_air import NOWHERE
from tests.guard.waiting import until

from processes import PATIENCE, air, begun, ended, line
from retrowalk.cli.exits import Exit
from retrowalk.cli.main import call


BELT = "C0:00:00:00:00:01"


def where(place, folder, *more):
    return ("walk", "P01", "--simulate", "--air", place, "--treadmill", BELT, "--report-dir", str(folder), *more)


def guard_of(walk):
    """The process number of a walk's guard; None while it has none."""
    for task in Path(f"/proc/{walk.pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            if b"guard" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0"):
                return int(child)
    return None


@pytest.mark.sr(23)
async def test_a_guard_that_is_killed_is_missed_and_replaced(tmp_path):
    async with air() as place:
        walk = await begun(*where(place, tmp_path))
        await line(walk, "Scripted walker: confirms")
        first = guard_of(walk)
        os.kill(first, signal.SIGKILL)
        await until(lambda: guard_of(walk) not in (None, first), PATIENCE)
        await line(walk, "settling")
        walk.send_signal(signal.SIGINT)
        code, said, complaint = await ended(walk)
        assert (code, complaint) == (Exit.INTERRUPTED, "")
        assert "The belt was measured at standstill." in said


@pytest.mark.sr(23)
async def test_where_no_guard_can_be_nobody_walks(tmp_path):
    state = tmp_path / "s"
    state.mkdir()
    with (state / "guard.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        async with air() as place:
            code, said, complaint = await ended(await begun(*where(place, tmp_path, "--state-dir", str(state))))
    assert code == Exit.REFUSED
    assert "no guard watches this treadmill: it ended 5 times within 60 s" in complaint
    assert "READY" not in said


async def test_a_guard_that_serves_another_walk_is_said_with_what_to_type(tmp_path):
    state = tmp_path / "s"
    async with air() as place:
        guard = await begun("guard", "--state-dir", str(state), "--air", place)
        await until((state / "guard.sock").exists, PATIENCE)
        with socket.socket(socket.AF_UNIX) as first:
            first.connect(str(state / "guard.sock"))
            code, said, complaint = await ended(await begun(*where(place, tmp_path, "--state-dir", str(state))))
        guard.terminate()
        await guard.wait()
    assert code == Exit.REFUSED
    assert "no guard watches this treadmill: this guard watches over another service" in complaint
    assert "--state-dir of its own" in complaint
    assert "READY" not in said


async def test_a_walk_without_a_guard_says_so(tmp_path):
    async with air() as place:
        walk = await begun(*where(place, tmp_path, "--no-guard"))
        await line(walk, "No guard: nothing stops the belt if this program dies.")
        await line(walk, "Scripted walker: confirms")
        assert guard_of(walk) is None
        walk.send_signal(signal.SIGINT)
        assert (await ended(walk))[0] == Exit.INTERRUPTED


def test_a_walk_whose_guard_could_not_be_met_is_not_begun(tmp_path, capsys):
    assert call([*where(NOWHERE, tmp_path), "--state-dir", str(tmp_path / ("x" * 100))]) == Exit.FAILED
    assert "too long" in capsys.readouterr().err
