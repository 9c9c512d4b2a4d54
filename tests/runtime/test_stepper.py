"""The order of one step, and what may fail in it, with a scripted core."""

import logging

import pytest

from retrowalk.controller.effects import Announce, Cue, Refused, Request, WriteStop
from retrowalk.controller.events import End, Hold, Ready, Tick
from retrowalk.journal.record import Step
from retrowalk.runtime.core import Core
from retrowalk.runtime.stepper import Stepper, guarded
from retrowalk.safety.events import Stop, StopReason


ASK = Request(b"\x02\x64\x00", 0, 1000)
SAY = Announce(Cue.HELD, 0)
HALT = WriteStop((b"\x08\x01",), 5, 1)


class Scripted:
    """A core that answers by a table and keeps the number of steps; None raises."""

    def __init__(self, answers):
        self.answers = answers
        self.seen = []

    def step(self, state, event, now, _rules):
        self.seen.append((state, event, now))
        answer = self.answers.get(type(event), ())
        if answer is None:
            raise ValueError("on purpose")
        return state + 1, answer

    @property
    def core(self):
        return Core(lambda: 0, self.step, lambda state, _rules, now: (state, now))


class Noted:
    """A journal that notes."""

    def __init__(self, log, error=None):
        self.log = log
        self.error = error

    def write(self, step):
        self.log.append(("journal", step.event))
        if self.error is not None:
            raise self.error

    def sync(self):
        self.log.append(("sync",))


@pytest.fixture
def log():
    return []


@pytest.fixture
def make(log):
    """`make(answers)` → scripted core and stepper; everything notes in `log`."""

    def make(answers, *, lane=None, journal=None):
        scripted = Scripted(answers)
        do = lane or (lambda effect: log.append(("lane", effect)))
        stepper = Stepper(scripted.core, None, {Request: do, WriteStop: do}, journal)
        return scripted, stepper

    return make


def _explode(_):
    raise RuntimeError("on purpose")


def test_effects_first_journal_second_subscribers_third(make, log):
    _, stepper = make({Hold: (ASK, SAY)}, journal=Noted(log))
    stepper.subscribe(lambda step: log.append(("heard", step)))
    assert stepper.take(Hold(), 7) == (ASK, SAY)
    assert log == [("lane", ASK), ("journal", Hold()), ("heard", Step(7, Hold(), (ASK, SAY)))]


@pytest.mark.parametrize("event", [Tick(), Stop(StopReason.PAIN)])
def test_ticks_and_stops_ask_for_a_sync(make, log, event):
    _, stepper = make({}, journal=Noted(log))
    stepper.take(event, 7)
    assert log == [("journal", event), ("sync",)]


def test_the_state_goes_from_step_to_step_and_time_never_back(make):
    scripted, stepper = make({})
    for now in (5, 3, 8):
        stepper.take(Tick(), now)
    assert scripted.seen == [(0, Tick(), 5), (1, Tick(), 5), (2, Tick(), 8)]
    assert (stepper.snapshot(6), stepper.snapshot(9)) == ((3, 8), (3, 9))


def test_a_picture_is_drawn_once_for_each_state_rules_and_moment(make):
    _, stepper = make({})
    first = stepper.snapshot(9)
    assert stepper.snapshot(9) is first
    assert stepper.snapshot(10) == (0, 10)
    stepper.take(Tick(), 10)
    second = stepper.snapshot(10)
    assert (second, stepper.snapshot(3) is second) == ((1, 10), True)
    stepper.rules = object()
    assert stepper.snapshot(10) is not second


@pytest.mark.sr(14)
def test_no_lane_journal_or_subscriber_that_raises_reaches_the_core(make, log, caplog):
    scripted, stepper = make({Hold: (ASK, SAY)}, lane=_explode, journal=Noted(log, OSError("disk full")))
    heard = []
    stepper.subscribe(_explode)
    stepper.subscribe(heard.append)
    assert stepper.take(Hold(), 7) == (ASK, SAY)
    assert stepper.take(Hold(), 8) == (ASK, SAY)
    assert (len(heard), len(scripted.seen)) == (2, 2)
    for whose in ("the lane", "the journal", "a subscriber"):
        assert f"{whose} failed" in caplog.text


