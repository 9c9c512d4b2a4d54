"""Machine status and answers to requests."""

from itertools import pairwise

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.begin import STOPLESS
from retrowalk.controller.effects import AlarmKind, Cue, WriteStop
from retrowalk.safety.events import Reset, Stop, StopReason
from retrowalk.safety.interlocks import Freeze
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.machine import Button
from retrowalk.units import Facing
from rig import Fault, Rig, hold, plan, replace, settle, turn


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


@pytest.mark.sr(30)
@pytest.mark.sr(17)
def test_a_slower_target_from_elsewhere_freezes_and_is_obeyed_and_only_a_person_goes_on():
    rig = Rig().at_speed(plan(hold("1.5 mph", 60), hold("2.0 mph", 600)))
    rig.pass_time(2_000)
    rig.tell(e.MachineStatusFrame(b"\x04"))
    for ours in (b"\x05\xf0\x00", b"\x05\xdc\x00"):  # 2.4 km/h, and as near as a belt that follows
        rig.tell(e.MachineStatusFrame(ours))
    assert rig.state.freezes == frozenset()
    rig.tell(e.MachineStatusFrame(b"\x05\x96\x00"))  # 1.5 km/h: somebody asks for less
    assert rig.seen.frozen == (Freeze.CONSOLE_LOWERED.value,) and rig.said()[-1][1] is Cue.HELD
    for _ in range(9):
        rig.treadmill.press(Button.SLOWER, rig.now)  # and the belt slows
    rig.pass_time(90_000)
    assert rig.seen.frozen == (Freeze.CONSOLE_LOWERED.value,) and rig.stage is Stage.WALKING
    assert not [speed for now, speed in rig.speeds() if now > rig.now - 90_000]  # told ahead, and never asked for
    rig.tell(e.Proceed())
    rig.until(lambda r: r.speeds()[-1][1] > 240, 200_000)
    rest(rig)


@pytest.mark.sr(17)
@pytest.mark.parametrize(("slower", "ceiling"), [(100, 140), (10, None)], ids=["slower by now", "not yet"])
def test_whoever_goes_on_at_once_after_a_slower_target_from_elsewhere_does_not_push_it_back_up(slower, ceiling):
    rig = at_speed()
    rig.pass_time(2_000)
    rig.tell(e.MachineStatusFrame(b"\x05\x8c\x00"))  # 1.4 km/h
    rig.tell(e.TreadmillFrame(b"\x08\x00" + (240 - slower).to_bytes(2, "little") + bytes(4)))
    rig.tell(e.Proceed())
    told = rig.state.walk.ceiling
    assert (told and told.wire) == ceiling and not rig.seen.frozen
    rest(rig)


@pytest.mark.sr(30)
def test_an_older_target_of_ours_that_is_told_late_is_nobody_elses():
    rig = Rig().walking(plan(hold("2.0 mph", 600)))
    rig.until(lambda r: r.speeds()[-1][1] > 200, 60_000)
    rig.tell(e.MachineStatusFrame(b"\x04"))
    rig.tell(e.MachineStatusFrame(b"\x05\x64\x00"))  # 1.0 km/h: what the ramp began with
    assert rig.state.freezes == frozenset() and rig.state.walk.ceiling is None
    rest(rig)


@pytest.mark.sr(30)
def test_another_inclination_from_elsewhere_freezes_and_our_own_told_back_does_not():
    rig = at_speed()
    rig.tell(e.MachineStatusFrame(b"\x06\x00\x00"))
    rig.tell(e.MachineStatusFrame(b"\x06\x0a\x00"))  # 1.0 %: within what a motor may be off
    assert rig.state.freezes == frozenset()
    rig.tell(e.MachineStatusFrame(b"\x06\x0b\x00"))
    assert rig.seen.frozen == ("inclination is not what was asked",)
    rest(rig)


@pytest.mark.sr(30)
def test_control_that_was_lost_is_asked_for_again_by_a_person_only():
    rig = at_speed()
    rig.tell(e.MachineStatusFrame(b"\xff"))
    before = len(rig.wire)
    assert rig.seen.frozen == ("the treadmill took control back",) and rig.said()[-1][1] is Cue.HELD
    rig.pass_time(30_000)
    assert b"\x00" not in [data for _, data in rig.wire[before:]] and rig.seen.frozen
    rig.tell(e.Proceed())
    rig.pass_time(1000)
    assert next(data for _, data in rig.wire[before:]) == b"\x00" and not rig.seen.frozen
    assert rig.state.supervision.granted and rig.stage is Stage.WALKING
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


