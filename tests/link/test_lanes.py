"""The lanes without a loop: every input carries its time, and what is to be done is looked at after each."""

from dataclasses import dataclass, field

import pytest

from retrowalk.controller.effects import Request, WriteStop
from retrowalk.controller.events import Answered, Dropped, Unanswered
from retrowalk.link import lanes, procedure
from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.lanes import Lanes, Outcome, Write


SPEED = bytes.fromhex("02e600")
FASTER = bytes.fromhex("02fa00")
CONTROL = b"\x00"
STOP = bytes.fromhex("0801")
PAUSE = bytes.fromhex("0802")
MINIMUM = bytes.fromhex("026400")
BUSY = LinkError(Fault.BUSY)


@dataclass
class Bench:
    """Linked lanes at 0 ms; `writes` holds time, number and bytes of what was handed out, `told` the outcomes."""

    lanes: Lanes = field(default_factory=Lanes)
    now: int = 0
    writes: list[tuple[int, int, bytes]] = field(default_factory=list)
    told: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lanes.linked(0)

    def settle(self) -> None:
        for each in self.lanes.collect():
            if isinstance(each, Write):
                self.writes.append((self.now, each.number, each.data))
            else:
                self.told.append(each)

    def ask(self, data: bytes = SPEED, epoch: int = 0, expires: int = 1_000_000) -> None:
        self.lanes.request(Request(data, epoch, expires), self.now)
        self.settle()

    def stop(self, *frames: bytes, epoch: int = 1) -> None:
        self.lanes.stop(WriteStop(frames, epoch, 1), self.now)
        self.settle()

    def wrote(self, number: int, error: Exception | None = None) -> None:
        self.lanes.wrote(number, error, self.now)
        self.settle()

    def hear(self, data: str) -> None:
        self.lanes.indicated(bytes.fromhex(data), self.now)
        self.settle()

    def until(self, now: int) -> None:
        """Let time pass as a timer would: from one moment the lanes wait for to the next."""
        while (wake := self.lanes.wake) is not None and wake <= now:
            self.now = max(wake, self.now)
            self.lanes.advance(self.now)
            self.settle()
        self.now = now

    @property
    def times(self) -> list[tuple[int, bytes]]:
        return [(time, data) for time, _, data in self.writes]


# ── what is handed out, and when ──────────────────────────────────────────────────────────────────────


def test_a_request_is_handed_out_at_once_and_its_answer_told():
    bench = Bench()
    bench.ask()
    assert bench.writes == [(0, 1, SPEED)]
    bench.wrote(1)
    bench.hear("800201")
    assert bench.told == [Answered(SPEED, bytes.fromhex("800201"))]
    assert bench.lanes.wake is None


@pytest.mark.sr(14)
def test_the_first_frame_of_a_stop_is_handed_out_by_the_call_itself():
    bench = Bench()
    bench.ask()
    bench.ask(FASTER)
    bench.stop(CONTROL, STOP)
    assert bench.times == [(0, SPEED), (0, CONTROL)]
    assert bench.told == [
        Unanswered(SPEED, "abandoned for a stop; it may have been written"),
        Dropped(FASTER, "a stop came since"),
    ]


@pytest.mark.sr(14)
def test_a_write_not_yet_collected_when_a_stop_comes_is_never_handed_out():
    bench = Bench()
    bench.lanes.request(Request(SPEED, 0, 1_000_000), 0)
    bench.stop(STOP)
    assert bench.times == [(0, STOP)]


@pytest.mark.sr(14)
def test_a_write_handed_out_but_not_made_when_a_stop_comes_is_not_permitted():
    bench = Bench()
    bench.ask()
    assert bench.lanes.permits(1, 0)
    bench.stop(STOP)
    assert not bench.lanes.permits(1, 0)
    assert not bench.lanes.awaits(1)
    assert bench.lanes.permits(2, 1_000_000_000), "a stop is never too old"


def test_a_write_handed_out_and_made_too_late_is_not_permitted_and_told():
    bench = Bench()
    bench.ask(expires=5)
    assert bench.lanes.permits(1, 4)
    assert not bench.lanes.permits(1, 5)
    bench.settle()
    assert bench.told == [Dropped(SPEED, "too old")]
    bench.ask(FASTER)
    assert bench.times[-1] == (0, FASTER)


