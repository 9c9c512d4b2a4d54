"""A journal folded again through the core: the same arguments must give the same answers."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrowalk.controller import step as core
from retrowalk.controller.effects import Effect
from retrowalk.controller.events import Event
from retrowalk.controller.rules import Rules
from retrowalk.journal.codec import dump_step
from retrowalk.journal.reader import Recording, read
from retrowalk.journal.record import Header, Step


# Steps of a journal begin on its second line.
_FIRST = 2

StepFunction = Callable[[Any, Event, int, Rules], tuple[Any, tuple[Effect, ...]]]


@dataclass(frozen=True, slots=True)
class Trace:
    """What folding gave. `steps` carry this core's answers; `digest` is SHA-256 (hexadecimal) over all of them.

    `difference` is where this core first answered otherwise than recorded, with file and line, and "" if it never did;
    `state` is the core's after the last step. `lost` lines were damaged or stand behind `damage`, as `read` has it.
    """

    header: Header
    steps: tuple[Step, ...]
    difference: str
    digest: str
    lost: int
    damage: str
    state: Any


def replay(path: Path, step: StepFunction = core.step, initial: Callable[[], Any] = core.initial) -> Trace:
    """Fold a journal. Raises JournalError if it cannot be read, or OSError."""
    recording = read(path)
    steps, state = fold(recording, step, initial)
    difference = _compare(path, recording.steps, steps)
    return Trace(recording.header, steps, difference, digest(steps), recording.lost, recording.damage, state)


def digest(steps: tuple[Step, ...]) -> str:
    """Give SHA-256 over times, events and effects: the same for the same walk on every machine."""
    sum_ = hashlib.sha256()
    for each in steps:
        sum_.update(json.dumps(dump_step(each), sort_keys=True).encode())
    return sum_.hexdigest()


def fold(
    recording: Recording, step: StepFunction = core.step, initial: Callable[[], Any] = core.initial
) -> tuple[tuple[Step, ...], Any]:
    """Take every step again, from where the journal began: what this core answers to each, and its last state."""
    begun = recording.header.state
    state, folded = initial() if begun is None else begun, []
    for each in recording.steps:
        try:
            state, effects = step(state, each.event, each.now, recording.header.rules)
            folded.append(Step(each.now, each.event, tuple(effects)))
        except Exception as error:  # noqa: BLE001 - a core that failed then fails again, and that is the same answer
            folded.append(Step(each.now, each.event, (), repr(error)))
    return tuple(folded), state


def _compare(path: Path, recorded: tuple[Step, ...], folded: tuple[Step, ...]) -> str:
    """Name the first line whose answer differs, and both answers."""
    for line, (was, is_) in enumerate(zip(recorded, folded, strict=True), _FIRST):
        if was != is_:
            return f"{path}:{line}: at {was.now} ms {type(was.event).__name__}: recorded {_said(was)}, now {_said(is_)}"
    return ""


def _said(step: Step) -> str:
    return step.raised or ", ".join(str(effect) for effect in step.effects) or "nothing"
