"""The whole state space of supervisor, walk, stop epoch, lease and guard, with two people: every way in and out."""

import pytest

import exploration
from exploration import ACTS, Broken, come_to_rest, explore
from retrowalk.safety.supervisor import OURS, TRANSITIONS, Belt
from retrowalk.session.stage import STAGES, Move, Stage


pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def found():
    return explore()


def test_the_search_ends_and_has_been_everywhere(found):
    """All belts, all stages, with lease and guard and without, linked and not, latched and not."""
    worlds = list(found.all())
    assert {world.belt for world in worlds} == set(Belt)
    assert {world.stage for world in worlds} == {None, *Stage}
    for belt in OURS:
        assert {world.state.guarded for world in worlds if world.belt is belt} == {True, False}
    assert found.acts == len(worlds) * len(ACTS)


@pytest.mark.sr(11)
def test_every_transition_of_the_belt_was_made(found):
    ways = {(belt, signal) for belt, signals in TRANSITIONS.items() for signal in signals}
    assert ways - found.belts.keys() == set()


def test_every_move_of_a_walk_was_made(found):
    ways = {(stage, move) for stage, moves in STAGES.items() for move in moves}
    ways |= {(stage, Move.STOPPED) for stage in Stage if stage is not Stage.FINISHED}
    assert ways - found.stages.keys() == set()


@pytest.mark.sr(15)
def test_from_every_state_a_stop_leads_to_measured_standstill(found):
    for world in found.all():
        assert come_to_rest(world).supervision.latch is not None


@pytest.mark.sr(12)
def test_from_every_latched_state_a_reset_leads_to_a_walk_again(found):
    """No state is a trap: what stands latched can be reset, prepared and started."""
    latched = [world for world in found.all() if world.belt is Belt.LATCHED]
    assert latched
    for world in latched:
        assert exploration.walk_again(world).belt is Belt.RUNNING


@pytest.mark.sr(11)
@pytest.mark.parametrize(
    ("plant", "rule"),
    [
        ("a stop without an epoch", "every_stop_outdates"),
        ("a reset that starts", "a_reset_moves_nothing"),
        ("a latch that an answer clears", "a_latch_is_cleared_by_a_reset_alone"),
        ("a standstill that an answer proves", "only_a_standstill_is_called_one"),
    ],
)
def test_a_planted_fault_is_found(monkeypatch, plant, rule):
    """What the search proves is only worth what its rules notice."""
    monkeypatch.setattr(exploration, "step", exploration.PLANTED[plant])
    with pytest.raises(Broken, match=rule):
        explore()
