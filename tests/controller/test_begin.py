"""Starting the belt: every condition, once, and at the minimum."""

from itertools import pairwise

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import Request
from retrowalk.firmware.profile import StartBy
from retrowalk.protocol.level import Level
from retrowalk.safety.events import Stop, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.checklist import Item
from retrowalk.session.stage import Stage
from retrowalk.simulator.belt import Mechanics
from retrowalk.simulator.machine import Button
from retrowalk.simulator.shape import Shape
from rig import RULES, Fault, Rig, hold, plan, replace, settle


START = b"\x07"


def starts(rig):
    return [now for now, data in rig.wire if data == START]


@pytest.mark.sr(8)
def test_start_needs_the_whole_checklist():
    rig = Rig().prepare()
    for item in Item:
        if item not in (Item.CLIP, Item.SPOTTER):
            rig.tell(e.Confirm(item))
    rig.pass_time(5000)
    rig.tell(e.Ready())
    assert rig.stage is Stage.CHECKLIST and "not while the walk is checklist" in rig.refused()[-1]
    rig.tell(e.Confirm(Item.CLIP))
    assert rig.stage is Stage.AWAITING_READY
    rig.pass_time(60_000)
    assert starts(rig) == [] and rig.speed == 0


@pytest.mark.sr(8)
def test_start_needs_a_ready_and_comes_after_the_countdown():
    rig = Rig().prepare().check().ready()
    assert rig.stage is Stage.COUNTDOWN and starts(rig) == []
    pressed = rig.now
    rig.until(lambda r: r.stage is Stage.STARTING, 10_000)
    assert 5000 <= starts(rig)[0] - pressed <= 6000


@pytest.mark.sr(8)
def test_ready_goes_stale_after_15_s_and_the_belt_never_starts_by_it():
    rig = Rig().prepare().check().ready()
    rig.fail(Fault.SILENT)  # no fresh telemetry at the end of the countdown
    rig.pass_time(16_000)
    assert rig.stage is Stage.AWAITING_READY and starts(rig) == []
    rig.mend(Fault.SILENT)
    rig.pass_time(10_000)
    assert starts(rig) == []
    rig.ready().until(lambda r: r.stage is Stage.SETTLING, 20_000)  # the twin: a new READY does start it
    assert len(starts(rig)) == 1


@pytest.mark.sr(8)
def test_ready_without_a_fresh_measurement_is_refused():
    rig = Rig().prepare().check()
    rig.pass_time(4000)
    rig.fail(Fault.SILENT)
    rig.pass_time(2000)
    rig.tell(e.Ready())
    assert rig.refused()[-1] == "there is no fresh measurement"


@pytest.mark.sr(8)
def test_an_inclined_belt_does_not_start():
    rig = Rig().prepare().check()
    for _ in range(2):  # 0.5 % each
        rig.treadmill.press(Button.STEEPER, rig.now)
        rig.pass_time(8000)
    rig.tell(e.Ready())
    assert rig.refused()[-1] == "the belt is not flat"


@pytest.mark.sr(8)
def test_the_belt_must_have_stood_for_3_s():
    rig = Rig(connect=False)
    rig.treadmill.press(Button.START, 0)
    rig.connect()
    rig.until(lambda r: r.belt is Belt.OBSERVED, 20_000)
    rig.tell(e.Prepare(plan()))
    rig.check()
    rig.tell(e.Ready())
    assert rig.refused()[-1] == "the belt was not measured at standstill"
    rig.treadmill.press(Button.STOP, rig.now)
    rig.until(lambda r: r.speed == 0).until(lambda r: r.belt is Belt.ARMED, 10_000)
    zero = next(now for now, _, _ in reversed(rig.log) if now <= rig.now - 3000)
    assert zero and rig.state.watch.zero_since <= rig.now - 3000


