from dataclasses import replace

import pytest

from history.walking import BOTH_WAYS, SHORT
from retrowalk.controller import events as e
from retrowalk.history.tally import Tally, doubts
from retrowalk.history.walks import Doubt, Range, State, Summary
from retrowalk.journal.record import Step
from retrowalk.safety.events import StopReason
from retrowalk.session.stage import ON_THE_MOVE, Stage
from retrowalk.units import Facing
from rig import Rig, hold, plan


class Tallied(Rig):
    """A rig whose every step is added up."""

    def __init__(self, **more):
        self.tally, self.samples = Tally(), []
        super().__init__(**more)

    def tell(self, event):
        effects = super().tell(event)
        self.samples += self.tally.add(Step(self.now, event, effects), self.seen)
        return effects


@pytest.fixture(scope="module")
def both_ways():
    """A whole walk in both facings, to its end."""
    rig = Tallied().walking(BOTH_WAYS)
    rig.finish()
    return rig


def test_nothing_is_kept_before_a_walk():
    rig = Tallied()
    rig.pass_time(5_000)
    assert rig.samples == [] and rig.tally.summary() == Summary()


def test_a_prepare_that_is_refused_begins_nothing():
    rig = Tallied(connect=False)
    rig.tell(e.Prepare(plan()))
    assert rig.refused() and rig.samples == []


@pytest.mark.sr(46)
def test_every_second_has_one_sample_with_all_that_was_known(both_ways):
    assert [sample.t for sample in both_ways.samples] == list(range(len(both_ways.samples)))
    moving = [sample for sample in both_ways.samples if sample.stage is Stage.WALKING]
    assert all(
        sample.speed and sample.commanded and sample.cap and sample.flags in (0, Doubt.FROZEN) for sample in moving
    )
    assert {sample.facing for sample in moving} == set(Facing)
    way = [sample.millimetres for sample in both_ways.samples]
    assert way == sorted(way) and way[-1] > 10_000


def test_the_summary_says_what_was_done(both_ways):
    done, last = both_ways.tally.summary(), both_ways.seen
    assert done.belt_time == last.belt_time == done.forward + done.backward
    assert done.forward > 20_000 and done.backward > 50_000
    assert done.millimetres == round(last.metres * 1000)
    assert (done.segments, done.segments_done) == (5, 5)
    assert done.samples == len(both_ways.samples) and done.verified and done.stops >= 2
    assert done.stopped_in is not None and 0 < done.stopped_in < 20_000
    assert both_ways.tally.state is State.ENDED and both_ways.tally.reason is StopReason.COMPLETED
    assert done.heart_rate is None and done.heart_source == ""


def test_the_ranges_are_those_of_the_samples_on_the_move(both_ways):
    moving = [sample for sample in both_ways.samples if sample.stage in ON_THE_MOVE]
    speeds = [sample.speed for sample in moving]
    done = both_ways.tally.summary()
    assert done.measured == Range(round(sum(speeds) / len(speeds)), min(speeds), max(speeds))
    assert done.commanded.most == max(sample.commanded for sample in moving)
    assert done.near_cap == sum(sample.speed > 0.9 * sample.cap for sample in moving)
    assert sum(seconds for _, seconds in done.inclines) == len(moving)


def test_laps_tell_segment_by_segment(both_ways):
    laps = both_ways.tally.summary().laps
    assert [lap.segment for lap in laps] == [0, 1, 2, 3, 4]
    assert [lap.facing for lap in laps] == [Facing.BACKWARD] * 2 + [Facing.FORWARD] * 3
    assert sum(lap.belt_time for lap in laps) == both_ways.tally.summary().belt_time
    assert sum(lap.millimetres for lap in laps) == both_ways.tally.summary().millimetres


def test_what_people_do_is_counted():
    rig = Tallied().at_speed(plan(hold("1.2 mph", 300), self_paced=True))
    for event in (e.Nudge(up=False), e.Tap("eve"), e.Hold()):
        rig.tell(event)
        rig.pass_time(2_000)
    rig.tell(e.Proceed())
    for _ in range(8):
        rig.tell(e.HeartRate(95))
        rig.pass_time(1_000)
    rig.stop(StopReason.PAIN)
    rig.standstill().pass_time(5_000)
    done = rig.tally.summary()
    assert (done.nudges_down, done.taps, done.holds) == (1, 1, 1)
    assert done.heart_rate == Range(95, 95, 95) and done.heart_source == "strap"
    assert rig.tally.state is State.STOPPED and rig.tally.reason is StopReason.PAIN
    assert done.segments_done == 1


def test_a_nudge_that_was_refused_is_none():
    rig = Tallied().at_speed(plan(hold("1.2 mph", 300)))
    rig.tell(e.Nudge(up=True))
    assert rig.refused() and rig.tally.summary().nudges_up == 0
    rig.stop()
    rig.standstill()


def test_a_lost_link_is_a_gap_with_doubtful_seconds():
    rig = Tallied().at_speed(SHORT)
    rig.drop()
    rig.pass_time(6_000)
    done = rig.tally.summary()
    assert done.gaps >= 1 and dict(done.doubts)["no connection"] >= 2
    assert any(sample.flags & Doubt.UNLINKED and sample.flags & Doubt.OLD for sample in rig.samples)
    assert "no connection" in doubts(rig.seen)
    rig.connect()
    rig.standstill()


def test_a_walk_without_an_end_was_interrupted():
    rig = Tallied().at_speed(SHORT)
    assert (rig.tally.state, rig.tally.reason) == (State.INTERRUPTED, StopReason.POWER_LOSS)
    rig.stop(StopReason.DIZZY)
    assert (rig.tally.state, rig.tally.reason) == (State.INTERRUPTED, StopReason.DIZZY)
    rig.standstill()


def test_a_second_in_which_the_core_failed_is_marked():
    rig = Tallied().at_speed(SHORT)
    rig.now += 1_000
    (sample,) = rig.tally.add(Step(rig.now, e.Tick(), (), "ValueError()"), rig.seen)
    assert sample.flags & Doubt.UNREADABLE
    rig.stop()
    rig.standstill()


def test_nothing_is_added_once_the_walk_is_over(both_ways):
    before = both_ways.tally.summary()
    later = replace(both_ways.seen, now=both_ways.now + 60_000)
    assert both_ways.tally.add(Step(later.now, e.Tick(), ()), later) == []
    assert both_ways.tally.summary() == before
