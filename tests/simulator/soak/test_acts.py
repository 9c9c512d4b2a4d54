"""The acts of a sequence: drawn from the seed alone, in order, every fault with its end."""

from collections import Counter
from random import Random

from retrowalk.simulator.soak.acts import Act, Deed, draw


def test_the_same_seed_draws_the_same_acts():
    assert draw(Random(5), 30, 2) == draw(Random(5), 30, 2)
    assert draw(Random(5), 30, 2) != draw(Random(6), 30, 2)


def test_every_fault_is_healed_later_at_the_same_place():
    acts = draw(Random(1), 400, 2)
    assert [act.at for act in acts] == sorted(act.at for act in acts)
    begun = Counter((act.bay, act.what) for act in acts if act.deed is Deed.FAIL)
    assert begun == Counter((act.bay, act.what) for act in acts if act.deed is Deed.HEAL)


def test_everything_that_can_happen_is_drawn_and_can_be_read():
    acts = draw(Random(2), 2_000, 2)
    assert {act.deed for act in acts} == set(Deed) and {act.bay for act in acts} == {0, 1}
    assert all(act.deed.value in str(act) for act in acts)
    assert str(Act(1_200, 1, Deed.KILL, 400)) == "  1200 ms  bay 1  process killed, started again after 400 ms"
