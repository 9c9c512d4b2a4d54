"""The lane under any sequence of requests, stops, silences, refusals and lost links."""

import asyncio
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from scripted import ANSWERS_FIRST, BUSY, GONE, HANGS, OBEYS, SILENT, Does, ScriptedPort

from retrowalk.controller.effects import Request, WriteStop
from retrowalk.controller.events import Answered, Dropped, Unanswered
from retrowalk.link.errors import Fault
from retrowalk.link.lane import Lane
from retrowalk.runtime.clock import now, virtual_loop


CONTROL = b"\x00"
STOP = bytes.fromhex("0801")
BEHAVIOURS = [OBEYS, ANSWERS_FIRST, BUSY, SILENT, HANGS, GONE, Does(times=2), Does(fault=Fault.NOT_SUBSCRIBED)]


class Bench(RuleBasedStateMachine):
    """A lane on a port on a loop of its own; every motion request carries a number of its own in its bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = virtual_loop()
        self.port = ScriptedPort()
        self.reports: list[Any] = []
        self.epoch = 0
        self.asked: dict[bytes, int] = {}
        self.stops = 0
        self.seen = 0
        self.linked = True
        self.lane = self.loop.run_until_complete(self.make())

    async def make(self) -> Lane:
        lane = Lane(self.port, now, self.reports.append)
        self.port.indicated = lane.indicated
        lane.linked()
        return lane

    async def act(self, act: Any, seconds: float = 0.0) -> None:
        act()
        await asyncio.sleep(seconds)

    def do(self, act: Any, seconds: float = 0.0) -> None:
        self.loop.run_until_complete(self.act(act, seconds))

    def teardown(self) -> None:
        self.do(lambda: None, 10.0)
        try:
            self.settled()
        finally:
            self.loop.run_until_complete(self.lane.close())
            self.loop.close()

    def settled(self) -> None:
        """Everything asked for was reported exactly once."""
        outcomes = [report.request for report in self.reports]
        assert sorted(data for data in outcomes if data[0] == 2) == sorted(self.asked)
        assert sum(data[0] != 2 for data in outcomes) == self.stops

    def frame(self) -> bytes:
        return b"\x02" + (len(self.asked) + 1).to_bytes(2, "little")

    @rule(age=st.integers(0, 2), fresh=st.integers(50, 5000))
    def ask(self, age: int, fresh: int) -> None:
        data, epoch = self.frame(), max(0, self.epoch - age)
        self.asked[data] = epoch
        self.do(lambda: self.lane.request(Request(data, epoch, now() + fresh)))

    @rule(frames=st.sampled_from([(STOP,), (CONTROL, STOP)]), new=st.booleans())
    def stop(self, frames: tuple[bytes, ...], new: bool) -> None:  # noqa: FBT001 - drawn
        before: list[int] = []

        def press() -> None:
            self.no_motion_older_than_the_newest_stop_is_written()
            self.epoch += new or not self.epoch
            before.append(len(self.port.writes))
            self.lane.stop(WriteStop(frames, self.epoch, 1))

        self.stops += len(frames)
        self.do(press)
        if self.linked:
            assert frames[0] in self.port.written[before[0] :], "a stop is on its way in the next pass of the loop"

    @rule(seconds=st.sampled_from([0.0, 0.001, 0.01, 0.02, 0.03, 0.1, 0.5, 1.5]))
    def wait(self, seconds: float) -> None:
        self.do(lambda: None, seconds)

    @rule(data=st.binary(max_size=4) | st.sampled_from([bytes.fromhex("800201"), bytes.fromhex("800804")]))
    def hear(self, data: bytes) -> None:
        self.do(lambda: self.lane.indicated(data))

    @invariant()
    def no_motion_older_than_the_newest_stop_is_written(self) -> None:
        """Every write since the last look was decided in this epoch: the epoch only changes in `stop`."""
        for data in self.port.written[self.seen :]:
            if data[0] == 2:
                assert self.asked[data] >= self.epoch
        self.seen = len(self.port.writes)


class AnyTreadmill(Bench):
    """Safety: whatever the treadmill and the link do."""

    @rule(script=st.lists(st.sampled_from(BEHAVIOURS), max_size=4), after=st.sampled_from(BEHAVIOURS))
    def behave(self, script: list[Does], after: Does) -> None:
        self.port.script, self.port.after = script, after

    @rule()
    @precondition(lambda self: self.linked)
    def lose_the_link(self) -> None:
        self.linked = False
        self.do(self.lane.unlinked)

    @rule()
    @precondition(lambda self: not self.linked)
    def find_the_link(self) -> None:
        self.linked = True
        self.do(self.lane.linked)


class ObedientTreadmill(Bench):
    """Liveness: with an obedient treadmill every request is written and answered, unless it was rightly given up."""

    def hear(self, data: bytes) -> None:
        """An obedient treadmill says nothing unasked."""

    def settled(self) -> None:
        super().settled()
        for report in self.reports:
            if isinstance(report, Answered):
                assert report.request in self.port.written
            else:
                assert self.rightly(report), report

    def rightly(self, report: Unanswered | Dropped) -> bool:
        """A motion request that met a stop, a newer request, or its own expiry; a stop is never given up."""
        reasons = ("a stop came since", "replaced by a newer request", "too old")
        abandoned = isinstance(report, Unanswered) and "abandoned for a stop" in report.why
        return report.request[0] == 2 and (abandoned or getattr(report, "why", "") in reasons)


few = settings(max_examples=150, stateful_step_count=25, deadline=None)
TestAnyTreadmill = pytest.mark.sr(14)(AnyTreadmill.TestCase)
TestAnyTreadmill.settings = few
TestObedientTreadmill = ObedientTreadmill.TestCase
TestObedientTreadmill.settings = few
