"""What the page costs: thirty treadmills at 4 Hz, looked at by five real Chromium windows, and STOP at a busy site.

Last, whether a page that is looked at for half an hour keeps its size; two are told of it as fast as they can be.
Ends with 1 when a bar is missed.

    bench_page.py [--seconds S] [--minutes M] [--place P]
"""

import argparse
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from page_presses import BUSY, TABS, pressed
from page_rig import Meter, Site, serving, windows


HERE = Path(__file__).parent
TREADMILLS, VIEWERS, ROUNDS = 30, 5, 5
# The bars: of a page's main thread, and of a core for all viewers together (%).
MAIN_THREAD, SERVER = 8.0, 2.0
# STOP, all but one of a hundred presses (ms): until the gateway answers and the bar says so while it is busy, and until
# it leaves the browser.
STOP_WITHIN = 100.0
# A page may be larger at the end by this much (MB) and be called flat: one that keeps its treadmill of each frame grows
# by twice as much between the last two looks; what its chart keeps at most is 0.15 MB.
FLAT = 1.0
# When the pages are weighed, as parts of the walk: by then everything that is kept once is there, and at the end.
PARTS = (0.5, 1.0)
# How often a live page gets a frame (ms).
FRAME = 250


def cpu(pid: int) -> float:
    """Seconds of a core a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def load(site: Site, seconds: float) -> float:
    """How much of a core the service takes now (%)."""
    before = cpu(site.process.pid)
    time.sleep(seconds)
    return 100 * (cpu(site.process.pid) - before) / seconds


def looked_at(site: Site, seconds: float, place: str) -> tuple[float, float]:
    """The busiest page's share of its main thread, and what all viewers cost the service (% of a core).

    The service alone is measured before and after: it grows quieter for a while after its start. Each is the median of
    some rounds: for a while another tenant of the machine doubles what everything costs.
    """
    rounds = [_round(site, seconds, place) for _ in range(ROUNDS)]
    return statistics.median(thread for thread, _ in rounds), statistics.median(server for _, server in rounds)


def _round(site: Site, seconds: float, place: str) -> tuple[float, float]:
    alone = load(site, seconds)
    with windows(site, [place] * VIEWERS) as pages:
        time.sleep(3)  # what is done once is not what it costs
        meters = [Meter(page) for page in pages]
        before = [each.figure("TaskDuration") for each in meters]
        began = time.monotonic()
        together = load(site, seconds)
        took = time.monotonic() - began
        shares = [100 * (each.figure("TaskDuration") - old) / took for each, old in zip(meters, before, strict=True)]
    time.sleep(3)  # until all have gone
    return max(shares), together - (alone + load(site, seconds)) / 2


def grown(site: Site, minutes: float, place: str) -> float:
    """How much two live pages grow (MB) while they are told of so many minutes of walks."""
    with windows(site, [place, place], (HERE / "fast_frames.js").read_text()) as pages:
        for page in pages:  # it shows this walk, and draws it
            page.wait_for_selector(".walk-view[data-face=walking] .plot canvas")
        sizes, meters = [], [Meter(page) for page in pages]
        for part in PARTS:
            wanted = round(part * minutes * 60_000 / FRAME)
            for page in pages:  # beside each other
                page.evaluate("(frames) => { window.told = tell_until(frames); }", wanted)
            for page in pages:
                page.evaluate("() => window.told")
            sizes.append([each.heap() for each in meters])
    first, last = sizes
    return max(new - old for new, old in zip(last, first, strict=True))


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--place", default="floor", help="the view that is looked at")
    wish = parser.parse_args()
    with TemporaryDirectory() as folder, serving(folder, TREADMILLS) as site:
        first = site.treadmills()[0]["id"]
        thread, server = looked_at(site, wish.seconds, wish.place)
        stop = pressed(site)
        growth = grown(site, wish.minutes, f"walk/{first}")
    rows = (
        (f"main thread of a page, {TREADMILLS} treadmills × 4 Hz", thread, MAIN_THREAD, "%"),
        (f"service, for {VIEWERS} viewers together", server, SERVER, "% of a core"),
        (f"STOP to its answer, 99 %, {BUSY} programs asking", stop.answered, STOP_WITHIN, "ms"),
        ("… from the button to “sent”, the same", stop.said, STOP_WITHIN, "ms"),
        (f"… from the button of one of {TABS} tabs until it left", stop.left, STOP_WITHIN, "ms"),
        (f"growth of a live page in {wish.minutes:g} min of walks", growth, FLAT, "MB"),
    )
    for name, value, bar, unit in rows:
        print(f"{name:52} {value:8.2f} {unit}  (bar {bar:g})  {'PASS' if value <= bar else 'FAIL'}")
    return 0 if all(value <= bar for _, value, bar, _ in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
