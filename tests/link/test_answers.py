import pytest
from in_time import in_virtual_time

from retrowalk.link.answers import Answers


SUCCESS = bytes.fromhex("800801")


@in_virtual_time
async def test_the_first_that_asked_is_answered_first():
    answers = Answers()
    with answers.expecting(8) as first, answers.expecting(8) as second:
        answers.deliver(SUCCESS)
        assert first.result() == SUCCESS
        assert not second.done()
        answers.deliver(bytes.fromhex("800804"))
        assert second.result() == bytes.fromhex("800804")


@in_virtual_time
async def test_an_answer_is_for_its_own_op_code():
    answers = Answers()
    with answers.expecting(2) as speed, answers.expecting(8) as stop:
        answers.deliver(SUCCESS)
        assert stop.done()
        assert not speed.done()


@in_virtual_time
async def test_who_stopped_waiting_takes_nobody_elses_answer():
    answers = Answers()
    with answers.expecting(8) as later:
        with answers.expecting(8) as earlier:
            pass
        answers.deliver(SUCCESS)
        assert later.done()
        assert earlier.cancelled()


@pytest.mark.parametrize("data", ["", "80", "8008", "810801", "800701"])
@in_virtual_time
async def test_what_answers_nothing_is_let_go(data):
    answers = Answers()
    with answers.expecting(8) as waiting:
        answers.deliver(bytes.fromhex(data))
        assert not waiting.done()
