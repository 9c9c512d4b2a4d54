"""Whole walks through the command line on a treadmill in memory, in virtual time or a hundred times as fast."""

import asyncio
import errno
import io
import os
import pty
import re
import resource
import signal
import subprocess
import sys
from contextlib import asynccontextmanager

import pytest
from rich.console import Console

from persons import PACE, QUICKLY, STARTS, WALKING, Person, terminal
from retrowalk import app, link
from retrowalk.cli import papers
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.keys import pressed
from retrowalk.cli.main import call
from retrowalk.cli.screen import Output
from retrowalk.cli.walk import Order, run
from retrowalk.cli.words import CANNOT_STOP, PROMPTS, SIMULATED, WARNING
from retrowalk.export.suffixes import Format
from retrowalk.journal.reader import read
from retrowalk.link.errors import LinkError
from retrowalk.protocol.level import Level
from retrowalk.runtime.clock import now
from retrowalk.session.checklist import required
from retrowalk.session.stage import Stage
from retrowalk.settings import load_protocols
from retrowalk.simulator.faults import Fault
from retrowalk.units import Speed


COMMANDLESS = ("P14",)


@pytest.mark.parametrize("protocol", load_protocols().plans)
def test_every_protocol_is_walked_to_its_end(protocol, capsys, tmp_path):
    code = call(
        ["walk", protocol, "--simulate", "--carrier", "memory", "--speed-up", "inf", "--report-dir", str(tmp_path)]
    )
    shown = capsys.readouterr().out
    assert code == Exit.DONE
    assert "Ended by            completed" in shown
    assert SIMULATED in shown
    assert ("standstill" in shown.splitlines()[-1]) is (protocol not in COMMANDLESS)
    (folder,) = tmp_path.iterdir()
    exports = {f"walk.{form}" for form in Format}
    assert {path.name for path in folder.iterdir()} == {"report.txt", "walk.png", "journal.jsonl"} | exports


def meeting(*faults, reachable=True):
    """A treadmill in memory in place of the one at the order's address."""

    @asynccontextmanager
    async def meet(_order):
        async with app.simulated(app.Carrier.MEMORY) as met:
            for fault, amount in faults:
                met.machine.fail(fault, amount, now())
            if not reachable:
                met.machine.fail(Fault.LINK_DROP, 10**9, now())
            yield met

    return meet


def walked(tmp_path, script, *, protocol="P01", meet=None, address="sim", speed_cap=None):
    """A walk by a person at a terminal; returns the exit code and what was printed."""
    order = Order(load_protocols().plans[protocol], address, QUICKLY, app.Carrier.MEMORY, tmp_path, speed_cap, PACE)
    with terminal() as keyboard:
        person = Person(keyboard, script)
        code = run(order, Console(file=person, width=200), meet or meeting())
    return code, person.getvalue()


def events(tmp_path):
    """The names of all events in the journal of the one walk."""
    (path,) = tmp_path.glob("*/journal.jsonl")
    return [type(step.event).__name__ for step in read(path).steps]


def test_a_person_walks_with_keys_alone(tmp_path):
    code, shown = walked(tmp_path, STARTS)
    assert code is Exit.DONE
    assert WARNING.split(".")[0] in shown
    assert SIMULATED not in shown
    assert "Scripted" not in shown
    heard = events(tmp_path)
    assert heard.count("Confirm") == len(required(Level.BEGINNER))  # no spotter is asked for here
    assert heard.count("Steady") == 1 <= heard.count("Ready")  # one that runs out on a busy computer is asked for again


def test_what_a_first_stop_would_wait_for_is_made_before_the_walk(tmp_path, monkeypatch):
    def warm():
        raise Trouble("made")

    monkeypatch.setattr(app, "warm", warm)
    with pytest.raises(Trouble, match="made"):
        walked(tmp_path, STARTS)
    assert not list(tmp_path.iterdir())