def test_every_subscriber_hears_every_step_in_order_even_one_made_while_hearing(make):
    _, stepper = make({})
    first, second = [], []

    def speaks(step):
        first.append(step.event)
        if step.event == Hold():
            stepper.take(End(), 8)
            first.append("told")

    stepper.subscribe(speaks)
    stepper.subscribe(lambda step: second.append(step.event))
    stepper.take(Hold(), 7)
    assert first == [Hold(), "told", End()]
    assert second == [Hold(), End()]


def test_one_that_leaves_while_hearing_leaves_the_others_alone(make):
    _, stepper = make({})
    heard = []

    def once(step):
        heard.append(step)
        leave()

    leave = stepper.subscribe(once)
    stepper.subscribe(heard.append)
    stepper.take(Tick(), 1)
    stepper.take(Tick(), 2)
    assert [step.now for step in heard] == [1, 1, 2]


def test_a_core_that_fails_is_told_to_stop_and_its_failure_recorded(make, log, caplog):
    scripted, stepper = make({Hold: None, Stop: (HALT,)}, journal=Noted(log))
    heard = []
    stepper.subscribe(heard.append)
    assert stepper.take(Hold(), 7) == ()
    stop = Stop(StopReason.ENGINE_FAULT, "Hold")
    assert [event for _, event, _ in scripted.seen] == [Hold(), stop]
    assert log == [("journal", Hold()), ("lane", HALT), ("journal", stop), ("sync",)]
    assert heard == [Step(7, Hold(), (), "ValueError('on purpose')"), Step(7, stop, (HALT,))]
    assert "the core failed on Hold" in caplog.text


class Reader(logging.Handler):
    """Somebody who reads the log, and may take as long as they like."""

    def __init__(self, log):
        super().__init__()
        self.log = log

    def emit(self, _record):
        self.log.append(("read",))


@pytest.mark.sr(23)
def test_a_core_that_fails_is_stopped_before_anybody_reads_of_it(make, log):
    _, stepper = make({Hold: None, Stop: (HALT,)})
    reader = Reader(log)
    logging.getLogger("retrowalk.runtime.stepper").addHandler(reader)
    try:
        stepper.take(Hold(), 7)
    finally:
        logging.getLogger("retrowalk.runtime.stepper").removeHandler(reader)
    assert log == [("lane", HALT), ("read",)]


def test_a_core_that_fails_even_on_a_stop_is_passed_by(make, log):
    scripted, stepper = make({Hold: (HALT,), Ready: None, Stop: None})
    stepper.take(Hold(), 7)
    stepper.take(Ready(), 8)
    assert len(scripted.seen) == 3
    first, second = (effect for _, effect in log)
    assert first == HALT
    assert second == WriteStop((b"\x00", b"\x08\x01"), 6, 1)
    stepper.take(Stop(StopReason.PAIN), 9)
    assert log[-1][1].epoch == 7


def test_what_is_refused_is_heard_and_never_reaches_core_or_journal(make, log):
    scripted, stepper = make({}, journal=Noted(log))
    heard = []
    stepper.subscribe(heard.append)
    stepper.take(Tick(), 7)
    log.clear()
    assert stepper.refuse(Ready(), "the disk is full") == (Refused("Ready", "the disk is full"),)
    assert heard[-1] == Step(7, Ready(), (Refused("Ready", "the disk is full"),))
    assert (len(scripted.seen), log) == (1, [])


def test_guarded_lets_only_real_ends_through(caplog):
    guarded("it", _explode, None)
    assert "it failed" in caplog.text
    with pytest.raises(KeyboardInterrupt):
        guarded("it", _interrupt, None)


def _interrupt(_):
    raise KeyboardInterrupt
