"""The witness: each rule finds the core that lacks what it is for, and nothing in the core as it is."""

from collections import Counter
from random import Random

import pytest

from retrowalk.controller import govern, hear
from retrowalk.controller import step as core
from retrowalk.controller.effects import AlarmKind
from retrowalk.controller.turn import Turn
from retrowalk.link import lanes, procedure
from retrowalk.link.errors import Fault
from retrowalk.link.lanes import Lanes
from retrowalk.safety import interlocks
from retrowalk.safety.interlocks import Freeze
from retrowalk.simulator.soak import ordeals
from retrowalk.simulator.soak.acts import perform
from retrowalk.simulator.soak.rule import Broken, Rule
from retrowalk.simulator.soak.sequence import Sequence
from retrowalk.simulator.soak.world import World


# Steered lives, as one in 64 is: in so many each rule that they are for has met what breaks it several times.
LIVES = 160


def steered(seed, way=ordeals.draw):
    """One steered life: its world, and the rule it broke."""
    chance = Random(seed)
    _site, point, acts, lasts, _ways = way(chance)
    world = World(chance, point.now)
    world.resume(point)
    for act in acts:
        world.agenda.at(point.now + act.at, perform, world, act)
    try:
        world.agenda.until(point.now + lasts)
    except Broken as broken:
        return world, broken.rule
    return world, None


def found(way=ordeals.draw, lives=LIVES):
    """How often which rule was broken."""
    return Counter(rule for _, rule in (steered(seed, way) for seed in range(lives)) if rule)


def test_the_core_as_it_is_breaks_none():
    assert not found() and not found(ordeals.overtaken, 60)


def without_trips(*places):
    """A core that looks for other conditions only."""
    return [trip for place, trip in enumerate(interlocks.TRIPS) if place not in places]


@pytest.mark.parametrize(
    ("places", "rule"),
    [
        pytest.param((0,), Rule.OVERSPEED, marks=pytest.mark.sr(16), id="far above the cap"),
        pytest.param((1,), Rule.OVERSPEED, marks=pytest.mark.sr(16), id="above the cap"),
        pytest.param((2,), Rule.STALE, marks=pytest.mark.sr(19), id="no frame"),
        pytest.param((3,), Rule.STALE, marks=pytest.mark.sr(19), id="the same frame"),
        pytest.param((4,), Rule.UNITS, marks=pytest.mark.sr(25), id="off by a mile"),
    ],
)
def test_a_core_that_does_not_stop_a_belt_is_found(monkeypatch, places, rule):
    monkeypatch.setattr(interlocks, "TRIPS", without_trips(*places))
    assert set(found()) == {rule}


def freezes_but(*lacks):
    """Turn.freeze that lets some of them be."""
    whole = Turn.freeze

    def freeze(self, freezes):
        whole(self, freezes - frozenset(lacks))

    return freeze


@pytest.mark.parametrize(
    "lacks",
    [
        pytest.param((Freeze.CONSOLE_RAISED,), marks=pytest.mark.sr(30), id="somebody else set it"),
        pytest.param((Freeze.NOT_FOLLOWING,), marks=pytest.mark.sr(6), id="it does not follow"),
        pytest.param((Freeze.LINK_RETURNED, Freeze.CONTROL_LOST), marks=pytest.mark.sr(21), id="the link is back"),
    ],
)
def test_a_core_that_does_not_freeze_is_found(monkeypatch, lacks):
    monkeypatch.setattr(Turn, "freeze", freezes_but(*lacks))
    assert Rule.DOUBTED in found()


@pytest.mark.sr(17)
def test_a_core_that_does_not_heed_a_lower_speed_is_found(monkeypatch):
    monkeypatch.setattr(govern, "lowered", lambda *_: False)
    assert Rule.LOWERED in found()


def stops_but(*lacks):
    """Turn.stop that does not stop for some causes."""
    whole = Turn.stop

    def stop(self, reason, source):
        if not any(each in source for each in lacks):
            whole(self, reason, source)

    return stop


@pytest.mark.parametrize(
    ("cause", "rule"),
    [
        pytest.param("stopped by itself", Rule.ITSELF, marks=pytest.mark.sr(11), id="by itself"),
        pytest.param("without a start", Rule.UNASKED, marks=pytest.mark.sr(13), id="unasked"),
    ],
)
def test_a_core_that_does_not_latch_is_found(monkeypatch, cause, rule):
    monkeypatch.setattr(Turn, "stop", stops_but(cause))
    assert set(found()) == {rule}


