import inspect
import re

import pytest

from retrowalk.safety import thresholds as t


# The clinical review's numbers (§4.2, §4.4), written out once more: a slip of the finger in the source shows here.
REVIEW = {
    "TICK": 250, "GAP_FREEZE": 1_000, "GAP_STOP": 3_000,
    "STEP_UP": 16, "STEP_UP_APART": 1_000, "WRITE_APART": 500, "FOLLOWING": 20, "FOLLOW_WITHIN": 5_000,
    "STALE_FREEZE": 1_500, "STALE_WARN": 2_000, "STALE_STOP": 3_000, "STUCK": 5_000, "FRESH": 1_000,
    "OVER_SOFT": 30, "OVER_SOFT_FOR": 1_000, "OVER_SOFT_SAMPLES": 2, "OVER_HARD": 80,
    "RISE": 50, "RISE_FOR": 2_000, "FALL": 30, "FALL_FOR": 2_000,
    "UNIT_FOR": 3_000,
    "INCLINE_STEP": 5, "INCLINE_APART": 5_000, "INCLINE_CLEAR": 3_000, "INCLINE_START": 10,
    "INCLINE_OFF": 10, "INCLINE_OFF_FOR": 15_000,
    "ZERO": 20, "ZERO_SAMPLES": 3, "ZERO_FOR": 2_000, "STAND_FOR": 3_000, "MOVING": 30, "MOVING_SAMPLES": 2,
    "READY_FOR": 15_000, "COUNTDOWN": 5_000, "START_WITHIN": 10_000, "GUARD_FOR": 60_000,
    "FALLING": 30, "FALLING_WITHIN": 2_000, "ESCALATE_APART": 500, "ESCALATE_ROUNDS": 5, "REPEAT_APART": 2_000,
    "STOP_WITHIN": 4_000, "STOP_WITHIN_PER_KMH": 2_000,
    "REJOIN_WITHIN": 3_000, "ANNOUNCE": 3_000, "SETTLE": 20_000, "NUDGE": 16, "BELT_TIME": 1_800_000,
    "DERATE": 62, "NOVICE_MINIMUM": 128,
}  # fmt: skip


def constants():
    return {name: value for name, value in vars(t).items() if name.isupper()}


@pytest.mark.parametrize(("name", "value"), REVIEW.items(), ids=REVIEW)
def test_is_what_the_clinical_review_says(name, value):
    assert constants()[name] == value


@pytest.mark.parametrize("name", constants())
def test_every_number_has_its_reason_above_it(name):
    """The nearest line above a run of constants is a comment that is no heading."""
    lines = inspect.getsource(t).splitlines()
    at = next(i for i, line in enumerate(lines) if re.match(rf"{name}\b", line))
    above = next(line for line in reversed(lines[:at]) if not re.match(r"[A-Z_]+ = ", line))
    assert above.startswith("# ") and "──" not in above


@pytest.mark.parametrize(
    ("sooner", "later"),
    [
        (t.TICK, t.GAP_FREEZE),  # one late tick is no gap
        (t.GAP_FREEZE, t.GAP_STOP),
        (t.FRESH, t.STALE_FREEZE),  # a start asks for more than going on
        (t.STALE_FREEZE, t.STALE_WARN),
        (t.STALE_WARN, t.STALE_STOP),
        (t.STALE_STOP, t.STUCK),
        (t.ZERO_FOR, t.STAND_FOR),  # a turn asks for more than a stop
        (t.ESCALATE_APART, t.REPEAT_APART),
        (t.WRITE_APART, t.STEP_UP_APART),
        (t.COUNTDOWN, t.READY_FOR),  # READY outlives its countdown
        (t.ANNOUNCE, t.ANNOUNCE_AHEAD),
        (t.FOLLOWING, t.RISE),
        (t.FOLLOWING, t.FALL),  # what follows is no override
        (t.OVER_SOFT, t.OVER_HARD),
        (t.ZERO, t.MOVING),  # nothing stands and moves at once
    ],
)
def test_the_milder_comes_first(sooner, later):
    assert sooner < later


@pytest.mark.sr(4)
def test_no_step_is_above_a_tenth_of_a_mile_per_hour():
    for step in (t.STEP_UP, t.NUDGE):
        assert step / 100 <= 0.1 * 1.609344 < (step + 1) / 100


@pytest.mark.sr(28)
def test_the_incline_is_no_faster_than_a_tenth_of_a_per_cent_a_second():
    assert t.INCLINE_STEP * 1000 / t.INCLINE_APART <= 1


@pytest.mark.sr(24)
def test_derating_undoes_a_mile_taken_for_a_kilometre():
    assert t.DERATE / 100 * 1.609344 < 1 < (t.DERATE + 1) / 100 * 1.609344
