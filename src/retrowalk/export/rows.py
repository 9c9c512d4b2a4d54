"""Tables for spreadsheets and statistics: one row for each second of a walk, or one row for each walk.

Units stand in the column names, an empty cell is what nobody told or measured, and no cell is a formula.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from retrowalk.export import entries, shown
from retrowalk.export.page import notice
from retrowalk.export.plain import cell
from retrowalk.export.told import Told
from retrowalk.history.walks import Doubt, Mark, MarkKind, Sample


Plain = int | float | str | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name with its unit, and what it takes of a second."""

    name: str
    pick: Callable[[Sample], Plain]


def _scaled(wire: int | None, scale: int) -> float | None:
    return None if wire is None else wire / scale


def _doubts(flags: int) -> str:
    return " ".join(doubt.name.lower() for doubt in Doubt if flags & doubt and doubt.name)


COLUMNS: tuple[Column, ...] = (
    Column("t_s", lambda each: each.t),
    Column("stage", lambda each: each.stage and each.stage.value),
    Column("segment", lambda each: each.segment + 1),
    Column("facing", lambda each: each.facing and each.facing.value),
    Column("speed_kmh", lambda each: _scaled(each.speed, 100)),
    Column("commanded_kmh", lambda each: _scaled(each.commanded, 100)),
    Column("cap_kmh", lambda each: _scaled(each.cap, 100)),
    Column("inclination_percent", lambda each: _scaled(each.inclination, 10)),
    Column("heart_rate_bpm", lambda each: each.heart_rate),
    Column("distance_m", lambda each: each.millimetres / 1000),
    Column("doubtful", lambda each: _doubts(each.flags)),
)
MARKED = (MarkKind.RPE, MarkKind.PAIN, MarkKind.NOTE)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return cell("; ".join(str(each) for each in value))
    if isinstance(value, bool):
        return shown.yes(value)
    return cell(value) if isinstance(value, str) else str(value)


def _table(head: Iterable[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV as RFC 4180 has it, in UTF-8."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue().encode()


Said = dict[tuple[int, MarkKind], Plain]


def _said(marks: Iterable[Mark], began: int) -> Said:
    """What was told at each second; the last value counts, and notes of one second follow each other."""
    said: Said = {}
    for mark in sorted(marks, key=lambda each: each.at):
        key = mark.at - began, mark.kind
        note = " ".join(text for text in (str(said.get(key) or ""), mark.text) if text)
        said[key] = note if mark.kind is MarkKind.NOTE else mark.value
    return said


def _second(told: Told, t: int, sample: Sample | None, said: Said) -> Iterator[Plain]:
    yield shown.instant(told.walk.began + t)
    for column in COLUMNS:
        yield _picked(column, t, sample)
    for kind in MARKED:
        yield said.get((t, kind))


def seconds(told: Told, samples: Sequence[Sample]) -> bytes:
    """One row for each second; what was told between two of them, or after the last, has a row of its own."""
    said = _said(told.marks, told.walk.began)
    by_second = {each.t: each for each in samples}
    head = ("time", *(column.name for column in COLUMNS), *(kind.value for kind in MARKED), "notice")
    times = sorted({*by_second, *(t for t, _ in said)})
    rows = (
        (*_second(told, t, by_second.get(t), said), None if index else notice(told)) for index, t in enumerate(times)
    )
    return _table(head, rows)


def _picked(column: Column, t: int, sample: Sample | None) -> Plain:
    if sample is None:
        return t if column is COLUMNS[0] else None
    return column.pick(sample)


def walks(told: Iterable[Told]) -> bytes:
    """One row for each walk, with every field of its report. Names stay out: people are their ids."""
    keys = (*(entry.key for entry in entries.ENTRIES), "missing", "notice")
    found = (entries.values(each) | {"notice": notice(each)} for each in told)
    return _table(keys, ([values[key] for key in keys] for values in found))
