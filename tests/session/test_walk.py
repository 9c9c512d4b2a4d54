from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.protocol.level import LEVELS, Level
from retrowalk.protocol.plan import Kind
from retrowalk.safety.caps import Layer, Source, effective
from retrowalk.safety.governor import Governed, Grid
from retrowalk.session.age import age_group
from retrowalk.session.checklist import Item, required
from retrowalk.session.stage import Move, NotNow, Stage
from retrowalk.session.walk import Walk, aim, dwell, enter, go, kept, live_layers, spend, time_left
from retrowalk.units import Facing, Inclination, Setpoint, Speed
from strategies import plan_of, segment


BELT = Grid(100, 2000, 10, 100, 5)
PLAN = plan_of(
    segment(Kind.SETTLE, inclination=10, seconds=30),
    segment(speed=200, inclination=20, seconds=60),
    segment(Kind.RAMP, speed=240, seconds=40),
    segment(speed=160, metres=10),
    segment(Kind.TURN, seconds=20, facing=Facing.FORWARD),
    segment(Kind.SETTLE, metres=2, facing=Facing.FORWARD),
    inclination_cap=Inclination(20),
)


def walking(index=1, stage=Stage.WALKING, **changes):
    return replace(Walk(PLAN, stage=stage, index=index, reached=True), **changes)


class TestWhereItStands:
    def test_the_segment_and_the_one_after_it(self):
        assert [walking(at).segment for at in range(6)] == list(PLAN.segments)
        assert [walking(at).following for at in range(6)] == [*PLAN.segments[1:], None]

    def test_after_a_turn_the_facing_is_the_new_one(self):
        back, forth = Facing.BACKWARD, Facing.FORWARD
        assert [walking(at).facing for at in range(6)] == [back, back, back, back, forth, forth]

    @pytest.mark.sr(35)
    def test_nothing_is_ticked_in_advance(self):
        assert Walk(PLAN).missing == tuple(item for item in Item if item in required(Level.BEGINNER))

    def test_what_is_confirmed_is_not_missing(self):
        walk = Walk(PLAN, confirmed=frozenset({Item.CLIP, Item.AUDIO, Item.SPOTTER}))
        assert walk.missing == (Item.RAILS, Item.SHOES, Item.CLEAR_AREA, Item.MANUAL, Item.TREADMILL)
        assert replace(walk, confirmed=required(Level.BEGINNER)).missing == ()

    def test_a_move_takes_it_on_and_remembers_when(self):
        walk = go(Walk(PLAN), Move.CHECKED, 700)
        assert (walk.stage, walk.since) == (Stage.AWAITING_READY, 700)
        with pytest.raises(NotNow):
            go(walk, Move.GO, 800)


class TestEntering:
    @pytest.mark.parametrize(("index", "reached"), [(0, False), (1, False), (2, True), (3, False), (5, False)])
    def test_a_segment_begins_anew_and_only_a_ramp_counts_at_once(self, index, reached):
        walk = walking(1, elapsed=5, millimetres=6, offset=32, ceiling=Speed(150), told_at=1, belt_time=9, walked=8)
        begun = enter(walk, index, 700)
        assert (begun.index, begun.reached, begun.go_at) == (index, reached, 700)
        assert (begun.elapsed, begun.millimetres, begun.offset, begun.ceiling, begun.told_at) == (0, 0, 0, None, None)
        assert (begun.belt_time, begun.walked) == (9, 8)


