import pytest

from retrowalk.gateway.attempts import (
    FIRST_DELAY,
    FORGOTTEN,
    FREE,
    FREE_ACCOUNT,
    KEPT,
    LONGEST,
    LONGEST_ACCOUNT,
    Attempts,
    attempted,
    delay,
    forgiven,
    proven,
    wait,
)
from retrowalk.gateway.refusals import Code, Refusal


def tried(times, place="tablet", account="ann", now=0, attempts=None):
    """So many wrong ones in a row, each as soon as it is heard; and when the last was."""
    attempts = attempts or Attempts()
    for _ in range(times):
        now += wait(attempts, place, account, now)
        attempts = attempted(attempts, place, account, now)
    return attempts, now


def test_people_mistype_and_nothing_waits():
    attempts, now = tried(FREE - 1)
    assert (now, wait(attempts, "tablet", "ann", now)) == (0, 0)


def test_then_the_delay_doubles_up_to_an_hour_and_no_further():
    waits = []
    attempts, now = tried(FREE)
    for _ in range(12):
        waits.append(wait(attempts, "tablet", "ann", now))
        attempts, now = tried(1, now=now, attempts=attempts)
    assert waits == [30_000 * 2**n for n in range(7)] + [LONGEST] * 5
    assert delay(10**9, FREE, LONGEST) == LONGEST


def test_a_refusal_says_how_long_and_costs_nothing():
    attempts, now = tried(FREE)
    with pytest.raises(Refusal, match="too many attempts: wait 30 s") as refused:
        attempted(attempts, "tablet", "ann", now + 1)
    assert (refused.value.code, refused.value.retry_after) == (Code.LOCKED_OUT, FIRST_DELAY - 1)
    assert wait(attempts, "tablet", "ann", now + FIRST_DELAY) == 0


def test_a_place_counts_for_every_account_and_for_those_that_do_not_exist():
    attempts, now = tried(2, account="ann")
    attempts, now = tried(2, account="ben", attempts=attempts)
    attempts, now = tried(1, account="", attempts=attempts)
    assert wait(attempts, "tablet", "cleo", now) == FIRST_DELAY
    assert wait(attempts, "phone", "cleo", now) == 0


def test_what_is_right_forgives_this_account_at_this_place_only():
    attempts, now = tried(FREE)
    attempts, _ = tried(3, account="ben", now=now, attempts=attempts)
    mine = proven(attempts, "tablet", "ben")
    assert set(mine.wrong) == {("tablet", "ann")}
    assert wait(mine, "tablet", "ben", now) == FIRST_DELAY  # nobody washes off another's PIN with their own
    assert wait(proven(tried(FREE)[0], "tablet", "ann"), "tablet", "ann", now) == 0


def test_a_quiet_day_forgets():
    attempts, now = tried(FREE + 3)
    assert wait(attempts, "tablet", "ann", now + FORGOTTEN) == 0
    assert attempted(attempts, "tablet", "ann", now + FORGOTTEN).wrong["tablet", "ann"].count == 1


def test_a_new_pin_forgives_the_account_everywhere():
    attempts, now = tried(FREE)
    attempts, now = tried(FREE, place="phone", now=now, attempts=attempts)
    new = forgiven(attempts, "ann")
    assert [wait(new, place, "ann", now) for place in ("tablet", "phone", "other")] == [0, 0, 0]


def test_an_account_is_not_tried_from_place_to_place():
    attempts, now = Attempts(), 0
    for number in range(FREE_ACCOUNT):
        assert wait(attempts, f"place {number}", "ann", now) == 0
        attempts = attempted(attempts, f"place {number}", "ann", now)
    assert wait(attempts, "another place", "ann", now) == FIRST_DELAY
    assert wait(attempts, "another place", "ben", now) == 0


def test_strangers_elsewhere_are_not_felt_where_somebody_logs_in_every_day():
    attempts = proven(Attempts(), "own phone", "ann")
    for number in range(100):
        attempts, _ = tried(3, place=f"place {number}", attempts=attempts, now=0)
    assert wait(attempts, "own phone", "ann", 0) == 0


@pytest.mark.parametrize("places", [1, 3, 12])
def test_nobody_is_locked_out_for_ever_from_a_place_that_is_new(places):
    """For three days strangers try ann's PIN at so many places, each in the very moment it is heard, before her."""
    attempts, now, heard, free, longest = Attempts(), 0, 0, 0, 0
    while now < 3 * 86_400_000:
        waits = {f"place {number}": wait(attempts, f"place {number}", "ann", now) for number in range(places)}
        place = min(waits, key=waits.get)
        hers = wait(attempts, "a new phone", "ann", now)
        if hers < waits[place]:
            longest, free = max(longest, now + hers - free), now + waits[place]
        now += waits[place]
        attempts, heard = attempted(attempts, place, "ann", now), heard + 1
    # Five free ones and seven doubled delays, a minute each; then each place has one an hour.
    assert longest <= places * (FREE + 8) * LONGEST_ACCOUNT
    assert heard <= places * (FREE + 8 + 3 * 24)


def test_the_account_waits_a_minute_at_most():
    assert delay(10**9, FREE_ACCOUNT, LONGEST_ACCOUNT) == 60_000


def test_as_much_is_remembered_as_fits_and_the_oldest_goes_first():
    attempts, _ = tried(FREE, place="first")
    for number in range(KEPT - 1):
        attempts = attempted(attempts, f"place {number}", "", 0)
    assert wait(attempts, "first", "x", 0) == FIRST_DELAY
    attempts = attempted(attempts, "one more", "", 0)
    assert len(attempts.wrong) == KEPT
    assert wait(attempts, "first", "x", 0) == 0


def test_a_thief_of_one_paired_device_finds_no_pin_of_four_digits_in_a_year():
    """All guesses of a year, each as soon as it is heard."""
    attempts, now, heard = Attempts(), 0, 0
    while now < 365 * 86_400_000:
        attempts, now = tried(1, now=now, attempts=attempts)
        heard += 1
    assert heard < 10_000