@pytest.mark.sr(35)
def test_nothing_is_confirmed_for_a_person_and_a_no_ends_it(tmp_path):
    code, shown = walked(tmp_path, [("y yes, n no", b"n")])
    assert code is Exit.STOPPED_BY_PERSON
    assert "Not confirmed" in shown
    heard = events(tmp_path)
    assert "Confirm" not in heard
    assert "Ready" not in heard


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (b"s", "user stop"), (b" ", "user stop"), (b"S", "user stop"), (b"x", "pain"), (b"d", "dizzy"),
        (b"c", "chest breath"), (b"f", "fall stumble"),
    ],
)  # fmt: skip
def test_one_press_stops_the_belt_and_says_what_was_measured(tmp_path, key, reason):
    code, shown = walked(tmp_path, [*STARTS, (WALKING, key)])
    assert code is Exit.STOPPED_BY_PERSON
    assert f"Ended by            {reason}" in shown
    assert shown.rstrip().endswith("The belt was measured at standstill.")


def test_hold_proceed_and_end(tmp_path):
    code, shown = walked(tmp_path, [*STARTS, (WALKING, b"h"), (PROMPTS[Stage.HOLDING], b"p"), ("segment 3 of 5", b"e")])
    assert code is Exit.STOPPED_BY_PERSON
    assert "Holds               1" in shown
    assert "winding down" in shown
    assert {"Hold", "Proceed", "End"} <= set(events(tmp_path))


def test_a_cap_of_the_day_is_kept(tmp_path):
    code, shown = walked(tmp_path, STARTS, speed_cap=Speed.parse("0.7 mph"))
    assert code is Exit.DONE
    assert "cap by session" in shown
    assert "top 0.7 mph (1.1 km/h)" in shown


def test_ctrl_c_stops_the_belt_and_waits_for_standstill(tmp_path):
    code, shown = walked(tmp_path, [*STARTS, (WALKING, signal.SIGINT)])
    assert code is Exit.INTERRUPTED
    assert "Stopping the belt" in shown
    assert shown.rstrip().endswith("The belt was measured at standstill.")


def test_more_interrupts_on_a_belt_that_does_not_stop_say_pull_the_key_before_they_leave(tmp_path):
    again = (("Stopping the belt", signal.SIGTERM), ("yet: PULL THE KEY", signal.SIGINT))
    meet = meeting((Fault.STOP_IGNORED, None))
    code, shown = walked(tmp_path, [*STARTS, (WALKING, signal.SIGINT), *again], meet=meet)
    assert code is Exit.NOT_VERIFIED
    assert CANNOT_STOP in shown.splitlines()[-1]
    assert shown.index("Stopping the belt") < shown.index("yet: PULL THE KEY")


def test_ctrl_c_before_the_walk_starts_nothing(tmp_path):
    with pytest.raises(Trouble, match="nothing was started") as trouble:
        walked(tmp_path, [("link up", signal.SIGINT)])
    assert trouble.value.code is Exit.INTERRUPTED


def test_a_treadmill_that_cannot_be_reached_is_said_in_a_line(tmp_path):
    with pytest.raises(Trouble, match="cannot be reached") as trouble:
        walked(tmp_path, STARTS, meet=meeting(reachable=False))
    assert trouble.value.code is Exit.UNREACHABLE


