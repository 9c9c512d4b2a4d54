"""`retrowalk guard` as it is started, over its real socket; the service is a stand-in that may die or be frozen."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from types import SimpleNamespace

import pytest
from tests.guard.waiting import wait_for

from retrowalk.cli import guard as guard_command
from retrowalk.guard.papers import paper_of


BELT = "00:00:00:00:00:01"
# A stand-in for a service: beats every 100 ms, its steps going on unless told otherwise, and reads what it is answered.
SERVICE = """
import json, socket, sys, time
line = socket.socket(socket.AF_UNIX)
line.connect(sys.argv[1])
answers = line.makefile("r")
for number in range(10**6):
    steps = 1 if sys.argv[2] == "stalled" else number
    beat = {"beat": number, "belts": {"00:00:00:00:00:01": {"ours": True, "steps": steps}}}
    line.sendall(json.dumps(beat).encode() + b"\\n")
    print(answers.readline(), end="", flush=True)
    time.sleep(0.1)
"""
COMMAND = [sys.executable, "-m", "retrowalk", "guard"]


def connected(line, state):
    """Connect once there is somebody to connect to."""
    with suppress(FileNotFoundError, ConnectionRefusedError):
        line.connect(str(state / "guard.sock"))
        return True
    return False


@contextmanager
def guarding(state, *options):
    """A guard that listens, killed at the end if it is still there. Its lines go to `said`."""
    said = state / "said"
    state.mkdir(exist_ok=True)
    with said.open("w") as err, subprocess.Popen([*COMMAND, "--state-dir", state, *options], stderr=err) as process:
        try:
            if "--once" not in options:  # that one shares a terminal, and says nothing
                wait_for(lambda: "listening" in said.read_text() or process.poll() is not None, 60)
                assert process.poll() is None, said.read_text()
            yield process, said
        finally:
            process.kill()


@contextmanager
def service(state, how="alive"):
    """The stand-in, alive; its answers are lines of `stdout`."""
    command = [sys.executable, "-c", SERVICE, state / "guard.sock", how]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert json.loads(process.stdout.readline())["stopping"] == []
            yield process
        finally:
            process.kill()


def paper(state):
    return json.loads(paper_of(state / "guard", BELT).read_text())


def latched(state, since, within):
    """Wait for the latch paper, which is written with the stop; how long that took."""
    wait_for(lambda: paper_of(state / "guard", BELT).exists(), within + 20)
    return time.monotonic() - since


@pytest.fixture
def systemd(tmp_path, monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as inlet:
        inlet.bind(str(tmp_path / "notify"))
        inlet.settimeout(60)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "900000")
        yield inlet


def until_quiet(inlet):
    """What was on its way, and then nothing for a second."""
    inlet.settimeout(1)
    with suppress(TimeoutError):
        while True:
            inlet.recv(100)
    inlet.settimeout(60)


def test_systemd_hears_that_it_listens_and_lives_but_not_while_it_hangs(tmp_path, systemd):
    with guarding(tmp_path / "state") as (guard, _):
        assert systemd.recv(100) == b"READY=1"
        assert {systemd.recv(100) for _ in range(3)} == {b"WATCHDOG=1"}
        os.kill(guard.pid, signal.SIGSTOP)
        until_quiet(systemd)
        os.kill(guard.pid, signal.SIGCONT)
        assert systemd.recv(100) == b"WATCHDOG=1"


def all_said(inlet):
    inlet.settimeout(0)
    with suppress(BlockingIOError):
        while True:
            yield inlet.recv(100)


async def test_it_is_ready_once_it_has_looked_and_alive_while_it_goes_on_looking(systemd):
    duty = SimpleNamespace(looks=0, looked=asyncio.Event())
    telling = asyncio.create_task(guard_command._tell_systemd(duty, once=False))  # noqa: SLF001 - no real look can be held up
    await asyncio.sleep(0.1)
    assert list(all_said(systemd)) == []
    duty.looked.set()
    await asyncio.sleep(1)
    assert list(all_said(systemd)) == [b"READY=1", b"WATCHDOG=1"]
    duty.looks += 1
    await asyncio.sleep(0.5)
    assert list(all_said(systemd)) == [b"WATCHDOG=1"]
    telling.cancel()


def test_a_guard_of_a_service_s_own_says_nothing_to_systemd(tmp_path, systemd):
    state = tmp_path / "state"
    with guarding(state, "--once"):
        wait_for((state / "guard.sock").exists, 60)
        systemd.settimeout(1)
        with pytest.raises(TimeoutError):
            systemd.recv(100)


def test_a_service_that_lives_is_left_alone(tmp_path):
    with guarding(tmp_path / "s") as (_, said), service(tmp_path / "s") as alive:
        answers = [json.loads(alive.stdout.readline()) for _ in range(30)]
        assert all(answer["stopping"] == [] for answer in answers)
        assert "stopping" not in said.read_text()


@pytest.mark.sr(23)
def test_a_service_that_is_killed(tmp_path):
    with guarding(tmp_path / "s") as (_, said), service(tmp_path / "s") as dying:
        killed = time.monotonic()
        dying.kill()
        assert latched(tmp_path / "s", killed, 1) < 1
        wait_for(lambda: "PULL THE SAFETY KEY" in said.read_text())
        assert paper(tmp_path / "s")["cause"] == "the service has gone"


@pytest.mark.sr(23)
def test_a_service_that_is_frozen(tmp_path):
    with guarding(tmp_path / "s"), service(tmp_path / "s") as frozen:
        stopped = time.monotonic()
        frozen.send_signal(signal.SIGSTOP)
        took = latched(tmp_path / "s", stopped, 2)
        assert 0.8 < took < 2.5
        assert "no sign of life" in paper(tmp_path / "s")["cause"]
        frozen.send_signal(signal.SIGCONT)
        wait_for(lambda: json.loads(frozen.stdout.readline())["stopping"] == [BELT])


@pytest.mark.sr(23)
def test_a_service_whose_control_does_not_go_on(tmp_path):
    with guarding(tmp_path / "s"), service(tmp_path / "s", "stalled") as stalled:
        wait_for(lambda: json.loads(stalled.stdout.readline())["stopping"] == [BELT])
        latched(tmp_path / "s", time.monotonic(), 1)
        assert "no longer controls" in paper(tmp_path / "s")["cause"]


def test_garbage_does_not_kill_it_and_is_no_sign_of_life(tmp_path):
    with guarding(tmp_path / "s") as (guard, _), socket.socket(socket.AF_UNIX) as line:
        line.connect(str(tmp_path / "s" / "guard.sock"))
        line.sendall(json.dumps({"beat": 1, "belts": {BELT: {"ours": True, "steps": 1}}}).encode() + b"\n")
        since = time.monotonic()
        while not paper_of(tmp_path / "s" / "guard", BELT).exists():
            line.sendall(b'{"beat": "x"}\n\xff\n' + b"[" * 50_000 + b"\n")
            time.sleep(0.05)
            assert time.monotonic() - since < 20
        assert guard.poll() is None


def test_a_second_guard_and_a_second_service_are_refused(tmp_path):
    state = tmp_path / "s"
    with guarding(state), service(state) as first:
        second = subprocess.run([*COMMAND, "--state-dir", state], capture_output=True, text=True, check=False)
        assert (second.returncode, "at work" in second.stderr) == (1, True)
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(state / "guard.sock"))
            assert "another service" in json.loads(line.makefile().readline())["refused"]
        assert json.loads(first.stdout.readline())["watches"] == []


def test_the_socket_of_a_guard_that_was_killed_is_replaced(tmp_path):
    with guarding(tmp_path / "s") as (killed, _):
        killed.kill()
        killed.wait()
        assert (tmp_path / "s" / "guard.sock").exists()
        with guarding(tmp_path / "s"), service(tmp_path / "s"):
            pass


def test_asked_to_end_it_goes_and_the_service_notices(tmp_path):
    with guarding(tmp_path / "s") as (guard, _), socket.socket(socket.AF_UNIX) as line:
        line.connect(str(tmp_path / "s" / "guard.sock"))
        guard.terminate()
        assert guard.wait(20) == 0
        line.settimeout(1)
        assert line.recv(1) == b""


def test_a_guard_for_one_service_ends_with_it(tmp_path):
    with guarding(tmp_path / "s", "--once") as (guard, _), socket.socket(socket.AF_UNIX) as line:
        wait_for(lambda: connected(line, tmp_path / "s"), 60)
        line.sendall(b'{"beat": 1, "belts": {}}\n{"bye": true}\n')
        assert guard.wait(20) == 0


def test_a_guard_that_was_frozen_itself_judges_by_what_it_can_read(tmp_path):
    with guarding(tmp_path / "s") as (guard, said), service(tmp_path / "s") as alive:
        guard.send_signal(signal.SIGSTOP)
        time.sleep(2.5)
        guard.send_signal(signal.SIGCONT)
        for _ in range(20):
            assert json.loads(alive.stdout.readline())["stopping"] == []
        assert "stopping" not in said.read_text()


@pytest.mark.parametrize(
    ("options", "complaint", "code"),
    [
        (["--state-dir", "x" * 120], "too long", 1),
        (["--alarm-command", "'"], "--alarm-command", 2),
        (["--alarm-command", "no-such-siren --loud"], "no program 'no-such-siren'", 2),
    ],
)
def test_what_cannot_be_is_one_line(tmp_path, options, complaint, code):
    ended = subprocess.run([*COMMAND, *options], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, complaint in ended.stderr, ended.stderr.count("\n")) == (code, True, 1)


def test_the_state_folder_may_be_named_by_the_environment(tmp_path):
    (tmp_path / "file").write_text("")
    environment = {**os.environ, "RETROWALK_STATE": str(tmp_path / "file")}
    ended = subprocess.run(COMMAND, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 2 and str(tmp_path / "file") in ended.stderr
