"""Stops, whoever asks for them: latched, written, verified, never undone."""

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import Alarm, AlarmKind, Cue, Release, Request, WriteStop
from retrowalk.controller.step import step
from retrowalk.firmware.profile import Known
from retrowalk.safety.events import Reset, Stop, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.belt import Mechanics
from retrowalk.simulator.machine import Button
from retrowalk.simulator.shape import Shape
from rig import PROFILE, RULES, TICK, Fault, Rig, hold, plan, replace


STOP, PAUSE, CONTROL = b"\x08\x01", b"\x08\x02", b"\x00"
HARMLESS = (STOP, PAUSE, CONTROL)


@pytest.mark.sr(11)
@pytest.mark.parametrize("reason", list(StopReason))
def test_every_stop_latches_in_the_same_step_and_writes_stop(reason):
    rig = Rig().at_speed()
    effects = rig.stop(reason)
    assert rig.belt is Belt.STOPPING and rig.state.supervision.latch.reason is reason
    assert effects[0].frames[-1] == STOP
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0 and rig.finished()[0].reason is reason and rig.finished()[0].verified


@pytest.mark.sr(11)
def test_nothing_but_harmless_writes_while_latched_whatever_is_asked():
    rig = Rig().at_speed()
    rig.stop()
    before = len(rig.wire)
    everything = (
        e.Ready(),
        e.Steady(),
        e.Proceed(),
        e.Nudge(up=True),
        e.Hold(),
        e.End(),
        e.Snooze(),
        e.Skip(),
        e.Prepare(plan()),
    )
    for _ in range(60):
        for event in everything:
            rig.tell(event)
        rig.pass_time()
    assert all(data in HARMLESS for _, data in rig.wire[before:])
    assert rig.belt is Belt.LATCHED and rig.speed == 0


@pytest.mark.sr(11)
def test_the_first_reason_is_kept():
    rig = Rig().at_speed()
    rig.stop(StopReason.PAIN)
    rig.stop(StopReason.SPOTTER)
    rig.until(lambda r: r.belt is Belt.LATCHED)
    assert rig.finished()[0].reason is StopReason.PAIN


@pytest.mark.sr(12)
def test_reset_moves_nothing_and_leads_back_to_the_checklist():
    rig = Rig().at_speed()
    rig.stop()
    rig.tell(Reset("too early"))
    assert "not been measured at standstill" in rig.refused()[-1]
    rig.until(lambda r: r.belt is Belt.LATCHED)
    rig.tell(Reset("staff"))
    before = len(rig.wire)
    rig.pass_time(60_000)
    assert rig.belt is Belt.IDLE and rig.speed == 0 and len(rig.wire) == before
    rig.tell(e.Prepare(plan()))
    assert rig.stage is Stage.CHECKLIST
    rig.tell(e.Ready())
    assert rig.stage is Stage.CHECKLIST
    rig.check().ready().until(lambda r: r.stage is Stage.SETTLING, 30_000)  # the twin: it walks again, from the minimum
    assert rig.speeds()[-1][1] == 100
    rig.stop()
    rig.standstill()


@pytest.mark.sr(12)
def test_no_session_begins_while_latched():
    rig = Rig()
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED)
    rig.tell(e.Prepare(plan()))
    assert "reset it first" in rig.refused()[-1]


@pytest.mark.sr(13)
def test_a_belt_that_starts_by_itself_after_a_stop_is_stopped_again_and_loud():
    rig = Rig().at_speed()
    rig.fail(Fault.SELF_START)
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    rig.until(lambda r: (AlarmKind.MOVING_UNASKED, True) in r.alarms(), 60_000)
    rig.mend(Fault.SELF_START)
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0


@pytest.mark.sr(13)
def test_motion_after_reset_within_the_guard_time_is_stopped():
    rig = Rig().at_speed()
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED)
    rig.tell(Reset())
    rig.treadmill.press(Button.START, rig.now)
    rig.until(lambda r: r.belt is Belt.STOPPING, 20_000)
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0 and (AlarmKind.MOVING_UNASKED, True) in rig.alarms()


@pytest.mark.sr(13)
def test_a_strangers_belt_is_only_watched():
    rig = Rig()
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    rig.treadmill.press(Button.START, rig.now)
    rig.until(lambda r: r.belt is Belt.OBSERVED, 20_000)
    rig.pass_time(120_000)
    assert rig.wire == [] and rig.speed > 0
    rig.stop()  # but anyone may stop it
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0 and rig.wire[0][1] == CONTROL


