"""Sites as people start them: `retrowalk serve --simulate`, each with a process, a port and a folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import httpx


# A busy computer takes a minute for what an idle one does in two seconds (s).
PATIENCE = 90
CODE = re.compile(r"claim\?code=((?:\w{4}-){2}\w{4})")
PIN = "835294"
# Who is at the gym: name → roles and level.
PEOPLE = {
    "Wanda Walker": {"roles": ["walker"], "level": "first", "born": 1980},
    "Sam Staff": {"roles": ["gym staff"], "born": 1990},
    "Tina Trainer": {"roles": ["trainer"], "born": 1985},
}


def free_port():
    """One that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def here():
    """The address of this computer on its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.254", 9))
        return probe.getsockname()[0]


class Site:
    """A running site. `said`: its lines so far; `tokens`: of devices that tests asked to be let in, by person."""

    def __init__(self, process, port):
        self.process, self.port = process, port
        self.url = f"http://127.0.0.1:{port}/"
        self.said, self.tokens = [], {}
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.said.append(line)

    def close(self):
        """Read what it said to the end."""
        self._reader.join(PATIENCE)
        self.process.stdout.close()

    def wait_for(self, words):
        """The line that says this."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for line in self.said:
                if words in line:
                    return line
            assert self.process.poll() is None, "".join(self.said)
            time.sleep(0.05)
        raise AssertionError(f"it never said {words!r}:\n{''.join(self.said)}")

    def client(self, person=None):
        """A program that asks, as a device on which somebody is logged in; None = nobody, from here."""
        headers = {"Authorization": f"Bearer {self.tokens[person]}"} if person else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=PATIENCE)

    def treadmills(self, person=None):
        """Every treadmill as it stands."""
        with self.client(person) as asks:
            return asks.get("v1/treadmills").json()

    def wait_until(self, holds, person=None):
        """Wait until it holds of every treadmill."""
        until = time.monotonic() + PATIENCE
        while not all(map(holds, found := self.treadmills(person))):
            assert time.monotonic() < until, found
            time.sleep(0.1)
        return found


@contextmanager
def serving(folder, *words, treadmills=2, **more):
    """The site until it is left; belts come to rest first. `more`: of its environment."""
    port = free_port()
    environment = {
        **os.environ,
        **more,
        "RETROWALK_STATE": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
    command = [sys.executable, "-m", "retrowalk", "serve", "--simulate", str(treadmills), "--set", f"http.port={port}"]
    process = subprocess.Popen(
        [*command, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    site = Site(process, port)
    try:
        site.wait_for("Ctrl-C ends it")
        site.wait_until(lambda each: each["link"] == "linked" and each["belt"] == "idle")
        yield site
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            site.close()


@contextmanager
def home(folder):
    """A home with nothing configured: this computer is its owner's."""
    with serving(folder) as site:
        site.tokens = {}
        yield site


@contextmanager
def gym(folder, *more, treadmills=2):
    """A gym with an owner, people, and a device for each of them on which they are logged in. `more`: settings."""
    settings = ("--set", "mode=gym", "--set", "people.pin=6", *more)
    with serving(folder, *settings, treadmills=treadmills) as site:
        code = CODE.search(site.wait_for("claim?code="))[1]
        with httpx.Client(base_url=site.url, timeout=PATIENCE) as asks:
            claimed = asks.post("v1/claim", json={"code": code, "device": "desk", "person": "Olga Owner", "pin": PIN})
            site.tokens["Olga Owner"] = owner = claimed.json()["token"]
            as_owner = {"Authorization": f"Bearer {owner}"}
            assert asks.post("v1/login", json={"name": "Olga Owner", "pin": PIN}, headers=as_owner).is_success
            for name, known in PEOPLE.items():
                site.tokens[name] = _let_in(asks, as_owner, name, known)
        yield site


def _let_in(asks, as_owner, name, known):
    """Make somebody known, give them a PIN, and log them in on a tablet of their own: its token."""
    person = asks.post("v1/people", json={"name": name, **known}, headers=as_owner)
    assert person.is_success, person.text
    given = asks.put(f"v1/people/{person.json()['id']}/pin", json={"pin": PIN}, headers=as_owner)
    assert given.is_success, given.text
    wish = {"scopes": ["control", "display"], "name": f"tablet of {name}"}
    token = asks.post("v1/tokens", json=wish, headers=as_owner).json()["token"]
    logged = asks.post("v1/login", json={"name": name, "pin": PIN}, headers={"Authorization": f"Bearer {token}"})
    assert logged.is_success, logged.text
    return token
