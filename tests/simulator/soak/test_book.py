"""The rules themselves, on cores and lanes that break them: each is found within so many seeds, and cut down."""

from dataclasses import replace
from itertools import islice
from random import Random

import pytest

from retrowalk.controller import begin
from retrowalk.controller import events as e
from retrowalk.controller.effects import Announce, Cue, Request, WriteStop
from retrowalk.controller.state import State
from retrowalk.controller.step import step
from retrowalk.controller.turn import Turn
from retrowalk.link import lanes
from retrowalk.safety.events import Reset, Stop, StopReason
from retrowalk.safety.supervisor import Belt, Latch, Supervision
from retrowalk.session.stage import Stage
from retrowalk.simulator.machine import Button
from retrowalk.simulator.soak import bank, sentry
from retrowalk.simulator.soak.acts import want
from retrowalk.simulator.soak.book import Book
from retrowalk.simulator.soak.cells import CELLS, Kind, Place
from retrowalk.simulator.soak.mishaps import kill, press
from retrowalk.simulator.soak.people import RULES, STRICT
from retrowalk.simulator.soak.rule import Broken, Rule
from retrowalk.simulator.soak.sequence import Sequence
from retrowalk.simulator.soak.shrink import shrink
from retrowalk.simulator.soak.world import World


SEEDS, EVENTS = 600, 100


def with_effects(change):
    """A core that does something else with what the real one asks for."""

    def decide(state, event, now, rules):
        after, effects = step(state, event, now, rules)
        return after, tuple(change(state, event, now, after, effects))

    return decide


def asks_once_more(_before, event, now, after, effects):
    """A ramp that has not heard of the stop."""
    late = Request(b"\x02\x64\x00", after.supervision.epoch, now + 1_000)
    return (*effects, late) if isinstance(event, Stop) and after.supervision.linked else effects


def starts_by_itself(_before, event, now, after, effects):
    """Nobody pressed READY."""
    waits = after.walk and after.walk.stage is Stage.AWAITING_READY and after.supervision.granted
    start = Request(b"\x07", after.supervision.epoch, now + 1_000)
    return (*effects, start) if waits and isinstance(event, e.Tick) else effects


def stops_once(_before, _event, _now, _after, effects):
    """One write is enough."""
    return [each for each in effects if not (isinstance(each, WriteStop) and each.attempt)]


def says_nothing(_before, _event, _now, _after, effects):
    """Faster without a word."""
    silent = (Cue.SPEED_UP, Cue.SPEED_AND_INCLINE)
    return [each for each in effects if not (isinstance(each, Announce) and each.cue in silent)]


def above(_before, _event, _now, _after, effects):
    """A step more than was allowed."""
    for each in effects:
        if isinstance(each, Request) and each.data[0] == 2 and each.data != b"\x02\x64\x00":
            speed = int.from_bytes(each.data[1:3], "little") + 150
            yield Request(b"\x02" + speed.to_bytes(2, "little"), each.epoch, each.expires)
        else:
            yield each


def believes_answers(state, event, now, rules):
    """Success was answered, so it must have stopped."""
    after, effects = step(state, event, now, rules)
    if isinstance(event, e.Answered) and event.request[:1] == b"\x08" and after.supervision.belt is Belt.STOPPING:
        after = replace(after, supervision=replace(after.supervision, belt=Belt.LATCHED))
    return after, effects


def forgets(state, event, now, rules):
    """A new link is a new beginning."""
    after, effects = step(state, event, now, rules)
    if isinstance(event, e.LinkLost) and after.supervision.latch:
        after = replace(after, supervision=replace(after.supervision, latch=None))
    return after, effects


def fails(state, event, now, rules):
    """Cannot bear a button of the console."""
    if isinstance(event, e.MachineStatusFrame) and event.data[:1] == b"\x02":
        raise IndexError(event.data)
    return step(state, event, now, rules)


def asks_nobody(state, event, now, rules):
    """Guard and lease are not looked for."""
    return step(state, event, now, replace(rules, guarded=False, leased=False))


PLANTED = (
    (with_effects(asks_once_more), {Rule.STOPPED}),
    (with_effects(starts_by_itself), {Rule.READY, Rule.STANDING}),
    (with_effects(stops_once), {Rule.QUIET, Rule.AT_ONCE, Rule.REFUSED}),
    (with_effects(says_nothing), {Rule.NOTICE}),
    (with_effects(above), {Rule.CAP, Rule.RAMP, Rule.GRID, Rule.STEADY, Rule.NOTICE, Rule.FROZEN}),
    (believes_answers, {Rule.ZERO}),
    (forgets, {Rule.LATCH}),
    (fails, {Rule.CRASH}),
)


