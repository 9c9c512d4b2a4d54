"""What a journal holds, read by another process: the one that holds the air must not stand still meanwhile."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from retrowalk.controller.events import TreadmillFrame
from retrowalk.journal.reader import read


class Kept(NamedTuple):
    """One step: when, what kind of event, and the bytes of a frame."""

    at: int
    event: str
    data: bytes


def kept(files: Sequence[Path]) -> list[Kept]:
    """Read journals, in this order."""
    steps = [step for file in files for step in read(file).steps]
    return [
        Kept(step.now, type(step.event).__name__, step.event.data if isinstance(step.event, TreadmillFrame) else b"")
        for step in steps
    ]


@contextmanager
def reading() -> Iterator[ProcessPoolExecutor]:
    """A process that reads, started now: what starts later would be scheduled as its parent is."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        pool.submit(kept, ()).result()
        yield pool