# ── answers to a stop ─────────────────────────────────────────────────────────────────────────────────


STOP, INSIST = b"\x08\x01", (b"\x00", b"\x08\x01")
REFUSALS = [2, 3, 4, 5]  # not supported, invalid parameter, Operation Failed, Control Not Permitted


def stopping():
    """A belt that goes on, being told to stop; the outcome of the first Stop has not come."""
    rig = at_speed()
    rig.fail(Fault.STOP_IGNORED)
    rig.stop()
    return rig


def refusal(result):
    return e.Answered(STOP, bytes((0x80, 8, result)))


@pytest.mark.sr(15)
@pytest.mark.parametrize("result", REFUSALS)
def test_a_refused_stop_is_written_again_in_the_same_step_and_control_asked_for_first(result):
    rig = stopping()
    rig.now += 30
    assert [effect.frames for effect in rig.tell(refusal(result)) if isinstance(effect, WriteStop)] == [INSIST]
    rig.mend(Fault.STOP_IGNORED)
    rest(rig)


@pytest.mark.sr(7)
def test_a_treadmill_that_knows_no_stop_is_loud_and_tried_in_the_other_ways_at_once_and_never_started_again():
    rig = stopping()
    pressed = rig.now
    rig.tell(refusal(2))
    assert AlarmKind.PULL_THE_KEY in rig.seen.alarms  # nobody waits two seconds to see whether it slows
    rig.pass_time(1_500)
    assert (b"\x02\x64\x00",) in [effect.frames for now, effect in rig.stops() if now - pressed <= 1_500]
    rig.mend(Fault.STOP_IGNORED)
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    rig.tell(Reset("staff"))
    rig.drop()
    rig.connect()  # a link does not mend it
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    rig.tell(e.Prepare(LONG))
    assert rig.refused()[-1] == STOPLESS
    rig.stop()
    rig.tell(e.Answered(STOP, b"\x80\x08\x01"))  # asked once more, it knows it
    rig.until(lambda r: r.belt is Belt.LATCHED, 20_000)
    rig.tell(Reset("staff"))
    rig.tell(e.Prepare(LONG))
    assert rig.stage is Stage.CHECKLIST and rig.speed == 0


@pytest.mark.sr(7)
def test_a_turn_on_a_treadmill_that_told_meanwhile_that_it_knows_no_stop_is_not_followed_by_a_start():
    rig = Rig().at_speed(plan(hold("1.5 mph", 20), turn(Facing.FORWARD), settle(facing=Facing.FORWARD)))
    rig.until(lambda r: r.belt is Belt.HALTING, 120_000)
    rig.tell(refusal(2))
    rig.until(lambda r: r.belt in (Belt.ARMED, Belt.LATCHED), 60_000)
    rig.tell(e.Ready())
    rig.pass_time(60_000)
    assert rig.speed == 0 and not rig.speeds()[-1][0] > rig.now - 60_000


@pytest.mark.sr(7)
def test_a_belt_that_stands_all_the_same_for_a_turn_is_not_started_after_it():
    rig = Rig().at_speed(plan(hold("1.5 mph", 20), turn(Facing.FORWARD), settle(facing=Facing.FORWARD)))
    rig.until(lambda r: r.belt is Belt.HALTING and r.state.watch.zero_since is not None, 120_000)
    rig.tell(refusal(2))
    rig.until(lambda r: r.belt is Belt.ARMED, 60_000)
    assert not rig.seen.alarms  # it was measured at zero
    rig.pass_time(30_000)
    assert rig.seen.not_ready == STOPLESS
    rig.tell(e.Ready())
    assert rig.refused()[-1] == STOPLESS and rig.speed == 0


@pytest.mark.sr(7)
@pytest.mark.parametrize("request_", [b"\x08\x02", b"\x02\x64\x00"], ids=["Pause", "a speed"])
def test_only_an_answer_to_stop_itself_says_that_there_is_none(request_):
    rig = stopping()
    rig.tell(e.Answered(request_, bytes((0x80, request_[0], 2))))
    assert not rig.state.stopless
    rig.mend(Fault.STOP_IGNORED)
    rest(rig)


@pytest.mark.sr(15)
def test_a_belt_that_refuses_for_ever_is_asked_after_each_refusal_and_the_schedule_goes_on():
    rig = stopping()
    pressed = rig.now
    for _ in range(300):
        rig.pass_time(20)
        told = [rig.tell(refusal(5)) for _ in range(rig.state.effort.unheard)]
        assert [effect.frames for effect in told[-1]][:1] == [INSIST]
    scheduled = [now - pressed for now, effect in rig.stops() if effect.frames != INSIST]
    assert scheduled == [0, 2500, 3000, 4000, 4500, 5500, 6000]  # minimum and Pause, with a Stop between them
    rig.mend(Fault.STOP_IGNORED)
    rest(rig)


