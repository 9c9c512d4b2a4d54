"""The spotter's taps: reminded, slowed, stopped; and a walk that goes on with them."""

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import Announce, Cue
from retrowalk.protocol.level import LEVELS, Level
from retrowalk.safety import thresholds as t
from retrowalk.safety.events import StopReason
from retrowalk.safety.interlocks import Freeze
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from rig import Rig, hold, plan


SPOTTED = [level for level in Level if LEVELS[level].spotter_required]
ALONE = [level for level in Level if not LEVELS[level].spotter_required and level is not Level.COACH]


def outing(level, seconds=300):
    return plan(hold("1.0 mph", seconds), level=level, cap="1.2 mph", percent="0 %", up="0.05 mph/s")


def walking(level=Level.TEEN):
    """At speed, with the spotter's last tap just now."""
    rig = Rig().at_speed(outing(level))
    rig.tell(e.Tap())
    return rig, rig.now


def told(rig, since):
    return [(effect.cue, when - since) for when, effect in rig.effects(Announce) if when >= since]


def test_it_is_the_young_and_the_old_who_are_not_left_alone():
    assert SPOTTED == [Level.OLDER, Level.TEEN]


@pytest.mark.sr(36)
@pytest.mark.parametrize("level", SPOTTED)
def test_without_taps_it_is_reminded_slowed_and_stopped(level):
    rig, since = walking(level)
    speed = rig.seen.commanded.speed
    rig.pass_time(t.TAP_SLOW - 250)
    assert told(rig, since) == [(Cue.TAP_DUE, t.TAP_DUE), (Cue.UNATTENDED, t.TAP_SLOW - t.ANNOUNCE)]
    assert rig.seen.commanded.speed == speed and rig.seen.tap_due == t.TAP_DUE - t.TAP_SLOW + 250
    rig.pass_time(20_000)
    assert rig.seen.commanded.speed.wire == 100 and rig.belt is Belt.RUNNING
    assert Freeze.UNATTENDED.value in rig.seen.frozen
    rig.pass_time(since + t.TAP_STOP - 250 - rig.now)
    assert rig.belt is Belt.RUNNING
    rig.pass_time(250)
    assert rig.seen.latched is StopReason.SPOTTER
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0 and rig.seen.tap_due is None


@pytest.mark.sr(36)
@pytest.mark.parametrize("level", SPOTTED)
def test_with_taps_it_goes_on_to_its_end(level):
    rig = Rig().at_speed(outing(level, 150))
    while not rig.finished():
        rig.pass_time(1000)
        if rig.seen.tap_due is not None and rig.seen.tap_due < 5000:
            rig.tell(e.Tap("supervisor"))
    assert rig.finished()[0].reason is StopReason.COMPLETED and rig.speed == 0
    assert Cue.TAP_DUE not in [cue for _, cue in rig.said()]


@pytest.mark.sr(36)
@pytest.mark.parametrize("level", ALONE)
def test_where_no_spotter_is_required_nobody_taps(level):
    rig = Rig().at_speed(outing(level, 120) if level is not Level.FIRST else outing(level, 115))
    assert rig.seen.tap_due is None
    rig.pass_time(t.TAP_STOP + 5000)
    assert rig.belt is Belt.RUNNING and rig.stage is Stage.WALKING
    rig.stop()
    rig.standstill()


@pytest.mark.sr(36)
def test_a_late_tap_brings_the_speed_back_after_notice():
    rig, _ = walking()
    speed = rig.seen.commanded.speed
    rig.pass_time(t.TAP_SLOW + 15_000)
    assert rig.seen.commanded.speed < speed
    rig.tell(e.Tap())
    tapped = rig.now
    assert not rig.seen.frozen and rig.seen.tap_due == t.TAP_DUE
    rig.until(lambda r: r.seen.commanded.speed == speed, 60_000)
    raised = next(when for when, wire in rig.speeds() if when > tapped and wire > 100)
    (notice,) = [when for when, cue in rig.said() if when >= tapped and cue is Cue.SPEED_UP]
    assert raised - notice >= t.ANNOUNCE
    rig.stop()
    rig.standstill()


@pytest.mark.sr(36)
def test_a_held_walk_is_slowed_as_well():
    rig, _ = walking()
    rig.tell(e.Hold())
    rig.pass_time(t.TAP_SLOW + 15_000)
    assert rig.stage is Stage.HOLDING and rig.seen.commanded.speed.wire == 100
    rig.stop()
    rig.standstill()


@pytest.mark.sr(36)
def test_a_tap_before_the_slowing_is_due_takes_it_back():
    rig, _ = walking()
    speed = rig.seen.commanded.speed
    rig.pass_time(t.TAP_SLOW - 2000)
    rig.tell(e.Tap())
    rig.pass_time(10_000)
    assert rig.seen.commanded.speed == speed
    rig.stop()
    rig.standstill()


@pytest.mark.sr(36)
def test_a_lost_link_puts_no_tap_off():
    rig, _ = walking()
    rig.pass_time(t.TAP_STOP - 1000)
    rig.drop()
    rig.pass_time(1000)
    assert rig.seen.latched is StopReason.SPOTTER
    rig.connect()
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0


def test_faster_is_refused_while_the_spotter_does_not_answer():
    rig = Rig().at_speed(
        plan(hold("1.0 mph", 300), level=Level.TEEN, cap="1.2 mph", percent="0 %", up="0.05 mph/s", self_paced=True)
    )
    rig.tell(e.Tap())
    rig.pass_time(t.TAP_SLOW + 5000)
    rig.tell(e.Nudge(up=True))
    assert rig.refused()[-1] == "the spotter does not answer"
    rig.stop()
    rig.standstill()


@pytest.mark.parametrize("ended", [True, False])
def test_without_a_session_nobody_taps(ended):
    rig = Rig().prepare(outing(Level.TEEN))
    rig.tell(e.Tap())
    assert not rig.refused()
    if ended:
        rig.tell(e.End())
        rig.tell(e.Tap())
        assert rig.refused() == ["no session is under way"]
    assert rig.seen.tap_due is None
    fresh = Rig()
    fresh.tell(e.Tap())
    assert fresh.refused() == ["no session is under way"]
