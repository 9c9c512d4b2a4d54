"""The picture the views are shown."""

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import Cue
from retrowalk.protocol.plan import Kind
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.units import Facing, Speed
from rig import Rig, hold, plan, settle, turn


def test_nothing_known_is_shown_as_nothing():
    seen = Rig(connect=False).seen
    assert (seen.linked, seen.belt, seen.stage, seen.measured, seen.cap, seen.left) == (
        False, Belt.UNKNOWN, None, None, None, None,
    )  # fmt: skip


@pytest.mark.sr(41)
def test_planned_allowed_commanded_and_measured_are_told_apart_and_the_cap_is_signed():
    rig = Rig().walking(plan(hold("2.0 mph", 60)), (Layer(Source.AGE, Speed.parse("1.3 mph")),))
    rig.until(lambda r: r.speeds()[-1][1] == 150)
    seen = rig.seen
    assert seen.planned.speed == Speed.parse("2.0 mph") and seen.allowed.speed == Speed(200)
    assert seen.commanded.speed == Speed(150) and seen.measured.speed < Speed(150)
    assert (seen.cap, seen.cap_source) == (Speed.parse("1.3 mph"), Source.AGE)
    assert seen.facing is Facing.BACKWARD and seen.segment == 1 and seen.segments == 2 and seen.treadmill
    rig.stop()
    rig.standstill()


def test_the_next_change_and_the_time_left_come_nearer():
    rig = Rig().at_speed(plan(hold("1.2 mph", 60), hold("1.0 mph", 30)))
    first = rig.seen
    rig.pass_time(10_000)
    then = rig.seen
    assert first.change is Cue.SPEED_DOWN and first.change_in - then.change_in == 10_000
    assert first.left - then.left == 10_000 and 85_000 < first.left < 100_000
    rig.tell(e.Hold())
    assert rig.seen.change_in is None and rig.seen.stage is Stage.HOLDING
    rig.stop()
    rig.standstill()
    assert rig.seen.latched and rig.seen.left is None


def test_the_last_change_is_the_stop_at_the_end():
    rig = Rig().at_speed(plan(hold("1.2 mph", 60)))
    assert rig.seen.change is Cue.STOPPING_AT_END
    rig.finish()
    assert rig.seen.belt is Belt.IDLE


def test_a_heart_rate_is_shown_with_its_age_once_it_is_believed():
    rig = Rig()
    for _ in range(3):
        assert rig.seen.heart_rate is None and rig.seen.heart_rate_age is None
        rig.tell(e.HeartRate(117))
        rig.pass_time(1000)
    assert (rig.seen.heart_rate, rig.seen.heart_rate_age, rig.seen.heart_rate_limit) == (117, 1000, None)
    rig.tell(e.HeartRateLost("off"))
    assert rig.seen.heart_rate is None


@pytest.mark.sr(40)
def test_the_next_segment_is_told_after_caps_and_there_is_none_after_the_last():
    rig = Rig().at_speed(plan(hold("1.2 mph", 60), hold("1.5 mph", 30)), (Layer(Source.AGE, Speed.parse("1.4 mph")),))
    then = rig.seen.next
    assert (then.kind, then.facing, then.inclination) == (Kind.HOLD, Facing.BACKWARD, None)
    assert Speed.parse("1.3 mph") < then.speed <= Speed.parse("1.4 mph")
    rig.finish()
    alone = Rig().at_speed(plan(hold("1.2 mph", 60)))
    assert alone.seen.next is None
    alone.tell(e.End())
    assert alone.seen.next is None
    alone.finish()


@pytest.mark.sr(8)
def test_what_ready_waits_for_is_shown_then_the_countdown():
    rig = Rig()
    rig.prepare(plan(hold("1.2 mph", 60)))
    assert (rig.seen.not_ready, rig.seen.countdown) == ("", None)  # the checklist comes first
    rig.check()
    assert rig.seen.not_ready
    rig.until(lambda r: not r.seen.not_ready)
    rig.tell(e.Ready())
    first = rig.seen.countdown
    rig.pass_time(1_000)
    assert first - rig.seen.countdown == 1_000 and rig.seen.not_ready == ""
    rig.stop()
    rig.standstill()


@pytest.mark.sr(33)
def test_a_turn_tells_when_ready_may_be_given():
    rig = Rig().at_speed(plan(hold("1.2 mph", 60), turn(Facing.FORWARD, 20), settle(20, Facing.FORWARD)))
    rig.until(lambda r: r.seen.stage is Stage.STANDING)
    assert rig.seen.ready_in is None or rig.seen.ready_in > 0
    rig.until(lambda r: r.seen.ready_in is not None)
    assert 19_000 <= rig.seen.ready_in <= 20_000 and rig.seen.not_ready
    rig.until(lambda r: not r.seen.not_ready)
    assert rig.seen.ready_in == 0
    rig.tell(e.End())
    rig.standstill()


@pytest.mark.sr(41)
def test_the_cap_in_force_tells_who_set_it():
    rig = Rig().walking(plan(hold("2.0 mph", 60)), (Layer(Source.PERSON, Speed.parse("1.3 mph"), set_by="p-trainer"),))
    assert (rig.seen.cap_source, rig.seen.cap_by) == (Source.PERSON, "p-trainer")
    rig.stop()
    rig.standstill()
