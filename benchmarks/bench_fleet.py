"""What many treadmills cost one service: 10, 25, 50 and 100 that walk at 4 Hz, with 20 viewers, in one table.

The service is the served site with its API, in a process of its own; pages and presses come from two others, over real
sockets. The treadmills are simulated in the process that is measured, so their work is counted, too. Ends with 1 when a
bar is missed: p99.9 from a stop's read to its write with 50 treadmills, a linear cost, frames for every viewer. What
the system's own network adds on a busy computer is in the other figures: a process in real time cannot hurry it.

    bench_fleet.py [--seconds S] [--viewers V] [--sizes N,N,…]
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


HERE = Path(__file__).parent
SIZES = "10,25,50,100"
VIEWERS = 20
# Enough stops for the slowest in a thousand to mean something (s).
SECONDS = 60.0
# Every other treadmill is pressed, for 15 s of every 40: so it walks, too.
PRESSED = 15 / 40
# The bars: read → write with fifty treadmills (ms, 99.9 %), and how much dearer than those before a further one may be.
BAR, OF = 10.0, 50
LINEAR = 1.5
# Four frames a second are made (1/s); the viewer that gets fewest gets so many of them.
FRAMES, SEEN = 4.0, 0.9
# A process that was told to end has long ended (s).
PATIENCE = 60.0


class Talk:
    """A process that is told lines and answers them."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def hear(self) -> str:
        """Wait for a line. Raises ChildProcessError when there comes none."""
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        line = self._process.stdout.readline()
        if not line:
            raise ChildProcessError(f"{self._process.args!r} ended")
        return line.strip()

    def say(self, line: object) -> None:
        """Tell it a line."""
        assert self._process.stdin is not None  # noqa: S101 - it was asked for
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()


@contextmanager
def started(script: str, *words: object) -> Iterator[Talk]:
    """Run a file of this folder meanwhile; the end of its input is its end."""
    command, pipe = [sys.executable, str(HERE / script), *map(str, words)], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as process:  # noqa: S603 - a file of ours
        try:
            yield Talk(process)
            process.communicate(timeout=PATIENCE)
        finally:
            process.kill()


def measured(treadmills: int, viewers: int, seconds: float) -> dict[str, Any]:
    """One size: what the service says of itself, what each viewer got, and how long each press took until its 202."""
    with TemporaryDirectory() as state, started("fleet_rig.py", treadmills, state) as rig:
        port = rig.hear()
        with started("fleet_people.py", f"http://127.0.0.1:{port}", viewers) as people:
            pressed = json.loads(people.hear())[::2]
            people.say("count")
            with started("fleet_presses.py", port, seconds, PRESSED, *pressed) as presses:
                rig.say(seconds)
                figures: dict[str, Any] = json.loads(rig.hear())
                figures |= json.loads(presses.hear())
            people.say("end")
            figures["got"] = json.loads(people.hear())["got"]
            return figures


def slowest(took: list[float], share: float) -> float:
    """The press that this share of them was not slower than, in ms."""
    return sorted(took)[ceil(share * len(took)) - 1] if took else float("inf")


# Three ways to look at a press, as (key, heading): what the service takes, with the network before it, with the answer.
WAYS = (("inside", "read → write"), ("took", "press → write"), ("answered", "press → 202"))
HEAD = "treadmills  moving  frames/s   CPU %  % for one  RSS MiB   viewers get" + "".join(
    f"  {heading:>13}:  p50  p99.9    max" for _, heading in WAYS
)


def row(it: dict[str, Any]) -> str:
    """One line of the table."""
    share = 100 * it["cpu"] / it["seconds"]
    got = f"{min(it['got']) / it['seconds']:.2f}–{max(it['got']) / it['seconds']:.2f}/s"
    figures = "".join(
        f" {len(it[key]):8}: {slowest(it[key], 0.5):10.2f} {slowest(it[key], 0.999):6.2f} {slowest(it[key], 1.0):6.2f}"
        for key, _ in WAYS
    )
    return (
        f"{it['treadmills']:10} {it['walking']:7.1f} {it['frames'] / it['seconds']:9.0f} {share:7.1f} "
        f"{share / it['treadmills']:10.2f} {it['rss']:8.0f} {got:>13} {figures}"
    )


def main() -> int:
    """Measure every size; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--viewers", type=int, default=VIEWERS)
    parser.add_argument("--sizes", default=SIZES)
    asked = parser.parse_args()
    asked_for = f"{asked.viewers} viewers, {asked.seconds:g} s each"
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before this began; {asked_for}")
    print(
        "Presses come from another process: how many, and in ms from their read, or from the press, to write or answer."
    )
    print(HEAD)
    found = []
    for size in (int(each) for each in asked.sizes.split(",")):
        found.append(measured(size, asked.viewers, asked.seconds))
        print(row(found[-1]), flush=True)
    print(f"scheduled: {found[0]['scheduled']}; load {os.getloadavg()[0]:.1f} after")
    held = [verdict(*each) for each in judged(found)]
    return 0 if all(held) else 1


def further_one(fewer: dict[str, Any], more: dict[str, Any]) -> float:
    """What each treadmill costs that one size has more than the other: viewers cost something without any."""
    cost = more["cpu"] / more["seconds"] - fewer["cpu"] / fewer["seconds"]
    return float(cost / (more["treadmills"] - fewer["treadmills"]))


def judged(found: list[dict[str, Any]]) -> Iterator[tuple[str, float, float]]:
    """What is held against a bar: in words, the figure, and what it may be at most."""
    further = [further_one(fewer, more) for fewer, more in pairwise(found)]
    if len(further) > 1:
        dearer = max(later / before for before, later in pairwise(further))
        yield "a further treadmill, as a multiple of a further one of the size before", dearer, LINEAR
    got = [min(it["got"]) / it["seconds"] for it in found if it["treadmills"] <= OF]
    if got:
        yield (
            f"up to {OF}: the share of frames that the worst served viewer did not get",
            1 - min(got) / FRAMES,
            1 - SEEN,
        )
    stops = next((slowest(it["inside"], 0.999) for it in found if it["treadmills"] == OF), None)
    if stops is not None:
        yield f"{OF} treadmills: p99.9 from the stop's read from its socket to its write, ms", stops, BAR


def verdict(what: str, figure: float, bar: float) -> bool:
    """Print one figure and whether it is within its bar."""
    print(f"{what}: {figure:.2f} (≤ {bar:g}) {'PASS' if figure <= bar else 'FAIL'}")
    return figure <= bar


if __name__ == "__main__":
    sys.exit(main())
