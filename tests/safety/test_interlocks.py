from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.safety import thresholds as t
from retrowalk.safety.events import Sample, StopReason
from retrowalk.safety.interlocks import (
    TRIPS,
    Asked,
    Freeze,
    Watch,
    behind,
    compare,
    count_anew,
    forget,
    hear,
    lowered,
    moves,
    stale,
    stands,
    symptoms,
    tripped,
)
from retrowalk.units import Inclination, Speed
from strategies import samples


CAP = 300


def asked(speed=200, inclination=0, at=0, cap=CAP, *, slower=False):
    return Asked(speed, inclination, at, slower, cap)


def sample(speed, inclination=None, distance=None, elapsed=None):
    return Sample(Speed(speed), None if inclination is None else Inclination(inclination), distance, elapsed)


def watched(ask, *measurements, watch=None):
    """A belt asked for `ask`, measured at these (ms, speed) or (ms, Sample)."""
    watch = watch or Watch()
    for now, what in measurements:
        watch = compare(hear(watch, what if isinstance(what, Sample) else sample(what), now), ask, now)
    return watch


def steadily(ask, speed, until, every=250, start=0, **more):
    """Measured at one speed, over and over, until `until`."""
    return watched(ask, *((now, sample(speed, **more)) for now in range(start, until + 1, every)))


class TestHearing:
    def test_before_the_first_sample_nothing_is_known(self):
        watch = Watch()
        assert (watch.measured, watch.age(5_000)) == (0, None)
        assert stale(watch, 0) and not stands(watch, 0) and not moves(watch)

    def test_a_sample_has_an_age(self):
        watch = hear(Watch(), sample(150), 1_000)
        assert (watch.measured, watch.age(1_700)) == (150, 700)

    @pytest.mark.sr(19)
    @pytest.mark.parametrize(("age", "old"), [(0, False), (1_499, False), (1_500, False), (1_501, True)])
    def test_an_old_sample_raises_nothing(self, age, old):
        assert stale(hear(Watch(), sample(150), 1_000), 1_000 + age) is old

    @pytest.mark.sr(8)
    @pytest.mark.sr(15)
    @pytest.mark.parametrize(("gap", "still"), [(1_000, True), (3_000, True), (3_001, False), (60_000, False)])
    def test_nobody_knows_what_a_belt_did_while_it_was_not_measured(self, gap, still):
        watch = Watch()
        for now in (0, 1_000, 2_000, 3_000, 3_000 + gap):
            watch = hear(watch, sample(0), now)
        assert stands(watch, 3_000 + gap) is still
        for more in (1_000, 2_000, 3_000):  # measured anew it stands
            watch = hear(watch, sample(0), 3_000 + gap + more)
        assert stands(watch, watch.at, t.STAND_FOR)

    @pytest.mark.sr(8)
    @pytest.mark.sr(15)
    @pytest.mark.parametrize(
        ("after", "still"), [([0, 1_000, 2_000], True), ([0, 2_000], False), ([0, 500, 1_000], False)]
    )
    def test_after_a_gap_standing_takes_its_samples_and_its_seconds_again(self, after, still):
        watch = Watch()
        for now in (0, 1_000, 2_000, *(60_000 + each for each in after)):
            watch = hear(watch, sample(0), now)
        assert stands(watch, watch.at) is still

    @pytest.mark.sr(19)
    @given(samples, st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 10_000))
    def test_growing_older_never_permits_more(self, one, heard, age, more):
        watch, ask = watched(asked(), (heard, one)), asked()
        young, old = heard + age, heard + age + more
        assert stale(watch, old) >= stale(watch, young)
        assert stands(watch, old) <= stands(watch, young)
        assert symptoms(watch, ask, old) >= symptoms(watch, ask, young)
        assert (tripped(watch, ask, old) is not None) >= (tripped(watch, ask, young) is not None)


