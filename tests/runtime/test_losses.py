"""One line on loss, one on return."""

import logging

import pytest

from retrowalk.runtime.losses import Losses


class Clock:
    now = 0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def losses(clock):
    return Losses(logging.getLogger("retrowalk.tests.losses"), clock)


def told(caplog):
    return [(record.levelname, record.getMessage()) for record in caplog.records]


def test_a_loss_and_a_return_are_one_line_each(losses, clock, caplog):
    caplog.set_level(logging.INFO)
    for now in range(0, 60_000, 250):
        clock.now = now
        losses.look("link of Left", there=not 10_000 <= now < 40_000, why="no answer", treadmill="aa-bb")
    assert told(caplog) == [("WARNING", "link of Left lost: no answer"), ("INFO", "link of Left back after 30.0 s")]
    assert [record.treadmill for record in caplog.records] == ["aa-bb", "aa-bb"]
    assert losses.lost == {}


def test_inputs_are_told_apart(losses, caplog):
    for name in ("disk", "guard"):
        losses.look(name, there=True)
    losses.look("disk", there=False, why="full")
    losses.look("disk", there=False, why="another reason later")
    losses.look("guard", there=False)
    assert told(caplog) == [("WARNING", "disk lost: full"), ("WARNING", "guard lost: no reason known")]
    assert losses.lost == {"disk": "full", "guard": ""}


def test_what_was_never_there_is_not_lost(losses, caplog):
    losses.look("heart rate", there=False)
    assert told(caplog) == []


def test_what_is_let_go_of_is_neither_lost_nor_back(losses, caplog):
    losses.look("disk", there=True)
    losses.look("disk", there=False)
    losses.forget("disk")
    losses.look("disk", there=True)
    assert len(told(caplog)) == 1
    assert losses.lost == {}


def test_a_thousand_losses_are_two_thousand_lines_and_no_more(losses, caplog):
    caplog.set_level(logging.INFO)
    for _ in range(1000):
        losses.look("disk", there=True)
        losses.look("disk", there=False)
    assert len(told(caplog)) == 1999
