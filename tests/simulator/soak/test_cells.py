"""Every place and every way to fail: an entry in the table or a reason, and each entry can be healed."""

from random import Random

import pytest

from retrowalk.simulator.soak import bank
from retrowalk.simulator.soak.cells import CELLS, NO_MEANING, Kind, Place
from retrowalk.simulator.soak.sequence import come_to_rest
from retrowalk.simulator.soak.world import World


def test_every_cell_is_a_fault_or_has_its_reason():
    cells = {(place, kind) for place in Place for kind in Kind}
    assert set(CELLS) | set(NO_MEANING) == cells
    assert not set(CELLS) & set(NO_MEANING)


@pytest.mark.sr(15)
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell[0].value} {cell[1].value}")
def test_each_fault_is_healed_and_leaves_a_belt_that_comes_to_rest(cell):
    """Begun in the middle of a walk, looked at for a while, healed: a stop works."""
    moment = next(moments[0] for moments in bank.bank()[0] if stage_of(moments[0]) == "walking")
    world = World(Random(1), moment.now)
    world.resume(moment)
    bay = world.bays[0]
    CELLS[cell].begins(world, bay)
    world.agenda.until(moment.now + 6_000)
    CELLS[cell].heals(world, bay)
    come_to_rest(world)
    assert bay.speed == 0
    assert not bay.post.ills


def stage_of(moment):
    walk = moment.places[0].state.walk
    return walk.stage.value if walk else None


def test_healing_what_never_began_does_nothing():
    world = World(Random(1))
    bank.furnish(world, bank.SITES[0])
    for cell in CELLS.values():
        cell.heals(world, world.bays[0])
    assert not world.bays[0].post.ills and world.process.journal
