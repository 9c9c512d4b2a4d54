"""What of a strap is believed, and what is too high."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.safety import thresholds as t
from retrowalk.safety.heart_rate import Pulse, believed, far_too_high, hear, high_for, limit, lose, lost_since


SECOND = 1_000


def heard(values, begin=0, most=150, pulse=None):
    """The pulse after these values, one a second; None is a second without one."""
    pulse = pulse or Pulse()
    for number, bpm in enumerate(values):
        if bpm is not None:
            pulse = hear(pulse, bpm, begin + number * SECOND, most)
    return pulse


@pytest.mark.sr(47)
@pytest.mark.parametrize(
    ("age", "own", "bpm"),
    [
        (20, None, 164),
        (30, None, 158),
        (65, None, 138),
        (90, None, 123),
        (None, None, 138),
        (30, 140, 140),
        (30, 170, 158),
        (None, 120, 120),
    ],
)
def test_the_limit_is_by_age_and_a_persons_own_only_where_it_is_lower(age, own, bpm):
    assert limit(age, own) == bpm


@pytest.mark.sr(47)
def test_whose_age_is_not_told_is_limited_like_the_oldest_adult():
    assert limit(None) <= min(limit(age) for age in range(18, t.HEART_AGE_UNTOLD + 1))


@pytest.mark.sr(47)
def test_three_values_that_agree_are_believed():
    assert not believed(heard([120, 121]), SECOND)
    pulse = heard([120, 121, 119])
    assert believed(pulse, 2 * SECOND) and pulse.bpm == 119 and lost_since(pulse, 2 * SECOND) is None


@pytest.mark.sr(47)
@pytest.mark.parametrize("bpm", [-1, 0, 29, 221, 255, 256, 65535])
def test_what_cannot_be_a_heart_is_a_loss(bpm):
    pulse = heard([120, 121, 119, bpm])
    assert not believed(pulse, 3 * SECOND) and lost_since(pulse, 9 * SECOND) == 3 * SECOND and pulse.bpm == 119


@pytest.mark.sr(47)
@pytest.mark.parametrize("bpm", [30, 220])
def test_what_a_heart_can_just_do_is_believed(bpm):
    assert believed(heard([bpm] * 3), 2 * SECOND)


@pytest.mark.sr(47)
@pytest.mark.parametrize(("apart", "counts"), [(t.HEART_STALE, True), (t.HEART_STALE + 1, False)])
def test_values_in_a_row_are_as_close_as_a_value_is_fresh(apart, counts):
    pulse = Pulse()
    for number in range(t.HEART_AGREE):
        pulse = hear(pulse, 120, number * apart, None)
    assert (pulse.agree == t.HEART_AGREE) is counts


@pytest.mark.sr(47)
def test_after_a_loss_every_value_must_be_heard_anew():
    lost = lose(heard([120] * t.HEART_AGREE), t.HEART_AGREE * SECOND)
    once_less = heard([120] * (t.HEART_AGREE - 1), t.HEART_AGREE * SECOND, pulse=lost)
    assert not believed(once_less, 2 * t.HEART_AGREE * SECOND)
    assert believed(heard([120], 2 * t.HEART_AGREE * SECOND - SECOND, pulse=once_less), 2 * t.HEART_AGREE * SECOND)


def test_how_long_it_was_high_is_counted_from_when_it_was_first():
    assert high_for(Pulse(high_since=0), 500) == 500
    assert high_for(Pulse(high_since=0), 500, since=200) == 300
    assert high_for(Pulse(), 500) == -1


@pytest.mark.sr(47)
def test_a_jump_is_a_loss_until_the_new_values_agree():
    pulse = heard([120, 120, 120, 151])
    assert lost_since(pulse, 4 * SECOND) == 3 * SECOND and not believed(pulse, 3 * SECOND)
    assert not believed(heard([152], 4 * SECOND, pulse=pulse), 4 * SECOND)
    back = heard([152, 153], 4 * SECOND, pulse=pulse)
    assert believed(back, 5 * SECOND) and back.lost_at is None and back.high_since == 5 * SECOND
    assert believed(heard([120, 120, 120, 150]), 3 * SECOND)  # as far as a heart may go at once


@pytest.mark.sr(47)
def test_silence_is_a_loss_from_the_moment_a_value_was_due():
    pulse = heard([120, 120, 120])
    assert believed(pulse, 2 * SECOND + t.HEART_STALE) and not believed(pulse, 2 * SECOND + t.HEART_STALE + 1)
    assert lost_since(pulse, 60 * SECOND) == 2 * SECOND + t.HEART_STALE
    late = hear(pulse, 120, 60 * SECOND, 150)
    assert not believed(late, 60 * SECOND) and lost_since(late, 60 * SECOND) == 2 * SECOND + t.HEART_STALE


@pytest.mark.sr(47)
def test_a_loss_that_is_told_again_is_as_old_as_it_was():
    pulse = lose(heard([120, 120, 120]), 3 * SECOND)
    assert lost_since(lose(pulse, 9 * SECOND), 10 * SECOND) == 3 * SECOND


@pytest.mark.sr(47)
def test_above_the_limit_is_counted_from_the_first_believed_value_above():
    pulse = heard([150, 150, 150, 151, 152])
    assert pulse.high_since == 3 * SECOND and pulse.far_since is None
    assert high_for(pulse, 13 * SECOND) == t.HEART_HIGH_FOR and high_for(pulse, 13 * SECOND, 12 * SECOND) == SECOND
    assert high_for(heard([150], 5 * SECOND, pulse=pulse), 13 * SECOND) == -1


@pytest.mark.sr(47)
def test_without_a_limit_nothing_is_above():
    assert high_for(heard([200] * 20, most=None), 20 * SECOND) == -1


@pytest.mark.sr(47)
def test_far_above_is_counted_from_when_the_belt_was_to_slow():
    pulse = heard([151, 151, 151, *[156] * 40])
    assert pulse.high_since == 2 * SECOND and pulse.far_since == 3 * SECOND
    due = 2 * SECOND + t.HEART_HIGH_FOR + t.HEART_FAR_FOR
    assert far_too_high(pulse, due) and not far_too_high(pulse, due - 1)
    assert not far_too_high(heard([155] * 60), 60 * SECOND)  # above, but by no more than five
    later = heard([151] * 20 + [156] * 40)  # far above only after the belt was to slow
    assert far_too_high(later, 40 * SECOND) and not far_too_high(later, 40 * SECOND - 1)


@pytest.mark.sr(47)
def test_too_high_when_lost_is_too_high_until_something_else_is_believed():
    pulse = lose(heard([156] * 5), 5 * SECOND)
    assert high_for(pulse, 40 * SECOND) == 38 * SECOND and far_too_high(pulse, 40 * SECOND)
    calm = heard([120] * 3, 41 * SECOND, pulse=pulse)
    assert high_for(calm, 43 * SECOND) == -1 and not far_too_high(calm, 90 * SECOND)


values = st.lists(st.none() | st.integers(-5, 300), max_size=40)


@pytest.mark.sr(47)
@given(values, values, st.integers(0, 40))
def test_losing_values_never_makes_a_rate_lower_than_it_was_believed(before, lost, silence):
    """The metamorphic rule, here: whatever is lost, what was too high stays so, for as long as it was."""
    pulse = heard(before)
    now = len(before) * SECOND
    for _ in lost:
        pulse = lose(pulse, now)
    later = now + silence * SECOND
    was = heard(before)
    assert high_for(pulse, later) == high_for(was, later) and far_too_high(pulse, later) == far_too_high(was, later)


@pytest.mark.sr(47)
@given(values)
def test_nothing_is_believed_that_the_last_three_values_do_not_bear_out(told):
    pulse = heard(told)
    now = max(0, len(told) - 1) * SECOND
    last = [bpm for bpm in told if bpm is not None][-3:]
    if believed(pulse, now):
        assert len(last) == 3 and all(t.HEART_LEAST <= bpm <= t.HEART_MOST for bpm in last)
        assert all(abs(one - other) <= t.HEART_JUMP for one, other in pairwise(last))