def test_a_walk_without_a_terminal_is_refused_on_a_real_treadmill(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    order = Order(load_protocols().plans["P01"], "sim", QUICKLY, app.Carrier.MEMORY, tmp_path, loop=PACE)
    with pytest.raises(Trouble, match="needs a terminal"):
        run(order, Console(file=io.StringIO()), meeting())


def test_a_signal_from_outside_stops_a_whole_program(tmp_path):
    command = [sys.executable, "-c", "from retrowalk.cli import main; main()"]
    options = ["--simulate", "--carrier", "memory", "--speed-up", "30", "--report-dir", str(tmp_path)]
    with subprocess.Popen(
        [*command, "walk", "P01", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout:
            if re.search(r"\d  settling$", line):
                process.send_signal(signal.SIGINT)
                break
        rest, complaint = process.communicate(timeout=60)
    assert (process.returncode, complaint) == (Exit.INTERRUPTED, "")
    assert rest.rstrip().endswith("The belt was measured at standstill.")


class Gone(Person):
    """A screen whose other end closes when the walk is on."""

    def write(self, text):
        if WALKING in text:
            raise BrokenPipeError
        return super().write(text)


def test_a_screen_that_goes_stops_the_belt_and_the_papers_are_kept(tmp_path):
    order = Order(load_protocols().plans["P01"], "sim", QUICKLY, app.Carrier.MEMORY, tmp_path, loop=PACE)
    with terminal() as keyboard:
        code = run(order, Output(file=Gone(keyboard, STARTS), width=200), meeting())
    assert code is Exit.STOPPED_BY_PERSON
    (told,) = tmp_path.glob("*/report.txt")
    assert "Standstill         measured" in told.read_text(encoding="utf-8")


def test_a_screen_that_goes_before_the_walk_starts_nothing(tmp_path):
    class Blank(io.StringIO):
        def write(self, text):
            if "link up" in text:
                raise BrokenPipeError
            return super().write(text)

    order = Order(load_protocols().plans["P01"], "sim", QUICKLY, app.Carrier.MEMORY, tmp_path, loop=PACE)
    with terminal(), pytest.raises(Trouble, match="nothing was started"):
        run(order, Output(file=Blank(), width=200), meeting())


@pytest.fixture
def _small_files():
    """No file of this process may grow beyond 64 KiB: less than the journal of a whole walk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("_small_files")
def test_a_journal_that_breaks_is_told_at_once_and_at_the_end(tmp_path):
    code, shown = walked(tmp_path, STARTS)
    assert code is Exit.STOPPED_BY_SAFETY
    before, _, after = shown.partition("Ended by")
    assert "THIS WALK IS NO LONGER RECORDED" in before
    assert "Winding down" in before
    assert "engine fault" in after.split("\n")[0]
    assert "File too large" in after
    assert shown.rstrip().endswith("The belt was measured at standstill.")


def test_papers_that_cannot_be_written_hide_neither_report_nor_standstill(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(papers, "plot", full)
    code, shown = walked(tmp_path, STARTS)
    assert code is Exit.FAILED
    assert "Ended by            completed" in shown
    assert "NOT written" in shown
    assert shown.rstrip().endswith("The belt was measured at standstill.")
    assert not list(tmp_path.glob("*/walk.png"))


def test_a_treadmill_that_is_never_met_leaves_no_folder(tmp_path):
    @asynccontextmanager
    async def nowhere(_order):
        raise LinkError(link.errors.Fault.NOT_FOUND)
        yield

    order = Order(load_protocols().plans["P01"], "sim", QUICKLY, app.Carrier.MEMORY, tmp_path, loop=PACE)
    with pytest.raises(LinkError):
        run(order, Console(file=io.StringIO()), nowhere)
    assert not list(tmp_path.iterdir())


def test_ctrl_s_is_a_key_and_freezes_nothing():
    with terminal() as keyboard:

        async def main():
            with pressed(pressed_keys.append, pressed_keys.clear):
                os.write(keyboard, b"\x13s")
                await asyncio.sleep(0.1)

        pressed_keys = []
        asyncio.run(main())
    assert pressed_keys == ["\x13", "s"]


def test_a_terminal_that_is_closed_stops_the_belt_and_the_papers_are_kept(tmp_path):
    keyboard, screen = pty.openpty()
    command = [sys.executable, "-c", "from retrowalk.cli import main; main()", "walk", "P01", "--simulate"]
    options = ["--carrier", "memory", "--speed-up", "30", "--report-dir", str(tmp_path)]
    with subprocess.Popen([*command, *options], stdin=screen, stdout=screen, stderr=subprocess.PIPE) as process:
        os.close(screen)
        seen = b""
        while b"settling" not in seen:
            seen += os.read(keyboard, 4096)
        os.close(keyboard)
        complaint = process.stderr.read()
        assert (process.wait(60), complaint) == (Exit.STOPPED_BY_PERSON, b"")
    (told,) = tmp_path.glob("*/report.txt")
    assert "Standstill         measured" in told.read_text(encoding="utf-8")
