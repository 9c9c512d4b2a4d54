"""The commands that read a journal; what they do is in the modules beside this one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retrowalk.cli.options import State
from retrowalk.cli.sites import Settings
from retrowalk.export.suffixes import Format


if TYPE_CHECKING:
    from rich.console import Console

journals = typer.Typer(rich_markup_mode=None)

Journal = Annotated[Path, typer.Argument(help="The journal.jsonl of a walk.")]


def _console() -> "Console":
    from retrowalk.cli.screen import Output  # noqa: PLC0415 - the guard has none, and starts faster without

    return Output(highlight=False)


@journals.command()
def replay(
    journal: Journal,
    report_dir: Annotated[Path | None, typer.Option(file_okay=False, help="Write report and plot here.")] = None,
) -> None:
    """Fold a journal again, compare every answer, and print the walk's report."""
    from retrowalk.cli import replay as room  # noqa: PLC0415 - pydantic is slow to import

    raise typer.Exit(room.run(journal, report_dir, _console()))


@journals.command()
def export(
    walk: Annotated[str, typer.Argument(help="The journal.jsonl of a walk, or the id of one that is remembered.")],
    form: Annotated[Format | None, typer.Option("--format", help="As what; the end of --output tells it, too.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="The file; beside the journal if not given.")
    ] = None,
    settings: Settings = None,
    state_dir: State = None,
) -> None:
    """Write a walk as a page, for other programs, or as a table."""
    from retrowalk.cli import export as room  # noqa: PLC0415 - pydantic is slow to import

    raise typer.Exit(room.run(room.Order(walk, form, output, settings, state_dir), _console()))
