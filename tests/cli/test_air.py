"""Commands that meet on an air: every one of them a process, as people start them."""

import signal
import socket

import pytest

from processes import FIRST, SECOND, air, begun, ended, line
from retrowalk.cli.exits import Exit
from retrowalk.cli.main import call


NOWHERE = "127.0.0.1:9"


async def test_scan_and_walk_join_an_air(tmp_path):
    async with air("--count", "2", "--name", "Lab") as place:
        code, said, complaint = await ended(await begun("scan", "--seconds", "1", "--air", place))
        assert (code, complaint) == (Exit.DONE, "")
        assert all(each in said for each in ("Lab 1", "Lab 2", FIRST, SECOND, "takes speed"))
        where = ("--simulate", "--air", place, "--treadmill", SECOND, "--report-dir", str(tmp_path))
        walk = await begun("walk", "P01", *where)
        await line(walk, "SIMULATED TREADMILL")
        await line(walk, "Scripted walker: confirms")
        walk.send_signal(signal.SIGINT)
        code, said, complaint = await ended(walk)
        assert (code, complaint) == (Exit.INTERRUPTED, "")
        assert "Ended by            user stop" in said
        assert "The belt was measured at standstill." in said


STRAP = "C0:00:00:00:80:00"


@pytest.mark.sr(47)
async def test_a_walk_hears_the_strap_that_is_named(tmp_path):
    async with air("--straps", "1") as place:
        where = ("--simulate", "--air", place, "--treadmill", FIRST, "--report-dir", str(tmp_path))
        walk = await begun("walk", "P01", "--heart-rate", STRAP, "--age", "40", "--hr-limit", "140", *where)
        await line(walk, "heart 96 of 140")
        walk.send_signal(signal.SIGINT)
        code, said, complaint = await ended(walk)
        assert (code, complaint) == (Exit.INTERRUPTED, "")
        assert "The belt was measured at standstill." in said


def test_a_strap_needs_a_treadmill_that_is_reached(capsys):
    assert call(["walk", "P01", "--simulate", "--heart-rate", STRAP]) == Exit.USAGE
    assert "--heart-rate needs --treadmill ADDRESS" in capsys.readouterr().err


@pytest.mark.parametrize("limit", ["0", "59", "221", "-3", "many"])
def test_a_limit_that_limits_nothing_is_refused(limit, capsys):
    assert call(["walk", "P01", "--treadmill", FIRST, "--hr-limit", limit]) == Exit.USAGE
    assert "--hr-limit" in capsys.readouterr().err


async def test_a_treadmill_that_is_not_on_the_air_cannot_be_reached(tmp_path):
    async with air() as place:
        where = ("--simulate", "--air", place, "--treadmill", SECOND, "--report-dir", str(tmp_path))
        code, _, complaint = await ended(await begun("walk", "P01", *where))
        assert code == Exit.UNREACHABLE
        assert f"{SECOND} was not seen" in complaint


@pytest.mark.parametrize(
    "command", [["scan"], ["walk", "P01", "--simulate", "--treadmill", FIRST]], ids=["scan", "walk"]
)
def test_where_nobody_listens_there_is_no_air(command, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        assert call([*command, "--air", place]) == Exit.UNREACHABLE
    assert f"retrowalk: no air is at {place}" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert call(["simulate", "--air", str(taken.getsockname()[1])]) == Exit.UNREACHABLE
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("retrowalk: no air can be opened at 127.0.0.1:")


@pytest.mark.sr(44)
@pytest.mark.parametrize(
    ("command", "why"),
    [
        (["scan", "--air", "treadmill.example:9001"], "an air is on this computer"),
        (["scan", "--air", "9001"], "an air is at HOST:PORT"),
        (["walk", "P01", "--air", NOWHERE, "--treadmill", FIRST], "--air needs --simulate and --treadmill"),
        (["walk", "P01", "--air", NOWHERE, "--simulate"], "--air needs --simulate and --treadmill"),
        (["walk", "P01", "--air", NOWHERE, "--simulate", "--treadmill", FIRST, "--speed-up", "2"], "no --speed-up"),
        (["simulate", "--air", "9001", "--transport", "usb:0"], "either --air PORT or --transport"),
        (["simulate", "--air", "65536"], "--air"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_opened(command, why, capsys):
    assert call(command) == Exit.USAGE
    assert why in capsys.readouterr().err
