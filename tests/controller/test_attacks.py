"""Sequences that once broke a rule, each with the rule it broke."""

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import AlarmKind, Announce, Cue
from retrowalk.controller.step import initial, step
from retrowalk.protocol.level import Level
from retrowalk.protocol.plan import Kind, Plan
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.machine import Button
from retrowalk.units import Facing, Speed
from rig import FLAT, RULES, Fault, Rig, hold, plan, replace, rest, settle, turn


LONG = plan(hold("1.5 mph", 600))
TURNING = plan(
    hold("1.2 mph", 20), turn(Facing.FORWARD), settle(30, Facing.FORWARD), hold("1.2 mph", 20, facing=Facing.FORWARD)
)

WATCHED = Plan("W", "Watched", Level.COACH, Speed(0), FLAT, 0, 0, (hold("1.2 mph", 30),), monitor_only=True)


def frame(rig):
    """The last Treadmill Data frame."""
    return next(event for _, event, _ in reversed(rig.log) if isinstance(event, e.TreadmillFrame))


def starts(rig):
    return [now for now, data in rig.wire if data == b"\x07"]


def turned(rig):
    """Told to turn, and long enough ago for READY."""
    rig.at_speed(TURNING).until(lambda r: r.stage is Stage.STANDING and r.state.walk.told_at is not None)
    rig.pass_time(21_000)
    return rig


@pytest.mark.sr(9)
def test_a_start_after_a_turn_that_moves_nothing_waits_for_another_ready_at_the_same_segment():
    rig = turned(Rig())
    rig.fail(Fault.IGNORED)
    rig.tell(e.Ready())
    rig.until(lambda r: r.stage is Stage.STARTING)
    index = rig.state.walk.index
    rig.until(lambda r: r.stage is Stage.AWAITING_READY, 30_000)
    assert rig.state.walk.index == index and rig.seen.facing is Facing.FORWARD
    rig.mend(Fault.IGNORED)
    rig.finish()
    assert rig.finished()[0].reason is StopReason.COMPLETED and rig.speed == 0


@pytest.mark.sr(8)
@pytest.mark.parametrize("slept", [20_000, 580_000])
def test_a_program_that_slept_through_the_countdown_does_not_start_by_the_old_ready(slept):
    rig = Rig().prepare(LONG).check().ready()
    rig.pass_time(2000)
    rig.now += slept
    rig.tell(frame(rig))  # fresh, zero, flat: everything holds but the consent
    assert rig.stage is Stage.AWAITING_READY and starts(rig) == []
    rig.pass_time(30_000)
    assert starts(rig) == [] and rig.speed == 0


@pytest.mark.sr(21)
def test_a_link_that_comes_and_goes_does_not_put_off_the_stop():
    rig = Rig().at_speed(LONG)
    rig.fail(Fault.SILENT)
    lost = rig.now
    while rig.belt in (Belt.RUNNING, Belt.ADRIFT):
        rig.drop()
        rig.pass_time(1000)
        rig.connect()
        rig.pass_time(1000)
        assert rig.now - lost <= 5000
    assert rig.state.supervision.latch.reason is StopReason.LINK_LOST
    rig.mend(Fault.SILENT)
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)
    assert rig.speed == 0


@pytest.mark.sr(13)
@pytest.mark.sr(33)
@pytest.mark.parametrize("long_after", [0, 120_000])
def test_a_treadmill_that_reboots_and_starts_under_a_turning_walker_is_stopped(long_after):
    rig = turned(Rig())
    rig.pass_time(long_after)
    rig.drop()
    rig.treadmill.press(Button.START, rig.now)
    rig.pass_time(1000)
    rig.connect()
    rig.until(lambda r: (AlarmKind.MOVING_UNASKED, True) in r.alarms(), 20_000)
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)
    assert rig.speed == 0


def test_frames_of_a_lost_link_measure_nothing():
    rig = Rig().prepare(LONG)
    rig.drop()
    for _ in range(20):
        rig.now += 250
        rig.tell(e.TreadmillFrame(bytes.fromhex("0000 0000")))
    assert rig.belt is Belt.UNKNOWN
    rig.connect()
    rig.until(lambda r: r.belt is Belt.ARMED, 20_000)  # the twin


