"""Walks whose program died: closed as interrupted and, like those whose samples are not all there, made again."""

import logging
from collections.abc import Collection, Sequence

from retrowalk.history.again import Again, again
from retrowalk.history.facts import WalkEnded
from retrowalk.history.questions import samples, unfinished
from retrowalk.history.store import History
from retrowalk.history.walks import Sample, State, Summary, Walk
from retrowalk.journal.reader import JournalError
from retrowalk.safety.events import StopReason


_log = logging.getLogger(__name__)


def mend(history: History, left: Collection[str] | None = None) -> tuple[str, ...]:
    """Mend what an earlier program left; gives the ids of the walks. Waits and works for long: never on the loop.

    `left`: the walks that were there when this program came, None = all: one under way would be taken for interrupted.
    Raises Away, NotKept.
    """
    found = (walk for walk in history.answer(unfinished()) if left is None or walk.id in left)
    mended = tuple(walk.id for walk in found if _mend(history, walk))
    history.settled().result()
    return mended


def _mend(history: History, walk: Walk) -> bool:
    """Whether there was anything to be done that could be."""
    found = made_again(history, walk)
    if walk.state is State.OPEN:
        history.keep(_interrupted(history, walk, found)).result()
    if found is not None:
        history.samples_again(walk.id, found.samples)
    return walk.state is State.OPEN or found is not None


def made_again(history: History, walk: Walk) -> Again | None:
    """The walk from its journal; None where that is gone."""
    path = history.folder / walk.journal
    if not walk.journal or not path.is_file():
        return None
    try:
        return again(path)
    except (JournalError, OSError) as error:
        _log.error("walk %s cannot be made again: %s", walk.id, error)
        return None


def _interrupted(history: History, walk: Walk, found: Again | None) -> WalkEnded:
    """Its end as far as anything is known of it; a journal that tells of an end tells why."""
    summary = _of_samples(history.answer(samples(walk.id))) if found is None else found.tally.summary()
    reason = StopReason.POWER_LOSS if found is None else found.tally.reason
    return WalkEnded(walk.id, State.INTERRUPTED, reason, summary, walk.began + summary.seconds)


def _of_samples(kept: Sequence[Sample]) -> Summary:
    """What the samples alone tell."""
    return Summary(kept[-1].t, len(kept), millimetres=kept[-1].millimetres) if kept else Summary()