@pytest.mark.sr(14)
def test_stop_is_an_effect_of_the_very_step_and_outdates_every_request():
    rig = Rig().walking(plan(hold("2.0 mph")))
    rig.until(lambda r: r.speeds()[-1][1] > 110)
    older = max(effect.epoch for _, effect in rig.effects(Request))
    effects = rig.stop()
    stop = next(effect for effect in effects if isinstance(effect, WriteStop))
    assert stop.epoch > older
    rig.pass_time(30_000)
    assert all(effect.epoch <= older for now, effect in rig.effects(Request))
    rig.standstill()


@pytest.mark.sr(15)
def test_an_ignored_stop_is_escalated_on_schedule_and_loud_until_zero_is_measured():
    rig = Rig().at_speed(plan(hold("2.0 mph")))
    rig.fail(Fault.STOP_IGNORED)
    pressed = rig.now
    rig.stop()
    rig.pass_time(1750)
    assert rig.alarms() == []
    rig.pass_time(1250)
    assert (AlarmKind.PULL_THE_KEY, True) in rig.alarms()
    rig.pass_time(9000)
    again = (CONTROL, STOP)
    assert [effect.frames for _, effect in rig.stops()][:5] == [(STOP,), again, (b"\x02\x64\x00",), (PAUSE,), again]
    times = [now - pressed for now, _ in rig.stops()]
    assert times[:4] == [0, 2000, 2500, 3000]
    assert (AlarmKind.PULL_THE_KEY, False) not in rig.alarms() and rig.finished() == []
    rig.treadmill.pull_key(rig.now)
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)
    assert (AlarmKind.PULL_THE_KEY, False) in rig.alarms() and rig.finished()[0].verified


@pytest.mark.sr(15)
def test_success_alone_never_counts_as_stopped():
    rig = Rig().at_speed()
    rig.fail(Fault.STOP_IGNORED)
    rig.stop()
    rig.tell(e.Answered(STOP, b"\x80\x08\x01"))
    rig.pass_time(60_000)
    assert rig.belt is Belt.STOPPING and rig.finished() == []
    rig.mend(Fault.STOP_IGNORED)
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0


@pytest.mark.sr(15)
@pytest.mark.parametrize("fault", [Fault.NOT_PERMITTED, Fault.FAILED, Fault.UNANSWERED, Fault.BUSY, Fault.BUSY_VENDOR])
def test_no_answer_ends_the_effort(fault):
    rig = Rig().at_speed()
    rig.fail(fault, 4)
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0


@pytest.mark.sr(15)
def test_silence_is_never_taken_for_standstill():
    rig = Rig().at_speed()
    rig.stop()
    rig.fail(Fault.SILENT)
    rig.pass_time(60_000)
    assert rig.belt is Belt.STOPPING and (AlarmKind.PULL_THE_KEY, True) in rig.alarms()
    rig.mend(Fault.SILENT)
    rig.until(lambda r: r.belt is Belt.LATCHED, 20_000)


def test_a_stop_during_the_treadmills_own_countdown_is_kept_up_until_that_is_over():
    rig = Rig().prepare().check().ready()
    rig.until(lambda r: r.stage is Stage.STARTING, 20_000)
    began = rig.now
    rig.fail(Fault.FAILED, 2)  # "Operation Failed": it counts itself as stopped, and goes on counting down
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.now - began >= 10_000 and rig.speed == 0


def test_a_planned_stop_that_shows_no_effect_becomes_a_latched_one():
    rig = Rig().at_speed(plan(hold("1.5 mph", 20)))
    rig.fail(Fault.STOP_IGNORED)
    rig.until(lambda r: r.belt is Belt.STOPPING, 120_000)
    assert rig.state.supervision.latch.reason is StopReason.STOP_NOT_CONFIRMED
    rig.mend(Fault.STOP_IGNORED)
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0


def test_a_stop_before_anything_is_known_is_written_once_there_is_a_link():
    rig = Rig(connect=False)
    rig.stop()
    rig.pass_time(5000)
    assert rig.wire == [] and rig.belt is Belt.STOPPING
    rig.connect()
    assert [data for _, data in rig.wire] == [CONTROL, STOP]
    rig.until(lambda r: r.belt is Belt.LATCHED, 20_000)


