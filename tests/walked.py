"""A walk on a running site over its API, as any program may have one: for tests that need a belt that moves."""

import threading
import time
from contextlib import contextmanager

from housed import NOTHING_WRONG


# Renewed three times before it would run out (s).
RENEW = 2.5
PATIENCE = 60


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
        end = time.monotonic() + PATIENCE
        while (walk := self.look(asks)["walk"]) is None or walk["stage"] != stage:
            assert time.monotonic() < end, walk
            time.sleep(0.1)

    def walker(self, asks):
        """Somebody who may walk: known, and asked whether anything is wrong."""
        known = self.ask(asks, "POST", "v1/people", {"name": f"Ada {time.monotonic_ns()}", "born": 1980})["id"]
        self.ask(asks, "POST", f"v1/people/{known}/screening", {"answers": dict(NOTHING_WRONG)})
        return known

    def begin(self):
        """Checklist, READY, countdown: until the belt moves."""
        with self.site.client(self.person) as asks:
            walker = self.walker(asks)
            self.lease = self.ask(asks, "POST", f"v1/treadmills/{self.treadmill}/lease")["lease"]
            self._keeper.start()
            body = {"person": walker, "treadmill": self.treadmill, "protocol": "P01"}
            self.session = self.ask(asks, "POST", "v1/sessions", body, word=True)["id"]
            for item in self.look(asks)["walk"]["missing"]:
                self.command(asks, "confirm", item=item)
            time.sleep(5)  # hands on the rails: the checklist must have been whole for so long
            self.command(asks, "ready", word=True)
            self.until(asks, "settling")

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
            end = time.monotonic() + PATIENCE
            while self.look(asks)["belt"] != "latched":
                assert time.monotonic() < end, self.look(asks)
                time.sleep(0.1)


@contextmanager
def walking(site, treadmill, person=None):
    """A walk under way; at the end its belt is latched at standstill."""
    walk = Walk(site, treadmill, person)
    try:
        walk.begin()
        yield walk
    finally:
        walk.leave()


def released(site, person=None):
    """Every latch is cleared: the next test begins with belts that stand and may start."""
    with site.client(person) as asks:
        for each in site.wait_until(lambda seen: seen["belt"] in {"idle", "latched", "unknown"}, person):
            if each["belt"] == "latched":
                word = asks.post("v1/words").json()["word"]
                answer = asks.delete(f"v1/treadmills/{each['id']}/latch", headers={"Word": word})
                assert answer.is_success, answer.text
