from dataclasses import replace

import pytest
from rich.console import Console

from retrowalk.cli.live import KEYS_LINE, View, frame, line, prompt
from retrowalk.cli.words import ALARMS, CANNOT_STOP, PROMPTS, QUESTIONS, SIMULATED
from retrowalk.controller.effects import AlarmKind, Cue
from retrowalk.protocol.plan import Kind
from retrowalk.safety.caps import Source
from retrowalk.safety.events import Sample, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.checklist import Item
from retrowalk.session.stage import Stage
from retrowalk.settings import load_protocols
from retrowalk.units import Facing, Inclination, Setpoint, Speed


PLAN = load_protocols().plans["P05"]


@pytest.fixture
def walking(blank):
    return replace(
        blank, now=60_000, linked=True, belt=Belt.RUNNING, stage=Stage.WALKING, protocol="P05", segment=1, segments=8,
        kind=Kind.HOLD, facing=Facing.BACKWARD, planned=Setpoint(Speed(193), Inclination(10)),
        allowed=Setpoint(Speed(190), Inclination(10)), commanded=Setpoint(Speed(180), Inclination(5)),
        measured=Sample(Speed(170), Inclination(5)), age=400, cap=Speed(321), cap_source=Source.SITE,
        inclination_cap=Inclination(30), inclination_cap_source=Source.LEVEL, belt_time=60_000, metres=25.4,
        left=600_000, change_in=45_000, change=Cue.INCLINE, treadmill="Model X",
    )  # fmt: skip


def drawn(snapshot, *, width=80, height=24, simulated=False, lines=(), alerts=()):
    """A frame as the terminal shows it."""
    console = Console(width=width, height=height, record=True, color_system=None, file=None, quiet=False)
    with console.capture() as capture:
        console.print(frame(View(snapshot, PLAN, simulated, lines, alerts)))
    return capture.get().splitlines()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_frame_says_where_the_walk_is(walking, size):
    shown = "\n".join(drawn(walking, width=size[0], height=size[1]))
    for words in (
        "P05", "Model X", "Link up", "Belt running", "Walk walking", "2 of 8  hold, facing BACKWARD",
        "in 0:45: Incline to 1.0 %", "1:00 walked, 10:00 left, 25 m", "1.2 mph", "1.1 mph (1.7 km/h)", "0.5 %",
        "2.0 mph (3.2 km/h) by site", "incline 3.0 % by level", "STOP BELT (app)",
    ):  # fmt: skip
        assert words in shown


@pytest.mark.sr(44)
def test_a_simulated_walk_always_says_so(walking):
    assert any(SIMULATED in each for each in drawn(walking, simulated=True))
    assert not any(SIMULATED in each for each in drawn(walking))


def test_alarms_stand_first_and_leave_the_stop_key_on_a_small_screen(walking):
    alarmed = replace(
        walking, alarms=(AlarmKind.LINK_LOST, AlarmKind.PULL_THE_KEY), latched=StopReason.OVERSPEED, frozen=("stale",)
    )
    shown = drawn(alarmed, simulated=True, lines=[f"line {each}" for each in range(9)])
    assert ALARMS[AlarmKind.LINK_LOST] in shown[1]
    assert len(shown) <= 24
    assert shown[-1].startswith(KEYS_LINE[:40])


def test_an_alert_and_an_alarm_of_the_same_words_are_said_once(walking):
    shown = drawn(replace(walking, alarms=(AlarmKind.PULL_THE_KEY,)), alerts=(CANNOT_STOP,))
    assert sum(CANNOT_STOP in each for each in shown) == 1


def test_a_lost_link_and_an_old_sample_are_seen(walking):
    shown = "\n".join(drawn(replace(walking, linked=False, age=4000)))
    assert "Link DOWN" in shown
    assert "4 s old" in shown


def test_nothing_known_is_shown_as_nothing(blank):
    shown = "\n".join(drawn(blank))
    assert "no treadmill yet" in shown
    assert "no session" in shown
    assert "None" not in shown


@pytest.mark.parametrize("item", Item)
def test_the_checklist_asks_each_item_and_answers_none(blank, item):
    asked = prompt(replace(blank, stage=Stage.CHECKLIST, missing=(item,)))
    assert asked.startswith(QUESTIONS[item])
    assert "y yes, n no" in asked


@pytest.mark.parametrize("stage", Stage)
def test_each_stage_asks_what_it_needs(blank, stage):
    assert prompt(replace(blank, stage=stage)) == PROMPTS.get(stage, "")


def test_a_latch_without_a_walk_asks_for_the_reset(blank):
    assert "r resets" in prompt(replace(blank, latched=StopReason.PAIN, belt=Belt.LATCHED))
    assert prompt(replace(blank, latched=StopReason.PAIN, belt=Belt.STOPPING)) == ""


def test_the_last_segment_leads_to_the_end(walking):
    last = replace(walking, segment=7, change=Cue.STOPPING_AT_END)
    assert "the walk is over" in "\n".join(drawn(last))


def test_a_plain_line_says_the_same_alarms_first(walking):
    said = line(replace(walking, alarms=(AlarmKind.STALE,)), PLAN)
    assert said.startswith(ALARMS[AlarmKind.STALE])
    for words in ("link up", "belt running", "segment 2 of 8", "cap by site", "left 10:00", "next in 0:45: "):
        assert words in said
    for words in ("planned 1.2 mph, 1.0 %", "allowed 1.2 mph, 1.0 %", "measured 1.1 mph, 0.5 %"):
        assert words in said
    assert "\n" not in said


def test_a_plain_line_has_dashes_for_what_is_not_known(blank):
    assert "planned - | allowed - | measured - | left" in line(blank, PLAN)


def test_every_alarm_has_its_words_and_none_claims_too_much():
    assert set(ALARMS) == set(AlarmKind)
    assert not any("emergency" in words.lower() or "safe " in words.lower() for words in ALARMS.values())


@pytest.mark.sr(36)
def test_a_tap_that_is_due_is_asked_for_before_anything_else(walking):
    assert "t says" in prompt(replace(walking, tap_due=0))
    assert prompt(replace(walking, tap_due=1)) == prompt(replace(walking, tap_due=None))