@pytest.mark.sr(43)
def test_a_thousand_presses_change_nothing():
    rig = Rig().at_speed()
    for _ in range(250):
        rig.stop()
        rig.tell(Stop(StopReason.PAIN, "again"))
        rig.pass_time(4)
    assert len(rig.stops()) <= 4  # half a second apart
    rig.until(lambda r: r.belt is Belt.LATCHED)
    assert rig.finished()[0].reason is StopReason.USER_STOP and len(rig.finished()) == 1


def test_a_stop_after_the_end_tells_no_second_end():
    rig = Rig().walking(plan(hold("1.2 mph", 20))).finish()
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)
    assert [one.reason for one in rig.finished()] == [StopReason.COMPLETED]


@pytest.mark.sr(15)
def test_the_ladder_asks_for_no_speed_of_a_belt_whose_speed_is_not_known_any_more():
    rig = Rig().at_speed(plan(hold("2.0 mph", 600)))
    rig.stop()
    rig.fail(Fault.SILENT)  # the last speed heard is far above the minimum; the belt stands by now
    rig.pass_time(30_000)
    assert not [effect for _, effect in rig.stops() if effect.frames[0][0] == 2] and len(rig.stops()) > 15
    rig.mend(Fault.SILENT)
    rig.until(lambda r: r.belt is Belt.LATCHED, 20_000)
    assert rig.speed == 0


def test_a_belt_somebody_started_at_the_console_is_not_called_stopped_during_its_countdown():
    rig = Rig()
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    rig.treadmill.press(Button.START, rig.now)
    rig.pass_time(500)
    pressed = rig.now
    rig.fail(Fault.FAILED, 3)
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0 and rig.now - pressed > 9_000


@pytest.mark.sr(12)
def test_reset_needs_a_standstill_that_is_measured_now():
    rig = Rig().at_speed()
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED)
    rig.drop()
    rig.pass_time(3000)
    rig.tell(Reset("staff"))
    assert "not been measured at standstill" in rig.refused()[-1] and rig.belt is Belt.LATCHED
    rig.connect()
    rig.pass_time(5000)
    rig.tell(Reset("staff"))
    assert rig.belt is Belt.IDLE


def test_a_machine_that_goes_on_saying_it_was_started_puts_no_standstill_off_for_ever():
    rig = Rig().at_speed()
    rig.stop()
    for _ in range(25):
        rig.tell(e.MachineStatusFrame(b"\x04"))
        rig.pass_time(1000)
    assert rig.belt is Belt.LATCHED and rig.speed == 0


@pytest.mark.sr(15)
def test_a_stop_that_works_is_neither_loud_nor_escalated():
    rig = Rig(Shape(mechanics=Mechanics(braking=60))).at_speed(plan(hold("2.0 mph", 600)))
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)
    assert rig.speed == 0 and rig.alarms() == []
    assert all(effect.frames[-1] == STOP for _, effect in rig.stops())


ADVISED = {
    StopReason.SAFETY_KEY: Cue.FALL_CHECK,
    StopReason.FALL_STUMBLE: Cue.FALL_CHECK,
    StopReason.PAIN: Cue.PAIN_ADVICE,
    StopReason.DIZZY: Cue.DIZZY_ADVICE,
    StopReason.CHEST_BREATH: Cue.CHEST_ADVICE,
}
ADVICE = set(ADVISED.values())


@pytest.mark.sr(38)
@pytest.mark.parametrize("reason", list(StopReason))
def test_pain_dizziness_and_chest_are_stops_like_any_other_and_say_what_to_do_besides(reason):
    rig = Rig().at_speed()
    effects = rig.stop(reason)
    assert isinstance(effects[0], WriteStop) and rig.belt is Belt.STOPPING  # written first, whatever is said
    assert [cue for _, cue in rig.said() if cue in ADVICE] == [ADVISED[each] for each in (reason,) if each in ADVISED]
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0


@pytest.mark.sr(38)
def test_a_symptom_told_during_a_stop_is_answered_as_well():
    rig = Rig().at_speed()
    rig.stop(StopReason.USER_STOP)
    rig.stop(StopReason.CHEST_BREATH)
    assert rig.said()[-1][1] is Cue.CHEST_ADVICE and rig.seen.latched is StopReason.USER_STOP
    rig.standstill()


