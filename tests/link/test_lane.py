import asyncio
from itertools import pairwise
from typing import Any

import pytest
from in_time import in_virtual_time
from scripted import ANSWERS_FIRST, ANSWERS_ONLY, BUSY, GONE, HANGS, OBEYS, SILENT, Does, ScriptedPort

from retrowalk.controller.effects import Request, WriteStop
from retrowalk.controller.events import Answered, Dropped, Unanswered
from retrowalk.link import lanes, procedure
from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.lane import Lane
from retrowalk.runtime.clock import now


SPEED = bytes.fromhex("02e600")
FASTER = bytes.fromhex("02fa00")
FASTEST = bytes.fromhex("022c01")
CONTROL = b"\x00"
STOP = bytes.fromhex("0801")
LATER = 10_000_000


class Bench:
    """A linked lane on a scripted port, and everything it reported, each with its time in ms."""

    def __init__(self, *script: Does, after: Does = OBEYS) -> None:
        self.port = ScriptedPort(list(script), after)
        self.reports: list[Any] = []
        self.times: list[int] = []
        self.lane = Lane(self.port, now, self.hear)
        self.port.indicated = self.lane.indicated
        self.lane.linked()

    def hear(self, outcome: Any) -> None:
        self.reports.append(outcome)
        self.times.append(now())

    def ask(self, data: bytes, epoch: int = 0, expires: int = LATER) -> None:
        self.lane.request(Request(data, epoch, expires))

    def stop(self, *frames: bytes, epoch: int = 1, attempt: int = 1) -> None:
        self.lane.stop(WriteStop(frames or (STOP,), epoch, attempt))


def answer(data: bytes, result: int = 1) -> Answered:
    return Answered(data, bytes((0x80, data[0], result)))


# ── the ordinary lane ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("does", [OBEYS, ANSWERS_FIRST, ANSWERS_ONLY], ids=["after", "before", "without"])
@in_virtual_time
async def test_an_answer_counts_whenever_the_write_is_confirmed(does):
    bench = Bench(does)
    bench.port.give_up = 0.9
    bench.ask(SPEED)
    await asyncio.sleep(2)
    assert bench.port.written == [SPEED]
    assert bench.reports == [answer(SPEED)]


@in_virtual_time
async def test_a_refusal_is_an_answer():
    bench = Bench(Does(result=5))
    bench.ask(SPEED)
    await asyncio.sleep(1)
    assert bench.reports == [answer(SPEED, 5)]


@in_virtual_time
async def test_one_procedure_at_a_time_and_the_newest_waiting_wins():
    bench = Bench()
    for data in (SPEED, FASTER, FASTEST):
        bench.ask(data)
    assert bench.reports == [Dropped(FASTER, "replaced by a newer request")]
    await asyncio.sleep(0.015)
    assert bench.port.written == [SPEED]
    await asyncio.sleep(1)
    assert bench.port.written == [SPEED, FASTEST]
    assert bench.reports[1:] == [answer(SPEED), answer(FASTEST)]


@pytest.mark.parametrize("does", [SILENT, HANGS], ids=["confirmed", "not even confirmed"])
@in_virtual_time
async def test_silence_ends_after_the_deadline_and_the_next_request_goes_out(does):
    bench = Bench(does)
    bench.ask(SPEED)
    bench.ask(FASTER)
    await asyncio.sleep(3)
    assert bench.reports == [Unanswered(SPEED, "no answer within 1 s"), answer(FASTER)]
    assert bench.times[0] == 1000


@in_virtual_time
async def test_a_busy_treadmill_is_asked_again_within_tens_of_milliseconds():
    bench = Bench(BUSY, BUSY, Does(fault=Fault.NOT_SUBSCRIBED))
    bench.ask(SPEED)
    await asyncio.sleep(1)
    times = [round(time * 1000) for time, _ in bench.port.writes]
    assert len(times) == 4
    assert all(20 <= later - earlier <= 50 for earlier, later in pairwise(times))
    assert bench.reports == [answer(SPEED)]


