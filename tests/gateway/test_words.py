import pytest

from retrowalk.gateway.principal import ANONYMOUS, Principal, Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.gateway.words import Words
from retrowalk.safety.nonces import FRESH_FOR, KEPT, needed
from retrowalk.safety.roles import Act, Role


ANN = Principal("d1.1", "Ann", Role.STAFF, scopes=frozenset({Scope.CONTROL}))
BEN = Principal("d2", "Ben", Role.ADMIN, scopes=frozenset({Scope.ADMIN}))


def refused(words, who, act, word, now):
    with pytest.raises(Refusal) as error:
        words.spend(who, act, word, now)
    assert list(error.value.fields) == ["word"]
    return error.value.code


@pytest.mark.sr(43)
@pytest.mark.parametrize("act", [act for act in Act if needed(act)])
def test_a_start_or_a_raise_takes_one_fresh_word_of_its_own_client(act):
    words = Words()
    word = words.hand_out(ANN, 1000)
    assert refused(words, BEN, act, word, 1000) is Code.NONCE_NEEDED
    words.spend(ANN, act, word, 1000 + FRESH_FOR - 1)
    assert refused(words, ANN, act, word, 1000) is Code.NONCE_NEEDED
    late = words.hand_out(ANN, 5000)
    assert refused(words, ANN, act, late, 5000 + FRESH_FOR) is Code.NONCE_NEEDED
    assert refused(words, ANN, act, "", 5000) is Code.NONCE_NEEDED


@pytest.mark.sr(43)
@pytest.mark.parametrize("act", [act for act in Act if not needed(act)])
def test_everything_else_and_a_stop_above_all_takes_none(act):
    Words().spend(ANONYMOUS, act, "", 0)


@pytest.mark.sr(43)
@pytest.mark.parametrize("scope", [None, Scope.DISPLAY, Scope.STOP_ONLY, Scope.AUTOMATION])
def test_whoever_starts_nothing_gets_none(scope):
    who = Principal("d3", "x", Role.ADMIN, scopes=frozenset({scope} - {None}))
    with pytest.raises(Refusal) as error:
        Words().hand_out(who, 0)
    assert error.value.code is (Code.SCOPE if scope else Code.NOT_PAIRED)


@pytest.mark.sr(43)
def test_nobody_crowds_out_anothers_word():
    words = Words()
    mine = words.hand_out(BEN, 0)
    for _ in range(3 * KEPT):
        words.hand_out(ANN, 0)
    words.spend(BEN, Act.START, mine, 1)


def test_clients_that_are_gone_leave_nothing_behind():
    words = Words()
    for number in range(500):
        words.hand_out(Principal(f"d1.{number}", "x", Role.STAFF, scopes=ANN.scopes), number * 1000)
    assert len(words._of) <= FRESH_FOR // 1000 + 1  # noqa: SLF001 - what is kept is the point


def test_words_are_long_and_differ():
    words = Words()
    handed = {words.hand_out(ANN, 0) for _ in range(100)}
    assert len(handed) == 100
    assert min(len(word) for word in handed) >= 128 / 6
