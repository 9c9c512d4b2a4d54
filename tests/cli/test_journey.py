"""A whole walk over the API of the running program, as docs/http.md has it; and what the program holds a client to."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest


PAGE = (Path(__file__).parents[2] / "docs" / "http.md").read_text()
SCRIPT = re.search(r"## A whole walk\n.*?```bash\n(.*?)```", PAGE, re.DOTALL)[1]
FIRST, SECOND = "c0-00-00-00-00-01", "c0-00-00-00-00-02"
# A busy computer takes its time (s).
PATIENCE = 120


class Site:
    """The running program, asked by a client on its own computer."""

    def __init__(self, port):
        self.port = port
        self.asks = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)

    def ask(self, method, path, body=None, *, expect=None, **headers):
        answer = self.asks.request(method, f"/v1/{path}", json=body, headers=headers)
        assert answer.status_code == expect if expect else answer.is_success, answer.text
        return answer.json() if answer.content else None

    def word(self):
        return self.ask("POST", "words")["word"]

    def until(self, treadmill, holds):
        """Look until it is so."""
        end = time.monotonic() + PATIENCE
        while not holds(seen := self.ask("GET", f"treadmills/{treadmill}")):
            assert time.monotonic() < end, seen
            time.sleep(0.2)
        return seen


@pytest.fixture
def site(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "RETROWALK_STATE": str(tmp_path / "state"), "XDG_CONFIG_HOME": str(tmp_path)}
    words = [sys.executable, "-m", "retrowalk", "serve", "--simulate", "2", "--set", f"http.port={port}", "--no-guard"]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if line.startswith("Serving"):
                break
        try:
            there = Site(port)
            yield there
            there.asks.close()
        finally:
            process.terminate()
            process.communicate(timeout=60)
            assert process.returncode == 0


def walk_of_the_page(site, tmp_path):
    """The script of the page, as it stands there."""
    lines = SCRIPT.replace("localhost:7382", f"127.0.0.1:{site.port}")
    done = subprocess.run(
        ["bash", "-c", lines], cwd=tmp_path, env={**os.environ, "no_proxy": "*"}, capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout[-2000:], done.stderr)
    last = json.loads(done.stdout[done.stdout.rindex('{\n  "light"') :])
    assert (last["ended"], last["measured"], last["light"]["light"]) == ("pain", True, "red")
    (file,) = tmp_path.glob("*.fit")
    assert file.read_bytes()[8:12] == b".FIT"


def an_order_without_the_lease(site):
    """The program asks for the lease, its present number, and winds a walk down that nobody holds (SR-29, SR-31)."""
    person = site.ask("POST", "people", {"name": "Ben", "born": 1981})["id"]
    answers = {each["id"]: not each["against"] for each in site.ask("GET", "screening")}
    site.ask("POST", f"people/{person}/screening", {"answers": answers})
    wish = {"person": person, "treadmill": SECOND, "protocol": "P01"}
    assert site.ask("POST", "sessions", wish, expect=428, Word=site.word())["code"] == "lease-required"
    lease = str(site.ask("POST", f"treadmills/{SECOND}/lease")["lease"])
    walk = site.ask("POST", "sessions", wish, Word=site.word(), Lease=lease)["id"]
    commands, tick = f"sessions/{walk}/commands", {"command": "confirm", "item": "clip"}
    assert site.ask("POST", commands, tick, expect=428)["code"] == "lease-required"
    assert site.ask("POST", commands, tick, expect=409, Lease="999")["code"] == "stale-epoch"
    for item in site.ask("GET", f"treadmills/{SECOND}")["walk"]["missing"]:
        site.ask("POST", commands, {**tick, "item": item}, Lease=lease)
    site.until(SECOND, lambda seen: seen["walk"]["not_ready"] is None)
    assert site.ask("POST", commands, {"command": "ready"}, expect=428, Lease=lease)["code"] == "nonce-needed"
    site.ask("PUT", f"treadmills/{SECOND}/lease", Lease=lease)
    site.ask("POST", commands, {"command": "ready"}, Lease=lease, Word=site.word())
    site.ask("PUT", f"treadmills/{SECOND}/lease", Lease=lease)
    site.until(SECOND, lambda seen: seen["walk"]["stage"] == "settling")  # nobody renews it from here on
    frozen = site.until(SECOND, lambda seen: seen["walk"]["frozen"])["walk"]["frozen"]
    assert any("lease" in each for each in frozen), frozen
    assert site.ask("POST", commands, {"command": "steady"}, expect=428, Word=site.word())["code"] == "lease-required"
    site.until(SECOND, lambda seen: seen["walk"]["stage"] == "finished" and seen["speed_kmh"] == 0)
    kept = site.ask("GET", f"sessions/{walk}")
    assert (kept["stop_reason"], kept["verified"]) == ("operator", True), kept


def a_fault_of_the_air(site):
    """A treadmill of the other process falls silent when it is told to, and speaks again."""
    fault = {"treadmill": FIRST, "fault": "silent"}
    assert site.ask("POST", "faults", fault, expect=403)["code"] == "confirm-again"
    site.ask("POST", "confirm", {})
    site.ask("POST", "faults", fault)
    site.until(FIRST, lambda seen: seen["speed_age_ms"] > 2_000)
    site.ask("POST", "faults", {**fault, "on": False})
    site.until(FIRST, lambda seen: seen["speed_age_ms"] < 1_500)
    assert site.until(FIRST, lambda seen: seen["belt"] in ("idle", "latched"))["walk"] is None
    site.ask("POST", f"treadmills/{FIRST}/console", {"key": "start"})
    site.until(FIRST, lambda seen: seen["belt"] in ("observed", "stopping") or seen["speed_kmh"] > 0)
    site.ask("POST", f"treadmills/{FIRST}/console", {"key": "pull_key"})
    site.until(FIRST, lambda seen: seen["speed_kmh"] == 0)


def what_a_maintainer_asks_for(site):
    """How the site stands, without a name of anybody."""
    told = site.ask("GET", "diagnostics")
    assert {each["id"]: each["link"] for each in told["belts"]} == {FIRST: "linked", SECOND: "linked"}
    assert told["settings"]["http.port"] == site.port and "memory.url" not in told["settings"]
    assert told["up_s"] > 0 and all(each["ok"] for each in told["ready"] if each["name"] != "clock")
    assert "stop.confirmed" in [each["type"] for each in told["events"]]
    assert "retrowalk_" in told["metrics"] and isinstance(told["log"], list)
    assert "Ada" not in json.dumps(told) and "this computer" not in json.dumps(told["events"])


@pytest.mark.sr(29)
@pytest.mark.sr(31)
@pytest.mark.sr(43)
def test_a_whole_walk_is_walked_as_the_page_says_and_held_to_what_it_says(site, tmp_path):
    site.until(FIRST, lambda seen: seen["belt"] == "idle")
    site.until(SECOND, lambda seen: seen["belt"] == "idle")
    walk_of_the_page(site, tmp_path)
    an_order_without_the_lease(site)
    what_a_maintainer_asks_for(site)
    a_fault_of_the_air(site)