class TestSpending:
    @pytest.mark.parametrize(
        ("reached", "counts", "elapsed", "millimetres"),
        [(True, True, 250, 139), (True, False, 0, 0), (False, True, 0, 0), (False, False, 0, 0)],
    )
    def test_the_plans_clock_runs_where_the_setpoint_is_reached(self, reached, counts, elapsed, millimetres):
        """2.0 km/h for 250 ms are 138.9 mm."""
        walk = spend(walking(reached=reached), 200, 250, counts=counts)
        assert (walk.elapsed, walk.millimetres) == (elapsed, millimetres)
        assert (walk.belt_time, walk.walked) == (250, 139)

    @given(st.lists(st.tuples(st.integers(0, 480), st.integers(100, 250)), min_size=1, max_size=400))
    def test_the_way_is_the_integral_of_the_speed(self, pieces):
        walk = walking()
        for speed, dt in pieces:
            walk = spend(walk, speed, dt, counts=True)
        exact = sum(speed * dt for speed, dt in pieces) / 360
        assert abs(walk.walked - exact) <= 0.5 * len(pieces)
        assert walk.walked == walk.millimetres
        assert walk.belt_time == walk.elapsed == sum(dt for _, dt in pieces)

    @pytest.mark.parametrize(("speed", "dt", "millimetres"), [(179, 1, 0), (180, 1, 1), (200, 1, 1), (539, 1, 1)])
    def test_a_piece_is_rounded_to_the_nearest_millimetre(self, speed, dt, millimetres):
        """0.01 km/h for a millisecond are 1/360 mm."""
        assert spend(walking(), speed, dt, counts=True).walked == millimetres

    def test_an_hour_at_one_kmh_is_a_kilometre_within_ten_metres(self):
        walk = walking()
        for _ in range(14_400):
            walk = spend(walk, 100, 250, counts=True)
        assert abs(walk.walked - 1_000_000) <= 10_000


class TestDwell:
    @pytest.mark.sr(10)
    @pytest.mark.parametrize("level", Level)
    def test_is_the_levels_and_never_under_twenty_seconds(self, level):
        least = dwell(Walk(replace(PLAN, level=level)))
        assert least == max(20_000, LEVELS[level].settle)

    @pytest.mark.sr(10)
    @pytest.mark.parametrize(("seconds", "left"), [(10, 30_000), (30, 30_000), (45, 45_000)])
    def test_outlasts_a_settle_that_is_shorter(self, seconds, left):
        plan = plan_of(segment(Kind.SETTLE, seconds=seconds))
        assert time_left(Walk(plan, stage=Stage.SETTLING, reached=True), 100) == left

    @pytest.mark.sr(10)
    def test_outlasts_a_settle_by_distance_too(self):
        """2 m at 1.0 km/h are 7.2 s."""
        walk = walking(5, Stage.SETTLING)
        assert time_left(walk, 100) == 30_000
        assert time_left(replace(walk, elapsed=25_000), 100) == 7_200
        assert time_left(replace(walk, elapsed=25_000, millimetres=2_000), 100) == 5_000


class TestTimeLeft:
    def test_is_not_known_before_the_setpoint_is_reached(self):
        assert time_left(walking(reached=False), 200) is None

    @pytest.mark.parametrize(("elapsed", "left"), [(0, 60_000), (59_999, 1), (60_000, 0), (70_000, 0)])
    def test_of_a_hold_by_time(self, elapsed, left):
        assert time_left(walking(elapsed=elapsed), 200) == left

    @pytest.mark.parametrize(
        ("millimetres", "speed", "left"),
        [
            (0, 160, 22_500),  # 10 m at 1.6 km/h
            (5_000, 160, 11_250),
            (5_000, 170, 10_588),  # whole milliseconds
            (10_000, 160, 0),
            (12_000, 160, 0),
            (5_000, 0, None),  # a belt that stands never gets there
            (10_000, 0, 0),
        ],
    )
    def test_of_a_hold_by_distance(self, millimetres, speed, left):
        assert time_left(walking(3, millimetres=millimetres), speed) == left

    def test_of_a_segment_without_either(self):
        assert time_left(Walk(plan_of(segment(speed=200)), stage=Stage.WALKING, reached=True), 200) == 0

    @given(st.integers(1, 480), st.integers(0, 20_000), st.integers(1, 250))
    def test_time_passing_never_adds_any(self, speed, millimetres, dt):
        before = walking(3, millimetres=millimetres)
        assert time_left(spend(before, speed, dt, counts=True), speed) <= time_left(before, speed)


