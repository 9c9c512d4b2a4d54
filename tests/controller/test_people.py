"""What people ask for: done, or refused in words with nothing changed."""

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import Finished
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.events import Reset, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.checklist import Item
from retrowalk.session.stage import Stage
from retrowalk.units import Facing, Speed
from rig import Rig, hold, plan, settle, turn


LONG = plan(hold("1.5 mph", 600))


def refused_unchanged(rig, event):
    """The words of a refusal that changed nothing but the time."""
    before = rig.state
    rig.tell(event)
    assert rig.state.walk == before.walk and rig.state.supervision == before.supervision
    return rig.refused()[-1]


@pytest.mark.parametrize(
    "event",
    [e.Confirm(Item.CLIP), e.Ready(), e.Steady(), e.Hold(), e.Proceed(), e.Nudge(up=False), e.Snooze(), e.End()],
)
def test_without_a_session_there_is_nothing_to_do(event):
    rig = Rig()
    rig.pass_time(5000)
    assert refused_unchanged(rig, event) == "no session is under way"


def test_end_before_the_start_ends_the_session_at_once():
    for steps in (0, 1, 2):
        rig = Rig().prepare(LONG)
        if steps > 0:
            rig.check()
        if steps > 1:
            rig.ready()
        rig.tell(e.End())
        assert rig.stage is Stage.FINISHED and isinstance(rig.effects(Finished)[-1][1], Finished)
        rig.pass_time(30_000)
        assert rig.speed == 0 and rig.belt is Belt.IDLE
        rig.tell(e.Prepare(LONG))
        assert rig.stage is Stage.CHECKLIST


def test_end_while_the_belt_is_being_started_says_to_press_stop():
    rig = Rig().prepare(LONG).check().ready()
    rig.until(lambda r: r.stage is Stage.STARTING, 10_000)
    assert "press STOP" in refused_unchanged(rig, e.End())
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED)


def test_a_second_end_keeps_the_first_reason():
    rig = Rig().at_speed(LONG)
    rig.tell(e.End(StopReason.FATIGUE))
    rig.tell(e.End(StopReason.OPERATOR))
    rig.finish()
    assert rig.finished()[0].reason is StopReason.FATIGUE


def test_end_at_a_turn_wind_down_is_the_end_of_the_walk():
    rig = Rig().at_speed(plan(hold("1.2 mph", 20), turn(Facing.FORWARD), settle(20, Facing.FORWARD)))
    rig.until(lambda r: r.stage is Stage.HALTING)
    rig.tell(e.End(StopReason.FATIGUE))
    rig.until(lambda r: r.finished(), 30_000)
    assert rig.finished()[0].reason is StopReason.FATIGUE and rig.speed == 0


def test_hold_keeps_speed_and_clock_until_proceed():
    rig = Rig().at_speed(plan(hold("1.5 mph", 60), hold("1.0 mph", 20)))
    rig.pass_time(10_000)
    rig.tell(e.Hold())
    spent, asked = rig.state.walk.elapsed, len(rig.speeds())
    rig.pass_time(60_000)
    assert rig.state.walk.elapsed == spent and len(rig.speeds()) == asked and rig.speed == 240
    assert "not while the walk is holding" in refused_unchanged(rig, e.Hold())
    rig.tell(e.Proceed())
    rig.finish()
    assert rig.finished()[0].reason is StopReason.COMPLETED


def test_steady_is_for_a_moving_belt():
    rig = Rig().prepare(LONG).check()
    assert "not while the walk is awaiting ready" in refused_unchanged(rig, e.Steady())


def test_reset_when_nothing_is_latched_says_so():
    rig = Rig()
    rig.pass_time(5000)
    rig.tell(Reset("x"))
    assert rig.refused()[-1] == "nothing is latched" and rig.belt is Belt.IDLE


@pytest.mark.sr(41)
def test_a_cap_may_rise_while_the_belt_stands_and_is_signed():
    rig = Rig().prepare(LONG, (Layer(Source.PERSON, Speed.parse("1.2 mph"), set_by="clinician"),))
    assert (rig.seen.cap, rig.seen.cap_source) == (Speed.parse("1.2 mph"), Source.PERSON)
    rig.tell(e.Limit(Layer(Source.PERSON, Speed.parse("1.8 mph"), set_by="clinician")))
    assert rig.seen.cap == Speed.parse("1.8 mph")
    rig.check().ready()
    rig.until(lambda r: r.stage is Stage.SETTLING, 30_000)
    rig.tell(e.Steady())
    rig.until(lambda r: r.speed == 240)
    rig.stop()
    rig.standstill()


def test_faster_is_refused_while_anything_is_frozen():
    rig = Rig().at_speed(plan(hold("1.5 mph", 600), self_paced=True))
    rig.pass_time(61_000)
    rig.tell(e.MachineStatusFrame(b"\xff"))
    rig.tell(e.MachineStatusFrame(b"\xff"))
    assert "took control back" in refused_unchanged(rig, e.Nudge(up=True))
    rig.stop()
    rig.standstill()
