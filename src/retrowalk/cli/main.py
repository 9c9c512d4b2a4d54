"""The commands and their options; what they do is in the modules beside this one."""

import asyncio
import os
import sys
import traceback
from collections.abc import Callable, Coroutine
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from retrowalk import __version__, settings
from retrowalk.cli import options
from retrowalk.cli.entries import entries
from retrowalk.cli.exits import Exit
from retrowalk.cli.journals import journals
from retrowalk.cli.memories import memories
from retrowalk.cli.options import Air, State
from retrowalk.cli.simulations import simulations
from retrowalk.cli.sites import sites
from retrowalk.runtime.clock import loop_at
from retrowalk.simulator.names import SIMULATED_NAME, SIMULATED_PROFILE, Carrier
from retrowalk.units import Speed


if TYPE_CHECKING:
    from rich.console import Console

# The folder that takes what walks hand out, where the command was given.
WALKS = Path("retrowalk-walks")
# Tables of figures need this many columns.
NARROWEST = 80

commands = typer.Typer(
    name="retrowalk",
    help="Walk backward on a Bluetooth treadmill.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
protocols = typer.Typer(help="The protocols: all, one in full, or a check of a file.", rich_markup_mode=None)
commands.add_typer(protocols, name="protocols", invoke_without_command=True)
commands.add_typer(journals)
commands.add_typer(simulations)
commands.add_typer(sites)
commands.add_typer(entries)
commands.add_typer(memories)


def _console() -> "Console":
    from retrowalk.cli.screen import Output  # noqa: PLC0415 - the guard has none, and starts faster without

    return Output(highlight=False)


def _wide() -> "Console":
    """Where tables of figures go: a narrow terminal wraps their lines rather than losing their digits."""
    console = _console()
    console.width = max(console.width, NARROWEST)
    return console


def _together(coroutine: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(coroutine())


def _version(asked: bool) -> None:  # noqa: FBT001 - the signature Typer calls
    if asked:
        typer.echo(f"retrowalk {__version__}")
        raise typer.Exit


@commands.callback(invoke_without_command=True)
def _top(
    context: typer.Context,
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")] = False,  # noqa: FBT002
) -> None:
    """Walk backward on a Bluetooth treadmill."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(Exit.USAGE)


@commands.command()
def scan(
    seconds: Annotated[float, typer.Option(min=1, max=60, help="How long to listen.")] = 8.0,
    everything: Annotated[bool, typer.Option("--all", help="Also what does not say it is one.")] = False,  # noqa: FBT002
    ask: Annotated[bool, typer.Option(help="Connect to each and read what it can do.")] = True,  # noqa: FBT002
    air: Air = None,
) -> None:
    """List the treadmills near: name, signal, what each can do, and why not when it cannot."""
    from retrowalk.cli import scan as room  # noqa: PLC0415 - bleak is slow to import

    _together(lambda: room.run(seconds, _console(), everything=everything, ask=ask, air=air))


@commands.command()
def walk(
    protocol: Annotated[str, typer.Argument(help="A protocol's id, such as P01, or a .yaml file.")],
    treadmill: Annotated[
        str | None, typer.Option(parser=options.address, metavar="ADDRESS", help="The treadmill, as `scan` shows it.")
    ] = None,
    simulate: Annotated[bool, typer.Option("--simulate", help="Walk on a simulated treadmill.")] = False,  # noqa: FBT002
    speed_up: Annotated[float, typer.Option(help="Simulated time runs this much faster.")] = 1.0,
    carrier: Annotated[Carrier, typer.Option(help="What carries the simulated bytes.")] = Carrier.AIR,
    speed_cap: Annotated[
        Speed | None, typer.Option(parser=options.speed, metavar="SPEED", help="Never faster today, such as '1.0 mph'.")
    ] = None,
    age: options.Age = None,
    heart_rate: options.HeartRate = None,
    hr_limit: options.HrLimit = None,
    report_dir: Annotated[Path, typer.Option(file_okay=False, help="Where each walk gets its folder.")] = WALKS,
    air: Air = None,
    state_dir: State = None,
    guard: Annotated[bool, typer.Option(help="A second process stops the belt if this one dies.")] = True,  # noqa: FBT002
) -> None:
    """Walk a protocol on a treadmill, or watch it walked on a simulated one."""
    from retrowalk.cli import protocols as library  # noqa: PLC0415 - the parser is slow to import
    from retrowalk.cli import walk as room  # noqa: PLC0415 - likewise

    options.check_what_to_walk_on(treadmill, simulate=simulate, air=air, speed_up=speed_up)
    options.check_strap(heart_rate, treadmill)
    loop = loop_at(speed_up, simulated=simulate)
    plan, state = library.find(protocol), options.state(state_dir)
    who = room.Walker(age, heart_rate, hr_limit)
    order = room.Order(
        plan, treadmill, speed_up, carrier, report_dir, speed_cap, loop, air, state, guard=guard, who=who
    )
    raise typer.Exit(room.run(order, _console()))


@commands.command()
def guard(
    state_dir: State = None,
    once: Annotated[  # noqa: FBT002
        bool, typer.Option("--once", help="End when the service has ended and its belts are at rest.")
    ] = False,
    alarm_command: Annotated[
        str, typer.Option(metavar="COMMAND", help="Called with a belt and a cause when its stop begins.")
    ] = "",
    air: Air = None,
) -> None:
    """Watch over a service, and stop its belts when it dies, hangs or asks for help."""
    from retrowalk.cli import guard as room  # noqa: PLC0415 - bleak is slow to import

    room.run(options.state(state_dir), alarm_command, air, once=once)


@commands.command()
def recover(
    treadmill: Annotated[
        str | None, typer.Option(parser=options.address, metavar="ADDRESS", help="The treadmill, as it is listed.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every treadmill that is listed.")] = False,  # noqa: FBT002
    air: Air = None,
    state_dir: State = None,
) -> None:
    """Stop what an earlier run left moving, and latch it; without a choice, list what is left."""
    from retrowalk.cli import recover as room  # noqa: PLC0415 - bleak is slow to import

    if everything and treadmill is not None:
        raise typer.BadParameter("give either --treadmill ADDRESS or --all")
    raise typer.Exit(room.run(options.state(state_dir), treadmill, _console(), air=air, everything=everything))


@commands.command()
def reset(
    treadmill: Annotated[
        str, typer.Argument(parser=options.address, metavar="ADDRESS", help="The treadmill, as `recover` lists it.")
    ],
    state_dir: State = None,
) -> None:
    """Clear the latch an earlier run left on a treadmill. Somebody must look at the belt; nothing moves."""
    from retrowalk.cli import reset as room  # noqa: PLC0415 - pydantic is slow to import

    raise typer.Exit(room.run(options.state(state_dir), treadmill, _console()))


@commands.command()
def simulate(
    transport: Annotated[
        str | None, typer.Option(help="A Bumble transport, such as usb:0 (the default) or hci-socket:1.")
    ] = None,
    air: Annotated[
        int | None,
        typer.Option(min=0, max=65535, metavar="PORT", help="Instead: a virtual air that others join by --air."),
    ] = None,
    count: Annotated[int, typer.Option(min=1, max=100, help="How many treadmills.")] = 1,
    name: Annotated[
        str, typer.Option(parser=options.name, metavar="TEXT", help="Their name; several get a number.")
    ] = SIMULATED_NAME,
    straps: Annotated[int, typer.Option(min=0, max=100, help="With --air: so many heart-rate straps, too.")] = 0,
    once: Annotated[bool, typer.Option("--once", help="With --air: until standard input ends.")] = False,  # noqa: FBT002
) -> None:
    """Advertise virtual treadmills until stopped."""
    from retrowalk.cli import simulate as room  # noqa: PLC0415 - Bumble is slow to import

    if air is not None and transport is not None:
        raise typer.BadParameter("give either --air PORT or --transport")
    if air is not None:
        _together(lambda: room.on_air(air, count, name, _console(), straps=straps, once=once))
    else:
        _together(lambda: room.run(transport or "usb:0", count, name, _console()))


@protocols.callback()
def _library(context: typer.Context) -> None:
    """List the protocols that ship."""
    if context.invoked_subcommand is None:
        from retrowalk.cli import protocols as room  # noqa: PLC0415 - the parser is slow to import

        _wide().print(room.listing(settings.load_protocols().plans))


@protocols.command()
def show(protocol: Annotated[str, typer.Argument(help="A protocol's id or a .yaml file.")]) -> None:
    """Show one protocol in full, with a small plot."""
    from retrowalk.cli import protocols as room  # noqa: PLC0415 - the parser is slow to import

    room.show(room.find(protocol), _wide())


@protocols.command()
def check(
    protocol: Annotated[str, typer.Argument(help="A .yaml file or a protocol's id.")],
    on: Annotated[str, typer.Option(metavar="PROFILE", help="The firmware profile.")] = SIMULATED_PROFILE,
    minimum: Annotated[
        Speed | None,
        typer.Option(parser=options.some_speed, metavar="SPEED", help="The belt's minimum, such as '1.0 km/h'."),
    ] = None,
    step: Annotated[
        Speed | None,
        typer.Option(parser=options.some_speed, metavar="SPEED", help="The belt's step, such as '0.1 km/h'."),
    ] = None,
    speed_cap: Annotated[
        Speed | None, typer.Option(parser=options.speed, metavar="SPEED", help="A cap for the session.")
    ] = None,
) -> None:
    """Say whether a protocol is allowed, where it is clipped and by whom, how long it takes and how far it goes."""
    from retrowalk import app  # noqa: PLC0415 - likewise
    from retrowalk.cli import check as room  # noqa: PLC0415 - the parser is slow to import
    from retrowalk.cli import protocols as library  # noqa: PLC0415 - likewise

    plan, profile = library.find(protocol), app.profile_named(on)
    raise typer.Exit(room.run(plan, profile, room.belt(profile, minimum, step), speed_cap, _wide()))


def _complain(line: object, code: int) -> int:
    """One line for each thing that is wrong, on stderr."""
    sys.stderr.write(f"retrowalk: {line}\n")
    return code


def _place(error: Exception) -> str:
    """An error nobody foresaw: what it was and where, for a bug report."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    return f"unforeseen {type(error).__name__} at {where}: {' '.join(str(error).split())}. Please report it."


def _silence() -> int:
    """The reader of our output has gone: say nothing more, and let the interpreter flush into nothing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.FAILED


def call(arguments: list[str] | None = None) -> int:
    """Run one command; every error becomes one line and an exit code."""
    from retrowalk.cli.errors import CODES, judged  # noqa: PLC0415 - only needed to judge an error

    try:
        return int(commands(arguments, standalone_mode=False) or 0)
    except BrokenPipeError:
        return _silence()
    except tuple(CODES) as error:
        return _complain(*judged(error))
    except Exception as error:  # noqa: BLE001 - the outermost frame: people get a line, never a traceback
        return _complain(_place(error), Exit.FAILED)


def main() -> None:
    """The program `retrowalk`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a character gets a question mark
    sys.exit(call())
