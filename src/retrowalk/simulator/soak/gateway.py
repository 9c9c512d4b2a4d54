"""The process that drives the treadmills, as Service, Stepper and Reconnect run it, and what can happen to a process.

A stalled process hears nothing until it runs again, and then everything in the order it came. One that is killed
forgets all but its papers: whether a belt was its own, and why it was stopped.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from retrowalk.controller.effects import Effect, Release, Request, WriteStop
from retrowalk.controller.events import (
    Event,
    LinkLost,
    LinkUp,
    MachineStatusFrame,
    Prepare,
    Ready,
    Recover,
    Tick,
    TrainingStatusFrame,
    TreadmillFrame,
)
from retrowalk.controller.rules import Rules
from retrowalk.controller.state import State
from retrowalk.controller.step import initial, step
from retrowalk.ftms.uuids import Characteristic
from retrowalk.link.errors import LinkError
from retrowalk.link.lanes import Lanes, Write
from retrowalk.link.reconnect import URGENT
from retrowalk.safety import thresholds as t
from retrowalk.simulator.soak.agenda import Agenda
from retrowalk.simulator.soak.book import MOTION, Book
from retrowalk.simulator.soak.refusals import Writes
from retrowalk.simulator.soak.wire import Wire


Step = Callable[[State, Event, int, Rules], tuple[State, tuple[Effect, ...]]]

_FRAMES: dict[int, Callable[[bytes], Event]] = {
    Characteristic.TREADMILL_DATA: TreadmillFrame,
    Characteristic.TRAINING_STATUS: TrainingStatusFrame,
    Characteristic.MACHINE_STATUS: MachineStatusFrame,
}
# What is read of a treadmill on connecting.
_READ = (Characteristic.FEATURE, Characteristic.SPEED_RANGE, Characteristic.INCLINATION_RANGE)
# Connecting, discovering and subscribing takes about half a second at usual radio latencies (ms).
_CONNECTING = (300, 700)
# What leads to motion: refused while the journal cannot be written.
_ARMING = (Prepare, Ready)


class Process:
    """Whether the gateway runs, and whether its journal can be written."""

    __slots__ = ("alive", "backlog", "journal", "until")

    def __init__(self) -> None:
        self.alive = True
        self.until = 0  # stalled until then
        self.journal = True
        self.backlog: list[tuple[Callable[..., None], tuple[Any, ...]]] = []


class Post:
    """The core of one treadmill with its lanes, its link and its clock, inside a process."""

    __slots__ = (
        "_agenda", "_chance", "_tries", "_wakes", "_writes", "book", "chaser", "ills", "lanes", "mute", "paper",
        "process", "rules", "run", "state", "step", "steps", "trace", "wire",
    )  # fmt: skip

    def __init__(
        self, agenda: Agenda, chance: Random, process: Process, rules: Rules, book: Book, decide: Step = step
    ) -> None:
        self._agenda, self._chance = agenda, chance
        self.process, self.rules, self.book, self.step = process, rules, book, decide
        self.wire: Wire | None = None
        self.ills: dict[str, int] = {}
        self.trace: Callable[[str, object], None] | None = None
        self.chaser: Callable[[], None] | None = None  # hears once of the next write that is to move the belt
        self.mute: Callable[[Event], bool] | None = None  # what the core never hears of
        self.run = self.steps = 0
        self.paper: Recover | None = None  # what the next process will read of this one
        self.forget()

    def forget(self) -> None:
        """Begin as a new program: nothing is known. What was due for the old one is not done any more."""
        self.state, self.lanes = initial(), Lanes()
        self._writes = Writes()
        self._wakes: int | None = None
        self._tries = 0
        self.run += 1

    # ── the process around it ───────────────────────────────────────────────────────────────────────

    def reach(self, run: int, act: Callable[..., None], *what: object) -> None:
        """Do it if the process of that run lives: now, or once it runs again."""
        process = self.process
        if not process.alive or run != self.run:
            return
        if process.until > self._agenda.now:
            process.backlog.append((act, what))
        else:
            act(*what)

    # ── the core ────────────────────────────────────────────────────────────────────────────────────

    def tell(self, event: Event) -> None:
        """A person's act, or a signal: refused like the Service does while the journal cannot be written."""
        if isinstance(event, _ARMING) and not self.process.journal:
            return
        self.take(event)

    def take(self, event: Event) -> None:
        """One step, and what it asks for."""
        if self.mute is not None and self.mute(event):
            return
        now, before = self._agenda.now, self.state
        self.steps += 1
        if self.book.seen.stopping:
            self._writes.look(now, self.process.until)
        self.state, effects = self.step(before, event, now, self.rules)
        if self.trace is not None:
            self.trace("core", (event, effects))
        for effect in effects:
            self._do(effect, now)
        self.book.stepped(self.state, event, effects, now)
        if effects:
            self.carry_out()

    def _do(self, effect: Effect, now: int) -> None:
        if isinstance(effect, Request):
            self.lanes.request(effect, now)
        elif isinstance(effect, WriteStop):
            self.lanes.stop(effect, now)
        elif isinstance(effect, Release):
            self._agenda.at(now, self.let_go, self.run)

    def tick(self, run: int) -> None:
        """The clock of the Service: after a stall it goes on from where it is."""
        if run != self.run or not self.process.alive:
            return
        now, until = self._agenda.now, self.process.until
        if until > now:
            self._agenda.at(until, self.tick, run)
        else:
            self.take(Tick())
            self._agenda.at(now + t.TICK, self.tick, run)

    # ── the lanes ───────────────────────────────────────────────────────────────────────────────────

    def carry_out(self) -> None:
        """Write and report what the lanes have."""
        for each in self.lanes.collect():
            if isinstance(each, Write):
                self._write(each)
            else:
                self._agenda.at(self._agenda.now, self.reach, self.run, self.take, each)
        wake = self.lanes.wake
        if wake is not None and (self._wakes is None or wake < self._wakes):
            self._wakes = wake
            self._agenda.at(wake, self.reach, self.run, self._advance, wake)

    def _write(self, write: Write) -> None:
        """Hand it to the radio."""
        self.book.issued(write.data)
        self._writes.issued(write.number, write.data, self._agenda.now)
        if self.wire is not None:
            self.wire.write(write.number, write.data)
        if self.chaser is not None and write.data[0] in MOTION:
            chaser, self.chaser = self.chaser, None
            chaser()

    def _advance(self, due: int) -> None:
        if due == self._wakes:  # otherwise it was woken for something earlier since, and will be again
            self._wakes = None
            self.lanes.advance(self._agenda.now)
            self.carry_out()

    def wrote(self, number: int, error: LinkError | None) -> None:
        """A write was confirmed, or failed."""
        self.reach(self.run, self._wrote, number, error)

    def _wrote(self, number: int, error: LinkError | None) -> None:
        self._writes.ended(number, error, self._agenda.now)
        self.lanes.wrote(number, error, self._agenda.now)
        self.carry_out()

    def heard(self, characteristic: int, data: bytes) -> None:
        """A notification; an answer goes to the lanes at once."""
        if characteristic == Characteristic.CONTROL_POINT:
            self.reach(self.run, self._indicated, data)
        else:
            self.reach(self.run, self.take, _FRAMES[characteristic](data))

    def _indicated(self, data: bytes) -> None:
        self.lanes.indicated(data, self._agenda.now)
        self.carry_out()

    # ── the link ────────────────────────────────────────────────────────────────────────────────────

    def linked(self) -> None:
        """The link is up and read: lanes first, then the core."""
        wire = self.wire
        if wire is None or wire.client is None:
            return
        self._tries = 0
        self.lanes.linked(self._agenda.now)
        self.take(_description(wire, self.ills))

    def cut(self, why: str) -> None:
        """The link is gone; it is looked for again after a pause."""
        self.reach(self.run, self._cut, why)

    def _cut(self, why: str) -> None:
        self._writes.anew()
        self.lanes.unlinked(self._agenda.now)
        self.carry_out()
        self.take(LinkLost(why))
        self.look_again()

    def let_go(self, run: int) -> None:
        """End the link ourselves; it is looked for again all the same."""
        if self.wire is not None and self.wire.client is not None and run == self.run:
            self.wire.down()
            self.cut("released")

    def look_again(self) -> None:
        """Try to connect after the pause that is due, for as long as connecting takes."""
        pause = URGENT[min(self._tries, len(URGENT) - 1)]
        self._tries += 1
        takes = self._chance.randrange(*_CONNECTING) + self.ills.get("connects late", 0)
        self._agenda.at(self._agenda.now + round(pause * 1000) + takes, self.reach, self.run, self._connect)

    def _connect(self) -> None:
        wire = self.wire
        if wire is None or wire.client is not None:
            return
        if "unreachable" in self.ills or not wire.treadmill.reachable(self._agenda.now):
            self.look_again()
            return
        wire.up()
        self.linked()


def _description(wire: Wire, ills: dict[str, int]) -> LinkUp:
    """What a treadmill says of itself; nonsense, if that is its fault."""
    read = wire.treadmill.read
    told = (read(each) or b"" for each in _READ)
    features, speeds, inclinations = (value[-2::-1] if "says nonsense" in ills else value for value in told)
    return LinkUp(features, speeds, inclinations, wire.treadmill.shape.name)
