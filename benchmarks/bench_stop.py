"""From a press on STOP to the control-point write: 32 treadmills that stream at 4 Hz, in one process.

Presses come from a process of their own and are timed from there. Belts walk, and are pressed to a stop again and
again, so most presses meet a belt that stands latched already: each is a stop of its own all the same. Then the same
with four programs beside it that take all they can get, a thousand presses a second, stops for all at once with one
hung link among them, and stops behind a write that is never answered, beside pyftms. Ends with 1 when a bar is missed.

Takes about five minutes; `--seconds 20` is a look.
"""

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from statistics import median

from pyftms_python import PYFTMS, python_with_pyftms
from stop_rig import Pair, Tally, at_rest, plan, start, treadmills, walk_and_be_stopped

from presses import PRESS, hogs, pressed
from retrowalk.runtime.clock import now
from retrowalk.session.stage import Stage
from retrowalk.simulator.faults import Fault


TREADMILLS = 32
HOGS = 4
# The bars (ms): half of the presses, all but one in a thousand, all; the same beside the hogs; stops for all at once.
P50, P999, MOST = 1.0, 10.0, 50.0
P999_BESIDE_HOGS = 25.0
ALL, DELAYED = 100.0, 10.0
# A stop pressed within half a second of the last is one with it: more presses a second than this give few more (1/s).
RATE = 80.0
# So many presses a second, for so long (s), and the slowest in a hundred takes at most twice as long.
FLOOD, FLOODED, TWICE = 1000.0, 10.0, 2.0
# Stops for all at once, with all links sound and with one hung: so often, and so far apart (s) that each is written.
ROUNDS, APART = 30, 0.7
# So many stops behind a write that is never answered: rounds of all treadmills.
BEHIND = 3
# A belt that has not been asked for a speed this long (s) after READY will not be.
WALKS_WITHIN = 20


def slowest(took: list[float], share: float) -> float:
    """The press that this share of them was not slower than, in ms."""
    return 1000 * sorted(took)[ceil(share * len(took)) - 1]


