"""A site as people run it: a process with real files, a real database and a port, and what must not change in it."""

import os
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager

import httpx

from retrowalk.gateway.devices import digest
from retrowalk.gateway.principal import Scope
from retrowalk.history.facts import DeviceSet, PersonSet
from retrowalk.history.records import Device, Person
from retrowalk.history.site import NAME, read
from retrowalk.history.store import History
from retrowalk.protocol.level import Level
from retrowalk.runtime.clock import at
from retrowalk.safety.roles import Role


PROGRAM = (sys.executable, "-m", "retrowalk")
# A busy computer takes a minute for what an idle one does in two seconds (s).
PATIENCE = 150
DAY = 86_400
LEFT = "c0-00-00-00-00-01"
ADA = Person("ada", "Ada", 1980, Level.FIRST, (Role.WALKER,))

CONTROL, DISPLAY = (Scope.CONTROL.value,), (Scope.DISPLAY.value,)
# Devices that are known before the service begins, by name. No use of one is news: each was seen tomorrow.
DEVICES = {
    "expired": {"scopes": CONTROL, "role": Role.CLINICIAN, "expires": 60},
    "revoked": {"scopes": CONTROL, "role": Role.CLINICIAN, "revoked": 60},
    "stolen display": {"scopes": DISPLAY},
    "stolen button": {"scopes": (Scope.STOP_ONLY.value,)},
    "another treadmill's": {"scopes": CONTROL, "role": Role.CLINICIAN, "treadmill": "aa-bb-cc-dd-ee-ff"},
    "tablet": {"scopes": CONTROL, "role": Role.TRAINER},
    "program": {"scopes": (Scope.AUTOMATION.value,)},
}


def token_of(device):
    return f"rw_{device.replace(' ', '-')}"


def remember(state):
    """Somebody who walks, and the devices."""
    with History("", state) as history:
        history.keep(PersonSet(ADA, 50)).result(10)
        for name, about in DEVICES.items():
            id_ = re.sub(r"\W+", "-", name)
            device = Device(id_, name, digest(token_of(name)), created=50, last_used=at() + DAY, **about)
            history.keep(DeviceSet(device, 50)).result(10)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """A service in a process of its own."""

    def __init__(self, state, *words, **environment):
        self.state, self.port = state, free_port()
        chosen = ("--state-dir", state, "--set", f"http.port={self.port}", "--set", "mdns.announce=false")
        config = {"XDG_CONFIG_HOME": str(state.parent / "config")}
        self.process = subprocess.Popen(
            [*PROGRAM, "serve", *words, *chosen],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **config, **environment},
        )  # fmt: skip
        self.asks = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=PATIENCE)
        self.until(lambda: self.process.poll() is not None or self.answers())

    def answers(self):
        try:
            return self.asks.get("/health/live").is_success
        except httpx.TransportError:
            return False

    def ask(self, method, path, **how):
        return self.asks.request(method, path, **how)

    def idle(self):
        """Whether its treadmill is linked, and its belt was measured at standstill."""
        return [each["belt"] for each in self.ask("GET", "/v1/treadmills").json()] == ["idle"]

    def lease(self, treadmill=LEFT):
        """Taken by this computer: its number."""
        return self.ask("POST", f"/v1/treadmills/{treadmill}/lease").json()["lease"]

    def unready(self):
        """What stands in the way, by name."""
        return set(self.ask("GET", "/health/ready").json().get("fields", ()))

    def close(self):
        """Its exit code and what it said."""
        self.asks.close()
        self.process.send_signal(signal.SIGTERM)
        try:
            said, complaint = self.process.communicate(timeout=PATIENCE)
        finally:
            self.process.kill()
        return self.process.returncode, said, complaint

    # ── what must not change ────────────────────────────────────────────────────────────────────────

    def evidence(self):
        """The site journal's bytes, the rows of every table, the folders of walks, and how the belts stand."""
        belts = [(each["belt"], each["latched"], each["walk"]) for each in self.ask("GET", "/v1/treadmills").json()]
        walks = sorted(self.state.glob("walks/*"))
        return {"journal": self.journal.read_bytes(), "rows": self.rows(), "walks": walks, "belts": belts}

    @property
    def journal(self):
        return self.state / NAME

    @property
    def database(self):
        return self.state / "history.sqlite"

    def rows(self):
        """How many rows each table has, once the database knows all that the site journal has."""
        last = read(self.journal).last
        with sqlite3.connect(self.database) as db:
            self.until(lambda: db.execute("SELECT applied FROM progress").fetchone()[0] == last)
            tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            counts = Counter({name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables})  # noqa: S608
        db.close()
        return counts

    def until(self, holds):
        ends = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < ends, "it never came"
            time.sleep(0.05)

    # ── what goes wrong around it ───────────────────────────────────────────────────────────────────

    @contextmanager
    def limited(self, size):
        """Meanwhile no file of it grows beyond so many bytes, as on a disk that is full."""
        before = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, before)

    @contextmanager
    def full_disk(self):
        """The site journal has no room for one more line, nor has the database."""
        with self.limited(self.journal.stat().st_size):
            yield

    @contextmanager
    def full_database(self):
        """The database has no room, the site journal has some."""
        log = self.database.with_name(f"{self.database.name}-wal")
        self.until(lambda: log.stat().st_size > 2 * self.journal.stat().st_size)
        with self.limited(log.stat().st_size):
            yield

    @contextmanager
    def locked_database(self):
        """Another program writes to it and does not end."""
        with sqlite3.connect(self.database, isolation_level=None) as other:
            other.execute("BEGIN EXCLUSIVE")
            try:
                yield
            finally:
                other.execute("ROLLBACK")
        other.close()


def run(*words, before=None, **environment):
    """Another command, as a process: its exit code and what it said. `before`: done in it first."""
    ended = subprocess.run(
        [*PROGRAM, *map(str, words)],
        capture_output=True, text=True, check=False, timeout=PATIENCE, env={**os.environ, **environment},
        preexec_fn=before,
    )  # fmt: skip
    return ended.returncode, ended.stdout, ended.stderr
