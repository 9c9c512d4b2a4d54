"""The metamorphic rule (R16): losing an input never raises a later command. Two worlds, one of which loses something.

Both get the same people, faults and delays at the same moments, and differ in one input that one of them loses for a
while. From then on, until it is stopped, that one never asks for more than the other has asked for by that moment, at
the loss included. After a stop there is nothing to compare: a new start needs a READY of its own.
One thing ends the comparison early: the other was told by the very input that was lost to be careful (it froze, waited
for its belt, was held, lowered or stopped). Bad news that never came is judged by the age of the news there is, not by
this rule.
"""

import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from itertools import takewhile
from random import Random
from types import MappingProxyType
from typing import NamedTuple

from retrowalk.controller import events as e
from retrowalk.controller.effects import Effect, Request, WriteStop
from retrowalk.controller.rules import Rules
from retrowalk.controller.state import State
from retrowalk.controller.step import step
from retrowalk.ftms.codes import OpCode
from retrowalk.safety.heart_rate import Pulse
from retrowalk.safety.thresholds import FOLLOWING, TICK
from retrowalk.session.stage import Stage
from retrowalk.session.walk import Walk
from retrowalk.simulator.soak import bank
from retrowalk.simulator.soak.acts import Act, Deed, draw, perform, tell, wants
from retrowalk.simulator.soak.gateway import Step
from retrowalk.simulator.soak.mishaps import drop
from retrowalk.simulator.soak.rule import Broken
from retrowalk.simulator.soak.world import Checkpoint, World


class Lost(StrEnum):
    """What one of the two loses."""

    TELEMETRY = "telemetry"
    STATUS = "machine status"
    ANSWERS = "answers"
    CLOCK = "ticks"
    LINK = "link"
    TAPS = "presses that start or go on"
    GUARD = "guard"
    STRAP = "heart rate"


# What is not heard any more, by its kind of event; link and guard are cut off themselves.
_UNHEARD: Mapping[Lost, tuple[type, ...]] = MappingProxyType(
    {
        Lost.TELEMETRY: (e.TreadmillFrame,),
        Lost.STATUS: (e.MachineStatusFrame,),
        Lost.ANSWERS: (e.Answered,),
        Lost.CLOCK: (e.Tick,),
        Lost.STRAP: (e.HeartRate,),
        Lost.TAPS: (e.Steady, e.Ready, e.Proceed, e.TakeLease, e.RenewLease, e.Tap),
    }
)
# Inputs that bring news of belt or walker: what they would have told is not known to who lost them. Without ticks
# requests are made at other moments, so the trouble that one of them meets is no news of the other's.
_NEWS = frozenset({Lost.TELEMETRY, Lost.STATUS, Lost.ANSWERS, Lost.LINK, Lost.STRAP, Lost.CLOCK})
# How long it is lost (ms): one record, two, five, for good.
_LENGTHS = (900, 2_300, 5_000, 60_000)
# A pair is looked at for this long (ms), with so many acts in it.
_LASTS, _ACTS = 12_000, 5
# What is lost moves the looks that come after it: the same command may come this much sooner (ms), two looks of a core.
_SOONER = 2 * TICK
# What a start asks for on these treadmills, 0.01 km/h.
_MINIMUM = 100
# What happens to a process is no input that is lost; the rest of what can happen, can happen to both.
_NOT_IN_PAIRS = frozenset({Deed.KILL, Deed.SUSPEND, Deed.STALL})


class Entry(NamedTuple):
    """What a core decided: at `now` it asked for `speed` (None: for none), stopped, or was careful."""

    now: int
    speed: int | None
    stopped: bool
    careful: bool


class Verdict(NamedTuple):
    """What came of a pair: how many commands were compared, whether bad news ended that, and how it was broken."""

    seed: int
    lost: Lost
    compared: int
    ended_early: bool
    broken: str


class _Alike(Random):
    """Chance that always falls the same way: both worlds of a pair have the same delays."""

    def getrandbits(self, _bits: int) -> int:
        return 0

    def randrange(self, start: int, stop: int | None = None, _step: int = 1) -> int:
        return start if stop is not None else 0


