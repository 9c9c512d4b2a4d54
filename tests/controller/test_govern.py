"""From measurement to interlock and from wish to request, on a belt that obeys and on belts that do not."""

from itertools import pairwise

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import AlarmKind, Announce, Cue
from retrowalk.protocol.level import Level
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.belt import Mechanics
from retrowalk.simulator.machine import Button
from retrowalk.simulator.shape import Shape
from retrowalk.units import Inclination, Speed
from rig import RULES, Fault, Rig, hold, plan, replace


FAST = plan(hold("2.0 mph", 60), hold("1.0 mph", 30))


def raised_after(rig, when):
    """Whether any speed was asked for after `when` that is above the one before it."""
    asked = rig.speeds()
    return any(b > a for (_, a), (at, b) in pairwise(asked) if at > when)


def test_the_belt_reaches_every_planned_speed():
    """The liveness twin of everything below: with no fault it moves, and in ramp time."""
    rig = Rig().walking(FAST)
    rig.until(lambda r: r.speeds()[-1][1] > 100)
    began = rig.now
    rig.until(lambda r: r.speed == 320, 60_000)
    steps = (320 - 100) // 10  # one belt step a second is the most the ramp allows (SR-4)
    assert rig.now - began <= steps * 1000 + 2000
    rig.finish()
    assert rig.speed == 0


@pytest.mark.sr(1)
@pytest.mark.parametrize("cap", ["0.9 mph", "1.1 mph", "1.27 mph", "1.9 mph", "2.4 mph"])
@pytest.mark.parametrize("step", [1, 7, 10, 16])
def test_no_speed_on_the_wire_is_above_the_cap(cap, step):
    limit = (Layer(Source.PERSON, Speed.parse(cap)),)
    rig = Rig(Shape(mechanics=Mechanics(speed_step=step), off_step_refused=True)).walking(FAST, limit).finish()
    fastest = max(speed for _, speed in rig.speeds())
    assert fastest <= Speed.parse(cap).wire
    assert fastest > min(Speed.parse(cap).wire, 321) - step - 1  # the twin: it gets as near as a step allows
    assert rig.speed == 0


@pytest.mark.sr(4)
@pytest.mark.parametrize("step", [1, 5, 10, 16])
@pytest.mark.parametrize("ramp", ["0.05 mph/s", "0.1 mph/s"])
def test_steps_up_are_small_apart_and_never_faster_than_the_ramp(step, ramp):
    rig = Rig(Shape(mechanics=Mechanics(speed_step=step))).walking(plan(hold("2.0 mph", 60), up=ramp)).finish()
    asked = rig.speeds()
    rate = 8 if ramp.startswith("0.05") else 16
    for (at, a), (then, b) in pairwise(asked):
        assert b - a <= 16 and (b <= a or then - at >= 1000)
    for i, (at, a) in enumerate(asked):
        assert all(b - a <= rate * (then - at) / 1000 + step for then, b in asked[i:])
    assert max(speed for _, speed in asked) >= 320 - step


@pytest.mark.sr(5)
def test_a_treadmill_that_lies_by_a_mile_is_no_runaway():
    rig = Rig()
    rig.fail(Fault.MPH_TAKEN)  # the belt runs 1.6 times as fast as asked
    rig.prepare(FAST).check().ready()
    rig.until(lambda r: r.stage is Stage.SETTLING, 30_000)
    rig.tell(e.Steady())
    rig.until(lambda r: r.state.supervision.latch, 120_000)
    assert max(speed for _, speed in rig.speeds()) == 100  # never above the minimum: set-points come from commands
    rig.standstill()


@pytest.mark.sr(6)
def test_no_step_up_until_the_belt_follows_and_a_hold_after_5_s():
    rig = Rig().walking(FAST)
    rig.until(lambda r: r.speeds()[-1][1] == 130)
    rig.fail(Fault.IGNORED)
    stuck = rig.now
    rig.pass_time(30_000)
    assert max(speed for _, speed in rig.speeds()) <= 160
    assert "the belt does not follow" in rig.seen.frozen and not raised_after(rig, stuck + 6000)
    rig.mend(Fault.IGNORED)
    rig.pass_time(20_000)
    assert rig.stage is Stage.WALKING and not raised_after(rig, stuck + 6000)  # only a person lets it go on
    rig.tell(e.Proceed())
    rig.until(lambda r: r.speed == 320, 60_000)
    rig.finish()
    assert rig.speed == 0


