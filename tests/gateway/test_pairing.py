"""Codes of six digits, two minutes, five tries: computed, and tried in ten thousand random histories."""

import dataclasses
import random
from fractions import Fraction

import pytest

from retrowalk.gateway.pairing import (
    ASKING,
    ASKING_FROM_ONE,
    DIGITS,
    FIRST_WAIT,
    FORGOTTEN,
    LIVES,
    LONGEST_WAIT,
    TRIES,
    Asking,
    Busy,
    Leave,
    Offer,
    Pairing,
    asked,
    collected,
    confirmed,
    denied,
    offered,
    typed,
    wait,
    waiting,
)
from retrowalk.gateway.principal import Principal, Scope
from retrowalk.safety.roles import Role


OWNER = Principal("loopback", "owner", Role.ADMIN)
TABLET = Leave(frozenset({Scope.CONTROL}))


def offer(code="123456", at=0):
    return Offer(code, TABLET, OWNER, at)


def asking(number, code="111111", address="a", at=0):
    return Asking(str(number), code, f"hash {number}", f"device {number}", TABLET, address, at)


def guess(code, guesses, at=0):
    """Whether one of the guesses is right in the window of this code."""
    pairing = offered(Pairing(), offer(code, at))
    for number, each in enumerate(guesses):
        pairing, right = typed(pairing, each, at + number)
        if right:
            return True
    return False


# ── the odds (S6) ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(43)
def test_a_guess_is_right_once_in_two_hundred_thousand_windows():
    """Whoever tries all hundred codes of two digits is right for as many of them as there are tries, and no more."""
    codes = [f"{number:02}" for number in range(100)]
    right = sum(guess(code, codes) for code in codes)
    assert right == TRIES
    assert Fraction(right, 100) * Fraction(100, 10**DIGITS) <= Fraction(5, 10**6)


@pytest.mark.sr(43)
def test_the_same_with_any_order_of_guesses_and_with_guesses_twice():
    codes = [f"{number:02}" for number in range(100)]
    for seed in range(20):
        guesses = random.Random(seed).choices(codes, k=200)
        assert sum(guess(code, guesses) for code in codes) <= TRIES


def test_over_a_day_of_codes_without_end_the_odds_stay_below_one_in_a_thousand():
    """Somebody offers a code whenever one may be, and somebody else burns it at once."""
    pairing, now, windows = Pairing(), 0, 0
    while now < 86_400_000:
        pairing = offered(pairing, offer("000000", now))
        for _ in range(TRIES):
            pairing, _none = typed(pairing, "999999", now)
        windows += 1
        now += wait(pairing, now)
    assert windows * Fraction(TRIES, 10**DIGITS) < Fraction(1, 1000)


@pytest.mark.sr(43)
def test_ten_thousand_random_histories():
    """Never a device let in but by the code that is out, within its two minutes and five tries, once."""
    lets = 0
    for seed in range(10_000):
        chance = random.Random(seed)
        pairing, now, out = Pairing(), 0, None  # out: (code, since, wrong so far)
        for _ in range(chance.randrange(5, 40)):
            now += chance.choice((0, 1, 1000, 30_000, LIVES - 1, LIVES, LONGEST_WAIT))
            if chance.random() < 0.4:
                code = f"{chance.randrange(6):06}"
                if 0 < wait(pairing, now) <= LONGEST_WAIT:
                    with pytest.raises(Busy):
                        offered(pairing, offer(code, now))
                    continue
                pairing = offered(pairing, offer(code, now))
                out = (code, now, 0)
            else:
                code = f"{chance.randrange(6):06}"
                pairing, right = typed(pairing, code, now)
                good = out is not None and code == out[0] and now - out[1] < LIVES and out[2] < TRIES
                assert (right is not None) is good
                lets += good
                out = None if good else out and (out[0], out[1], out[2] + 1)
    assert lets > 5_000


# ── a code that is offered ──────────────────────────────────────────────────────────────────────────


def test_the_code_lets_in_once():
    pairing, right = typed(offered(Pairing(), offer()), "123456", LIVES - 1)
    assert right.leave == TABLET
    assert typed(pairing, "123456", LIVES - 1)[1] is None


@pytest.mark.parametrize("now", [LIVES, -1, 10 * LIVES])
def test_after_two_minutes_it_does_not(now):
    assert typed(offered(Pairing(), offer()), "123456", now)[1] is None


def test_a_new_code_ends_the_one_before():
    pairing = offered(offered(Pairing(), offer("111111")), offer("222222"))
    assert typed(pairing, "111111", 0)[1] is None
    assert typed(pairing, "222222", 0)[1] is not None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345\uff16", "١٢٣٤٥٦", " 123456", "\ud800", "x" * 100_000])
def test_nothing_else_is_the_code(code):
    pairing, right = typed(offered(Pairing(), offer()), code, 0)
    assert (right, pairing.offer.wrong) == (None, 1)


def test_nothing_is_counted_where_no_code_is_out():
    assert typed(Pairing(), "123456", 0) == (Pairing(), None)