class TestStanding:
    @pytest.mark.sr(15)
    @pytest.mark.parametrize(
        ("times", "now", "still"),
        [
            ([0, 1_000, 2_000], 2_000, True),
            ([0, 1_000, 1_999], 1_999, False),  # a millisecond short
            ([0, 2_000], 2_000, False),  # a sample short
            ([0, 10, 20], 3_000, False),  # three in a row are no two seconds
            ([0, 1_000, 2_000], 3_500, True),
            ([0, 1_000, 2_000], 3_501, False),  # too old
        ],
    )
    def test_takes_three_samples_and_two_seconds_and_a_fresh_one(self, times, now, still):
        watch = Watch()
        for each in times:
            watch = hear(watch, sample(0), each)
        assert stands(watch, now) is still

    @pytest.mark.sr(8)
    @pytest.mark.parametrize(("last", "still"), [(2_999, False), (3_000, True)])
    def test_takes_longer_before_a_start(self, last, still):
        watch = hear(hear(hear(Watch(), sample(0), 0), sample(0), 1_500), sample(0), last)
        assert stands(watch, last, t.STAND_FOR) is still

    @pytest.mark.parametrize(("speed", "still"), [(0, True), (19, True), (20, False), (30, False)])
    def test_is_slower_than_two_tenths(self, speed, still):
        watch = Watch()
        for now in (0, 1_000, 2_000):
            watch = hear(watch, sample(speed), now)
        assert stands(watch, 2_000) is still

    def test_one_moving_sample_begins_it_anew(self):
        watch = Watch()
        for now, speed in ((0, 0), (1_000, 0), (2_000, 25), (2_500, 0), (3_000, 0), (3_500, 0)):
            watch = hear(watch, sample(speed), now)
        assert not stands(watch, 3_500)
        assert stands(hear(watch, sample(0), 4_500), 4_500)

    @pytest.mark.sr(15)
    def test_a_moving_sample_is_none_of_the_three(self):
        watch = hear(hear(hear(Watch(), sample(25), 0), sample(0), 1_000), sample(0), 3_000)
        assert not stands(watch, 3_000)
        assert stands(hear(watch, sample(0), 3_500), 3_500)

    @pytest.mark.sr(15)
    def test_is_measured_from_the_stop_on(self):
        watch = Watch()
        for now in (0, 1_000, 2_000):
            watch = hear(watch, sample(0), now)
        anew = count_anew(watch)
        assert stands(watch, 2_000) and not stands(anew, 2_000)

    @pytest.mark.sr(15)
    @pytest.mark.parametrize(
        ("times", "still"),
        [
            ([3_000, 4_000, 5_000], True),
            ([3_000, 5_000], False),  # a sample of before is none of the three
            ([3_000, 3_500, 4_000], False),  # nor do its seconds count
        ],
    )
    def test_nothing_measured_before_a_stop_counts_after_it(self, times, still):
        watch = Watch()
        for now in (0, 1_000, 2_000):
            watch = hear(watch, sample(0), now)
        watch = count_anew(watch)
        for now in times:
            watch = hear(watch, sample(0), now)
        assert stands(watch, times[-1]) is still

    @pytest.mark.sr(13)
    @pytest.mark.parametrize(
        ("speeds", "moving"), [([31, 31], True), ([30, 30], False), ([31], False), ([31, 30, 31], False)]
    )
    def test_motion_takes_two_samples_above_three_tenths(self, speeds, moving):
        watch = Watch()
        for now, speed in enumerate(speeds):
            watch = hear(watch, sample(speed), now)
        assert moves(watch) is moving
        anew = hear(count_anew(watch), sample(31), 9)
        assert not moves(anew) and moves(hear(anew, sample(31), 10))

    @given(st.lists(st.integers(0, 800), max_size=12))
    def test_nothing_stands_and_moves_at_once(self, speeds):
        watch = Watch()
        for now, speed in enumerate(speeds):
            watch = hear(watch, sample(speed), now * 1_000)
        assert not (stands(watch, len(speeds) * 1_000) and moves(watch))


def says(watch, ask, now):
    trip = tripped(watch, ask, now)
    return trip and (trip.reason, trip.says)


