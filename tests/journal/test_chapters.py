"""A record in chapters: what the ring holds, what a chapter begins with, and why nothing may be armed."""

import pytest

from retrowalk.controller.events import Tick
from retrowalk.controller.rules import Rules
from retrowalk.controller.state import State
from retrowalk.firmware.profile import Profile
from retrowalk.journal.chapters import HALF, UNSAID, Chapters, Ring
from retrowalk.journal.reader import read
from retrowalk.journal.record import Header, Step
from retrowalk.journal.replay import fold
from retrowalk.journal.writer import Journal


HEADER = Header("AA:BB", Rules(Profile("generic")))
STEPS = [Step(number, Tick(), ()) for number in range(10 * HALF)]


@pytest.mark.parametrize("count", [0, 1, HALF - 1, HALF, HALF + 1, 2 * HALF, 2 * HALF + 1, 10 * HALF])
def test_the_ring_holds_the_last_steps_and_the_state_before_the_first(count):
    ring = Ring()
    for step in STEPS[:count]:
        ring.add(step, State(now=step.now))
    held = list(ring.steps)
    assert held == STEPS[count - len(held) : count] and min(count, HALF) <= len(held) <= 2 * HALF
    before = count - len(held)
    assert ring.begun == (State(now=STEPS[before - 1].now) if before else None)


def test_a_ring_that_was_cleared_begins_where_it_was_told():
    ring = Ring()
    ring.add(STEPS[0], State(now=0))
    ring.clear(State(now=7))
    assert (list(ring.steps), ring.begun) == ([], State(now=7))


class Told:
    """A core of which only the time is seen."""

    def __init__(self):
        self.state = State()

    def write(self, chapters, step):
        self.state = State(now=step.now)
        chapters.write(step)


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def chapters(told):
    return Chapters(lambda: told.state)


def test_between_chapters_steps_go_into_the_ring_and_nothing_may_be_armed(chapters, told):
    told.write(chapters, STEPS[1])
    chapters.sync()
    assert list(chapters.ring.steps) == [STEPS[1]]
    assert (chapters.refusal, chapters.failing, chapters.end()) == (UNSAID, False, None)


def test_a_chapter_has_its_own_steps_and_may_be_armed_once_the_disk_has_word_of_it(chapters, told, tmp_path):
    told.write(chapters, STEPS[0])
    with Journal(tmp_path / "one" / "journal.jsonl", HEADER, apart=True) as journal:
        chapters.begin(journal)
        assert chapters.refusal == UNSAID
        chapters.unsaid = ""
        assert chapters.refusal == ""
        told.write(chapters, STEPS[1])
        chapters.sync()
        assert chapters.end() is journal and chapters.refusal == UNSAID
        told.write(chapters, STEPS[2])
    assert read(journal.path).steps == (STEPS[1],)
    assert (list(chapters.ring.steps), chapters.ring.begun) == ([STEPS[2]], State(now=1))


def test_a_chapter_nobody_saw_coming_begins_with_what_the_ring_holds(chapters, told, tmp_path):
    for step in STEPS[: HALF + 2]:
        told.write(chapters, step)
    header = Header("AA:BB", HEADER.rules, state=chapters.ring.begun)
    with Journal(tmp_path / "journal.jsonl", header, apart=True) as journal:
        chapters.begin_before(journal)
        told.write(chapters, STEPS[HALF + 2])
        chapters.end()
    recording = read(journal.path)
    assert list(recording.steps) == STEPS[: HALF + 3]
    assert fold(recording)[1].now == STEPS[HALF + 2].now


def test_a_journal_that_breaks_is_the_chapters_refusal(chapters, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with Journal(tmp_path / "file" / "journal.jsonl", HEADER, apart=True) as journal:
        chapters.begin(journal)
        chapters.unsaid = ""
    assert chapters.failing and str(journal.path) in chapters.refusal
