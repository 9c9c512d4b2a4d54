from dataclasses import replace

import pytest

from retrowalk.controller.effects import Finished
from retrowalk.controller.events import LinkUp, Tick
from retrowalk.export.report import EMPTY, NOT_ASKED, REAL, SIMULATED, Walk, clock, report, text
from retrowalk.export.trace import GAP, Halt, Trace
from retrowalk.ftms.features import SpeedRange, encode_speed_range
from retrowalk.safety.events import Sample, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.settings import load_protocols
from retrowalk.units import Facing, Inclination, Setpoint, Speed


@pytest.fixture
def walk():
    return Walk(load_protocols().plans["P01"], "Model X", simulated=False, firmware="generic_ftms, not commissioned")


def fields(trace, walk):
    return {label: value for _, section in report(trace, walk) for label, value in section}


def walked(blank, *, seconds=10, speed=160, facing=Facing.BACKWARD):
    """A trace of a belt at one speed; its cap is 1.1 mph."""
    trace = Trace()
    for second in range(seconds + 1):
        snapshot = replace(
            blank, now=second * 1000, belt=Belt.RUNNING, stage=Stage.WALKING, facing=facing, cap=Speed(177),
            commanded=Setpoint(Speed(160), Inclination(10)), measured=Sample(Speed(speed), Inclination(5)),
            belt_time=second * 1000, metres=second * 0.44,
        )  # fmt: skip
        trace.add(Tick(), (), snapshot)
    return trace


def test_a_walk_in_figures(blank, walk):
    got = fields(walked(blank), walk)
    assert got["Protocol"] == "P01 First session"
    assert got["Belt time"] == f"0:10 of {EMPTY} planned"
    assert got["By facing"] == "0:10 backward"
    assert got["Distance"] == f"4 m of {EMPTY} planned"
    assert got["Speed measured"] == "mean 1.0 mph (1.6 km/h), top 1.0 mph (1.6 km/h)"
    assert got["Incline measured"] == "0.5 % … 0.5 %"
    assert got["Incline commanded"] == "1.0 % … 1.0 %"


def test_time_near_the_cap_counts_above_nine_tenths_only(blank, walk):
    assert fields(walked(blank, speed=160), walk)["Above 90 % of cap"] == "0:11"
    assert fields(walked(blank, speed=159), walk)["Above 90 % of cap"] == "0:00"


def test_the_plan_is_laid_out_on_the_belt_that_was_walked_on(blank, walk):
    trace = walked(blank)
    limits = SpeedRange(Speed(100), Speed(2000), Speed(10))
    trace.add(LinkUp(b"", encode_speed_range(limits), b""), (), trace.last)
    assert fields(trace, walk)["Belt time"] == "0:10 of 4:11 planned"
    assert fields(trace, walk)["Distance"] == "4 m of 95 m planned"


@pytest.mark.sr(46)
def test_seconds_to_doubt_are_counted_with_their_reasons_and_a_good_walk_has_no_such_line(blank, walk):
    good = walked(replace(blank, linked=True))
    assert "Doubtful" not in fields(good, walk)
    seen = good.last
    for changes in (
        {"frozen": ("no fresh measurement",)},
        {"frozen": ("no fresh measurement",), "age": GAP},
        {"linked": False, "stage": Stage.FINISHED},  # the walk is over
    ):
        seen = replace(seen, now=seen.now + 1000)
        good.add(Tick(), (), replace(seen, **changes))
    assert fields(good, walk)["Doubtful"] == "0:02: 0:02 no fresh measurement, 0:01 old measurement"


def test_what_was_not_measured_is_empty_and_never_invented(blank, walk):
    trace = Trace()
    trace.add(Tick(), (), blank)
    got = fields(trace, walk)
    for label in (
        "By facing",
        "Speed measured",
        "Speed commanded",
        "Incline measured",
        "Ended by",
        "Last stop",
        "Person",
    ):
        assert got[label] == EMPTY
    assert got["Not recorded"] == ", ".join(NOT_ASKED)


def test_a_walk_whose_record_ends_before_it_did_was_interrupted(blank, walk):
    trace = walked(blank)
    got = fields(trace, walk)
    assert (got["Ended by"], got["Standstill"]) == ("interrupted", "NOT measured")


def test_a_walk_that_left_no_step_still_says_what_was_planned(walk):
    assert [title for title, _ in report(Trace(), walk)] == ["Plan"]


@pytest.mark.parametrize(
    ("verified", "halt", "standstill", "stop"),
    [
        (True, Halt(1000, 3900), "measured", "2.9 s to measured standstill"),
        (False, Halt(1000, None), "NOT measured", "standstill NOT measured"),
    ],
)
def test_how_it_ended(blank, walk, verified, halt, standstill, stop):
    trace = walked(blank)
    trace.halts.append(halt)
    trace.finished = Finished(StopReason.FALL_STUMBLE, verified)
    got = fields(trace, walk)
    assert (got["Ended by"], got["Standstill"], got["Last stop"]) == ("fall stumble", standstill, stop)


def test_a_walk_that_is_only_watched_claims_neither_a_standstill_nor_a_planned_time(blank, walk):
    trace = walked(blank)
    trace.add(LinkUp(b"", encode_speed_range(SpeedRange(Speed(100), Speed(2000), Speed(10))), b""), (), trace.last)
    trace.finished = Finished(StopReason.COMPLETED, verified=True)
    got = fields(trace, replace(walk, plan=load_protocols().plans["P14"]))
    assert got["Standstill"] == "not ours to stop: only watched"
    assert got["Belt time"] == "0:10 with rests; planned by distance"
    assert got["Distance"] == "4 m of at least 60 m planned"
    assert got["Above 90 % of cap"] == EMPTY


def test_the_file_says_first_what_the_values_are_worth(blank, walk):
    sections = report(walked(blank), walk)
    assert text(sections, simulated=False).startswith(REAL)
    assert text(sections, simulated=True).startswith(SIMULATED)
    assert "  Treadmill          Model X\n" in text(sections, simulated=False)


@pytest.mark.parametrize(("ms", "shown"), [(None, EMPTY), (0, "0:00"), (59_999, "0:59"), (754_000, "12:34")])
def test_clock(ms, shown):
    assert clock(ms) == shown