class TestOverspeed:
    @pytest.mark.sr(16)
    @pytest.mark.parametrize(("speed", "stops"), [(CAP + 79, False), (CAP + 80, False), (CAP + 81, True)])
    def test_far_above_the_cap_one_sample_stops(self, speed, stops):
        trip = says(watched(asked(), (0, speed)), asked(), 0)
        assert trip == ((StopReason.OVERSPEED, "far above the cap") if stops else None)

    @pytest.mark.sr(16)
    @pytest.mark.parametrize(
        ("speed", "times", "now", "stops"),
        [
            (CAP + 31, [0, 1_000], 1_000, True),
            (CAP + 31, [0, 999], 999, False),
            (CAP + 31, [0, 999], 1_000, True),  # a tick later
            (CAP + 31, [0], 1_000, False),  # one sample may be noise
            (CAP + 30, [0, 500, 1_000, 2_000], 2_000, False),
        ],
    )
    def test_above_the_cap_two_samples_and_a_second_stop(self, speed, times, now, stops):
        trip = says(watched(asked(CAP), *((each, speed) for each in times)), asked(CAP), now)
        assert trip == ((StopReason.OVERSPEED, "above the cap") if stops else None)

    @pytest.mark.sr(16)
    def test_one_sample_above_after_one_below_may_be_noise_too(self):
        watch = watched(asked(CAP), (0, 340), (500, 320), (1_000, 340))
        assert says(watch, asked(CAP), 2_000) is None
        assert says(watched(asked(CAP), (0, 300), (500, 340)), asked(CAP), 1_500) is None

    @pytest.mark.sr(16)
    def test_one_sample_below_begins_it_anew(self):
        watch = watched(asked(CAP), (0, 340), (500, 320), (1_000, 340), (1_900, 340))
        assert says(watch, asked(CAP), 1_999) is None
        assert says(watch, asked(CAP), 2_000)

    @pytest.mark.sr(41)
    def test_a_belt_that_slows_to_a_lowered_cap_is_not_speeding(self):
        ask = asked(speed=250, cap=200)
        assert says(steadily(ask, 250, 5_000), ask, 5_000) is None

    @pytest.mark.sr(41)
    def test_but_far_above_a_lowered_cap_it_is(self):
        ask = asked(speed=290, cap=200)
        assert says(watched(ask, (0, 281)), ask, 0) == (StopReason.OVERSPEED, "far above the cap")


class TestSilence:
    @pytest.mark.sr(19)
    @pytest.mark.parametrize(("age", "stops"), [(2_999, False), (3_000, False), (3_001, True)])
    def test_three_seconds_of_it_stop(self, age, stops):
        trip = says(watched(asked(), (1_000, 200)), asked(), 1_000 + age)
        assert trip == ((StopReason.STALE, "no measurement for 3 s") if stops else None)

    @pytest.mark.sr(19)
    @pytest.mark.parametrize(("until", "stops"), [(6_999, False), (7_000, True)])
    def test_counters_that_stand_still_are_silence(self, until, stops):
        """They count until 1 s; the first repetition comes at 2 s."""
        counting = [(0, sample(200, elapsed=0)), (1_000, sample(200, elapsed=1))]
        stuck = [(now, sample(200, elapsed=1)) for now in (*range(2_000, 6_001, 1_000), until)]
        trip = says(watched(asked(), *counting, *stuck), asked(), until)
        assert trip == ((StopReason.STALE, "the treadmill repeats itself") if stops else None)

    @pytest.mark.sr(19)
    @pytest.mark.parametrize(
        "last",
        [
            sample(201, elapsed=1, distance=5),  # another speed
            sample(200, elapsed=2, distance=5),  # the time counts
            sample(200, elapsed=1, distance=6),  # the distance counts
            sample(0, elapsed=1, distance=5),  # it stands
        ],
    )
    def test_anything_that_goes_on_is_none(self, last):
        watch = watched(asked(), (0, sample(200, elapsed=0, distance=5)), (1_000, sample(200, elapsed=1, distance=5)))
        watch = watched(asked(), *((now, sample(200, elapsed=1, distance=5)) for now in (2_000, 3_000)), watch=watch)
        assert watch.stuck_since == 2_000
        assert hear(watch, last, 4_000).stuck_since is None

    @pytest.mark.sr(19)
    @pytest.mark.parametrize(("speed", "repeats"), [(t.ZERO - 1, False), (t.ZERO, True)])
    def test_a_belt_that_stands_may_repeat_itself(self, speed, repeats):
        counting = watched(asked(), (0, sample(speed, elapsed=0)), (1_000, sample(speed, elapsed=1)))
        assert (hear(counting, sample(speed, elapsed=1), 2_000).stuck_since is not None) is repeats

    @pytest.mark.sr(19)
    def test_a_treadmill_without_counters_does_not_repeat_itself(self):
        assert says(steadily(asked(), 200, 20_000), asked(), 20_000) is None

    @pytest.mark.sr(19)
    @pytest.mark.parametrize(("speed", "stops"), [(143, False), (144, True)])
    def test_metres_alone_tell_only_where_they_come_by_often(self, speed, stops):
        """At 0.5 km/h a metre takes 7 s: its standing still for 5 s is no fault."""
        counted = [(0, sample(speed, distance=3)), (1_000, sample(speed, distance=4))]
        still = [(now, sample(speed, distance=4)) for now in range(2_000, 8_000, 1_000)]
        ask = asked(speed)
        assert (says(watched(ask, *counted, *still), ask, 7_000) is not None) is stops


