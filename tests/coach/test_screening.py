"""Who should not start, or not alone."""

import pytest

from retrowalk.coach.screening import (
    CLEARED_FOR,
    QUESTIONS,
    STORED,
    TODAY,
    NotCleared,
    Screened,
    Told,
    Verdict,
    clear,
    screen,
)
from retrowalk.safety.roles import Role


NOW = 1_000_000_000
WELL = {name: Told(not question.against, NOW) for name, question in QUESTIONS.items()}


def told(name, *, at=NOW):
    """A walker who is well but for this."""
    return WELL | {name: Told(QUESTIONS[name].against, at)}


def test_who_is_well_may_walk_until_the_first_answer_is_too_old():
    assert screen(WELL, NOW) == Screened(Verdict.MAY_WALK, (), (), NOW + TODAY)
    older = {
        name: Told(each.answer, NOW - 1000) if QUESTIONS[name].lasts == STORED else each for name, each in WELL.items()
    }
    assert screen(older, NOW).verdict is Verdict.MAY_WALK


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_answer_against_a_walk_means_what_its_row_says(name):
    question, screened = QUESTIONS[name], screen(told(name), NOW)
    assert question.then > Verdict.MAY_WALK and question.then is not Verdict.ASK
    assert (screened.verdict, screened.reasons) == (question.then, (question.says,))
    assert question.asks.endswith("?")


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_was_not_asked_is_asked(name):
    left = {each: answer for each, answer in WELL.items() if each != name}
    assert screen(left, NOW) == Screened(Verdict.ASK, (), (name,), None)


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_is_asked_anew_when_it_is_too_old_or_from_the_future(name):
    lasts = QUESTIONS[name].lasts
    assert screen(WELL | {name: Told(WELL[name].answer, NOW - lasts)}, NOW).ask == (name,)
    assert screen(WELL | {name: Told(WELL[name].answer, NOW - lasts + 1)}, NOW).ask == ()
    assert screen(WELL | {name: Told(WELL[name].answer, NOW + 1)}, NOW).ask == (name,)


def test_the_severest_counts_and_comes_first():
    screened = screen(told("fell") | {"fever": Told(answer=True, at=NOW), "surgery": Told(answer=True, at=NOW)}, NOW)
    assert screened.verdict is Verdict.NOT_TODAY
    assert screened.reasons == tuple(QUESTIONS[name].says for name in ("fever", "surgery", "fell"))
    assert screen({"fever": Told(answer=True, at=NOW)}, NOW).verdict is Verdict.NOT_TODAY  # whatever else is open


@pytest.mark.parametrize(("seconds", "verdict"), [(None, 0), (9.0, 0), (9.1, Verdict.REFER)])
def test_a_slow_backward_walk_is_for_a_clinician(seconds, verdict):
    assert screen(WELL, NOW, backward_3m=seconds).verdict == verdict
    assert screen(WELL, NOW, backward_3m=seconds, cleared={"backward_3m": NOW - 5}).verdict is Verdict.MAY_WALK


def test_a_clinicians_word_after_the_answer_takes_it_away_for_a_while():
    answers = told("surgery", at=NOW - 100)
    assert screen(answers, NOW, cleared={"surgery": NOW - 50}).verdict is Verdict.MAY_WALK
    assert screen(answers, NOW, cleared={"surgery": NOW - 101}).verdict is Verdict.REFER  # of an earlier answer
    assert screen(answers, NOW, cleared={"surgery": NOW + 1}).verdict is Verdict.REFER
    old = told("surgery", at=NOW - CLEARED_FOR - 10)
    assert screen(old, NOW, cleared={"surgery": NOW - CLEARED_FOR}).verdict is not Verdict.MAY_WALK


@pytest.mark.parametrize("name", [name for name, question in QUESTIONS.items() if question.then is not Verdict.REFER])
def test_nobody_clears_what_is_of_today_or_wants_company(name):
    assert screen(told(name), NOW, cleared={name: NOW}).verdict is QUESTIONS[name].then
    with pytest.raises(NotCleared, match="nobody clears"):
        clear(name, Role.CLINICIAN, "Dr. A", "looked at it")


def test_only_a_clinician_clears_with_a_name_and_a_reason():
    assert clear("surgery", Role.CLINICIAN, "Dr. A", "healed") == "Dr. A (clinician): healed"
    for role in set(Role) - {Role.CLINICIAN}:
        with pytest.raises(NotCleared, match="clinician"):
            clear("surgery", role, "A", "healed")
    for by, because in (("", "healed"), ("Dr. A", " ")):
        with pytest.raises(NotCleared, match="name and a reason"):
            clear("surgery", Role.CLINICIAN, by, because)
    with pytest.raises(NotCleared, match="does not exist"):
        clear("mood", Role.CLINICIAN, "Dr. A", "fine")


def test_what_is_no_question_of_ours_changes_nothing():
    assert screen(WELL | {"mood": Told(answer=True, at=NOW)}, NOW).verdict is Verdict.MAY_WALK
