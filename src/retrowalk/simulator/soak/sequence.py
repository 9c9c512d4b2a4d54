"""One sequence: a world from a seed, what happens in it, and the way back to rest."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from types import MappingProxyType

from retrowalk.controller.step import step
from retrowalk.safety import thresholds as t
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.machine import Button
from retrowalk.simulator.soak import bank, ordeals, resumes
from retrowalk.simulator.soak.acts import Act, Deed, draw, perform, want
from retrowalk.simulator.soak.cells import CELLS
from retrowalk.simulator.soak.gateway import Step
from retrowalk.simulator.soak.mishaps import press
from retrowalk.simulator.soak.rule import Broken, Rule
from retrowalk.simulator.soak.world import Bay, Reached, World


# Mended and stopped, a belt is measured at zero within this long (ms): the link is looked for and made (2 s), a start
# that may have been on its way counts down (10 s), the stop itself takes 4 s + 2 s for each km/h and is repeated every
# 2 s, and standing is proven for 2 s and three frames.
_REST_WITHIN = 2_000 + t.START_WITHIN + t.STOP_WITHIN + t.REPEAT_APART + t.ZERO_FOR + 3_000
# After a reset a belt that may be started moves within this long (ms): standing for 3 s, control, 5 s, and its own 3 s.
_AGAIN_WITHIN = 60_000
# One act for so many events: people are slow beside radios.
_EVENTS_AN_ACT = 16
# By nine bits: one of 128 sequences is healed and brought to measured zero, one of four of those on to another start.
# The others end after the events asked for, whatever is still on their list: acts are as dense in them, and the way to
# zero, three times as long as all that came before, is much the same for all.
_SHARE, TO_REST, _STEER = 9, 128, 64
# One of 64 is steered to where something takes its time to show, twice as many to a stop that comes while a request for
# motion is under way, and one of 256 to something that was in the way and is gone.
_STEERED: Mapping[int, Callable[[Random], ordeals.Steered]] = MappingProxyType(
    {
        **dict.fromkeys(range(1, 1 << _SHARE, _STEER), ordeals.draw),
        **dict.fromkeys(range(2, 1 << _SHARE, _STEER), ordeals.overtaken),
        **dict.fromkeys(range(3, 1 << _SHARE, _STEER), ordeals.overtaken),
        **dict.fromkeys(range(4, 1 << _SHARE, _STEER * 4), resumes.draw),
    }
)

_Way = Callable[[World], None]


@dataclass(slots=True)
class Told:
    """What came of one sequence: how much was handed out, of it to a core, whether to the end; the rule it broke.

    overtook: a stop came while a motion request waited or was under way.
    """

    seed: int
    events: int = 0
    steps: int = 0
    to_rest: bool = False
    overtook: bool = False
    broken: Broken | None = None
    acts: tuple[Act, ...] = ()
    failed: Counter[object] = field(default_factory=Counter)


class Sequence:
    """A seed made into a site, a beginning and a list of acts. `keep`: only these acts, by their place in the list."""

    def __init__(self, seed: int, least: int, *, decide: Step = step, keep: tuple[int, ...] | None = None) -> None:
        self.seed, self.least, self.keep = seed, least, keep
        self._decide = decide

    def run(self, reached: Reached, trace: Callable[[str], None] | None = None) -> Told:
        """Make the world, let it happen, bring some to rest; at least `least` events are handed out."""
        chance = Random(self.seed)
        site, point = bank.draw(chance)
        least = self.least << (chance.getrandbits(6) == 0)  # now and then twice as long
        acts = draw(chance, least // _EVENTS_AN_ACT + chance.getrandbits(2), len(site.shapes))
        share = chance.getrandbits(_SHARE)
        to_rest = share % TO_REST == 0
        ways: tuple[_Way, ...] = (come_to_rest,) * to_rest + (_go_again,) * (share == 0)
        last = max(act.at for act in acts if act.deed is not Deed.HEAL) if ways else 0
        steer = _STEERED.get(share)
        if steer is not None:
            site, point, acts, last, ways = steer(chance)
        world = World(chance, point.now if point else 0, decide=self._decide, reached=reached, trace=trace)
        bank.furnish(world, site) if point is None else world.resume(point)
        broken = self._live(world, acts, (last, least), ways)
        steps = sum(bay.post.steps for bay in world.bays)
        overtook = any(bay.post.book.overtook for bay in world.bays)
        world.end()
        return Told(self.seed, world.agenda.done, steps, to_rest, overtook, broken, tuple(acts), world.failed)

    def _live(self, world: World, acts: list[Act], ends: tuple[int, int], ways: tuple[_Way, ...]) -> Broken | None:
        """Everything that is on the list, and the ways to go on from there; the rule that was broken."""
        try:
            _happen(world, acts if self.keep is None else [acts[place] for place in self.keep], *ends)
            for way in ways:
                way(world)
        except Broken as broken:
            return broken
        except Exception as error:  # noqa: BLE001 - whatever failed, an input made it fail
            return Broken(Rule.CRASH, repr(error))
        return None


def digest(seed: int, least: int) -> str:
    """A fingerprint of everything that happens in a sequence, in order (R30)."""
    ink = hashlib.sha256()
    Sequence(seed, least).run(set(), lambda line: ink.update(line.encode() + b"\n"))
    return ink.hexdigest()


def _happen(world: World, acts: list[Act], last: int, least: int) -> None:
    """What is on the list, until `last` (ms) is over and enough has been handed out."""
    agenda, begin = world.agenda, world.agenda.now
    for act in acts:
        agenda.at(begin + act.at, perform, world, act)
    agenda.until(begin + last, least)


def _heal(world: World) -> None:
    """Everything that failed is put right, and the program runs."""
    for bay in world.bays:
        for cell in CELLS.values():
            cell.heals(world, bay)
    while not world.process.alive or world.process.until > world.agenda.now:
        world.agenda.next()
    if world.sentry is not None:
        world.sentry.new_service()  # whatever the core was told of its guard by anybody, it is told the truth


def rest_within(speed: int) -> int:
    """Milliseconds in which a belt at this speed (0.01 km/h) comes to measured rest, once nothing fails any more."""
    return _REST_WITHIN + t.STOP_WITHIN_PER_KMH * speed // 100


def come_to_rest(world: World) -> None:
    """Healed and stopped, every belt is measured at zero in time (no state is a trap)."""
    agenda = world.agenda
    _heal(world)
    for number in range(len(world.bays)):
        perform(world, Act(0, number, Deed.STOP))
    fastest = max(bay.speed for bay in world.bays)
    limit = agenda.now + rest_within(fastest)
    bays = list(world.bays)
    while bays:
        if agenda.now > limit:
            raise Broken(Rule.REST, f"{bays[0].post.state.supervision.belt.value}, true speed {bays[0].speed}")
        agenda.next()
        while bays and _rests(bays[-1]):
            bays.pop()


def _rests(bay: Bay) -> bool:
    return bay.post.state.supervision.belt is Belt.LATCHED and bay.speed == 0


def _go_again(world: World) -> None:
    """After a reset people who want to walk can: the belt moves, and comes to rest once more."""
    agenda, limit = world.agenda, world.agenda.now + _AGAIN_WITHIN
    bays = list(world.bays)
    while bays:
        if agenda.now > limit:
            raise Broken(Rule.AGAIN, f"{bays[0].post.state.supervision.belt.value}, {_stage(bays[0])}")
        agenda.until(agenda.now + 1_000)
        for bay in bays:
            press(world, bay, Button.FLATTER)
            want(world, bay)
        bays = [bay for bay in bays if not (bay.speed and bay.post.state.supervision.belt is Belt.RUNNING)]
    come_to_rest(world)


def _stage(bay: Bay) -> Stage | None:
    walk = bay.post.state.walk
    return walk.stage if walk else None
