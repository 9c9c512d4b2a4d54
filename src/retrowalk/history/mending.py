"""Walks whose program died: closed as interrupted and, like those whose samples are not all there, made again."""

import logging

from retrowalk.history.again import Again, again
from retrowalk.history.facts import WalkEnded
from retrowalk.history.questions import unfinished
from retrowalk.history.store import History
from retrowalk.history.walks import State, Summary, Walk
from retrowalk.journal.reader import JournalError
from retrowalk.safety.events import StopReason


_log = logging.getLogger(__name__)


def mend(history: History) -> tuple[str, ...]:
    """Mend what an earlier program left; gives the ids of the walks. Waits and works for long: never on the loop.

    To be done before a walk is begun: one under way would be taken for interrupted. Raises Away, NotKept.
    """
    walks = history.answer(unfinished())
    for walk in walks:
        _mend(history, walk)
    history.settled().result()
    return tuple(walk.id for walk in walks)


def _mend(history: History, walk: Walk) -> None:
    found = made_again(history, walk)
    if walk.state is State.OPEN:
        history.keep(_interrupted(walk, found)).result()
    if found is not None:
        history.samples_again(walk.id, found.samples)


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


def _interrupted(walk: Walk, found: Again | None) -> WalkEnded:
    """Its end as far as anything is known of it; a journal that tells of an end tells why."""
    if found is None:
        return WalkEnded(walk.id, State.INTERRUPTED, StopReason.POWER_LOSS, Summary(), walk.began)
    summary = found.tally.summary()
    return WalkEnded(walk.id, State.INTERRUPTED, found.tally.reason, summary, walk.began + summary.seconds)