class TestAim:
    @pytest.mark.parametrize(
        ("walk", "speed", "inclination"),
        [
            (walking(1), 200, 20),
            (walking(1, offset=16), 216, 20),
            (walking(1, offset=-48), 152, 20),
            (walking(1, offset=-400), 100, 20),  # never below what the belt can
            (walking(0), 100, 10),
            (walking(0, Stage.SETTLING), 100, 10),
            (walking(2, Stage.SETTLING), 100, 20),  # where a ramp begins, not where it leads to
            (walking(1, Stage.SETTLING), 100, 20),  # settling is at the minimum, whatever the segment
            (walking(1, Stage.SETTLING, offset=64), 100, 20),
            (walking(1, Stage.WINDING_DOWN, offset=64), 100, 0),
            (walking(2), 200, 20),
            (walking(2, elapsed=20_000), 220, 10),
            (walking(2, elapsed=99_000), 240, 0),
            (walking(3, millimetres=3_000), 160, 0),
        ],
    )
    @pytest.mark.sr(10)
    def test_is_what_the_segment_wants_of_this_belt_now(self, walk, speed, inclination):
        assert aim(walk, BELT) == Setpoint(Speed(speed), Inclination(inclination))

    @pytest.mark.parametrize(
        ("stage", "millimetres", "speed", "inclination"),
        [
            (Stage.WALKING, 0, 100, 10),
            (Stage.WALKING, 3_000, 130, 7),
            (Stage.WALKING, 9_999, 199, 0),
            (Stage.WALKING, 12_000, 200, 0),
            (Stage.SETTLING, 3_000, 100, 10),
        ],
    )
    def test_a_ramp_over_a_distance_goes_by_the_way_walked(self, stage, millimetres, speed, inclination):
        plan = plan_of(segment(Kind.SETTLE, inclination=10, seconds=30), segment(Kind.RAMP, speed=200, metres=10))
        walk = Walk(plan, stage=stage, index=1, reached=True, millimetres=millimetres)
        assert aim(walk, BELT) == Setpoint(Speed(speed), Inclination(inclination))

    @pytest.mark.parametrize(("inclination", "wanted"), [(20, 20), (0, 0), (-5, 0)])
    def test_what_is_kept_changes_nothing(self, inclination, wanted):
        assert kept(Governed(180, inclination, 180_000, 0, 0, 0)) == Setpoint(Speed(180), Inclination(wanted))


class TestCaps:
    @pytest.mark.sr(41)
    def test_level_and_protocol_limit_and_sign(self):
        level, protocol = live_layers(Walk(PLAN))
        rules = LEVELS[Level.BEGINNER]
        assert level == Layer(
            Source.LEVEL, rules.speed, rules.inclination, rules.ramp_up, rules.ramp_down, rules.belt_time,
            set_by="beginner",
        )  # fmt: skip
        assert protocol == Layer(Source.PROTOCOL, Speed(240), Inclination(20), 16, 24, set_by="T01")

    @pytest.mark.sr(41)
    def test_person_and_session_come_with_the_walk(self):
        mine = (Layer(Source.PERSON, Speed(190)), Layer(Source.SESSION, Speed(170)))
        assert live_layers(Walk(PLAN, mine))[2:] == mine
        assert effective(live_layers(Walk(PLAN, mine)), Facing.BACKWARD).speed.source is Source.SESSION

    @pytest.mark.sr(36)
    def test_the_walkers_age_comes_with_its_own(self):
        assert live_layers(Walk(PLAN, age=70))[2:] == age_group(70) != ()
        assert live_layers(Walk(PLAN, age=40))[2:] == live_layers(Walk(PLAN))[2:] == ()

    def test_what_the_heart_left_of_the_speed_is_signed_by_it(self):
        assert live_layers(walking(1, heart_ceiling=Speed(170)))[-1] == Layer(
            Source.LIVE, Speed(170), set_by="heart rate"
        )

    @pytest.mark.sr(17)
    def test_a_consoles_lower_speed_is_the_ceiling_of_its_segment_alone(self):
        lowered = walking(1, ceiling=Speed(150))
        assert live_layers(lowered)[-1] == Layer(Source.LIVE, Speed(150), set_by="console")
        assert effective(live_layers(lowered), Facing.BACKWARD).speed.value == Speed(150)
        assert len(live_layers(enter(lowered, 2, 0))) == 2

    @pytest.mark.sr(39)
    @pytest.mark.parametrize("level", Level)
    def test_belt_time_is_the_levels_and_never_above_thirty_minutes(self, level):
        cap = effective(live_layers(Walk(replace(PLAN, level=level))), Facing.BACKWARD).belt_time.value
        assert cap == LEVELS[level].belt_time <= 1_800_000
