import pytest
from tests.export.page_reading import all_of, read, words
from tests.export.test_course import DAY, TODAY, course
from tests.export.walks import good, person

from retrowalk.coach.progression import Dose, Proposal, Variable
from retrowalk.export.course import Course
from retrowalk.export.course_page import course_page
from retrowalk.export.told import Told
from retrowalk.history.records import Outcome
from retrowalk.history.walks import After, Before
from retrowalk.safety.events import StopReason


PROPOSAL = Proposal(Dose(540, 160, 5), Variable.DURATION, "green twice: more duration")


def page(made):
    return words(read(course_page(made)).find("body"))


def test_one_page_says_what_a_physio_wants_to_know():
    walks = [good(TODAY - 3 * DAY), good(TODAY - DAY, stop_reason=StopReason.PAIN, after=After(worst=6, effort=7))]
    outcomes = [Outcome("p1", TODAY - 20 * DAY, "tug", 11.4, "s"), Outcome("p1", TODAY, "tug", 9.9, "s")]
    text = page(Course(person(), [Told(each) for each in walks], outcomes, TODAY, PROPOSAL, 3))
    for part in (
        "26 Aug – 22 Sep 2026", "Ana María", "pseudonym p1", "age 65 or more",
        "9:00 min at 1.0 mph (1.6 km/h), incline 0.5 %", "changes duration", "green twice: more duration", "☐ accept",
        "16 Sep – 22 Sep", "2 of 3", "16 min", "421 m", "Adherence: 16 %",
        "pain before", "worst pain", "next morning", "effort (RPE)", "Pain was not told in full for 1 of 2 walks.",
        "red", "pain above 5; ",
        "Timed up and go", "11.4 s, 2026-09-02", "9.9 s, 2026-09-22", "\u22121.5 s",
        "1.14 s (knee", "better, beyond chance",
        "not a medical device", "not a diagnosis",
    ):  # fmt: skip
        assert part in text, part


def test_a_page_of_nothing_says_so():
    text = page(Course(person(name="", born=None), [], [], TODAY))
    for part in (
        "nothing is proposed", "nothing was walked in these four weeks", "nobody told of pain or effort",
        "no test was done", "age not told", "How many walks a week were planned: not told.",
    ):  # fmt: skip
        assert part in text, part
    assert "None" not in text


def test_a_proposal_to_begin_again_and_one_that_changes_nothing():
    again = Proposal(None, None, "more than four weeks away: begin again")
    assert "begin again with the first protocol" in page(course(proposal=again))
    same = Proposal(Dose(480, 160), None, "amber: the same again")
    assert "changes nothing" in page(course(proposal=same))


def test_no_stop_before_the_end_is_said_in_one_word():
    assert "Stops before the end None." in page(course(good(TODAY)))


def test_walks_without_a_summary_or_answers_have_dashes():
    text = page(course(good(TODAY, summary=None, stop_reason=None, before=Before(), after=After(effort=3))))
    assert "Pain was not told in full for 1 of 1 walks." in text
    assert "–" in text


@pytest.mark.parametrize("typed", ["<b>x</b>", "x" * 300, "שלום\u202e", "محمد"])
def test_whatever_people_typed_is_text(typed):
    outcome = Outcome("p1", TODAY, typed, 1, typed)
    made = Course(person(name=typed), [Told(good(TODAY, protocol=typed, stop_reason=None))], [outcome], TODAY)
    root = read(course_page(made))
    assert all_of(root, "bdi")
    assert "\u202e" not in words(root)
