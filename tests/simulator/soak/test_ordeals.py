"""Steered lives: begun where they are meant to, the same every time, and in the middle of a request."""

from random import Random

from retrowalk.safety.supervisor import Belt
from retrowalk.simulator.soak import ordeals
from retrowalk.simulator.soak.sequence import Sequence


def test_every_ordeal_has_moments_to_begin_at_and_ends_after_its_last_act():
    for begins, deeds, lasts in ordeals.ORDEALS:
        assert ordeals.pool(begins)
        assert max(at for at, _, _ in deeds) < lasts


def test_it_is_drawn_from_the_seed():
    for seed in range(50):
        site, point, acts, lasts, ways = ordeals.draw(Random(seed))
        assert (site, point, acts, lasts, ways) == ordeals.draw(Random(seed))
        assert point.places[0].state.supervision.belt in {Belt.RUNNING, Belt.ARMED, Belt.LATCHED} and acts


def test_a_stop_overtakes_a_request_in_more_lives_than_by_chance():
    lives = [Sequence(seed, 50).run(set()) for seed in range(600)]
    assert sum(told.overtook for told in lives) > 5
