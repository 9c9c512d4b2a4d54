"""The rules for what a belt of ours is asked for: caps, grid, ramp, notice, inclination."""

from retrowalk.controller.rules import Rules
from retrowalk.controller.state import State
from retrowalk.safety import thresholds as t
from retrowalk.safety.caps import Caps, effective
from retrowalk.safety.governor import Grid
from retrowalk.session.stage import Stage
from retrowalk.session.walk import Walk, live_layers
from retrowalk.simulator.soak.rule import Broken, Rule


# One step of the ramp may be rounded up by one step of the belt (0.01 km/h).
_ONE_STEP = 10
# Steps up further apart than this (ms) are no longer one ramp: a belt has 5 s to follow the step before.
_ONE_RAMP = 7_000
# So many commands are looked back on: at two a second, five seconds of ramp.
_LOOK_BACK = 10


class Pace:
    """What was asked for since the last start. Times in ms, speeds in 0.01 km/h; immutable values, cheap to copy."""

    __slots__ = ("_capped", "_commands", "_raised", "_rules", "_tilted", "heart", "told")

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._commands: tuple[tuple[int, int], ...] = ()  # when, and how fast
        self._raised = self._tilted = 0
        self._capped: tuple[object, Caps | None] = (None, None)  # by what, and which
        self.heart = (0, 0)  # when it was last told, and how fast
        self.told: int | None = None  # when "faster" was last announced

    def forget(self) -> None:
        """The belt was stopped, or starts: what was asked for and told before counts no more."""
        self._commands, self.told = (), None

    def speed(self, speed: int, state: State, heard: int, now: int) -> None:
        """A speed was asked for; `heard`: when a frame was last read. Raises Broken."""
        walk, machine = state.walk, state.machine
        if walk is None or machine is None or machine.grid is None:
            raise Broken(Rule.STOPPED, "a speed without a walk")
        before = self._commands[-1][1] if self._commands else None
        self._fits(speed, before, walk, machine.grid)
        self._steps(speed, now)
        if before is not None and speed > before:
            self._raises(state, walk, heard, now)
        self._commands = (*self._commands[-_LOOK_BACK:], (now, speed))

    def _fits(self, speed: int, before: int | None, walk: Walk, grid: Grid) -> None:
        """Not above the cap, or above the last command while slowing to it; a step the belt has; the minimum first."""
        cap = self.cap(walk)
        if speed > max(cap, before or 0):
            raise Broken(Rule.CAP, f"{speed} > {cap}")
        if (speed - grid.minimum) % grid.step:
            raise Broken(Rule.GRID, f"{speed}")
        if before is None and speed != grid.minimum:
            raise Broken(Rule.MINIMUM, f"{speed}")

    def _caps(self, walk: Walk) -> Caps:
        by = (walk.index, walk.layers, walk.ceiling, walk.heart_ceiling)
        caps = self._capped[1] if self._capped[0] == by else None
        if caps is None:
            caps = effective((*self._rules.layers, *live_layers(walk)), walk.facing)
            self._capped = (by, caps)
        return caps

    def cap(self, walk: Walk) -> int:
        """The speed above which this walk never is, 0.01 km/h."""
        return self._caps(walk).speed.value.wire

    def _steps(self, speed: int, now: int) -> None:
        for then, slower in self._commands:
            if speed > slower and speed - slower > t.STEP_UP * (now - then) / 1000 + _ONE_STEP:
                raise Broken(Rule.RAMP, f"{slower} to {speed} in {now - then} ms")

    def _raises(self, state: State, walk: Walk, heard: int, now: int) -> None:
        if state.freezes or state.stalled is not None or now - heard > t.STALE_FREEZE:
            raise Broken(Rule.FROZEN, f"{now - heard} ms after the last frame, {sorted(state.freezes)}")
        if walk.stage is not Stage.WALKING or not walk.steady:
            raise Broken(Rule.STEADY, walk.stage.value)
        self._calm(walk, now)
        self._noticed(now)
        self._raised = now

    def _calm(self, walk: Walk, now: int) -> None:
        """Whose heart was heard in this walk is heard now, as a heart can beat, and below its limit."""
        at, bpm = self.heart
        if walk.strapped and not (now - at <= t.HEART_STALE and t.HEART_LEAST <= bpm <= (walk.heart_limit or 0)):
            raise Broken(Rule.HEART, f"{bpm}, {now - at} ms ago")

    def _noticed(self, now: int) -> None:
        """It was told 3 s before, and if this is another ramp, since the last one."""
        if self.told is None or now - self.told < t.ANNOUNCE:
            raise Broken(Rule.NOTICE, "none" if self.told is None else f"{now - self.told} ms")
        if now - self._raised > _ONE_RAMP and self.told < self._raised:
            raise Broken(Rule.NOTICE, f"none since the last raise {now - self._raised} ms ago")

    def inclination(self, inclination: int, state: State, now: int) -> None:
        """An inclination was asked for. Raises Broken."""
        cap = self._caps(state.walk).inclination.value.wire if state.walk else 0
        if not 0 <= inclination <= cap or now - self._tilted < t.WRITE_APART:
            raise Broken(Rule.INCLINE, f"{inclination} of {cap}, {now - self._tilted} ms after the last")
        self._tilted = now
