"""Walks over virtual air on which something goes wrong: what the service does, by the bytes at the treadmill."""

import asyncio

import pytest
from tests.air.outing import CONTROL, LATENCY, MOTION, STOP, Alarm, LinkLost, LinkUp, on_an_outing
from tests.rig import hold, plan

from retrowalk.controller.effects import AlarmKind, Finished
from retrowalk.controller.events import Proceed, Unanswered
from retrowalk.runtime.clock import now
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.air.radio import SUPERVISION
from retrowalk.simulator.faults import Fault
from retrowalk.simulator.machine import Button


PLAN = plan(hold("1.5 mph", 120))
SPEED = 240


async def at_speed(out):
    """On a belt at the plan's speed."""
    await out.prepare(PLAN)
    await out.until(lambda seen: seen.measured is not None and seen.measured.speed.wire == SPEED)
    await asyncio.sleep(1)


def stopped_for(out, reason):
    """Ended for this reason, latched and at measured standstill, and moved by nobody since."""
    assert out.snapshot.latched is reason and out.snapshot.belt is Belt.LATCHED
    assert out.finished == [Finished(reason, verified=True)]
    assert out.snapshot.measured.speed.wire == 0 == out.treadmill.speed


def moved(out, since):
    return [data for _, data, code in out.treadmill.wire[since:] if data[0] in MOTION and not code]


# ── the link ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(20)
@pytest.mark.sr(21)
def test_a_link_lost_for_a_second_holds_the_belt_until_a_tap():
    async def use(out):
        await at_speed(out)
        out.walker, walker = None, out.walker  # nobody taps by rote
        before = len(out.treadmill.wire)
        out.treadmill.fail(Fault.LINK_DROP, 1000, now())
        await out.until(lambda seen: not seen.linked, 3)
        assert out.snapshot.belt is Belt.ADRIFT and AlarmKind.LINK_LOST in out.snapshot.alarms
        back = await out.until(lambda seen: seen.linked and seen.belt is Belt.RUNNING, 5)
        assert back.alarms == () and back.frozen
        await asyncio.sleep(5)
        assert moved(out, before) == [] and out.treadmill.speed == SPEED
        assert [data for _, data, _ in out.treadmill.wire[before:]] in ([], [CONTROL])
        out.service.tell(Proceed())
        await out.until(lambda seen: not seen.frozen, 5)
        out.walker = walker
        await out.over()
        assert out.finished == [Finished(StopReason.COMPLETED, verified=True)]
        assert CONTROL in out.treadmill.accepted()[1:]

    on_an_outing(use)


@pytest.mark.sr(20)
@pytest.mark.sr(21)
@pytest.mark.sr(22)
def test_a_link_lost_for_six_seconds_comes_back_to_a_stop():
    async def use(out):
        await at_speed(out)
        before, cut = len(out.treadmill.wire), now()
        out.treadmill.fail(Fault.LINK_DROP, 6000, cut)
        await out.until(lambda seen: bool(seen.latched), 10)
        assert out.treadmill.speed == SPEED  # nothing reaches it, and that is loud
        assert out.snapshot.alarms
        await out.until(lambda seen: seen.linked, 10)
        assert now() - cut <= 6000 + 2000
        await out.still()
        after = out.treadmill.wire[before:]
        assert [data for _, data, _ in after[:2]] == [CONTROL, STOP]
        assert {data[0] for _, data, _ in after} <= {CONTROL[0], STOP[0]}
        stopped_for(out, StopReason.LINK_LOST)
        assert len(out.events(LinkUp)) == 2 and len(out.events(LinkLost)) == 1

    on_an_outing(use)


@pytest.mark.sr(22)
@pytest.mark.parametrize("after", [0, 10, 30, 60, 100, 150, 200])
def test_a_link_killed_while_it_is_being_made_is_made_again(after):
    async def use(out):
        await asyncio.sleep(after / 1000)
        out.treadmill.fail(Fault.LINK_DROP, 500, now())
        await out.prepare(PLAN)
        await out.over()
        assert out.finished == [Finished(StopReason.COMPLETED, verified=True)]
        assert not out.effects(Alarm)
        assert out.treadmill.accepted()[0] == CONTROL

    on_an_outing(use)


# ── the control point ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(14)
@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.BUSY_VENDOR])
def test_a_stop_meets_a_busy_treadmill(fault):
    async def use(out):
        await at_speed(out)
        out.treadmill.fail(fault, 3, now())
        before, pressed = len(out.treadmill.wire), now()
        out.service.stop(StopReason.USER_STOP, "test")
        await out.still()
        tries = [(when, data, bool(code)) for when, data, code in out.treadmill.wire[before:]][:4]
        assert [(data, refused) for _, data, refused in tries] == [(STOP, True)] * 3 + [(STOP, False)]
        assert tries[-1][0] - pressed <= 150
        stopped_for(out, StopReason.USER_STOP)

    on_an_outing(use)


