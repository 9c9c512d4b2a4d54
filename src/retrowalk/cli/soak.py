"""`retrowalk soak`: random sequences of people, links, faults and deaths of the program, held to the safety rules."""

import time
from dataclasses import dataclass
from functools import partial

from rich.console import Console
from rich.table import Table

from retrowalk.cli.exits import Exit
from retrowalk.simulator.soak import bank, coverage
from retrowalk.simulator.soak.campaign import Tally, campaign, part, part_of_pairs, part_of_shells
from retrowalk.simulator.soak.pairs import pair
from retrowalk.simulator.soak.sequence import TO_REST, Sequence, Told
from retrowalk.simulator.soak.shells import live
from retrowalk.simulator.soak.shrink import shrink


# So many broken sequences are cut down and shown; the others are counted.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Order:
    """What to run: these seeds, each with at least so many events, in so many processes."""

    seeds: range
    events: int
    jobs: int


def run(order: Order, console: Console) -> Exit:
    """Run them all, and say how fast, through what, and what was broken."""
    if not _can_begin(console):
        return Exit.FAILED
    begun = time.monotonic()
    progress = _Progress(console, len(order.seeds))
    tally = campaign(order.seeds, order.jobs, progress, partial(part, order.events))
    _rate(tally, time.monotonic() - begun, console)
    _coverage(tally, console)
    for seed, _ in tally.broken[:_SHOWN]:
        _show(Sequence(seed, order.events).run(set()), order.events, console)
    console.print(f"{len(tally.broken)} of {tally.sequences} sequences broke a rule.")
    return Exit.FAILED if tally.broken or bank.broken() else Exit.DONE


def _can_begin(console: Console) -> bool:
    """Whether there are moments to begin lives at; what is broken even before is told."""
    for broken in bank.broken():
        console.print(f"Broken before any life, in a walk that lives begin at: {broken}", markup=False, soft_wrap=True)
    begins = bool(bank.under_way())
    if not begins:
        console.print("No life begins: none of these walks got so far that a belt was asked for anything.")
    return begins


def run_pairs(order: Order, console: Console) -> Exit:
    """Run pairs of worlds, one of which loses an input; no later command of it is higher."""
    if not _can_begin(console):
        return Exit.FAILED
    tally = campaign(order.seeds, order.jobs, _Progress(console, len(order.seeds)), part_of_pairs)
    table = Table("Lost", "pairs", "commands compared", "ended early by bad news", box=None)
    for lost in tally.pairs:
        table.add_row(lost, str(tally.pairs[lost]), str(tally.compared[lost]), str(tally.early[lost]))
    console.print(table)
    return _verdict(tally, "pairs raised a later command", "--pairs", console)


def run_shells(order: Order, console: Console) -> Exit:
    """Run the sequences around the real service instead of in a world without a loop."""
    tally = campaign(order.seeds, order.jobs, _Progress(console, len(order.seeds)), part_of_shells)
    return _verdict(tally, "sequences around the service broke a rule", "--runtime", console)


def _verdict(tally: Tally, what: str, option: str, console: Console) -> Exit:
    for seed, broken in tally.broken[:_SHOWN]:
        console.print(f"Seed {seed}: {broken}", markup=False, soft_wrap=True)
        console.print(f"Again: retrowalk soak {option} --replay {seed}", soft_wrap=True)
    each = 1_000 * tally.seconds / tally.sequences
    console.print(f"{len(tally.broken)} of {tally.sequences} {what}; {each:.2f} ms of processor time each.")
    return Exit.FAILED if tally.broken else Exit.DONE


def acts(seed: int, events: int) -> int:
    """How many acts are on the list of one sequence."""
    return len(Sequence(seed, events, keep=()).run(set()).acts)


def replay(seed: int, events: int, keep: tuple[int, ...] | None, console: Console, *, trace: bool) -> Exit:
    """Run one sequence again, all of it or some of its acts, and show it."""
    told = Sequence(seed, events, keep=keep).run(
        set(), partial(console.print, markup=False, soft_wrap=True) if trace else None
    )
    for place, act in enumerate(told.acts):
        if keep is None or place in keep:
            console.print(f"{place:3d}  {act}", markup=False, soft_wrap=True)
    console.print(f"{told.events} events, of them {told.steps} steps of a core.")
    return _judged(str(told.broken or ""), console)


def replay_pair(seed: int, console: Console) -> Exit:
    """Run one pair again, and say what became of it."""
    told = pair(seed)
    console.print(f"Lost: {told.lost.value}; {told.compared} commands compared.")
    return _judged(told.broken, console)


def replay_shell(seed: int, console: Console) -> Exit:
    """Run one sequence around the service again, and say what became of it."""
    broken = live(seed, set())
    return _judged("" if broken is None else str(broken), console)


def _judged(broken: str, console: Console) -> Exit:
    console.print(broken or "No rule was broken.", markup=False, soft_wrap=True)
    return Exit.FAILED if broken else Exit.DONE


class _Progress:
    """Says every ten seconds how far it is."""

    def __init__(self, console: Console, whole: int) -> None:
        self._console, self._whole, self._said = console, whole, time.monotonic()

    def __call__(self, tally: Tally) -> None:
        if time.monotonic() - self._said >= 10:  # noqa: PLR2004 - seconds
            self._said = time.monotonic()
            self._console.print(f"{tally.sequences} of {self._whole}, {len(tally.broken)} broken")


def _rate(tally: Tally, took: float, console: Console) -> None:
    each = 1_000 * tally.seconds / tally.sequences
    console.print(
        f"{tally.sequences} sequences in {took:.1f} s: {tally.sequences / took:.0f} a second, "
        f"{each:.2f} ms of processor time each.\n"
        f"{tally.events} events ({tally.events / took:.0f} a second, {tally.fewest} at the least in one sequence), "
        f"of them {tally.steps} steps of a core.\n"
        f"{tally.to_rest} sequences ({tally.to_rest / tally.sequences:.1%}; one in {TO_REST} is meant) were healed and "
        "brought to measured zero.\n"
        f"In {tally.overtook} ({tally.overtook / tally.sequences:.1%}) a stop came while a motion request waited or "
        "was under way.\n"
        "An event is whatever the scheduler hands to a core, a lane, a treadmill, the radio, the guard or a person."
    )


def _coverage(tally: Tally, console: Console) -> None:
    for title, grid in (("Belt", coverage.belts(tally.reached)), ("Stage", coverage.stages(tally.reached))):
        console.print(_table(title, grid))
        missed = coverage.missed(grid)
        console.print(f"Never reached: {', '.join(missed)}" if missed else "Every cell that can be reached was.")
    console.print(_table("Fault", coverage.faults(tally.failed)))


def _table(title: str, grid: coverage.Grid) -> Table:
    columns, rows = grid
    table = Table(title, *columns, box=None)
    for name, marks in rows:
        table.add_row(name, *marks)
    return table


def _show(told: Told, events: int, console: Console) -> None:
    """A broken rule: which, by what fewest acts, and how to see it again."""
    keep = shrink(told, events)
    console.print(f"Seed {told.seed} broke {told.broken}", markup=False, soft_wrap=True)
    for place in keep:
        console.print(f"{place:3d}  {told.acts[place]}", markup=False, soft_wrap=True)
    kept = ",".join(map(str, keep)) or "none"
    console.print(f"Again: retrowalk soak --replay {told.seed} --events {events} --keep {kept} --trace", soft_wrap=True)
