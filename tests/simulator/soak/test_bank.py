"""Where sequences begin: every stage, nearly every state of the belt, and copies that are nobody else's."""

from random import Random

from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.soak import bank
from retrowalk.simulator.soak.world import World


def points(site):
    for moments in bank.bank()[site]:
        for moment in moments:
            state = moment.places[0].state
            yield state.supervision.belt, state.walk.stage if state.walk else None


def test_it_holds_every_stage_and_every_state():
    found = set(points(0))
    assert {stage for _, stage in found} >= set(Stage)
    assert {belt for belt, _ in found} >= set(Belt)


def test_a_moment_can_be_gone_on_from_as_often_as_one_likes():
    def once():
        chance = Random(8)
        _, moment = bank.draw(chance)
        world = World(chance, moment.now)
        world.resume(moment)
        world.agenda.until(moment.now + 5_000)
        return [(bay.speed, bay.post.state) for bay in world.bays], world.agenda.done

    assert once() == once()


def test_some_worlds_have_two_treadmills_and_some_begin_from_nothing():
    drawn = [bank.draw(Random(seed)) for seed in range(200)]
    assert {len(site.shapes) for site, _ in drawn} == {1, 2}
    assert any(moment is None for _, moment in drawn)
