"""Every state the core can be brought to by two people, a treadmill, a guard, a link and time.

States that differ in nothing they are told apart by here (`facet`) are one: belt, link, latch, stage, lease, guard, the
write that waits and its epoch, and between which of its thresholds each time lies. Of each the first real one
is kept, and from it every act is tried, until no act leads anywhere new. The rules are asked at every step.
"""

from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from retrowalk.controller import events as e
from retrowalk.controller import turn as turn_of
from retrowalk.controller.effects import Finished, Request, WriteStop
from retrowalk.controller.rules import Rules
from retrowalk.controller.step import initial, step
from retrowalk.protocol.level import Level
from retrowalk.safety import supervisor
from retrowalk.safety import thresholds as t
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.events import Reset, Stop, StopReason
from retrowalk.safety.interlocks import moves, stands
from retrowalk.safety.lease import held
from retrowalk.safety.supervisor import BEING_STOPPED, WALKING, Belt, failing
from retrowalk.session.checklist import Item
from retrowalk.session.stage import ON_THE_MOVE, Stage
from retrowalk.units import Facing, Speed
from rig import OPEN, PROFILE, Rig, hold, plan, settle, turn


# A walk with everything a walk can have, and no more than one step of a ramp: settle, hold, turn, settle.
PLAN = plan(hold("1.1 km/h", 10), turn(Facing.FORWARD, 15), settle(20, Facing.FORWARD), level=Level.INTERVAL)
RULES = Rules(PROFILE, OPEN, guarded=True, leased=True)
# Real states kept of each, the first that are found. One is a minute's work and makes every transition; with two,
# which may go on differently though nothing here tells them apart, it is three.
WITNESSES = 1
CONTROL, SPEED, START = 0, 2, 7
step_of = step
LINK = next(event for _, event, _ in Rig().log if isinstance(event, e.LinkUp))
A, B = "a", "b"


@dataclass(frozen=True)
class World:
    """A state of the core at `now`, what waits in the lane to be written, and the acts that led here."""

    state: object = field(default_factory=initial)
    now: int = 0
    waiting: Request | None = None
    path: tuple[str, ...] = ()

    @property
    def supervision(self):
        return self.state.supervision

    @property
    def belt(self):
        return self.state.supervision.belt

    @property
    def stage(self):
        return self.state.walk.stage if self.state.walk else None

    def age(self, since, *thresholds):
        """Between which thresholds the age of a time lies; None = it is not."""
        return None if since is None else sum(self.now - since >= each for each in thresholds)


# ── what tells states apart ─────────────────────────────────────────────────────────────────────────


def _walk(world):
    """The walk, as far as its stage looks at it; one that is over is over."""
    walk, stage = world.state.walk, world.stage
    if stage in (Stage.COUNTDOWN, Stage.STARTING):
        return stage, world.age(walk.since, t.COUNTDOWN, t.START_WITHIN), world.age(walk.ready_at, t.READY_FOR)
    if stage is Stage.WINDING_DOWN:
        return stage, walk.ending is None, world.now < walk.go_at
    if stage in ON_THE_MOVE:
        return stage, walk.index, walk.steady, walk.reached, world.age(walk.told_at, t.ANNOUNCE), world.now < walk.go_at
    if stage is Stage.STANDING:
        return stage, walk.index, world.age(walk.told_at, t.TURN_FOR)
    return stage, walk is None or walk.ending is None


def _watch(world):
    """Whether it stands, and if not whether it moves, and how fresh that is."""
    watch = world.state.watch
    standing = stands(watch, world.now) + stands(watch, world.now, t.STAND_FOR)
    return standing or moves(watch), world.age(watch.at if watch.sample else None, t.STALE_FREEZE + 1, t.STALE_STOP + 1)


def _effort(world):
    effort, started = world.state.effort, world.state.started_at
    if effort is None or world.belt not in BEING_STOPPED:
        return None
    return failing(effort, world.now), effort.rung > 0, effort.wrote_at is None, world.age(started, t.START_WITHIN)


