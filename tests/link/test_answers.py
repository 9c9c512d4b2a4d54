import pytest

from retrowalk.link.answers import Answers


SUCCESS = bytes.fromhex("800801")
FIRST, SECOND = 1, 2


def expecting(*ops: int) -> Answers:
    """Writes of these op codes, numbered from 1."""
    answers = Answers()
    for number, op in enumerate(ops, FIRST):
        answers.expect(number, op)
    return answers


def test_the_first_that_asked_is_answered_first():
    answers = expecting(8, 8)
    assert answers.deliver(SUCCESS) == FIRST
    assert answers.deliver(bytes.fromhex("800804")) == SECOND


def test_an_answer_is_for_its_own_op_code():
    assert expecting(2, 8).deliver(SUCCESS) == SECOND


def test_an_answer_is_given_once():
    answers = expecting(8)
    assert answers.deliver(SUCCESS) == FIRST
    assert answers.deliver(SUCCESS) is None


def test_who_stopped_waiting_takes_nobody_elses_answer():
    answers = expecting(8, 8)
    answers.forget(FIRST)
    assert answers.deliver(SUCCESS) == SECOND


def test_who_was_answered_may_be_forgotten_all_the_same():
    answers = expecting(8)
    answers.deliver(SUCCESS)
    answers.forget(FIRST)
    assert answers.deliver(SUCCESS) is None


@pytest.mark.parametrize("data", ["", "80", "8008", "810801", "800701"])
def test_what_answers_nothing_is_let_go(data):
    assert expecting(8).deliver(bytes.fromhex(data)) is None
