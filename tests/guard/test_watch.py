"""Whom the guard stops, and when: in virtual time, every cause with its twin in which nobody is stopped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.guard.watch import MOST, SILENCE, STALL, TICK, Cause, Charge, Watch


BELT, OTHER = "AA:BB", "CC:DD"
BEAT = 100


def mine(steps, **more):
    return Charge(ours=True, steps=steps, **more)


def free(steps):
    return Charge(ours=False, steps=steps)


def live(watch, start, end, belts=None, every=BEAT):
    """Beats and looks from start to end (ms), every belt's control going on; the causes seen, by time."""
    seen = {}
    for now in range(start, end + 1, TICK):
        if now % every == 0:
            watch.beat(belts(now) if belts else {BELT: Charge(ours=True, steps=now)}, now)
        if causes := watch.look(now):
            seen[now] = causes
    return seen


def quiet(watch, start, end, every=TICK):
    """Looks alone; when a belt had to be stopped first, and all that was said then."""
    for now in range(start, end + 1, every):
        if causes := watch.look(now):
            return now, causes
    return None


@pytest.mark.sr(23)
def test_a_service_that_lives_is_left_alone():
    assert live(Watch(0), 0, 3_600_000 // 60) == {}


@pytest.mark.sr(23)
def test_silence_for_a_second_stops_the_belts_that_are_ours():
    watch = Watch(0)
    live(watch, 0, 5_000, lambda now: {BELT: mine(now), OTHER: free(now)})
    assert quiet(watch, 5_050, 9_000) == (5_000 + SILENCE, {BELT: Cause.SILENT})


def test_the_end_of_the_line_stops_at_the_next_look():
    watch = Watch(0)
    live(watch, 0, 1_000)
    watch.ended()
    assert quiet(watch, 1_050, 2_000) == (1_050, {BELT: Cause.GONE})


def test_without_a_belt_of_ours_silence_and_end_mean_nothing():
    watch = Watch(0)
    live(watch, 0, 1_000, lambda now: {BELT: free(now)})
    watch.ended()
    assert quiet(watch, 1_050, 60_000) is None
    assert quiet(Watch(0), 0, 60_000) is None


@pytest.mark.sr(23)
def test_a_belt_whose_control_stands_still_is_stopped_and_no_other():
    watch = Watch(0)
    seen = live(watch, 0, 3_000, lambda now: {BELT: mine(min(now, 1_000)), OTHER: mine(now)})
    assert (min(seen), set(map(str, seen))) == (1_000 + STALL, {str(now) for now in range(2_000, 3_001, TICK)})
    assert all(causes == {BELT: Cause.STALLED} for causes in seen.values())


def test_a_beat_that_asks_is_heard_at_once():
    watch = Watch(0)
    seen = live(watch, 0, 500, lambda now: {BELT: mine(now, stop=now == 300)})
    assert seen == {300: {BELT: Cause.ASKED}, 350: {BELT: Cause.ASKED}}


def test_rest_is_what_a_service_that_lives_says_of_a_belt_it_names():
    watch = Watch(0)
    assert not watch.rests(BELT)
    watch.beat({BELT: Charge(ours=True, steps=1)}, 0)
    assert not watch.rests(BELT)
    watch.beat({BELT: Charge(ours=False, steps=2)}, 100)
    assert watch.rests(BELT)
    for now in range(150, 1_200, 50):
        watch.look(now)
    assert not watch.rests(BELT)  # silent since
    watch.beat({BELT: Charge(ours=False, steps=3)}, 1_200)
    assert watch.rests(BELT)
    watch.ended()
    assert not watch.rests(BELT)


def test_a_belt_that_is_named_no_more_is_forgotten():
    watch = Watch(0)
    live(watch, 0, 1_000)
    live(watch, 1_100, 1_200, lambda _: {})
    assert watch.belts == {}
    assert quiet(watch, 1_250, 9_000) is None


def test_a_new_service_says_anew_what_is_its_own():
    watch = Watch(0)
    live(watch, 0, 1_000, lambda _: {BELT: mine(7)})
    watch.ended()
    assert watch.look(1_050) == {BELT: Cause.GONE}
    assert live(watch, 1_100, 1_900, lambda _: {BELT: mine(7)}) == {}


class TestSettled:
    def test_is_not_stopped_again_while_its_control_stands_still(self):
        watch = Watch(0)
        live(watch, 0, 3_000, lambda _: {BELT: mine(1)})
        watch.settled(BELT)
        assert live(watch, 3_050, 9_000, lambda _: {BELT: mine(1)}) == {}
        watch.ended()
        assert quiet(watch, 9_050, 20_000) is None

    def test_is_watched_again_once_its_control_goes_on(self):
        watch = Watch(0)
        live(watch, 0, 1_000)
        watch.settled(BELT)
        live(watch, 1_100, 2_000)
        assert quiet(watch, 2_050, 9_000) == (2_000 + SILENCE, {BELT: Cause.SILENT})

    def test_of_a_belt_that_is_not_on_the_list_changes_nothing(self):
        watch = Watch(0)
        watch.settled(BELT)
        assert watch.belts == {}


class TestStarved:
    def test_a_late_look_does_not_count_its_own_lateness(self):
        watch = Watch(0)
        live(watch, 0, 1_000)
        assert watch.look(31_000) == {}
        assert live(watch, 31_050, 32_000) == {}

    def test_a_guard_that_is_always_late_judges_all_the_same(self):
        watch = Watch(0)
        live(watch, 0, 1_000)
        now, causes = quiet(watch, 1_500, 60_000, every=500)
        assert causes == {BELT: Cause.SILENT}
        assert now == 1_500 + 500 * (-(-SILENCE // MOST) - 1)


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans(), st.integers(0, 3)), max_size=60))
def test_whatever_comes_only_what_is_ours_is_stopped_and_in_the_end_it_is(history):
    watch, now = Watch(0), 0
    for passed, ours, steps in history:
        now += passed
        watch.beat({BELT: Charge(ours=ours, steps=steps), OTHER: free(0)}, now)
        assert OTHER not in watch.look(now)
        assert ours or BELT not in watch.look(now)
    watch.beat({BELT: mine(9)}, now)
    assert quiet(watch, now, now + SILENCE + 2 * MOST)[1] == {BELT: Cause.SILENT}
