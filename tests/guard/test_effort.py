"""One stop by the guard against every kind of treadmill, in virtual time; it ends at measured zero and nowhere else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.ftms.codes import Result
from retrowalk.ftms.control_point import Response, encode_response
from retrowalk.ftms.stop_bytes import PAUSE, REQUEST_CONTROL, STOP
from retrowalk.ftms.treadmill_data import TreadmillData, encode
from retrowalk.guard import effort as module
from retrowalk.guard.effort import ASK_APART, HOLD, NO_CODE, NOT_SUBSCRIBED, REPEAT, RETRY, Deed, Effort, speed


STEP = 10
# One exchange over the air (ms), and how often a treadmill reports.
EXCHANGE = 60
REPORTS = 250


def report(wire):
    return encode(TreadmillData(speed=wire))[0]


def answer(op, result):
    return encode_response(Response(op, result))


class Machine:
    """A treadmill as the guard's hands see it. `obeys`: what slows it; `refuses` (time, frame) → ATT error or None."""

    def __init__(self, wire=320, obeys=(STOP,), *, release=False, refuses=lambda _now, _frame: None):
        self.effort = Effort(0, release=release)
        self.speed, self.slowing, self.obeys, self.refuses = wire, False, obeys, refuses
        self.log, self.deeds = [], []
        self.answers = Result.SUCCESS
        self.silent = False
        self._busy = None

    def frames(self, since=0):
        return [frame for when, frame in self.log if when >= since]

    def run(self, start, end, until=lambda _: False):
        for now in range(start, end, STEP):
            self._belt(now)
            self._air(now)
            if until(self):
                return now
        return end

    def _belt(self, now):
        if self.slowing:
            self.speed = max(0, self.speed - 1)
        if now % REPORTS == 0 and not self.silent:
            self.effort.measured(report(self.speed), now)

    def _air(self, now):
        if self._busy and now >= self._busy[0]:
            self._arrive(now, self._busy[1])
            self._busy = None
        elif self._busy is None and (act := self.effort.due(now)) is not None:
            self._act(now, act)

    def _act(self, now, act):
        if isinstance(act, bytes):
            self._busy = (now + EXCHANGE, act)
            return
        self.deeds.append((now, act))
        if act is Deed.SUBSCRIBE:
            self.effort.subscribed(now, done=True)
        else:
            self.slowing = self.slowing or act in self.obeys
            self.effort.detached()
            self.effort.attached(now, fresh=True)

    def _arrive(self, now, frame):
        code = self.refuses(now, frame)
        if code is None:
            self.log.append((now, frame))
            self.slowing = self.slowing or frame in self.obeys
            self.effort.indicated(answer(frame[0], self.answers), now)
        self.effort.wrote(frame, now, code)


def standing(machine):
    return machine.effort.standing


# ── the usual course ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(23)
def test_on_a_link_that_is_there_the_first_write_is_stop():
    machine = Machine()
    machine.effort.attached(0, fresh=False)
    assert machine.effort.due(0) == STOP
    stood = machine.run(0, 60_000, standing)
    assert machine.frames()[0] == STOP and PAUSE not in machine.frames()
    assert 3_200 + module.ZERO_FOR <= stood <= 3_200 + module.ZERO_FOR + 2 * REPORTS + EXCHANGE


def test_on_a_new_link_control_is_asked_for_first():
    machine = Machine()
    machine.effort.attached(0, fresh=True)
    machine.run(0, 300)
    assert machine.frames() == [REQUEST_CONTROL, STOP]


def test_without_a_link_there_is_nothing_to_do():
    effort = Effort(0)
    assert (effort.due(10_000), effort.wake, effort.standing, effort.over(60_000)) == (None, None, False, False)


def test_a_stop_that_works_is_repeated_once_a_second_until_no_countdown_can_be_left():
    machine = Machine()
    machine.effort.attached(0, fresh=False)
    stood = machine.run(0, 60_000, standing)
    over = machine.run(stood, 60_000, lambda each: each.effort.over(stood + HOLD))
    over = machine.run(over, 60_000, lambda each: each.effort.over(each.log[-1][0]))
    stops = [when for when, frame in machine.log if frame == STOP]
    assert REPEAT <= max(b - a for a, b in pairwise(stops)) <= REPEAT + 3 * EXCHANGE
    assert stops[-1] >= stood - module.ZERO_FOR + HOLD - REPEAT - 3 * EXCHANGE
    assert over >= stood


