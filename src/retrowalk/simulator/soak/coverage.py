"""What the sequences have been through: belt states and stages against kinds of event, faults against how often."""

from collections import Counter
from collections.abc import Iterable, Mapping

from retrowalk.controller.events import LinkUp, Recover
from retrowalk.controller.step import HEARS
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.soak.cells import CELLS, Kind, Place
from retrowalk.simulator.soak.world import Reached


# A link comes up only where there was none: a belt that is not ours is unknown as soon as the link goes, one that is
# ours is adrift or being stopped. Papers are read before anything else has happened.
_ONLY: Mapping[type, frozenset[Belt]] = {
    LinkUp: frozenset({Belt.UNKNOWN, Belt.ADRIFT, Belt.STOPPING, Belt.LATCHED}),
    Recover: frozenset({Belt.UNKNOWN}),
}
# No walk is at these stages while there is no link, or before there is anything to remember.
_NOT_AT: Mapping[type, frozenset[Stage]] = {
    LinkUp: frozenset({Stage.COUNTDOWN, Stage.STARTING, Stage.HALTING}),
    Recover: frozenset(Stage),
}

Grid = tuple[tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]
REACHED, NOT_REACHED, NOT_REACHABLE = "●", "–", " "


def belts(reached: Reached) -> Grid:
    """Kinds of event (down) against states of the belt (across)."""
    seen = {(belt, kind) for belt, _, kind in reached}
    rows = ((kind, [_mark((belt, kind) in seen, possible=belt in _ONLY.get(kind, Belt)) for belt in Belt])
            for kind in HEARS)  # fmt: skip
    return tuple(belt.value for belt in Belt), _named(rows)


def stages(reached: Reached) -> Grid:
    """Kinds of event (down) against stages of the walk (across)."""
    seen = {(stage, kind) for _, stage, kind in reached}
    rows = ((kind, [_mark((stage, kind) in seen, possible=stage not in _NOT_AT.get(kind, ())) for stage in Stage])
            for kind in HEARS)  # fmt: skip
    return tuple(stage.value for stage in Stage), _named(rows)


def _named(rows: Iterable[tuple[type, list[str]]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((kind.__name__, tuple(marks)) for kind, marks in rows)


def _mark(seen: bool, *, possible: bool) -> str:  # noqa: FBT001 - the condition itself
    return REACHED if seen else NOT_REACHED if possible else NOT_REACHABLE


def missed(grid: Grid) -> list[str]:
    """The cells that can be reached and were not, by kind of event."""
    columns, rows = grid
    gaps = {name: [column for column, mark in zip(columns, marks, strict=True) if mark == NOT_REACHED]
            for name, marks in rows}  # fmt: skip
    return [f"{name} ({', '.join(gap)})" for name, gap in gaps.items() if gap]


def faults(failed: Counter[object]) -> Grid:
    """Places (down) against ways to fail (across): how often each began."""
    rows = ((place.value, tuple(str(failed[place, kind]) if (place, kind) in CELLS else NOT_REACHABLE
                                for kind in Kind)) for place in Place)  # fmt: skip
    return tuple(kind.value for kind in Kind), tuple(rows)