def figures(took: list[float]) -> str:
    """p50, p99, p99.9 and maximum in ms."""
    parts = (("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999), ("max", 1.0))
    return ", ".join(f"{name} {slowest(took, share):.2f}" for name, share in parts) + " ms"


def verdict(what: str, *bars: tuple[float, float]) -> bool:
    """Print what was found and whether each figure is within its bar."""
    passed = all(figure <= bar for figure, bar in bars)
    print(f"{what} (≤ {', '.join(f'{bar:g}' for _, bar in bars)}) {'PASS' if passed else 'FAIL'}", flush=True)
    return passed


# ── presses one by one ──────────────────────────────────────────────────────────────────────────────


@contextmanager
def heard(pipe: socket.socket, pairs: list[Pair], tally: Tally, more: Callable[[Pair], bool]) -> Iterator[None]:
    """Presses reach the services meanwhile; those of a belt for which `more` is not true are let go."""

    def hear() -> None:
        at, which = PRESS.unpack(pipe.recv(PRESS.size))
        pair = pairs[which]
        if at < began or not more(pair):  # pressed before anybody could hear it, or not to be pressed now
            return
        _take_down(pair, tally)
        if pair.press(at):
            tally.moving += pair.moving
        else:
            tally.coalesced += 1

    loop, began = asyncio.get_running_loop(), time.monotonic()
    loop.add_reader(pipe, hear)
    try:
        yield
    finally:
        loop.remove_reader(pipe)
        for pair in pairs:
            _take_down(pair, tally)


def _take_down(pair: Pair, tally: Tally) -> None:
    """What the last press took, if it has been written since."""
    if pair.port.took is not None:
        tally.took.append(pair.port.took)
        pair.port.took = None


async def presses(pipe: socket.socket, seconds: float) -> Tally:
    """Walk and be stopped for so long."""
    tally, walk = Tally(), plan()
    async with treadmills(TREADMILLS, tally) as pairs:
        until = asyncio.get_running_loop().time() + seconds
        began = time.monotonic()
        with heard(pipe, pairs, tally, lambda pair: pair.open):
            await asyncio.gather(*(walk_and_be_stopped(pair, walk, until) for pair in pairs))
        tally.frames = round(tally.frames / (time.monotonic() - began))
    return tally


def phase(seconds: float, spinning: int, *bars: float) -> tuple[bool, Tally]:
    """Press for so long beside so many hogs; whether p50, p99.9 and maximum, or p99.9 alone, are within the bars."""
    with pressed(TREADMILLS, RATE) as pipe, hogs(spinning):
        tally = asyncio.run(presses(pipe, seconds))
    took = tally.took
    shares = (0.5, 0.999, 1.0) if len(bars) > 1 else (0.999,)
    beside = f"beside {spinning} hogs" if spinning else "without hogs"
    print(
        f"{TREADMILLS} treadmills, {tally.frames} frames/s, scheduled: {tally.priority}, {beside}: {len(took)} stops "
        f"written, {tally.moving} on a moving belt; {tally.coalesced} presses were one with a stop written just before"
    )
    return verdict(
        f"press → write: {figures(took)}",
        *((slowest(took, share), bar) for share, bar in zip(shares, bars, strict=True)),
    ), tally


# ── all at once, and too many ───────────────────────────────────────────────────────────────────────


async def stop_all(pairs: list[Pair]) -> list[float]:
    """Stop all in one go: ms until each is written; 0 for one with a stop written just before."""
    at = time.monotonic()
    caused = [pair.press(at) for pair in pairs]
    await asyncio.sleep(APART)
    took = [pair.port.took or float("inf") for pair in pairs]
    return [1000 * each if own else 0.0 for each, own in zip(took, caused, strict=True)]


async def together() -> tuple[list[list[float]], list[list[float]]]:
    """Stops for all, the first of them walking: with all links sound, and with that of the first treadmill hung."""
    tally, walk = Tally(), plan()
    async with treadmills(TREADMILLS, tally) as pairs:
        await asyncio.gather(*(start(pair, walk) for pair in pairs))
        await asyncio.gather(*(pair.service.until(lambda seen: seen.stage is Stage.SETTLING) for pair in pairs))
        sound, hung = [], []
        for _ in range(ROUNDS):
            sound.append(await stop_all(pairs))
            pairs[0].port.hung = True
            hung.append(await stop_all(pairs))
            pairs[0].port.hung = False
        return sound, hung


def all_at_once() -> bool:
    """Measure stops for all."""
    sound, hung = asyncio.run(together())
    last = [max(each) for each in sound]
    all_written = verdict(
        f"stop-all on {TREADMILLS} treadmills, {ROUNDS} times: the last is written after {median(last):.1f} ms in the "
        f"median, {max(last):.1f} ms at most",
        (max(last), ALL),
    )
    later = max(median(column(hung, n)) - median(column(sound, n)) for n in range(1, TREADMILLS))
    most = max(max(each[1:]) for each in hung)
    none_delayed = verdict(
        f"… with one hung link: the others are at most {max(0.0, later):.1f} ms later, and written after {most:.1f} ms",
        (later, DELAYED),
    )
    return all_written and none_delayed


def column(rounds: list[list[float]], number: int) -> list[float]:
    """One treadmill's figures of every round."""
    return [each[number] for each in rounds]


async def flooded(pipe: socket.socket) -> Tally:
    """Let everything be pressed."""
    tally = Tally()
    async with treadmills(TREADMILLS, tally) as pairs:
        with heard(pipe, pairs, tally, lambda _: True):
            await asyncio.sleep(FLOODED)
        await asyncio.gather(*map(at_rest, pairs))
    return tally


def flood(usual: Tally) -> bool:
    """Measure a thousand presses a second."""
    with pressed(TREADMILLS, FLOOD) as pipe:
        tally = asyncio.run(flooded(pipe))
    count = len(tally.took) + tally.coalesced
    bar = TWICE * slowest(usual.took, 0.99)
    return verdict(
        f"{count / FLOODED:.0f} presses/s for {FLOODED:g} s, none refused, {len(tally.took)} written: "
        f"{figures(tally.took)}; p99 at most twice the usual",
        (slowest(tally.took, 0.99), bar),
    )


# ── behind a write that is never answered ───────────────────────────────────────────────────────────


async def behind(pair: Pair, latest: float) -> float:
    """Walk until a speed is written and not answered, press STOP soon after; seconds until it is written.

    Raises TimeoutError when the belt does not start.
    """
    await start(pair, plan())
    pair.port.treadmill.fail(Fault.UNANSWERED, None, now())
    pair.port.faster.clear()
    async with asyncio.timeout(WALKS_WITHIN):
        await pair.port.faster.wait()
    await asyncio.sleep(random.uniform(0, latest))  # noqa: S311 - a benchmark keeps no secrets
    pair.press(time.monotonic())
    await at_rest(pair)
    pair.port.treadmill.mend(Fault.UNANSWERED, now())
    return pair.port.took or float("inf")


async def all_behind(latest: float) -> list[float]:
    """Every treadmill, a few times; on a busy computer some belts may not start."""
    tally = Tally()
    async with treadmills(TREADMILLS, tally) as pairs:
        ended: list[float | BaseException] = []
        for _ in range(BEHIND):
            ended += await asyncio.gather(*(behind(pair, latest) for pair in pairs), return_exceptions=True)
            for pair in pairs:
                pair.press(time.monotonic())
            await asyncio.gather(*map(at_rest, pairs))
    return [took for took in ended if isinstance(took, float)]


def beside() -> None:
    """Measure ours and pyftms's, or its lock discipline in our words."""
    script = Path(__file__).with_name("beside_pyftms.py")
    with python_with_pyftms() as python:
        command = [python, str(script), "--pyftms"] if python else [sys.executable, str(script)]
        ended = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603 - our own words
    theirs = PYFTMS if python else f"{PYFTMS}'s lock discipline, reproduced by us because it cannot be imported here"
    print("stop behind a write that is never answered:")
    print(f"  retrowalk: {figures(asyncio.run(all_behind(0.9)))}")
    print(f"  {theirs}: {figures(json.loads(ended.stdout))}")


def main() -> int:
    """Measure all of it; 1 when a bar is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=60, help="of presses, without hogs and beside them")
    seconds = arguments.parse_args().seconds
    busy, _, _ = os.getloadavg()
    print(f"{os.cpu_count()} cores, load {busy:.1f} before this began; stops written by service and lane, in ms")
    passed, usual = phase(seconds, 0, P50, P999, MOST)
    beside_hogs, _ = phase(seconds, HOGS, P999_BESIDE_HOGS)
    rest = (flood(usual), all_at_once())
    beside()
    return 0 if passed and beside_hogs and all(rest) else 1


if __name__ == "__main__":
    sys.exit(main())