# ── treadmills that are difficult ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", sorted(module.BUSY))
def test_a_busy_treadmill_is_asked_again_within_50_ms(code):
    tries = []
    machine = Machine(refuses=lambda now, frame: tries.append((now, frame)) or (code if now < 500 else None))
    machine.effort.attached(0, fresh=False)
    machine.run(0, 900)
    assert {frame for _, frame in tries} == {STOP}
    assert all(b - a <= EXCHANGE + 50 for (a, _), (b, _) in pairwise(tries))
    assert machine.frames() == [STOP]


def test_lost_indications_are_enabled_again_before_the_same_write():
    machine = Machine(refuses=lambda _now, _frame: NOT_SUBSCRIBED if not machine.deeds else None)
    machine.effort.attached(0, fresh=False)
    machine.run(0, 300)
    assert machine.deeds == [(EXCHANGE + STEP, Deed.SUBSCRIBE)]
    assert machine.frames() == [STOP]


def test_a_subscription_that_fails_is_tried_again():
    effort = Effort(0)
    effort.attached(0, fresh=False)
    effort.wrote(STOP, 60, NOT_SUBSCRIBED)
    assert effort.due(60) is Deed.SUBSCRIBE
    effort.subscribed(100, done=False)
    assert (effort.due(100), effort.due(100 + RETRY)) == (None, Deed.SUBSCRIBE)
    effort.subscribed(250, done=True)
    assert effort.due(250) == STOP


def test_a_write_that_fails_otherwise_is_tried_again():
    effort = Effort(0)
    effort.attached(0, fresh=False)
    effort.wrote(STOP, 60, NO_CODE)
    assert (effort.due(60), effort.due(60 + RETRY)) == (None, STOP)


def test_control_not_permitted_is_answered_with_asking_for_it():
    machine = Machine(obeys=())
    machine.answers = Result.CONTROL_NOT_PERMITTED
    machine.effort.attached(0, fresh=False)
    machine.run(0, 300)
    assert machine.frames() == [STOP, REQUEST_CONTROL, STOP]


def test_a_treadmill_that_never_permits_does_not_fill_the_link():
    machine = Machine(obeys=())
    machine.answers = Result.CONTROL_NOT_PERMITTED
    machine.effort.attached(0, fresh=False)
    machine.run(0, 10_000)
    assert len(machine.frames()) <= 10_000 / ASK_APART * 2 + 2
    assert machine.frames(9_000).count(STOP) >= 2


@pytest.mark.parametrize("result", [Result.SUCCESS, Result.OPERATION_FAILED])
def test_no_answer_is_a_proof_and_none_ends_the_effort(result):
    machine = Machine(obeys=())
    machine.answers = result
    machine.effort.attached(0, fresh=False)
    machine.run(0, 300_000)
    assert not machine.effort.standing
    assert STOP in machine.frames(298_000)


def test_answers_that_are_none_of_ours_change_nothing():
    effort = Effort(0)
    effort.attached(0, fresh=False)
    effort.wrote(STOP, 60)
    for data in (b"", b"\x80\x08", b"\x81\x08\x05", answer(0x02, Result.SUCCESS)):
        effort.indicated(data, 500)
    assert effort.due(500) is None


def test_an_answer_after_the_link_was_lost_changes_nothing():
    effort = Effort(0)
    effort.attached(0, fresh=False)
    effort.detached()
    effort.indicated(answer(0x08, Result.CONTROL_NOT_PERMITTED), 500)
    assert effort.due(500) is None


# ── escalation ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(15)
def test_a_speed_that_does_not_fall_brings_pause_and_stop_in_turn():
    machine = Machine(obeys=(PAUSE,))
    machine.effort.attached(0, fresh=False)
    machine.run(0, 2_000)
    assert PAUSE not in machine.frames()
    stood = machine.run(2_000, 60_000, standing)
    assert machine.effort.standing
    assert next(when for when, frame in machine.log if frame == PAUSE) <= 3_200
    assert stood < 10_000


def test_a_speed_that_falls_slowly_is_left_to_fall():
    machine = Machine(wire=1200)
    machine.effort.attached(0, fresh=False)
    machine.run(0, 60_000, standing)
    assert PAUSE not in machine.frames()


def test_a_treadmill_that_tells_nothing_is_escalated_too():
    machine = Machine(obeys=())
    machine.silent = True
    machine.effort.attached(0, fresh=False)
    machine.run(0, 6_000)
    assert {PAUSE, STOP, REQUEST_CONTROL} == set(machine.frames(2_000))


