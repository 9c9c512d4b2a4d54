"""One step under way: the state so far, the effects so far, and the few verbs every part of the core speaks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from retrowalk.controller.effects import Alarm, AlarmKind, Announce, Cue, Effect, Finished, Request, WriteStop
from retrowalk.controller.rules import Rules
from retrowalk.controller.state import State
from retrowalk.safety import supervisor
from retrowalk.safety import thresholds as t
from retrowalk.safety.caps import Caps, Layer, Source, derated, effective
from retrowalk.safety.changed import changed
from retrowalk.safety.events import Signal, Stop, StopReason
from retrowalk.safety.governor import Governed, Grid
from retrowalk.safety.heart_rate import believed
from retrowalk.safety.interlocks import Asked, Freeze, count_anew, forget, stale
from retrowalk.safety.lease import Held, held, holds
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Move, Stage
from retrowalk.session.walk import Walk, go, live_layers
from retrowalk.units import Speed


# A request nobody could write within a second was decided for a world that has gone.
EXPIRES = 1_000


# What is said to the walker with a stop, besides that the belt stops (SR-34, SR-38).
ADVICE: Mapping[StopReason, Cue] = MappingProxyType(
    {
        StopReason.SAFETY_KEY: Cue.FALL_CHECK,
        StopReason.FALL_STUMBLE: Cue.FALL_CHECK,
        StopReason.PAIN: Cue.PAIN_ADVICE,
        StopReason.DIZZY: Cue.DIZZY_ADVICE,
        StopReason.CHEST_BREATH: Cue.CHEST_ADVICE,
    }
)


def change_cue(before: int, speed: int | None, inclination: int | None) -> Cue:
    """The word for a change of speed (from `before`), inclination, or both; None = unchanged."""
    if speed is None:
        return Cue.STEADY_ON if inclination is None else Cue.INCLINE
    if inclination is not None:
        return Cue.SPEED_AND_INCLINE
    return Cue.SPEED_UP if speed > before else Cue.SPEED_DOWN


class Driven(NamedTuple):
    """All that a belt of ours is driven by; present from the start of the belt to its stop."""

    walk: Walk
    governed: Governed
    grid: Grid
    caps: Caps


class Turn:
    """A mutable scratch pad that lives for one step and never leaves it."""

    def __init__(self, state: State, now: int, rules: Rules) -> None:
        self.state = changed(state)  # nobody else holds it before the step ends
        self.now = now
        self.rules = rules
        self.effects: list[Effect] = []

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────

    @property
    def belt(self) -> Belt:
        """What the supervisor says of the belt."""
        return self.state.supervision.belt

    @property
    def grid(self) -> Grid | None:
        """What the belt can be asked for; None before a link, and for a treadmill that cannot be driven."""
        return self.state.machine.grid if self.state.machine else None

    @property
    def driven(self) -> Driven | None:
        """What our belt is driven by; None while it is not."""
        state = self.state
        walk, governed, caps, grid = state.walk, state.governed, state.caps, self.grid
        if walk is None or governed is None or caps is None or grid is None:
            return None
        return Driven(walk, governed, grid, caps)

    @property
    def strapped(self) -> bool:
        """Whether the heart of this walk's walker was heard since the belt started."""
        return self.state.walk is not None and self.state.walk.strapped

    @property
    def asked(self) -> Asked | None:
        """What a driven belt was last asked for."""
        state = self.state
        governed, caps = state.governed, state.caps
        if governed is None or caps is None or state.walk is None or self.grid is None:
            return None
        return Asked(governed.speed, governed.inclination, state.asked_at, state.slower, caps.speed.value.wire)

    @property
    def frozen(self) -> frozenset[Freeze]:
        """Everything that forbids raising now, what a person must clear and what clears itself."""
        passing = [freeze for freeze, holds in PASSING.items() if holds(self)]
        return self.state.freezes.union(passing) if passing else self.state.freezes

    # ── writing ─────────────────────────────────────────────────────────────────────────────────────

    def set(self, **changes: Any) -> None:  # noqa: ANN401 - fields of State, each of its own type
        """Change fields of the state. In place: a copy for every change took 40 % of the core's time."""
        self.state.__dict__.update(changes)

    def set_walk(self, walk: Walk | None) -> None:
        """Replace the walk."""
        self.set(walk=walk)

    def move(self, walk: Walk, move: Move) -> Walk:
        """Take the walk to another stage."""
        self.set_walk(walk := go(walk, move, self.now))
        return walk

    def do(self, effect: Effect) -> None:
        """Ask for something."""
        self.effects.append(effect)

    def say(
        self, cue: Cue, lead: int = 0, speed: int | None = None, inclination: int | None = None, text: str = ""
    ) -> None:
        """Announce."""
        self.do(Announce(cue, lead, speed, inclination, text))

    def tell_change(self, governed: Governed, speed: int, inclination: int) -> None:
        """Announce what is left of a change, after caps, and whence."""
        faster = speed if speed != governed.speed else None
        steeper = inclination if inclination != governed.inclination else None
        self.say(change_cue(governed.speed, faster, steeper), t.ANNOUNCE, faster, steeper)

    def finish(self, reason: StopReason, *, verified: bool) -> None:
        """Tell the end of the walk, once."""
        walk = self.state.walk
        if walk is not None and not walk.reported:
            self.set_walk(replace(walk, reported=True))
            self.do(Finished(reason, verified))

    def alarm(self, kind: AlarmKind, *, on: bool) -> None:
        """Raise or clear an alarm, once."""
        if on != (kind in self.state.alarms):
            self.set(alarms=self.state.alarms ^ {kind})
            self.do(Alarm(kind, on))

    def ask(self, data: bytes) -> None:
        """Put a control-point request on the ordinary lane."""
        self.do(Request(data, self.state.supervision.epoch, self.now + EXPIRES))

    def signal(self, event: Signal) -> None:
        """Tell the supervisor. Raises NotAllowed."""
        self.set(supervision=supervisor.signal(self.state.supervision, event, self.now))

    def hold_lease(self, client: str) -> None:
        """Let nobody but the lease's holder go on, where the rules ask for a lease (SR-31). Raises Held."""
        lease = self.state.lease
        if self.rules.leased and not holds(lease, client, self.now):
            raise Held(f"{lease.holder} holds the lease" if held(lease, self.now) else Freeze.UNLEASED.value)

    def freeze(self, freezes: frozenset[Freeze]) -> None:
        """Begin freezes that last until a person clears them, and say so once."""
        fresh = freezes - self.state.freezes
        if fresh:
            self.set(freezes=self.state.freezes | fresh)
            self.say(Cue.CONSOLE_OVERRIDE if Freeze.CONSOLE_RAISED in fresh else Cue.HELD, text=min(fresh).value)

    # ── caps and commands ───────────────────────────────────────────────────────────────────────────

    def recap(self) -> None:
        """Work out the caps in force: after every change of walk, facing, layer or console."""
        caps = self.caps_of(self.state.walk) if self.state.walk else None
        if caps:
            self.set(caps=caps)

    def caps_of(self, walk: Walk) -> Caps | None:
        """The caps of a walk that stands thus; None for a treadmill that cannot be driven.

        Nobody is on a belt that is run to be measured, and below 62 % nothing could be told of its units.
        """
        if self.grid is None:
            return None
        belt = Layer(Source.BELT, Speed(self.grid.maximum))
        caps = effective((*self.rules.layers, belt, *live_layers(walk)), walk.facing)
        return caps if self.rules.profile.commissioned or walk.plan.unloaded else derated(caps)

    def command(self, governed: Governed) -> None:
        """Remember a new command; what was held against the old one is forgotten."""
        before = self.state.governed
        slower = before is not None and governed.speed < before.speed
        self.set(governed=governed, slower=slower, watch=forget(self.state.watch), asked_at=self.now, unsure=False)

    # ── stopping ────────────────────────────────────────────────────────────────────────────────────

    def stop(self, reason: StopReason, source: str) -> None:
        """Latch, then write: the stop of every person, interlock and fault (SR-11)."""
        again = self.belt is Belt.STOPPING
        self.signal(Stop(reason, source))
        if again:
            self.press()
        else:
            self._end_by_stop(reason)
        self._tell_unsent()
        if reason in ADVICE:
            self.say(ADVICE[reason])
        if reason is StopReason.SAFETY_KEY:
            self.alarm(AlarmKind.KEY_PULLED, on=True)

    def _end_by_stop(self, reason: StopReason) -> None:
        walk = self.state.walk
        if walk is not None and walk.stage is not Stage.FINISHED:
            self.move(replace(walk, ending=reason, ready_at=None), Move.STOPPED)
        self.set(freezes=frozenset(), unsure=False)
        self.begin_stop()

    def begin_stop(self) -> None:
        """Write the first Stop and watch the speed fall; where another did, its time and what it measured count on."""
        watch, before = self.state.watch, self.state.effort
        if before is None:
            self.set(effort=supervisor.effort(watch.measured, self.now), watch=count_anew(watch))
        else:
            self.set(effort=supervisor.taken_over(before, watch.measured, self.now))
        self.set(governed=None, stopped_at=self.now)
        self.write_stop()

    def press(self) -> None:
        """STOP pressed once more: written again unless it was just now; the schedule goes on as it was."""
        effort = self.state.effort
        if effort and (effort.wrote_at is None or self.now - effort.wrote_at >= t.ESCALATE_APART):
            self.write_stop()

    def _tell_unsent(self) -> None:
        """Without a link the lane is told all the same: it says that nothing was sent. LinkUp will write it."""
        if not self.state.supervision.linked:
            self.do(WriteStop(supervisor.INSIST, self.state.supervision.epoch, 0))

    def insist(self, *, at_zero: bool) -> None:
        """A stop was refused: at once again, unless one that is under way will do.

        A belt at zero that may be starting refuses each one for want of motion: asked again at once the first time,
        then as often as one that does not obey. Asked after every refusal it got six stops a second for ten seconds.
        """
        effort = self.state.effort
        if effort is None or effort.unheard or not self.state.supervision.linked:
            return
        if not (at_zero and effort.refused):
            self.do(WriteStop(supervisor.INSIST, self.state.supervision.epoch, effort.attempt))
            effort = supervisor.insisted(effort, supervisor.INSIST, self.now if at_zero else effort.wrote_at)
        self.set(effort=replace(effort, refused=effort.refused or at_zero))

    def write_stop(self) -> None:
        """Write what is due on the stop lane; without a link it stays due."""
        state = self.state
        effort = state.effort
        if effort is None or not state.supervision.linked:
            return
        minimum = self.grid.minimum if self.grid else 0
        frames = supervisor.stop_frames(
            effort,
            0 if stale(state.watch, self.now) else state.watch.measured,  # an old speed may be of a belt that stands
            minimum,
            granted=state.supervision.granted,
            climbs=supervisor.climbing(effort, self.now),
        )
        self.set(effort=supervisor.wrote(effort, self.now, frames))
        self.do(WriteStop(frames, state.supervision.epoch, effort.attempt))


# Freezes that clear by themselves: they hold while this is so.
PASSING: Mapping[Freeze, Callable[[Turn], bool]] = MappingProxyType(
    {
        Freeze.STALE: lambda turn: stale(turn.state.watch, turn.now),
        Freeze.STALL: lambda turn: turn.state.stalled is not None,
        Freeze.UNGUARDED: lambda turn: turn.rules.guarded and not turn.state.guarded,
        Freeze.UNLEASED: lambda turn: turn.rules.leased and not held(turn.state.lease, turn.now),
        Freeze.UNATTENDED: lambda turn: turn.state.walk is not None and turn.state.walk.unattended,
        Freeze.HEART_LOST: lambda turn: turn.strapped and not believed(turn.state.pulse, turn.now),
        Freeze.HEART_HIGH: lambda turn: (
            turn.state.pulse.high_since is not None and (turn.strapped or believed(turn.state.pulse, turn.now))
        ),
    }
)
