"""The same people, faults and rules around the real Service: its loop, lane, reconnection and link, in virtual time.

Slower than the world without a loop, and drawn from the same seeds: what the shells do to the core's decisions is
held to the same book.
"""

import asyncio
from collections.abc import Callable
from random import Random

from retrowalk.controller import events as e
from retrowalk.controller.effects import Effect
from retrowalk.controller.rules import Rules
from retrowalk.controller.state import State
from retrowalk.controller.step import step
from retrowalk.link.port import Description, Listener
from retrowalk.runtime.clock import now, virtual_loop
from retrowalk.runtime.core import Core
from retrowalk.runtime.service import Service
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.simulator.faults import Fault
from retrowalk.simulator.link import MemoryTreadmill
from retrowalk.simulator.machine import Button
from retrowalk.simulator.shape import Shape
from retrowalk.simulator.soak.bank import SITES
from retrowalk.simulator.soak.book import Book
from retrowalk.simulator.soak.gateway import Step
from retrowalk.simulator.soak.people import PRESSES, RULES, likely
from retrowalk.simulator.soak.rule import Broken, Rule
from retrowalk.simulator.soak.sequence import rest_within
from retrowalk.simulator.soak.world import Reached
from retrowalk.simulator.treadmill import Treadmill


# First somebody walks for up to so long (s); then so many acts come, so far apart at the most (s).
_WALKS, _ACTS, _APART = 70.0, 14, 1.5
# How often somebody looks what is to be pressed (s).
_LOOK = 0.45
# Of eight acts: three times what comes next, three times anything, a fault, and a button or the link.
_FAULTS, _BUTTONS = tuple(Fault), tuple(Button)


class _Held:
    """The book of one service. Nothing is raised into the shells, which would catch it: what was broken is kept."""

    def __init__(self, reached: Reached, decide: Step) -> None:
        self.book = Book(RULES, State(), reached)
        self.state = State()
        self.broken: Broken | None = None
        self._decide = decide

    def check(self, rule: Callable[..., None], *what: object) -> None:
        """Hold something to the book."""
        try:
            rule(*what)
        except Broken as broken:
            self.broken = self.broken or broken

    def step(self, state: State, event: e.Event, at: int, rules: Rules) -> tuple[State, tuple[Effect, ...]]:
        """The core's step, and the book's look at it."""
        self.state, effects = self._decide(state, event, at, rules)
        self.check(self.book.stepped, self.state, event, effects, at)
        return self.state, effects


class _Treadmill(Treadmill):
    """A treadmill whose book hears what it takes."""

    def __init__(self, shape: Shape, held: _Held) -> None:
        super().__init__(shape, now())
        self._held = held

    def write(self, client: int, data: bytes, at: int) -> int:
        """See Treadmill."""
        code = super().write(client, data, at)
        self._held.check(self._held.book.took, data, code)
        return code


class _Link:
    """A link whose book hears what is handed to it."""

    def __init__(self, treadmill: _Treadmill, held: _Held) -> None:
        self._memory, self._held = MemoryTreadmill(treadmill), held
        self.address = self._memory.address

    async def connect(self, listener: Listener) -> Description:
        """See link.port."""
        return await self._memory.connect(listener)

    async def write(self, data: bytes) -> None:
        """See link.port."""
        self._held.check(self._held.book.issued, data)
        await self._memory.write(data)

    async def disconnect(self) -> None:
        """See link.port."""
        await self._memory.disconnect()


def live(seed: int, reached: Reached, *, decide: Step = step) -> Broken | None:
    """One sequence around the real service; the rule that was broken."""
    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        return runner.run(_live(seed, _Held(reached, decide)))


async def _live(seed: int, held: _Held) -> Broken | None:
    chance = Random(seed)
    treadmill = _Treadmill(SITES[seed % 3].shapes[0], held)
    link = _Link(treadmill, held)
    service = Service(link, RULES, core=Core(step=held.step))
    running = asyncio.create_task(service.run())
    for _ in range(round(chance.random() * _WALKS / _LOOK)):
        await asyncio.sleep(_LOOK)
        _obey(service, held.state)
    for _ in range(_ACTS):
        await asyncio.sleep(chance.random() ** 2 * _APART)
        await _act(chance, service, held.state, treadmill, link)
    await _come_to_rest(service, held, treadmill)
    await service.close()
    await running
    return held.broken


def _obey(service: Service, state: State) -> None:
    event = likely(state)
    if not isinstance(event, e.Nudge) and not (isinstance(event, e.Prepare) and state.walk is not None):
        service.tell(event)


async def _act(chance: Random, service: Service, state: State, treadmill: _Treadmill, link: _Link) -> None:
    """One thing that happens."""
    dice = chance.getrandbits(3)
    if dice < 3:  # noqa: PLR2004 - of eight
        service.tell(likely(state))
    elif dice < 6:  # noqa: PLR2004
        service.tell(chance.choice([each for each in PRESSES if not isinstance(each, e.Answered | e.Recover)]))
    elif dice == 6:  # noqa: PLR2004
        treadmill.fail(chance.choice(_FAULTS), None, now())
    elif chance.getrandbits(1):
        treadmill.press(chance.choice(_BUTTONS), now())
    else:
        await link.disconnect()


async def _come_to_rest(service: Service, held: _Held, treadmill: _Treadmill) -> None:
    """Mended, read anew and stopped, the belt is measured at zero in time."""
    for fault in Fault:
        treadmill.mend(fault, now())
    service.stop(StopReason.USER_STOP, "page")
    try:
        async with asyncio.timeout(rest_within(treadmill.machine.belt.speed) / 1000):
            await service.until(lambda seen: seen.belt is Belt.LATCHED and treadmill.machine.belt.speed == 0)
    except TimeoutError:
        held.broken = held.broken or Broken(Rule.REST, held.state.supervision.belt.value)
