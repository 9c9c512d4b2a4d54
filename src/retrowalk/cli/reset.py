"""`retrowalk reset`: a person who sees the belt clears the latch an earlier run left. Nothing is connected or moved."""

import sys
from pathlib import Path

from rich.console import Console

from retrowalk.cli.custody import custody, told
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.runtime import recovery


# What a person types: a latched belt was measured at standstill, any other has to be looked at.
LATCHED = "reset"
UNMEASURED = "the belt stands still"


def run(state: Path, treadmill: str, console: Console) -> Exit:
    """Ask, and clear the latch. Raises Trouble, Taken, OSError."""
    if not _known(state, treadmill):
        return _nothing(treadmill, console)
    with custody(state, treadmill) as keeping:
        leftover = keeping.leftover
        if leftover is None:  # somebody else has reset it meanwhile
            return _nothing(treadmill, console)
        if not sys.stdin.isatty():
            raise Trouble("a reset needs a terminal: a person has to look at the belt first", Exit.USAGE)
        console.print(f"{treadmill}: {told(leftover)}", markup=False, highlight=False, soft_wrap=True)
        if leftover.ours:
            console.print(_NEVER_MEASURED, style="bold red", soft_wrap=True)
        _ask(UNMEASURED if leftover.ours else LATCHED, console)
        recovery.forget(state, treadmill)
    console.print("Reset. Nothing was moved; the next walk begins anew.")
    return Exit.DONE


def _nothing(treadmill: str, console: Console) -> Exit:
    console.print(f"Nothing is latched on {treadmill}.", markup=False, highlight=False)
    return Exit.DONE


def _known(state: Path, treadmill: str) -> bool:
    """Whether anything is left of it, seen without a trace; others are named, it may be mistyped. Raises Trouble."""
    known = [leftover.treadmill for leftover in recovery.find(state)]
    if known and treadmill not in known:
        raise Trouble(f"nothing is latched on {treadmill}, only on {', '.join(known)}", Exit.USAGE)
    return bool(known)


_NEVER_MEASURED = (
    "It was NOT measured at standstill since. `retrowalk recover` stops and measures it. "
    "Only if that is impossible: go there and look."
)


def _ask(words: str, console: Console) -> None:
    """A person types these words, or nothing is reset. Raises Trouble."""
    console.print(f"Type '{words}' and Enter: ", end="", highlight=False)
    if sys.stdin.readline().strip() != words:
        raise Trouble("not confirmed: the latch stays", Exit.REFUSED)
