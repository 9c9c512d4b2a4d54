"""The options that several commands share, and what people may type for them."""

import re
from pathlib import Path
from typing import Annotated

import typer

from retrowalk import settings
from retrowalk.cli.exits import Exit, Trouble
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
# What is left of one run for the next, and for the guard.
State = Annotated[
    Path | None, typer.Option("--state-dir", metavar="FOLDER", help="What outlives one run is kept here.")
]
