"""The link and the measurements: loss, return, and what a sample means in each state of the belt."""

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import AlarmKind
from retrowalk.safety.events import Reset, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.safety.thresholds import REPLAYED_STATUS
from retrowalk.session.stage import Stage
from retrowalk.simulator.machine import Button
from retrowalk.units import Speed
from rig import Fault, Rig, hold, plan


STOP, CONTROL = b"\x08\x01", b"\x00"
TWO = plan(hold("1.2 mph", 60), hold("1.5 mph", 60))


def linked_again():
    """A belt at speed whose link was lost for half a second and has just come back."""
    rig = Rig().at_speed(TWO)
    rig.drop()
    rig.pass_time(500)
    rig.connect()
    return rig


@pytest.mark.sr(20)
def test_a_lost_link_is_loud_in_the_same_step_and_cancels_the_ramp():
    rig = Rig().walking(plan(hold("2.0 mph", 60)))
    rig.until(lambda r: r.speeds()[-1][1] == 150)
    rig.drop()
    assert rig.alarms()[-1] == (AlarmKind.LINK_LOST, True) and rig.belt is Belt.ADRIFT
    asked = len(rig.speeds())
    rig.pass_time(2000)
    assert len(rig.speeds()) == asked
    rig.connect()
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)


@pytest.mark.sr(21)
def test_a_quick_return_to_the_same_belt_holds_until_a_tap_and_then_goes_on():
    rig = Rig().at_speed(TWO)
    rig.drop()
    rig.pass_time(1000)
    rig.connect()
    rig.until(lambda r: r.belt is Belt.RUNNING, 3000)
    back = rig.now
    rig.pass_time(120_000)
    assert "the connection was lost and is back" in rig.seen.frozen and rig.state.supervision.latch is None
    assert not [speed for at, speed in rig.speeds() if at > back and speed > 190]
    rig.tell(e.Proceed())
    rig.until(lambda r: r.speed == 240, 120_000)  # the twin
    rig.finish()
    assert rig.speed == 0


@pytest.mark.sr(21)
def test_a_late_return_writes_stop_first_and_ends_the_walk():
    rig = Rig().at_speed(TWO)
    rig.drop()
    rig.pass_time(3500)
    assert rig.state.supervision.latch.reason is StopReason.LINK_LOST and rig.speed > 0  # nobody can reach it
    before = len(rig.wire)
    rig.pass_time(10_000)
    assert len(rig.wire) == before
    rig.connect()
    assert [data for _, data in rig.wire[before:]] == [CONTROL, STOP] or rig.wire[before][1] == CONTROL
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)
    assert rig.speed == 0 and rig.finished()[0].reason is StopReason.LINK_LOST


@pytest.mark.sr(21)
def test_a_quick_return_to_a_changed_belt_stops_it():
    rig = Rig().at_speed(TWO)
    rig.drop()
    for _ in range(8):
        rig.treadmill.press(Button.FASTER, rig.now)
    rig.pass_time(1500)
    rig.connect()
    rig.until(lambda r: r.state.supervision.latch, 5000)
    assert rig.state.supervision.latch.reason is StopReason.LINK_LOST
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)


@pytest.mark.sr(21)
def test_a_link_that_returns_without_measurements_stops_the_belt():
    rig = Rig().at_speed(TWO)
    rig.drop()
    rig.fail(Fault.SILENT)
    rig.connect()
    rig.until(lambda r: r.state.supervision.latch, 5000)
    rig.mend(Fault.SILENT)
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)


@pytest.mark.sr(22)
@pytest.mark.parametrize("status", [b"\x04", b"\x02\x01", b"\x03", b"\x05\x90\x01", b"\xff"])
def test_the_first_status_after_subscribing_means_nothing(status):
    rig = linked_again()
    rig.tell(e.MachineStatusFrame(status))  # an old one, told again
    rig.until(lambda r: r.belt is Belt.RUNNING, 3000)
    assert rig.state.supervision.latch is None
    rig.tell(e.MachineStatusFrame(b"\x03"))  # the twin: the next one counts
    assert rig.state.supervision.latch.reason is StopReason.SAFETY_KEY
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)


@pytest.mark.sr(22)
def test_an_old_status_told_after_the_belt_is_known_to_be_ours_means_nothing_either():
    rig = linked_again()
    rig.until(lambda r: r.belt is Belt.RUNNING, REPLAYED_STATUS)  # a frame came first: what is told now would count
    rig.tell(e.MachineStatusFrame(b"\x03"))
    assert rig.state.supervision.latch is None and rig.belt is Belt.RUNNING
    rig.tell(e.MachineStatusFrame(b"\x03"))  # the next one is no replay
    assert rig.state.supervision.latch.reason is StopReason.SAFETY_KEY
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)


@pytest.mark.sr(22)
def test_a_first_status_that_comes_too_late_to_be_an_old_one_counts():
    rig = linked_again()
    rig.pass_time(REPLAYED_STATUS + 250)
    assert rig.belt is Belt.RUNNING and not rig.state.status_heard
    rig.tell(e.MachineStatusFrame(b"\x03"))
    assert rig.state.supervision.latch.reason is StopReason.SAFETY_KEY
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)


