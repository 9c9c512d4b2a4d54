"""A walk made again from its journal: the same samples and the same summary as were kept while it was walked."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrowalk.controller.step import initial, step
from retrowalk.controller.view import snapshot
from retrowalk.history.tally import Tally
from retrowalk.history.walks import Sample
from retrowalk.journal.reader import read
from retrowalk.journal.record import Header, Step


@dataclass(frozen=True, slots=True)
class Again:
    """What a journal gave; `damage` says where it is damaged, if whole lines stand behind that."""

    tally: Tally
    samples: tuple[Sample, ...]
    damage: str = ""


def again(path: Path) -> Again:
    """Fold a journal as far as it is whole. Raises JournalError, OSError."""
    recording = read(path)
    tally, samples = Tally(), []
    state: Any = recording.header.state or initial()
    for each in recording.steps:
        state = _after(state, each, recording.header)
        samples += tally.add(each, snapshot(state, recording.header.rules, each.now))
    return Again(tally, tuple(samples), recording.damage)


def _after(state: object, each: Step, header: Header) -> Any:  # noqa: ANN401 - the core's state, nobody looks into it
    try:
        return step(state, each.event, each.now, header.rules)[0]  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001 - a core that failed then fails again, and its state stays what it was
        return state
