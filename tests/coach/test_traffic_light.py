from dataclasses import replace

import pytest

from retrowalk.coach.traffic_light import AMBER, RED, Answers, Judgement, Light, Now, during, judge
from retrowalk.safety.events import StopReason


GOOD = Answers(
    StopReason.COMPLETED, pain=2, sharp=False, effort=5, settled=True, morning=0, done=90, holds=1, stumbles=0
)


@pytest.mark.sr(45)
def test_a_good_session_is_green_and_gives_no_reason():
    assert judge(GOOD) == Judgement(Light.GREEN)
    assert judge(replace(GOOD, pain=0, effort=0, morning=-3, done=100, holds=0)).light is Light.GREEN


@pytest.mark.sr(45)
@pytest.mark.parametrize(
    "worse",
    [
        {"pain": 6}, {"pain": 10}, {"sharp": True}, {"effort": 8}, {"morning": 2}, {"lasted": True}, {"trouble": True},
        {"stumbles": 2}, {"stop": StopReason.DIZZY}, {"stop": StopReason.CHEST_BREATH}, {"stop": StopReason.PAIN},
        {"stop": StopReason.FALL_STUMBLE}, {"stop": StopReason.USER_STOP}, {"stop": StopReason.SAFETY_KEY},
        {"stop": StopReason.SPOTTER},
    ],
)  # fmt: skip
def test_what_is_red(worse):
    judged = judge(replace(GOOD, **worse))
    assert judged.light is Light.RED and len(judged.reasons) == 1


@pytest.mark.sr(45)
@pytest.mark.parametrize(
    "worse",
    [
        {"pain": 3}, {"pain": 5}, {"effort": 6}, {"effort": 7}, {"settled": False}, {"morning": 1}, {"done": 89},
        {"holds": 2}, {"stumbles": 1}, {"stop": StopReason.SCHEDULE_LIMIT}, {"stop": StopReason.LINK_LOST},
    ],
)  # fmt: skip
def test_what_is_amber(worse):
    judged = judge(replace(GOOD, **worse))
    assert judged.light is Light.AMBER and len(judged.reasons) == 1


@pytest.mark.sr(45)
@pytest.mark.parametrize("untold", ["pain", "sharp", "effort", "settled", "morning"])
def test_what_nobody_told_is_not_green(untold):
    assert judge(replace(GOOD, **{untold: None})).light is Light.AMBER


def test_red_outweighs_amber_and_every_reason_is_given():
    judged = judge(replace(GOOD, pain=7, sharp=True, effort=7))
    assert judged == Judgement(Light.RED, ("pain above 5", "pain that is new or sharp"))
    assert judge(Answers(StopReason.COMPLETED)).light is Light.AMBER


@pytest.mark.parametrize("reason", StopReason)
def test_no_stop_but_completion_is_green(reason):
    assert (judge(replace(GOOD, stop=reason)).light is Light.GREEN) == (reason is StopReason.COMPLETED)


def test_every_sign_has_words_of_its_own():
    words = [says for _, says in RED + AMBER]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("worse", "refer"),
    [
        ({"stop": StopReason.DIZZY}, True), ({"stop": StopReason.CHEST_BREATH}, True), ({"trouble": True}, True),
        ({"lasted": True}, True), ({"pain": 7}, False), ({"stop": StopReason.PAIN}, False), ({}, False),
    ],
)  # fmt: skip
def test_symptoms_are_for_a_professional_to_see(worse, refer):
    assert judge(replace(GOOD, **worse)).refer is refer


@pytest.mark.parametrize(
    ("pain", "sharp", "planned", "then"),
    [
        (0, False, False, Now.GO_ON), (2, False, False, Now.GO_ON), (3, False, False, Now.WIND_DOWN),
        (5, False, False, Now.WIND_DOWN), (6, False, False, Now.STOP), (1, True, False, Now.STOP),
        (3, False, True, Now.GO_ON), (5, False, True, Now.GO_ON), (6, False, True, Now.STOP), (0, True, True, Now.STOP),
    ],
)  # fmt: skip
def test_pain_on_the_belt_is_tolerated_only_by_a_clinicians_plan_and_never_when_sharp(pain, sharp, planned, then):
    assert during(pain, sharp=sharp, planned=planned) is then
