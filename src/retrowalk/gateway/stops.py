"""Stops: pressed by anybody, done at once, and what became of each of them.

Rule 1: a press is a plain call. It waits for nothing, asks nobody, and tells the treadmills before anything else.
Rule 2: only a belt measured at standstill confirms a stop; no answer and no written byte does.
"""

import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from retrowalk.controller.effects import AlarmKind, Effect, WriteStop
from retrowalk.controller.events import Answered
from retrowalk.controller.snapshot import Snapshot
from retrowalk.gateway.eventlog import EventLog, Kind
from retrowalk.journal.record import Step
from retrowalk.runtime.stepper import guarded
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt, is_stop


# Stops whose course can be asked for; older ones are in the journals.
KEPT = 256
# A treadmill that is being stopped is told again at most this often (ms): its core repeats what was refused by itself,
# and a treadmill takes some 50 to 300 ms to answer a Stop. More would only keep thirty links busy with the same words.
APART = 250
# Not measured at zero after this long (ms), though the published deadline of most belts is over: nobody can say that it
# worked. A belt that is loud before is told of at once.
UNCONFIRMED_AFTER = 10_000
# Sources of one stop that are named; a thousand presses must not fill the memory.
NAMED = 8
# What a client may call itself, in characters.
SOURCE_LENGTH = 64

_log = logging.getLogger(__name__)


class Stoppable(Protocol):
    """A treadmill's place, as far as a stop needs it."""

    @property
    def id(self) -> str:
        """Its name in addresses."""

    @property
    def snapshot(self) -> Snapshot:
        """How it stands now."""

    def stop(self, reason: StopReason, source: str) -> tuple[Effect, ...]:
        """Stop and latch it, now."""


class Site(Protocol):
    """All treadmills, as far as a stop needs them."""

    @property
    def bays(self) -> Mapping[str, Stoppable]:
        """Every treadmill, by its name."""

    def subscribe(self, callback: Callable[[Stoppable, Step], None]) -> Callable[[], None]:
        """Hear of every step of every treadmill."""


class State(StrEnum):
    """How far a stop has come."""

    UNCONFIRMED = "unconfirmed"  # nobody can say that it worked: PULL THE SAFETY KEY
    REQUESTED = "requested"
    WRITTEN = "written"
    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"  # measured at standstill


# A stop of several treadmills has come as far as the one that is furthest behind.
_ORDER = tuple(State)


@dataclass(slots=True, eq=False)
class Part:
    """One treadmill's share of a stop; times in ms, None = not yet. `told` is when its core was told last."""

    treadmill: str
    requested: int
    told: int
    written: int | None = None
    acknowledged: int | None = None
    confirmed: int | None = None
    unconfirmed: int | None = None

    @property
    def state(self) -> State:
        """How far it has come."""
        reached = (
            (self.confirmed, State.CONFIRMED),
            (self.unconfirmed, State.UNCONFIRMED),
            (self.acknowledged, State.ACKNOWLEDGED),
            (self.written, State.WRITTEN),
        )
        return next((state for time, state in reached if time is not None), State.REQUESTED)


@dataclass(slots=True, eq=False)
class StopRecord:
    """One stop of one treadmill (`scope`) or of all (""), however often it was pressed. `at` in s of the wall clock."""

    id: str
    scope: str
    reason: StopReason
    at: int
    requested: int
    sources: list[str]
    presses: int = 1
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """How far the last of its treadmills has come; without any, nothing was confirmed."""
        return min((part.state for part in self.parts.values()), key=_ORDER.index, default=State.UNCONFIRMED)


class UnknownTreadmill(LookupError):
    """No treadmill of that name is known; nothing was stopped."""


