import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.session.stage import ON_THE_MOVE, STAGES, Move, NotNow, Stage, moved


def edges():
    return [(before, move, after) for before, ways in STAGES.items() for move, after in ways.items()]


def reachable(start):
    reached, frontier = set(), {start}
    while frontier:
        reached |= frontier
        frontier = {after for before in frontier for after in STAGES[before].values()} - reached
    return reached


@pytest.mark.parametrize(("before", "move", "after"), edges())
def test_every_edge_leads_where_it_says(before, move, after):
    assert moved(before, move) is after


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("move", [move for move in Move if move is not Move.STOPPED])
def test_everything_else_is_refused_in_words(stage, move):
    if move in STAGES[stage]:
        return
    with pytest.raises(NotNow, match=f"^{move.value} is not possible while {stage.value.replace('_', ' ')}$"):
        moved(stage, move)


@pytest.mark.sr(11)
@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.FINISHED])
def test_a_stop_ends_the_walk_from_every_stage(stage):
    assert moved(stage, Move.STOPPED) is Stage.FINISHED


def test_what_is_finished_stays_finished():
    for move in Move:
        with pytest.raises(NotNow, match="while finished"):
            moved(Stage.FINISHED, move)


def test_the_table_is_whole():
    assert set(STAGES) == set(Stage) == reachable(Stage.CHECKLIST)
    assert {move for _, move, _ in edges()} == set(Move) - {Move.STOPPED}


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_can_end_without_a_stop(stage):
    assert Stage.FINISHED in reachable(stage)


@pytest.mark.sr(8)
def test_every_start_comes_after_a_countdown_and_every_countdown_after_ready():
    assert {(before, move) for before, move, after in edges() if after is Stage.STARTING} == {
        (Stage.COUNTDOWN, Move.GO)
    }
    assert {move for _, move, after in edges() if after is Stage.COUNTDOWN} == {Move.READY}


@pytest.mark.sr(10)
def test_every_start_settles_first():
    into = {before for before, _, after in edges() if after in ON_THE_MOVE and before not in ON_THE_MOVE}
    assert into == {Stage.STARTING}
    assert STAGES[Stage.STARTING][Move.MOVING] is Stage.SETTLING
    assert not any(after is Stage.SETTLING for before, _, after in edges() if before is not Stage.STARTING)


@pytest.mark.sr(33)
def test_turning_and_resting_happen_after_a_halt_and_end_with_a_new_ready():
    assert {before for before, _, after in edges() if after is Stage.STANDING} == {Stage.HALTING}
    assert set(STAGES[Stage.STANDING]) == {Move.READY, Move.DONE}


@pytest.mark.sr(39)
def test_a_wind_down_leads_only_to_a_halt():
    assert STAGES[Stage.WINDING_DOWN] == {Move.HALT: Stage.HALTING}


@pytest.mark.sr(22)
@given(st.lists(st.sampled_from([move for move in Move if move is not Move.READY]), max_size=60))
def test_without_ready_nothing_ever_moves(moves):
    stage = Stage.CHECKLIST
    for move in moves:
        try:
            stage = moved(stage, move)
        except NotNow:
            continue
        assert stage in {Stage.CHECKLIST, Stage.AWAITING_READY, Stage.FINISHED}