@pytest.mark.sr(22)
def test_features_are_read_anew_on_every_link():
    rig = Rig()
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    assert rig.state.machine.grid.maximum > 400
    up = rig.log[0][1]
    slower = up.speed_range[:2] + Speed(400).wire.to_bytes(2, "little") + up.speed_range[4:]
    rig.tell(e.LinkLost())
    rig.tell(e.LinkUp(up.features, slower, up.inclination_range, up.name))
    assert rig.state.machine.grid.maximum == 400


@pytest.mark.sr(22)
def test_a_reconnect_never_starts_or_raises_anything():
    for stage in (Stage.STARTING, Stage.SETTLING, Stage.WALKING, Stage.HALTING):
        rig = Rig().prepare(TWO).check().ready()
        while rig.stage is not stage:
            rig.pass_time()
            if rig.stage is Stage.SETTLING:
                rig.tell(e.Steady())
        rig.drop()
        rig.pass_time(4000)
        before = len(rig.wire)
        rig.connect()
        rig.pass_time(120_000)
        assert {data[0] for _, data in rig.wire[before:]} <= {0x00, 0x08}, stage
        assert rig.speed == 0 and rig.belt is Belt.LATCHED
        rig.tell(Reset())


@pytest.mark.parametrize("stage", [Stage.STARTING, Stage.HALTING])
def test_a_link_lost_around_a_start_or_stop_latches_at_once(stage):
    rig = Rig().prepare(plan(hold("1.2 mph", 20))).check().ready()
    while rig.stage is not stage:
        rig.pass_time()
        if rig.stage is Stage.SETTLING:
            rig.tell(e.Steady())
    rig.drop()
    assert rig.belt is Belt.STOPPING
    rig.connect()
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0


def test_malformed_and_vendor_frames_are_no_samples():
    rig = Rig().at_speed(TWO)
    heard = rig.state.watch.at
    rig.now += 100
    for data in (b"", b"\x00", b"\x00\x00", b"\x00\x00\xff\xff", b"\x01\x20\x01\x02\x03"):
        rig.tell(e.TreadmillFrame(data))
    assert rig.state.watch.at == heard
    rig.stop()
    rig.standstill()


def test_a_record_in_two_parts_is_one_sample():
    rig = Rig(connect=False)
    up = Rig().log[0][1]
    rig.tell(up)
    rig.tell(e.TreadmillFrame(bytes.fromhex("0500 0a0000")))
    assert rig.state.watch.sample is None
    rig.tell(e.TreadmillFrame(bytes.fromhex("0000 6400")))
    assert rig.state.watch.sample.speed == Speed(100) and rig.state.watch.sample.distance == 10
    rig.tell(e.TreadmillFrame(bytes.fromhex("0500 0a0000")))
    rig.tell(e.LinkLost())
    rig.tell(up)
    rig.tell(e.TreadmillFrame(bytes.fromhex("0000 6400")))
    assert rig.state.watch.sample.distance is None  # a part does not outlive its link


@pytest.mark.sr(34)
def test_the_safety_key_ends_the_walk_also_during_the_countdown():
    for moving in (True, False):
        rig = Rig().at_speed(TWO) if moving else Rig().prepare(TWO).check().ready()
        rig.treadmill.pull_key(rig.now)
        rig.until(lambda r: r.state.supervision.latch, 2000)
        assert rig.state.supervision.latch.reason is StopReason.SAFETY_KEY
        rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)
        rig.treadmill.replace_key(rig.now)
        rig.pass_time(60_000)
        assert rig.speed == 0


@pytest.mark.sr(32)
def test_a_belt_moving_at_connect_is_not_taken():
    rig = Rig(connect=False)
    rig.treadmill.press(Button.START, 0)
    rig.connect()
    rig.until(lambda r: r.belt is Belt.OBSERVED, 20_000)
    rig.tell(e.Prepare(TWO))
    rig.check()
    rig.pass_time(30_000)
    assert rig.wire == [] and rig.belt is Belt.OBSERVED
    rig.drop()
    assert rig.belt is Belt.UNKNOWN and rig.alarms() == []


def test_a_late_frame_of_a_lost_link_does_not_bring_it_back():
    rig = Rig().at_speed(TWO)
    rig.drop()
    rig.tell(e.TreadmillFrame(bytes.fromhex("0000 be00")))
    assert rig.belt is Belt.ADRIFT
    rig.connect()
    rig.until(lambda r: r.belt is Belt.RUNNING, 3000)
    rig.stop()
    rig.standstill()


def test_a_link_that_comes_up_twice_was_lost_between():
    rig = Rig().at_speed(TWO)
    rig.tell(rig.log[0][1])
    assert rig.belt is Belt.ADRIFT and not rig.state.supervision.granted
    rig.until(lambda r: r.belt is Belt.RUNNING, 3000)
    assert "the connection was lost and is back" in rig.seen.frozen
    rig.stop()
    rig.standstill()
