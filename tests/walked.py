"""A walk on a running site over its API, as any program may have one: for tests that need a belt that moves."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import CONFLICT
from itertools import cycle

from housed import NOTHING_WRONG


# Renewed three times before it would run out (s).
RENEW = 2.5
PATIENCE = 60
# Who may press the keys of a simulated console.
OWNER = "Olga Owner"
# Who walks.
NAMES = cycle(("Ada", "Ben", "Cleo", "Dora", "Emil", "Fay"))


class Walk:
    """Somebody's first walk on a treadmill. Its lease is kept by a thread until `leave`."""

    def __init__(self, site, treadmill, person=None):
        self.site, self.treadmill, self.person = site, treadmill, person
        self.lease, self.session = 0, ""
        self._left = threading.Event()
        self._keeper = threading.Thread(target=self._keep)

    def ask(self, asks, method, path, body=None, *, word=False):
        headers = {"Lease": str(self.lease)} if self.lease else {}
        if word:
            headers["Word"] = self.ask(asks, "POST", "v1/words")["word"]
        answer = asks.request(method, path, json=body, headers=headers)
        assert answer.is_success, (method, path, answer.text)
        return answer.json() if answer.content else None

    def look(self, asks):
        return self.ask(asks, "GET", f"v1/treadmills/{self.treadmill}")

    def until(self, asks, stage):
        """Wait for a stage of the walk."""
        self.wait(asks, lambda seen: seen["walk"] is not None and seen["walk"]["stage"] == stage)

    def wait(self, asks, holds):
        """Wait until it holds of the treadmill."""
        end = time.monotonic() + PATIENCE
        while not holds(seen := self.look(asks)):
            assert time.monotonic() < end, seen
            time.sleep(0.1)

    def walker(self, asks):
        """Somebody who may walk: known, and asked whether anything is wrong."""
        known = self.ask(asks, "POST", "v1/people", {"name": next(NAMES), "born": 1980})["id"]
        self.ask(asks, "POST", f"v1/people/{known}/screening", {"answers": dict(NOTHING_WRONG)})
        return known

    def begin(self):
        """Checklist, READY, countdown: until the belt moves."""
        with self.site.client(self.person) as asks:
            walker = self.walker(asks)
            self.wait(asks, lambda seen: seen["guarded"])
            self.lease = self.ask(asks, "POST", f"v1/treadmills/{self.treadmill}/lease")["lease"]
            self._keeper.start()
            body = {"person": walker, "treadmill": self.treadmill, "protocol": "P01"}
            self.session = self.ask(asks, "POST", "v1/sessions", body, word=True)["id"]
            if self.look(asks)["walk"]["present"] is False:
                self.stand_there(asks)
            for item in self.look(asks)["walk"]["missing"]:
                self.command(asks, "confirm", item=item)
            self.give_ready(asks)
            self.until(asks, "settling")

    def stand_there(self, asks):
        """Where a site asks for it: a key of the console shows who stands at which treadmill; pressed until seen."""
        end = time.monotonic() + PATIENCE
        with self.site.client(OWNER) as owner:
            while not self.look(asks)["walk"]["present"]:
                assert time.monotonic() < end, self.look(asks)
                for key in ("start", "stop"):
                    self.ask(owner, "POST", f"v1/treadmills/{self.treadmill}/console", {"key": key})
                    time.sleep(0.5)

    def give_ready(self, asks):
        """READY, once nothing stands against it; on a busy computer something may again by the time it is pressed."""
        end, path = time.monotonic() + PATIENCE, f"v1/sessions/{self.session}/commands"
        while True:
            self.wait(asks, lambda seen: not seen["walk"]["not_ready"])
            headers = {"Lease": str(self.lease), "Word": self.ask(asks, "POST", "v1/words")["word"]}
            pressed = asks.post(path, json={"command": "ready"}, headers=headers)
            if pressed.is_success:
                return
            assert pressed.status_code == CONFLICT and time.monotonic() < end, pressed.text

    def command(self, asks, command, *, word=False, **more):
        return self.ask(asks, "POST", f"v1/sessions/{self.session}/commands", {"command": command, **more}, word=word)

    def _keep(self):
        with self.site.client(self.person) as asks:
            while not self._left.wait(RENEW):
                asks.put(f"v1/treadmills/{self.treadmill}/lease", headers={"Lease": str(self.lease)})

    def leave(self):
        """Stop, wait for standstill, reset, and give the lease back."""
        self._left.set()
        if self._keeper.ident:
            self._keeper.join()
        with self.site.client(self.person) as asks:
            asks.post(f"v1/treadmills/{self.treadmill}/stop")
            self.wait(asks, lambda seen: seen["belt"] == "latched")


def known(asks, name="Rita Ready"):
    """Somebody new in whose way nothing stands: their id."""
    person = asks.post("v1/people", json={"name": name, "born": 1980}).json()["id"]
    answers = {each["id"]: not each["against"] for each in asks.get("v1/screening").json()}
    assert asks.post(f"v1/people/{person}/screening", json={"answers": answers}).is_success
    return person


def checked(asks, machine, person, protocol="P01"):
    """A walk whose checklist is complete, on a belt that is guarded; whoever begins it holds the lease."""
    end = time.monotonic() + PATIENCE
    while not asks.get(f"v1/treadmills/{machine}").json()["guarded"]:
        assert time.monotonic() < end, "no guard watches this belt"
        time.sleep(0.1)
    lease = str(asks.post(f"v1/treadmills/{machine}/lease").json()["lease"])
    word = asks.post("v1/words").json()["word"]
    wish = {"person": person, "treadmill": machine, "protocol": protocol}
    begun = asks.post("v1/sessions", json=wish, headers={"Lease": lease, "Word": word})
    assert begun.is_success, begun.text
    commands = f"v1/sessions/{begun.json()['id']}/commands"
    for item in asks.get(f"v1/treadmills/{machine}").json()["walk"]["missing"]:
        assert asks.post(commands, json={"command": "confirm", "item": item}, headers={"Lease": lease}).is_success


def drilled(site, treadmills):
    """Somebody for each of these treadmills, who has stopped it once at its slowest and is asked for that no more."""
    with site.client() as asks:
        with all_walking(site, treadmills) as walks:
            people = [walk.look(asks)["walk"]["person"] for walk in walks]
        end = time.monotonic() + PATIENCE
        while not all(asks.get(f"v1/people/{each}/screening").json()["drilled"] for each in people):
            assert time.monotonic() < end, people
            time.sleep(0.1)
    released(site)
    return people


@contextmanager
def walking(site, treadmill, person=None):
    """A walk under way; at the end its belt is latched at standstill."""
    walk = Walk(site, treadmill, person)
    try:
        walk.begin()
        yield walk
    finally:
        walk.leave()


@contextmanager
def all_walking(site, treadmills, person=None):
    """Walks under way on all of these, begun and at the end stopped beside each other."""
    walks = [Walk(site, each, person) for each in treadmills]
    with ThreadPoolExecutor(len(walks)) as beside:
        try:
            list(beside.map(Walk.begin, walks))
            yield walks
        finally:
            list(beside.map(Walk.leave, walks))


def released(site, person=None):
    """Every latch is cleared: the next test begins with belts that stand and may start."""
    with site.client(person) as asks:
        for each in site.wait_until(lambda seen: seen["belt"] in {"idle", "latched", "unknown"}, person):
            if each["belt"] == "latched":
                word = asks.post("v1/words").json()["word"]
                answer = asks.delete(f"v1/treadmills/{each['id']}/latch", headers={"Word": word})
                assert answer.is_success, answer.text
