"""A world that has ended leaves nothing to the collector of circles, whatever its site."""

import gc
from random import Random

import pytest

from retrowalk.simulator.soak import bank
from retrowalk.simulator.soak.world import World


@pytest.mark.parametrize("site", bank.SITES, ids=range(len(bank.SITES)))
def test_a_world_that_has_ended_is_freed_at_once(site):
    world = World(Random(1))
    bank.furnish(world, site)
    world.agenda.until(5_000)
    gc.collect()
    gc.disable()
    try:
        world.end()
        del world
        assert gc.collect() == 0
    finally:
        gc.enable()
