import pytest
from tests.export.walks import good, mark, summary, walk

from retrowalk.coach.traffic_light import Light
from retrowalk.export.light import answers, light
from retrowalk.export.told import Told
from retrowalk.history.walks import After, Before, MarkKind, State
from retrowalk.safety.events import StopReason


def test_a_walk_of_which_everything_was_told_and_nothing_was_wrong_is_green():
    assert light(Told(good())).light is Light.GREEN


def test_what_nobody_told_is_not_green():
    judged = light(Told(walk(summary=summary(), stop_reason=StopReason.COMPLETED)))
    assert judged.light is Light.AMBER
    assert "pain above 2, or not told" in judged.reasons


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"after": After(worst=6)}, "pain above 5"),
        ({"after": After(swelling=True)}, "swelling, giving way or locking"),
        ({"after": After(giving_way=True)}, "swelling, giving way or locking"),
        ({"after": After(locking=True)}, "swelling, giving way or locking"),
        ({"after": After(lasted=True)}, "worse for more than 24 hours"),
        ({"after": After(stumbles=2)}, "more than one stumble"),
        ({"after": After(effort=8)}, "effort of 8 or more"),
        ({"before": Before(pain=1), "after": After(morning=3)}, "pain up by 2 or more the next morning"),
        ({"stop_reason": StopReason.DIZZY}, "stopped by a person"),
    ],
)
def test_red_is_seen_in_what_was_told(changes, reason):
    judged = light(Told(good(**changes)))
    assert judged.light is Light.RED
    assert reason in judged.reasons


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"summary": summary(belt_time=400_000), "stop_reason": None}, "less than 90 % of the plan done"),
        ({"summary": None, "stop_reason": None}, "less than 90 % of the plan done"),
        ({"summary": summary(holds=2)}, "held twice or more"),
        ({"state": State.INTERRUPTED, "stop_reason": None}, "not walked to its end"),
        ({"state": State.STOPPED, "stop_reason": None}, "not walked to its end"),
        ({"before": Before(pain=1), "after": After(pain60=2)}, "pain not known to have settled within an hour"),
    ],
)
def test_amber_is_seen_too(changes, reason):
    assert reason in light(Told(good(**changes))).reasons


def test_pain_told_on_the_way_counts():
    told = answers(Told(good(after=After(pain0=2)), marks=[mark(5, value=6), mark(7), mark(9, MarkKind.PAIN, 7)]))
    assert (told.effort, told.pain) == (6, 7)


def test_a_plan_walked_to_its_end_is_done():
    assert answers(Told(good(summary=summary(belt_time=400_000)))).done == 100
