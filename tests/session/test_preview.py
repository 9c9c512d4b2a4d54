"""What would become of a plan: where it is clipped, by whom, how long and how far, and whether it would begin."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.firmware.profile import Known, Profile
from retrowalk.protocol.plan import Kind
from retrowalk.safety.caps import Cap, Layer, Source
from retrowalk.safety.governor import Grid
from retrowalk.session.preview import preview
from retrowalk.settings import load_protocols
from retrowalk.units import Facing, Inclination, Setpoint, Speed


PLANS = load_protocols().plans
BELT = Grid(100, 1600, 10, 120, 5)
KNOWN = Profile("known", handrails=Known.YES, commissioned=True)
SITE = Layer(Source.SITE, Speed.parse("3 mph"), Inclination.parse("10 %"), set_by="home.toml")


def seen(protocol_id, *layers, belt=BELT, profile=KNOWN):
    return preview(PLANS[protocol_id], (SITE, *layers), belt, profile)


def test_a_walk_within_every_cap_is_walked_as_written():
    found = seen("P03")
    assert found.plan is PLANS["P03"]
    assert found.refusal is None
    assert found.clipped == ()
    assert found.written == found.walked
    assert found.lasts == (559_834, 559_834)
    assert found.metres[0] == found.metres[1] == pytest.approx(285, abs=1)
    assert not found.cut_short
    assert (found.belt_time.value, found.belt_time.source) == (720_000, Source.LEVEL)


def test_each_step_has_what_the_file_wants_and_what_the_belt_is_asked():
    settle, hold, *_ = seen("P03").steps
    assert settle.wanted == settle.allowed == Setpoint(Speed(100), Inclination(0))
    assert (hold.wanted.speed, hold.allowed.speed) == (Speed(160), Speed(160))


def test_a_persons_cap_clips_and_signs():
    found = seen("P03", Layer(Source.PERSON, Speed.parse("1.0 mph"), set_by="A. Physio"))
    assert [step.written.segment.speed for step in found.clipped] == [Speed(193), Speed(241)]
    for step in found.clipped:
        assert step.allowed.speed == Speed(160)
        assert (step.speed_by.source, step.speed_by.set_by) == (Source.PERSON, "A. Physio")
        assert step.inclination_by is None
    assert found.lasts[1] < found.lasts[0]
    assert found.metres[1] < found.metres[0]


@pytest.mark.sr(41)
def test_a_cap_for_one_facing_leaves_the_other_alone():
    found = seen("P08", Layer(Source.FACING, Speed.parse("1.0 mph"), facing=Facing.BACKWARD))
    assert {step.written.segment.facing for step in found.clipped} == {Facing.BACKWARD}
    assert len(found.clipped) == 4
    assert found.refusal is None


def test_a_layer_nobody_set_is_its_default_and_not_unlimited():
    found = preview(PLANS["P06"], (), BELT, KNOWN)
    assert found.clipped == ()  # the default site allows 5 %
    steeper = replace(PLANS["P06"].segments[2], speed=Speed(400), inclination=Inclination(80))
    plan = replace(PLANS["P06"], segments=(*PLANS["P06"].segments[:2], steeper))
    (step,) = preview(plan, (), BELT, KNOWN).clipped
    assert step.allowed == Setpoint(Speed(280), Inclination(50))
    assert step.speed_by.source is Source.LEVEL
    assert step.inclination_by.source is Source.SITE
    assert step.written.segment == steeper
    assert step.walked.segment == replace(steeper, speed=step.speed_by.value, inclination=Inclination(50))


@pytest.mark.parametrize(
    ("belt", "allowed"),
    [(Grid(100, 1600, 10), 0), (Grid(100, 1600, 10, 30, 5), 30), (Grid(100, 1600, 10, 120, 10), 0)],
    ids=["no motor", "not so steep", "a motor too coarse"],
)
def test_a_belt_that_cannot_incline_so_is_named(belt, allowed):
    steep = [step for step in seen("P06", belt=belt).clipped if step.wanted.inclination == Inclination(50)]
    assert len(steep) == 4
    assert all(step.allowed.inclination == Inclination(allowed) for step in steep)
    assert all(step.inclination_by == Cap(Inclination(allowed), Source.BELT, "range") for step in steep)


@pytest.mark.parametrize(("belt", "named"), [(Grid(100, 1600, 10), True), (Grid(100, 1600, 10, 120, 2), False)])
def test_a_tenth_of_a_per_cent_is_named_where_no_motor_rounds_it_off(belt, named):
    settle, hold, *_ = PLANS["P06"].segments
    plan = replace(PLANS["P06"], segments=(settle, replace(hold, inclination=Inclination(1))))
    step = preview(plan, (SITE,), belt, KNOWN).steps[1]
    assert step.allowed.inclination == Inclination(0)
    assert (step.inclination_by is not None) is named


def test_a_belt_that_cannot_incline_spends_no_time_on_it():
    flat, steep = seen("P06", belt=Grid(100, 1600, 10)), seen("P06")
    assert flat.lasts[0] < steep.lasts[0]
    assert flat.lasts[1] < steep.lasts[1]


def test_what_the_belts_steps_round_off_is_no_clipping():
    belt = Grid(100, 1600, 10, 120, 4)
    found = seen("P06", belt=belt)
    assert {step.allowed.inclination.wire for step in found.steps} == {0, 20, 48}
    assert found.clipped == ()


def test_a_slower_belt_clips_by_its_range_and_a_faster_minimum_raises():
    slow = seen("P07", belt=replace(BELT, maximum=200))
    assert {step.speed_by.source for step in slow.clipped} == {Source.BELT}
    fast = seen("P11", belt=replace(BELT, minimum=190))
    raised = [step for step in fast.clipped if step.allowed.speed > step.wanted.speed]
    assert [step.wanted.speed for step in raised] == [Speed(160), Speed(160)]
    assert all(step.speed_by == Cap(Speed(190), Source.BELT, "minimum") for step in raised)


@pytest.mark.parametrize("kind", [Kind.TURN, Kind.REST])
def test_standing_is_clipped_by_nobody(kind):
    found = seen("P08" if kind is Kind.TURN else "P09")
    standing = [step for step in found.steps if step.written.segment.kind is kind]
    assert standing
    assert all(step.wanted == step.allowed == Setpoint(Speed(0), Inclination(0)) for step in standing)
    assert all(step.walked.hold_ms == step.written.hold_ms > 0 for step in standing)


@pytest.mark.sr(7)
@pytest.mark.parametrize(
    ("protocol_id", "belt", "profile", "layers", "says"),
    [
        ("P01", replace(BELT, minimum=130), KNOWN, (), "above 0.8 mph, the most for level first"),
        ("P03", replace(BELT, step=50), KNOWN, (), "smallest step"),
        ("P03", BELT, KNOWN, (Layer(Source.PERSON, Speed(90)),), "above the cap of"),
        ("P09", BELT, replace(KNOWN, handrails=Known.NO), (), "needs handrails"),
        ("P04", BELT, replace(KNOWN, commissioned=False), (), "needs a commissioned treadmill"),
        ("P08", BELT, KNOWN, (Layer(Source.FACING, Speed(90), facing=Facing.BACKWARD),), "above the cap of"),
    ],
)
def test_what_would_not_begin_says_why(protocol_id, belt, profile, layers, says):
    assert says in seen(protocol_id, *layers, belt=belt, profile=profile).refusal


def test_a_treadmill_nobody_measured_is_derated():
    found = seen("P03", profile=replace(KNOWN, commissioned=False))
    assert {step.speed_by.source for step in found.clipped} == {Source.UNCOMMISSIONED}
    assert max(step.allowed.speed for step in found.steps) <= Speed(241 * 62 // 100)


def test_a_belt_time_too_short_is_told():
    found = seen("P03", Layer(Source.SESSION, belt_time=300_000, set_by="after cardio"))
    assert found.cut_short
    assert (found.belt_time.source, found.belt_time.set_by) == (Source.SESSION, "after cardio")


@pytest.mark.parametrize("gentler", [{"ramp_up": 4}, {"ramp_down": 8}])
def test_a_gentler_ramp_takes_longer(gentler):
    found = seen("P03", Layer(Source.PERSON, **gentler))
    assert found.lasts[1] > found.lasts[0]


def test_a_watched_plan_is_never_refused_and_asks_for_nothing():
    found = seen("P14", belt=Grid(600, 600, 50), profile=Profile("unknown"))
    assert found.refusal is None
    assert found.clipped == ()
    assert all(step.allowed == Setpoint(Speed(0), Inclination(0)) for step in found.steps)
    assert found.metres == (60, 60)


@pytest.mark.sr(41)
@given(
    st.sampled_from(sorted(PLANS)),
    st.integers(100, 480),
    st.integers(0, 100),
    st.sampled_from([1, 5, 10]),
    st.booleans(),
)
def test_nothing_is_allowed_above_any_cap_but_the_belts_minimum(protocol_id, speed, inclination, step, commissioned):
    layer = Layer(Source.PERSON, Speed(speed), Inclination(inclination))
    belt = replace(BELT, step=step)
    found = seen(protocol_id, layer, belt=belt, profile=replace(KNOWN, commissioned=commissioned))
    for each in found.steps:
        assert each.allowed.speed <= max(Speed(speed), Speed(belt.minimum))
        assert each.allowed.inclination <= Inclination(inclination)
        assert each.allowed.speed <= max(each.wanted.speed, Speed(belt.minimum))


def test_both_lines_begin_at_the_belts_minimum_and_end_with_their_last_leg():
    found = seen("P01", Layer(Source.PERSON, Speed.parse("0.8 mph"), set_by="trainer"))
    for line, legs, metres in zip(found.lines, (found.written, found.walked), found.metres, strict=True):
        assert (line[0].ms, line[0].asked.speed.wire) == (0, BELT.minimum)
        assert line[-1].ms == legs[-1].ends_ms and metres > 0
    written, walked = (max(corner.asked.speed for corner in line) for line in found.lines)
    assert walked <= Speed.parse("0.8 mph") < written