def broken(decide=step, events=EVENTS, seeds=SEEDS):
    for seed in range(seeds):
        told = Sequence(seed, events, decide=decide).run(set())
        if told.broken is not None:
            yield told


def first_broken(decide=step, events=EVENTS, seeds=SEEDS):
    return next(broken(decide, events, seeds), None) or pytest.fail(f"nothing was found in {seeds} seeds")


@pytest.mark.parametrize(("decide", "rules"), PLANTED, ids=[str(number) for number, _ in enumerate(PLANTED)])
def test_a_core_that_breaks_a_rule_is_found_and_cut_down_to_a_few_acts(decide, rules):
    events = 4 * EVENTS if Rule.NOTICE in rules else EVENTS  # from what tells a change to the change takes its time
    found = list(islice(broken(decide, events), 3))
    assert found and all(told.broken.rule in rules for told in found)
    # Now and then all that leads up to it is needed: the shortest of three is a few.
    keep, told = min(((shrink(told, events, decide=decide), told) for told in found), key=lambda pair: len(pair[0]))
    assert len(keep) <= 4
    again = Sequence(told.seed, events, decide=decide, keep=keep).run(set())
    assert again.broken is not None and again.broken.rule is told.broken.rule


def on_the_way_up(decide=step):
    """A strict site with a walk under way, its belt half way up a ramp."""
    moments = [moment for moments in bank.bank()[1] for moment in moments]
    climbs = next(moment for moment in moments if climbing(moment.places[0].state))
    world = World(Random(1), climbs.now, decide=decide)
    world.resume(climbs)
    return world


def climbing(state):
    walk, governed = state.walk, state.governed
    if walk is None or governed is None or walk.stage is not Stage.WALKING:
        return False
    return walk.strapped and 100 < governed.speed < 150 and not state.freezes and walk.index == 1


def stopped_after(ms):
    """The rule that is broken by a stop so long after the beginning, while every answer comes late."""
    world = on_the_way_up()
    CELLS[Place.INDICATION, Kind.DELAYED].begins(world, world.bays[0])
    world.agenda.until(world.agenda.now + ms)
    world.bays[0].post.tell(Stop(StopReason.USER_STOP, "page"))
    return goes_on(world)


def goes_on(world, lasts=6_000):
    """The rule that is broken within the next seconds; None if none is."""
    try:
        world.agenda.until(world.agenda.now + lasts)
    except Broken as broken:
        return broken.rule
    return None


@pytest.mark.sr(14)
def test_a_lane_that_writes_what_was_decided_before_a_stop_is_found(monkeypatch):
    moments = range(1_000, 3_000, 250)
    assert {stopped_after(ms) for ms in moments} == {None}
    monkeypatch.setattr(lanes.Lanes, "_lives", lambda *_: True)
    monkeypatch.setattr(lanes.Lanes, "_clear", lambda _: [])
    assert {stopped_after(ms) for ms in moments} == {None, Rule.STOPPED}


@pytest.mark.sr(14)
def test_a_lane_that_lets_a_stop_wait_is_found(monkeypatch):
    def waits(self, stop, _now):
        self._epoch = max(self._epoch, stop.epoch)
        self._out += self._clear()

    monkeypatch.setattr(lanes.Lanes, "stop", waits)
    assert first_broken().broken.rule is Rule.AT_ONCE


@pytest.mark.sr(23)
def test_a_guard_that_does_not_act_is_found(monkeypatch):
    monkeypatch.setattr(sentry.Hand, "begin", lambda _: None)
    assert first_broken().broken.rule is Rule.GUARD


def counting_down():
    """A strict site a moment before READY is used up: the world, and the Ready that begins the countdown."""
    moments = [moment for moments in bank.bank()[1] for moment in moments]
    waits = next(moment for moment in moments if waits_for_ready(moment))
    world = World(Random(1), waits.now, decide=asks_nobody)
    world.resume(waits)
    return world


def waits_for_ready(moment):
    state = moment.places[0].state
    return (
        bool(state.walk)
        and state.walk.stage is Stage.AWAITING_READY
        and begin.unmet(Turn(state, moment.now, STRICT)) is None
    )


