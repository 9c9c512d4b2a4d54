import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from tests.export.walks import BEGAN, good, mark, marks, person, samples, straight, walk

from retrowalk.export.document import document, dump, schema, written_schema
from retrowalk.export.report import REAL
from retrowalk.export.told import Told
from retrowalk.history.walks import Mark, MarkKind


COMMITTED = Path(__file__).parents[2] / "config" / "walk.schema.json"
VALID = jsonschema.Draft202012Validator(schema())


def read(told, rows=()):
    data = json.loads(dump(told, rows))
    VALID.validate(data)
    return data


def test_the_schema_in_the_folder_is_the_one_that_is_made():
    assert COMMITTED.read_text(encoding="utf-8") == written_schema(), "write retrowalk.export.document.written_schema()"
    jsonschema.Draft202012Validator.check_schema(schema())


def test_a_walk_is_one_document():
    said = [mark(2, value=4), Mark("w1", BEGAN + 1, MarkKind.NOTE, text="light\x00 touch")]
    data = read(Told(good(), person(), said), straight(2))
    assert (data["format"], data["version"], data["notice"]) == ("retrowalk-walk", 1, REAL)
    assert data["report"]["person"] == "p1"
    assert data["report"]["ticks"] == ["clip", "rails"]
    assert data["marks"] == [
        {"t_s": 1, "kind": "note", "value": None, "text": "light touch"},
        {"t_s": 2, "kind": "rpe", "value": 4, "text": ""},
    ]
    row = dict(zip(data["samples"]["columns"], data["samples"]["rows"][1], strict=True))
    assert (row["t_s"], row["speed_kmh"], row["facing"], row["distance_m"]) == (1, 3.6, "backward", 1.0)


def test_the_name_of_a_person_stays_out():
    assert "Ana" not in dump(Told(good(), person(name="Ana")), ()).decode()


def test_what_is_missing_is_null_and_named():
    report = read(Told(walk()))["report"]
    assert report["steps"] is report["pain_before"] is report["heart_rate_mean_bpm"] is None
    assert {"steps", "pain_before"} <= set(report["missing"])


@pytest.mark.parametrize(
    ("key", "value"),
    [("pain_before", "2"), ("swelling", "no"), ("distance_m", "12 m"), ("ticks", "clip"), ("level", 3)],
)
def test_the_schema_refuses_another_kind_of_value(key, value):
    data = document(Told(good()), ())
    data["report"][key] = value
    assert not VALID.is_valid(json.loads(json.dumps(data)))


def test_the_schema_refuses_what_it_does_not_know():
    data = json.loads(dump(Told(good()), straight(1)))
    for part in (data, data["report"], data["samples"]):
        part["more"] = 1
        assert not VALID.is_valid(data)
        del part["more"]
    assert VALID.is_valid(data)


@settings(max_examples=15, deadline=None)
@given(samples(most=30), marks())
def test_any_walk_is_valid(rows, said):
    data = read(Told(good(), marks=said), rows)
    assert [row[0] for row in data["samples"]["rows"]] == [each.t for each in rows]