def test_the_link_is_ended_only_where_that_stops_the_belt():
    stubborn = Machine(obeys=(Deed.RELEASE,), release=False)
    willing = Machine(obeys=(Deed.RELEASE,), release=True)
    for machine in (stubborn, willing):
        machine.effort.attached(0, fresh=False)
        machine.run(0, 30_000)
    assert stubborn.deeds == [] and not stubborn.effort.standing
    assert [deed for _, deed in willing.deeds] == [Deed.RELEASE] and willing.effort.standing
    assert 2_000 + 6 * 500 <= willing.deeds[0][0] <= 8_000


# ── what is measured ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        ("", None), ("0000", None), ("000010", None), ("01002c01", None), ("00002c01", 300), ("00000000", 0),
        ("00009411", 4500), ("00009511", None), ("0000ffff", None), ("00042c01ff", 300),
    ],
)  # fmt: skip
def test_the_speed_in_a_notification(data, seen):
    assert speed(bytes.fromhex(data)) == seen


@given(st.binary(max_size=30))
def test_any_notification(data):
    assert speed(data) is None or 0 <= speed(data) <= module.BOUND


def test_standstill_takes_three_samples_and_two_seconds():
    effort = Effort(0)
    for now in (0, 1_900):
        effort.measured(report(0), now)
        assert not effort.standing
    effort.measured(report(10), 1_950)
    assert not effort.standing
    effort.measured(report(0), 2_000)
    assert effort.standing
    effort.measured(b"\x01\x00\x00\x00", 2_100)
    assert effort.standing and effort.speed == 0


def test_a_belt_that_starts_after_its_countdown_is_stopped_again_at_once():
    machine = Machine(wire=0)
    machine.answers = Result.OPERATION_FAILED
    machine.effort.attached(0, fresh=False)
    stood = machine.run(0, 5_000, standing)
    machine.slowing, machine.speed = False, 100
    began = -(-stood // REPORTS) * REPORTS
    machine.run(stood, began + 200)
    assert not machine.effort.standing
    assert machine.frames(began)[:1] in ([REQUEST_CONTROL], [STOP])
    assert STOP in machine.frames(began)
    machine.run(began + 200, 60_000, standing)
    assert machine.effort.standing


def stood(*times):
    """An effort with a link, told of zero at these times (ms)."""
    effort = Effort(0)
    effort.attached(0, fresh=False)
    for now in times:
        effort.measured(report(0), now)
    return effort


@pytest.mark.sr(23)
@pytest.mark.parametrize("times", [(0, 1_000), (0, 1_000, 2_500)])
def test_what_was_measured_before_a_lost_link_does_not_count(times):
    effort = stood(*times)
    effort.detached()
    assert not effort.standing and not effort.over(60_000)
    effort.attached(3_000, fresh=True)
    for now in (3_000, 4_500):
        effort.measured(report(0), now)
    assert not effort.standing
    effort.measured(report(0), 5_000)
    assert effort.standing
    assert effort.over(3_000 + HOLD) and not effort.over(2_999 + HOLD)


@pytest.mark.sr(23)
def test_zeros_with_a_long_silence_between_them_are_no_standstill():
    effort = stood(100, 200, 200 + module.SILENCE + 1)
    assert not effort.standing
    assert stood(100, 200, 200 + module.SILENCE).standing


@pytest.mark.sr(23)
def test_a_treadmill_that_falls_silent_at_rest_stands_as_long_as_its_link_lives():
    effort = stood(100, 1_100, 2_200)
    assert effort.standing and effort.over(100 + HOLD)
    effort.measured(report(0), 30_000)
    assert effort.standing


def test_a_link_that_comes_back_is_written_to_at_once():
    machine = Machine()
    machine.effort.attached(0, fresh=False)
    machine.run(0, 500)
    machine.effort.detached()
    assert machine.effort.due(5_000) is None
    machine.effort.attached(5_000, fresh=True)
    assert machine.effort.due(5_000) == REQUEST_CONTROL


@pytest.mark.sr(15)
@given(
    st.lists(st.tuples(st.sampled_from([None, 0xFE, 0x80, 0xFD, NO_CODE, 0x0E]), st.booleans()), max_size=40),
    st.integers(30, 480),
)
def test_whatever_goes_wrong_a_belt_that_obeys_stands_in_the_end(troubles, wire):
    waiting = list(troubles)
    machine = Machine(wire=wire, refuses=lambda _now, _frame: waiting.pop()[0] if waiting else None)
    machine.effort.attached(0, fresh=False)
    for _ in range(sum(cut for _, cut in troubles)):
        machine.run(0, 200)
        machine.effort.detached()
        machine.effort.attached(200, fresh=True)
    machine.run(200, 60_000, standing)
    assert machine.effort.standing and machine.speed == 0
