from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.export.page_reading import all_of, read, words
from tests.export.walks import BEGAN, good, mark, marks, person, samples, straight, walk

from retrowalk.export.html import walk_page
from retrowalk.export.report import SIMULATED
from retrowalk.export.told import Told
from retrowalk.history.walks import After, Before, Mark, MarkKind
from retrowalk.settings import load_protocols


PLAN = load_protocols().plans["P01"]
HOSTILE = '</title></style><script>alert(1)</script><img src=x onerror="x">'


def test_a_page_says_everything_in_one_file():
    said = [mark(3), Mark("w1", BEGAN + 4, MarkKind.NOTE, text="light touch")]
    page = walk_page(Told(good(), person(), said), straight(400), PLAN)
    root = read(page)
    assert page.startswith("<!DOCTYPE html>\n<html")
    assert [words(each) for each in all_of(root, "h2")] == [
        "Second by second", "Plan", "Before", "During", "End", "After", "Quality",
    ]  # fmt: skip
    text = words(root.find("body"))
    for part in ("Ana María", "2026-09-21 14:13 UTC", "No 3", "green", "light touch", "not a medical device"):
        assert part in text
    assert len(all_of(root, "svg")) == 2  # one for a page, one for a phone
    assert [words(each) for each in all_of(root, "li")][:4] == ["planned", "cap", "allowed", "measured"]


def test_figures_have_their_units():
    text = words(read(walk_page(Told(good()), straight(9))).find("body"))
    for part in ("8:00 min", "210 m", "1.0 mph (1.6 km/h)", "4 of 10", "1.0 %", "2.9 s"):
        assert part in text


def test_what_is_missing_is_said_and_nothing_stands_for_it():
    text = words(read(walk_page(Told(walk(person=None)), ())).find("body"))
    for part in (
        "nothing was recorded",
        "person not told",
        "not measured: ",
        "Pain before",
        "Time on the belt not measured",
    ):
        assert part in text
    assert "None" not in text
    assert "nan" not in text.split()


@pytest.mark.parametrize("typed", [HOSTILE, "x" * 300, "שלום \u202eabc" * 20, "محمد", "\x00\x1b[2J", "👩‍🦯"])
def test_whatever_people_typed_is_text(typed):
    told = Told(
        good(
            label=typed, author=typed, supervisor=typed, protocol=typed, profile=typed,
            before=Before(side=typed, site=typed, footwear=typed, ticks=(typed,), flags=(typed,), changes=typed),
            after=After(handrail=typed, notes=typed),
        ),
        person(name=typed),
        [Mark("w1", BEGAN + 1, MarkKind.NOTE, text=typed)],
    )  # fmt: skip
    root = read(walk_page(told, straight(5), PLAN))
    assert "\u202e" not in words(root)


def test_a_simulated_walk_says_so_twice():
    root = read(walk_page(Told(good(simulated=True)), straight(5)))
    assert words(all_of(root, "p", "simulated")[0]) == SIMULATED
    assert "simulated treadmill" in words(all_of(root, "p", "kind")[0])


def test_times_are_those_of_the_place():
    page = walk_page(Told(good()), straight(5), zone=ZoneInfo("America/New_York"))
    assert "2026-09-21 10:13 EDT" in page


@settings(max_examples=15, deadline=None)
@given(samples(most=30), marks(), st.booleans())
def test_any_walk_has_a_page(rows, said, everything):
    read(walk_page(Told(good() if everything else walk(), marks=said), rows, PLAN))
