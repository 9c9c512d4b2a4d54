"""`retrowalk serve` as the system runs it: settings in, word to systemd out, belts first at the end."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

import httpx
import pytest

from retrowalk import app
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.main import call
from retrowalk.history.facts import MachineSet
from retrowalk.history.site import NAME, read
from retrowalk.runtime.notify import SHARE


WATCHDOG = 2.0


@pytest.fixture
def systemd(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as inlet:
        inlet.bind(str(tmp_path / "notify"))
        inlet.settimeout(60)
        yield inlet


@pytest.fixture
def port():
    """One that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def started(tmp_path, port, request):
    """A service of virtual treadmills, run as systemd would; ended at the end, whatever happens. param: environment."""
    environment = {
        **os.environ,
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
        "WATCHDOG_USEC": str(int(WATCHDOG * 1_000_000)),
        "RETROWALK_STATE": str(tmp_path / "state"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "RETROWALK_LOGS__LEVEL": "debug",
        **getattr(request, "param", {}),
    }
    words = [sys.executable, "-m", "retrowalk", "serve", "--simulate", "2", "--straps", "--set", "logs.form=json"]
    words += ["--set", f"http.port={port}"]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def heard(inlet, word):
    """Everything that is said up to a word."""
    said = []
    while not said or not said[-1].startswith(word):
        said.append(inlet.recv(4096).decode())
    return said


@pytest.mark.sr(14)
def test_systemd_hears_that_it_serves_lives_and_ends_belts_first(systemd, started, tmp_path):
    assert heard(systemd, "READY=1")[-1] == "READY=1\nSTATUS=2 treadmills"
    assert heard(systemd, "WATCHDOG=1")
    began = time.monotonic()
    assert [heard(systemd, "WATCHDOG=1")[-1] for _ in range(3)] == ["WATCHDOG=1"] * 3
    assert 1.5 * WATCHDOG / SHARE < time.monotonic() - began < 2 * WATCHDOG

    started.send_signal(signal.SIGTERM)
    assert heard(systemd, "STOPPING=1")[-1] == "STOPPING=1\nSTATUS=stopping belts first"
    out, log = started.communicate(timeout=60)
    assert started.returncode == Exit.DONE
    assert out.splitlines()[-1] == "Every belt was let go of at standstill."
    lines = [json.loads(line) for line in log.splitlines()]
    assert {"runtime"} <= {line["room"] for line in lines}
    assert all(line["timestamp"].endswith("+00:00") for line in lines)
    told = [each.fact for each in read(tmp_path / "state" / NAME).told]
    worn = {each.machine.id[-2:]: each.machine.strap[-2:] for each in told if isinstance(each, MachineSet)}
    assert worn == {"01": "00", "02": "01"}  # each treadmill knows the strap that came with it


def test_what_a_first_stop_would_wait_for_is_made_before_anything_is_served(tmp_path, monkeypatch, capsys):
    def warm():
        raise Trouble("made")

    monkeypatch.setattr(app, "warm", warm)
    monkeypatch.setenv("RETROWALK_STATE", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert call(["serve", "--simulate", "1"]) not in {Exit.DONE, None}
    assert "made" in capsys.readouterr().err


@pytest.mark.sr(23)
@pytest.mark.parametrize("started", [{"RETROWALK_GUARD__START": "false"}], indirect=True)
def test_where_a_unit_is_the_guard_the_service_says_so_and_starts_none(systemd, started, tmp_path):
    heard(systemd, "READY=1")
    time.sleep(1.0)  # ten times as long as it takes to try
    assert not (tmp_path / "state" / "guard.lock").exists()
    started.send_signal(signal.SIGTERM)
    _, log = started.communicate(timeout=60)
    assert started.returncode == Exit.DONE
    assert "unguarded: no guard listens; it is started by its own unit or container" in log


@pytest.mark.sr(14)
def test_it_answers_stops_and_shows_its_figures_and_tells_no_secret(systemd, started, port):
    heard(systemd, "READY=1")
    secret = {"Authorization": "Bearer rw_c4n4ry-c4n4ry-c4n4ry"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=secret) as site:
        assert site.get("/health/live").status_code == 200
        stop = site.post("/v1/stop", content=b"{ no json")
        assert stop.status_code == 202
        while site.get(f"/v1/stops/{stop.json()['id']}", headers={"Authorization": ""}).json()["state"] != "confirmed":
            time.sleep(0.1)
        while not site.get("/health/ready").is_success:
            time.sleep(0.1)
        figures = site.get("/metrics").text
        site.get("/v1/treadmills", params={"token": "c4n4ry"})
        site.post("/v1/login", json={"pin": "c4n4ry"})
    assert 'retrowalk_stop_seconds_count{input="http",until="zero"} 2.0' in figures
    started.send_signal(signal.SIGTERM)
    out, log = started.communicate(timeout=60)
    assert started.returncode == Exit.DONE
    assert "c4n4ry" not in out + log + figures


def test_a_port_that_somebody_has_is_told(port, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        words = ["serve", "--treadmill", "AA:BB:CC:DD:EE:FF", "--no-guard", "--set", f"http.port={port}"]
        assert call(words) == Exit.FAILED
    said = capsys.readouterr().err
    assert f"retrowalk: cannot serve at 127.0.0.1 port {port}: Address already in use" in said


def test_a_loop_that_stands_still_feeds_no_watchdog(systemd, started):
    heard(systemd, "WATCHDOG=1")
    started.send_signal(signal.SIGSTOP)
    systemd.settimeout(0.2)
    with suppress(TimeoutError):
        heard(systemd, "nothing: only what was on its way")
    systemd.settimeout(WATCHDOG)
    with pytest.raises(TimeoutError):
        systemd.recv(4096)
    started.send_signal(signal.SIGCONT)
    systemd.settimeout(30)
    assert heard(systemd, "WATCHDOG=1")


@pytest.mark.sr(43)
def test_nothing_starts_on_settings_that_are_wrong(tmp_path, capsys):
    file = tmp_path / "retrowalk.toml"
    file.write_text("[http]\nport = 70000\n\n[caps]\nspeed = 2\n")
    assert call(["serve", "--simulate", "1", "--settings", str(file)]) == Exit.USAGE
    assert capsys.readouterr().err.splitlines() == [
        f"retrowalk: {file}:2: http.port: 70000 is above 65535",
        f"{file}:5: caps.speed: expected a speed with its unit, such as '1.5 mph', not 2",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "http.prot=1"], "--set: http.prot: unknown key; did you mean http.port?"),
        (["--set", "http.port"], "--set takes KEY=VALUE, such as http.port=9000, not 'http.port'"),
        (["--settings", "gone.toml"], "gone.toml: cannot be read: No such file or directory"),
        (["--no-guard", "--set", "mode=gym"], "--no-guard: guard.required: in a gym nobody walks without a guard"),
    ],
)
def test_a_mistake_on_the_command_line_is_told(words, said, capsys):
    assert call(["serve", "--simulate", "1", *words]) == Exit.USAGE
    assert capsys.readouterr().err.strip().endswith(said)


def test_virtual_straps_come_with_virtual_treadmills(capsys):
    assert call(["serve", "--treadmill", "AA:BB:CC:DD:EE:FF", "--straps"]) == Exit.USAGE
    assert capsys.readouterr().err.strip().endswith("--straps goes with --simulate")


def test_a_memory_that_is_none_is_told(tmp_path, capsys):
    (tmp_path / "other").write_text("no database at all " * 1000)
    words = ["serve", "--treadmill", "AA:BB:CC:DD:EE:FF", "--set", f"memory.url=sqlite:///{tmp_path / 'other'}"]
    assert call(words) == Exit.FAILED
    assert "retrowalk: the memory of this site cannot be used: file is not a database" in capsys.readouterr().err
