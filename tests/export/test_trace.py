from dataclasses import replace
from itertools import pairwise

import pytest

from retrowalk.controller import view
from retrowalk.controller.effects import Alarm, AlarmKind, Announce, Cue, Finished, Refused, Request, WriteStop
from retrowalk.controller.events import LinkUp, Nudge, Prepare, Tick
from retrowalk.controller.step import initial, step
from retrowalk.export.trace import GAP, PERIOD, SAYINGS, Halt, Row, Trace, What, said
from retrowalk.journal.codec import dump_step, load_step
from retrowalk.journal.record import Step
from retrowalk.safety.events import Sample, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.settings import load_protocols
from retrowalk.units import Speed
from rig import Fault, Rig, hold, plan


def folded(*steps):
    trace = Trace()
    for snapshot, *effects in steps:
        trace.add(Tick(), tuple(effects), snapshot)
    return trace


def moving(blank, now, **changes):
    return replace(blank, now=now, belt=Belt.RUNNING, measured=Sample(Speed(160)), age=0, **changes)


def test_one_row_each_second_whatever_the_rate_of_the_steps(blank):
    trace = folded(*((replace(blank, now=5000 + 250 * each),) for each in range(13)))
    assert [row.at for row in trace.rows] == [0, 1000, 2000, 3000]


def test_a_second_without_a_step_has_no_row(blank):
    trace = folded(*((replace(blank, now=now),) for now in (0, 1000, 4000)))
    assert [row.at for row in trace.rows] == [0, 1000, 4000]


def test_every_cue_has_its_sentence():
    assert set(SAYINGS) == set(Cue)
    for cue in Cue:
        sentence = said(Announce(cue, 4000, 160, 25))
        assert sentence
        assert "{" not in sentence


def test_an_announcement_gives_its_figures_or_its_own_text():
    assert said(Announce(Cue.SPEED_UP, 4000, 160)) == "Faster, to 1.0 mph (1.6 km/h)"
    assert said(Announce(Cue.COUNTDOWN, 5000)) == "The belt starts in 5 s"
    assert said(Announce(Cue.SPEED_UP, 4000, 160, text="Now with long steps")) == "Now with long steps"


@pytest.mark.parametrize(
    ("effect", "what", "text"),
    [
        (Alarm(AlarmKind.PULL_THE_KEY, on=True), What.ALARM, "pull the key alarm"),
        (Alarm(AlarmKind.PULL_THE_KEY, on=False), What.ALARM, "pull the key over"),
        (Refused("Nudge", "not now"), What.REFUSED, "Nudge: not now"),
        (Finished(StopReason.USER_STOP, verified=True), What.FINISHED, "user stop, standstill measured"),
        (Finished(StopReason.LINK_LOST, verified=False), What.FINISHED, "link lost, standstill NOT measured"),
        (Announce(Cue.TURN_NOW, 0), What.SAID, "Turn round now"),
    ],
)
def test_what_matters_to_people_leaves_a_mark(blank, effect, what, text):
    (mark,) = folded((replace(blank, now=700), effect)).marks
    assert (mark.at, mark.what, mark.text) == (0, what, text)


def test_ordinary_requests_leave_none(blank):
    assert folded((blank, Request(b"\x02\xe6\x00", 0, 1000))).marks == []


def test_changes_are_marked_before_what_the_step_says(blank):
    before = moving(blank, 0, stage=Stage.WALKING)
    after = replace(before, now=500, stage=Stage.HOLDING)
    marks = folded((before,), (after, Announce(Cue.HELD, 0))).marks
    assert [mark.text for mark in marks] == ["holding", "The speed is held"]


def test_link_latch_and_segment_changes_are_marked(blank):
    before = replace(blank, segments=3)
    after = replace(before, now=1, linked=True, latched=StopReason.USER_STOP, segment=1)
    again = replace(after, now=2, linked=False, latched=None)
    marks = [mark.text for mark in folded((before,), (after,), (again,)).marks]
    assert marks == ["link up", "latched: user stop", "segment 2 of 3", "link lost", "latch reset"]


