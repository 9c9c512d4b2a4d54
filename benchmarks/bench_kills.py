"""Whether the guard stops every belt, and how soon, when real walks are killed at random moments.

This process holds the air and the treadmills on it; every walk and every guard is a process of its own. When a walk is
killed its link dies with it, and its guard has to find the treadmill again. Ends with 1 when a bar is missed.

    bench_kills.py [KILLS] [--belts B] [--latest SECONDS] [--seed S] [--only NUMBER] [--keep FOLDER]
"""

import argparse
import asyncio
import logging
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import Executor
from contextlib import suppress
from itertools import count
from pathlib import Path
from statistics import quantiles

from belts import Belt, on_air
from kept import reading
from nursery import nursery
from trials import LATEST, NOTICE_BAR, STOP_BAR, Order, Outcome, Site, Trial, What

from retrowalk.runtime.priority import LEVEL


# So many walks at a time: mostly they wait, but starting one and its guard takes two seconds of a processor.
BELTS = 24
# So many start at a time, or none would be up in time.
STARTING = 3
# One round of all belts: long enough to see that nothing is broken.
KILLS = 24


class Bench:
    """Runs trials on so many belts at a time. `refused`: walks that did not begin."""

    def __init__(self, asked: argparse.Namespace, folder: Path) -> None:
        self.outcomes: list[Outcome] = []
        self.refused = 0
        self._seed, self._latest = asked.seed, asked.latest
        self._left = asked.kills if asked.only is None else 1
        self._numbers = count(asked.only or 0)
        self._folder = folder

    async def run(self, belts: int, reader: Executor) -> None:
        """All of them."""
        async with nursery() as started:
            undelayed()
            async with on_air(belts) as (place, there):
                site = Site(place, started, reader, asyncio.Semaphore(STARTING))
                await asyncio.gather(*(self._rounds(belt, site) for belt in there))

    async def _rounds(self, belt: Belt, site: Site) -> None:
        while self._left:
            self._left -= 1
            order = Order.drawn(self._seed, next(self._numbers), self._latest)
            folder = self._folder / str(order.number)
            folder.mkdir()
            outcome = await Trial(order, belt, site, folder).run()
            self._count(outcome)
            self._tell(outcome, folder)

    def _count(self, outcome: Outcome) -> None:
        """Count a kill; a walk that did not begin is made up for by the next."""
        if outcome.begun:
            self.outcomes.append(outcome)
        else:
            self.refused += 1
            self._left += 1

    def _tell(self, outcome: Outcome, folder: Path) -> None:
        """Name what is wrong at once; a trial without fault leaves nothing behind."""
        for why in outcome.wrong:
            order = outcome.order
            print(f"trial {order.number} ({order.what}, {order.seconds:.1f} s after the link): {why}")
            print(f"  once more: --seed {self._seed} --latest {self._latest:g} --only {order.number}", flush=True)
        if not outcome.wrong:
            shutil.rmtree(folder)


def undelayed() -> None:
    """Run before the walks, where the system permits it: an air and its treadmills wait for nobody's computer."""
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(LEVEL + 1))


def percentile(took: list[int], percent: int) -> float:
    """One percentile (ms); of one figure it is that figure, of none 0."""
    return quantiles(took, n=100, method="inclusive")[percent - 1] if len(took) > 1 else sum(took)


def figures(took: list[int]) -> str:
    """Percentiles, the worst, and of how many."""
    p50, p99 = percentile(took, 50), percentile(took, 99)
    return f"p50 {p50:.0f} ms, p99 {p99:.0f} ms, max {max(took)} ms, of {len(took)}" if took else "none"


def held(what: str, took: list[int], bar: int) -> bool:
    """Print percentiles; whether the bar holds at the 99th."""
    passed = percentile(took, 99) <= bar
    print(f"{what}: {figures(took)} (p99 ≤ {bar} ms) {'PASS' if passed else 'FAIL'}")
    return passed


def report(outcomes: list[Outcome], seconds: float, seed: int) -> bool:
    """Print what was found; whether every bar holds."""
    kinds = ", ".join(f"{number} × {what}" for what, number in Counter(each.order.what for each in outcomes).items())
    rate = 60 * len(outcomes) / seconds
    print(f"{len(outcomes)} kills in {seconds:.0f} s ({rate:.0f} a minute), seed {seed}: {kinds}")
    ours = [each for each in outcomes if each.ours]
    zero = sum(each.zero is not None and each.stop is not None for each in ours)
    moving = sum(each.speed > 0 for each in ours)
    print(f"belts at measured zero: {zero} of {len(ours)} that were ours, {moving} of them moving")
    stops = [each.stop for each in ours if each.stop is not None]
    passed = held("kill → the guard's Stop at the treadmill", stops, STOP_BAR)
    for what in What:
        some = [each.stop for each in ours if each.order.what is what and each.stop is not None]
        print(f"  … {what}: {figures(some)}")
    noticed = [each.noticed for each in outcomes if each.noticed is not None]
    passed = held("guard killed → noticed by the service", noticed, NOTICE_BAR) and passed
    samples, lossy = sum(each.samples for each in outcomes), sum(each.lossy for each in outcomes)
    print(f"samples older than 1 s before the kill: {samples}; walks that lost any: {lossy}")
    print(f"waited for a processor in the last 2 s: {figures([each.waited for each in outcomes])}")
    print(f"started again: {sum(each.restarted for each in outcomes)}")
    print(f"wound down, no guard came back in time: {sum(each.wound_down for each in outcomes)}")
    wrong = sum(bool(each.wrong) for each in outcomes)
    print(f"trials with a fault: {wrong}", "PASS" if passed and not wrong else "FAIL")
    return passed and not wrong


def main() -> int:
    """Kill and judge; 1 when a bar is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kills", type=int, nargs="?", default=KILLS)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--only", type=int)
    parser.add_argument("--belts", type=int, default=BELTS)
    parser.add_argument("--latest", type=float, default=LATEST)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="kills"))
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    bench = Bench(asked, folder)
    logging.getLogger("bumble").setLevel(logging.ERROR)  # it warns of what a dead link still had to say
    with reading() as reader, suppress(KeyboardInterrupt):  # what was done until then is told
        asyncio.run(bench.run(min(asked.belts, asked.kills if asked.only is None else 1), reader))
    passed = report(bench.outcomes, time.monotonic() - began, asked.seed)
    print(f"walks that refused to begin on a computer this busy: {bench.refused}")
    if passed:
        shutil.rmtree(folder)
    else:
        print(f"what was left behind: {folder}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
