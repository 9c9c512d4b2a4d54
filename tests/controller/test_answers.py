"""Machine status and answers to requests."""

import pytest

from retrowalk.controller import events as e
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from rig import Fault, Rig, hold, plan


LONG = plan(hold("1.5 mph", 600))


def at_speed():
    rig = Rig().at_speed(LONG)
    rig.tell(e.MachineStatusFrame(b"\x04"))  # heard: from here on a status counts
    return rig


def rest(rig):
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0


def test_what_a_status_means_for_a_running_belt():
    for data, reason in (
        (b"\x01", StopReason.POWER_LOSS),
        (b"\x02\x01", StopReason.CONSOLE_STOP),
        (b"\x02\x02", StopReason.CONSOLE_STOP),
        (b"\x02", StopReason.CONSOLE_STOP),
        (b"\x03", StopReason.SAFETY_KEY),
    ):
        rig = at_speed()
        rig.tell(e.MachineStatusFrame(data))
        assert rig.state.supervision.latch.reason is reason
        rest(rig)


@pytest.mark.sr(30)
def test_a_faster_target_from_elsewhere_freezes_and_our_own_told_back_does_not():
    rig = at_speed()
    rig.tell(e.MachineStatusFrame(b"\x05\xf0\x00"))  # 2.4 km/h: what we asked for
    assert rig.state.freezes == frozenset()
    rig.tell(e.MachineStatusFrame(b"\x05\x90\x01"))  # 4.0 km/h: what we did not
    assert "faster than asked: console override" in rig.seen.frozen
    rest(rig)


def test_statuses_that_decide_nothing():
    rig = at_speed()
    before = rig.state.supervision, rig.state.freezes
    for data in (b"", b"\x05", b"\x06\x0a\x00", b"\x14\x01", b"\x77\x01\x02"):
        rig.tell(e.MachineStatusFrame(data))
    rig.tell(e.TrainingStatusFrame(b"\x00\x01"))
    assert (rig.state.supervision, rig.state.freezes) == before
    rest(rig)


def test_a_status_of_a_belt_that_is_not_ours_decides_nothing():
    rig = Rig()
    rig.pass_time(5000)
    rig.tell(e.MachineStatusFrame(b"\x02\x01"))
    rig.tell(e.MachineStatusFrame(b"\x02\x01"))
    assert rig.belt is Belt.IDLE and rig.wire == []


def test_answers():
    rig = at_speed()
    rig.tell(e.Answered(b"\x02\xf0\x00", b"\x80"))  # no answer at all
    assert not rig.state.unsure
    rig.tell(e.Answered(b"\x02\xf0\x00", b"\x80\x02\x04"))
    assert rig.seen.commanded and rig.state.governed.speed == 240
    rig.tell(e.Answered(b"\x02\xf0\x00", b"\x80\x02\x05"))
    assert "took control back" in rig.seen.frozen[0] or any("took control" in why for why in rig.seen.frozen)
    rest(rig)


def test_an_unanswered_request_other_than_for_motion_is_no_doubt_about_motion():
    rig = at_speed()
    for event in (e.Unanswered(b"\x00", "x"), e.Dropped(b"", "x"), e.Answered(b"\x00", b"\x80\x00\x05")):
        rig.tell(event)
        assert not rig.state.unsure
    rig.tell(e.Proceed())
    rest(rig)


def test_a_motion_request_without_an_answer_is_made_again_speed_and_inclination_alike():
    rig = Rig().walking(plan(hold("1.5 mph", 120, "1 %")))
    for asked in (rig.inclinations, rig.speeds):
        rig.fail(Fault.FAILED, 1)
        before = len(asked())
        rig.until(lambda _, asked=asked, before=before: len(asked()) > before + 1, 60_000)
        assert asked()[before][1] == asked()[before + 1][1]
    rig.until(lambda r: r.speed == 240, 60_000)
    rest(rig)


@pytest.mark.sr(30)
def test_while_frozen_only_a_request_that_slows_is_made_again():
    rig = at_speed()
    rig.tell(e.MachineStatusFrame(b"\xff"))
    rig.tell(e.Unanswered(b"\x02\xf0\x00", "x"))
    asked = len(rig.speeds())
    rig.pass_time(5000)
    assert len(rig.speeds()) == asked and rig.state.unsure
    rest(rig)