class Stops:
    """Every stop of the site: pressed here, or begun by a key, an interlock or the guard."""

    def __init__(self, site: Site, events: EventLog, now: Callable[[], int], at: Callable[[], int]) -> None:
        self._site, self._events, self._now, self._at = site, events, now, at
        self._records: OrderedDict[str, StopRecord] = OrderedDict()
        self._newest: dict[str, StopRecord] = {}  # by scope
        self._open: dict[str, Part] = {}  # by treadmill: what is not confirmed yet
        self._news: deque[tuple[Kind, Part]] = deque()
        self._pressing = False
        self._count = 0
        self._listeners: list[Callable[[Part], None]] = []
        site.subscribe(self._hear)

    # ── pressing ────────────────────────────────────────────────────────────────────────────────────

    def press(
        self, treadmill: str | None = None, source: str = "", reason: StopReason = StopReason.USER_STOP
    ) -> StopRecord:
        """Stop one treadmill or all of them, now; the record tells the truth later. Raises UnknownTreadmill."""
        if treadmill is not None and treadmill not in self._site.bays:
            raise UnknownTreadmill(treadmill)
        targets = tuple(self._site.bays.values()) if treadmill is None else (self._site.bays[treadmill],)
        now, source = self._now(), source[:SOURCE_LENGTH]
        parts = {bay.id: self._part(bay.id, now) for bay in targets}
        self._tell(targets, parts, now, reason, source)
        record = self._joined(treadmill or "", parts, source) or self._new(treadmill or "", parts, now, reason, source)
        self._publish()
        return record

    def _part(self, treadmill: str, now: int) -> Part:
        """The share of this treadmill: of the stop it is in, or a new one."""
        return self._open.setdefault(treadmill, Part(treadmill, now, now - APART))

    def _tell(
        self, targets: tuple[Stoppable, ...], parts: Mapping[str, Part], now: int, reason: StopReason, source: str
    ) -> None:
        """Every one of them, whatever becomes of the others. What is being stopped and was told just now is left."""
        self._pressing = True
        failed: list[tuple[str, Exception]] = []
        for bay in targets:
            part = parts[bay.id]
            if now - part.told < APART:
                continue
            try:
                bay.stop(reason, source)
            except Exception as error:  # noqa: BLE001 - whatever it was, the next belt has to stop
                failed.append((bay.id, error))
            else:
                part.told = now  # one that could not be told is told by the very next press
        self._pressing = False
        for treadmill, why in failed:  # a reader who has halted the log must not hold up the next belt
            _log.error("%s could not be told to stop", treadmill, exc_info=why)

    def _joined(self, scope: str, parts: Mapping[str, Part], source: str) -> StopRecord | None:
        """The record of the stop that is under way, if this press is one more of the same."""
        record = self._newest.get(scope)
        if record is None or not parts or record.parts != parts:
            return None
        record.presses += 1
        if source not in record.sources and len(record.sources) < NAMED:
            record.sources.append(source)
        return record

    def _new(self, scope: str, parts: dict[str, Part], now: int, reason: StopReason, source: str) -> StopRecord:
        self._count += 1
        record = StopRecord(f"{self._events.run}-{self._count}", scope, reason, self._at(), now, [source], 1, parts)
        self._records[record.id] = self._newest[scope] = record
        while len(self._records) > KEPT:
            self._records.popitem(last=False)
        self._events.publish(Kind.STOP_REQUESTED, {"stop": record.id, "source": source, "reason": reason}, scope)
        return record

    # ── asking ──────────────────────────────────────────────────────────────────────────────────────

    def find(self, record: str) -> StopRecord | None:
        """The stop of this id, while it is kept."""
        return self._records.get(record)

    def latest(self) -> tuple[StopRecord, ...]:
        """The stops that are kept, newest first."""
        return tuple(reversed(self._records.values()))

    def on_confirmed(self, callback: Callable[[Part], None]) -> None:
        """Hear of every treadmill's share once its belt was measured at standstill."""
        self._listeners.append(callback)

    # ── following ───────────────────────────────────────────────────────────────────────────────────

    def _hear(self, bay: Stoppable, step: Step) -> None:
        """Note what a step means for the stop of its treadmill; one that nobody pressed here begins one, too."""
        writes = any(isinstance(effect, WriteStop) for effect in step.effects)
        part = self._open.get(bay.id)
        if part is None and not writes:
            return
        seen = bay.snapshot
        if part is None:
            if seen.latched is None:  # a planned stop: for a turn, a rest or the end
                return
            part = self._unasked(bay.id, seen, step.now)
        self._follow(part, seen, step, writes=writes and seen.linked)
        if not self._pressing:
            self._publish()

    def _unasked(self, treadmill: str, seen: Snapshot, now: int) -> Part:
        """A stop by an interlock, a key or the guard."""
        part = self._open[treadmill] = Part(treadmill, now, now)
        self._new(treadmill, {treadmill: part}, now, seen.latched or StopReason.ENGINE_FAULT, seen.latched_by)
        return part

    def _follow(self, part: Part, seen: Snapshot, step: Step, *, writes: bool) -> None:
        acknowledged = isinstance(step.event, Answered) and is_stop(step.event.request)
        late = step.now - part.requested >= UNCONFIRMED_AFTER or AlarmKind.PULL_THE_KEY in seen.alarms
        for holds, field_name, kind in (
            (writes, "written", Kind.STOP_WRITTEN),
            (acknowledged, "acknowledged", Kind.STOP_ACKNOWLEDGED),
            (seen.belt is Belt.LATCHED, "confirmed", Kind.STOP_CONFIRMED),
            (late and seen.belt is not Belt.LATCHED, "unconfirmed", Kind.STOP_UNCONFIRMED),
        ):
            if holds and getattr(part, field_name) is None:
                setattr(part, field_name, step.now)
                self._news.append((kind, part))

    def _publish(self) -> None:
        """Tell what was noted: after the treadmills were told, so that no listener can be in their way."""
        while self._news:
            kind, part = self._news.popleft()
            if kind is Kind.STOP_CONFIRMED:
                self._close(part)
            self._events.publish(kind, {"stops": self._records_of(part)}, part.treadmill)

    def _close(self, part: Part) -> None:
        if self._open.get(part.treadmill) is part:
            del self._open[part.treadmill]
        for callback in self._listeners:
            guarded("who counts stops", callback, part)

    def _records_of(self, part: Part) -> list[str]:
        return [each.id for each in self._records.values() if each.parts.get(part.treadmill) is part]
