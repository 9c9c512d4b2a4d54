import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.safety.nonces import FRESH_FOR, KEPT, Nonces, Spent, issued, needed, spent
from retrowalk.safety.roles import Act


ONE = issued(Nonces(), "one", "ann", 1000)


@pytest.mark.sr(43)
@pytest.mark.parametrize("act", Act)
def test_what_starts_or_raises_needs_a_word_and_a_stop_needs_nothing(act):
    assert needed(act) is (act in {Act.START, Act.NUDGE, Act.RAISE_PERSON, Act.RAISE_SITE, Act.RESET})


@pytest.mark.sr(43)
def test_a_word_is_good_once():
    after = spent(ONE, "one", "ann", 1000 + FRESH_FOR - 1)
    assert after == Nonces()
    with pytest.raises(Spent, match="used already"):
        spent(after, "one", "ann", 1001)


@pytest.mark.sr(43)
@pytest.mark.parametrize(
    ("nonce", "client", "now", "words"),
    [
        ("two", "ann", 1000, "not handed out"),
        ("", "ann", 1000, "not handed out"),
        ("one", "ben", 1000, "not handed out"),
        ("one", "ann", 1000 + FRESH_FOR, "too old"),
        ("one", "ann", 999, "too old"),
    ],
)
def test_no_other_word_is_good(nonce, client, now, words):
    with pytest.raises(Spent, match=words):
        spent(ONE, nonce, client, now)


@pytest.mark.sr(43)
@pytest.mark.parametrize("nonce", ["one", ""])
def test_no_word_is_handed_out_twice_and_none_is_empty(nonce):
    with pytest.raises(Spent, match="handed out once"):
        issued(ONE, nonce, "ben", 1000)


def test_old_words_are_forgotten_and_so_are_too_many():
    assert issued(ONE, "two", "ann", 1000 + FRESH_FOR).words[0].nonce == "two"
    many = Nonces()
    for number in range(2 * KEPT):
        many = issued(many, str(number), "ann", number)
    assert [word.nonce for word in many.words] == [str(number) for number in range(KEPT, 2 * KEPT)]


@pytest.mark.sr(43)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abc"), st.sampled_from("xy"), st.integers(0, 20_000))))
def test_every_word_that_is_accepted_was_handed_out_to_that_client_and_is_gone(acts):
    nonces, now, out = Nonces(), 0, {}
    for give, nonce, client, later in acts:
        now += later
        try:
            nonces = issued(nonces, nonce, client, now) if give else spent(nonces, nonce, client, now)
        except Spent:
            continue
        if give:
            out[nonce] = (client, now)
        else:
            whose, since = out.pop(nonce)
            assert whose == client and now - since < FRESH_FOR


def test_a_word_is_good_in_the_moment_it_is_handed_out():
    assert spent(ONE, "one", "ann", 1000) == Nonces()


def test_what_is_too_old_makes_room_and_its_name_may_come_again():
    later = issued(ONE, "one", "ben", 1000 + FRESH_FOR)
    assert [(word.nonce, word.client) for word in later.words] == [("one", "ben")]
    kept = issued(ONE, "two", "ben", 1000 + FRESH_FOR - 1)
    assert [(word.nonce, word.client, word.at) for word in kept.words] == [
        ("one", "ann", 1000),
        ("two", "ben", 1000 + FRESH_FOR - 1),
    ]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: issued(ONE, "one", "ben", 1001), "a word is handed out once"),
        (lambda: issued(ONE, "", "ben", 1001), "a word is handed out once"),
        (lambda: spent(ONE, "two", "ann", 1001), "this word was not handed out, or was used already"),
        (lambda: spent(ONE, "one", "ann", 999), "this word is too old: ask for another"),
    ],
)
def test_a_refusal_says_why(act, words):
    with pytest.raises(Spent) as refused:
        act()
    assert str(refused.value) == words
