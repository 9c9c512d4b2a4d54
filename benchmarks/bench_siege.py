"""A stop while a site is besieged: 8 treadmills that walk, 20 viewers, presses over HTTP from a process of their own.

First with nobody else; then beside a thousand idle sockets, slow bodies, bodies of 100 MiB and readers that never rest;
then with a thousand presses a second from fifty clients. Ends with 1 when a bar is missed.

    bench_siege.py [--seconds S]
"""

import argparse
import json
import os
import sys
from contextlib import ExitStack
from tempfile import TemporaryDirectory
from typing import Any

from bench_fleet import Talk, slowest, started, verdict


TREADMILLS, VIEWERS = 8, 20
# Of each part (s).
SECONDS = 30.0
# Each treadmill is pressed for so much of its round.
SHARE = 0.75
# The bars: a press is answered and written beside the crowd (ms, 99 %); with a thousand presses a second the slowest in
# a hundred takes at most so many times as long as usually.
BAR, TWICE = 100.0, 2.0


class Site:
    """A served site with people who walk."""

    def __init__(self, rig: Talk, port: str, treadmills: list[str], seconds: float) -> None:
        self._rig, self._port, self._treadmills, self._seconds = rig, port, treadmills, seconds

    def pressed(self, kind: str = "") -> dict[str, Any]:
        """Press for a while, beside a siege of this kind: what the service says, the answers, and the siege's words."""
        with ExitStack() as stack:
            siege = stack.enter_context(started("siege.py", self._port, kind)) if kind else None
            if siege is not None:
                siege.hear()
            how = (self._port, self._seconds, SHARE, *self._treadmills)
            presses = stack.enter_context(started("fleet_presses.py", *how))
            self._rig.say(self._seconds)
            found: dict[str, Any] = json.loads(self._rig.hear())
            found |= json.loads(presses.hear())
            if siege is not None:
                siege.say("end")
                found["siege"] = json.loads(siege.hear())
        return found


def spread(took: list[float]) -> str:
    """p50, p99 and maximum."""
    return f"p50 {slowest(took, 0.5):.2f}, p99 {slowest(took, 0.99):.2f}, max {slowest(took, 1):.2f} ms" if took else ""


def told(what: str, found: dict[str, Any]) -> None:
    """Print one part."""
    took, answered, again = found["took"], found["answered"], sum(found["again"].values())
    share = 100 * found["cpu"] / found["seconds"]
    print(f"{what}: CPU {share:.0f} %; {len(answered)} presses answered, {spread(answered)};", end=" ")
    print(f"{again} made again on a new connection; {len(took)} written {spread(took)}", flush=True)


def judged(site: Site) -> list[bool]:
    """All parts, and whether each bar holds."""
    usual = site.pressed()
    told("nobody else", usual)
    beside = site.pressed("crowd")
    told("beside the crowd", beside)
    crowd = beside["siege"]
    reads = crowd["answers"].get("200", 0) / crowd["seconds"]
    print(f"… of {crowd['came']} connections, and {reads:.0f} reads answered in each second")
    held = [
        verdict("beside the crowd: p99 from press to 202, ms", slowest(beside["answered"], 0.99), BAR),
        verdict("beside the crowd: p99 from press to write, ms", slowest(beside["took"], 0.99), BAR),
    ]
    flood = site.pressed("presses")
    told("with a thousand more presses a second", flood)
    presses = flood["siege"]
    answers, mass = presses["answers"], presses["took"]
    print(f"… {sum(answers.values()) / presses['seconds']:.0f} answered in each second: {spread(mass)}")
    refused = sum(count for status, count in answers.items() if status != "202")
    times = slowest(flood["answered"], 0.99) / slowest(usual["answered"], 0.99)
    return [
        *held,
        verdict("presses of the thousand that were not answered with 202", refused, 0),
        verdict("with a thousand presses a second: p99 from press to 202, as a multiple of the usual", times, TWICE),
    ]


def main() -> int:
    """Besiege; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    seconds = parser.parse_args().seconds
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before this began; {TREADMILLS} treadmills walk")
    with TemporaryDirectory() as state, started("fleet_rig.py", TREADMILLS, state) as rig:
        port = rig.hear()
        with started("fleet_people.py", f"http://127.0.0.1:{port}", VIEWERS) as people:
            held = judged(Site(rig, port, json.loads(people.hear()), seconds))
            people.say("count")
            people.say("end")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
