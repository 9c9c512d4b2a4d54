"""Cores that never go on, each in its own way: found where what was in the way is gone, and nowhere in the real one."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import WriteStop
from retrowalk.controller.step import step
from retrowalk.safety.interlocks import Freeze
from retrowalk.simulator.soak import resumes
from retrowalk.simulator.soak.acts import perform
from retrowalk.simulator.soak.rule import Broken, Rule
from retrowalk.simulator.soak.sequence import Sequence
from retrowalk.simulator.soak.world import World


def resumed(seed, decide):
    """What was in the way, and whether the belt went on, was stopped, or broke a rule."""
    chance = Random(seed)
    _site, point, acts, over, ways = resumes.draw(chance)
    world = World(chance, point.now, decide=decide)
    world.resume(point)
    for act in acts:
        world.agenda.at(point.now + act.at, perform, world, act)
    says = next(each.says for each in resumes.RESUMPTIONS if len(each.deeds) == len(acts) and each.over == over)
    try:
        world.agenda.until(point.now + over)
        for way in ways:
            way(world)
    except Broken as broken:
        return says, broken.rule
    return says, "stopped" if world.bays[0].post.book.seen.stopping else "goes on"


def all_of(decide=step, lives=60):
    return Counter(resumed(seed, decide) for seed in range(lives))


def test_the_core_as_it_is_goes_on_every_time():
    came = {(each.says, "stopped" if each.stops else "goes on") for each in resumes.RESUMPTIONS}
    assert all_of().keys() == came


def hears_no_press_once_the_link_is_back(state, event, now, rules):
    deaf = isinstance(event, e.Proceed) and Freeze.LINK_RETURNED in state.freezes
    return step(state, e.Tick() if deaf else event, now, rules)


def never_trusts_a_guard_again(state, event, now, rules):
    lost = isinstance(event, e.Guarded) and state.guard_lost_at
    return step(state, e.Tick() if lost else event, now, rules)


def never_raises_what_was_frozen_once(state, event, now, rules):
    after, effects = step(state, event, now, rules)
    for_good = state.freezes & {Freeze.CONSOLE_RAISED}
    return (replace(after, freezes=after.freezes | for_good) if after.walk else after), effects


def asks_for_control_and_forgets_to_stop(state, event, now, rules):
    after, effects = step(state, event, now, rules)
    if isinstance(event, e.Answered):
        effects = tuple(
            replace(each, frames=each.frames[:1]) if isinstance(each, WriteStop) else each for each in effects
        )
    return after, effects


PLANTED = (
    (hears_no_press_once_the_link_is_back, "the link is back"),
    (never_trusts_a_guard_again, "the guard is back"),
    (never_raises_what_was_frozen_once, "nothing is frozen any more"),
    (asks_for_control_and_forgets_to_stop, "stops are not refused any more"),
)


@pytest.mark.parametrize(("decide", "says"), PLANTED, ids=[says for _, says in PLANTED])
def test_a_core_that_never_goes_on_is_found(decide, says):
    found = all_of(decide)
    assert found[says, Rule.GOES_ON]
    assert {each for each, came in found if came is Rule.GOES_ON} == {says}


@pytest.mark.parametrize(("decide", "says"), PLANTED, ids=[says for _, says in PLANTED])
def test_the_soak_finds_it_in_two_thousand_seeds(decide, says):
    """One life in 256 is steered to one of the four."""
    lives = (Sequence(seed, 50, decide=decide).run(set()) for seed in range(2_000))
    assert any(
        told.broken is not None and str(told.broken).startswith(f"{Rule.GOES_ON.value} ({says}") for told in lives
    )
