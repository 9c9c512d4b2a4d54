"""The guard as a second client of every treadmill, by the parts it decides by: what Duty and Hand do, without a loop.

Its links are its own and do not fail with the gateway's. The line between the two carries a beat every 100 ms.
"""

from random import Random
from typing import TYPE_CHECKING

from retrowalk.controller.effects import AlarmKind
from retrowalk.controller.events import Guarded, Unguarded
from retrowalk.ftms.uuids import Characteristic
from retrowalk.guard.effort import NO_CODE, Deed, Effort
from retrowalk.guard.watch import SILENCE, Charge, Watch
from retrowalk.link.errors import LinkError
from retrowalk.safety.events import Stop, StopReason
from retrowalk.safety.supervisor import OURS, Belt
from retrowalk.simulator.soak.agenda import Agenda
from retrowalk.simulator.soak.gateway import Post, Process
from retrowalk.simulator.soak.rule import Broken, Rule


if TYPE_CHECKING:
    from retrowalk.simulator.soak.wire import Wire


# A beat, and a look at what has come (ms).
BEAT = 100
# From a lost link to the next (ms).
_CONNECTING = (400, 900)
# A belt of a service that gives no sign of life is being stopped by then (ms): a second, and three looks.
ACTS_WITHIN = SILENCE + 3 * BEAT


class Hand:
    """The guard's link to one treadmill, and the stop it makes there. One write at a time."""

    __slots__ = (
        "_agenda", "_chance", "_frame", "_wakes", "done", "effort", "name", "news", "post", "steps", "told", "wire",
    )  # fmt: skip

    def __init__(self, agenda: Agenda, chance: Random, post: Post, name: str) -> None:
        self._agenda, self._chance, self.post, self.name = agenda, chance, post, name
        self.wire: Wire | None = None
        self.effort: Effort | None = None
        self.told: bool | None = None  # what the core was told of being guarded
        self.news = False  # a stop has begun that the service has not heard of
        self.done = False  # stopped to the end, and the core has not gone on since
        self.steps: int | None = None  # of the core, as the last beat told
        self._frame: bytes | None = None  # the write under way
        self._wakes: int | None = None

    # ── its link ────────────────────────────────────────────────────────────────────────────────────

    @property
    def ready(self) -> bool:
        """Whether it could write now."""
        return self.wire is not None and self.wire.client is not None

    def cut(self, _why: str) -> None:
        """The link is gone; it is made again."""
        self._frame = None
        if self.effort is not None:
            self.effort.detached()
        self.reach()

    def resume(self, client: int | None) -> None:
        """Go on with a link that is up, or look for one; what the core knows, it was told by us."""
        if self.wire is not None:
            self.wire.client = client
        self.told = self.post.state.guarded
        if client is None:
            self.reach()

    def reach(self) -> None:
        """Connect after a while."""
        self._agenda.at(self._agenda.now + self._chance.randrange(*_CONNECTING), self._connect)

    def _connect(self) -> None:
        if self.wire is None or self.ready:
            return
        if not self.wire.treadmill.reachable(self._agenda.now):
            self.reach()
            return
        self.wire.up()
        self._attach()

    def _attach(self) -> None:
        if self.effort is not None:
            self.effort.attached(self._agenda.now, fresh=True)
            self._act()

    def tell(self, *, watches: bool) -> None:
        """Let the core know whether we watch, if that is news."""
        if watches != self.told:
            self.told = watches
            self.post.take(Guarded() if watches else Unguarded("soak"))

    def stops(self) -> None:
        """Let the core know that a stop has begun: once, for a person may have reset it before we see it stand."""
        self.news = False
        if self.post.state.supervision.belt in _MAY_MOVE:
            self.post.take(Stop(StopReason.ENGINE_FAULT, "guard"))

    # ── its stop ────────────────────────────────────────────────────────────────────────────────────

    def begin(self) -> None:
        """Stop this belt, until it was measured at zero."""
        self.effort, self.news = Effort(self._agenda.now), True
        if self.ready:
            self._attach()

    def _act(self) -> None:
        """Do what is due, if nothing is under way."""
        effort, wire = self.effort, self.wire
        if effort is None or wire is None or self._frame is not None:
            return
        act = effort.due(self._agenda.now)
        if isinstance(act, bytes):
            self._frame = act
            wire.write(0, act)
        elif act is Deed.SUBSCRIBE:
            effort.subscribed(self._agenda.now, done=True)
            self._act()
        else:
            self._sleep(effort.wake)

    def _sleep(self, wake: int | None) -> None:
        if wake is not None and (self._wakes is None or wake < self._wakes):
            self._wakes = wake
            self._agenda.at(wake, self._woken, wake)

    def _woken(self, due: int) -> None:
        if due == self._wakes:
            self._wakes = None
            self._act()

    def wrote(self, _number: int, error: LinkError | None) -> None:
        """See wire.Ears."""
        frame, self._frame = self._frame, None
        if self.effort is not None and frame is not None:
            self.effort.wrote(frame, self._agenda.now, None if error is None else error.code or NO_CODE)
            self._act()

    def heard(self, characteristic: int, data: bytes) -> None:
        """See wire.Ears."""
        if self.effort is None:
            return
        if characteristic == Characteristic.TREADMILL_DATA:
            self.effort.measured(data, self._agenda.now)
        elif characteristic == Characteristic.CONTROL_POINT:
            self.effort.indicated(data, self._agenda.now)
        self._act()


