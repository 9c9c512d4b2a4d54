"""The plot of one walk: planned, commanded and measured speed and inclination over time, with what happened.

matplotlib (the extra `plot`) is imported only when a plot is drawn; `MissingPlotter` says so when it is not there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING

from retrowalk.controller.snapshot import Snapshot
from retrowalk.export.report import Walk, measured
from retrowalk.export.trace import Mark, Row, Trace, What, inclination_of, speed_of
from retrowalk.units import Facing, Inclination, Speed


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class MissingPlotter(Exception):
    """matplotlib is not installed."""


Value = Speed | Inclination | None


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: its label, colour, width, style and z-order, and what it shows of a snapshot."""

    label: str
    colour: str
    width: float
    style: str
    pick: Callable[[Snapshot], Value]


def _measured_inclination(snapshot: Snapshot) -> Inclination | None:
    return None if snapshot.measured is None else snapshot.measured.inclination


# Colours of the Okabe and Ito palette: told apart by colour-blind people and in grey print.
GREY, ORANGE, BLUE, RED = "#bdbdbd", "#e69f00", "#0072b2", "#b2182b"
BACKWARD, FORWARD = "#eaf2f8", "#ffffff"
SPEEDS = (
    Line("planned", GREY, 6.0, "-", lambda each: speed_of(each.planned)),
    Line("commanded", ORANGE, 3.0, "-", lambda each: speed_of(each.commanded)),
    Line("measured", BLUE, 1.4, "-", measured),
    Line("cap", RED, 1.0, ":", lambda each: each.cap),
)
INCLINATIONS = (
    Line("planned", GREY, 6.0, "-", lambda each: inclination_of(each.planned)),
    Line("commanded", ORANGE, 3.0, "-", lambda each: inclination_of(each.commanded)),
    Line("measured", BLUE, 1.4, "-", _measured_inclination),
)
# Worth a number and a line below; announcements and segments are already seen in the curves.
NUMBERED = frozenset({What.STOP, What.LATCHED, What.STANDSTILL, What.LINK, What.ALARM, What.REFUSED, What.FINISHED})
# Every turn and rest has them, and the curves show them: the first to go when the numbers do not fit.
ROUTINE = frozenset({What.STAGE, What.STOP, What.STANDSTILL})
TURNING_POINTS = frozenset({"starting", "standing", "holding"})
# More numbers than this do not fit below a plot of this size: the first ones and the last one are kept.
MOST_NUMBERS = 12
# The least heights, so that a belt that never moved still has a scale: most walks stay below 2 mph and 2 %.
LEAST_MPH, LEAST_PERCENT = 2.0, 2.0
SIZE = (10.0, 6.2)
BUBBLE = {"boxstyle": "circle,pad=0.22", "fc": "#444444", "ec": "none"}


def _number(value: Value) -> float:
    """Miles per hour or per cent; not a number where there is none, so that the curve has a gap."""
    if value is None:
        return nan
    return value.mph if isinstance(value, Speed) else value.percent


def _draw(axes: "Axes", rows: Sequence[Row], lines: Sequence[Line], least: float) -> None:
    minutes = [row.at / 60_000 for row in rows]
    top = least
    for line in lines:
        values = [_number(line.pick(row.snapshot)) for row in rows]
        top = max([top, *(value for value in values if value == value)])  # noqa: PLR0124 - drops what is not a number
        axes.plot(
            minutes, values, line.style, color=line.colour, lw=line.width, label=line.label,
            drawstyle="steps-post", solid_capstyle="butt",
        )  # fmt: skip
    axes.set_ylim(-0.03 * top, top * 1.18)
    axes.grid(visible=True, axis="y", color="#dddddd", lw=0.6)


def _facings(rows: Sequence[Row]) -> list[tuple[int, int, Facing]]:
    """Stretches of one facing, in ms."""
    stretches: list[tuple[int, int, Facing]] = []
    for row, after in pairwise(rows):
        facing = row.snapshot.facing
        if facing is None:
            continue
        if stretches and stretches[-1][1:] == (row.at, facing):
            stretches[-1] = (stretches[-1][0], after.at, facing)
        else:
            stretches.append((row.at, after.at, facing))
    return stretches


