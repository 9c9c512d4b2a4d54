"""The protocols that ship: each against its level, its figures, the schema, and what it says of itself."""

import json
import os

import jsonschema
import pytest
from ruamel.yaml import YAML

from retrowalk.protocol.errors import ProtocolError
from retrowalk.protocol.level import LEVELS, Level
from retrowalk.protocol.plan import Kind
from retrowalk.protocol.timeline import STANDING, belt_time, metres, timeline
from retrowalk.settings import NotShipped, load_protocol, load_protocols, shipped
from retrowalk.units import Facing, Inclination, Speed


LIBRARY = load_protocols()
DRIVEN = [plan for plan in LIBRARY.plans.values() if not plan.monitor_only]
# The belt the clinical review worked its figures out for: 1.0 km/h at least, in steps of 0.1 km/h.
MINIMUM, STEP = Speed(100), Speed(10)

# From the clinical review §2.3: level, fastest (0.01 km/h on that belt), steepest (0.1 %), seconds, metres, starts.
FIGURES = {
    "P01": ("first", 160, 0, 259, 95, 1),
    "P02": ("first", 120, 0, 317, 95, 1),
    "P03": ("beginner", 240, 0, 561, 283, 1),
    "P04": ("intermediate", 280, 0, 1043, 680, 1),
    "P05": ("intermediate", 190, 30, 793, 400, 1),
    "P06": ("incline", 240, 50, 1303, 731, 1),
    "P07": ("advanced", 320, 0, 1045, 671, 1),
    "P08": ("interval", 320, 0, 940, 455, 8),
    "P09": ("older", 120, 0, 642, 162, 3),
    "P10": ("teen", 160, 0, 299, 110, 1),
    "P11": ("warmup", 240, 0, 296, 148, 1),
    "P12": ("rehab", 160, 0, 619, 248, 1),
    "P13": ("intermediate", 240, 0, 738, 423, 1),
}
# The review rounds each change up to whole seconds, moves every inclination for its full time (we count to its last
# command) and comes down to zero before a turn (we count to the minimum); we wait 3 s between speed and inclination and
# rise no faster than 0.1 km/h a second on that belt. Over a whole walk this is at most 6 % of time and of distance.
TOLERANCE = 0.06


def starts(plan):
    return 1 + sum(segment.kind in STANDING for segment in plan.segments)


def legs_of(plan):
    return timeline(plan, MINIMUM, STEP)


def test_the_library_is_whole():
    assert list(LIBRARY.plans) == [*list(FIGURES)[:8], "P08b", *list(FIGURES)[8:], "P14"]
    assert {plan.id for plan in DRIVEN} == {*FIGURES, "P08b"}


@pytest.mark.parametrize("protocol_id", FIGURES)
def test_each_comes_to_the_figures_of_the_review(protocol_id):
    level, fastest, steepest, seconds, way, belt_starts = FIGURES[protocol_id]
    plan = LIBRARY.plans[protocol_id]
    legs = legs_of(plan)
    assert plan.level is Level(level)
    assert max(leg.speed for leg in legs) == Speed(fastest)
    assert max(segment.inclination for segment in plan.segments) == Inclination(steepest)
    assert legs[-1].ends_ms / 1000 == pytest.approx(seconds, rel=TOLERANCE)
    assert metres(legs) == pytest.approx(way, rel=TOLERANCE)
    assert starts(plan) == belt_starts


def test_the_block_form_has_two_starts_and_five_minutes_each_way():
    plan = LIBRARY.plans["P08b"]
    assert starts(plan) == 2
    holds = [(each.facing, each.duration) for each in plan.segments if each.kind is Kind.HOLD]
    assert holds == [(Facing.FORWARD, 300_000), (Facing.BACKWARD, 300_000)]
    assert plan.speed_cap == LIBRARY.plans["P08"].speed_cap


