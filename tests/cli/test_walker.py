from dataclasses import replace

import pytest

from retrowalk.cli.walker import FEELS_STEADY, PACE, SOURCE, TAPS_BEFORE, TURNS_IN, ScriptedWalker
from retrowalk.controller.events import Confirm, Proceed, Ready, Steady, Tap
from retrowalk.protocol.plan import Kind
from retrowalk.safety.supervisor import Belt
from retrowalk.session.checklist import Item
from retrowalk.session.stage import Stage
from retrowalk.settings import load_protocols
from retrowalk.simulator.treadmill import Treadmill


@pytest.fixture
def walker():
    """The walker of P08 with what it told and said."""
    told, said = [], []
    return ScriptedWalker(load_protocols().plans["P08"], told.append, said.append), told, said


def seen(walker, snapshot, *times):
    for now in times:
        walker.see(replace(snapshot, now=now))


def test_one_item_at_a_time_and_visibly(walker, blank):
    scripted, told, said = walker
    seen(scripted, replace(blank, stage=Stage.CHECKLIST, missing=(Item.CLIP, Item.SHOES)), PACE, PACE + 1, 2 * PACE)
    assert told == [Confirm(Item.CLIP)] * 2
    assert all(each.startswith("Scripted walker: ") for each in said)


def test_ready_only_on_an_armed_belt(walker, blank):
    scripted, told, _ = walker
    waiting = replace(blank, stage=Stage.AWAITING_READY)
    seen(scripted, waiting, 0, 10 * PACE)
    assert told == []
    seen(scripted, replace(waiting, belt=Belt.ARMED), 12 * PACE)
    assert told == [Ready(SOURCE)]


def test_steady_after_some_steps(walker, blank):
    scripted, told, _ = walker
    seen(scripted, replace(blank, stage=Stage.SETTLING), PACE, PACE + FEELS_STEADY - 1, PACE + FEELS_STEADY)
    assert told == [Steady()]


def test_ready_again_no_sooner_than_the_turn_takes(walker, blank):
    scripted, told, said = walker
    plan = load_protocols().plans["P08"]
    turn = next(index for index, each in enumerate(plan.segments) if each.kind is Kind.TURN)
    least = plan.segments[turn].duration + TURNS_IN
    seen(scripted, replace(blank, stage=Stage.STANDING, segment=turn), PACE, PACE + least - 1)
    assert told == []
    seen(scripted, replace(blank, stage=Stage.STANDING, segment=turn), PACE + least)
    assert told == [Ready(SOURCE)]
    assert "faces backward" in said[0]


def test_a_freeze_is_looked_at_and_cleared(walker, blank):
    scripted, told, _ = walker
    seen(scripted, replace(blank, stage=Stage.WALKING, frozen=("stale",)), PACE)
    assert told == [Proceed()]


def test_nothing_to_do_while_walking_or_without_a_walk(walker, blank):
    scripted, told, _ = walker
    seen(scripted, blank, PACE)
    seen(scripted, replace(blank, stage=Stage.WALKING), 3 * PACE)
    seen(scripted, replace(blank, stage=Stage.CHECKLIST), 5 * PACE)
    assert told == []


def test_a_belt_nobody_drives_is_moved_once_a_segment_and_stood_on_in_rests(blank):
    treadmill, said = Treadmill(), []
    scripted = ScriptedWalker(load_protocols().plans["P14"], lambda _: None, said.append, treadmill)
    for now, kind, segment in ((100, Kind.HOLD, 1), (200, Kind.HOLD, 1), (9000, Kind.REST, 2)):
        scripted.see(replace(blank, now=now, stage=Stage.WALKING, kind=kind, segment=segment))
    assert said == ["Scripted walker: moves the belt", "Scripted walker: stands"]


@pytest.mark.sr(36)
def test_the_spotter_of_the_script_taps_in_good_time(walker, blank):
    scripted, told, said = walker
    seen(scripted, replace(blank, stage=Stage.WALKING, tap_due=TAPS_BEFORE), 5000)
    seen(scripted, replace(blank, stage=Stage.WALKING, tap_due=None), 6000)
    assert told == []
    seen(scripted, replace(blank, stage=Stage.WALKING, tap_due=TAPS_BEFORE - 1), 7000)
    assert told == [Tap(SOURCE)] and "spotter" in said[-1]