@pytest.mark.sr(10)
def test_no_hold_leads_round_the_dwell_and_the_steady():
    walk = replace(LONG, segments=(settle(1), hold("2.0 mph", 600)))
    rig = Rig().prepare(walk).check().ready()
    rig.until(lambda r: r.stage is Stage.SETTLING, 20_000)
    began = rig.now
    for event in (e.Steady(), e.Hold(), e.Proceed()):
        rig.tell(event)
    assert rig.stage is Stage.SETTLING
    rig.pass_time(60_000)
    assert {speed for _, speed in rig.speeds()} == {100}
    rig.tell(e.Steady())
    rig.pass_time(60_000)
    assert rig.now - began >= 20_000
    rig.stop()
    rig.standstill()


@pytest.mark.sr(40)
def test_what_is_announced_after_a_console_ceiling_is_what_comes():
    rig = Rig().at_speed(plan(hold("1.5 mph", 60), hold("1.5 mph", 40)))
    for _ in range(6):
        rig.treadmill.press(Button.SLOWER, rig.now)
        rig.pass_time(250)
    rig.until(lambda r: r.state.walk.index == 2, 200_000)
    told = rig.effects(Announce)[-1][1]
    assert (told.cue, told.speed) == (Cue.SPEED_UP, 240)
    rig.until(lambda r: r.speed == 240, 60_000)
    rig.finish()


@pytest.mark.sr(40)
def test_a_ramp_is_announced_with_where_it_leads():
    rig = Rig().walking(plan(hold("1.0 mph", 20), hold("1.5 mph", 60, kind=Kind.RAMP)))
    rig.until(lambda r: r.state.walk.index == 2, 60_000)
    told = rig.effects(Announce)[-1][1]
    assert (told.cue, told.speed) == (Cue.SPEED_UP, 240)
    rig.finish()
    assert rig.speed == 0


@pytest.mark.sr(1)
@pytest.mark.sr(7)
def test_a_cap_below_the_belts_minimum_keeps_it_from_starting():
    low = e.Limit(Layer(Source.PERSON, Speed(80)))
    rig = Rig().prepare(LONG).check()
    rig.tell(low)
    rig.ready()
    assert "is above the cap of" in rig.refused()[-1]
    rig.pass_time(30_000)
    assert starts(rig) == [] and rig.speed == 0
    rig.tell(e.Limit(Layer(Source.PERSON, Speed(200))))
    rig.ready().until(lambda r: r.stage is Stage.STARTING, 20_000)  # the twin
    rig.tell(low)
    rig.until(lambda r: r.finished(), 60_000)
    assert rig.speeds() == [] and rig.speed == 0 and rig.finished()[0].reason is StopReason.OPERATOR


@pytest.mark.sr(7)
@pytest.mark.sr(22)
def test_another_range_after_a_reconnect_is_held_against_the_protocol_before_the_start():
    rig = Rig().prepare(LONG).check()
    up = rig.log[0][1]
    for ranges, why in ((b"\xf4\x01" + up.speed_range[2:], "is above the cap of"), (b"", "what it can do")):
        rig.drop()
        rig.connect()
        rig.tell(replace(up, speed_range=ranges))
        rig.ready()
        assert why in rig.refused()[-1]
        rig.pass_time(20_000)
    assert starts(rig) == [] and rig.speed == 0


def watched(rig):
    rig.prepare(WATCHED).check()
    rig.tell(e.Ready())
    return rig.until(lambda r: r.stage is Stage.WALKING, 10_000)


def test_a_watched_walk_ends_when_a_person_ends_it_and_is_never_nudged():
    rig = watched(Rig())
    rig.tell(e.Nudge(up=False))
    assert "only watched" in rig.refused()[-1]
    rig.tell(e.End(StopReason.FATIGUE))
    assert rig.finished()[0].reason is StopReason.FATIGUE and rig.finished()[0].verified
    assert rig.wire == []


def test_a_watched_walk_on_a_moving_belt_is_not_said_to_have_ended_at_standstill():
    rig = watched(Rig())
    rig.treadmill.press(Button.START, rig.now)
    rig.until(lambda r: r.finished(), 60_000)
    assert rig.speed > 0 and not rig.finished()[0].verified


