import pytest

from retrowalk.controller.effects import Request
from retrowalk.link import procedure as p
from retrowalk.safety import thresholds as t


SPEED = bytes.fromhex("02e600")


def test_a_request_keeps_its_epoch_and_its_expiry_and_is_never_repeated_for_silence():
    made = p.ordinary(Request(SPEED, 3, 500))
    assert (made.epoch, made.expires, made.silences) == (3, 500, 0)


@pytest.mark.sr(14)
@pytest.mark.parametrize(
    ("frame", "silences"),
    [("00", p.TRIES - 1), ("0801", p.TRIES - 1), ("0802", p.TRIES - 1)],
    ids=["request control", "stop", "pause"],
)
def test_a_frame_of_a_stop_outlives_every_request(frame, silences):
    made, request = p.stop_frame(bytes.fromhex(frame), 100, 7), p.ordinary(Request(SPEED, 10**9, 10**12))
    assert made.epoch > request.epoch
    assert made.expires > request.expires
    assert (made.due, made.silences) == (100, silences)


@pytest.mark.sr(11)
@pytest.mark.sr(15)
def test_the_minimum_speed_of_a_stop_is_written_at_once_or_not_at_all():
    made = p.stop_frame(bytes.fromhex("026400"), 100, 7)
    assert (made.epoch, made.expires, made.refusals, made.silences) == (7, 100 + p.AT_ONCE, 0, 0)
    assert p.AT_ONCE < t.ESCALATE_APART


@pytest.mark.sr(14)
def test_a_busy_treadmill_is_asked_to_stop_within_fifty_milliseconds_of_each_refusal_until_the_core_asks_again():
    assert p.STOP_RETRY <= 50
    assert p.STOP_RETRY * p.STOP_RETRIES > t.REPEAT_APART