def test_a_request_expired_while_it_waited_makes_way_for_nobody_and_is_told():
    bench = Bench()
    bench.ask()
    bench.ask(FASTER, expires=500)
    bench.until(2_000)
    assert bench.times == [(0, SPEED)]
    assert bench.told == [Unanswered(SPEED, "no answer within 1 s"), Dropped(FASTER, "too old")]


@pytest.mark.sr(14)
def test_each_frame_of_a_stop_waits_for_the_one_ahead_and_no_longer_than_a_step():
    bench = Bench()
    bench.stop(CONTROL, STOP, MINIMUM, PAUSE)
    bench.now = 30
    bench.wrote(1)
    bench.hear("800001")
    bench.until(900)
    assert bench.times == [(0, CONTROL), (30, STOP), (30 + lanes.STEP, MINIMUM), (30 + 2 * lanes.STEP, PAUSE)]


@pytest.mark.sr(11)
def test_the_minimum_speed_is_not_asked_for_again_by_a_treadmill_that_was_busy():
    bench = Bench()
    bench.stop(MINIMUM)
    bench.wrote(1, BUSY)
    bench.until(5_000)
    assert bench.times == [(0, MINIMUM)]
    assert bench.told == [Unanswered(MINIMUM, str(BUSY))]


def test_a_frame_refused_as_busy_keeps_its_pause_when_the_one_ahead_ends():
    bench = Bench()
    bench.stop(CONTROL, STOP)
    bench.until(100)
    bench.wrote(2, BUSY)
    bench.now = 105
    bench.wrote(1, LinkError(Fault.REFUSED))
    bench.until(120)
    assert bench.times == [(0, CONTROL), (100, STOP), (120, STOP)]


def test_a_stop_of_no_frames_outdates_all_the_same():
    bench = Bench()
    bench.stop()
    bench.ask()
    assert bench.writes == []


@pytest.mark.sr(14)
def test_a_busy_treadmill_is_asked_to_stop_every_twenty_milliseconds_for_two_seconds():
    bench = Bench()
    bench.stop(STOP)
    while bench.writes and not bench.told:
        bench.wrote(bench.writes[-1][1], BUSY)
        bench.until(bench.now + procedure.STOP_RETRY)
    assert bench.times == [(procedure.STOP_RETRY * n, STOP) for n in range(procedure.STOP_RETRIES + 1)]
    assert bench.told == [Unanswered(STOP, "a procedure is already in progress")]


@pytest.mark.sr(14)
@pytest.mark.sr(15)
@pytest.mark.parametrize("frame", [STOP, PAUSE])
@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.NOT_PERMITTED, Fault.NOT_SUBSCRIBED])
def test_a_stop_whose_write_is_refused_for_whatever_reason_is_written_again_as_soon(frame, fault):
    bench = Bench()
    bench.stop(frame)
    bench.wrote(1, LinkError(fault, "0x0e"))
    bench.until(procedure.STOP_RETRY)
    assert bench.times == [(0, frame), (procedure.STOP_RETRY, frame)] and not bench.told


@pytest.mark.sr(14)
def test_a_request_for_control_that_is_refused_holds_up_no_stop():
    bench = Bench()
    bench.stop(CONTROL, STOP)
    bench.wrote(1, LinkError(Fault.REFUSED))
    assert bench.times == [(0, CONTROL), (0, STOP)]


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.NOT_PERMITTED])
def test_what_moves_the_belt_is_not_written_again_after_an_error(fault):
    bench = Bench()
    bench.ask()
    bench.wrote(1, LinkError(fault))
    bench.until(5_000)
    assert bench.times == [(0, SPEED)]


@pytest.mark.parametrize("fault", [Fault.GONE, Fault.TIMEOUT, Fault.UNAVAILABLE])
def test_a_stop_whose_link_fails_is_left_to_the_schedule(fault):
    bench = Bench()
    bench.stop(STOP)
    bench.wrote(1, LinkError(fault))
    assert len(bench.told) == 1 and bench.lanes.wake is None


@pytest.mark.sr(14)
def test_a_later_stop_takes_over_from_one_that_is_refused_as_busy():
    bench = Bench()
    bench.stop(CONTROL, STOP)
    bench.wrote(1, BUSY)
    bench.until(10)
    bench.stop(PAUSE)
    bench.stop(CONTROL, STOP)
    assert bench.told == [Unanswered(CONTROL, "busy all the while; a later stop goes on asking")]
    assert bench.times == [(0, CONTROL), (10, PAUSE), (10, STOP), (10, CONTROL)], "what follows it is not held up"
    bench.until(30)
    assert len(bench.writes) == 4


