"""A walk as a trace: one row each second and a mark for everything that happened, folded from the steps of the core."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from retrowalk.controller.effects import Alarm, Announce, Cue, Effect, Finished, Refused, WriteStop
from retrowalk.controller.events import Event, LinkUp, Prepare
from retrowalk.controller.snapshot import Snapshot
from retrowalk.history.tally import GAP, PERIOD, STANDING, Tally, doubts
from retrowalk.history.walks import Sample
from retrowalk.journal.record import Step
from retrowalk.session.stage import Stage
from retrowalk.units import Inclination, Setpoint, Speed


class What(StrEnum):
    """What a mark marks."""

    STAGE = "stage"
    SEGMENT = "segment"
    SAID = "said"
    STOP = "stop"
    LATCHED = "latched"
    STANDSTILL = "standstill"
    LINK = "link"
    ALARM = "alarm"
    REFUSED = "refused"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Row:
    """One second of a walk. `at` in ms since the trace began; None = was not known or did not apply."""

    at: int
    snapshot: Snapshot

    @property
    def doubts(self) -> tuple[str, ...]:
        """What its measurements and commands are not to be trusted for, in words; none when all is well (SR-46)."""
        return doubts(self.snapshot)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened, `at` ms since the trace began."""

    at: int
    what: What
    text: str


@dataclass(frozen=True, slots=True)
class Halt:
    """From the first stop write to measured standstill, in ms since the trace began; None = never measured."""

    asked: int
    stood: int | None


# What is said of each cue; {speed} and {inclination} are the figures announced.
SAYINGS = {
    Cue.COUNTDOWN: "The belt starts in {lead} s",
    Cue.SPEED_UP: "Faster, to {speed}",
    Cue.SPEED_DOWN: "Slower, to {speed}",
    Cue.INCLINE: "Incline to {inclination}",
    Cue.STEADY_ON: "Steady on, no change",
    Cue.SPEED_AND_INCLINE: "Speed to {speed}, incline to {inclination}",
    Cue.STOPPING_TO_TURN: "The belt stops, then you turn round",
    Cue.STOPPING_TO_REST: "The belt stops, then you rest",
    Cue.TURN_NOW: "Turn round now",
    Cue.REST_NOW: "Rest now",
    Cue.TIME_LIMIT: "The time on the belt is up: the walk winds down",
    Cue.WINDING_DOWN: "Winding down",
    Cue.STOPPING_AT_END: "The belt stops, the walk is over",
    Cue.CONSOLE_OVERRIDE: "The speed was changed at the console",
    Cue.NEXT: "Next piece",
    Cue.HELD: "The speed is held",
    Cue.BELT_STOPPED: "The belt has stopped",
    Cue.BELT_MOVING: "The belt is moving",
    Cue.UNGUARDED: "No guard watches the belt: nothing goes faster",
    Cue.FALL_CHECK: "Did you fall? Stay where you are until somebody has looked at you",
    Cue.PAIN_ADVICE: "Step onto the side rails. Pain that is new or sharp: no more walking today, have it looked at",
    Cue.DIZZY_ADVICE: "Hold the rails, sit down, do not stay alone. No walk for 24 hours before staff agree",
    Cue.CHEST_ADVICE: "Sit down. If it does not pass at once, call the emergency number. No walk for 24 hours",
    Cue.REMOVE_KEY: "Nobody has used the treadmill for a while: take the safety key out and keep it",
    Cue.PRESS_A_KEY: "Press a key at the console of your treadmill: incline, or start and stop. Stay off the belt",
    Cue.CONSOLE_SEEN: "This is the treadmill whose console was used",
    Cue.TAP_DUE: "Spotter: say that you are still there",
    Cue.UNATTENDED: "The spotter does not answer: slower in {lead} s",
    Cue.HEART_HIGH: "The heart beats too fast: slower, {speed}, in {lead} s",
    Cue.STRAP_SILENT: "The heart-rate strap is silent: nothing goes faster",
    Cue.UNLEASED: "Nobody holds the controls: nothing goes faster",
}


def said(announced: Announce) -> str:
    """An announcement in words: its own text, or the standard sentence of its cue with the figures."""
    return announced.text or SAYINGS[announced.cue].format(
        lead=round(announced.lead / 1000),
        speed="" if announced.speed is None else Speed(announced.speed),
        inclination="" if announced.inclination is None else Inclination(announced.inclination),
    )


def _alarm(effect: Alarm) -> str:
    return f"{effect.kind.value.replace('_', ' ')} {'alarm' if effect.on else 'over'}"


def _finished(effect: Finished, *, watched: bool) -> str:
    standstill = "standstill measured" if effect.verified else "standstill NOT measured"
    return f"{effect.reason.value.replace('_', ' ')}, {'only watched' if watched else standstill}"