@pytest.mark.sr(16)
def test_far_above_the_cap_stops_at_the_first_sample():
    rig = Rig().at_speed(plan(hold("1.5 mph", 600)), (Layer(Source.PERSON, Speed.parse("1.5 mph")),))
    rig.fail(Fault.OVERSPEED, 120)
    rig.until(lambda r: r.state.supervision.latch, 10_000)
    assert rig.state.supervision.latch.reason is StopReason.OVERSPEED
    rig.mend(Fault.OVERSPEED)
    rig.until(lambda r: r.belt is Belt.LATCHED)
    assert rig.speed == 0


@pytest.mark.sr(16)
def test_a_little_above_the_cap_stops_after_a_second():
    rig = Rig().at_speed(plan(hold("1.5 mph", 600)), (Layer(Source.PERSON, Speed.parse("1.5 mph")),))
    rig.fail(Fault.OVERSPEED, 40)
    rig.until(lambda r: r.state.supervision.latch, 10_000)
    assert rig.state.supervision.latch.reason is StopReason.OVERSPEED
    rig.mend(Fault.OVERSPEED)
    rig.standstill()


@pytest.mark.sr(17)
def test_a_console_decrease_is_kept_and_never_countered_in_that_segment():
    rig = Rig().at_speed(plan(hold("1.5 mph", 120), hold("1.2 mph", 20)))
    for _ in range(6):
        rig.treadmill.press(Button.SLOWER, rig.now)
        rig.pass_time(250)
    pressed = rig.now
    rig.until(lambda r: r.state.walk.ceiling is not None, 20_000)
    rig.until(lambda r: r.state.walk.index == 2, 200_000)
    between = [speed for at, speed in rig.speeds() if pressed <= at < rig.now]
    assert all(speed <= rig.state.governed.speed or speed <= 180 for speed in between)
    assert not any(speed > 180 for speed in between)
    rig.finish()
    assert rig.speed == 0


@pytest.mark.sr(17)
def test_a_console_stop_is_a_latched_stop():
    for status in (True, False):
        rig = Rig().at_speed(plan(hold("1.5 mph", 600)))
        if status:
            rig.treadmill.press(Button.STOP, rig.now)
        else:
            rig.treadmill.machine.belt.stop(rig.now)  # a machine that does not tell
        rig.until(lambda r: r.state.supervision.latch, 30_000)
        assert rig.state.supervision.latch.reason is StopReason.CONSOLE_STOP
        rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)


@pytest.mark.sr(18)
def test_an_unexplained_rise_freezes_until_a_tap_and_is_undone_only_downward():
    rig = Rig().at_speed(plan(hold("1.2 mph", 60), hold("1.5 mph", 60)))
    for _ in range(7):
        rig.treadmill.press(Button.FASTER, rig.now)
    pressed = rig.now
    rig.until(lambda r: "faster than asked: console override" in r.seen.frozen, 20_000)
    rig.pass_time(120_000)
    assert not raised_after(rig, pressed)
    assert Cue.CONSOLE_OVERRIDE in [cue for _, cue in rig.said()]
    rig.tell(e.Proceed())
    rig.until(lambda r: r.speed <= 200, 30_000)  # brought down to what was asked
    rig.finish()
    assert rig.speed == 0


@pytest.mark.sr(19)
def test_silence_blocks_increases_then_warns_then_stops():
    rig = Rig().walking(FAST)
    rig.until(lambda r: r.speeds()[-1][1] == 150)
    heard = rig.state.watch.at
    rig.fail(Fault.SILENT)
    rig.until(lambda r: (AlarmKind.STALE, True) in r.alarms(), 10_000)
    assert 2000 <= rig.now - heard <= 2500
    rig.until(lambda r: r.state.supervision.latch, 10_000)
    assert 3000 <= rig.now - heard <= 3500 and rig.state.supervision.latch.reason is StopReason.STALE
    assert not raised_after(rig, heard + 1500)
    rig.mend(Fault.SILENT)
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)


@pytest.mark.sr(19)
def test_a_treadmill_that_repeats_itself_is_stale_after_5_s():
    rig = Rig().at_speed(plan(hold("1.2 mph", 600)))
    rig.pass_time(3000)
    rig.fail(Fault.FROZEN)
    began = rig.now
    rig.until(lambda r: r.state.supervision.latch, 20_000)
    assert rig.state.supervision.latch.reason is StopReason.STALE and rig.now - began <= 8000
    rig.mend(Fault.FROZEN)
    rig.standstill()


@pytest.mark.sr(19)
def test_garbage_is_no_measurement():
    rig = Rig().at_speed(plan(hold("1.2 mph", 600)))
    rig.fail(Fault.GARBAGE)
    rig.until(lambda r: r.state.supervision.latch, 20_000)
    assert rig.state.supervision.latch.reason is StopReason.STALE
    rig.mend(Fault.GARBAGE)
    rig.standstill()


