import pytest

from retrowalk.cli.exits import MEANINGS, Exit, code_of
from retrowalk.controller.effects import Finished
from retrowalk.safety.events import StopReason


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (StopReason.COMPLETED, Exit.DONE),
        (StopReason.USER_STOP, Exit.STOPPED_BY_PERSON),
        (StopReason.DIZZY, Exit.STOPPED_BY_PERSON),
        (StopReason.SAFETY_KEY, Exit.STOPPED_BY_TREADMILL),
        (StopReason.CONSOLE_STOP, Exit.STOPPED_BY_TREADMILL),
        (StopReason.OVERSPEED, Exit.STOPPED_BY_SAFETY),
        (StopReason.STALE, Exit.STOPPED_BY_SAFETY),
    ],
)
def test_a_verified_end_has_the_code_of_who_ended_it(reason, code):
    assert code_of(Finished(reason, verified=True)) is code


@pytest.mark.parametrize("reason", StopReason)
def test_an_end_without_measured_standstill_is_never_anything_else(reason):
    assert code_of(Finished(reason, verified=False)) is Exit.NOT_VERIFIED


def test_only_a_completed_walk_is_zero():
    zero = [reason for reason in StopReason if code_of(Finished(reason, verified=True)) is Exit.DONE]
    assert zero == [StopReason.COMPLETED]


def test_every_code_has_its_own_number_and_its_meaning():
    assert set(MEANINGS) == set(Exit)
    assert len({code.value for code in Exit}) == len(list(Exit))


def test_a_walk_that_was_only_watched_has_no_standstill_to_miss():
    assert code_of(Finished(StopReason.COMPLETED, verified=False), watched=True) is Exit.DONE
    assert code_of(Finished(StopReason.USER_STOP, verified=False), watched=True) is Exit.STOPPED_BY_PERSON