def facet(world):
    """What a state is told apart by. The two clients are alike: only whether one of them holds the lease counts."""
    state, supervision = world.state, world.supervision
    lost = world.age(state.lost_at, t.REJOIN_WITHIN + 1) if world.belt is Belt.ADRIFT else None
    waiting = world.waiting and (world.waiting.data[0], world.waiting.epoch < supervision.epoch)
    return (
        world.belt, supervision.linked, supervision.granted, supervision.latch is None, lost, _walk(world),
        _watch(world), _effort(world), held(state.lease, world.now), state.guarded, bool(state.freezes),
        state.stalled is None, waiting,
    )  # fmt: skip


# ── what can happen ─────────────────────────────────────────────────────────────────────────────────


def frame(speed):
    """Treadmill Data: speed in 0.01 km/h, flat."""
    return e.TreadmillFrame(b"\x08\x00" + speed.to_bytes(2, "little") + bytes(4))


def asked(world):
    """What the belt runs at if it obeys."""
    return world.state.governed.speed if world.state.governed else 100


def seconds(count, speed=None, fine=0):
    """Time passes, a measurement each second, or none at all; with `fine` (ms) a walk's clock keeps up."""

    def act(world):
        for _ in range(count):
            world = tell(world, e.Tick() if speed is None else frame(speed(world)), 1000 - 3 * fine)
            for _ in range(3 * (fine > 0)):
                world = tell(world, e.Tick(), fine)
        return world

    return act