@in_virtual_time
async def test_a_treadmill_that_stays_busy_is_given_up():
    bench = Bench(after=BUSY)
    bench.ask(SPEED)
    await asyncio.sleep(5)
    assert len(bench.port.writes) == procedure.RETRIES + 1
    assert bench.reports == [Unanswered(SPEED, "a procedure is already in progress")]


@in_virtual_time
async def test_an_answer_to_another_write_is_not_taken_for_a_refused_one():
    bench = Bench(BUSY, OBEYS)
    bench.ask(SPEED)
    await asyncio.sleep(0)
    bench.lane.indicated(bytes.fromhex("800201"))
    await asyncio.sleep(1)
    assert bench.port.written == [SPEED, SPEED]


@in_virtual_time
async def test_a_request_too_old_is_never_written():
    bench = Bench(SILENT)
    bench.ask(SPEED)
    bench.ask(FASTER, expires=500)
    await asyncio.sleep(3)
    assert bench.port.written == [SPEED]
    assert bench.reports[1] == Dropped(FASTER, "too old")


@in_virtual_time
async def test_expiry_is_looked_at_again_before_every_retry():
    bench = Bench(after=BUSY)
    bench.ask(SPEED, expires=100)
    await asyncio.sleep(3)
    assert all(time < 0.1 for time, _ in bench.port.writes)
    assert bench.reports == [Dropped(SPEED, "too old")]


@pytest.mark.parametrize(
    "data", [b"", b"\x80", b"\x80\x02", b"\x81\x02\x01", b"\x80\x03\x01"], ids=lambda data: data.hex()
)
@in_virtual_time
async def test_what_answers_nothing_is_let_go(data):
    bench = Bench(SILENT)
    bench.ask(SPEED)
    await asyncio.sleep(0.1)
    bench.lane.indicated(data)
    await asyncio.sleep(3)
    assert bench.reports == [Unanswered(SPEED, "no answer within 1 s")]


@in_virtual_time
async def test_an_answer_delivered_twice_answers_once():
    bench = Bench(Does(times=2))
    bench.ask(SPEED)
    await asyncio.sleep(3)
    assert bench.reports == [answer(SPEED)]


@in_virtual_time
async def test_trailing_parameters_are_passed_on():
    bench = Bench(SILENT)
    bench.ask(SPEED)
    await asyncio.sleep(0.1)
    bench.lane.indicated(bytes.fromhex("8002014001"))
    await asyncio.sleep(0.1)
    assert bench.reports == [Answered(SPEED, bytes.fromhex("8002014001"))]


@in_virtual_time
async def test_a_carrier_that_fails_in_its_own_way_is_reported_and_outlived():
    bench = Bench(Does(raises=RuntimeError("a fault of the carrier")), Does(raises=asyncio.CancelledError()))
    for data in (SPEED, FASTER, FASTEST):
        bench.ask(data)
        await asyncio.sleep(1)
    assert bench.reports == [
        Unanswered(SPEED, "a fault of the carrier"),
        Unanswered(FASTER, "cancelled"),
        answer(FASTEST),
    ]


# ── the stop lane ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(14)
@pytest.mark.parametrize("busy_with", [OBEYS, SILENT, HANGS, BUSY, ANSWERS_FIRST], ids=repr)
@pytest.mark.parametrize("moment", [0.0, 0.005, 0.015, 0.03, 0.5])
@in_virtual_time
async def test_a_stop_is_on_its_way_in_the_next_pass_of_the_loop_whatever_is_under_way(busy_with, moment):
    bench = Bench(after=busy_with)
    bench.ask(SPEED)
    bench.ask(FASTER)
    await asyncio.sleep(moment)
    before = len(bench.port.writes)
    bench.stop()
    await asyncio.sleep(0)
    assert bench.port.written[before:] == [STOP]


