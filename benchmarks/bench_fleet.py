"""What many treadmills cost one service: 10, 25, 50 and 100 that walk at 4 Hz, with 20 viewers, in one table.

Stops are pressed by a process of its own. The treadmills are simulated in the process that is measured, so their work
is counted, too. Ends with 1 when a bar is missed: p99.9 from press to write with 50 treadmills, and a linear cost.

    bench_fleet.py [--seconds S] [--viewers V] [--sizes N,N,…]
"""

import argparse
import json
import os
import subprocess
import sys
from math import ceil
from pathlib import Path
from typing import Any

from presses import pressed


RIG = Path(__file__).with_name("fleet_rig.py")
SIZES = "10,25,50,100"
VIEWERS = 20
# Enough stops for the slowest in a thousand to mean something (s).
SECONDS = 60.0
# A stop pressed within half a second of the last on the same treadmill is one with it (presses/s and treadmill).
EACH = 0.5
# The bars: press → write with fifty treadmills (ms, 99.9 %), and how much dearer than the cheapest one may be.
BAR, OF = 10.0, 50
LINEAR = 1.5


def slowest(took: list[float], share: float) -> float:
    """The press that this share of them was not slower than, in ms."""
    return sorted(took)[ceil(share * len(took)) - 1] if took else float("inf")


def measured(treadmills: int, viewers: int, seconds: float) -> dict[str, Any]:
    """One size, in a process of its own."""
    with pressed(treadmills, EACH * treadmills) as pipe:
        os.set_inheritable(pipe.fileno(), True)  # noqa: FBT003 - its only argument
        words = [sys.executable, str(RIG), str(treadmills), str(viewers), str(seconds), str(pipe.fileno())]
        ended = subprocess.run(words, capture_output=True, check=True, text=True, pass_fds=(pipe.fileno(),))  # noqa: S603
    figures: dict[str, Any] = json.loads(ended.stdout)
    return figures


def row(it: dict[str, Any]) -> str:
    """One line of the table."""
    share = 100 * it["cpu"] / it["seconds"]
    took = it["took"]
    return (
        f"{it['treadmills']:10} {it['walking']:7} {it['frames'] / it['seconds']:8.0f} {share:8.1f} "
        f"{share / it['treadmills']:10.2f} {it['rss']:8.0f} {len(took):6} "
        f"{slowest(took, 0.5):8.2f} {slowest(took, 0.999):8.2f} {slowest(took, 1.0):8.2f}"
    )


def main() -> int:
    """Measure every size; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--viewers", type=int, default=VIEWERS)
    parser.add_argument("--sizes", default=SIZES)
    asked = parser.parse_args()
    busy, _, _ = os.getloadavg()
    print(
        f"{os.cpu_count()} cores, load {busy:.1f} before this began; {asked.viewers} viewers, {asked.seconds:g} s each"
    )
    print("treadmills walking frames/s    CPU %  % for one  RSS MiB  stops      p50    p99.9      max  (press → write)")
    found = []
    for size in (int(each) for each in asked.sizes.split(",")):
        found.append(measured(size, asked.viewers, asked.seconds))
        print(row(found[-1]), flush=True)
    return 0 if judged(found) else 1


def judged(found: list[dict[str, Any]]) -> bool:
    """Print each bar, and whether all hold."""
    each = [it["cpu"] / it["seconds"] / it["treadmills"] for it in found]
    dearer = max(each) / min(each)
    linear = bool(dearer <= LINEAR)
    print(f"the dearest treadmill costs {dearer:.2f} of the cheapest (≤ {LINEAR:g}) {'PASS' if linear else 'FAIL'}")
    stops = next((slowest(it["took"], 0.999) for it in found if it["treadmills"] == OF), None)
    if stops is None:
        return linear
    print(f"{OF} treadmills: p99.9 {stops:.2f} ms (≤ {BAR:g}) {'PASS' if stops <= BAR else 'FAIL'}")
    return linear and stops <= BAR


if __name__ == "__main__":
    sys.exit(main())