def _shade(axes: "Axes", rows: Sequence[Row]) -> None:
    """Backward stretches tinted and named at the top."""
    for start, end, facing in _facings(rows):
        colour = BACKWARD if facing is Facing.BACKWARD else FORWARD
        axes.axvspan(start / 60_000, end / 60_000, color=colour, lw=0, zorder=0)
        middle = (start + end) / 120_000
        axes.annotate(
            facing.value, (middle, 1), xycoords=("data", "axes fraction"), ha="center", va="bottom", color="#555555"
        )


def numbered(marks: Sequence[Mark]) -> list[Mark]:
    """The marks that get a number: what matters, not more than fit."""
    worth = [mark for mark in marks if mark.what in NUMBERED or mark.text in TURNING_POINTS]
    if len(worth) > MOST_NUMBERS:
        worth = [mark for mark in worth if mark.what not in ROUTINE]
    return worth if len(worth) <= MOST_NUMBERS else [*worth[: MOST_NUMBERS - 1], worth[-1]]


def _flag(axes: "Axes", marks: Sequence[Mark]) -> None:
    """A numbered line at each mark; numbers take turns in height so that neighbours stay legible."""
    for index, mark in enumerate(marks):
        minute = mark.at / 60_000
        axes.axvline(minute, color="#444444", lw=0.7, ls="--")
        axes.annotate(
            str(index + 1), (minute, 0.95 - 0.09 * (index % 4)), xycoords=("data", "axes fraction"), ha="center",
            va="center", color="white", fontsize=7.5, bbox=BUBBLE,
        )  # fmt: skip


def _key(figure: "Figure", marks: Sequence[Mark]) -> None:
    """What the numbers mean, in three columns below."""
    for index, mark in enumerate(marks):
        seconds = mark.at // 1000
        words = f"{index + 1}  {seconds // 60}:{seconds % 60:02d}  {mark.text}"
        figure.text(0.07 + 0.31 * (index % 3), 0.105 - 0.026 * (index // 3), words[:52], fontsize=8, color="#333333")


def _title(walk: Walk) -> str:
    prefix = "SIMULATED · " if walk.simulated else ""
    return f"{prefix}{walk.plan.id} {walk.plan.name} · {walk.treadmill}"


def _figure(trace: Trace, walk: Walk) -> "Figure":
    from matplotlib.figure import Figure  # noqa: PLC0415 - the extra `plot`, and slow to import

    figure = Figure(figsize=SIZE)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    figure.subplots_adjust(left=0.07, right=0.93, top=0.87, bottom=0.22, hspace=0.12)
    _shade(upper, trace.rows)
    _draw(upper, trace.rows, SPEEDS, LEAST_MPH)
    _draw(lower, trace.rows, INCLINATIONS, LEAST_PERCENT)
    marks = numbered(trace.marks)
    _flag(upper, marks)
    _key(figure, marks)
    upper.set_ylabel("speed (mph)")
    kmh = upper.secondary_yaxis("right", functions=(lambda mph: mph * 1.609344, lambda value: value / 1.609344))
    kmh.set_ylabel("km/h")
    lower.set_ylabel("incline (%)")
    lower.set_xlabel("minutes")
    figure.suptitle(_title(walk), x=0.07, y=0.97, ha="left", fontsize=12, fontweight="bold")
    figure.legend(
        *upper.get_legend_handles_labels(), loc="upper right", ncols=4, frameon=False, bbox_to_anchor=(0.93, 0.945)
    )
    return figure


def plot(trace: Trace, walk: Walk, path: Path) -> None:
    """Draw the walk into `path`: SVG or PNG by its suffix. Raises MissingPlotter, OSError."""
    try:
        from matplotlib import rc_context  # noqa: PLC0415 - the extra `plot`, and slow to import
    except ImportError as error:
        raise MissingPlotter("drawing needs matplotlib: install retrowalk[plot]") from error
    # A fixed salt: the same walk gives the same SVG, byte for byte.
    with rc_context(
        {"svg.hashsalt": "retrowalk", "font.size": 9.0, "axes.spines.top": False, "axes.spines.right": False}
    ):
        figure = _figure(trace, walk)
        stamp = {"Date": None} if path.suffix == ".svg" else {}
        figure.savefig(path, dpi=140, metadata=stamp)
