"""What becomes of eight walks at once when their service is killed (SIGKILL), and what the next one makes of it.

This process holds the air and the treadmills on it; every service and every guard is a process of its own. After each
kill the guard brings every belt to rest, and a service that is started again finds every walk, keeps every latch, moves
nothing, and remembers every walk as interrupted; its database is held row by row against one made anew from the
journals. Then it is the next to be killed. Ends with 1 when anything is otherwise.

    bench_fleet_kills.py [KILLS] [--sites S] [--belts B] [--latest SECONDS] [--seed S]
"""

import argparse
import asyncio
import logging
import shutil
import socket
import sys
import tempfile
import time
from concurrent.futures import Executor
from itertools import chain
from pathlib import Path

from belts import on_air
from bench_kills import figures, undelayed
from fleet_trials import Ground, Lives, Outcome
from kept import reading
from nursery import nursery


# As many walks as the bar names, in each service.
BELTS = 8
# One round: long enough to see that nothing is broken.
KILLS = 4
# From the last walk's start to the kill at the latest (s): by then the first belts have reached their speed and held it
# for a while, and the last are still on their way to it.
LATEST = 15.0


def free_port() -> int:
    """One that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def run(asked: argparse.Namespace, folder: Path, reader: Executor) -> list[Outcome]:
    """All kills, so many services at a time; one site more, since a killed one is in its guard's hands for a while."""
    numbers, sites = iter(range(asked.kills)), min(asked.sites + 1, asked.kills)
    turn = asyncio.Semaphore(asked.sites)
    async with nursery() as started:
        undelayed()
        async with on_air(asked.belts * sites) as (place, there):
            groups = [there[asked.belts * each : asked.belts * (each + 1)] for each in range(sites)]
            grounds = [Ground(belts, place, free_port(), started, reader, turn) for belts in groups]
            lives = [Lives(each, folder, numbers, asked.seed, asked.latest) for each in grounds]
            return [*chain.from_iterable(await asyncio.gather(*(each.run() for each in lives)))]


def tell(outcomes: list[Outcome], seconds: float, seed: int) -> bool:
    """Print what was found; whether all is as it must be."""
    walks, samples = sum(each.walks for each in outcomes), sum(each.samples for each in outcomes)
    stood = [each for outcome in outcomes for each in outcome.stood]
    print(f"{len(outcomes)} services killed in {seconds:.0f} s, seed {seed}: {walks} walks")
    print(f"belts at measured zero: {len(stood)} of {walks}, {sum(each.moving for each in outcomes)} of them moving")
    print(f"kill → the belt stands: {figures(stood)}")
    print(f"samples older than 1 s before the kill: {samples}")
    print(f"remembered as interrupted: {sum(each.interrupted for each in outcomes)} of {walks}")
    print(f"databases made anew and equal: {sum(bool(each.rows) for each in outcomes)}, {_rows(outcomes)} rows")
    print(f"where the time goes (s for each kill): {_times(outcomes)}")
    wrong = sum(bool(each.wrong) for each in outcomes)
    print(f"services with a fault: {wrong}", "FAIL" if wrong or not outcomes else "PASS")
    return bool(outcomes) and not wrong


def _rows(outcomes: list[Outcome]) -> int:
    return sum(each.rows for each in outcomes)


def _times(outcomes: list[Outcome]) -> str:
    kinds = dict.fromkeys(kind for each in outcomes for kind in each.took)
    return ", ".join(
        f"{kind} {sum(each.took.get(kind, 0) for each in outcomes) / 1000 / len(outcomes):.1f}" for kind in kinds
    )


def main() -> int:
    """Kill and judge; 1 when anything is otherwise than it must be."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kills", type=int, nargs="?", default=KILLS)
    parser.add_argument("--sites", type=int, default=2)
    parser.add_argument("--belts", type=int, default=BELTS)
    parser.add_argument("--latest", type=float, default=LATEST)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    asked = parser.parse_args()
    folder, began = Path(tempfile.mkdtemp(prefix="fleet-kills")), time.monotonic()
    logging.getLogger("bumble").setLevel(logging.ERROR)  # it warns of what a dead link still had to say
    with reading() as reader:
        outcomes = asyncio.run(run(asked, folder, reader))
    passed = tell(outcomes, time.monotonic() - began, asked.seed)
    if passed:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"what was left behind: {folder}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