@pytest.mark.parametrize("response", [b"\x80\x02\x01", b"\x80\x00\x01", b"\x80\x02\x05"])
@pytest.mark.parametrize("request_", [b"", b"\x08\x01"])
def test_an_answer_to_something_else_proves_nothing(request_, response):
    rig = Rig().at_speed(LONG)
    before = rig.state.supervision, rig.state.freezes, rig.state.unsure
    rig.tell(e.Answered(request_, response))
    assert (rig.state.supervision, rig.state.freezes, rig.state.unsure) == before
    assert step(initial(), e.Answered(request_, response), 0, RULES)[1] == ()
    rig.stop()
    rig.standstill()


@pytest.mark.sr(10)
@pytest.mark.parametrize(
    "segments", [(), (hold("1.0 mph"),), (settle(), rest()), (settle(), turn(Facing.FORWARD), hold("1.0 mph"))]
)
def test_a_plan_that_starts_without_a_settle_is_refused_by_the_core_as_well(segments):
    rig = Rig()
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    rig.tell(e.Prepare(replace(LONG, segments=segments)))
    assert "needs a settle" in rig.refused()[-1] and rig.state.walk is None
    rig.tell(e.Prepare(replace(WATCHED, segments=())))
    assert rig.state.walk is None


@pytest.mark.sr(41)
@pytest.mark.parametrize(
    "source", [Source.SITE, Source.FACING, Source.CODE, Source.BELT, Source.LEVEL, Source.PROTOCOL]
)
def test_no_session_raises_a_cap_in_another_name(source):
    rig = Rig(rules=replace(RULES, layers=())).prepare(LONG)
    cap, layer = rig.seen.cap, Layer(source, Speed.parse("3.0 mph"))
    rig.tell(e.Limit(layer))
    assert rig.seen.cap == cap and "a session sets caps" in rig.refused()[-1]
    rig.tell(e.End())
    rig.tell(e.Prepare(LONG, (layer,)))
    assert rig.stage is Stage.FINISHED and "a session sets caps" in rig.refused()[-1]


@pytest.mark.sr(7)
def test_a_refused_session_leaves_no_caps_behind():
    rig = Rig().prepare(LONG)
    rig.tell(e.End())
    before = rig.state.caps
    rig.tell(e.Prepare(replace(LONG, speed_cap=Speed(50))))
    assert rig.refused() and rig.state.caps == before


@pytest.mark.sr(11)
def test_the_safety_key_latches_also_while_a_planned_stop_is_under_way():
    for status, belt in ((b"\x03", Belt.LATCHED), (b"\x02\x01", Belt.ARMED)):
        rig = Rig().at_speed(TURNING)
        rig.until(lambda r: r.stage is Stage.HALTING)
        rig.tell(e.MachineStatusFrame(status))
        rig.pass_time(20_000)
        assert rig.belt is belt and rig.speed == 0


@pytest.mark.sr(27)
def test_a_frame_that_came_in_late_with_the_gap_does_not_lift_the_freeze():
    rig = Rig().walking(plan(hold("2.0 mph", 60)))
    rig.until(lambda r: r.speeds()[-1][1] == 150)
    late = frame(rig)
    rig.now += 2000
    for _ in range(3):
        rig.tell(late)
        assert rig.speeds()[-1][1] == 150 and "the program stood still" in rig.seen.frozen
    back = rig.now
    rig.until(lambda r: r.speeds()[-1][1] > 150, 20_000)
    told = max(now for now, effect in rig.effects(Announce) if effect.cue is Cue.SPEED_UP)
    assert told > back and rig.now - told >= 3000
    rig.stop()
    rig.standstill()


@pytest.mark.sr(27)
def test_a_program_that_stood_still_for_a_part_of_the_countdown_asks_for_ready_again():
    rig = Rig().prepare(LONG).check().ready()
    rig.now += 3500
    rig.tell(e.Tick())
    assert rig.stage is Stage.AWAITING_READY
    rig.pass_time(30_000)
    assert starts(rig) == []


@pytest.mark.sr(6)
def test_a_belt_that_refuses_every_step_is_told_after_5_s_and_left_alone():
    rig = Rig().walking(plan(hold("2.0 mph", 600)))
    rig.until(lambda r: r.speeds()[-1][1] == 150)
    rig.fail(Fault.FAILED)
    rig.pass_time(8000)
    assert "the belt does not follow" in rig.seen.frozen
    asked = len(rig.speeds())
    rig.pass_time(30_000)
    assert len(rig.speeds()) == asked
    rig.mend(Fault.FAILED)
    rig.tell(e.Proceed())
    rig.until(lambda r: r.speed == 320, 60_000)  # the twin
    rig.stop()
    rig.standstill()


