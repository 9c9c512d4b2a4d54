import pytest
from tests.export.walks import BEGAN, good, mark, person, summary, walk

from retrowalk.export.told import Told, age_band
from retrowalk.history.walks import After, Mark, MarkKind


PAIN = MarkKind.PAIN


@pytest.mark.parametrize(
    ("age", "band"), [(9, "0–12"), (13, "13–17"), (18, "18–64"), (64, "18–64"), (65, "65 or more"), (99, "65 or more")]
)
def test_age_bands_are_the_groups_of_the_age_rules(age, band):
    assert age_band(age) == band


def test_the_age_is_that_at_the_walk_and_not_known_without_a_year():
    assert Told(walk(), person(born=2009)).age_band == "13–17"
    assert Told(walk(), person(born=None)).age_band == Told(walk()).age_band == ""


def test_effort_is_what_was_told_afterwards_or_last_on_the_way():
    marks = [mark(200, value=6), mark(100, value=3)]
    assert Told(walk(), marks=marks).effort == 6
    assert Told(walk(after=After(effort=5)), marks=marks).effort == 5
    assert Told(walk()).effort is None


def test_pain_in_the_middle_and_at_its_worst():
    marks = [mark(10, PAIN, 1), mark(260, PAIN, 2), mark(480, PAIN, 3)]
    told = Told(walk(summary=summary()), marks=marks)
    assert (told.middle_pain, told.worst_pain) == (2, 3)
    assert Told(walk(after=After(worst=5)), marks=marks).worst_pain == 5
    assert (Told(walk()).middle_pain, Told(walk()).worst_pain) == (None, None)


@pytest.mark.parametrize(
    ("belt", "planned", "done"), [(240_000, 480_000, 50), (500_000, 480_000, 100), (1, None, None), (1, 0, None)]
)
def test_how_much_of_the_plan_was_done(belt, planned, done):
    assert Told(walk(summary=summary(belt_time=belt), planned_time=planned)).done == done
    assert Told(walk()).done is None


def test_notes_are_in_the_order_they_were_told():
    said = [Mark("w1", BEGAN + 9, MarkKind.NOTE, text="b"), Mark("w1", BEGAN + 1, MarkKind.NOTE, text="a"), mark(3)]
    assert Told(good(), marks=said).notes == ("a", "b", "fine")
    assert Told(walk()).notes == ()
