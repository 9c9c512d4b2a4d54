"""The options that several commands share, and what people may type for them."""

import re
from pathlib import Path
from typing import Annotated

import typer

from retrowalk import settings
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.safety.thresholds import HEART_LIMIT_LEAST, HEART_LIMIT_MOST
from retrowalk.simulator.air.loopback import NotHere, Place
from retrowalk.units import Speed, UnitError


# A scan response has 31 bytes: two before a name, three for a space and a number after it.
LONGEST_NAME = 26
# An address of six octets; other systems name treadmills in their own ways.
_OCTETS = re.compile(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}")


def speed(text: str) -> Speed:
    """A speed with its unit."""
    try:
        return Speed.parse(text)
    except UnitError as error:
        raise typer.BadParameter(str(error)) from None


def some_speed(text: str) -> Speed:
    """A speed above zero."""
    some = speed(text)
    if not some.wire:
        raise typer.BadParameter(f"must be above 0, not {text!r}")
    return some


def name(text: str) -> str:
    """What a treadmill can advertise."""
    if not 0 < len(text.encode()) <= LONGEST_NAME:
        raise typer.BadParameter(f"a name has 1 to {LONGEST_NAME} bytes, not {len(text.encode())}")
    return text


def address(text: str) -> str:
    """An address as every run writes it: the files that are named by it must be found again."""
    return text.upper() if _OCTETS.fullmatch(text) else text


def air(text: str) -> Place:
    """A place on this computer."""
    try:
        return Place.parse(text)
    except NotHere as error:
        raise typer.BadParameter(str(error)) from None


def state(chosen: Path | None) -> Path:
    """The state folder, however it was chosen: there, or to be made. Raises Trouble, OSError."""
    folder = settings.state_folder(chosen)
    there = next(each for each in (folder, *folder.parents) if each.exists())
    if not there.is_dir():
        raise Trouble(f"{there} is not a folder: nothing can be kept there", Exit.USAGE)
    return folder


# Every command that reaches treadmills can be told to look for them on an air instead of this computer's own radio.
Air = Annotated[
    Place | None,
    typer.Option(parser=air, metavar="HOST:PORT", help="Use the air of `simulate --air`, not this computer's radio."),
]
# Who walks: what the command line may know of it.
Age = Annotated[int | None, typer.Option(min=0, metavar="YEARS", help="How old the walker is.")]
HeartRate = Annotated[
    str | None,
    typer.Option(parser=address, metavar="ADDRESS", help="The walker's heart-rate strap: it only slows or stops."),
]
HrLimit = Annotated[
    int | None,
    typer.Option(
        min=HEART_LIMIT_LEAST, max=HEART_LIMIT_MOST, metavar="BPM", help="Their own limit, if lower than their age's."
    ),
]


def check_what_to_walk_on(treadmill: str | None, *, simulate: bool, air: Place | None, speed_up: float) -> None:
    """A walk is on a real treadmill, on a simulated one, or on one that another process simulates."""
    if air is not None and not (simulate and treadmill):
        raise typer.BadParameter("--air needs --simulate and --treadmill ADDRESS")
    if air is not None and speed_up != 1:
        raise typer.BadParameter("an air runs true for everybody on it: no --speed-up")
    if air is None and simulate == (treadmill is not None):
        raise typer.BadParameter("give either --treadmill ADDRESS or --simulate")


def check_strap(strap: str | None, treadmill: str | None) -> None:
    """A strap is heard beside a treadmill that is reached by its address."""
    if strap is not None and treadmill is None:
        raise typer.BadParameter("--heart-rate needs --treadmill ADDRESS")


# What is left of one run for the next, and for the guard.
State = Annotated[
    Path | None, typer.Option("--state-dir", metavar="FOLDER", help="What outlives one run is kept here.")
]
