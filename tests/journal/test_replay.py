import dataclasses
from pathlib import Path

import pytest

from retrowalk.controller.events import LinkUp, Tick, TreadmillFrame
from retrowalk.controller.rules import Rules
from retrowalk.controller.step import initial, step
from retrowalk.firmware.profile import Profile
from retrowalk.journal.codec import dump, load
from retrowalk.journal.reader import JournalError, Recording
from retrowalk.journal.record import Header, Step
from retrowalk.journal.replay import digest, fold, replay
from retrowalk.journal.writer import Journal
from retrowalk.safety.events import Stop, StopReason
from retrowalk.safety.supervisor import Belt
from rig import Rig


RULES = Rules(Profile("generic"))
STORY = (
    (1000, LinkUp(bytes.fromhex("0c00000003000000"), bytes.fromhex("3200d0070a00"), b"")),
    (1100, TreadmillFrame(bytes.fromhex("00006400"))),
    (1250, Tick()),
    (1300, Stop(StopReason.PAIN, "test")),
    (1500, Tick()),
)


def _lived(story=STORY):
    state, steps = initial(), []
    for now, event in story:
        state, effects = step(state, event, now, RULES)
        steps.append(Step(now, event, effects))
    return tuple(steps)


@pytest.fixture
def write(tmp_path):
    def write(steps):
        with Journal(tmp_path / "walk.journal", Header("AA:BB", RULES)) as journal:
            for each in steps:
                journal.write(each)
        return journal.path

    return write


def test_the_same_story_has_the_same_end(write):
    lived = _lived()
    assert lived[3].effects
    trace = replay(write(lived))
    assert (trace.steps, trace.difference, trace.digest) == (lived, "", digest(lived))


def test_a_digest_is_of_everything():
    lived = _lived()
    others = (
        lived[:-1],
        _lived(((1001, STORY[0][1]), *STORY[1:])),
        (*lived[:-1], Step(1500, Tick(), lived[3].effects)),
    )
    assert len({digest(each) for each in (lived, *others)}) == 4


def test_an_answer_this_core_would_not_give_is_named_by_line_with_both(write):
    lived = _lived()
    path = write((*lived[:3], Step(1300, lived[3].event, ()), lived[4]))
    difference = replay(path).difference
    assert difference.startswith(f"{path}:5: at 1300 ms Stop: recorded nothing, now WriteStop(")


def test_a_core_that_fails_again_is_no_difference(write):
    def failing(state, event, now, rules):
        if isinstance(event, Stop):
            raise RuntimeError("on purpose")  # noqa: TRY004 - what it is does not matter
        return step(state, event, now, rules)

    failed = (*_lived(STORY[:3]), Step(1300, STORY[3][1], (), "RuntimeError('on purpose')"))
    assert replay(write(failed), failing).difference == ""


def test_a_core_that_fails_now_is_a_difference(write):
    def failing(*_):
        raise ValueError("on purpose")

    path = write(_lived())
    assert (
        replay(path, failing).difference
        == f"{path}:2: at 1000 ms LinkUp: recorded nothing, now ValueError('on purpose')"
    )


def test_what_is_no_journal_is_not_replayed(tmp_path):
    (tmp_path / "walk.journal").write_text("hello")
    with pytest.raises(JournalError, match="not a journal"):
        replay(tmp_path / "walk.journal")


def test_a_chapter_is_folded_from_the_state_it_begins_with():
    """Cut a walk anywhere: the second part, from the state of the first, ends as the whole does."""
    rig = Rig().at_speed()
    rig.stop()
    rig.standstill()
    rig.until(lambda each: each.belt is Belt.LATCHED)
    whole = Recording(Path("whole"), "", Header("AA", rig.rules), tuple(Step(*each) for each in rig.log), 0)
    everything, last = fold(whole)
    for cut in range(0, len(everything), 97):
        _, state = fold(dataclasses.replace(whole, steps=whole.steps[:cut]))
        header = load(Header, dump(Header("AA", rig.rules, state=state)))
        assert fold(Recording(Path("rest"), "", header, whole.steps[cut:], 0)) == (everything[cut:], last)
