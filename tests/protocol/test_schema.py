"""The schema for editors says what the parser reads, and is the one in the folder."""

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from retrowalk.protocol import keys as k
from retrowalk.protocol.errors import ProtocolError
from retrowalk.protocol.parse import parse
from retrowalk.protocol.schema import schema


ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "config" / "protocol.schema.json"
GOOD = """\
id: T1
name: A test
level: intermediate
basis: ours
facing: backward
cap: {speed: 1.5 mph}
ramp: {up: 0.05 mph/s}
self_paced: false
segments:
  - settle: {for: 30 s}
  - hold: {speed: 1.0 mph, for: 60 s}
  - repeat: {times: 2, segments: [{ramp: {to: 1.2 mph, distance: 5 m}}]}
  - turn: {to: forward, at least: 20 s}
  - settle: {for: 30 s, say: Steady.}
"""


def valid(text):
    checker = jsonschema.Draft202012Validator(schema())
    return checker.is_valid(YAML(typ="safe", pure=True).load(text))


def parsed(text):
    try:
        parse(text, "t.yaml")
    except ProtocolError:
        return False
    return True


def test_the_committed_file_is_current():
    """After a change of the tables, write the right side of this into the file."""
    assert COMMITTED.read_text(encoding="utf-8") == json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(schema())


def test_what_the_parser_reads_is_valid():
    assert parsed(GOOD)
    assert valid(GOOD)


@pytest.mark.sr(44)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: T1", "id: T 1"),
        ("id: T1\n", ""),
        ("level: intermediate", "level: expert"),
        ("basis: ours\n", ""),
        ("name: A test", "nome: A test"),
        ("self_paced: false", "self_paced: 'false '"),
        ("speed: 1.0 mph", "speed: 1.0"),
        ("speed: 1.0 mph", "speed: 1.0 m/s"),
        ("speed: 1.0 mph", "speed: -1.0 mph"),
        ("speed: 1.0 mph, ", ""),
        ("for: 60 s", "for: 60 s, distance: 9 m"),
        (", for: 60 s", ""),
        ("up: 0.05 mph/s", "up: 0.05 mph"),
        ("times: 2", "times: 51"),
        ("times: 2, ", ""),
        ("to: forward", "to: left"),
        ("- settle: {for: 30 s}\n", "- {settle: {for: 30 s}, rest: {at least: 1 s}}\n"),
        ("- settle: {for: 30 s}\n", "- settle\n"),
        ("distance: 5 m", "distance: 5 mm"),
    ],
)
def test_what_is_badly_written_is_refused_by_both(old, new):
    assert GOOD.count(old) >= 1
    text = GOOD.replace(old, new, 1)
    assert not parsed(text)
    assert not valid(text)


def test_every_key_is_in_it_with_what_it_is_about():
    made = schema()
    for key in k.FILE:
        assert made["properties"][key.name]["description"] == key.about
    forms = {next(iter(each["properties"])): each for each in made["$defs"]["segment"]["oneOf"]}
    assert set(forms) == {*k.FORMS, k.REPEAT}
    for name, form in k.FORMS.items():
        assert set(forms[name]["properties"][name]["properties"]) == {key.name for key in form.keys}
