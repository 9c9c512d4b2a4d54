from dataclasses import replace

import pytest

from retrowalk.controller.effects import Finished
from retrowalk.controller.events import LinkUp, Prepare, Tick
from retrowalk.export.recorded import recorded, seconds_of
from retrowalk.export.report import Walk
from retrowalk.export.trace import Trace
from retrowalk.firmware.profile import Profile
from retrowalk.ftms.features import SpeedRange, encode_speed_range
from retrowalk.history.walks import Range, State
from retrowalk.safety.events import Sample, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.settings import load_protocols
from retrowalk.units import Facing, Inclination, Setpoint, Speed


STARTED = "2026-09-21T14:13:20.250000+00:00"
PLANS = load_protocols().plans
ABOUT = Walk(PLANS["P01"], "Model X", simulated=False, profile=Profile("test"), started=STARTED)
LINK = LinkUp(b"", encode_speed_range(SpeedRange(Speed(100), Speed(2000), Speed(10))), b"")


def walked(blank, seconds=10, idle=3, plan=ABOUT.plan, **changes):
    """Some seconds before the walk, and then a belt at one speed."""
    trace = Trace()
    for second in range(idle):
        trace.add(LINK, (), replace(blank, now=second * 1000, linked=True))
    for second in range(seconds + 1):
        seen = {
            "now": (idle + second) * 1000, "linked": True, "belt": Belt.RUNNING, "stage": Stage.WALKING, "segments": 5,
            "facing": Facing.BACKWARD, "cap": Speed(177), "commanded": Setpoint(Speed(160), Inclination(10)), "age": 0,
            "measured": Sample(Speed(160), Inclination(5)), "belt_time": second * 1000, "metres": second * 0.44,
        }  # fmt: skip
        trace.add(Tick() if second else Prepare(plan), (), replace(blank, **(seen | changes)))
    return trace


def test_a_walk_begins_when_it_was_prepared_at_the_time_of_day_it_had(blank):
    trace = walked(blank)
    walk = recorded(trace, ABOUT)
    assert (walk.began, walk.ended) == (1_790_000_003, 1_790_000_013)
    assert [each.t for each in trace.samples] == list(range(11))
    assert (walk.id, walk.protocol, walk.label) == ("2026-09-21T14:13:23Z_P01", "P01", "Model X")
    assert (walk.profile, walk.commissioned, walk.person) == ("test", False, None)


def test_its_summary_is_that_of_the_memory(blank):
    walk = recorded(walked(blank), ABOUT)
    assert walk.summary.measured == walk.summary.commanded == Range(160, 160, 160)
    assert (walk.summary.belt_time, walk.summary.backward, walk.summary.millimetres) == (10_000, 10_000, 4_400)
    assert (walk.planned_time, walk.planned_millimetres) == (251_250, 94_896)


def test_a_walk_without_an_end_was_interrupted(blank):
    walk = recorded(walked(blank), ABOUT)
    assert (walk.state, walk.stop_reason) == (State.INTERRUPTED, None)


def test_a_walk_that_was_stopped_says_why(blank):
    trace = walked(blank)
    trace.add(Tick(), (Finished(StopReason.PAIN, verified=True),), replace(trace.last, now=trace.last.now + 200))
    walk = recorded(trace, ABOUT)
    assert (walk.state, walk.stop_reason, walk.summary.verified) == (State.STOPPED, StopReason.PAIN, True)


def test_a_walk_that_is_only_watched_has_no_planned_time(blank):
    walk = recorded(walked(blank, plan=PLANS["P14"]), replace(ABOUT, plan=PLANS["P14"]))
    assert (walk.planned_time, walk.planned_millimetres, walk.summary.near_cap) == (None, None, None)


def test_a_belt_that_does_not_tell_its_limits_has_none_either(blank):
    trace = walked(blank)
    trace.link = None
    assert recorded(trace, ABOUT).planned_time is None


def test_a_trace_without_a_walk_has_no_seconds(blank):
    trace = Trace()
    trace.add(Tick(), (), blank)
    trace.add(None, (), replace(blank, now=1000))
    walk = recorded(trace, replace(ABOUT, profile=None, started=""))
    assert (trace.samples, walk.began, walk.profile, walk.summary.samples) == ([], 0, "", 0)


@pytest.mark.parametrize(("started", "seconds"), [("", 0), (STARTED, 1_790_000_000)])
def test_when_a_journal_began(started, seconds):
    assert seconds_of(started) == seconds
