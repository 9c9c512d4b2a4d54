"""What comes again and again is counted."""

from retrowalk.runtime.repeats import APART, AT_ONCE, MOST, Repeats


def test_the_first_few_pass_and_the_rest_are_counted():
    repeats = Repeats()
    assert [repeats.admit("a", 0) for _ in range(AT_ONCE + 2)] == [0] * AT_ONCE + [None, None]
    assert repeats.admit("b", 1) == 0
    assert repeats.admit("a", APART - 1) is None
    assert repeats.admit("a", APART) == 3
    assert repeats.admit("a", APART + 1) == 0


def test_the_count_is_told_when_nothing_more_comes():
    repeats = Repeats()
    for _ in range(10):
        repeats.admit("a", 5)
    repeats.admit("b", 5)
    assert repeats.due(APART + 4) == []
    assert repeats.due(APART + 5) == [("a", 10 - AT_ONCE)]
    assert repeats.due(APART + 5) == []
    assert repeats.admit("a", APART + 6) == 0


def test_a_flood_of_sentences_takes_no_more_memory():
    repeats = Repeats()
    for number in range(3 * MOST):
        repeats.admit(number, 0)
    assert len(repeats.due(APART)) == 0
    for number in range(3 * MOST):
        for _ in range(AT_ONCE + 1):
            repeats.admit(number, 0)
    assert len(repeats.due(APART)) == MOST
