"""One step after another: the core decides, its effects are done, the journal hears of it, then the subscribers.

Nothing after the core can reach back into it: whatever raises there is logged and left behind. Everything here is a
plain call, finished when it returns.
"""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from retrowalk.controller.effects import Effect, Refused, WriteStop
from retrowalk.controller.events import Event, Tick
from retrowalk.controller.rules import Rules
from retrowalk.controller.snapshot import Snapshot
from retrowalk.ftms.stop_bytes import REQUEST_CONTROL, STOP
from retrowalk.journal.record import Recorder, Step
from retrowalk.runtime.core import Core
from retrowalk.safety.events import Stop, StopReason


# All that is left when the core fails.
_STOP = (REQUEST_CONTROL, STOP)

# What does an effect, by the effect's class.
Deeds = Mapping[type, Callable[[Any], None]]

_log = logging.getLogger(__name__)


def guarded(whose: str, callback: Callable[[Any], object], argument: object) -> None:
    """Call what is not the core's to trust: what it raises ends here, in the log."""
    try:
        callback(argument)
    except Exception:  # noqa: BLE001 - whatever it was, the core goes on
        _log.exception("%s failed", whose)


class Stepper:
    """Holds the core's state; `steps` counts what it did not fail on.

    `do` maps a type of effect to what does it; the other effects are for whoever watches.
    """

    def __init__(self, core: Core, rules: Rules, do: Deeds, journal: Recorder | None) -> None:
        self.rules = rules
        self.seen = self.steps = 0
        self._core = core
        self.state: Any = core.initial()
        self._do = do
        self._journal = journal
        self._epoch = 0
        self._subscribers: dict[object, Callable[[Step], None]] = {}
        self._unheard: deque[Step] = deque()
        self._shown: tuple[Any, Rules, int, Snapshot] | None = None

    def snapshot(self, now: int) -> Snapshot:
        """How it stands at `now` (ms), or at the last step if that was later; while a step is told of, at that step.

        So all who hear of a step look at one picture, and it is drawn once.
        """
        at = self.seen if self._unheard else max(now, self.seen)
        if self._shown is not None:
            state, rules, then, shown = self._shown
            if state is self.state and rules is self.rules and then == at:
                return shown
        shown = self._core.view(self.state, self.rules, at)
        self._shown = self.state, self.rules, at, shown
        return shown

    def subscribe(self, callback: Callable[[Step], None]) -> Callable[[], None]:
        """Hear of every step once its effects are done; returns what ends it."""
        key = object()
        self._subscribers[key] = callback

        def unsubscribe() -> None:
            self._subscribers.pop(key, None)

        return unsubscribe

    def take(self, event: Event, now: int) -> tuple[Effect, ...]:
        """One step at `now` (ms). Time never goes back, whenever the event was stamped."""
        self.seen = max(now, self.seen)
        try:
            self.state, effects = self._core.step(self.state, event, self.seen, self.rules)
        except Exception as error:  # noqa: BLE001 - whatever it was, the belt has to stop
            self._failed(event, error)
            return ()
        for effect in effects:
            self._perform(effect)
        self._tell(Step(self.seen, event, tuple(effects)))
        self.steps += 1
        return tuple(effects)

    def refuse(self, event: Event, why: str) -> tuple[Effect, ...]:
        """Say no for the core: it never hears of this, and so neither does the journal."""
        refused = (Refused(type(event).__name__, why),)
        self._publish(Step(self.seen, event, refused))
        return refused

    def _tell(self, step: Step) -> None:
        self._record(step)
        self._publish(step)

    def _perform(self, effect: Effect) -> None:
        if isinstance(effect, WriteStop):
            self._epoch = effect.epoch
        do = self._do.get(type(effect))
        if do is not None:
            guarded("the lane", do, effect)

    def _record(self, step: Step) -> None:
        """Ticks and stops also ask that what was written be made safe from a power cut."""
        if self._journal is None:
            return
        guarded("the journal", self._journal.write, step)
        if isinstance(step.event, Tick | Stop):
            self._journal.sync()

    def _publish(self, step: Step) -> None:
        """In order, even when a subscriber's own call makes the next step."""
        self._unheard.append(step)
        if len(self._unheard) > 1:
            return
        while self._unheard:
            for callback in tuple(self._subscribers.values()):
                guarded("a subscriber", callback, self._unheard[0])
            self._unheard.popleft()

    def _failed(self, event: Event, error: Exception) -> None:
        """The stop first, then a line about it: a reader who has halted the terminal must not hold it up."""
        self._tell(Step(self.seen, event, (), repr(error)))
        self._fail_safe(event)
        _log.error("the core failed on %s", event, exc_info=error)

    def _fail_safe(self, event: Event) -> None:
        """A core that failed on an event is told to stop; one that fails even on a stop is passed by."""
        if isinstance(event, Stop):
            self._perform(WriteStop(_STOP, self._epoch + 1, 1))
        else:
            self.take(Stop(StopReason.ENGINE_FAULT, type(event).__name__), self.seen)