def test_a_stop_is_timed_from_its_first_write_to_measured_standstill(blank):
    trace = folded(
        (moving(blank, 0),),
        (moving(blank, 1000), WriteStop((b"\x08\x01",), 1, 1)),
        (moving(blank, 2000), WriteStop((b"\x08\x01",), 1, 2)),
        (replace(moving(blank, 3400), belt=Belt.LATCHED, measured=Sample(Speed(0))),),
    )
    assert trace.halts == [Halt(1000, 3400)]
    assert [mark.what for mark in trace.marks] == [What.STOP, What.STANDSTILL]


def test_a_second_stop_is_timed_on_its_own_and_an_unproven_one_stays_open(blank):
    stop = WriteStop((b"\x08\x01",), 1, 1)
    standing = replace(moving(blank, 2000), belt=Belt.IDLE)
    trace = folded((moving(blank, 0), stop), (standing,), (moving(blank, 3000), stop))
    assert trace.halts == [Halt(0, 2000), Halt(3000, None)]


def test_holds_gaps_events_and_the_end_are_counted(blank):
    walking = moving(blank, 0, stage=Stage.WALKING)
    trace = folded((walking,), (replace(walking, stage=Stage.HOLDING),), (replace(walking, age=GAP),))
    trace.add(Nudge(up=True), (), replace(walking, age=GAP + 1))
    trace.add(LinkUp(b"", b"", b""), (Finished(StopReason.COMPLETED, verified=True),), walking)
    assert (trace.holds, trace.gaps, trace.counts["Nudge"], trace.counts["Tick"]) == (1, 1, 1, 3)
    assert trace.finished == Finished(StopReason.COMPLETED, verified=True)
    assert trace.link == LinkUp(b"", b"", b"")


def test_a_walk_that_is_only_watched_does_not_claim_a_standstill(blank):
    trace = Trace()
    trace.add(Prepare(load_protocols().plans["P14"]), (), blank)
    trace.add(None, (Finished(StopReason.COMPLETED, verified=True),), blank)
    assert trace.marks[-1].text == "completed, only watched"


def of_a_walk():
    """A walk that goes well, falls silent and is stopped: its trace, folded again from the journal's own form."""
    rig = Rig().at_speed(plan(hold("1.5 mph", 120)))
    rig.pass_time(20_000)
    rig.fail(Fault.SILENT)
    rig.pass_time(6000)
    rig.mend(Fault.SILENT)
    rig.until(lambda r: r.belt is Belt.LATCHED and r.speed == 0, 60_000)
    trace, state = Trace(), initial()
    for now, event, effects in rig.log:
        kept = load_step(dump_step(Step(now, event, effects)))
        state, again = step(state, kept.event, kept.now, rig.rules)
        assert again == effects
        trace.add(kept.event, again, view.snapshot(state, rig.rules, kept.now))
    return trace


@pytest.mark.sr(46)
def test_a_journal_gives_each_second_its_command_measurement_cap_state_and_doubts():
    trace = of_a_walk()
    assert max(after.at - before.at for before, after in pairwise(trace.rows)) <= PERIOD
    walked = [row for row in trace.rows if row.snapshot.stage is Stage.WALKING]
    assert len(walked) > 30
    for row in walked:
        seen = row.snapshot
        assert seen.commanded and seen.measured and seen.cap and seen.cap_source and seen.belt is Belt.RUNNING
    assert [row.doubts for row in walked[:20]] == [()] * 20
    assert ("no fresh measurement",) in [row.doubts for row in walked]
    assert "old measurement" in [doubt for row in trace.rows for doubt in row.doubts]
    assert trace.rows[-1].snapshot.latched is StopReason.STALE
    assert [mark.text for mark in trace.marks if mark.what is What.LATCHED] == ["latched: stale"]


@pytest.mark.parametrize(
    ("changes", "doubts"),
    [
        ({}, ()),
        ({"linked": False}, ("no connection",)),
        ({"measured": None, "age": None}, ("nothing measured",)),
        ({"age": GAP - 1}, ()),
        ({"age": GAP}, ("old measurement",)),
        ({"frozen": ("the belt does not follow",)}, ("the belt does not follow",)),
    ],
)
def test_what_a_second_is_doubted_for(blank, changes, doubts):
    assert Row(0, replace(moving(blank, 1000), **{"linked": True, **changes})).doubts == doubts
