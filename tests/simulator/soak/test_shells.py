"""The real service under the same people, faults and rules: it keeps them, and a core that does not is found."""

from retrowalk.controller.effects import WriteStop
from retrowalk.controller.step import step
from retrowalk.link.lane import Lane
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.soak.rule import Rule
from retrowalk.simulator.soak.shells import live


def stops_once(state, event, now, rules):
    after, effects = step(state, event, now, rules)
    return after, tuple(each for each in effects if not (isinstance(each, WriteStop) and each.attempt))


def first_broken(**more):
    return next(broken for seed in range(60) if (broken := live(seed, set(), **more)))


def test_the_service_keeps_the_rules():
    reached = set()
    assert [live(seed, reached) for seed in range(40)] == [None] * 40
    assert {Belt.RUNNING, Belt.STOPPING, Belt.LATCHED, Belt.ARMED} <= {belt for belt, _, _ in reached}
    assert {Stage.COUNTDOWN, Stage.SETTLING, Stage.FINISHED} <= {stage for _, stage, _ in reached}


def test_a_core_that_goes_quiet_is_found_through_the_service():
    assert first_broken(decide=stops_once).rule is Rule.QUIET


def test_a_lane_that_does_not_write_a_stop_is_found(monkeypatch):
    monkeypatch.setattr(Lane, "stop", lambda *_: None)
    assert first_broken().rule is Rule.AT_ONCE
