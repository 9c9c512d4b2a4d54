"""Sequences that once broke a rule, each with the rule it broke."""

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import AlarmKind, Announce, Cue
from retrowalk.protocol.plan import Kind
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.machine import Button
from retrowalk.units import Facing, Speed
from rig import Fault, Rig, hold, plan, replace, settle, turn


LONG = plan(hold("1.5 mph", 600))
TURNING = plan(
    hold("1.2 mph", 20), turn(Facing.FORWARD), settle(30, Facing.FORWARD), hold("1.2 mph", 20, facing=Facing.FORWARD)
)


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
@pytest.mark.parametrize("slept", [20_000, 3_600_000])
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
@pytest.mark.parametrize("settled", [(settle(1),), ()])
def test_no_hold_leads_round_the_dwell_and_the_steady(settled):
    walk = replace(LONG, segments=(*settled, hold("2.0 mph", 600)))
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