@pytest.mark.sr(9)
def test_start_is_written_once_and_taken_back_when_the_belt_does_not_move():
    rig = Rig().prepare().check().ready()
    rig.fail(Fault.IGNORED)
    rig.until(lambda r: r.stage is Stage.STARTING, 10_000)
    rig.until(lambda r: r.stops(), 12_000)
    assert len(starts(rig)) == 1 and rig.stops()[0][0] - starts(rig)[0] >= 10_000
    rig.until(lambda r: r.stage is Stage.AWAITING_READY, 30_000)
    rig.pass_time(30_000)
    assert len(starts(rig)) == 1 and rig.speed == 0 and rig.belt is Belt.ARMED


@pytest.mark.sr(9)
def test_start_is_never_written_to_a_moving_belt():
    rig = Rig().prepare().check().ready()
    rig.treadmill.press(Button.START, rig.now)
    rig.pass_time(20_000)
    assert starts(rig) == []
    assert rig.state.supervision.latch.reason is StopReason.OVERSPEED
    rig.standstill()


@pytest.mark.sr(9)
def test_a_motionless_start_over_again_needs_a_new_ready():
    rig = Rig().prepare().check().ready()
    rig.fail(Fault.IGNORED)
    rig.until(lambda r: r.stage is Stage.AWAITING_READY and starts(r), 60_000)
    rig.mend(Fault.IGNORED)
    rig.pass_time(60_000)
    assert rig.speed == 0 and len(starts(rig)) == 1
    rig.ready().until(lambda r: r.stage is Stage.SETTLING, 20_000)
    assert len(starts(rig)) == 2
    rig.stop()
    rig.standstill()


@pytest.mark.sr(10)
def test_the_first_target_is_the_minimum_and_stays_for_the_dwell_and_until_steady():
    rig = Rig().prepare().check().ready()
    rig.until(lambda r: r.stage is Stage.SETTLING, 20_000)
    began = rig.now
    rig.pass_time(120_000)
    assert {speed for _, speed in rig.speeds()} == {100} and rig.stage is Stage.SETTLING
    rig.tell(e.Steady())
    rig.until(lambda r: r.speeds()[-1][1] > 100, 20_000)
    assert rig.now - began >= 120_000


@pytest.mark.sr(10)
def test_steady_at_once_still_waits_for_the_dwell():
    rig = Rig().prepare(plan(settle(1), hold("1.5 mph"))).check().ready()
    rig.until(lambda r: r.stage is Stage.SETTLING, 20_000)
    began = rig.now
    rig.tell(e.Steady())
    rig.until(lambda r: r.speeds()[-1][1] > 100)
    assert rig.now - began >= 30_000  # the level's dwell is longer than 20 s


@pytest.mark.sr(10)
def test_a_remembered_speed_does_not_become_the_first_one():
    shape = Shape(mechanics=Mechanics())
    rig = Rig(shape).prepare().check().ready()
    rig.until(lambda r: r.stage is Stage.STARTING, 20_000)
    rig.treadmill.machine.belt.aim(400, rig.now)  # what it ran at last time
    rig.until(lambda r: r.stage is Stage.SETTLING or r.state.supervision.latch, 30_000)
    rig.pass_time(5000)
    assert rig.speed <= 180  # brought back to its minimum, or stopped
    rig.stop()
    rig.standstill()


def test_any_input_aborts_the_countdown():
    for abort in (e.Hold(), e.End(), Stop(StopReason.USER_STOP, "test")):
        rig = Rig().prepare().check().ready()
        rig.pass_time(2000)
        rig.tell(abort)
        rig.pass_time(30_000)
        assert starts(rig) == [] and rig.speed == 0


def test_a_lost_link_aborts_the_countdown():
    rig = Rig().prepare().check().ready()
    rig.drop()
    rig.pass_time(2000)
    rig.connect()
    rig.pass_time(30_000)
    assert starts(rig) == [] and rig.stage is Stage.AWAITING_READY
    rig.ready().until(lambda r: r.stage is Stage.SETTLING, 20_000)  # the twin
    rig.stop()
    rig.standstill()


