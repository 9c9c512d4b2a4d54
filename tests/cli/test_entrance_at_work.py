"""The same commands while the service runs: they ask it, and it is who answers. A gym's first day, from its console."""

import json
import os
import re
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from retrowalk.cli.exits import Exit


CODE = re.compile(r"claim\?code=((?:\w{4}-){2}\w{4})")


class Gym:
    """A served gym of one virtual treadmill, and the commands of its computer."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {
            **os.environ, "RETROWALK_STATE": str(folder / "state"), "XDG_CONFIG_HOME": str(folder / "config"),
        }  # fmt: skip
        self.key = folder / "state" / "operator.key"

    def begin(self):
        settings = ("--set", "mode=gym", "--set", f"http.port={self.port}")
        self.service = subprocess.Popen(
            [sys.executable, "-m", "retrowalk", "serve", "--simulate", "1", *settings],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        said = []
        while not said or not said[-1].startswith("Ctrl-C"):
            said.append(self.service.stdout.readline())
            assert said[-1], said
        return "".join(said)

    def command(self, *words, typed=None):
        return subprocess.run(
            [sys.executable, "-m", "retrowalk", *words], env=self.environment, input=typed, capture_output=True,
            text=True, check=False, timeout=120,
        )  # fmt: skip

    def client(self, token=None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=30)

    def end(self):
        self.service.send_signal(signal.SIGTERM)
        assert self.service.wait(60) == Exit.DONE


@pytest.fixture
def gym(tmp_path):
    gym = Gym(tmp_path)
    console = gym.begin()
    try:
        yield gym, console
    finally:
        gym.service.kill()
        gym.service.communicate()


@pytest.mark.sr(43)
def test_a_gyms_first_day(gym, tmp_path):
    gym, console = gym
    (code,) = CODE.findall(console)
    with gym.client() as stranger:
        claim = {"code": code, "device": "owner's tablet", "person": "Olga", "pin": "835294"}
        owners = stranger.post("/v1/claim", json=claim)
        assert owners.status_code == 201, owners.text
        assert stranger.post("/v1/claim", json=claim).status_code != 201

    listed = gym.command("devices")
    assert "owner's tablet" in listed.stdout
    paired = gym.command("pair", "blue tablet", "--for", "walks")
    (six,) = re.findall(r"Type (\d{6}) on the device", paired.stdout)
    with gym.client() as tablet:
        device = tablet.post("/v1/pairings/redeem", json={"code": six, "name": "x"}).json()
    assert device["device"]["name"] == "blue tablet"
    with gym.client(device["token"]) as tablet:
        assert tablet.get("/v1/me").json()["scopes"] == ["control", "display"]
        assert gym.command("devices", "revoke", device["device"]["id"]).returncode == 0
        assert tablet.get("/v1/me").status_code == 401
        assert tablet.post("/v1/stop").status_code == 202  # nobody's stop is anybody's
    again = gym.command("devices", "revoke", device["device"]["id"])
    assert (again.returncode, "no device with this id" in again.stderr) == (Exit.REFUSED, True)

    (olga,) = re.findall(r"(\w+) +Olga +site admin +first +yes", gym.command("people").stdout)
    assert gym.command("people", "pin", olga, typed="604713\n604713\n").returncode == 0
    with gym.client(owners.json()["token"]) as tablet:
        assert tablet.post("/v1/login", json={"person": olga, "pin": "835294"}).status_code == 401
        assert tablet.post("/v1/login", json={"person": olga, "pin": "604713"}).json()["role"] == "site admin"

    added = gym.command("people", "add", "Ann", "--born", "1970", "--role", "trainer")
    assert added.returncode == 0, added.stderr
    assert re.search(r"Ann +trainer +first", gym.command("people").stdout)
    unborn = gym.command("people", "add", "Ben", "--born", "1800")
    assert (unborn.returncode, "born" in unborn.stderr) == (Exit.REFUSED, True)

    key = json.loads(gym.key.read_text())
    with gym.client(key["token"]) as operator:
        me = operator.get("/v1/me").json()
        assert me["role"] == "site admin" and "control" not in me["scopes"]  # it moves no belt
    gym.end()
    assert not gym.key.exists()
    assert "owner's tablet" in gym.command("devices").stdout  # now from the memory
    gym.key.write_text(json.dumps(key))
    assert "owner's tablet" in gym.command("devices").stdout  # an old key is in nobody's way
    files = b"".join(path.read_bytes() for path in (tmp_path / "state").rglob("*") if path.is_file())
    for secret in (device["token"], owners.json()["token"], code):
        assert secret.encode() not in files