def test_only_the_last_of_the_stops_under_way_is_followed_by_another():
    rig = stopping()
    rig.now += 600
    rig.tell(Stop(StopReason.PAIN, "pressed again"))
    assert not rig.tell(refusal(5))
    assert rig.tell(refusal(5))
    rig.mend(Fault.STOP_IGNORED)
    rest(rig)


@pytest.mark.parametrize("outcome", [e.Unanswered(STOP, "x"), e.Dropped(STOP, "x"), e.Answered(STOP, b"")])
def test_what_is_no_refusal_is_left_to_the_schedule_and_counted(outcome):
    rig = stopping()
    assert not rig.tell(outcome)
    assert rig.state.effort.unheard == 0
    rig.mend(Fault.STOP_IGNORED)
    rest(rig)


def test_success_is_not_followed_by_another_stop():
    rig = at_speed()
    rig.stop()
    assert not rig.tell(refusal(1))
    rest(rig)


def test_a_belt_measured_at_zero_that_has_nothing_left_to_stop_is_not_asked_again():
    rig = at_speed()
    rig.stop()
    rig.until(lambda r: r.state.watch.zero_since is not None)
    assert rig.belt is Belt.STOPPING
    assert not rig.tell(refusal(4))
    rest(rig)


def test_a_belt_at_zero_that_may_be_starting_is_asked_again():
    rig = Rig().prepare(LONG).check().ready()
    rig.until(lambda r: r.belt is Belt.STARTING, 20_000)
    rig.fail(Fault.UNANSWERED, 1)
    rig.stop()
    rig.until(lambda r: r.state.watch.zero_since is not None)
    assert [effect.frames for effect in rig.tell(refusal(4))] == [INSIST]
    rest(rig)


@pytest.mark.sr(15)
def test_a_belt_at_zero_that_may_be_starting_is_asked_twice_a_second_and_at_once_when_it_moves():
    rig = Rig().prepare(LONG).check().ready()
    rig.until(lambda r: r.belt is Belt.STARTING, 20_000)
    rig.stop()
    rig.until(lambda r: r.state.watch.zero_since is not None)
    pressed = rig.now
    for _ in range(20):  # for two seconds it answers "Operation Failed" whenever it is asked
        rig.pass_time(100)
        for _ in range(rig.state.effort.unheard):
            rig.tell(refusal(4))
    asked = [now for now, _ in rig.stops() if now > pressed]
    assert 4 <= len(asked) <= 6
    assert all(500 <= later - now <= 750 for now, later in pairwise(asked[1:]))
    while rig.state.effort.unheard:
        rig.tell(refusal(4))
    assert not [effect for effect in rig.tell(refusal(4)) if isinstance(effect, WriteStop)]
    rig.state = replace(rig.state, watch=replace(rig.state.watch, zero_since=None))  # it is measured moving after all
    assert [effect.frames for effect in rig.tell(refusal(4)) if isinstance(effect, WriteStop)] == [INSIST]
    rest(rig)


@pytest.mark.parametrize("linked", [True, False])
def test_a_refusal_that_comes_when_nothing_is_being_stopped_means_nothing(linked):
    rig = at_speed()
    if not linked:
        rig.stop()
        rig.drop()
    assert not rig.tell(refusal(4))
    if not linked:
        rig.connect()
    rest(rig)


@pytest.mark.sr(14)
def test_pressed_without_a_link_it_is_latched_and_the_lane_is_told_each_time():
    rig = at_speed()
    rig.drop()
    before = len(rig.wire)
    for _ in range(3):
        (told,) = [effect for effect in rig.stop() if isinstance(effect, WriteStop)]
        assert told.frames == INSIST and rig.seen.latched is StopReason.USER_STOP
        rig.pass_time(1000)
    assert len(rig.wire) == before
    rig.connect()
    assert tuple(data for _, data in rig.wire[before:]) == INSIST
    rest(rig)


def test_an_answer_to_something_else_or_of_a_belt_that_does_not_walk_means_nothing():
    rig = Rig()
    rig.pass_time(5000)
    rig.tell(e.Answered(b"\x02\x64\x00", b"\x80\x03\x04"))
    rig.tell(e.Answered(b"\x02\x64\x00", b"\x80\x02\x04"))
    assert not rig.state.unsure and rig.belt is Belt.IDLE and rig.wire == []