@pytest.mark.sr(28)
def test_inclination_moves_in_half_per_cents_5_s_apart_never_with_the_speed():
    rig = Rig().walking(plan(hold("1.5 mph", 30, "2 %"), hold("1.2 mph", 30, "0.5 %"))).finish()
    inclines, speeds = rig.inclinations(), [now for now, speed in rig.speeds() if speed != 100]
    assert max(value for _, value in inclines) == 20  # the twin: it gets there
    assert all(abs(b - a) <= 5 and then - at >= 5000 for (at, a), (then, b) in pairwise(inclines))
    assert all(abs(at - moved) >= 3000 for at, _ in inclines for moved in speeds)
    assert all(value >= 0 for _, value in inclines) and rig.speed == 0


@pytest.mark.sr(28)
def test_a_belt_that_is_elsewhere_than_asked_freezes():
    rig = Rig().at_speed(plan(hold("1.2 mph", 120), hold("1.5 mph", 30)))
    for _ in range(3):
        rig.treadmill.press(Button.STEEPER, rig.now)
    rig.until(lambda r: "inclination is not what was asked" in r.seen.frozen, 60_000)
    pressed = rig.now
    rig.pass_time(120_000)
    assert not raised_after(rig, pressed)
    rig.stop()
    rig.standstill()


@pytest.mark.sr(28)
def test_a_coarse_incline_motor_is_left_flat():
    rig = Rig(Shape(mechanics=Mechanics(inclination_step=10))).walking(plan(hold("1.5 mph", 30, "2 %"))).finish()
    assert rig.inclinations() == [] and rig.finished()[0].reason is StopReason.COMPLETED


@pytest.mark.sr(41)
def test_a_lower_cap_slows_at_once_and_gently_a_higher_one_waits_for_standstill():
    rig = Rig().at_speed(plan(hold("1.5 mph", 600)))
    began = rig.now
    rig.tell(e.Limit(Layer(Source.PERSON, Speed.parse("1.2 mph"))))
    rig.until(lambda r: r.speeds()[-1][1] == 190, 10_000)
    down = [(at, speed) for at, speed in rig.speeds() if at >= began]
    assert all((240 - speed) <= 32 * (at - began) / 1000 + 10 for at, speed in down)
    assert rig.seen.cap_source is Source.PERSON and rig.state.supervision.latch is None
    rig.tell(e.Limit(Layer(Source.PERSON, Speed.parse("1.5 mph"))))
    assert "rises only while the belt stands" in rig.refused()[-1]
    rig.pass_time(30_000)
    assert rig.speeds()[-1][1] == 190
    rig.finish()
    assert rig.speed == 0


@pytest.mark.sr(41)
def test_a_cap_far_below_the_belt_stops_it():
    rig = Rig().at_speed(plan(hold("2.0 mph", 600)))
    rig.tell(e.Limit(Layer(Source.PERSON, Speed.parse("1.2 mph"))))
    rig.until(lambda r: r.state.supervision.latch, 5000)
    assert rig.state.supervision.latch.reason is StopReason.OVERSPEED
    rig.standstill()


@pytest.mark.sr(24)
def test_an_unmeasured_treadmill_is_derated():
    rules = replace(RULES, profile=replace(RULES.profile, commissioned=False))
    easy = plan(hold("1.2 mph", 30), level=Level.FIRST, cap="1.2 mph", percent="0 %")
    rig = Rig(rules=rules).walking(easy).finish()
    assert max(speed for _, speed in rig.speeds()) <= 193 * 62 // 100
    refused = Rig(rules=rules).prepare()
    assert "needs a commissioned treadmill" in refused.refused()[-1]


def test_a_request_that_was_not_acknowledged_is_made_again():
    rig = Rig().walking(FAST)
    rig.until(lambda r: r.speeds()[-1][1] == 130)
    rig.fail(Fault.FAILED, 2)
    rig.until(lambda r: r.speed == 320, 60_000)
    rig.finish()
    assert rig.speed == 0


def test_control_taken_back_freezes_and_is_asked_for_again_by_a_person():
    rig = Rig(Shape(console_takes_control=True)).at_speed(plan(hold("1.5 mph", 60), hold("1.8 mph", 60)))
    rig.treadmill.press(Button.STEEPER, rig.now)
    rig.pass_time(2000)
    assert "the treadmill took control back" in rig.seen.frozen
    lost = rig.now
    rig.pass_time(120_000)
    assert not raised_after(rig, lost) and (rig.now, b"\x00") not in rig.wire
    rig.tell(e.Proceed())
    rig.until(lambda r: r.state.supervision.granted, 5000)
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0