@pytest.mark.parametrize(
    ("cause", "rule"),
    [
        pytest.param("the connection was lost", Rule.LOST, marks=pytest.mark.sr(21), id="link"),
        pytest.param("the program stood still", Rule.GAP, marks=pytest.mark.sr(27), id="gap"),
    ],
)
def test_a_core_that_waits_for_ever_is_found_within_a_few_hundred_seeds(monkeypatch, cause, rule):
    monkeypatch.setattr(Turn, "stop", stops_but(cause))
    assert rule in {told.broken.rule for told in (Sequence(seed, 50).run(set()) for seed in range(500)) if told.broken}


@pytest.mark.sr(13)
def test_a_core_that_does_not_see_a_belt_move_is_found(monkeypatch):
    monkeypatch.setattr(hear, "moves", lambda _: False)
    assert set(found()) == {Rule.UNASKED}


def alarms_but(*lacks):
    """Turn.alarm that is never loud for some."""
    whole = Turn.alarm

    def alarm(self, kind, *, on):
        if kind not in lacks:
            whole(self, kind, on=on)

    return alarm


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        pytest.param(AlarmKind.PULL_THE_KEY, Rule.LOUD, marks=pytest.mark.sr(15), id="a stop that fails"),
        pytest.param(AlarmKind.LINK_LOST, Rule.LOST, marks=pytest.mark.sr(20), id="a lost link"),
        pytest.param(AlarmKind.MOVING_UNASKED, Rule.UNASKED, marks=pytest.mark.sr(13), id="motion"),
    ],
)
def test_a_core_that_is_not_loud_is_found(monkeypatch, kind, rule):
    monkeypatch.setattr(Turn, "alarm", alarms_but(kind))
    assert set(found()) == {rule}


def first_broken(lives):
    """The rule that the first of these lives to break one breaks."""
    told = (Sequence(seed, 50).run(set()) for seed in range(lives))
    return next((each.broken.rule for each in told if each.broken), None)


@pytest.mark.sr(15)
def test_a_core_that_does_not_insist_is_found(monkeypatch):
    monkeypatch.setattr(Turn, "insist", lambda *_, **__: None)
    assert first_broken(100) is Rule.REFUSED


@pytest.mark.sr(15)
@pytest.mark.parametrize(
    ("where", "name", "value"),
    [
        pytest.param(procedure, "STOP_RETRY", 80, id="asks too late"),
        pytest.param(procedure, "STOP_RETRIES", 0, id="asks once"),
        pytest.param(lanes, "_AGAIN_A_STOP", frozenset(), id="takes busy for no"),
        pytest.param(lanes, "_AGAIN_A_STOP", frozenset({Fault.BUSY}), id="takes an error for no"),
    ],
)
def test_a_lane_that_takes_no_for_an_answer_is_found(monkeypatch, where, name, value):
    monkeypatch.setattr(where, name, value)
    assert first_broken(1_000) is Rule.REFUSED


@pytest.mark.sr(15)
def test_an_answer_that_quiets_the_alarm_is_found(monkeypatch):
    def believes(turn, event):
        core.answers.answered(turn, event)
        if event.request[:1] == b"\x08":
            turn.alarm(AlarmKind.PULL_THE_KEY, on=False)

    monkeypatch.setattr(core, "HEARS", {**core.HEARS, core.Answered: believes})
    assert set(found()) == {Rule.ZERO}


@pytest.mark.sr(11)
def test_lanes_without_stop_epochs_are_found_in_one_life_of_a_hundred(monkeypatch):
    """Two of 64 lives are steered to a stop on the heels of a request; every fourth of them must notice."""
    monkeypatch.setattr(Lanes, "_lives", lambda *_: True)
    monkeypatch.setattr(Lanes, "_clear", lambda _: [])
    assert found(ordeals.overtaken, 100)[Rule.STOPPED] >= 25
    told = [Sequence(seed, 50).run(set()) for seed in range(1_000)]
    assert sum(each.broken is not None and each.broken.rule is Rule.STOPPED for each in told) >= 10