class TestUnits:
    @pytest.mark.sr(25)
    @pytest.mark.parametrize(
        ("measured", "stops"),
        [(299, False), (300, True), (322, True), (340, True), (341, False), (115, False), (116, True), (132, True),
         (133, False), (200, False)],
    )  # fmt: skip
    def test_a_mile_for_a_kilometre_stops_a_steady_belt(self, measured, stops):
        ask = asked(200, cap=400)
        trip = says(steadily(ask, measured, 8_000), ask, 8_000)
        assert (trip is not None and trip[0] is StopReason.ENGINE_FAULT) is stops

    @pytest.mark.parametrize(("now", "stops"), [(7_999, False), (8_000, True)])
    def test_after_three_seconds_that_begin_when_the_belt_had_time_to_follow(self, now, stops):
        ask = asked(200, cap=400)
        watch = watched(ask, (4_999, 322), (5_000, 322), (6_500, 322), (7_900, 322))
        assert (says(watch, ask, now) is not None) is stops

    def test_the_five_seconds_begin_with_the_command(self):
        ask = asked(200, at=60_000, cap=400)
        assert watched(ask, (64_999, 322)).ratio_since is None
        assert watched(ask, (65_000, 322)).ratio_since == 65_000

    def test_nothing_asked_for_is_no_ratio(self):
        ask = asked(0)
        assert steadily(ask, 0, 9_000).ratio_since is None

    def test_whoever_trips_first_is_kept(self):
        ask = asked(200, cap=200)
        watch = steadily(ask, 322, 9_000)
        held = [trip for trip in TRIPS if trip.holds(watch, ask, 9_000)]
        assert len(held) == 3
        assert tripped(watch, ask, 9_000) is TRIPS[0]


class TestConsole:
    @pytest.mark.sr(18)
    @pytest.mark.parametrize(
        ("speed", "until", "frozen"), [(251, 2_000, True), (251, 1_999, False), (250, 5_000, False)]
    )
    def test_an_unexplained_rise_freezes(self, speed, until, frozen):
        watch = watched(asked(), (0, speed), (1_000, speed), (1_999, speed))
        assert (Freeze.CONSOLE_RAISED in symptoms(watch, asked(), until)) is frozen

    @pytest.mark.sr(18)
    def test_a_rise_that_passes_freezes_nothing(self):
        watch = watched(asked(), (0, 260), (1_000, 210), (2_000, 260), (3_000, 260))
        assert symptoms(watch, asked(), 3_500) == frozenset()

    @pytest.mark.sr(18)
    @pytest.mark.parametrize(("last", "frozen"), [(6_999, False), (7_000, True)])
    def test_a_belt_that_slows_has_five_seconds_before_its_speed_is_a_rise(self, last, frozen):
        ask = asked(100, slower=True)
        watch = watched(ask, (4_000, 190), (4_999, 180), (5_000, 175), (6_000, 170), (6_900, 170))
        assert (Freeze.CONSOLE_RAISED in symptoms(watch, ask, last)) is frozen

    @pytest.mark.sr(18)
    def test_a_belt_that_had_slowed_and_rises_again_is_a_rise_at_once(self):
        ask = asked(100, slower=True)
        watch = watched(ask, (500, 110), (1_000, 170), (3_000, 170))
        assert Freeze.CONSOLE_RAISED in symptoms(watch, ask, 3_000)

    @pytest.mark.sr(17)
    @pytest.mark.parametrize(("speed", "now", "low"), [(169, 3_000, True), (169, 2_999, False), (170, 9_000, False)])
    def test_a_lower_speed_is_the_walkers_wish_after_two_seconds(self, speed, now, low):
        watch = watched(asked(), (0, 200), (1_000, speed), (2_000, speed), (2_999, speed))
        assert lowered(watch, now) is low

    @pytest.mark.sr(17)
    def test_a_belt_that_has_not_come_up_yet_was_not_lowered(self):
        assert not lowered(steadily(asked(), 150, 9_000), 9_000)

    @pytest.mark.parametrize("field", ["rise_since", "fall_since", "ratio_since", "behind_since", "near_since"])
    def test_a_new_command_forgets_what_was_held_against_the_old(self, field):
        watch = replace(Watch(followed=True, over_since=1, over_count=2, stuck_since=3), **{field: 1_000})
        after = forget(watch)
        assert getattr(after, field) is None and after.followed is False
        assert (after.over_since, after.over_count, after.stuck_since) == (1, 2, 3)