@pytest.mark.sr(34)
def test_a_pulled_key_latches_asks_for_a_fall_and_is_loud_until_somebody_came():
    rig = Rig().at_speed()
    rig.treadmill.pull_key(rig.now)
    rig.pass_time(1000)
    assert rig.seen.latched is StopReason.SAFETY_KEY
    assert Cue.FALL_CHECK in [cue for _, cue in rig.said()]
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)
    rig.pass_time(60_000)
    assert rig.seen.alarms == (AlarmKind.KEY_PULLED,) and rig.speed == 0
    rig.treadmill.replace_key(rig.now)
    rig.pass_time(5000)
    assert rig.belt is Belt.LATCHED and rig.stage is Stage.FINISHED  # putting it back starts and clears nothing
    rig.tell(Reset("staff"))
    assert not rig.seen.alarms and rig.belt is Belt.IDLE


@pytest.mark.sr(34)
def test_a_key_pulled_during_a_planned_stop_is_a_pulled_key():
    rig = Rig().at_speed(plan(hold("2.0 mph", 20)))
    rig.until(lambda r: r.belt is Belt.HALTING, 120_000)
    rig.treadmill.pull_key(rig.now)
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)
    assert rig.seen.latched is StopReason.SAFETY_KEY and AlarmKind.KEY_PULLED in rig.seen.alarms
    assert rig.speed == 0


@pytest.mark.sr(34)
def test_without_a_pulled_key_nobody_is_asked_for_a_fall():
    rig = Rig().walking(plan(hold("1.2 mph", 20))).finish()
    assert not ADVICE & {cue for _, cue in rig.said()} and not rig.alarms() and rig.speed == 0


def unstoppable(stops_on_disconnect):
    """A treadmill that ignores every stop, and what its profile says of a lost link."""
    rules = replace(RULES, profile=replace(PROFILE, stops_on_disconnect=stops_on_disconnect))
    rig = Rig(Shape(stops_on_disconnect=True), rules).at_speed(plan(hold("2.0 mph", 600)))
    rig.fail(Fault.STOP_IGNORED)
    rig.stop()
    return rig


@pytest.mark.sr(15)
def test_the_last_rung_lets_go_of_a_belt_that_stops_when_its_link_ends():
    rig = unstoppable(Known.YES)
    pressed = rig.now
    rig.until(lambda r: r.effects(Release), 30_000)
    ladder = [effect for _, effect in rig.stops() if effect.attempt]
    assert len(ladder) >= 15 and rig.now - pressed < 20_000  # five rounds of three
    assert rig.client is None and rig.belt is Belt.STOPPING
    rig.standstill(10_000)
    assert AlarmKind.PULL_THE_KEY in rig.seen.alarms and not rig.finished()  # nobody has measured it
    rig.pass_time(5000)
    rig.connect()
    assert rig.log[-1][2][-1].frames == (CONTROL, STOP)
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)
    assert not rig.seen.alarms and rig.finished()[0].verified


@pytest.mark.sr(15)
def test_it_lets_go_once_and_not_again_of_a_belt_that_does_not_stop_even_so():
    rig = unstoppable(Known.YES)
    rig.treadmill.connect(0)  # somebody else's link: the belt does not notice that ours ends
    rig.until(lambda r: r.effects(Release), 30_000)
    rig.connect()
    rig.pass_time(60_000)
    assert len(rig.effects(Release)) == 1 and AlarmKind.PULL_THE_KEY in rig.seen.alarms
    rig.mend(Fault.STOP_IGNORED)
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0 and not rig.state.let_go


@pytest.mark.sr(15)
@pytest.mark.parametrize("known", [Known.NO, Known.UNKNOWN])
def test_a_link_is_never_given_up_on_a_hope(known):
    rig = unstoppable(known)
    rig.pass_time(60_000)
    assert not rig.effects(Release) and rig.client is not None
    rig.mend(Fault.STOP_IGNORED)
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0


# ── one stop that takes over another ────────────────────────────────────────────────────────────────


def planned_stop(*, ignored):
    """A belt a planned stop was asked of, and when; `ignored`: it does not obey."""
    rig = Rig().at_speed(plan(hold("1.5 mph", 20)))
    if ignored:
        rig.fail(Fault.STOP_IGNORED)
    rig.until(lambda r: r.belt is Belt.HALTING, 120_000)
    return rig, rig.stops()[-1][0]