class Sentry:
    """The guard process: judges by beats, stops by its hands. `until`: it stands still; `alive`: it runs at all."""

    __slots__ = ("_agenda", "_lost", "_process", "_silent", "alive", "hands", "until", "watch")

    def __init__(self, agenda: Agenda, process: Process) -> None:
        self._agenda, self._process = agenda, process
        self.hands: list[Hand] = []
        self.alive, self.until = True, 0
        self.watch = Watch(agenda.now)
        self._silent = 0  # how long the service has had no answer
        self._lost: int | None = None  # since when the service gives no sign
        agenda.at(agenda.now, self._turn)

    def sleep(self, ms: int) -> None:
        """Stand still with the whole computer."""
        self.until = max(self.until, self._agenda.now + ms)

    def new_service(self) -> None:
        """Whoever connects now has been told nothing."""
        for hand in self.hands:
            hand.told, hand.news = None, hand.effort is not None

    def die(self) -> None:
        """The guard is gone; whoever starts it again starts without memory."""
        self.alive, self.watch = False, Watch(self._agenda.now)
        for hand in self.hands:
            hand.effort = hand.steps = None

    def _turn(self) -> None:
        """One beat, and one look."""
        now, process = self._agenda.now, self._process
        here = self.alive and self.until <= now
        serves = process.alive and process.until <= now
        if here:
            self._hear(now, serves=serves)
            self._look(now)
        if serves:
            self._tell(here=here)
        self._judge(now, here=here, serves=serves)
        self._agenda.at(now + BEAT, self._turn)

    def _hear(self, now: int, *, serves: bool) -> None:
        if serves:
            self.watch.beat({hand.name: _charge(hand.post) for hand in self.hands}, now)
            for hand in self.hands:
                if hand.steps != hand.post.steps:
                    hand.steps, hand.done = hand.post.steps, False
        elif not self._process.alive:
            self.watch.ended()

    def _look(self, now: int) -> None:
        due = self.watch.look(now)
        for hand in self.hands:
            effort = hand.effort
            if effort is None:
                if hand.name in due:
                    hand.begin()
            elif effort.standing and (effort.over(now) or hand.name not in due):
                hand.effort, hand.done = None, True
                self.watch.settled(hand.name)

    def _tell(self, *, here: bool) -> None:
        """The service's end of the line: no answer for most of a second means that nobody watches."""
        self._silent = 0 if here else self._silent + BEAT
        for hand in self.hands:
            hand.tell(watches=hand.ready and hand.effort is None and self._silent < SILENCE)
            if here and hand.news:
                hand.stops()

    def _judge(self, now: int, *, here: bool, serves: bool) -> None:
        """The rule for the guard itself: what is ours is being stopped soon after the service is gone (R20, R22)."""
        if serves or not here:
            self._lost = None
        elif self._lost is None:
            self._lost = now
        elif now - self._lost > ACTS_WITHIN:
            self._acts(now - self._lost)

    def _acts(self, late: int) -> None:
        for number, charge in self.watch.belts.items():
            hand = self.hands[int(number)]
            acts = hand.effort is not None or hand.done
            if charge.ours and hand.ready and not acts:
                raise Broken(Rule.GUARD, f"{late} ms after the service went")


_MAY_MOVE = OURS - {Belt.STOPPING} | {Belt.ARMED}


def _charge(post: Post) -> Charge:
    """What a beat says of a belt: ours from the moment it is armed until it is at rest."""
    belt = post.state.supervision.belt
    ours = belt in OURS or belt is Belt.ARMED
    return Charge(ours, post.steps, ours and AlarmKind.PULL_THE_KEY in post.state.alarms)