def test_slower_is_always_possible_faster_only_where_the_walker_sets_the_pace():
    rig = Rig().at_speed(plan(hold("1.5 mph", 600)))
    rig.tell(e.Nudge(up=True))
    assert "not self-paced" in rig.refused()[-1]
    rig.tell(e.Nudge(up=False))
    rig.until(lambda r: r.speeds()[-1][1] == 220, 10_000)
    own = Rig().at_speed(plan(hold("1.5 mph", 600), self_paced=True))
    own.tell(e.Nudge(up=True))
    assert "after a minute" in own.refused()[-1]
    own.pass_time(61_000)
    own.tell(e.Nudge(up=True))
    own.until(lambda r: r.speeds()[-1][1] == 250, 10_000)
    for _ in range(20):
        own.tell(e.Nudge(up=True))
    assert "the cap is 2.5 mph" in own.refused()[-1]
    own.until(lambda r: r.speeds()[-1][1] == 400, 60_000)
    own.tell(e.Nudge(up=False))  # one press is enough, however often faster was pressed
    own.until(lambda r: r.speeds()[-1][1] == 380, 10_000)
    for one in (rig, own):
        one.stop()
        one.standstill()


def test_inclination_caps_hold_too():
    limit = (Layer(Source.PERSON, inclination=Inclination(12)),)
    rig = Rig().walking(plan(hold("1.2 mph", 60, "4 %")), limit).finish()
    assert max(value for _, value in rig.inclinations()) == 10
    assert rig.seen.inclination_cap_source is Source.PERSON


@pytest.mark.sr(41)
def test_a_cap_below_the_belts_minimum_ends_the_walk_gently():
    rig = Rig().at_speed(plan(hold("1.0 mph", 600)))
    rig.tell(e.Limit(Layer(Source.PERSON, Speed.parse("0.6 mph"))))
    assert rig.stage is Stage.WINDING_DOWN
    rig.tell(e.Limit(Layer(Source.PERSON, Speed.parse("0.5 mph"))))
    rig.finish()
    assert rig.finished()[0].reason is StopReason.OPERATOR and rig.speed == 0


@pytest.mark.sr(6)
def test_a_belt_that_drifts_a_little_off_is_told_after_5_s():
    rig = Rig().at_speed(plan(hold("1.2 mph", 30), hold("1.5 mph", 60)))
    for _ in range(10):  # 0.25 km/h off: too little for the console's rules, too much to go on
        rig.now += 700
        counted = rig.now // 1000
        rig.tell(
            e.TreadmillFrame(b"\x04\x04" + (165).to_bytes(2, "little") + counted.to_bytes(3, "little") + b"\x01\x00")
        )
    assert "the belt does not follow" in rig.seen.frozen
    rig.stop()
    rig.standstill()


@pytest.mark.sr(40)
@pytest.mark.parametrize("silent", [False, True], ids=["heard", "not heard for a while"])
def test_a_raise_that_waited_long_for_the_belt_is_told_again_when_it_can_go_on(silent):
    rig = Rig().walking(plan(hold("1.5 mph", 120)))
    rig.until(lambda r: r.speeds()[-1][1] == 150, 60_000)
    rig.fail(Fault.CLAMPED, 190)  # above what was asked for, by too little to be an alarm
    rig.pass_time(3_000)
    asked = len(rig.speeds())
    if silent:
        rig.fail(Fault.SILENT)
        rig.pass_time(1_500)
        rig.mend(Fault.SILENT)
    rig.pass_time(8_000)
    assert len(rig.speeds()) == asked
    rig.mend(Fault.CLAMPED)
    mended = rig.now
    rig.until(lambda r: len(r.speeds()) > asked, 20_000)
    told = [now for now, effect in rig.effects(Announce) if effect.cue is Cue.SPEED_UP and now >= mended]
    assert len(told) == 1 and rig.now - told[0] >= 3_000
    rig.until(lambda r: r.speed == 240, 60_000)  # it does go on, to the end of the ramp, told once
    assert [now for now, effect in rig.effects(Announce) if effect.cue is Cue.SPEED_UP and now >= mended] == told
    rig.finish()
    assert rig.speed == 0


@pytest.mark.sr(40)
def test_a_belt_that_follows_slowly_has_its_ramp_told_once():
    rig = Rig(Shape(mechanics=Mechanics(acceleration=8))).walking(plan(hold("1.5 mph", 60)))
    rig.until(lambda r: r.speed == 240, 120_000)
    assert [cue for _, cue in rig.said()].count(Cue.SPEED_UP) == 1
    rig.finish()
    assert rig.speed == 0