@pytest.mark.sr(14)
@in_virtual_time
async def test_nothing_decided_before_a_stop_is_written_after_it():
    bench = Bench(BUSY, OBEYS)
    bench.ask(SPEED)
    bench.ask(FASTER)
    await asyncio.sleep(0.01)
    bench.stop()
    bench.ask(FASTEST)
    await asyncio.sleep(5)
    assert bench.port.written == [SPEED, STOP]
    assert bench.reports == [
        Unanswered(SPEED, "abandoned for a stop; it may have been written"),
        Dropped(FASTER, "a stop came since"),
        Dropped(FASTEST, "a stop came since"),
        answer(STOP),
    ]


@pytest.mark.sr(14)
@in_virtual_time
async def test_a_write_about_to_start_when_the_stop_comes_is_not_made():
    bench = Bench()
    bench.ask(SPEED)  # its task is made and has not run
    bench.stop()
    await asyncio.sleep(1)
    assert bench.port.written == [STOP]


@pytest.mark.sr(14)
@in_virtual_time
async def test_a_carrier_that_cannot_be_cancelled_does_not_get_another_chance():
    class Stubborn(ScriptedPort):
        async def write(self, data: bytes) -> None:
            try:
                await super().write(data)
            except asyncio.CancelledError:
                raise LinkError(Fault.BUSY) from None

    bench = Bench(HANGS)
    bench.port.__class__ = Stubborn
    bench.ask(SPEED)
    await asyncio.sleep(0.1)
    bench.stop()
    await asyncio.sleep(5)
    assert bench.port.written == [SPEED, STOP]
    assert len(bench.reports) == 2


@in_virtual_time
async def test_what_is_decided_after_the_stop_may_be_written():
    bench = Bench()
    bench.stop()
    bench.ask(SPEED, epoch=1)
    await asyncio.sleep(1)
    assert bench.port.written == [STOP, SPEED]
    bench.ask(FASTER, epoch=1)
    bench.ask(FASTEST, epoch=1)
    bench.stop(epoch=1, attempt=2)  # the same stop, repeated: what was decided since lives on
    await asyncio.sleep(1)
    assert sorted(bench.port.written[2:]) == sorted([FASTER, FASTEST, STOP])


@in_virtual_time
async def test_the_epoch_never_goes_back():
    bench = Bench()
    bench.stop(epoch=5)
    bench.stop(epoch=2)
    bench.ask(SPEED, epoch=4)
    await asyncio.sleep(1)
    assert bench.port.written == [STOP, STOP]
    assert Dropped(SPEED, "a stop came since") in bench.reports


@in_virtual_time
async def test_the_frames_of_a_stop_follow_each_other():
    bench = Bench()
    bench.stop(CONTROL, STOP)
    await asyncio.sleep(1)
    assert bench.port.written == [CONTROL, STOP]
    assert bench.port.writes[1][0] == pytest.approx(0.02)  # as soon as the first was answered
    assert bench.reports == [answer(CONTROL), answer(STOP)]


@pytest.mark.sr(14)
@pytest.mark.parametrize(
    "first", [SILENT, HANGS, BUSY, Does(fault=Fault.REFUSED), Does(raises=ValueError("odd"))], ids=repr
)
@in_virtual_time
async def test_a_failing_first_frame_never_keeps_the_second_from_being_written(first):
    bench = Bench(first)
    bench.stop(CONTROL, STOP)
    await asyncio.sleep(3)
    assert STOP in bench.port.written
    assert next(time for time, data in bench.port.writes if data == STOP) <= lanes.STEP / 1000 + 0.001
    assert answer(STOP) in bench.reports
    assert len(bench.reports) == 2


