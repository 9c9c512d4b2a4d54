"""What happened at this site, in one order: the last ten minutes, for whoever was away for a moment.

Telemetry is not in here: of that only the newest counts. What is in here is told to everybody, once, and never dropped.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from retrowalk.runtime.stepper import guarded


# A page that was asleep, a tablet that changed rooms: ten minutes are told again (ms), the rest is a new look.
KEPT_FOR = 600_000
# And no more than this many, whatever happens: some 400 B each make 8 MB.
KEPT = 20_000


class Kind(StrEnum):
    """Every kind of event there is."""

    LINK_CHANGED = "treadmill.link.changed"
    BELT_CHANGED = "treadmill.belt.changed"
    TREADMILL_CHANGED = "treadmill.changed"
    SESSION_CHANGED = "session.state.changed"
    CUE = "session.cue"
    REFUSED = "session.refused"
    STOP_REQUESTED = "stop.requested"
    STOP_WRITTEN = "stop.written"
    STOP_ACKNOWLEDGED = "stop.acknowledged"
    STOP_CONFIRMED = "stop.confirmed"
    STOP_UNCONFIRMED = "stop.unconfirmed"
    LATCH_SET = "latch.set"
    LATCH_CLEARED = "latch.cleared"
    LIMIT_CHANGED = "limit.changed"
    LEASE_CHANGED = "lease.changed"
    LEASE_ASKED = "lease.asked"
    STAFF_CALLED = "staff.called"
    STAFF_ANSWERED = "staff.answered"
    FAULT_RAISED = "fault.raised"
    FAULT_CLEARED = "fault.cleared"
    INPUT_LOST = "input.lost"
    INPUT_RESTORED = "input.restored"
    GATEWAY_HEALTH = "gateway.health"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `at` in s of the wall clock, `now` in ms of the monotonic one; `treadmill` "" = site."""

    seq: int
    kind: Kind
    at: int
    now: int
    treadmill: str
    data: Mapping[str, object]


class Gap(Exception):
    """What was asked for is not kept any more, or was never: look at everything anew."""


class EventLog:
    """The one log. `run` tells this run of the gateway from the one before; its numbers begin at 1."""

    def __init__(self, run: str, now: Callable[[], int], at: Callable[[], int]) -> None:
        self.run = run
        self._now, self._at = now, at
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._subscribers: dict[object, Callable[[Event], None]] = {}
        self.seq = 0

    def publish(self, kind: Kind, data: Mapping[str, object], treadmill: str = "") -> Event:
        """Note it and tell everybody who listens; a listener that fails is left behind."""
        self.seq += 1
        event = Event(self.seq, kind, self._at(), self._now(), treadmill, data)
        self._forget(event.now)
        self._events.append(event)
        for callback in tuple(self._subscribers.values()):
            guarded("a listener", callback, event)
        return event

    def since(self, seq: int) -> tuple[Event, ...]:
        """Everything after number `seq`. Raises Gap."""
        if not self.keeps(self.run, seq):
            raise Gap(f"events {self.seq - len(self._events) + 1} to {self.seq} are kept, not what follows {seq}")
        # From the end: whoever is up to date but for one event does not go through ten minutes of them.
        return tuple(islice(reversed(self._events), self.seq - seq))[::-1]

    def latest(self, count: int) -> tuple[Event, ...]:
        """The last so many, oldest first."""
        return tuple(self._events)[-count:]

    def keeps(self, run: str, seq: int) -> bool:
        """Whether everything after number `seq` of that run can be told again."""
        oldest = self._events[0].seq if self._events else self.seq + 1
        return run == self.run and oldest - 1 <= seq <= self.seq

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Hear of every event from now on; returns what ends it."""
        key = object()
        self._subscribers[key] = callback

        def unsubscribe() -> None:
            self._subscribers.pop(key, None)

        return unsubscribe

    def _forget(self, now: int) -> None:
        while self._events and now - self._events[0].now > KEPT_FOR:
            self._events.popleft()