def burnt(windows, now=0):
    pairing = Pairing()
    for _ in range(windows):
        now += wait(pairing, now)
        pairing = offered(pairing, offer("000000", now))
        for _ in range(TRIES):
            pairing, _none = typed(pairing, "999999", now)
    return pairing, now


def test_wrong_codes_make_the_next_one_wait_longer_each_time():
    waits = [wait(*burnt(windows)) for windows in range(10)]
    assert waits == [0, *(min(LONGEST_WAIT, FIRST_WAIT * 2**n) for n in range(9))]
    pairing, now = burnt(1)
    with pytest.raises(Busy) as busy:
        offered(pairing, offer(at=now + 1))
    assert busy.value.retry_after == FIRST_WAIT - 1


def test_what_is_right_ends_the_waiting_and_so_does_a_quiet_day():
    pairing, now = burnt(4)
    assert wait(pairing, now + FORGOTTEN) == 0
    now += wait(pairing, now)
    pairing, right = typed(offered(pairing, offer(at=now)), "123456", now)
    assert right
    assert wait(pairing, now) == 0


# ── a device that asks ──────────────────────────────────────────────────────────────────────────────


def test_a_device_asks_somebody_confirms_its_code_and_it_collects_once():
    pairing = asked(Pairing(), asking(1))
    assert [each.id for each in waiting(pairing, 0)] == ["1"]
    pairing, one = collected(pairing, "1", "hash 1", 0)
    assert one.granted is None
    pairing, right = confirmed(pairing, "1", "111111", (TABLET, OWNER), 1)
    assert right
    pairing, one = collected(pairing, "1", "hash 1", 2)
    assert one.granted == (TABLET, OWNER)
    assert collected(pairing, "1", "hash 1", 3) == (pairing, None)


def test_nobody_collects_for_another():
    pairing, _ = confirmed(asked(Pairing(), asking(1)), "1", "111111", (TABLET, OWNER), 0)
    assert collected(pairing, "1", "hash 2", 1) == (pairing, None)
    assert collected(pairing, "2", "hash 1", 1) == (pairing, None)
    assert collected(pairing, "1", "hash 1", 1)[1] is not None


def test_the_code_that_is_seen_must_be_typed_and_five_wrong_ones_end_it():
    pairing = asked(Pairing(), asking(1))
    for number in range(TRIES):
        assert len(waiting(pairing, 0)) == 1
        pairing, right = confirmed(pairing, "1", f"00000{number}", (TABLET, OWNER), 0)
        assert not right
    assert waiting(pairing, 0) == ()
    assert confirmed(pairing, "1", "111111", (TABLET, OWNER), 0) == (pairing, False)


def test_nobody_confirms_twice_or_what_is_over():
    pairing, _ = confirmed(asked(Pairing(), asking(1)), "1", "111111", (TABLET, OWNER), 0)
    other = Leave(frozenset({Scope.ADMIN}))
    assert confirmed(pairing, "1", "111111", (other, OWNER), 0) == (pairing, False)
    assert confirmed(asked(Pairing(), asking(1)), "1", "111111", (TABLET, OWNER), LIVES)[1] is False
    assert collected(pairing, "1", "hash 1", LIVES)[1] is None


def test_somebody_says_no():
    pairing = asked(asked(Pairing(), asking(1)), asking(2, "222222"))
    assert [each.id for each in waiting(denied(pairing, "1", 0), 0)] == ["2"]
    assert denied(pairing, "9", 0) == pairing


def test_no_more_ask_than_people_read_and_no_two_show_one_code():
    pairing = Pairing()
    for number in range(ASKING_FROM_ONE):
        pairing = asked(pairing, asking(number, str(number)))
    with pytest.raises(Busy, match="too many"):
        asked(pairing, asking(9, "9"))
    with pytest.raises(Busy, match="shown already"):
        asked(pairing, asking(9, "0", address="b"))
    for number in range(ASKING_FROM_ONE, ASKING):
        pairing = asked(pairing, asking(number, str(number), address=str(number)))
    with pytest.raises(Busy, match="too many"):
        asked(pairing, asking(9, "9", address="c"))
    later = asked(pairing, asking(9, "9", at=LIVES))
    assert [each.id for each in waiting(later, LIVES)] == ["9"]


def test_no_code_and_no_secret_is_printed():
    shown = f"{offer('918273')!r} {asking(1, '918274')!r}"
    assert "91827" not in shown
    assert "hash 1" not in shown


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (1, 2)])
def test_what_becomes_of_one_leaves_the_others_as_they_are(pair):
    pairing = Pairing(asking=tuple(asking(number, str(number), str(number)) for number in range(3)))
    for number in pair:
        pairing, _ = confirmed(pairing, str(number), str(number), (TABLET, OWNER), 0)
    granted = {each.id for each in waiting(pairing, 0) if each.granted}
    assert granted == {str(number) for number in pair}
    assert [dataclasses.replace(each, granted=None) for each in pairing.asking] == [
        asking(number, str(number), str(number)) for number in range(3)
    ]
