"""What the page of one walk says, as plain words: the same whether it is printed, shown or sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from retrowalk.coach.traffic_light import Judgement
from retrowalk.export import shown
from retrowalk.export.entries import ENTRIES, SECTIONS, Entry
from retrowalk.export.events import Happening, events
from retrowalk.export.light import light
from retrowalk.export.report import REAL, SIMULATED
from retrowalk.export.told import Told
from retrowalk.history.walks import Sample


@dataclass(frozen=True, slots=True)
class Cell:
    """One value in words with its label; `told` False: the words say that there is none."""

    label: str
    words: str
    told: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page of a walk says. `whose` is "" when nobody said whose walk it was."""

    title: str
    whose: str
    when: str
    notice: str
    light: Judgement
    figures: tuple[Cell, ...]
    sections: tuple[tuple[str, tuple[Cell, ...]], ...]
    events: tuple[Happening, ...]


# What is seen first: what was done, how hard it was, and how it ended.
_FIRST = ("belt_time_s", "distance_m", "measured_max_kmh", "rpe_end", "pain_worst", "stop_reason")
_BY_KEY = {entry.key: entry for entry in ENTRIES}


def cell(entry: Entry, told: Told) -> Cell:
    """A field in words, with what is missing said as such."""
    value = entry.pick(told)
    return Cell(entry.label, entry.missing, told=False) if value is None else Cell(entry.label, entry.show(value))


def notice(told: Told) -> str:
    """What the values are worth."""
    return SIMULATED if told.walk.simulated else REAL


def page(told: Told, samples: Sequence[Sample], zone: tzinfo | None = UTC) -> Page:
    """The page of a walk. `zone` is the time people there live by; None = this computer's."""
    walk = told.walk
    return Page(
        title=f"{walk.protocol}, {walk.level.value}",
        whose=told.person.name if told.person else walk.person or "",
        when=shown.minute(walk.began, zone),
        notice=notice(told),
        light=light(told),
        figures=tuple(cell(_BY_KEY[key], told) for key in _FIRST),
        sections=tuple((title, tuple(cell(entry, told) for entry in entries)) for title, entries in SECTIONS.items()),
        events=events(told, samples),
    )