def attended(count, speed, fine=0):
    """The same, and whoever holds the lease keeps it."""

    def act(world):
        for _ in range(count // 4):
            world = tell(seconds(4, speed, fine)(world), e.RenewLease(world.state.lease.holder))
        return world

    return act


def told(*events, after=0):
    """These events, one after the other."""

    def act(world):
        for event in events:
            world = tell(world, event, after)
        return world

    return act


def written(world):
    """What waited is written, and answered with Success."""
    if world.waiting is None or not world.supervision.linked:
        return world
    data = world.waiting.data
    return tell(World(world.state, world.now, None, world.path), e.Answered(data, bytes((0x80, data[0], 1))))


def standing(_):
    return 0


TREADMILL = {
    "link up": told(LINK),
    "link lost": told(e.LinkLost("test")),
    "written": written,
    "not permitted": told(e.Answered(b"\x02\x64\x00", b"\x80\x02\x05")),
    "unanswered": told(e.Unanswered(b"\x02\x64\x00", "test")),
    "key pulled": told(e.MachineStatusFrame(b"\x03")),
    "stopped at the console": told(e.MachineStatusFrame(b"\x02\x01")),
    "control lost": told(e.MachineStatusFrame(b"\xff")),
    "1 s at zero": seconds(1, standing),
    "4 s at zero": seconds(4, standing),
    "16 s at zero": attended(16, standing),
    "1 s obeying": seconds(1, asked, t.TICK),
    "4 s obeying": seconds(4, asked, t.TICK),
    "8 s obeying": attended(8, asked, t.TICK),
    "24 s obeying": attended(24, asked, t.TICK),
    "1 s faster": seconds(1, lambda world: asked(world) + 60),
    "1 s silent": seconds(1),
    "4 s silent": seconds(4),
}
PROGRAM = {
    "stalled 1.5 s": told(e.Tick(), after=1500),
    "stalled 3.5 s": told(e.Tick(), after=3500),
    "guarded": told(e.Guarded()),
    "unguarded": told(e.Unguarded("test")),
    "recover ours": told(e.Recover(StopReason.ENGINE_FAULT, "test", ours=True)),
    "recover latched": told(e.Recover(StopReason.ENGINE_FAULT, "test", ours=False)),
}
LOWER = Layer(Source.PERSON, Speed.parse("1.0 km/h"))
PEOPLE = {
    "prepare": lambda who: (e.Prepare(PLAN, client=who),),
    "confirm": lambda who: tuple(e.Confirm(item, client=who) for item in Item),
    "ready": lambda who: (e.Ready(client=who),),
    "steady": lambda who: (e.Steady(client=who),),
    "proceed": lambda who: (e.Proceed(client=who),),
    "lower cap": lambda who: (e.Limit(LOWER, client=who),),
    "take lease": lambda who: (e.TakeLease(who),),
    "renew": lambda who: (e.RenewLease(who),),
    "release": lambda who: (e.ReleaseLease(who),),
}
# What anybody may do, whoever holds the lease.
ANYBODY = {
    "hold": told(e.Hold()),
    "slower": told(e.Nudge(up=False)),
    "end": told(e.End()),
    "stop": told(Stop(StopReason.USER_STOP, "test")),
    "reset": told(Reset("test")),
    "staff take the lease": told(e.TakeLease(B, staff=True)),
}
ACTS = {
    **TREADMILL, **PROGRAM, **ANYBODY,
    **{f"{who}: {name}": told(*events(who)) for who in (A, B) for name, events in PEOPLE.items()},
}  # fmt: skip


# ── the rules ───────────────────────────────────────────────────────────────────────────────────────


def tell(world, event, after=0):
    """One step of the core, `after` ms later; every rule is held against it."""
    now = world.now + after
    state, effects = step(world.state, event, now, RULES)
    waiting = None if isinstance(event, e.LinkLost | e.LinkUp) else world.waiting  # the lane is empty on a new link
    if waiting is not None and now >= waiting.expires:
        waiting = None
    for effect in effects:
        if isinstance(effect, WriteStop):
            waiting = None if waiting is None or waiting.epoch < effect.epoch else waiting
        if isinstance(effect, Request):
            waiting = effect
    then = World(state, now, waiting, world.path)
    for rule in STEP_RULES:
        if not rule(world, event, effects, then):
            raise Broken(f"{rule.__name__}: {event} after {world.path}")
    return then


def what_waits_may_still_be_written(_before, _event, _effects, then):
    """Every way out of motion outdates what waits (R5): what is of this epoch is of a belt that may be asked for it."""
    waiting = then.waiting
    if waiting is None or waiting.epoch < then.supervision.epoch or waiting.data[0] == CONTROL:
        return True
    return then.belt in WALKING and then.supervision.latch is None


def a_latch_is_cleared_by_a_reset_alone(before, event, _effects, then):
    if before.supervision.latch is None or isinstance(event, Reset):
        return True
    return then.supervision.latch == before.supervision.latch


def a_reset_moves_nothing(_before, event, effects, _then):
    return not isinstance(event, Reset) or not any(isinstance(each, Request) for each in effects)


def every_stop_outdates(before, _event, effects, then):
    """A first stop goes out under a new epoch, but where nothing can wait: of a belt stopped or latched before."""
    first = any(isinstance(each, WriteStop) and each.attempt == 0 for each in effects)
    still = before.belt in (*BEING_STOPPED, Belt.LATCHED)
    return not first or still or then.supervision.epoch > before.supervision.epoch


def only_a_standstill_is_called_one(before, _event, _effects, then):
    resting = (Belt.IDLE, Belt.LATCHED)
    entered = then.belt in resting and before.belt not in (*resting, Belt.ARMED)
    return not entered or stands(then.state.watch, then.now)


def only_a_standstill_ends_it_verified(_before, _event, effects, then):
    verified = any(isinstance(each, Finished) and each.verified for each in effects)
    return not verified or stands(then.state.watch, then.now)


def a_start_has_its_ready_its_guard_and_its_holder(before, _event, effects, then):
    starts = any(isinstance(each, Request) and each.data[0] == START for each in effects)
    if not starts:
        return True
    ready = before.state.walk.ready_at
    fresh = ready is not None and then.now - ready <= t.READY_FOR
    return fresh and then.state.guarded and held(then.state.lease, then.now) and then.supervision.latch is None


def nobody_but_the_holder_starts_or_raises(before, event, effects, _then):
    lease = before.state.lease
    who = getattr(event, "client", None)
    if who is None or (held(lease, before.now) and who == lease.holder) or isinstance(event, e.TakeLease):
        return True
    return not any(isinstance(each, Request) and each.data[0] in (SPEED, START) for each in effects)


def nothing_is_raised_while_it_is_frozen(before, _event, _effects, then):
    """Without guard, lease or fresh measurement no speed is asked for above the last command (R16)."""
    was, now = before.state.governed, then.state.governed
    if was is None or now is None or now.speed <= was.speed:
        return True
    fresh = then.now - then.state.watch.at <= t.STALE_FREEZE
    return then.state.guarded and held(then.state.lease, then.now) and fresh and not then.state.freezes


STEP_RULES = (
    a_reset_moves_nothing,
    what_waits_may_still_be_written,
    a_latch_is_cleared_by_a_reset_alone,
    every_stop_outdates,
    only_a_standstill_is_called_one,
    only_a_standstill_ends_it_verified,
    a_start_has_its_ready_its_guard_and_its_holder,
    nobody_but_the_holder_starts_or_raises,
    nothing_is_raised_while_it_is_frozen,
)


# ── the exploration ─────────────────────────────────────────────────────────────────────────────────


class Broken(AssertionError):
    """A rule was broken by one step."""


@dataclass
class Explored:
    """What was found: the states with their witnesses, the transitions of both tables, how many acts were tried."""

    witnesses: dict = field(default_factory=dict)
    belts: Counter = field(default_factory=Counter)
    stages: Counter = field(default_factory=Counter)
    acts: int = 0

    def all(self):
        return (world for worlds in self.witnesses.values() for world in worlds)


@contextmanager
def counting(found):
    """Meanwhile every transition that is made is counted."""
    signal, go = supervisor.signal, turn_of.go

    def signalled(supervision, event, now):
        after = signal(supervision, event, now)
        found.belts[supervision.belt, type(event)] += 1
        return after

    def gone(walk, move, now):
        after = go(walk, move, now)
        found.stages[walk.stage, move] += 1
        return after

    supervisor.signal, turn_of.go = signalled, gone
    try:
        yield
    finally:
        supervisor.signal, turn_of.go = signal, go


def explore():
    """Every state, breadth first: the shortest path to each comes first. Raises Broken."""
    found = Explored()
    waiting = deque([World()])
    found.witnesses[facet(waiting[0])] = [waiting[0]]
    with counting(found):
        while waiting:
            world = waiting.popleft()
            for name, act in ACTS.items():
                then = act(World(world.state, world.now, world.waiting, (*world.path, name)))
                found.acts += 1
                worlds = found.witnesses.setdefault(facet(then), [])
                if len(worlds) < WITNESSES and all(then.state != each.state for each in worlds):
                    worlds.append(then)
                    waiting.append(then)
    return found


def come_to_rest(world, within=40):
    """From here a stop, a link and a treadmill that obeys lead to measured standstill within so many seconds."""
    if not world.supervision.linked:
        world = tell(world, LINK)
    world = tell(world, Stop(StopReason.USER_STOP, "the end"), 10)
    for _ in range(within):
        world = tell(world, frame(0), 1000)
        if world.belt is Belt.LATCHED:
            return world
    raise AssertionError(f"no way to standstill from {world.path}")


# The way from a standing belt to one that runs, by one person.
_WALK_AGAIN = (
    "reset", "guarded", "staff take the lease", "4 s at zero", "b: prepare", "written", "b: confirm", "1 s at zero",
    "b: renew", "b: ready", "4 s at zero", "1 s at zero", "1 s at zero", "written", "4 s obeying",
)  # fmt: skip


def walk_again(world):
    """From a latched standstill to a belt that runs: the twin of everything that stops it."""
    if not world.supervision.linked:
        world = tell(world, LINK)
    world = seconds(4, standing)(world)
    for name in _WALK_AGAIN:
        world = ACTS[name](world)
    return world


# ── faults planted in the core ──────────────────────────────────────────────────────────────────────


def _planted(spoils):
    """A core that spoils what a sound one answers."""

    def planted(state, event, now, rules):
        after, effects = step_of(state, event, now, rules)
        return spoils(state, event, after, effects)

    return planted


def _supervision(state, **changes):
    return replace(state, supervision=replace(state.supervision, **changes))


def _same_epoch(state, event, after, effects):
    return (_supervision(after, epoch=state.supervision.epoch) if isinstance(event, Stop) else after), effects


def _starting_reset(_state, event, after, effects):
    start = Request(bytes((START,)), after.supervision.epoch, after.now + 1000)
    return after, (*effects, start) if isinstance(event, Reset) else effects


def _clearing_answer(_state, event, after, effects):
    return (_supervision(after, latch=None) if isinstance(event, e.Answered) else after), effects


def _believing_answer(_state, event, after, effects):
    stopped = isinstance(event, e.Answered) and after.supervision.belt is Belt.STOPPING
    return (_supervision(after, belt=Belt.LATCHED) if stopped else after), effects


PLANTED = {
    "a stop without an epoch": _planted(_same_epoch),
    "a reset that starts": _planted(_starting_reset),
    "a latch that an answer clears": _planted(_clearing_answer),
    "a standstill that an answer proves": _planted(_believing_answer),
}
