"""The profiles that ship, each read as the service reads it."""

from pathlib import Path

import pytest

from retrowalk.firmware.catalogue import GENERIC, find
from retrowalk.firmware.parse import _TABLES, parse
from retrowalk.firmware.profile import Known, Match, StartBy


FOLDER = Path(__file__).parents[2] / "firmware_profiles"
FILES = sorted(FOLDER.glob("*.toml"))
PROFILES = [parse(file.read_text("utf-8"), file.name) for file in FILES]


@pytest.mark.parametrize("profile", PROFILES, ids=lambda each: each.id)
def test_says_where_it_is_known_from(profile):
    assert len(profile.evidence) > len("none")
    assert profile.file == f"{profile.id}.toml"


@pytest.mark.parametrize("profile", [each for each in PROFILES if each.match != Match()], ids=lambda each: each.id)
def test_finds_itself_and_nobody_else(profile):
    asked = profile.match
    assert find(PROFILES, f"{asked.name or ''} 1", asked.manufacturer or "", asked.model or "") is profile


def test_the_generic_one_is_what_the_code_falls_back_to():
    (generic,) = [each for each in PROFILES if each.match == Match()]
    assert generic.id == GENERIC.id
    assert (generic.start_by, generic.commissioned) == (GENERIC.start_by, GENERIC.commissioned)
    assert {generic.handrails, generic.backward_allowed, generic.stops_on_disconnect} == {Known.UNKNOWN}


def test_the_simulated_one_starts_by_itself():
    simulated = find(PROFILES, "Retrowalk Sim 3", "Retrowalk", "Simulated treadmill")
    assert simulated.id == "retrowalk_simulator"
    assert find(PROFILES, "Retrowalk Sim 3", "ACME", "T100").id == "generic_ftms"  # a name alone proves nothing
    assert simulated.start_by is StartBy.APP and simulated.commissioned
    assert (simulated.handrails, simulated.backward_allowed) == (Known.YES, Known.YES)
    assert simulated.stops_on_disconnect is Known.NO


def test_the_schema_page_lists_every_key():
    page = (FOLDER / "README.md").read_text("utf-8")
    keys = [f"{table}.{key}" if table else key for table, found in _TABLES.items() for key in found]
    assert [key for key in keys if f"`{key}`" not in page] == []
