import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.export.tcx_schema import check
from tests.export.walks import BEGAN, marks, samples, straight, walk

from retrowalk.export.activity import activity
from retrowalk.export.tcx import EXTENSION, NAMESPACE, tcx
from retrowalk.session.stage import Stage
from retrowalk.units import Facing


NOTICE = "Values come from a consumer treadmill."


def read(rows, **changes):
    return check(tcx(activity(walk(**changes), rows), NOTICE))


def texts(root, name, space=NAMESPACE):
    return [each.text for each in root.iter(f"{{{space}}}{name}")]


def test_a_walk_has_a_lap_for_each_segment_and_a_trackpoint_for_each_second():
    rows = [*straight(10), *straight(5, segment=1, start=10, before=10_000, facing=Facing.FORWARD, heart_rate=None)]
    root = read(rows)
    assert texts(root, "TotalTimeSeconds") == ["10.0", "4.0"]
    assert texts(root, "Notes") == [
        "segment 1, active, facing backward",
        "segment 2, active, facing forward",
        f"P01, backward walking\n{NOTICE}",
    ]
    assert texts(root, "Time")[0] == texts(root, "Id")[0] == "2026-09-21T14:13:20Z"
    assert len(texts(root, "Time")) == 15
    assert texts(root, "Speed", EXTENSION) == ["1.000"] * 15
    assert texts(root, "DistanceMeters")[:3] == ["10.00", "0.00", "1.00"]
    assert texts(root, "Value")[:2] == ["90", "90"]
    assert texts(root, "Calories") == ["0", "0"]


def test_what_was_not_measured_has_no_element():
    root = read(straight(3, heart_rate=None))
    assert texts(root, "Value") == texts(root, "Cadence") == texts(root, "AltitudeMeters") == []
    assert texts(root, "Speed", EXTENSION) != []


@pytest.mark.parametrize("rows", [[], straight(4, 0, stage=Stage.CHECKLIST)], ids=["nothing", "checklist"])
def test_a_belt_that_never_moved_is_one_resting_lap(rows):
    root = read(rows)
    assert (texts(root, "Intensity"), texts(root, "Time")) == (["Resting"], [])


def test_a_heart_rate_that_the_schema_does_not_know_is_left_out():
    assert texts(read(straight(2, heart_rate=0)), "Value") == []


@settings(max_examples=40)
@given(st.text(max_size=300))
def test_any_name_is_carried_or_left_out(name):
    check(tcx(activity(walk(protocol=name), straight(2)), NOTICE))


@settings(max_examples=60, deadline=None)
@given(samples(most=40), marks(), st.booleans())
def test_any_walk_is_valid(rows, told, simulated):
    whole = activity(walk(simulated=simulated), rows, told)
    root = check(tcx(whole, NOTICE))
    assert len(texts(root, "Time")) == (len(whole.whole.points) if whole.whole else 0)
    assert texts(root, "Id") == [texts(root, "Time")[0]] if whole.whole else BEGAN


def test_the_check_of_the_schema_notices_what_is_out_of_order():
    data = tcx(activity(walk(), straight(2)), NOTICE)
    for before, after in (
        (b"<Calories>0</Calories>", b""),
        (b"<Intensity>Active", b"<Intensity>Lazy"),
        (b'Sport="Other"', b'Sport="Walking"'),
        (b"<TriggerMethod>Manual</TriggerMethod>", b"<TriggerMethod>Manual</TriggerMethod><Cadence>3</Cadence>"),
    ):
        assert before in data
        with pytest.raises(AssertionError):
            check(data.replace(before, after, 1))
