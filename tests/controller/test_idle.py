"""A treadmill nobody uses is let go of; one that somebody uses is not."""

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import Cue, Release
from retrowalk.safety import thresholds as t
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.machine import Button
from retrowalk.units import Speed
from rig import Rig, hold, plan, rest, settle


LONG = plan(hold("1.5 mph", 1200))


def left(rig):
    """Everything that is done to let go: cues, releases, ends."""
    cues = [cue for _, cue in rig.said() if cue is Cue.REMOVE_KEY]
    return len(cues), len(rig.effects(Release)), [one.reason for one in rig.finished()]


@pytest.mark.sr(37)
@pytest.mark.parametrize("checked", [True, False])
def test_a_session_nobody_goes_on_with_is_ended_after_ten_minutes(checked):
    rig = Rig().prepare(LONG)
    if checked:
        rig.check()
    rig.pass_time(t.IDLE_FOR)
    assert left(rig) == (0, 0, []) and rig.belt is Belt.ARMED
    rig.pass_time(250)
    assert left(rig) == (1, 1, [StopReason.SCHEDULE_LIMIT]) and rig.stage is Stage.FINISHED
    assert rig.client is None and not rig.state.supervision.granted
    rig.connect()
    rig.pass_time(3 * t.IDLE_FOR)
    assert left(rig) == (1, 1, [StopReason.SCHEDULE_LIMIT]) and rig.speed == 0  # once is enough
    rig.tell(e.Prepare(LONG))
    rig.check().ready().until(lambda r: r.stage is Stage.SETTLING, 30_000)  # the twin: it can be used again
    rig.stop()
    rig.standstill()


@pytest.mark.sr(37)
def test_at_a_rest_nobody_comes_back_from_it_is_ended_too():
    rig = Rig().walking(plan(hold("1.0 mph", 20), rest(30), settle(), hold("1.0 mph", 20)))
    rig.until(lambda r: r.stage is Stage.STANDING, 120_000)
    rig.pass_time(t.IDLE_FOR + 5000)
    assert left(rig) == (1, 1, [StopReason.SCHEDULE_LIMIT]) and rig.finished()[0].verified and rig.speed == 0


@pytest.mark.sr(37)
def test_control_is_given_back_ten_minutes_after_a_walk():
    rig = Rig().walking(plan(hold("1.0 mph", 20))).finish()
    ended = rig.now
    rig.pass_time(t.IDLE_FOR - 5000)
    assert left(rig) == (0, 0, [StopReason.COMPLETED])
    rig.until(lambda r: r.effects(Release), 20_000)
    assert left(rig) == (1, 1, [StopReason.COMPLETED]) and rig.now - ended <= t.IDLE_FOR + 1000


@pytest.mark.sr(37)
def test_any_act_begins_the_ten_minutes_anew_and_a_page_s_renewals_do_not():
    rig = Rig().prepare(LONG)
    rig.tell(e.TakeLease("ann"))
    for _ in range(4):
        rig.pass_time(t.IDLE_FOR - 1000)
        rig.tell(e.Hold())  # refused, but somebody is there
    assert left(rig)[1] == 0
    for _ in range(t.IDLE_FOR // 5000 + 1):
        rig.pass_time(5000)
        rig.tell(e.RenewLease("ann"))
    assert left(rig)[1] == 1 and rig.speed == 0


# What a person can do at a treadmill, one of each.
ACTS = (
    e.Prepare(LONG), e.Confirm("clip"), e.Ready(), e.Steady(), e.Hold(), e.Proceed(), e.Nudge(up=False), e.Snooze(),
    e.Skip(), e.Limit(Layer(Source.PERSON, Speed(200))), e.Tap(), e.TakeLease("ann"),
)  # fmt: skip


@pytest.mark.sr(37)
@pytest.mark.parametrize("act", ACTS, ids=lambda act: type(act).__name__)
def test_whatever_a_person_does_begins_the_ten_minutes_anew(act):
    rig = Rig().prepare(LONG)
    rig.pass_time(t.IDLE_FOR - 1000)
    rig.tell(act)
    rig.pass_time(t.IDLE_FOR - 1000)
    assert left(rig)[1] == 0
    rig.pass_time(2000)
    assert left(rig)[1] == 1 and rig.speed == 0


@pytest.mark.sr(37)
def test_a_belt_that_moves_is_not_idle_however_long_nobody_presses_anything():
    rig = Rig().at_speed(LONG)
    rig.pass_time(t.IDLE_FOR + 60_000)
    assert rig.belt is Belt.RUNNING and left(rig) == (0, 0, [])
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    rig.pass_time(t.IDLE_FOR * 2)
    assert rig.belt is Belt.LATCHED and left(rig)[1] == 0  # it is watched until somebody resets it


@pytest.mark.sr(37)
def test_a_session_at_a_belt_somebody_else_walks_on_is_ended_without_a_release():
    rig = Rig()
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    rig.treadmill.press(Button.START, rig.now)
    rig.until(lambda r: r.belt is Belt.OBSERVED, 20_000)
    rig.tell(e.Prepare(LONG))
    rig.pass_time(t.IDLE_FOR + 1000)
    assert left(rig) == (1, 0, [StopReason.SCHEDULE_LIMIT]) and rig.belt is Belt.OBSERVED and rig.wire == []
    assert not rig.finished()[0].verified
    rig.stop()
    rig.standstill()


@pytest.mark.sr(37)
def test_a_treadmill_that_was_never_ours_is_not_let_go_of():
    rig = Rig()
    rig.pass_time(2 * t.IDLE_FOR)
    assert left(rig) == (0, 0, []) and rig.client is not None


def test_an_hour_asleep_ends_the_session_without_a_start():
    rig = Rig().prepare(LONG).check().ready()
    rig.pass_time(2000)
    rig.now += 3_600_000
    rig.tell(e.Tick())
    assert rig.stage is Stage.FINISHED and not rig.speeds() and rig.speed == 0