def pair(seed: int, *, decide: Step = step) -> Verdict:
    """Make both worlds from a seed, and compare them."""
    chance = Random(seed)
    point = chance.choice(bank.under_way())
    acts = [act for act in draw(chance, _ACTS, 1) if act.deed not in _NOT_IN_PAIRS]
    lost, begins = chance.choice(list(Lost)), chance.randrange(_LASTS // 2)
    ends = begins + chance.choice(_LENGTHS)
    presses: dict[int, list[e.Event]] = {}
    try:
        whole = _run(point, acts, presses, decide, _loses_nothing)
        loser = _run(
            point, acts, presses, decide, lambda world: _lose(world, lost, point.now + begins, point.now + ends)
        )
    except Broken as broken:
        return Verdict(seed, lost, 0, ended_early=False, broken=str(broken))
    comparable = [each for each in loser if each.now < point.now + _LASTS - _SOONER]
    return _compare(seed, lost, whole, comparable, point.now + begins)


def _run(
    point: Checkpoint,
    acts: list[Act],
    presses: dict[int, list[e.Event]],
    decide: Step,
    lose: Callable[[World], None],
) -> list[Entry]:
    """One of the worlds. `presses` is what people pressed in the first of them, and is repeated in the second."""
    governed = point.places[0].state.governed
    log = [Entry(0, governed.speed if governed else 0, stopped=False, careful=False)]  # what is in force
    world = World(_Alike(), point.now, decide=_noted(decide, log))
    world.resume(point)
    lose(world)
    for place, act in enumerate(acts):
        world.agenda.at(point.now + act.at, _do, world, place, act, presses)
    world.agenda.until(point.now + _LASTS)
    return log


def _do(world: World, place: int, act: Act, presses: dict[int, list[e.Event]]) -> None:
    if act.deed is not Deed.LIKELY:
        perform(world, act)
        return
    bay = world.bays[0]
    for event in presses.setdefault(place, wants(world, bay)):
        tell(bay, event)


def _noted(decide: Step, log: list[Entry]) -> Step:
    """A core whose decisions are written down."""

    def noted(state: State, event: e.Event, now: int, rules: Rules) -> tuple[State, tuple[Effect, ...]]:
        after, effects = decide(state, event, now, rules)
        speeds = _speeds(effects)
        stopped = any(isinstance(each, WriteStop) for each in effects)
        careful = stopped or _careful(state, after) or _waits(state, event, after)
        if speeds or careful:
            log.append(Entry(now, speeds[-1] if speeds else None, stopped, careful))
        return after, effects

    return noted


def _speeds(effects: tuple[Effect, ...]) -> list[int]:
    """What was asked for (0.01 km/h)."""
    return [int.from_bytes(each.data[1:3], "little") for each in effects
            if isinstance(each, Request) and each.data[0] == OpCode.SET_TARGET_SPEED]  # fmt: skip


_SLOWER = frozenset({Stage.HOLDING, Stage.WINDING_DOWN})


def _careful(before: State, after: State) -> bool:
    """Whether it was told to be: frozen, held, wound down, a lower ceiling, a request nobody heard, a fast belt."""
    frozen = after.freezes - before.freezes or after.unsure > before.unsure or _worse(before.pulse, after.pulse)
    frozen = frozen or _faster(after) > _faster(before)
    was, walk = before.walk, after.walk
    return bool(frozen) if walk is None or was is None else bool(frozen) or _slower(was, walk)


def _waits(before: State, event: e.Event, after: State) -> bool:
    """Whether a raise that was due waits for a belt that has not followed: it is told again before it goes on."""
    if before.walk is None or after.walk is None or isinstance(event, e.Proceed | e.Tap):
        return False
    return after.walk.resuming > before.walk.resuming


def _faster(state: State) -> bool:
    """Whether the belt was measured to be faster than it was asked for: the next step up waits."""
    return state.governed is not None and state.watch.measured > state.governed.speed + FOLLOWING


def _worse(was: Pulse, now: Pulse) -> bool:
    """Whether the heart was told to be too high, or not to be believed any more."""
    return now.agree < was.agree or (now.high_since is not None and was.high_since is None)


def _slower(was: Walk, walk: Walk) -> bool:
    lower = walk.ceiling is not None and walk.ceiling != was.ceiling
    return lower or (walk.stage is not was.stage and walk.stage in _SLOWER)


def _matters(event: e.Event, state: State) -> bool:
    """Whether it lets anything go on: "go on" in the middle of a walk has the change told again, which takes 3 s."""
    if not isinstance(event, e.Proceed | e.Tap) or state.walk is None:
        return True
    return bool(state.freezes) or state.walk.stage is Stage.HOLDING or state.walk.unattended


def _lose(world: World, lost: Lost, begins: int, ends: int) -> None:
    """Have it lost from then until then."""
    agenda, bay = world.agenda, world.bays[0]
    if lost in _UNHEARD:
        kinds = _UNHEARD[lost]

        def mute(event: e.Event) -> bool:
            return begins <= agenda.now < ends and isinstance(event, kinds) and _matters(event, bay.post.state)

        bay.post.mute = mute
    elif lost is Lost.LINK:
        agenda.at(begins, drop, world, bay)
    elif world.sentry is not None:
        agenda.at(begins, world.sentry.die)


def _loses_nothing(_world: World) -> None:
    """The one to compare with."""


def _compare(seed: int, lost: Lost, whole: list[Entry], loser: list[Entry], begins: int) -> Verdict:
    """Hold each command of the loser against the highest of the other by then."""
    news = _news(whole, begins) - _SOONER if lost in _NEWS else sys.maxsize  # what the other asks for may come later
    after = list(takewhile(lambda each: not each.stopped, (each for each in loser if each.now >= begins)))
    commands = [(each.now, each.speed) for each in after if each.speed is not None and each.now < news]
    broken = next(((at, speed) for at, speed in commands if speed > _highest(whole, begins, at + _SOONER)), None)
    early = bool(after) and after[-1].now >= news
    if broken is None:
        return Verdict(seed, lost, len(commands), early, "")
    says = f"{broken[1]} at {broken[0]}, above all with the {lost.value} that was lost at {begins}"
    return Verdict(seed, lost, len(commands), early, says)


def _news(whole: list[Entry], begins: int) -> int:
    """When the other was first told to be careful."""
    return next((each.now for each in whole if each.careful and each.now >= begins), sys.maxsize)


def _highest(whole: list[Entry], begins: int, now: int) -> int:
    """The highest speed in force between the two moments, and at least the minimum, which needs a READY of its own."""
    spoken = [(each.now, each.speed) for each in whole if each.speed is not None and each.now <= now]
    until = [then for then, _ in spoken[1:]] + [sys.maxsize]
    return max([_MINIMUM, *(speed for (_, speed), end in zip(spoken, until, strict=True) if end >= begins)])