@pytest.mark.parametrize(("client", "rule"), [("desk", None), ("page", Rule.READY)])
def test_a_start_that_the_holder_of_the_lease_did_not_ask_for_is_found(client, rule):
    world = counting_down()
    world.bays[0].post.tell(e.Ready(client=client))
    assert ended(world) is rule


def test_a_start_that_nobody_guards_is_found():
    world = counting_down()
    world.bays[0].post.tell(e.Ready(client="desk"))
    world.sentry.die()
    assert ended(world) is Rule.GUARDED


def heeds_no_heart(state, event, now, rules):
    """Whatever the strap tells or does not tell, the heart is calm."""
    calm = e.HeartRate(120) if isinstance(event, e.HeartRate | e.HeartRateLost) else event
    return step(replace(state, pulse=replace(state.pulse, at=now)), calm, now, rules)


@pytest.mark.sr(47)
@pytest.mark.parametrize("kind", [Kind.OFF, Kind.STUCK, Kind.GARBAGE, Kind.WRONG, Kind.SLOW])
@pytest.mark.parametrize(("decide", "rule"), [(step, None), (heeds_no_heart, Rule.HEART)], ids=["core", "planted"])
def test_a_core_that_raises_whatever_the_heart_does_is_found(decide, rule, kind):
    """On the way up, with a strap that is heard: the strap fails, or the heart races."""
    world = on_the_way_up(decide)
    CELLS[Place.STRAP, kind].begins(world, world.bays[0])
    assert goes_on(world) is rule


def ended(world):
    rule = goes_on(world)
    assert rule is not None or Belt.STARTING in {belt for belt, _, _ in world.reached}
    return rule


def forgets_its_papers(state, event, now, rules):
    """A new program is a new beginning, whatever the one before it was stopped for."""
    return step(state, e.Tick() if isinstance(event, e.Recover) else event, now, rules)


def latched():
    return next(moment for site in (0, 2) for moments in bank.bank()[site] for moment in moments
                if moment.places[0].state.supervision.belt is Belt.LATCHED)  # fmt: skip


@pytest.mark.sr(12)
@pytest.mark.parametrize(
    ("decide", "rule"), [(step, None), (forgets_its_papers, Rule.STOPPED)], ids=["core", "planted"]
)
def test_a_start_after_a_stop_that_nobody_reset_is_found_whatever_the_core_thinks(decide, rule):
    """The program dies beside a belt that was told to stop; people want to walk, and press what they are shown."""
    point = latched()
    world = World(Random(1), point.now, decide=decide)
    world.resume(point)
    kill(world, 400)
    found = None
    for _ in range(40):
        press(world, world.bays[0], Button.FLATTER)
        want(world, world.bays[0])
        found = goes_on(world, 500)
        if found is not None:
            break
    assert found is rule
    assert rule is not None or Belt.STARTING in {belt for belt, _, _ in world.reached}


@pytest.mark.parametrize("data", [b"\x02\x64\x00", b"\x03\x0a\x00", b"\x07"], ids=["speed", "inclination", "start"])
def test_nothing_is_asked_for_between_a_stop_and_a_reset_at_rest(data):
    """The book alone: the core's own state says nothing of a stop."""
    book = Book(RULES, State(), set())
    told = State(supervision=Supervision(latch=Latch(StopReason.USER_STOP, "page", 0)))
    book.stepped(told, Stop(StopReason.USER_STOP, "page"), (), 0)
    book.stepped(told, Reset("page"), (), 10)  # of a belt that nobody has measured
    with pytest.raises(Broken, match="not reset"):
        book.stepped(told, e.Tick(), (Request(data, 0, 1_000),), 20)


def test_a_reset_at_rest_lets_a_new_start_come():
    book = Book(RULES, State(), set())
    told = State(supervision=Supervision(latch=Latch(StopReason.USER_STOP, "page", 0)))
    book.stepped(told, e.LinkUp(b"", b"", b"", "sim"), (), 0)
    book.stepped(told, Stop(StopReason.USER_STOP, "page"), (), 0)
    for now in range(0, 4_000, 1_000):
        book.stepped(told, e.TreadmillFrame(b"\x00\x00\x00\x00"), (), now)
    book.stepped(told, Reset("page"), (), 4_000)
    assert not book.bound
