"""Many sequences, shared between processes, and what they amount to."""

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context

from retrowalk.simulator.soak.bank import bank
from retrowalk.simulator.soak.pairs import pair
from retrowalk.simulator.soak.sequence import Sequence, Told
from retrowalk.simulator.soak.shells import live
from retrowalk.simulator.soak.world import Reached


# So many seeds are handed to a process at once: a few seconds' work.
_PART = 1_000


@dataclass(slots=True)
class Tally:
    """What sequences amount to; `seconds` of processor time, `fewest` events in one; `broken`: seed and rule.

    `to_rest`: how many were healed and brought to measured zero; `overtook`: in how many a stop came while a motion
    request waited or was under way.

    Of pairs, by what was lost: how many, how many commands compared, how many comparisons that bad news ended.
    """

    sequences: int = 0
    events: int = 0
    steps: int = 0
    to_rest: int = 0
    overtook: int = 0
    fewest: int = 1 << 30
    seconds: float = 0.0
    reached: Reached = field(default_factory=set)
    failed: Counter[object] = field(default_factory=Counter)
    broken: list[tuple[int, str]] = field(default_factory=list)
    pairs: Counter[str] = field(default_factory=Counter)
    compared: Counter[str] = field(default_factory=Counter)
    early: Counter[str] = field(default_factory=Counter)

    def hear(self, told: Told) -> None:
        """Take one sequence in."""
        self.sequences += 1
        self.events += told.events
        self.steps += told.steps
        self.to_rest += told.to_rest
        self.overtook += told.overtook
        self.fewest = min(self.fewest, told.events)
        self.failed += told.failed
        if told.broken is not None:
            self.broken.append((told.seed, str(told.broken)))

    def add(self, other: "Tally") -> None:
        """Take another one in."""
        self.sequences += other.sequences
        self.events += other.events
        self.steps += other.steps
        self.to_rest += other.to_rest
        self.overtook += other.overtook
        self.fewest = min(self.fewest, other.fewest)
        self.seconds += other.seconds
        self.reached |= other.reached
        self.failed += other.failed
        self.broken += other.broken
        self.pairs += other.pairs
        self.compared += other.compared
        self.early += other.early


@cache
def _prepare() -> None:
    """Make what is made once, and keep the collector away from it."""
    bank()
    gc.collect()
    gc.freeze()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector, which would look through every world that is alive, again and again, and find nothing.

    A world that has ended is taken apart; what stays for the collector is little, and is collected at the end.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def part(least: int, seeds: range) -> Tally:
    """Run these seeds here."""
    _prepare()
    tally, begun = Tally(), time.process_time()
    with _uncollected():
        for seed in seeds:
            tally.hear(Sequence(seed, least).run(tally.reached))
    tally.seconds = time.process_time() - begun
    return tally


def part_of_pairs(seeds: range) -> Tally:
    """Run the pairs of these seeds here."""
    _prepare()
    tally, begun = Tally(sequences=len(seeds)), time.process_time()
    for seed in seeds:
        told = pair(seed)
        tally.pairs[told.lost.value] += 1
        tally.compared[told.lost.value] += told.compared
        tally.early[told.lost.value] += told.ended_early
        if told.broken:
            tally.broken.append((seed, told.broken))
    tally.seconds = time.process_time() - begun
    return tally


def part_of_shells(seeds: range) -> Tally:
    """Run these seeds around the real service here."""
    tally, begun = Tally(sequences=len(seeds)), time.process_time()
    for seed in seeds:
        broken = live(seed, tally.reached)
        if broken is not None:
            tally.broken.append((seed, str(broken)))
    tally.seconds = time.process_time() - begun
    return tally


def campaign(seeds: range, jobs: int, hear: Callable[[Tally], None], work: Callable[[range], Tally]) -> Tally:
    """Have all of them worked off in so many processes; `hear` is told how far it is, now and then."""
    whole = Tally()
    parts = [seeds[start : start + _PART] for start in range(0, len(seeds), _PART)]
    for tally in _shared(work, parts, jobs):
        whole.add(tally)
        hear(whole)
    return whole


def _shared(work: Callable[[range], Tally], parts: list[range], jobs: int) -> Iterator[Tally]:
    if jobs == 1:
        yield from map(work, parts)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, parts)
