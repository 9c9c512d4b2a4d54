"""The options of the commands of the memory; what they do is in `keeping`."""

from pathlib import Path
from typing import Annotated

import typer

from retrowalk.cli import options
from retrowalk.cli.options import State


# Where the site's choices are written; among them where its memory is.
Settings = Annotated[
    Path | None, typer.Option("--settings", metavar="FILE", help="Instead of the usual retrowalk.toml.")
]

memories = typer.Typer(rich_markup_mode=None)


@memories.command()
def rebuild(settings: Settings = None, state_dir: State = None) -> None:
    """Make the database anew from the site journal and the journals of all walks. The service must not be running."""
    from retrowalk.cli import keeping as room  # noqa: PLC0415 - the database library is slow to import
    from retrowalk.cli.screen import Output  # noqa: PLC0415 - likewise

    raise typer.Exit(room.rebuild_it(settings, options.state(state_dir), Output(highlight=False)))


@memories.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to be made, such as site.tar.gz.")],
    settings: Settings = None,
    state_dir: State = None,
) -> None:
    """Put all that is kept into one archive, while the service goes on."""
    from retrowalk.cli import keeping as room  # noqa: PLC0415 - the database library is slow to import
    from retrowalk.cli.screen import Output  # noqa: PLC0415 - likewise

    raise typer.Exit(room.back_up(file, settings, options.state(state_dir), Output(highlight=False)))


@memories.command()
def erase(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The person's id.")],
    file: Annotated[Path, typer.Option("--export", metavar="FILE", help="What is kept of them is written here first.")],
    settings: Settings = None,
    state_dir: State = None,
) -> None:
    """Export all that is kept of a person, then erase it everywhere. The service must not be running."""
    from retrowalk.cli import keeping as room  # noqa: PLC0415 - the database library is slow to import
    from retrowalk.cli.screen import Output  # noqa: PLC0415 - likewise

    raise typer.Exit(room.erase_one(person, file, settings, options.state(state_dir), Output(highlight=False)))