@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.BUSY_VENDOR])
def test_a_ramp_meets_a_busy_treadmill_three_times_and_goes_on(fault):
    async def use(out):
        await out.prepare(PLAN)
        await out.until(lambda seen: seen.stage is Stage.WALKING)
        out.treadmill.fail(fault, 3, now())
        await out.over()
        assert out.finished == [Finished(StopReason.COMPLETED, verified=True)]
        assert sum(bool(code) for _, _, code in out.treadmill.wire) == 3
        assert any(each.speed == SPEED for each in out.seen)

    on_an_outing(use)


@pytest.mark.parametrize(("fault", "amount"), [(Fault.LATE, 300), (Fault.LATE, 800), (Fault.DUPLICATED, None)])
def test_answers_that_come_late_or_twice_are_walked_with(fault, amount):
    async def use(out):
        out.treadmill.fail(fault, amount, now())
        await out.prepare(PLAN)
        await out.over()
        assert out.finished == [Finished(StopReason.COMPLETED, verified=True)]
        assert any(each.speed == SPEED for each in out.seen)

    on_an_outing(use)


@pytest.mark.sr(14)
@pytest.mark.sr(15)
@pytest.mark.parametrize(("fault", "amount"), [(Fault.LATE, 5000), (Fault.UNANSWERED, None), (Fault.DUPLICATED, None)])
def test_a_stop_whose_answer_is_late_missing_or_doubled_stops(fault, amount):
    async def use(out):
        await at_speed(out)
        out.treadmill.fail(fault, amount, now())
        before, pressed = len(out.treadmill.wire), now()
        out.service.stop(StopReason.USER_STOP, "test")
        await out.still()
        when, data, code = out.treadmill.wire[before]
        assert (data, code) == (STOP, 0) and when - pressed == pytest.approx(LATENCY * 1000, abs=1)
        assert moved(out, before) == []
        stopped_for(out, StopReason.USER_STOP)

    on_an_outing(use)


@pytest.mark.sr(14)
@pytest.mark.parametrize("fault", [Fault.LATE, Fault.UNANSWERED])
def test_a_walk_whose_answers_stay_away_never_runs_ahead_of_them(fault):
    async def use(out):
        await out.prepare(PLAN)
        await out.until(lambda seen: seen.stage is Stage.WALKING)
        out.treadmill.fail(fault, None, now())
        await out.over()
        assert out.events(Unanswered)
        assert out.treadmill.speed == 0 and out.finished[0].verified
        assert all(each.speed <= SPEED for each in out.seen)

    on_an_outing(use)


# ── the belt and those who see to it ────────────────────────────────────────────────────────────────


@pytest.mark.sr(19)
def test_silence_freezes_then_stops():
    async def use(out):
        await at_speed(out)
        silent, before = now(), len(out.treadmill.wire)
        out.treadmill.fail(Fault.SILENT, None, silent)
        await out.until(lambda seen: seen.latched is not None, 10)
        await asyncio.sleep(10)
        assert moved(out, before) == []
        assert next(when for when, data, _ in out.treadmill.wire[before:] if data == STOP) - silent <= 3500
        assert out.treadmill.speed == 0  # it obeyed, and did not say so
        assert out.snapshot.belt is Belt.STOPPING and out.snapshot.alarms and not out.finished
        out.treadmill.mend(Fault.SILENT, now())
        await out.still()
        stopped_for(out, StopReason.STALE)
        assert out.snapshot.alarms == ()

    on_an_outing(use)


@pytest.mark.sr(11)
@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda treadmill: treadmill.pull_key(now()), StopReason.SAFETY_KEY),
        (lambda treadmill: treadmill.press(Button.STOP, now()), StopReason.CONSOLE_STOP),
    ],
    ids=["key", "console"],
)
def test_the_key_and_the_console_end_the_walk(act, reason):
    async def use(out):
        await at_speed(out)
        before, acted = len(out.treadmill.wire), now()
        act(out.treadmill)
        latched = await out.until(lambda seen: seen.latched is not None, 3)
        assert latched.now - acted <= LATENCY * 1000 + 1
        await out.still()
        assert moved(out, before) == []
        stopped_for(out, reason)
        await asyncio.sleep(30)
        assert out.treadmill.speed == 0 and moved(out, before) == []

    on_an_outing(use)


def test_a_dying_link_is_told_when_it_is_dead():
    async def use(out):
        await at_speed(out)
        cut = now()
        out.treadmill.fail(Fault.LINK_DROP, 3000, cut)
        out.service.stop(StopReason.USER_STOP, "test")
        lost = await out.until(lambda seen: not seen.linked, 5)
        assert lost.now - cut == pytest.approx(SUPERVISION * 1000, abs=300)
        await out.still()
        stopped_for(out, StopReason.USER_STOP)

    on_an_outing(use)
