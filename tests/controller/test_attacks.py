"""Sequences that once broke a rule, each with the rule it broke."""

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import AlarmKind
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.machine import Button
from retrowalk.units import Facing
from rig import Fault, Rig, hold, plan, settle, turn


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
