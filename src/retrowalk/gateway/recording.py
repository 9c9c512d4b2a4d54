"""What becomes of a walk once it has begun: its seconds, its end, its red flag, and who is called.

Every step the journal of a walk has is added to its tally, in the same order, so that the memory can be made again from
the journal and comes out equal.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from retrowalk.gateway.eventlog import EventLog, Kind
from retrowalk.gateway.ledger import keep_or_log
from retrowalk.gateway.places import Place, Site
from retrowalk.gateway.under_way import UnderWay
from retrowalk.history.facts import Fact, FlagRaised, WalkEnded
from retrowalk.history.records import Flag
from retrowalk.history.store import History, NotKept
from retrowalk.history.tally import Tally
from retrowalk.history.walks import Sample, Walk
from retrowalk.safety.events import Stop, StopReason


if TYPE_CHECKING:
    from retrowalk.gateway.calls import Calls
    from retrowalk.gateway.limits import Limits
    from retrowalk.journal.record import Step

# Symptoms that lock, whenever during a stop they are told: the first reason of a latch may be another.
_LOCKS = frozenset({StopReason.DIZZY, StopReason.CHEST_BREATH})

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Recording:
    """One walk being recorded."""

    walk: Walk
    tally: Tally


class Recorder:
    """Hears every step of every treadmill. Belongs to the loop that runs them."""

    def __init__(
        self,
        site: Site,
        history: History,
        events: EventLog,
        under_way: UnderWay,
        limits: "Limits",
        calls: "Calls",
        at: Callable[[], int],
    ) -> None:
        self._history, self._events, self._under_way = history, events, under_way
        self._limits, self._calls, self._at = limits, calls, at
        self._open: dict[str, Recording] = {}  # by treadmill
        self._flagged: set[tuple[str, StopReason]] = set()  # by walk
        self._telling: set[asyncio.Task[bool]] = set()
        site.subscribe(self._hear)

    def begin(self, walk: Walk) -> None:
        """A walk begins on its treadmill."""
        self._open[walk.treadmill] = Recording(walk, Tally())

    def drop(self, walk: Walk) -> None:
        """It did not begin."""
        self._open.pop(walk.treadmill, None)

    async def settled(self) -> None:
        """Wait until everything that was heard so far is written down. What is open is mended by the next run."""
        while self._telling:
            await asyncio.gather(*self._telling)

    # ── hearing ─────────────────────────────────────────────────────────────────────────────────────

    def _hear(self, place: Place, step: "Step") -> None:
        self._call(place, step)
        self._flag(place, step)
        recording = self._open.get(place.id)
        if recording is None:
            return
        self._samples(recording, recording.tally.add(step, place.snapshot))
        if recording.tally.finished is not None:
            self._end(place.id, recording)

    def _samples(self, recording: Recording, samples: list[Sample]) -> None:
        """What cannot be kept now is made again from the journal."""
        if not samples:
            return
        try:
            self._history.walk_samples(recording.walk.id, samples)
        except NotKept as error:
            _log.warning("samples of walk %s: %s", recording.walk.id, error)

    def _end(self, treadmill: str, recording: Recording) -> None:
        tally, walk = recording.tally, recording.walk
        del self._open[treadmill]
        self._under_way.end(treadmill)
        summary = tally.summary()
        data = {
            "session": walk.id,
            "state": tally.state.value,
            "reason": tally.reason.value,
            "standstill_measured": summary.verified,
        }
        self._events.publish(Kind.SESSION_CHANGED, data, treadmill)
        self._tell(WalkEnded(walk.id, tally.state, tally.reason, summary, self._at()))

    # ── what follows ────────────────────────────────────────────────────────────────────────────────

    def _flag(self, place: Place, step: "Step") -> None:
        """Once for each symptom of a walk; the walker is locked before anybody has written it down."""
        party = self._under_way.of(place.id)
        if party is None or not isinstance(step.event, Stop) or step.event.reason not in _LOCKS:
            return
        key = party.walk.id, step.event.reason
        if key in self._flagged:
            return
        self._flagged.add(key)
        flag = Flag(uuid4().hex, party.person.id, step.event.reason, self._at())
        self._limits.known.raised(flag)
        self._events.publish(Kind.FAULT_RAISED, {"red_flag": flag.reason.value, "session": party.walk.id}, place.id)
        self._tell(FlagRaised(flag, flag.at))

    def _call(self, place: Place, step: "Step") -> None:
        """Somebody is called at once, whether a walk is recorded or not."""
        for effect in step.effects:
            self._calls.hear(place, effect)

    def _tell(self, fact: Fact) -> None:
        """Written down beside the loop that runs the belts."""
        task = asyncio.create_task(keep_or_log(self._history.record, fact))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)