def test_a_later_stop_leaves_alone_what_is_on_the_wire():
    bench = Bench()
    bench.stop(STOP)
    bench.stop(STOP)
    bench.wrote(1)
    bench.hear("800801")
    assert bench.told == [Answered(STOP, bytes.fromhex("800801"))]


@pytest.mark.sr(14)
def test_silence_gives_a_stop_all_its_busy_answers_back():
    bench = Bench()
    bench.stop(STOP)
    for _ in range(procedure.STOP_RETRIES - 1):
        bench.wrote(bench.writes[-1][1], BUSY)
        bench.until(bench.now + procedure.STOP_RETRY)
    bench.wrote(bench.writes[-1][1])
    bench.until(bench.now + procedure.PATIENCE)
    before = len(bench.writes)
    for _ in range(procedure.STOP_RETRIES):
        bench.wrote(bench.writes[-1][1], BUSY)
        bench.until(bench.now + procedure.STOP_RETRY)
    assert len(bench.writes) == before + procedure.STOP_RETRIES
    assert bench.told == []


# ── what came of it ───────────────────────────────────────────────────────────────────────────────────


def test_an_answer_counts_though_its_write_is_never_confirmed():
    bench = Bench()
    bench.ask()
    bench.hear("800201")
    assert bench.told == [], "it may yet be refused"
    bench.until(procedure.DEADLINE)
    assert bench.told == [Answered(SPEED, bytes.fromhex("800201"))]


def test_an_answer_heard_before_the_write_fails_counts():
    bench = Bench()
    bench.ask()
    bench.hear("800201")
    bench.wrote(1, LinkError(Fault.TIMEOUT))
    assert bench.told == [Answered(SPEED, bytes.fromhex("800201"))]


def test_what_comes_of_a_write_nobody_waits_for_is_let_go():
    bench = Bench()
    bench.ask()
    bench.stop(STOP)
    bench.wrote(1)
    bench.wrote(1, BUSY)
    bench.wrote(99)
    bench.hear("800201")
    bench.until(10)
    assert bench.times == [(0, SPEED), (0, STOP)]
    assert len(bench.told) == 1


def test_a_carrier_that_says_nothing_of_its_failure_is_named_by_its_kind():
    bench = Bench()
    bench.ask()
    bench.wrote(1, RuntimeError())
    assert bench.told == [Unanswered(SPEED, "RuntimeError()")]


def test_when_the_link_goes_every_frame_is_told_written_or_not():
    bench = Bench()
    bench.stop(CONTROL, STOP)
    bench.ask(epoch=1)
    bench.ask(FASTER, epoch=1)
    bench.lanes.unlinked(50)
    bench.settle()
    assert bench.told == [Unanswered(data, "the link is gone") for data in (CONTROL, STOP, SPEED, FASTER)]
    assert bench.lanes.wake is None


def test_closing_tells_what_was_under_way():
    bench = Bench()
    bench.stop(STOP)
    bench.lanes.close()
    bench.settle()
    assert bench.told == [Unanswered(STOP, "the lane was closed")]


def test_what_was_handed_out_is_not_handed_out_again():
    bench = Bench()
    bench.ask()
    assert bench.lanes.collect() == []


# ── time ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("confirmed_at", "wake"),
    [(10, 10 + procedure.PATIENCE), (900, procedure.DEADLINE)],
    ids=["patience after the confirmation", "never beyond the deadline"],
)
def test_a_stop_is_looked_at_again(confirmed_at, wake):
    bench = Bench()
    bench.stop(STOP)
    assert bench.lanes.wake == procedure.DEADLINE
    bench.now = confirmed_at
    bench.wrote(1)
    assert bench.lanes.wake == wake


def test_looking_too_early_changes_nothing():
    bench = Bench()
    bench.stop(CONTROL, STOP)
    for now in range(lanes.STEP):
        bench.lanes.advance(now)
        bench.settle()
    assert bench.times == [(0, CONTROL)]


def test_the_same_inputs_give_the_same_doings():
    def life() -> Bench:
        bench = Bench()
        bench.ask()
        bench.until(300)
        bench.stop(CONTROL, STOP)
        bench.wrote(2, BUSY)
        bench.until(5_000)
        return bench

    first, second = life(), life()
    assert (first.writes, first.told) == (second.writes, second.told)
    assert len(first.told) == 3
