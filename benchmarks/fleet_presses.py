"""Who presses STOP on a site over HTTP, from a process of their own, which runs before the service where it may.

A finger waits for no other program of this computer, so what is measured begins with a press that was made in time.
Every other press comes on a connection that is kept, as a page's does, the others on one of their own, as a button's.
A treadmill is left to walk for a while, then pressed again and again.

`fleet_presses.py PORT SECONDS SHARE TREADMILL…` presses for this share of each round, and prints how long each press
took until its 202 (ms), as one line of JSON.
"""

import http.client
import json
import os
import random
import sys
import time
from contextlib import suppress


# A treadmill's round (s): pressed at its end, so often (1/s). A stop pressed within half a second of the last on the
# same treadmill is one with it: more would give few more.
ROUND, RATE = 40.0, 2.0
# Before the service's own priority (runtime/priority.py), where the system permits it.
BEFORE_ALL = 20
# Nobody waits longer for an answer (s).
PATIENCE = 10.0


class Finger:
    """Presses, and presses again where a connection was cut before its answer; `again` counts that."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._kept = self._new()
        self.took: list[float] = []
        self.again = {"kept": 0, "own": 0}

    def _new(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)

    def press(self, treadmill: str) -> None:
        """Press once, as a page and as a button in turn: ms until the answer. Raises AssertionError, TimeoutError."""
        began, own = time.monotonic(), len(self.took) % 2 > 0
        connection = self._new() if own else self._kept
        while (status := _post(connection, treadmill, began)) is None:
            self.again["own" if own else "kept"] += 1
            connection.close()
        self.took.append(1000 * (time.monotonic() - began))
        assert status == http.client.ACCEPTED, status  # noqa: S101 - a stop is never refused
        if own:
            connection.close()


def _post(connection: http.client.HTTPConnection, treadmill: str, began: float) -> int | None:
    """Press on this connection: the status of the answer, None where it was cut."""
    try:
        connection.request("POST", f"/v1/treadmills/{treadmill}/stop", headers={"Pressed": f"{began:.6f}"})
        answer = connection.getresponse()
        answer.read()
    except (ConnectionError, http.client.HTTPException):
        return None
    return answer.status


def press(port: int, seconds: float, share: float, treadmills: list[str]) -> Finger:
    """Press at random moments for so long."""
    begins = {each: random.uniform(0, ROUND) for each in treadmills}  # noqa: S311 - a benchmark keeps no secrets
    finger, ends = Finger(port), time.monotonic() + seconds
    while time.monotonic() < ends:
        time.sleep(random.expovariate(RATE * len(treadmills)))
        each = random.choice(treadmills)  # noqa: S311 - as above
        if (time.monotonic() - begins[each]) % ROUND >= ROUND * (1 - share):
            finger.press(each)
    return finger


if __name__ == "__main__":
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(BEFORE_ALL))
    pressed = press(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), sys.argv[4:])
    print(json.dumps({"answered": pressed.took, "again": pressed.again}))