def test_slower_is_possible_also_while_held():
    rig = Rig().at_speed(LONG)
    rig.tell(e.Hold())
    rig.tell(e.Nudge(up=False))
    rig.until(lambda r: r.speed <= 224, 10_000)
    assert rig.stage is Stage.HOLDING
    rig.stop()
    rig.standstill()


@pytest.mark.sr(40)
def test_a_slowing_that_was_held_is_told_again_before_it_goes_on():
    rig = Rig().at_speed(plan(hold("2.0 mph", 20), hold("1.0 mph", 60)))
    rig.until(lambda r: r.speeds()[-1][1] < 300)
    rig.tell(e.Hold())
    rig.pass_time(20_000)
    asked = len(rig.speeds())
    rig.tell(e.Proceed())
    tapped = rig.now
    rig.until(lambda r: len(r.speeds()) > asked, 20_000)
    told = max(now for now, effect in rig.effects(Announce) if effect.cue is Cue.SPEED_DOWN)
    assert told >= tapped and rig.now - told >= 3000
    rig.finish()
    assert rig.finished()[0].reason is StopReason.COMPLETED and rig.speed == 0


@pytest.mark.sr(18)
def test_a_frozen_belt_is_not_asked_for_its_inclination_again_but_brought_down():
    rig = Rig().walking(plan(hold("1.2 mph", 600, "2 %")))
    rig.until(lambda r: r.inclinations() and r.inclinations()[-1][1] == 10)
    rig.tell(e.MachineStatusFrame(b"\x04"))
    rig.tell(e.MachineStatusFrame(b"\x05\x90\x01"))  # somebody else asks for 4 km/h
    inclined, asked = len(rig.inclinations()), len(rig.speeds())
    rig.fail(Fault.OVERSPEED, 45)
    rig.pass_time(1000)  # their own answers have come
    rig.tell(e.Unanswered(b"\x03\x0a\x00", "x"))
    rig.until(lambda r: len(r.speeds()) > asked, 10_000)
    assert len(rig.inclinations()) == inclined
    rig.stop()
    rig.mend(Fault.OVERSPEED)
    rig.standstill()


@pytest.mark.sr(18)
def test_a_request_nobody_answered_is_not_made_again_while_held():
    rig = Rig().walking(plan(hold("2.0 mph", 600)))
    rig.until(lambda r: r.speeds()[-1][1] == 150)
    rig.tell(e.Hold())
    rig.pass_time(1000)  # its own answer has come
    rig.tell(e.Unanswered(b"\x02\x96\x00", "x"))
    asked = len(rig.speeds())
    rig.pass_time(20_000)
    assert len(rig.speeds()) == asked and rig.state.unsure
    rig.tell(e.Proceed())
    rig.until(lambda r: r.speed == 320, 60_000)  # the twin
    rig.stop()
    rig.standstill()


@pytest.mark.sr(10)
def test_a_settle_of_a_second_is_still_the_levels_dwell():
    rig = Rig().prepare(replace(LONG, segments=(settle(1), hold("2.0 mph", 600)))).check().ready()
    rig.until(lambda r: r.stage is Stage.SETTLING, 20_000)
    began = rig.now
    rig.tell(e.Steady())
    rig.until(lambda r: r.speeds()[-1][1] > 100, 60_000)
    assert rig.now - began >= 30_000
    rig.stop()
    rig.standstill()


@pytest.mark.sr(40)
def test_steady_said_late_is_followed_by_notice_not_by_the_change():
    rig = Rig().prepare(LONG).check().ready()
    rig.until(lambda r: r.stage is Stage.SETTLING, 20_000)
    rig.pass_time(120_000)
    rig.tell(e.Steady())
    rig.until(lambda r: r.speeds()[-1][1] > 100, 20_000)
    told = max(now for now, effect in rig.effects(Announce) if effect.cue is Cue.SPEED_UP)
    assert rig.now - told >= 3000
    rig.stop()
    rig.standstill()


@pytest.mark.sr(15)
def test_zero_measured_before_a_stop_does_not_prove_it():
    rig = Rig().prepare(LONG)
    rig.pass_time(10_000)
    rig.stop()
    pressed = rig.now
    rig.until(lambda r: r.belt is Belt.LATCHED, 20_000)
    assert rig.now - pressed >= 2000