def loud_at(rig):
    """When PULL THE KEY was raised."""
    return next(now for now, alarm in rig.effects(Alarm) if alarm == Alarm(AlarmKind.PULL_THE_KEY, on=True))


@pytest.mark.sr(15)
@pytest.mark.parametrize("late", [250, 1_000, 1_750])
def test_a_press_during_a_planned_stop_does_not_put_the_alarm_off(late):
    rig, asked = planned_stop(ignored=True)
    rig.pass_time(late)
    rig.stop()
    assert rig.stops()[-1][1].frames == (STOP,)  # written at once all the same
    rig.pass_time(4_000)
    assert loud_at(rig) - asked == 2_000
    rungs = [effect.frames for now, effect in rig.stops() if now >= asked + 2_000]
    assert rungs[:3] == [(CONTROL, STOP), (CONTROL, STOP), (PAUSE,)]  # no ladder put off; at the minimum already
    rig.mend(Fault.STOP_IGNORED)
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0


@pytest.mark.sr(15)
@pytest.mark.parametrize("late", [250, 1_000, 1_750])
def test_a_link_lost_during_a_planned_stop_does_not_put_the_alarm_off(late):
    rig, asked = planned_stop(ignored=True)
    rig.pass_time(late)
    rig.drop()
    rig.pass_time(4_000)
    assert loud_at(rig) - asked == 2_000
    rig.mend(Fault.STOP_IGNORED)
    rig.connect()
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0


@pytest.mark.sr(21)
def test_a_link_that_comes_and_goes_during_a_stop_does_not_put_the_alarm_off():
    rig = Rig().at_speed()
    rig.fail(Fault.STOP_IGNORED)
    pressed = rig.now
    rig.stop()
    for _ in range(6):
        rig.pass_time(500)
        rig.drop()
        rig.pass_time(250)
        rig.connect()
        assert [data for _, data in rig.wire[-2:]] == [CONTROL, STOP]
    assert loud_at(rig) - pressed == 2_000
    rig.mend(Fault.STOP_IGNORED)
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0


@pytest.mark.sr(21)
def test_a_belt_that_slows_after_a_link_came_back_is_asked_for_nothing_but_to_stop():
    """The speed from before counts as the mark: one that was seen to fall needs no other way to stop."""
    rig = Rig(Shape(mechanics=Mechanics(braking=60))).at_speed(plan(hold("2.0 mph", 600)))
    rig.stop()
    rig.drop()
    rig.pass_time(250)
    rig.connect()
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)
    assert rig.speed == 0 and all(effect.frames[-1] == STOP for _, effect in rig.stops())


@pytest.mark.sr(15)
def test_a_press_while_a_planned_stop_is_nearly_proven_is_neither_loud_nor_begun_anew():
    rig, _ = planned_stop(ignored=False)
    rig.until(lambda r: r.state.watch.zero_since is not None, 30_000)
    rig.pass_time(1_750)
    zero, pressed = rig.state.watch.zero_since, rig.now
    assert rig.belt is Belt.HALTING
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED, 10_000)
    assert rig.now - pressed <= 1_250 and rig.state.watch.zero_since == zero and not rig.alarms()
    assert rig.speed == 0 and rig.finished()[0].verified


def measured(speed):
    """A frame with this speed (0.01 km/h)."""
    return e.TreadmillFrame(bytes(2) + speed.to_bytes(2, "little"))


@pytest.mark.sr(15)
@pytest.mark.parametrize(("fallen", "loud"), [(29, True), (30, False)])
def test_a_fall_before_a_stop_is_not_taken_for_its_work(fallen, loud):
    """A program that stood still stops the belt, and then hears how slow it had become meanwhile."""
    rig = Rig().at_speed(plan(hold("1.5 mph", 600)))
    before = rig.speed
    rig.now += 3_001
    rig.state, effects = step(rig.state, measured(before - 20), rig.now, RULES)
    assert isinstance(effects[0], WriteStop)
    alarms = []
    for _ in range(0, 2_000, TICK):
        rig.now += TICK
        rig.state, effects = step(rig.state, measured(before - 20 - fallen), rig.now, RULES)
        alarms += [each.kind for each in effects if isinstance(each, Alarm) and each.on]
    assert (AlarmKind.PULL_THE_KEY in alarms) is loud
    rig.standstill()