class TestFollowing:
    @pytest.mark.sr(6)
    @pytest.mark.parametrize(
        ("speed", "late"), [(179, True), (180, False), (200, False), (220, False), (221, True), (0, True)]
    )
    def test_within_two_tenths_the_belt_follows(self, speed, late):
        watch = watched(asked(), (0, speed))
        assert behind(watch, asked()) is late
        assert watch.followed is not late

    @pytest.mark.sr(6)
    @pytest.mark.parametrize(
        ("speed", "now", "frozen"), [(170, 5_001, True), (170, 5_000, False), (180, 9_000, False), (225, 9_000, False)]
    )
    def test_a_belt_that_has_not_followed_for_five_seconds_will_not(self, speed, now, frozen):
        watch = steadily(asked(), speed, 5_000)
        assert (Freeze.NOT_FOLLOWING in symptoms(watch, asked(), now)) is frozen

    @pytest.mark.sr(6)
    @pytest.mark.parametrize(("speed", "frozen"), [(165, True), (225, True), (180, False)])
    def test_a_belt_that_followed_once_and_drifts_off_is_given_five_seconds_too(self, speed, frozen):
        watch = watched(asked(), (500, 190), *((now, speed) for now in range(1_000, 6_000, 500)))
        assert Freeze.NOT_FOLLOWING not in symptoms(watch, asked(), 5_999)
        assert (Freeze.NOT_FOLLOWING in symptoms(watch, asked(), 6_000)) is frozen

    @pytest.mark.sr(6)
    def test_it_is_known_since_when_the_belt_is_near(self):
        near = watched(asked(), (0, 150), (1_000, 190), (2_000, 200))
        assert near.near_since == 1_000
        assert watched(asked(), (3_000, 150), watch=near).near_since is None


class TestInclination:
    @pytest.mark.sr(28)
    @pytest.mark.parametrize(
        ("inclination", "now", "frozen"),
        [(41, 15_000, True), (41, 14_999, False), (40, 60_000, False), (19, 15_000, True), (20, 60_000, False),
         (None, 60_000, False)],
    )  # fmt: skip
    def test_one_per_cent_off_for_fifteen_seconds_freezes(self, inclination, now, frozen):
        ask = asked(inclination=30)
        watch = steadily(ask, 200, 14_750, inclination=inclination)
        assert (Freeze.INCLINE_OFF in symptoms(watch, ask, now)) is frozen

    @pytest.mark.sr(28)
    def test_it_stays_wrong_through_commands_for_speed(self):
        """During a ramp there is a command every second: it must not begin the fifteen anew."""
        watch = Watch()
        for now in range(0, 15_001, 1_000):
            ask = asked(100 + now // 100, 30, at=now)
            watch = forget(watched(ask, (now, sample(ask.speed, inclination=0)), watch=watch))
        assert Freeze.INCLINE_OFF in symptoms(watch, ask, 15_000)

    def test_before_the_first_sample_nothing_is_off(self):
        assert compare(Watch(), asked(inclination=50), 0).off_since is None


@given(st.lists(samples, max_size=20), st.integers(1, 1_000))
def test_a_belt_that_does_what_it_is_told_is_left_alone(measured, every):
    """The liveness twin: at its setpoint, level, fresh, counting, nothing trips and nothing freezes."""
    ask, watch, now = asked(), Watch(), 0
    for now, one in enumerate(measured):
        watch = watched(ask, (now * every, replace(one, speed=Speed(200), inclination=None, elapsed=now)), watch=watch)
    at = now * every
    watch = watched(ask, (at, sample(200, elapsed=len(measured))), watch=watch)
    assert tripped(watch, ask, at) is None and symptoms(watch, ask, at) == frozenset()
    assert not (behind(watch, ask) or lowered(watch, at) or stale(watch, at))
