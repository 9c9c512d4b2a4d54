"""Programs that die or are told to end while a belt moves: every one of them a process, on an air that outlives it."""

import asyncio
import random
import signal
import subprocess
import sys
import time

import pytest

from processes import FIRST, air, begun, ended, line
from retrowalk.cli.exits import Exit
from retrowalk.journal.reader import read
from retrowalk.runtime.recovery import find
from retrowalk.safety.events import StopReason


def walk_at(place, tmp_path, *words):
    """A walk by the scripted walker. No guard: what happens to a belt nobody watches is what recovery is for."""
    where = ("--simulate", "--air", place, "--treadmill", FIRST, "--report-dir", str(tmp_path / "walks"))
    return begun("walk", "P01", *where, "--state-dir", str(tmp_path / "state"), "--no-guard", *words)


def boot_ms():
    return round(time.clock_gettime(time.CLOCK_BOOTTIME) * 1000)


@pytest.mark.sr(23)
@pytest.mark.sr(46)
async def test_a_walk_that_is_killed_is_found_stopped_reported_and_walked_again(tmp_path):
    state = tmp_path / "state"
    async with air() as place:
        walk = await walk_at(place, tmp_path)
        await line(walk, "  settling")
        second = await walk_at(place, tmp_path)
        code, _, complaint = await ended(second)
        assert code == Exit.REFUSED
        assert f"another program of Retrowalk has {FIRST}" in complaint
        await asyncio.sleep(random.random() * 2)
        killed = boot_ms()
        walk.kill()
        await ended(walk)

        (folder,) = (tmp_path / "walks").iterdir()
        steps = read(folder / "journal.jsonl").steps
        assert killed - steps[-1].now <= 1000
        assert [each.ours for each in find(state)] == [True]

        recover = await begun("recover", "--all", "--air", place, "--state-dir", str(state))
        code, said, complaint = await ended(recover)
        assert (code, complaint) == (Exit.DONE, "")
        assert "A walk of P01" in said and "was interrupted" in said
        assert "measured at standstill and latched" in said
        assert "Ended by           interrupted" in (folder / "report.txt").read_text(encoding="utf-8")
        assert [(each.ours, each.reason) for each in find(state)] == [(False, StopReason.ENGINE_FAULT)]

        # A service update: told to end while the belt moves, it ends only when the belt was measured at rest.
        walk = await walk_at(place, tmp_path)
        await line(walk, "Latched since")
        await line(walk, "latch reset")
        await line(walk, "  settling")
        walk.send_signal(signal.SIGTERM)
        told = time.monotonic()
        code, said, complaint = await ended(walk)
        assert (code, complaint) == (Exit.INTERRUPTED, "")
        assert "The belt was measured at standstill." in said
        assert time.monotonic() - told < 10 + 10  # for zero, and for the papers
        assert [(each.ours, each.reason) for each in find(state)] == [(False, StopReason.USER_STOP)]
        walk = await walk_at(place, tmp_path)
        await line(walk, "Latched since")
        await line(walk, "latch reset")
        walk.send_signal(signal.SIGTERM)
        await ended(walk)


RECORDER = """
import asyncio, sys
from pathlib import Path
from retrowalk import app
from retrowalk.runtime.service import Service

async def main():
    async with app.simulated(app.Carrier.MEMORY) as met:
        with app.journal(Path(sys.argv[1]), met, 1.0, print) as journal:
            service = Service(met.port, met.rules, journal=journal)
            service.subscribe(lambda step: print(step.now, flush=True))
            await service.run()

asyncio.run(main())
"""


@pytest.mark.sr(46)
def test_of_programs_killed_at_any_moment_nothing_older_than_a_second_is_lost(tmp_path):
    chance = random.Random(1)
    lost = []
    for number in range(8):
        folder = tmp_path / str(number)
        folder.mkdir()
        with subprocess.Popen([sys.executable, "-c", RECORDER, folder], stdout=subprocess.PIPE) as process:
            assert process.stdout.readline()
            time.sleep(chance.uniform(0, 1.5))
            process.kill()
            heard = [int(line) for line in process.stdout.read().split(b"\n")[:-1] if line]
        recording = read(folder / "journal.jsonl")
        assert recording.lost <= 1
        lost += [max(heard, default=0) - recording.steps[-1].now] if heard else []
    assert len(lost) >= 4
    assert max(lost) <= 1000, lost


@pytest.mark.sr(23)
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP])
def test_a_program_that_is_told_to_end_stops_its_belt_and_keeps_its_papers(tmp_path, told):
    command = [sys.executable, "-c", "from retrowalk.cli import main; main()", "walk", "P01", "--simulate"]
    options = ["--carrier", "memory", "--speed-up", "30", "--report-dir", str(tmp_path)]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        for said in process.stdout:
            if said.rstrip().endswith("  settling"):
                process.send_signal(told)
                break
        rest, complaint = process.communicate(timeout=200)
    assert (process.returncode, complaint) == (Exit.INTERRUPTED, "")
    assert rest.rstrip().endswith("The belt was measured at standstill.")
    (folder,) = tmp_path.iterdir()
    forms = {f"walk.{form}" for form in ("csv", "fit", "html", "json", "tcx")}
    assert {path.name for path in folder.iterdir()} == {"report.txt", "walk.png", "journal.jsonl", *forms}
    recording = read(folder / "journal.jsonl")
    assert (recording.lost, recording.damage) == (0, "")
