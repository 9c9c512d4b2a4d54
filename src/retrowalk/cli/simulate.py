"""`retrowalk simulate`: virtual treadmills that advertise until stopped."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.console import Console

from retrowalk import app
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.runtime.clock import now
from retrowalk.simulator.air.afar import FAREWELL, Unheard, obey
from retrowalk.simulator.air.loopback import Place
from retrowalk.simulator.names import SIMULATED_STRAP
from retrowalk.simulator.treadmill import Treadmill


if TYPE_CHECKING:
    from retrowalk.simulator.air.peripheral import Station


# A guard reaches a treadmill whose service has died within this long (s); then we look as often as this (s).
GUARD, LOOK = 5.0, 0.5


def names(name: str, count: int) -> list[str]:
    """One name for each treadmill; several are told apart by a number."""
    return [name] if count == 1 else [f"{name} {number}" for number in range(1, count + 1)]


_NEEDED = "virtual treadmills need Bumble: install retrowalk[simulate]"


def _announce(stations: Sequence["Station"], console: Console) -> None:
    for station in stations:
        console.print(f"{station.name} advertises as {station.address}", markup=False, soft_wrap=True)


async def on_air(port: int, count: int, name: str, console: Console, *, straps: int = 0, once: bool = False) -> None:
    """Put `count` treadmills and `straps` on an air that other processes join, until cancelled.

    Raises NoAir, NotInstalled. `port` 0 takes any that is free.
    `once`: until standard input ends, every belt stands and nobody is linked any more.
    """
    try:
        from retrowalk.simulator.air.server import AirServer  # noqa: PLC0415 - the extra `simulate`
        from retrowalk.simulator.air.virtual import VirtualAir  # noqa: PLC0415 - likewise
    except ImportError as error:
        raise app.NotInstalled(_NEEDED) from error

    async with VirtualAir() as air, AirServer(air.radio, Place(port=port)) as server:
        stations = [await air.add(Treadmill(app.simulated_shape(each))) for each in names(name, count)]
        _announce(stations, console)
        for strap in [await air.add_strap(each) for each in names(SIMULATED_STRAP, straps)]:
            console.print(f"{strap.name} advertises as {strap.address}", markup=False, soft_wrap=True)
        console.print(f"Join this air with --air {server.place}", markup=False, soft_wrap=True)
        console.print("Ctrl-C ends it.")
        await (_used(stations) if once else asyncio.get_running_loop().create_future())


async def _told(stations: Sequence["Station"]) -> bool:
    """Do what whoever started this says, until they end; whether that was with a farewell."""
    treadmills = {str(each.address): each.treadmill for each in stations}
    said = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(said), sys.stdin)
    while (line := await said.readline()) and line != FAREWELL:
        with suppress(Unheard):
            obey(line, treadmills, now())
    return bool(line)


async def _used(stations: Sequence["Station"]) -> None:
    """Wait until whoever started this has ended, and the guard has brought the belts to rest that it left."""
    if not await _told(stations):  # it has died
        await asyncio.sleep(GUARD)
    while any(station.carrier.linked or station.treadmill.machine.belt.speed for station in stations):
        for station in stations:
            station.carrier.run_soon()
        await asyncio.sleep(LOOK)


async def run(transport: str, count: int, name: str, console: Console) -> None:
    """Advertise `count` treadmills on a Bumble transport until cancelled. Raises Trouble, NotInstalled."""
    try:
        from retrowalk.simulator.air.real import advertise  # noqa: PLC0415 - the extra `simulate`
    except ImportError as error:
        raise app.NotInstalled(_NEEDED) from error

    def announce(stations: Sequence["Station"]) -> None:
        _announce(stations, console)
        console.print("Ctrl-C ends it.")

    console.print(f"Waiting for the Bluetooth controller on {transport}", markup=False, soft_wrap=True)
    try:
        await advertise([Treadmill(app.simulated_shape(each)) for each in names(name, count)], transport, announce)
    except Exception as error:
        line = str(error) if transport in str(error) else f"transport {transport}: {error}"
        raise Trouble(line, Exit.UNREACHABLE) from error
