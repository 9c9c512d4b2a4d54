from dataclasses import fields, replace

import pytest

from retrowalk.firmware.commissioning import (
    ASKED,
    LASTS,
    PROCEDURE,
    STOP_FROM,
    Record,
    Steady,
    Verdict,
    applied,
    measured,
    missing,
    verdict,
)
from retrowalk.firmware.profile import Known, Profile, StartBy
from retrowalk.units import Inclination, Speed


NOW = 1_800_000_000
BELT = 2800  # mm


def steady(asked, scale=100, *, told=None):
    """A belt that runs at `scale` per cent of what was asked for; console and telemetry tell that, or `told`."""
    true = asked.wire * scale // 100
    seen = Speed(true if told is None else asked.wire * told // 100)
    return Steady(asked, seen, seen, 10, 10 * BELT * 360 // true)


RECORD = Record(
    "1.2", "Ann Technician", NOW, BELT, tuple(map(steady, ASKED)), Speed(80), Speed(1600), Speed(10), 3500, Known.NO,
    StartBy.CONSOLE, percent=True, inclination_max=Inclination(100),
)  # fmt: skip
PROFILE = Profile("x", speed_max=Speed(1200), inclination_max=Inclination(150))


@pytest.mark.sr(25)
def test_a_complete_record_of_a_true_belt_commissions_it():
    assert verdict(RECORD, "1.2", NOW) == Verdict(commissioned=True)
    assert missing(RECORD) == ()


def test_revolutions_tell_the_speed_of_the_belt():
    assert measured(Steady(Speed(200), Speed(0), Speed(0), 10, 50_400), BELT) == 200
    assert measured(Steady(Speed(200), Speed(0), Speed(0), 0, 0), BELT) == 0


@pytest.mark.sr(25)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"by": " "}, "the name"),
        ({"firmware": ""}, "firmware version"),
        ({"belt": None}, "length of the belt"),
        ({"steady": ()}, "both speeds"),
        ({"steady": (steady(ASKED[0]),)}, "both speeds"),
        (
            {
                "steady": tuple(
                    replace(steady(each), revolutions=9, milliseconds=9 * steady(each).milliseconds // 10)
                    for each in ASKED
                )
            },
            "ten revolutions",
        ),
        ({"speed_min": None}, "slowest"),
        ({"speed_max": None}, "slowest"),
        ({"speed_step": None}, "slowest"),
        ({"stop": None}, "time to stop"),
        ({"stops_on_disconnect": Known.UNKNOWN}, "link is lost"),
        ({"start_by": None}, "starts the belt"),
        ({"percent": None}, "inclination moves"),
        ({"inclination_max": None}, "inclination moves"),
    ],
)
def test_what_was_not_noted_is_told_and_commissions_nothing(change, words):
    judged = verdict(replace(RECORD, **change), "1.2", NOW)
    assert not judged.commissioned and not judged.blocked
    assert any(words in problem for problem in judged.problems)


def test_a_belt_that_does_not_incline_needs_nothing_of_it():
    flat = replace(RECORD, inclines=False, percent=None, inclination_max=None)
    assert verdict(flat, "1.2", NOW).commissioned


@pytest.mark.sr(25)
@pytest.mark.parametrize("scale", [150, 161, 170, 58, 62, 66])
def test_a_belt_that_takes_miles_for_kilometres_is_blocked_though_it_tells_what_was_asked(scale):
    judged = verdict(replace(RECORD, steady=tuple(steady(each, scale, told=100) for each in ASKED)), "1.2", NOW)
    assert not judged.commissioned and "by the belt" in judged.blocked


@pytest.mark.sr(25)
@pytest.mark.parametrize("told", [161, 62])
def test_so_is_a_true_belt_that_tells_the_other_unit(told):
    judged = verdict(replace(RECORD, steady=tuple(steady(each, told=told) for each in ASKED)), "1.2", NOW)
    assert not judged.commissioned and "by the console" in judged.blocked


@pytest.mark.sr(25)
def test_miles_are_seen_in_telemetry_and_console_without_a_belt_measured():
    record = replace(RECORD, belt=None, steady=(steady(ASKED[1], told=161),))
    assert verdict(record, "1.2", NOW).blocked


@pytest.mark.sr(25)
@pytest.mark.parametrize(
    ("scale", "good"), [(95, True), (105, True), (89, False), (111, False), (140, False), (180, False)]
)
def test_a_belt_that_is_merely_inaccurate_is_not_commissioned_and_not_blocked(scale, good):
    judged = verdict(replace(RECORD, steady=tuple(steady(each, scale) for each in ASKED)), "1.2", NOW)
    assert judged.commissioned is good and judged.blocked == ""


@pytest.mark.sr(25)
def test_degrees_are_not_per_cent():
    assert verdict(replace(RECORD, percent=False), "1.2", NOW).problems == ("the inclination moves by degrees",)


@pytest.mark.sr(25)
@pytest.mark.parametrize(
    ("firmware", "now", "good"),
    [
        ("1.2", NOW + LASTS - 1, True),
        ("1.2", NOW + LASTS, False),
        ("1.3", NOW, False),
        ("", NOW, False),
        ("1.2", NOW - 1, False),
    ],
)
def test_a_record_ends_with_its_firmware_and_after_a_year(firmware, now, good):
    assert verdict(RECORD, firmware, now).commissioned is good


@pytest.mark.sr(24)
@pytest.mark.sr(25)
def test_what_was_measured_narrows_the_profile():
    assert applied(PROFILE, RECORD, "1.2", NOW) == replace(
        PROFILE, commissioned=True, start_by=StartBy.CONSOLE, stops_on_disconnect=Known.NO, speed_min=Speed(80),
        speed_max=Speed(1200), speed_step=Speed(10), inclination_max=Inclination(100),
    )  # fmt: skip


@pytest.mark.sr(24)
@pytest.mark.parametrize("record", [None, replace(RECORD, stop=None)])
def test_without_a_record_that_holds_it_is_not_commissioned_whatever_its_model_says(record):
    claimed = replace(PROFILE, commissioned=True)
    assert applied(claimed, record, "1.2", NOW) == PROFILE


@pytest.mark.sr(25)
def test_a_blocked_machine_stays_blocked_in_its_profile():
    wrong = replace(RECORD, steady=tuple(steady(each, 161) for each in ASKED))
    blocked = applied(PROFILE, wrong, "1.2", NOW)
    assert "confused" in blocked.blocked and not blocked.commissioned


@pytest.mark.sr(25)
def test_the_procedure_fills_the_whole_record_and_asks_for_no_speed_but_slow_ones():
    assert {note for task in PROCEDURE for note in task.notes} == {field.name for field in fields(Record)}
    asked = [task.command for task in PROCEDURE if task.command]
    assert {*ASKED, STOP_FROM} == set(asked) and max(asked) <= Speed.parse("3.0 km/h")
    assert [task.command for task in PROCEDURE if "steady" in task.notes] == list(ASKED)


@pytest.mark.sr(25)
def test_nobody_stands_on_the_belt_before_anything_moves():
    assert PROCEDURE[0].says.startswith("Nobody stands on the belt") and PROCEDURE[0].command is None