@pytest.mark.parametrize("plan", DRIVEN, ids=lambda plan: plan.id)
def test_each_is_within_its_level(plan):
    rules = LEVELS[plan.level]
    assert plan.speed_cap <= rules.speed
    assert plan.inclination_cap <= rules.inclination
    assert plan.ramp_up <= rules.ramp_up
    assert plan.ramp_down <= rules.ramp_down
    assert all(each.speed is None or each.speed <= plan.speed_cap for each in plan.segments)
    assert all(Inclination(0) <= each.inclination <= plan.inclination_cap for each in plan.segments)
    assert belt_time(legs_of(plan)) <= rules.belt_time


@pytest.mark.sr(10)
@pytest.mark.parametrize("plan", DRIVEN, ids=lambda plan: plan.id)
def test_each_start_settles_and_each_walk_ends_at_the_minimum(plan):
    after_a_start = [plan.segments[0]]
    after_a_start += [
        each for before, each in zip(plan.segments, plan.segments[1:], strict=False) if before.kind in STANDING
    ]
    assert all(each.kind is Kind.SETTLE and each.duration >= LEVELS[plan.level].settle for each in after_a_start)
    assert legs_of(plan)[-1].speed == MINIMUM
    assert plan.segments[-1].kind is Kind.SETTLE


@pytest.mark.parametrize("plan", LIBRARY.plans.values(), ids=lambda plan: plan.id)
def test_each_says_for_whom_how_often_what_next_and_whose_figures(plan):
    assert plan.name
    assert plan.who
    assert plan.frequency
    assert plan.progression
    assert "ours" in plan.basis


def test_what_a_trial_gave_and_what_it_did_not_is_told_apart():
    assert LIBRARY.plans["P12"].basis.startswith("Dose from the trial of Alghadir, Anwer and others 2019")
    assert "speeds ours" in LIBRARY.plans["P12"].basis
    assert LIBRARY.plans["P13"].self_paced


def test_the_self_powered_protocol_only_watches():
    plan = LIBRARY.plans["P14"]
    assert plan.monitor_only
    assert plan.level is Level.COACH
    assert all(each.speed is None for each in plan.segments)
    assert [each.distance.metres for each in plan.segments if each.distance] == [10] * 6


@pytest.mark.parametrize("file", sorted(shipped("config/protocols").iterdir()), ids=lambda file: file.stem)
def test_each_file_is_valid_by_the_schema_it_names(file):
    text = file.read_text(encoding="utf-8")
    first = text.splitlines()[0]
    assert first == "# yaml-language-server: $schema=../protocol.schema.json"
    schema = json.loads((file.parent / "../protocol.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(YAML(typ="safe", pure=True).load(text))
    assert file.stem.startswith(YAML(typ="safe", pure=True).load(text)["id"] + "_")


def test_a_folder_of_ones_own_is_a_library_too(tmp_path):
    text = (shipped("config/protocols") / "P01_first_session.yaml").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text.replace("id: P01", "id: MINE"), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no protocol", encoding="utf-8")
    assert list(load_protocols(tmp_path).plans) == ["MINE"]


def test_a_folder_that_did_not_ship_is_named():
    with pytest.raises(NotShipped, match="config/nothing is missing from this installation"):
        shipped("config/nothing")


def test_a_file_of_ones_own_is_read_like_those_that_ship(tmp_path):
    own = tmp_path / "mine.yaml"
    own.write_text((shipped("config/protocols") / "P01_first_session.yaml").read_text(encoding="utf-8"), "utf-8")
    assert load_protocol(own) == LIBRARY.plans["P01"]


def test_no_more_of_a_file_is_read_than_a_protocol_may_have(tmp_path):
    endless = tmp_path / "endless.yaml"
    with endless.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(ProtocolError, match="longer than 65536 characters"):
        load_protocol(endless)


def test_what_is_no_ordinary_file_is_not_waited_for(tmp_path):
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="not an ordinary file"):
        load_protocol(pipe)
