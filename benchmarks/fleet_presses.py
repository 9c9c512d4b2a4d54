"""Who presses STOP on a site over HTTP, from a process of their own, which runs before the service where it may.

A finger waits for no other program of this computer, so what is measured begins with a press that was made in time.
Every other press comes on a connection that is kept, as a page's does, the others on one of their own, as a button's.
Every other treadmill is pressed: it is left to walk for a while, then pressed again and again.

`fleet_presses.py PORT SECONDS TREADMILL…` prints how long each press took until its 202 (ms), as one line of JSON.
"""

import http.client
import json
import os
import random
import sys
import time
from contextlib import suppress


# A treadmill's round (s), how much of it at its end it is pressed for, and how often then (1/s). A stop pressed within
# half a second of the last on the same treadmill is one with it: more would give few more.
ROUND, PRESSED, RATE = 40.0, 15.0, 2.0
# Before the service's own priority (runtime/priority.py), where the system permits it.
BEFORE_ALL = 20
# Nobody waits longer for an answer (s).
PATIENCE = 10.0


def post(connection: http.client.HTTPConnection, treadmill: str) -> float:
    """Press once: ms until the answer, which must be 202. Raises AssertionError, OSError."""
    began = time.monotonic()
    connection.request("POST", f"/v1/treadmills/{treadmill}/stop", headers={"Pressed": f"{began:.6f}"})
    answer = connection.getresponse()
    took = 1000 * (time.monotonic() - began)
    answer.read()
    assert answer.status == http.client.ACCEPTED, answer.status  # noqa: S101 - a stop is never refused
    return took


def press(port: int, seconds: float, treadmills: list[str]) -> list[float]:
    """Press at random moments for so long."""
    begins = {each: random.uniform(0, ROUND) for each in treadmills}  # noqa: S311 - a benchmark keeps no secrets
    kept, ends = http.client.HTTPConnection("127.0.0.1", port, PATIENCE), time.monotonic() + seconds
    took: list[float] = []
    while time.monotonic() < ends:
        time.sleep(random.expovariate(RATE * len(treadmills)))
        each = random.choice(treadmills)  # noqa: S311 - as above
        if (time.monotonic() - begins[each]) % ROUND < ROUND - PRESSED:
            continue
        own = len(took) % 2
        connection = http.client.HTTPConnection("127.0.0.1", port, PATIENCE) if own else kept
        took.append(post(connection, each))
        if own:
            connection.close()
    return took


if __name__ == "__main__":
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(BEFORE_ALL))
    print(json.dumps(press(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])))
