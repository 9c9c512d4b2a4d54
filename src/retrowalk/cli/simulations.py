"""The options of `retrowalk soak`; what it does is in the module of that name."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer


# The table of stages needs this many columns.
WIDTH = 140
# What is asked of a sequence where nobody says how much: the least that the safety case counts.
EVENTS = 50

simulations = typer.Typer(rich_markup_mode=None)


def _places(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    if text == "none":
        return ()
    numbers = text.split(",")
    if not all(each.strip().isdecimal() for each in numbers):
        raise typer.BadParameter(f"--keep takes numbers such as 0,3,4, or none, not {text!r}")
    return tuple(map(int, numbers))


def _kept(text: str | None, acts: Callable[[], int]) -> tuple[int, ...] | None:
    places = _places(text)
    highest, there = max(places or (-1,)), acts() if places else 0
    if highest >= there > 0:
        raise typer.BadParameter(f"--keep: this sequence has the acts 0 to {there - 1}, and no {highest}")
    return places


def _fit_together(replay: int | None, keep: str | None, trace: bool, pairs: bool, runtime: bool) -> None:  # noqa: FBT001
    if pairs and runtime:
        raise typer.BadParameter("give one of --pairs and --runtime")
    if (keep is not None or trace) and (pairs or runtime or replay is None):
        raise typer.BadParameter("--keep and --trace go with --replay, without --pairs and --runtime")


def _long(events: int | None, pairs: bool, runtime: bool) -> int:  # noqa: FBT001
    """At least so many events in a sequence. Raises BadParameter where nobody would heed it."""
    if events is not None and (pairs or runtime):
        raise typer.BadParameter("--events goes without --pairs and --runtime: theirs are as long as their walks")
    return events or EVENTS


@simulations.command()
def soak(
    seeds: Annotated[int, typer.Option(min=1, help="How many sequences.")] = 10_000,
    jobs: Annotated[int, typer.Option(min=1, help="In how many processes.")] = 1,
    first: Annotated[int, typer.Option("--from", min=0, metavar="SEED", help="The first seed.")] = 0,
    events: Annotated[int | None, typer.Option(min=1, help="At least so many events in each (50).")] = None,
    replay: Annotated[int | None, typer.Option(min=0, metavar="SEED", help="Run this one again, and show it.")] = None,
    keep: Annotated[str | None, typer.Option(metavar="ACTS", help="Of it, only these acts: 0,3,4 or none.")] = None,
    pairs: Annotated[bool, typer.Option("--pairs", help="Pairs instead, one of which loses an input.")] = False,  # noqa: FBT002
    runtime: Annotated[bool, typer.Option("--runtime", help="Around the real service, which is slower.")] = False,  # noqa: FBT002
    trace: Annotated[bool, typer.Option("--trace", help="Show everything that happens in it.")] = False,  # noqa: FBT002
) -> None:
    """Hold random sequences of presses, faults, lost links and crashes to the safety rules."""
    from retrowalk.cli import soak as room  # noqa: PLC0415 - half the program is in it
    from retrowalk.cli.screen import Output  # noqa: PLC0415 - likewise

    console = Output(highlight=False)
    _fit_together(replay, keep, trace, pairs, runtime)
    events = _long(events, pairs, runtime)
    if replay is not None and (pairs or runtime):
        raise typer.Exit((room.replay_pair if pairs else room.replay_shell)(replay, console))
    if replay is not None:
        kept = _kept(keep, partial(room.acts, replay, events))
        raise typer.Exit(room.replay(replay, events, kept, console, trace=trace))
    console.width = max(console.width, WIDTH)
    work = room.run_pairs if pairs else room.run_shells if runtime else room.run
    raise typer.Exit(work(room.Order(range(first, first + seeds), events, jobs), console))
