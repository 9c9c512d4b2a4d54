"""The belt is run to be measured, with nobody on it: the same core, the same stop, another checklist."""

import pytest

from retrowalk.controller import events as e
from retrowalk.firmware.commissioning import Trial
from retrowalk.protocol.level import Level
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session import trial
from retrowalk.session.stage import Stage
from retrowalk.units import Speed
from rig import RULES, Fault, Rig, hold, plan, replace


UNMEASURED = replace(RULES, profile=replace(RULES.profile, commissioned=False))


@pytest.mark.sr(25)
@pytest.mark.sr(24)
@pytest.mark.parametrize("run", Trial)
def test_a_belt_nobody_has_measured_comes_to_the_speed_it_is_measured_at_and_to_no_more(run):
    rig = Rig(rules=UNMEASURED).at_speed(trial.plan(run))
    wanted = trial.WANTED[run]
    assert rig.speed == wanted.speed.wire
    rig.pass_time(20_000)
    assert max(speed for _, speed in rig.speeds()) == wanted.speed.wire
    rig.tell(e.End())
    rig.finish().standstill()
    walked = Rig(rules=UNMEASURED).walking(plan(hold("1.2 mph", 30), level=Level.FIRST, cap="1.2 mph", percent="0 %"))
    walked.finish().standstill()
    assert max(speed for _, speed in walked.speeds()) <= 193 * 62 // 100  # the twin: somebody stands on this one


@pytest.mark.sr(25)
def test_it_does_not_start_before_somebody_has_said_that_nobody_stands_there():
    rig = Rig(rules=UNMEASURED).prepare(trial.plan(Trial.SLOW))
    *most, last = rig.state.walk.missing
    for item in most:
        rig.tell(e.Confirm(item))
    rig.pass_time(10_000)
    rig.tell(e.Ready())
    assert rig.refused() and rig.stage is Stage.CHECKLIST and rig.speeds() == []
    rig.tell(e.Confirm(last))
    rig.ready().until(lambda seen: seen.speed > 0, 30_000)
    rig.stop()
    rig.standstill()


@pytest.mark.sr(25)
@pytest.mark.sr(11)
def test_stop_stops_it_as_it_stops_any_other_belt():
    rig = Rig(rules=UNMEASURED).at_speed(trial.plan(Trial.STOP))
    rig.stop()
    rig.until(lambda seen: seen.belt is Belt.LATCHED, 30_000)
    assert rig.speed == 0 and rig.state.supervision.latch.reason is StopReason.USER_STOP


@pytest.mark.sr(25)
@pytest.mark.sr(41)
def test_a_cap_of_the_site_holds_for_it():
    site = (Layer(Source.SITE, Speed(250), set_by="owner"),)
    rig = Rig(rules=replace(UNMEASURED, layers=site)).walking(trial.plan(Trial.STOP))
    rig.pass_time(60_000)
    assert max(speed for _, speed in rig.speeds()) == 250
    rig.stop()
    rig.standstill()


@pytest.mark.sr(25)
@pytest.mark.sr(2)
def test_a_belt_that_takes_kilometres_for_miles_is_stopped_while_it_is_measured():
    rig = Rig(rules=UNMEASURED)
    rig.fail(Fault.MPH_TAKEN)
    rig.prepare(trial.plan(Trial.FASTER)).check().ready()
    rig.until(lambda seen: seen.state.supervision.latch, 120_000)
    assert "wrong units" in rig.state.supervision.latch.source
    rig.standstill()
