import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.export.walks import BEGAN, good, mark, marks, person, samples, straight, walk

from retrowalk.export import rows
from retrowalk.export.entries import ENTRIES
from retrowalk.export.report import REAL
from retrowalk.export.told import Told
from retrowalk.history.walks import Doubt, Mark, MarkKind


def read(data):
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_each_second_is_a_row_with_units_in_the_names_of_its_columns():
    got = read(rows.seconds(Told(good()), straight(3)))
    assert got[0] == {
        "time": "2026-09-21T14:13:20Z", "t_s": "0", "stage": "walking", "segment": "1", "facing": "backward",
        "speed_kmh": "3.6", "commanded_kmh": "3.6", "cap_kmh": "4.0", "inclination_percent": "1.0",
        "heart_rate_bpm": "90", "distance_m": "0.0", "doubtful": "", "rpe": "", "pain": "", "note": "", "notice": REAL,
    }  # fmt: skip
    assert [row["distance_m"] for row in got] == ["0.0", "1.0", "2.0"]
    assert [row["notice"] for row in got[1:]] == ["", ""]


def test_what_nobody_measured_is_an_empty_cell():
    bare = {"commanded": None, "cap": None, "inclination": None, "heart_rate": None, "facing": None}
    told = read(rows.seconds(Told(good()), straight(1, 0, **bare)))
    for name in ("commanded_kmh", "cap_kmh", "inclination_percent", "heart_rate_bpm", "facing"):
        assert told[0][name] == ""
    assert told[0]["speed_kmh"] == "0.0"


def test_what_was_told_stands_at_its_second_even_when_that_was_not_sampled():
    notes = [Mark("w1", BEGAN + 1, MarkKind.NOTE, text=text) for text in ("a", "b")]
    said = [mark(1, value=0), mark(2, MarkKind.PAIN, 2), mark(90, value=5), *notes]
    got = read(rows.seconds(Told(good(), marks=said), straight(3)))
    assert [(row["t_s"], row["rpe"], row["pain"], row["note"]) for row in got] == [
        ("0", "", "", ""), ("1", "0", "", "a b"), ("2", "", "2", ""), ("90", "5", "", ""),
    ]  # fmt: skip
    assert got[-1]["speed_kmh"] == ""


def test_doubts_are_named():
    (row,) = read(rows.seconds(Told(good()), straight(1, flags=Doubt.UNLINKED | Doubt.OLD)))
    assert row["doubtful"] == "unlinked old"


def test_a_walk_is_a_row_with_every_field_of_its_report_and_no_name():
    data = rows.walks([Told(good(), person(name="Ana María")), Told(walk())])
    full, bare = read(data)
    assert set(full) == {entry.key for entry in ENTRIES} | {"missing", "notice"}
    assert (full["person"], full["ticks"], full["swelling"], full["distance_m"]) == ("p1", "clip; rails", "no", "210.4")
    assert (bare["belt_time_s"], bare["pain_before"]) == ("", "")
    assert "pain_before" in bare["missing"].split("; ")
    assert "Ana" not in data.decode()


@given(st.text(max_size=40))
def test_no_cell_that_people_typed_is_a_formula(typed):
    told = Told(good(label=typed, author=typed), marks=[Mark("w1", BEGAN, MarkKind.NOTE, text=typed)])
    for data in (rows.walks([told]), rows.seconds(told, straight(1))):
        for row in read(data):
            for value in row.values():
                assert value[:1] not in {"=", "+", "@", "\t", "\r"}
                assert value[:1] != "-" or value.lstrip("-")[:1].isdigit()


@settings(max_examples=15, deadline=None)
@given(samples(most=30), marks())
def test_any_walk_is_a_table(told, said):
    got = read(rows.seconds(Told(good(), marks=said), told))
    assert {int(row["t_s"]) for row in got} == {each.t for each in told} | {each.at - BEGAN for each in said}
    by_second = {int(row["t_s"]): row for row in got}
    for each in told:
        assert by_second[each.t]["speed_kmh"] == ("" if each.speed is None else str(each.speed / 100))
