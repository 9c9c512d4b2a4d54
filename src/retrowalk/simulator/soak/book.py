"""The rules no world may break, and the book that holds one treadmill's core, lanes and belt to them.

Times are the world's own, whatever a process takes for now. What is measured is read from the frames once more.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from retrowalk.controller.effects import Alarm, AlarmKind, Announce, Cue, Effect, Finished, Request, WriteStop
from retrowalk.controller.events import (
    Answered,
    Dropped,
    Event,
    Guarded,
    HeartRate,
    HeartRateLost,
    LinkLost,
    LinkUp,
    MachineStatusFrame,
    Nudge,
    Proceed,
    Ready,
    TreadmillFrame,
    Unanswered,
    Unguarded,
)
from retrowalk.controller.rules import Rules
from retrowalk.controller.state import State
from retrowalk.ftms.codes import OpCode
from retrowalk.safety import thresholds as t
from retrowalk.safety.events import Reset, Stop
from retrowalk.safety.lease import holds
from retrowalk.safety.supervisor import BEING_STOPPED, Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.soak.measured import speed_in
from retrowalk.simulator.soak.pace import Pace
from retrowalk.simulator.soak.refusals import asked_in, heed
from retrowalk.simulator.soak.rule import Broken, Rule
from retrowalk.simulator.soak.twin import twin_of
from retrowalk.simulator.soak.witness import LEAST_CAP, Witness


MOTION = frozenset({OpCode.SET_TARGET_SPEED, OpCode.SET_TARGET_INCLINATION, OpCode.START_OR_RESUME})
_FASTER = frozenset({Cue.SPEED_UP, Cue.SPEED_AND_INCLINE})
_BEFORE_A_START = frozenset({Stage.AWAITING_READY, Stage.STANDING})


class Book:
    """What happened to one belt so far, as far as the rules need it. `reached`: belt × stage × event, seen."""

    __slots__ = (
        "_before", "_guarded", "_halted", "_owed", "_ready", "_rested", "_stopped", "_under_way", "bound", "frames",
        "overtook", "pace", "reached", "rules", "seen", "wrote",
    )  # fmt: skip

    def __init__(self, rules: Rules, state: State, reached: set[tuple[Belt, Stage | None, type]]) -> None:
        self.rules, self.reached = rules, reached
        self._before = state
        self.pace = Pace(rules)
        self.seen = Witness()
        self.frames: tuple[bytes, ...] = ()  # of every stop since the last start
        self.wrote = 0
        self._owed: bytes | None = None  # a stop's first frame, until it is written
        self._stopped = self._halted = True  # no motion before the first start: decided, and as the treadmill heard it
        self._ready: int | None = None
        self._guarded = self.bound = self._rested = False  # bound: told to stop, and not reset since; at rest since
        self._under_way = self.overtook = 0  # motion requests without an outcome; stops that came meanwhile

    def of(self, reached: set[tuple[Belt, Stage | None, type]]) -> "Book":
        """A book of its own that goes on from here."""
        twin = twin_of(self)
        twin.pace, twin.seen = twin_of(self.pace), twin_of(self.seen)
        twin.reached, twin.overtook = reached, 0
        return twin

    def restarted(self, state: State, now: int) -> None:
        """A new program, from `now` on: nothing it did not decide itself may move the belt."""
        self._before, self._owed, self.wrote, self._guarded = state, None, now, False
        self._under_way, self._rested = 0, False
        self.seen.forget()
        self._stop()

    def _stop(self) -> None:
        self._stopped, self._ready = True, None
        self.pace.forget()

    # ── every step ──────────────────────────────────────────────────────────────────────────────────

    def stepped(self, state: State, event: Event, effects: tuple[Effect, ...], now: int) -> None:
        """Hold one step of the core to the rules. Raises Broken."""
        before, self._before = self._before, state
        kind, seen = type(event), self.seen
        self.reached.add((before.supervision.belt, before.walk.stage if before.walk else None, kind))
        if now - seen.last > t.GAP_FREEZE:
            seen.gap(now - seen.last, now)
        seen.last = now
        self._paid(now, linked=before.supervision.linked)
        note = self.NOTES.get(kind)
        if note is not None:
            note(self, event, before, now)
        if now >= seen.due:
            seen.judge(state, now)
        if effects:
            self._asked(effects, state, now)
        if state.supervision is not before.supervision:
            self._supervised(state, before, event, now)
        if seen.owes:
            seen.demand(now)
        self._stopping(state, now, told=kind is Stop)

    def _asked(self, effects: tuple[Effect, ...], state: State, now: int) -> None:
        for effect in effects:
            check = self.CHECKS.get(type(effect))
            if check is not None:
                check(self, effect, state, now)

    def _paid(self, now: int, *, linked: bool) -> None:
        """No time passes between a stop and its first write."""
        if self._owed is not None and linked and now > self.wrote:
            raise Broken(Rule.AT_ONCE, self._owed.hex())

    def _stopping(self, state: State, now: int, *, told: bool) -> None:
        """A stop latches and is written at once; one that is under way never goes quiet."""
        supervision = state.supervision
        if told and supervision.latch is None:
            raise Broken(Rule.LATCHES, supervision.belt.value)
        if not supervision.linked:
            return
        if told and now - self.wrote > t.ESCALATE_APART:
            raise Broken(Rule.AT_ONCE, f"the last one {now - self.wrote} ms ago")
        if supervision.belt in BEING_STOPPED and now - self.wrote > t.REPEAT_APART:
            raise Broken(Rule.QUIET, f"{now - self.wrote} ms")

    def _supervised(self, state: State, before: State, event: Event, now: int) -> None:
        new, was = state.supervision, before.supervision
        reset = isinstance(event, Reset) and was.belt is Belt.LATCHED
        if was.latch and not reset and new.latch != was.latch:
            raise Broken(Rule.LATCH, f"by {type(event).__name__}")
        if new.belt is not was.belt:
            self._changed(new.belt, was.belt, now)

    def _changed(self, belt: Belt, was: Belt, now: int) -> None:
        """Another state of the belt: a stop begins, or ends, which only a measured zero can be."""
        if belt in BEING_STOPPED:
            self.seen.stop_begins(now)
        elif was in BEING_STOPPED or belt is Belt.LATCHED:
            self.seen.at_rest(belt.value)
            self.seen.stop_ends()

    # ── what happened ───────────────────────────────────────────────────────────────────────────────

    def _frame(self, event: TreadmillFrame, before: State, now: int) -> None:
        speed, seen = speed_in(event.data), self.seen
        if speed is None:
            return
        if seen.active and speed > LEAST_CAP and before.walk is not None:
            seen.cap = self.pace.cap(before.walk)
        seen.frame(event.data, speed, before, now)
        self._rested = self._rested or seen.rests

    def _told(self, event: Stop | Reset, _before: State, _now: int) -> None:
        """A stop binds; a reset frees a belt that was measured at rest since."""
        told = isinstance(event, Stop)
        self.bound, self._rested = told or (self.bound and not self._rested), self._rested and not told

    def _linked(self, _event: LinkUp, _before: State, now: int) -> None:
        self.seen.up(now)

    def _unlinked(self, _event: LinkLost, _before: State, now: int) -> None:
        self.seen.lost(now)

    def _proceeded(self, _event: Proceed, _before: State, _now: int) -> None:
        self.seen.proceeded()

    def _status(self, event: MachineStatusFrame, _before: State, now: int) -> None:
        self.seen.status(event.data, now)

    def _answered(self, event: Answered, before: State, now: int) -> None:
        self.seen.answered(event.request, event.response)
        self._came_of(event, before, now)

    def _came_of(self, event: Answered | Unanswered | Dropped, _before: State, _now: int) -> None:
        """A request has its outcome."""
        if event.request and event.request[0] in MOTION:
            self._under_way = max(0, self._under_way - 1)
        heed(self.seen, event, stopping=self.seen.stopping)

    def _pressed_ready(self, event: Ready, before: State, now: int) -> None:
        may = not self.rules.leased or holds(before.lease, event.client, now)
        if may and before.walk and before.walk.stage in _BEFORE_A_START:
            self._ready = now

    def _watched(self, event: Guarded | Unguarded, _before: State, _now: int) -> None:
        self._guarded = isinstance(event, Guarded)

    def _nudged(self, event: Nudge, before: State, now: int) -> None:
        """Whoever asks for more, and is heard, needs no notice."""
        after = self._before.walk
        if event.up and before.walk and after and after.offset > before.walk.offset:
            self.pace.told = now - t.ANNOUNCE

    def _heart(self, event: HeartRate | HeartRateLost, _before: State, now: int) -> None:
        self.pace.heart = (now, event.bpm) if isinstance(event, HeartRate) else (0, 0)

    # ── what was asked for ──────────────────────────────────────────────────────────────────────────

    def _announced(self, effect: Announce, state: State, now: int) -> None:
        """A change of both, in which the speed does not rise, tells nobody of "faster"."""
        governed = state.governed
        rises = effect.speed is None or governed is None or effect.speed > governed.speed
        if effect.cue in _FASTER and rises:
            self.pace.told = now

    def _alarmed(self, effect: Alarm, _state: State, _now: int) -> None:
        """What is loud for want of a stop is quiet only at rest: no answer makes it so."""
        if effect.kind is AlarmKind.PULL_THE_KEY and not effect.on:
            self.seen.at_rest("quiet")
        self.seen.alarms = self.seen.alarms - {effect.kind} | ({effect.kind} if effect.on else frozenset())

    def _stop_written(self, effect: WriteStop, _state: State, now: int) -> None:
        self._stop()
        self.seen.stop_written(now)
        self.seen.unheard += asked_in(effect.frames)
        self.overtook += self._under_way > 0
        self._owed, self.wrote = effect.frames[0], now
        self.frames += tuple(frame for frame in effect.frames if frame not in self.frames)

    def _finished(self, effect: Finished, _state: State, _now: int) -> None:
        if effect.verified:
            self.seen.at_rest("finished")

    def _requested(self, effect: Request, state: State, now: int) -> None:
        op = effect.data[0]
        if op not in MOTION:
            return
        self._under_way += 1
        if self.bound:
            raise Broken(Rule.STOPPED, f"not reset: {effect.data.hex()}")
        if op == OpCode.START_OR_RESUME:
            self._started(state, now)
        elif self._stopped:
            raise Broken(Rule.STOPPED, f"decided: {effect.data.hex()}")
        elif op == OpCode.SET_TARGET_SPEED:
            speed = int.from_bytes(effect.data[1:3], "little")
            self.pace.speed(speed, state, self.seen.heard, now)
            self.seen.asks_speed(speed, state.walk.index if state.walk else 0, now)
        else:
            inclination = int.from_bytes(effect.data[1:3], "little", signed=True)
            self.pace.inclination(inclination, state, now)
            self.seen.asks_inclination(inclination, now)

    def _started(self, state: State, now: int) -> None:
        if self._ready is None or now - self._ready > t.READY_FOR:
            raise Broken(Rule.READY, "none" if self._ready is None else f"{now - self._ready} ms old")
        if state.supervision.latch:
            raise Broken(Rule.STOPPED, "a start while latched")
        if self.rules.guarded and not self._guarded:
            raise Broken(Rule.GUARDED, "told so")
        if not self.seen.stands(now):
            raise Broken(Rule.STANDING, f"{self.seen.zeros} frames at zero")
        self._ready, self._stopped, self.frames = None, False, ()
        self.pace.forget()
        self.seen.starts(now)

    # ── what was written ────────────────────────────────────────────────────────────────────────────

    def issued(self, data: bytes) -> None:
        """The lanes hand this to the radio now. Raises Broken."""
        if data == self._owed:
            self._owed = None
        if self.seen.returns:
            self.seen.writes(data)
        if self._stopped and data[0] in MOTION and data not in self.frames:
            raise Broken(Rule.STOPPED, f"written: {data.hex()}")

    def took(self, data: bytes, code: int) -> None:
        """The treadmill was handed this by us, and gave that answer. Raises Broken."""
        op = data[0]
        if code:
            return
        if op == OpCode.STOP_OR_PAUSE:
            self._halted = True
        elif op == OpCode.START_OR_RESUME:
            self._halted = False
        elif op in MOTION and self._halted and data not in self.frames:
            raise Broken(Rule.STOPPED, f"taken: {data.hex()}")

    # What is noted of each kind of event, and checked of each kind of effect.
    NOTES: ClassVar[Mapping[type, Callable[["Book", Any, State, int], None]]] = MappingProxyType(
        {
            TreadmillFrame: _frame, LinkUp: _linked, LinkLost: _unlinked, MachineStatusFrame: _status,
            Answered: _answered, Unanswered: _came_of, Dropped: _came_of, Ready: _pressed_ready, Nudge: _nudged,
            Proceed: _proceeded, Guarded: _watched, Unguarded: _watched, HeartRate: _heart, HeartRateLost: _heart,
            Stop: _told, Reset: _told,
        }
    )  # fmt: skip
    CHECKS: ClassVar[Mapping[type, Callable[["Book", Any, State, int], None]]] = MappingProxyType(
        {Announce: _announced, Alarm: _alarmed, WriteStop: _stop_written, Finished: _finished, Request: _requested}
    )  # fmt: skip