@in_virtual_time
async def test_a_busy_treadmill_is_asked_to_stop_again_and_again_but_not_for_ever():
    bench = Bench(after=BUSY)
    bench.stop()
    await asyncio.sleep(10)
    assert len(bench.port.writes) == procedure.STOP_RETRIES + 1
    assert bench.port.writes[-1][0] >= 1.0
    assert bench.reports == [Unanswered(STOP, "a procedure is already in progress")]


@in_virtual_time
async def test_stops_may_overlap_and_each_is_reported():
    bench = Bench(SILENT, BUSY, OBEYS)
    for attempt in range(3):
        bench.stop(attempt=attempt)
        await asyncio.sleep(0.1)
    await asyncio.sleep(3)
    assert bench.port.written == [STOP] * 5
    assert bench.reports == [answer(STOP)] * 3


@pytest.mark.sr(14)
@in_virtual_time
async def test_a_stop_that_is_not_answered_is_written_again():
    bench = Bench(SILENT)
    bench.stop()
    await asyncio.sleep(3)
    assert [round(time, 2) for time, _ in bench.port.writes] == [0.0, 0.26]
    assert bench.reports == [answer(STOP)]


@pytest.mark.parametrize(
    ("frame", "times"), [(STOP, procedure.TRIES), (CONTROL, procedure.TRIES), (bytes.fromhex("026400"), 1)]
)
@in_virtual_time
async def test_only_what_does_no_harm_twice_is_written_again(frame, times):
    bench = Bench(after=SILENT)
    bench.stop(frame)
    await asyncio.sleep(5)
    assert bench.port.written == [frame] * times
    assert bench.reports == [Unanswered(frame, "no answer within 1 s")]


# ── the link ──────────────────────────────────────────────────────────────────────────────────────────


@in_virtual_time
async def test_without_a_link_nothing_is_written_and_everything_is_told_at_once():
    bench = Bench()
    bench.lane.unlinked()
    bench.ask(SPEED)
    bench.stop(CONTROL, STOP)
    assert bench.reports == [Unanswered(data, "not sent: no link") for data in (SPEED, CONTROL, STOP)]
    await asyncio.sleep(3)
    assert bench.port.writes == []


@pytest.mark.parametrize("does", [HANGS, SILENT, BUSY, GONE], ids=repr)
@in_virtual_time
async def test_when_the_link_goes_everything_pending_fails_at_once(does):
    bench = Bench(after=does)
    bench.ask(SPEED, epoch=1)
    bench.ask(FASTER, epoch=1)
    bench.stop(CONTROL, STOP)
    await asyncio.sleep(0.05)
    bench.lane.unlinked()
    assert {report.request for report in bench.reports} == {SPEED, FASTER, CONTROL, STOP}
    assert all(report == Unanswered(report.request, "the link is gone") for report in bench.reports)
    written = len(bench.port.writes)
    await asyncio.sleep(5)
    assert len(bench.port.writes) == written
    assert len(bench.reports) == 4


@in_virtual_time
async def test_the_link_may_go_in_the_middle_of_a_write():
    bench = Bench(GONE)
    bench.ask(SPEED)
    await asyncio.sleep(1)
    assert bench.reports == [Unanswered(SPEED, "the link is gone")]


@in_virtual_time
async def test_a_link_that_came_back_is_written_to_but_not_with_what_was_decided_before_the_stop():
    bench = Bench()
    bench.lane.unlinked()
    bench.stop()
    bench.lane.linked()
    bench.ask(SPEED)
    bench.ask(FASTER, epoch=1)
    await asyncio.sleep(1)
    assert bench.port.written == [FASTER]


@in_virtual_time
async def test_run_stays_until_cancelled_and_ends_what_is_under_way():
    bench = Bench(HANGS)
    running = asyncio.create_task(bench.lane.run())
    bench.ask(SPEED)
    await asyncio.sleep(0.1)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert bench.reports == [Unanswered(SPEED, "the lane was closed")]
    assert asyncio.all_tasks() == {asyncio.current_task()}
