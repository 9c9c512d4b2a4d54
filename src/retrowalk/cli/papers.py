"""What a walk hands out at its end: the printed report, its file and the plot."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from retrowalk.export.formats import Kept, export
from retrowalk.export.plot import MissingPlotter, plot
from retrowalk.export.recorded import recorded
from retrowalk.export.report import REAL, SIMULATED, Section, Walk, report, text
from retrowalk.export.suffixes import Format
from retrowalk.export.told import Told
from retrowalk.export.trace import Trace


def _print(sections: tuple[Section, ...], console: Console) -> None:
    for title, fields in sections:
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), title=title, title_justify="left")
        table.add_column(style="dim", no_wrap=True, min_width=18)
        table.add_column(overflow="fold")
        for label, value in fields:
            table.add_row(label, value)
        console.print(table)


def hand_out(trace: Trace, walk: Walk, folder: Path | None, console: Console) -> bool:
    """Write report and plot into `folder` if there is one, then print the report; whether all could be written."""
    sections = report(trace, walk)
    trouble, outcome = "", ""
    try:
        outcome = write(trace, walk, folder) if folder is not None else ""
    except OSError as error:
        trouble = f"Report and plot were NOT written to {folder}/: {error.strerror or error}"
    console.print()
    _print(sections, console)
    console.print(SIMULATED if walk.simulated else REAL, style="italic")
    for line, style in ((outcome, ""), (trouble, "bold red")):
        if line:
            console.print(line, style=style, markup=False, highlight=False, soft_wrap=True)
    return not trouble


def write(trace: Trace, walk: Walk, folder: Path) -> str:
    """Write the papers; returns where they are and why one is missing. Raises OSError."""
    write_report(trace, walk, folder)
    _write_exports(trace, walk, folder)
    written = f"report.txt, walk.{', .'.join(Format)}"
    try:
        _whole(folder / "walk.png", lambda path: plot(trace, walk, path))
    except MissingPlotter as missing:
        return f"Written to {folder}/: {written}, no plot ({missing})"
    return f"Written to {folder}/: {written}, walk.png"


def kept(trace: Trace, walk: Walk) -> Kept:
    """A walk as the exports want it; its page tells the time of this computer."""
    return Kept(Told(recorded(trace, walk)), tuple(trace.samples), walk.plan, zone=None)


def _write_exports(trace: Trace, walk: Walk, folder: Path) -> None:
    """Write the walk in every form other programs read."""
    whole = kept(trace, walk)
    for form in Format:
        _whole(folder / f"walk.{form}", partial(_write_export, whole, form))


def _write_export(whole: Kept, form: Format, path: Path) -> None:
    path.write_bytes(export(whole, form))


def write_report(trace: Trace, walk: Walk, folder: Path) -> None:
    """Write the report alone: a plot takes its first start's time, up to minutes on a slow computer. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    words = text(report(trace, walk), simulated=walk.simulated)
    _whole(folder / "report.txt", lambda path: path.write_text(words, encoding="utf-8"))


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file whole or not at all."""
    try:
        write(path)
    except OSError:
        path.unlink(missing_ok=True)
        raise
