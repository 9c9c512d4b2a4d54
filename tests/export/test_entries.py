import pytest
from tests.export.walks import BEGAN, good, mark, person, summary, walk

from retrowalk.export.entries import ENTRIES, SECTIONS, values
from retrowalk.export.told import Told
from retrowalk.history.walks import Mark, MarkKind


# The fields of the clinical review, §6.1, by the keys they have here; what a walk of the memory holds of each is below.
REVIEW = {
    "Plan": "person age_band protocol protocol_hash level author number supervisor treadmill profile commissioned",
    "Before": "screened screening_changes pain_before pain_side pain_site pain_worst_24h morning_stiffness readiness "
    "footwear ticks flags",
    "During": "belt_time_s backward_s forward_s distance_m steps measured_mean_kmh measured_max_kmh commanded_mean_kmh "
    "commanded_max_kmh near_cap_s incline_profile holds nudges_up nudges_down console_overrides heart_rate_mean_bpm "
    "heart_rate_max_bpm heart_rate_source rpe_marks rpe_end pain_middle pain_worst handrail stumbles taps_missed",
    "End": "stop_reason",
    "After": "pain_after pain_60min pain_next_morning swelling giving_way confidence notes",
    "Quality": "telemetry_gaps units_checked distance_source",
}


@pytest.mark.parametrize("title", REVIEW)
def test_every_field_of_the_clinical_review_has_its_place(title):
    assert set(REVIEW[title].split()) <= {entry.key for entry in SECTIONS[title]}


def test_keys_are_unique_and_no_label_appears_twice_in_a_section():
    keys = [entry.key for entry in ENTRIES]
    assert len(keys) == len(set(keys))
    for entries in SECTIONS.values():
        labels = [entry.label for entry in entries]
        assert len(labels) == len(set(labels))


def test_values_of_a_walk_of_which_everything_was_told():
    told = Told(good(), person(), [mark(60, value=3), mark(120, MarkKind.PAIN, 2)])
    got = values(told)
    assert got["began"] == "2026-09-21T14:13:20Z"
    assert (got["age_band"], got["person"], got["number"]) == ("65 or more", "p1", 3)
    assert (got["screened"], got["pain_before"], got["ticks"]) == ("2026-09-20", 1, ("clip", "rails"))
    assert (got["belt_time_s"], got["done_percent"], got["distance_m"]) == (480, 100, 210.4)
    assert (got["measured_mean_kmh"], got["measured_max_kmh"]) == (1.49, 1.6)
    assert (got["incline_max_percent"], got["stopped_in_s"]) == (1.0, 2.9)
    assert got["incline_profile"] == "0.0 % for 4:00 min, 1.0 % for 4:00 min"
    assert (got["rpe_marks"], got["rpe_end"], got["pain_worst"], got["pain_middle"]) == ("3", 4, 2, 2)
    assert got["doubtful"] == "none"
    assert got["notes"] == "fine"
    assert got["distance_source"] == "integrated from the measured speed"


def test_what_is_missing_is_none_and_named():
    got = values(Told(walk()))
    assert got["steps"] is None
    assert {"steps", "pain_before", "belt_time_s", "heart_rate_mean_bpm", "age_band", "stop_reason"} <= set(
        got["missing"]
    )
    assert {"walk", "level", "commissioned"}.isdisjoint(got["missing"])


def test_zero_and_no_are_values():
    got = values(Told(good(summary=summary(nudges_up=0, gaps=0))))
    assert (got["nudges_up"], got["telemetry_gaps"], got["stumbles"], got["swelling"]) == (0, 0, 0, False)
    assert {"nudges_up", "stumbles", "swelling"}.isdisjoint(got["missing"])


def test_steps_are_never_made_up():
    assert values(Told(good()))["steps"] is None


def test_doubtful_seconds_are_told_with_their_reasons():
    told = Told(good(summary=summary(doubts=(("no connection", 3), ("old measurement", 61)))))
    assert values(told)["doubtful"] == "no connection 0:03 min, old measurement 1:01 min"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_every_value_can_be_shown_and_every_missing_one_said(entry):
    told = Told(
        good(summary=summary(heart_source="strap", taps_missed=1)),
        person(),
        [mark(9), mark(9, MarkKind.PAIN, 1), Mark("w1", BEGAN, MarkKind.NOTE, text="x")],
    )
    value = entry.pick(told)
    assert entry.missing
    if value is not None:
        assert entry.show(value).strip()
