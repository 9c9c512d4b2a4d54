"""The rules no world may break, and the book that holds one treadmill's core, lanes and belt to them.

Times are the world's own, whatever a process takes for now. What is measured is read from the frames once more.
"""

from collections.abc import Callable, Mapping
from copy import copy
from types import MappingProxyType
from typing import Any

from retrowalk.controller.effects import Announce, Cue, Effect, Finished, Request, WriteStop
from retrowalk.controller.events import (
    Event,
    Guarded,
    HeartRate,
    HeartRateLost,
    LinkUp,
    Nudge,
    Ready,
    TreadmillFrame,
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
from retrowalk.simulator.soak.pace import Pace
from retrowalk.simulator.soak.rule import Broken, Rule


_MOTION = frozenset({OpCode.SET_TARGET_SPEED, OpCode.SET_TARGET_INCLINATION, OpCode.START_OR_RESUME})
_FASTER = frozenset({Cue.SPEED_UP, Cue.SPEED_AND_INCLINE})
_BEFORE_A_START = frozenset({Stage.AWAITING_READY, Stage.STANDING})
# Flags and a speed (bytes), and what no treadmill runs at (0.01 km/h): the fastest do 30 km/h.
_WITH_SPEED, _FASTEST = 4, 4_000
# Two frames further apart than this (ms) do not say what the belt did between them: two records missed.
_UNBROKEN = 3_000


def _speed_in(frame: bytes) -> int | None:
    """The speed a Treadmill Data frame tells; None if it tells none (FTMS §4.9.1: bit 0, "more data")."""
    if len(frame) < _WITH_SPEED or frame[0] & 1:
        return None
    speed = int.from_bytes(frame[2:4], "little")
    return speed if speed <= _FASTEST else None


class Book:
    """What happened to one belt so far, as far as the rules need it. `reached`: belt × stage × event, seen."""

    __slots__ = (
        "_before", "_guarded", "_halted", "_heard", "_owed", "_ready", "_since", "_stopped", "_zeros", "frames", "pace",
        "reached", "rules", "wrote",
    )  # fmt: skip

    def __init__(self, rules: Rules, state: State, reached: set[tuple[Belt, Stage | None, type]]) -> None:
        self.rules, self.reached = rules, reached
        self._before = state
        self.pace = Pace(rules)
        self.frames: tuple[bytes, ...] = ()  # of every stop since the last start
        self.wrote = 0
        self._owed: bytes | None = None  # a stop's first frame, until it is written
        self._stopped = self._halted = True  # no motion before the first start: decided, and as the treadmill heard it
        self._ready: int | None = None
        self._guarded = False
        self._heard = self._since = self._zeros = 0

    def of(self, reached: set[tuple[Belt, Stage | None, type]]) -> "Book":
        """A book of its own that goes on from here."""
        twin = copy(self)
        twin.pace = copy(self.pace)
        twin.reached = reached
        return twin

    def restarted(self, state: State, now: int) -> None:
        """A new program, from `now` on: nothing it did not decide itself may move the belt."""
        self._before, self._owed, self.wrote, self._guarded = state, None, now, False
        self._stop()

    def _stop(self) -> None:
        self._stopped, self._ready = True, None
        self.pace.forget()

    # ── every step ──────────────────────────────────────────────────────────────────────────────────

    def stepped(self, state: State, event: Event, effects: tuple[Effect, ...], now: int) -> None:
        """Hold one step of the core to the rules. Raises Broken."""
        before, self._before = self._before, state
        kind = type(event)
        self.reached.add((before.supervision.belt, before.walk.stage if before.walk else None, kind))
        self._paid(now, linked=before.supervision.linked)
        note = _NOTES.get(kind)
        if note is not None:
            note(self, event, before, now)
        for effect in effects:
            check = _CHECKS.get(type(effect))
            if check is not None:
                check(self, effect, state, now)
        if state.supervision is not before.supervision:
            self._supervised(state, before, event)
        self._stopping(state, now, told=kind is Stop)

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

    def _supervised(self, state: State, before: State, event: Event) -> None:
        now, was = state.supervision, before.supervision
        reset = isinstance(event, Reset) and was.belt is Belt.LATCHED
        if was.latch and not reset and now.latch != was.latch:
            raise Broken(Rule.LATCH, f"by {type(event).__name__}")
        if now.belt is Belt.LATCHED and was.belt is not Belt.LATCHED:
            self._at_rest("latched")

    def _at_rest(self, what: str) -> None:
        """Zero was read in three frames over two seconds, up to the last."""
        if self._zeros < t.ZERO_SAMPLES or self._heard - self._since < t.ZERO_FOR:
            raise Broken(Rule.ZERO, f"{what} after {self._zeros} frames and {self._heard - self._since} ms at zero")

    # ── what happened ───────────────────────────────────────────────────────────────────────────────

    def _frame(self, event: TreadmillFrame, _before: State, now: int) -> None:
        speed = _speed_in(event.data)
        if speed is None:
            return
        if speed >= t.ZERO:
            self._zeros = 0
        else:
            unbroken = self._zeros and now - self._heard <= _UNBROKEN
            self._since = self._since if unbroken else now
            self._zeros = self._zeros + 1 if unbroken else 1
        self._heard = now

    def _linked(self, _event: LinkUp, _before: State, now: int) -> None:
        self._zeros, self._heard = 0, now

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

    def _stop_written(self, effect: WriteStop, _state: State, now: int) -> None:
        self._stop()
        self._owed, self.wrote = effect.frames[0], now
        self.frames += tuple(frame for frame in effect.frames if frame not in self.frames)

    def _finished(self, effect: Finished, _state: State, _now: int) -> None:
        if effect.verified:
            self._at_rest("finished")

    def _stands(self, now: int) -> bool:
        """Zero was read for 3 s up to just now."""
        return bool(self._zeros) and self._heard - self._since >= t.STAND_FOR and now - self._heard <= t.STALE_FREEZE

    def _requested(self, effect: Request, state: State, now: int) -> None:
        op = effect.data[0]
        if op not in _MOTION:
            return
        if op == OpCode.START_OR_RESUME:
            self._started(state, now)
        elif self._stopped:
            raise Broken(Rule.STOPPED, f"decided: {effect.data.hex()}")
        elif op == OpCode.SET_TARGET_SPEED:
            self.pace.speed(int.from_bytes(effect.data[1:3], "little"), state, self._heard, now)
        else:
            self.pace.inclination(int.from_bytes(effect.data[1:3], "little", signed=True), state, now)

    def _started(self, state: State, now: int) -> None:
        if self._ready is None or now - self._ready > t.READY_FOR:
            raise Broken(Rule.READY, "none" if self._ready is None else f"{now - self._ready} ms old")
        if state.supervision.latch:
            raise Broken(Rule.STOPPED, "a start while latched")
        if self.rules.guarded and not self._guarded:
            raise Broken(Rule.GUARDED, "told so")
        if not self._stands(now):
            raise Broken(Rule.STANDING, f"{self._zeros} frames at zero")
        self._ready, self._stopped, self.frames = None, False, ()
        self.pace.forget()

    # ── what was written ────────────────────────────────────────────────────────────────────────────

    def issued(self, data: bytes) -> None:
        """The lanes hand this to the radio now. Raises Broken."""
        if data == self._owed:
            self._owed = None
        if self._stopped and data[0] in _MOTION and data not in self.frames:
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
        elif op in _MOTION and self._halted and data not in self.frames:
            raise Broken(Rule.STOPPED, f"taken: {data.hex()}")


_NOTES: Mapping[type, Callable[[Book, Any, State, int], None]] = MappingProxyType(
    {
        TreadmillFrame: Book._frame,  # noqa: SLF001 - the book's own
        LinkUp: Book._linked,  # noqa: SLF001
        Ready: Book._pressed_ready,  # noqa: SLF001
        Nudge: Book._nudged,  # noqa: SLF001
        Guarded: Book._watched,  # noqa: SLF001
        Unguarded: Book._watched,  # noqa: SLF001
        HeartRate: Book._heart,  # noqa: SLF001
        HeartRateLost: Book._heart,  # noqa: SLF001
    }
)
_CHECKS: Mapping[type, Callable[[Book, Any, State, int], None]] = MappingProxyType(
    {Announce: Book._announced, WriteStop: Book._stop_written, Finished: Book._finished, Request: Book._requested}  # noqa: SLF001
)