def marked(at: int, effect: Effect, *, watched: bool = False) -> Mark | None:
    """The mark an effect leaves, or None for the ordinary requests; nobody stops a belt that is only watched."""
    match effect:
        case Announce():
            return Mark(at, What.SAID, said(effect))
        case Alarm():
            return Mark(at, What.ALARM, _alarm(effect))
        case Refused():
            return Mark(at, What.REFUSED, f"{effect.asked}: {effect.why}")
        case Finished():
            return Mark(at, What.FINISHED, _finished(effect, watched=watched))
        case _:
            return None


def _changed(at: int, before: Snapshot, after: Snapshot) -> list[Mark]:
    """The marks of what a step changed."""
    segment = f"segment {after.segment + 1} of {after.segments}"
    latched = f"latched: {after.latched.replace('_', ' ')}" if after.latched else "latch reset"
    changes = (
        (before.linked, after.linked, What.LINK, "link up" if after.linked else "link lost"),
        (before.latched, after.latched, What.LATCHED, latched),
        (before.stage, after.stage, What.STAGE, str(after.stage or "no session").replace("_", " ")),
        (before.segment, after.segment, What.SEGMENT, segment),
        (False, _came_to_stand(before, after), What.STANDSTILL, "standstill measured"),
    )
    return [Mark(at, what, text) for old, new, what, text in changes if old != new and new is not Stage.FINISHED]


def _came_to_stand(before: Snapshot, after: Snapshot) -> bool:
    return before.belt not in STANDING and after.belt in STANDING and before.measured is not None


@dataclass(slots=True)
class Trace:
    """A walk as it is folded: `add` every step in order. `counts` are the events by name; `watched`: never driven.

    tally, samples: the walk as the memory keeps one; sampled: when its first second was, in ms since the trace began.
    """

    rows: list[Row] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    halts: list[Halt] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    holds: int = 0
    gaps: int = 0
    watched: bool = False
    finished: Finished | None = None
    link: LinkUp | None = None
    tally: Tally = field(default_factory=Tally)
    samples: list[Sample] = field(default_factory=list)
    sampled: int = 0
    first: int | None = None
    last: Snapshot | None = None

    def add(self, event: Event | None, effects: tuple[Effect, ...], snapshot: Snapshot) -> None:
        """One step of the core: what happened, what it asked for, and how things stood afterwards."""
        if self.first is None:
            self.first = snapshot.now
        at = snapshot.now - self.first
        self.counts[type(event).__name__] += 1
        self.link = event if isinstance(event, LinkUp) else self.link
        if isinstance(event, Prepare):
            self.watched = event.plan.monitor_only
        self._compare(at, snapshot)
        self._tally(at, event, effects, snapshot)
        self.marks += [mark for each in effects if (mark := marked(at, each, watched=self.watched)) is not None]
        self._finish(at, effects, "stop written" if snapshot.linked else "stop not sent: no link")
        if not self.rows or at // PERIOD > self.rows[-1].at // PERIOD:
            self.rows.append(Row(at, snapshot))
        self.last = snapshot

    def _tally(self, at: int, event: Event | None, effects: tuple[Effect, ...], snapshot: Snapshot) -> None:
        came = [] if event is None else self.tally.add(Step(snapshot.now, event, effects), snapshot)
        if came and not self.samples:
            self.sampled = at
        self.samples += came

    def _finish(self, at: int, effects: tuple[Effect, ...], stop: str) -> None:
        for effect in effects:
            if isinstance(effect, Finished):
                self.finished = effect
            if isinstance(effect, WriteStop) and (not self.halts or self.halts[-1].stood is not None):
                self.halts.append(Halt(at, None))
                self.marks.append(Mark(at, What.STOP, stop))

    def _compare(self, at: int, snapshot: Snapshot) -> None:
        before = self.last
        if before is None:
            return
        self.marks += _changed(at, before, snapshot)
        self.holds += before.stage is not Stage.HOLDING and snapshot.stage is Stage.HOLDING
        self.gaps += (before.age or 0) < GAP <= (snapshot.age or 0)
        if self.halts and self.halts[-1].stood is None and snapshot.belt in STANDING:
            self.halts[-1] = Halt(self.halts[-1].asked, at)


def speed_of(setpoint: Setpoint | None) -> Speed | None:
    """The speed of a setpoint that may not be there."""
    return None if setpoint is None else setpoint.speed


def inclination_of(setpoint: Setpoint | None) -> Inclination | None:
    """The inclination of a setpoint that may not be there."""
    return None if setpoint is None else setpoint.inclination
