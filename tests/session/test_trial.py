"""The runs of an empty belt that measure it."""

from dataclasses import replace

import pytest

from retrowalk.firmware.commissioning import PROCEDURE, STOP_FROM, Trial
from retrowalk.firmware.profile import Known, Profile
from retrowalk.protocol.level import LEVELS
from retrowalk.protocol.plan import Kind
from retrowalk.safety.caps import effective
from retrowalk.safety.governor import Grid
from retrowalk.safety.thresholds import SETTLE, SETTLE_UNLOADED
from retrowalk.session.checklist import Item
from retrowalk.session.fitness import refusal
from retrowalk.session.trial import LASTS, WANTED, plan
from retrowalk.session.walk import Walk, dwell, live_layers
from retrowalk.units import Facing, Inclination, parse_ramp


UNKNOWN = Profile("unknown", backward_allowed=Known.NO, handrails=Known.NO)


@pytest.mark.sr(25)
@pytest.mark.parametrize("trial", Trial)
def test_a_run_asks_for_what_its_task_says_and_for_no_more(trial):
    (task,) = (task for task in PROCEDURE if task.trial is trial)
    made = plan(trial)
    assert [segment.kind for segment in made.segments] == [Kind.SETTLE, Kind.HOLD]
    assert made.speed_cap == made.segments[1].speed == task.command == WANTED[trial].speed
    assert made.inclination_cap == WANTED[trial].inclination
    assert made.unloaded and made.segments[1].duration == LASTS
    assert {segment.facing for segment in made.segments} == {Facing.FORWARD}


@pytest.mark.sr(25)
@pytest.mark.parametrize("trial", Trial)
def test_a_run_settles_level_as_an_empty_belt_does_and_then_goes_for_it_by_its_own_ramps(trial):
    made = plan(trial)
    assert (made.id, made.name) == (f"trial-{trial.value}", f"measuring: {trial.value}")
    settle, hold = made.segments
    assert (settle.speed, settle.inclination, settle.duration) == (None, Inclination(0), SETTLE_UNLOADED)
    assert hold.inclination == WANTED[trial].inclination
    assert (made.ramp_up, made.ramp_down) == (parse_ramp("0.1 mph/s"), parse_ramp("0.2 mph/s"))


@pytest.mark.sr(25)
def test_only_one_of_them_inclines_the_belt():
    inclined = {trial for trial in Trial if plan(trial).inclination_cap > Inclination(0)}
    assert inclined == {Trial.INCLINE}


@pytest.mark.sr(25)
@pytest.mark.parametrize("trial", Trial)
def test_the_code_and_an_ordinary_site_let_it_reach_what_it_asks_for(trial):
    made = plan(trial)
    caps = effective(live_layers(Walk(made)), Facing.FORWARD)
    assert caps.speed.value == made.speed_cap <= STOP_FROM
    assert caps.inclination.value == made.inclination_cap
    assert caps.belt_time.value >= LASTS


@pytest.mark.sr(25)
@pytest.mark.parametrize("trial", Trial)
def test_a_machine_that_nobody_has_measured_or_that_was_blocked_can_be_measured(trial):
    made, grid = plan(trial), Grid(80, 1600, 10, 150, 5)
    caps = effective(live_layers(Walk(made)), Facing.FORWARD)
    blocked = replace(UNKNOWN, blocked="miles and kilometres are confused")
    assert refusal(made, grid, caps, UNKNOWN) is refusal(made, grid, caps, blocked) is None
    walked = replace(made, unloaded=False)
    assert refusal(walked, grid, caps, UNKNOWN) == (
        "level interval needs a commissioned treadmill; this one allows first, beginner and warmup"
    )
    assert refusal(walked, grid, caps, blocked) == blocked.blocked


@pytest.mark.sr(25)
def test_nobody_has_to_find_their_feet_on_an_empty_belt():
    made = plan(Trial.SLOW)
    assert dwell(Walk(made)) == SETTLE_UNLOADED
    assert dwell(Walk(replace(made, unloaded=False))) == max(SETTLE, LEVELS[made.level].settle)


@pytest.mark.sr(25)
def test_its_checklist_asks_whether_the_belt_is_empty():
    made = plan(Trial.SLOW)
    assert set(Walk(made).missing) == {Item.NOBODY, Item.KEY, Item.CLEAR_AREA, Item.TREADMILL}
    assert Walk(made, confirmed=frozenset(Walk(made).missing)).missing == ()
