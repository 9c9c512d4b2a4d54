"""A site in virtual time: treadmills, the process that drives them, people, and what fails. No loop, no clock.

Everything that happens comes off one agenda, which is drawn from one seed; the same seed gives the same world.
"""

from collections import Counter
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import partial
from random import Random

from retrowalk.controller.rules import Rules
from retrowalk.controller.state import State
from retrowalk.controller.step import step
from retrowalk.safety import thresholds as t
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.shape import Shape
from retrowalk.simulator.soak.agenda import Agenda
from retrowalk.simulator.soak.book import Book
from retrowalk.simulator.soak.gateway import Post, Process, Step
from retrowalk.simulator.soak.sentry import Hand, Sentry
from retrowalk.simulator.soak.strap import Strap
from retrowalk.simulator.soak.wire import Wire
from retrowalk.simulator.treadmill import Treadmill


Reached = set[tuple[Belt, Stage | None, type]]


@dataclass(frozen=True, slots=True)
class Place:
    """One treadmill with what is connected to it, while nothing is under way between them."""

    treadmill: Treadmill
    client: int | None
    guard: int | None
    state: State
    book: Book


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A moment of a world: where others begin."""

    now: int
    places: tuple[Place, ...]


class Bay:
    """One treadmill with what is connected to it."""

    __slots__ = ("post", "treadmill", "wakes", "wires")

    def __init__(self, treadmill: Treadmill, post: Post) -> None:
        self.treadmill, self.post = treadmill, post
        self.wires: list[Wire] = []
        self.wakes: int | None = None

    @property
    def speed(self) -> int:
        """The belt's true speed, 0.01 km/h."""
        return self.treadmill.machine.belt.speed


class World:
    """The site. `trace`, if given, hears of everything that is handed to anyone, as text."""

    def __init__(
        self,
        chance: Random,
        now: int = 0,
        *,
        decide: Step = step,
        reached: Reached | None = None,
        trace: Callable[[str], None] | None = None,
    ) -> None:
        self.chance = chance
        self.agenda = Agenda(chance, now)
        self.process = Process()
        self.bays: list[Bay] = []
        self.reached: Reached = set() if reached is None else reached
        self.decide, self.trace = decide, trace
        self.sentry: Sentry | None = None  # where the rules ask for a guard
        self.failed: Counter[object] = Counter()  # which faults began

    # ── how it is made ──────────────────────────────────────────────────────────────────────────────

    def furnish(self, shape: Shape, rules: Rules) -> None:
        """Put up a treadmill that nobody is connected to yet."""
        post = Post(self.agenda, self.chance, self.process, rules, Book(rules, State(), self.reached), self.decide)
        self._bay(Treadmill(shape, self.agenda.now), post)
        post.look_again()
        if self.sentry is not None:
            self.sentry.hands[-1].reach()

    def resume(self, point: Checkpoint) -> None:
        """Put up treadmills that are where another world's were."""
        for place in point.places:
            self._resume(place)

    def _resume(self, place: Place) -> None:
        post = Post(self.agenda, self.chance, self.process, place.book.rules, place.book.of(self.reached), self.decide)
        post.state = place.state
        bay = self._bay(copy(place.treadmill), post)
        if place.client is None:
            post.look_again()
        else:
            bay.wires[0].client = place.client
            post.lanes.linked(self.agenda.now)
        if self.sentry is not None:
            self.sentry.hands[-1].resume(place.guard)
        self.pump(bay)

    def _bay(self, treadmill: Treadmill, post: Post) -> Bay:
        bay = Bay(treadmill, post)
        number = len(self.bays)
        self.bays.append(bay)
        treadmill.heard = partial(self.pump, bay)
        post.wire = Wire(treadmill, post, self.agenda, self.chance, post.ills, partial(self._took, bay))
        bay.wires.append(post.wire)
        if post.rules.guarded:
            self._guard(bay)
        if post.rules.leased:  # the same site's walkers wear straps
            Strap(self.agenda, self.chance, post)
        if self.trace is not None:
            post.trace = partial(self._traced, number)
        self.agenda.at(self.agenda.now + self.chance.randrange(t.TICK), post.tick, post.run)
        return bay

    def _guard(self, bay: Bay) -> None:
        """A second client, on a link of its own."""
        if self.sentry is None:
            self.sentry = Sentry(self.agenda, self.process)
        hand = Hand(self.agenda, self.chance, bay.post, str(len(self.sentry.hands)))
        hand.wire = Wire(bay.treadmill, hand, self.agenda, self.chance, {}, partial(self._took, bay))
        bay.wires.append(hand.wire)
        self.sentry.hands.append(hand)

    def end(self) -> None:
        """Nobody looks at it any more: take it apart, so that it is freed at once.

        Its parts know each other. Left to the collector of circles, a thousand worlds wait for it, each in memory that
        no cache has seen yet: an eighth of the time of a life.
        """
        self.agenda.clear()
        self.process.backlog.clear()
        for bay in self.bays:
            bay.treadmill.heard = _nothing
            bay.post.wire = None
            bay.wires.clear()
        for hand in self.sentry.hands if self.sentry is not None else ():
            hand.wire = None
        self.bays.clear()

    def checkpoint(self) -> Checkpoint | None:
        """The moment, for others to begin at; None while something is under way between core and treadmill."""
        stopping = self.sentry is not None and any(hand.effort is not None for hand in self.sentry.hands)
        if stopping or any(bay.post.lanes.wake is not None for bay in self.bays):
            return None
        return Checkpoint(self.agenda.now, tuple(_place(bay) for bay in self.bays))

    # ── how it goes on ──────────────────────────────────────────────────────────────────────────────

    def pump(self, bay: Bay) -> None:
        """Carry what a treadmill has to say, and see that it is woken when it must."""
        now, wires = self.agenda.now, bay.wires
        for sent in bay.treadmill.advance(now):
            for wire in wires:
                if wire.client == sent.client:
                    wire.send(sent)
                    break
        wake = bay.treadmill.wake()
        if wake is not None and (bay.wakes is None or wake < bay.wakes):
            bay.wakes = wake
            self.agenda.at(wake, self._woken, bay, wake)

    def _woken(self, bay: Bay, due: int) -> None:
        if due == bay.wakes:  # otherwise it was woken for something earlier since, and will be again
            bay.wakes = None
            self.pump(bay)

    def _took(self, bay: Bay, wire: Wire, data: bytes, code: int) -> None:
        """A write reached the treadmill."""
        if self.trace is not None:
            self.trace(f"{self.agenda.now} air {self.bays.index(bay)}: {data.hex()} -> {code:#x}")
        if wire is bay.post.wire:
            bay.post.book.took(data, code)
        self.pump(bay)

    def _traced(self, number: int, who: str, what: object) -> None:
        if self.trace is not None:
            self.trace(f"{self.agenda.now} {who} {number}: {what!r}")


def _nothing() -> None:
    """Nobody carries this treadmill any more."""


def _place(bay: Bay) -> Place:
    guard = bay.wires[1].client if bay.post.rules.guarded else None
    return Place(copy(bay.treadmill), bay.wires[0].client, guard, bay.post.state, bay.post.book.of(set()))