def test_control_is_asked_for_again_until_it_is_given_and_no_start_before():
    rig = Rig()
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    rig.fail(Fault.NOT_PERMITTED, 3)
    rig.tell(e.Prepare(plan()))
    rig.check()
    rig.pass_time(2000)
    rig.tell(e.Ready())
    assert rig.refused()[-1] == "the treadmill has not given control"
    rig.pass_time(12_000)
    asked = [now for now, data in rig.wire if data == b"\x00"]
    assert len(asked) == 4 and min(b - a for a, b in pairwise(asked)) >= 3000
    assert rig.state.supervision.granted


def test_a_console_start_is_never_written_but_is_followed():
    rules = replace(RULES, profile=replace(RULES.profile, start_by=StartBy.CONSOLE))
    rig = Rig(rules=rules).prepare().check().ready()
    rig.until(lambda r: r.stage is Stage.STARTING, 20_000)
    rig.treadmill.press(Button.START, rig.now)
    rig.until(lambda r: r.stage is Stage.SETTLING, 20_000)
    assert starts(rig) == [] and rig.speeds() == [(rig.speeds()[0][0], 100)]
    rig.tell(e.Steady())
    rig.finish()
    assert rig.finished()[0].reason is StopReason.COMPLETED and rig.speed == 0


@pytest.mark.sr(7)
@pytest.mark.parametrize(
    ("mechanics", "level", "why"),
    [
        (Mechanics(speed_min=200), Level.FIRST, "above 0.8 mph, the most for level first"),
        (Mechanics(speed_step=32), Level.ADVANCED, "above the 0.1 mph a step may have"),
        (Mechanics(speed_min=500), Level.ADVANCED, "above the"),
    ],
)
def test_a_belt_that_does_not_fit_is_refused_with_the_reason(mechanics, level, why):
    rig = Rig(Shape(mechanics=mechanics))
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    rig.tell(e.Prepare(plan(hold("1.0 mph"), level=level, cap="1.2 mph", percent="0 %")))
    assert why in rig.refused()[-1] and rig.state.walk is None
    assert rig.effects(Request) == []


@pytest.mark.sr(7)
def test_a_treadmill_without_ranges_is_refused():
    rig = Rig(connect=False)
    rig.treadmill.fail(Fault.NO_RANGES, None, 0)
    rig.connect()
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    rig.tell(e.Prepare(plan()))
    assert "does not say what it can do" in rig.refused()[-1]


@pytest.mark.sr(8)
def test_a_belt_that_cannot_incline_need_not_tell_and_one_that_can_must():
    flat = Rig(Shape(inclines=False)).walking()
    flat.finish()
    assert flat.finished()[0].reason is StopReason.COMPLETED
    silent = Rig().prepare().check()
    silent.pass_time(3000)
    for _ in range(6):
        silent.now += 500
        silent.tell(e.TreadmillFrame(bytes.fromhex("0000 0000")))
    silent.tell(e.Ready())
    assert silent.refused()[-1] == "the belt is not flat"


@pytest.mark.sr(8)
def test_a_start_at_the_console_ends_the_countdown_and_another_ready_starts_a_belt_that_stood():
    rig = Rig().prepare().check().ready()
    rig.pass_time(3000)
    rig.tell(e.MachineStatusFrame(b"\x04"))
    assert rig.stage is Stage.AWAITING_READY
    rig.tell(e.Ready())
    assert rig.refused()[-1] == "the treadmill was started at its console, and may be counting down"
    rig.pass_time(20_000)
    assert starts(rig) == [] and rig.speed == 0
    rig.ready()
    rig.until(lambda r: r.stage is Stage.STARTING, 10_000)
    rig.stop()
    rig.standstill()
    assert len(starts(rig)) == 1


@pytest.mark.sr(8)
def test_a_start_at_the_console_before_ready_has_it_refused_until_the_belt_cannot_start_by_itself():
    rig = Rig().prepare().check()
    rig.pass_time(5000)
    rig.tell(e.MachineStatusFrame(b"\x04"))
    rig.tell(e.Ready())
    assert rig.stage is Stage.AWAITING_READY
    assert rig.refused()[-1] == "the treadmill was started at its console, and may be counting down"
    rig.pass_time(10_000)
    rig.ready()
    assert rig.stage is Stage.COUNTDOWN
    rig.stop()
    rig.standstill()
