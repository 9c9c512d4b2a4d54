"""What a walk hands out at its end: the printed report, its file and the plot."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from retrowalk.export.plot import MissingPlotter, plot
from retrowalk.export.report import REAL, SIMULATED, Section, Walk, report, text
from retrowalk.export.trace import Trace


def _print(sections: tuple[Section, ...], console: Console) -> None:
    for title, fields in sections:
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), title=title, title_justify="left")
        table.add_column(style="dim", no_wrap=True, min_width=18)
        table.add_column(overflow="fold")
        for label, value in fields:
            table.add_row(label, value)
        console.print(table)


def hand_out(trace: Trace, walk: Walk, folder: Path | None, console: Console) -> None:
    """Print the report, and write it and the plot into `folder` if there is one. Raises OSError."""
    sections = report(trace, walk)
    console.print()
    _print(sections, console)
    console.print(SIMULATED if walk.simulated else REAL, style="italic")
    if folder is not None:
        written = ", ".join(_write(trace, walk, folder, text(sections, simulated=walk.simulated)))
        console.print(f"Written to {folder}/: {written}", markup=False, highlight=False, soft_wrap=True)


def _write(trace: Trace, walk: Walk, folder: Path, words: str) -> tuple[str, ...]:
    """Write the papers; returns what was written and why something was not."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.txt").write_text(words, encoding="utf-8")
    try:
        plot(trace, walk, folder / "walk.png")
    except MissingPlotter as missing:
        return "report.txt", f"no plot ({missing})"
    return "report.txt", "walk.png"
