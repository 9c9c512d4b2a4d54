"""The options of the commands of a site; what they do is in the modules of their names."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retrowalk.cli import options
from retrowalk.cli.options import Air, State


if TYPE_CHECKING:
    from retrowalk.settings.read import Choice

# More belts than that one guard does not watch over.
MOST = 100

# Where the site's choices are written.
Settings = Annotated[
    Path | None, typer.Option("--settings", metavar="FILE", help="Instead of the usual retrowalk.toml.")
]

sites = typer.Typer(rich_markup_mode=None)


@sites.command()
def serve(
    treadmill: Annotated[
        list[str] | None,
        typer.Option(parser=options.address, metavar="ADDRESS", help="A treadmill of the site; may be repeated."),
    ] = None,
    adapter: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Use this adapter, such as hci0; may be repeated.")
    ] = None,
    simulate: Annotated[
        int, typer.Option(min=0, max=MOST, metavar="COUNT", help="Serve so many virtual treadmills instead.")
    ] = 0,
    straps: Annotated[bool, typer.Option("--straps", help="With --simulate: a strap for each of them.")] = False,  # noqa: FBT002 - a flag
    air: Air = None,
    settings: Settings = None,
    choose: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="A setting, such as http.port=9000; may be repeated."),
    ] = None,
    state_dir: State = None,
    guard: Annotated[bool, typer.Option(help="A second process stops the belts if this one dies.")] = True,  # noqa: FBT002
) -> None:
    """Keep every treadmill of the site linked, all day; when it is asked to end, belts are stopped first."""
    from retrowalk.cli import serve as room  # noqa: PLC0415 - half the program is in it
    from retrowalk.cli.screen import Output  # noqa: PLC0415 - likewise

    _check(simulate, straps=straps, elsewhere=bool(air or adapter))
    choice = _chosen(settings, choose or (), adapter or (), state_dir, guard=guard)
    state = options.state(Path(choice.settings.state) if choice.settings.state else None)
    order = room.Order(state, choice, tuple(treadmill or ()), simulate, air, straps=straps)
    raise typer.Exit(room.run(order, Output(highlight=False)))


def _check(simulate: int, *, straps: bool, elsewhere: bool) -> None:
    if simulate and elsewhere:
        raise typer.BadParameter("--simulate has an air of its own: no --air, no --adapter")
    if straps and not simulate:
        raise typer.BadParameter("--straps goes with --simulate")


def _chosen(
    file: Path | None, choose: Sequence[str], adapters: Sequence[str], state: Path | None, *, guard: bool
) -> "Choice":
    """The settings, with what the command line says last. Raises SettingsError."""
    from retrowalk.settings.read import find, read  # noqa: PLC0415 - pydantic is slow to import

    said = [("--set", *_parted(each)) for each in choose]
    said += [("--adapter", "bluetooth.adapters", ",".join(adapters))] if adapters else []
    said += [("--state-dir", "state", str(state))] if state is not None else []
    said += [] if guard else [("--no-guard", "guard.required", "false")]
    return read(find(file), options=said)


def _parted(text: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not mark:
        raise typer.BadParameter(f"--set takes KEY=VALUE, such as http.port=9000, not {text!r}")
    return key.strip(), value.strip()


@sites.command()
def label(
    treadmill: Annotated[str, typer.Argument(metavar="ADDRESS", help="A treadmill, as `scan` shows it, or its id.")],
    file: Annotated[
        Path | None, typer.Option(dir_okay=False, metavar="FILE", help="Write a .svg, .png or .pdf instead.")
    ] = None,
) -> None:
    """Show the code for the sticker on a treadmill, for a camera to read."""
    from retrowalk.cli import label as room  # noqa: PLC0415 - not everybody prints
    from retrowalk.cli.screen import Output  # noqa: PLC0415 - likewise

    room.run(treadmill, file, Output(highlight=False))


@sites.command()
def doctor(
    settings: Settings = None,
    state_dir: State = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,  # noqa: FBT002
) -> None:
    """Look at radio, rights, guard, disk, clock and site: what is wrong, and how to mend it. It changes nothing."""
    from retrowalk.cli.doctor import examination as room  # noqa: PLC0415 - half the program is in it
    from retrowalk.cli.screen import Output  # noqa: PLC0415 - likewise
    from retrowalk.settings.read import find  # noqa: PLC0415 - pydantic is slow to import

    raise typer.Exit(room.run(find(settings), state_dir, Output(highlight=False), as_json=as_json))
