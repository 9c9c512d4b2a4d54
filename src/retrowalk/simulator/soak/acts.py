"""What happens in one sequence, from its seed: a plain list, so that it can be cut down to what matters."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from random import Random
from typing import NamedTuple

from retrowalk.controller import events as e
from retrowalk.safety.events import Stop, StopReason
from retrowalk.simulator.machine import Button
from retrowalk.simulator.soak.cells import CELLS
from retrowalk.simulator.soak.mishaps import drop, kill, press, stall, suspend
from retrowalk.simulator.soak.people import PRESSES, lease, likely
from retrowalk.simulator.soak.world import Bay, World


class Deed(StrEnum):
    """What is done; the number that goes with it in brackets."""

    LIKELY = "the likely press"
    PRESS = "press"  # which of PRESSES
    STOP = "STOP"
    CONSOLE = "console"  # which button
    FAIL = "fault"  # which of CELLS
    HEAL = "healed"  # which of CELLS
    CHASE = "STOP behind the next request"  # by how many ms
    DROP = "link lost"
    STALL = "process stalled"  # ms
    SUSPEND = "computer asleep"  # ms
    KILL = "process killed"  # ms until it starts again


class Act(NamedTuple):
    """At `at` ms after the beginning, at this bay."""

    at: int
    bay: int
    deed: Deed
    what: int = 0

    def __str__(self) -> str:
        """In words, with times: what a list of acts is read by."""
        return f"{self.at:6d} ms  bay {self.bay}  {self.deed.value}{_IN_WORDS[self.deed](self.what)}"


_CELLS = tuple(CELLS)
_BUTTONS = tuple(Button)
# Drawn by six bits: mostly the way to a walk and on it, with anything thrown in.
_DEEDS = (
    (Deed.LIKELY,) * 25 + (Deed.PRESS,) * 14 + (Deed.STOP,) * 2 + (Deed.CHASE,) + (Deed.FAIL,) * 11
    + (Deed.CONSOLE,) * 3 + (Deed.DROP,) * 3 + (Deed.STALL,) * 2 + (Deed.SUSPEND,) + (Deed.KILL,) * 2
)  # fmt: skip
# Milliseconds to the next act, by four bits: at once, within a write, within a tick, or after the belt has had time.
_PAUSES = (0, 0, 10, 20, 50, 100, 150, 250, 250, 300, 300, 500, 700, 1_000, 1_500, 2_500)
# How long a stall, a sleep or the time without a process takes, by two bits (ms).
_LENGTHS = {
    Deed.STALL: (300, 1_100, 1_800, 3_500),
    Deed.SUSPEND: (1_500, 4_000, 11_000, 60_000),
    Deed.KILL: (150, 400, 1_000, 3_000),
}
# A stop comes up to so long (bits of ms) behind a write: before it arrived, before it was answered, between two tries.
_CHASED = 7
# A fault lasts this long, by two bits (ms).
_LASTS = (300, 1_200, 4_000, 9_000)


def draw(chance: Random, count: int, bays: int) -> list[Act]:
    """So many acts, in the order of their times; each fault is healed by an act of its own."""
    bits, now, acts = chance.getrandbits, 0, []
    for _ in range(count):
        now += _PAUSES[bits(4)]
        deed, bay = _DEEDS[bits(6)], bits(4) % bays
        act = Act(now, bay, deed, _what(deed, chance))
        acts.append(act)
        if deed is Deed.FAIL:
            acts.append(Act(now + _LASTS[bits(2)], bay, Deed.HEAL, act.what))
    return sorted(acts)


def _what(deed: Deed, chance: Random) -> int:
    if deed in _LENGTHS:
        return _LENGTHS[deed][chance.getrandbits(2)]
    if deed is Deed.CHASE:
        return chance.getrandbits(_CHASED)
    several = _MANY.get(deed)
    return chance.getrandbits(16) % several if several else 0


_MANY = {Deed.PRESS: len(PRESSES), Deed.CONSOLE: len(_BUTTONS), Deed.FAIL: len(_CELLS)}


# ── doing them ──────────────────────────────────────────────────────────────────────────────────────


def perform(world: World, act: Act) -> None:
    """Do one act."""
    if world.trace is not None:
        world.trace(f"{world.agenda.now} act {act.deed.value}{_IN_WORDS[act.deed](act.what)} at {act.bay}")
    _DO[act.deed](world, world.bays[act.bay], act.what)


def tell(bay: Bay, event: e.Event) -> None:
    """A person's press, to a process that may not be there."""
    bay.post.reach(bay.post.run, bay.post.tell, event)


def wants(world: World, bay: Bay) -> list[e.Event]:
    """What whoever wants to walk presses next, the lease looked after first."""
    keep = lease(bay.post.state, bay.post.rules, world.agenda.now)
    return [likely(bay.post.state)] if keep is None else [keep, likely(bay.post.state)]


def want(world: World, bay: Bay) -> None:
    """Press it."""
    for event in wants(world, bay):
        tell(bay, event)


def _fail(world: World, bay: Bay, what: int) -> None:
    world.failed[_CELLS[what]] += 1
    CELLS[_CELLS[what]].begins(world, bay)


def _chase(world: World, bay: Bay, behind: int) -> None:
    """Press STOP so long after the next write that is to move the belt."""
    agenda = world.agenda
    bay.post.chaser = lambda: agenda.at(agenda.now + behind, perform, world, Act(0, world.bays.index(bay), Deed.STOP))


_DO: Mapping[Deed, Callable[[World, Bay, int], None]] = {
    Deed.LIKELY: lambda world, bay, _: want(world, bay),
    Deed.PRESS: lambda _, bay, what: tell(bay, PRESSES[what]),
    Deed.STOP: lambda _, bay, __: tell(bay, Stop(StopReason.USER_STOP, "page")),
    Deed.CHASE: _chase,
    Deed.CONSOLE: lambda world, bay, what: press(world, bay, _BUTTONS[what]),
    Deed.FAIL: _fail,
    Deed.HEAL: lambda world, bay, what: CELLS[_CELLS[what]].heals(world, bay),
    Deed.DROP: lambda world, bay, _: drop(world, bay),
    Deed.STALL: lambda world, _, what: stall(world, what),
    Deed.SUSPEND: lambda world, _, what: suspend(world, what),
    Deed.KILL: lambda world, _, what: kill(world, what),
}

_IN_WORDS: Mapping[Deed, Callable[[int], str]] = {
    Deed.LIKELY: lambda _: "",
    Deed.STOP: lambda _: "",
    Deed.DROP: lambda _: "",
    Deed.CHASE: lambda what: f" by {what} ms",
    Deed.PRESS: lambda what: f" {PRESSES[what]!r:.70}",
    Deed.CONSOLE: lambda what: f" {_BUTTONS[what].value}",
    Deed.FAIL: lambda what: f" {_CELLS[what][0].value} {_CELLS[what][1].value}",
    Deed.HEAL: lambda what: f" {_CELLS[what][0].value} {_CELLS[what][1].value}",
    Deed.STALL: lambda what: f" for {what} ms",
    Deed.SUSPEND: lambda what: f" for {what} ms",
    Deed.KILL: lambda what: f", started again after {what} ms",
}
