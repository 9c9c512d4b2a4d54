"""Two hundred stops over virtual air, each pressed at a random moment of a walk; a number gives the moment again."""

import asyncio
import random
from itertools import cycle

import pytest
from tests.air.outing import CONTROL, LATENCY, MOTION, STOP, Alarm, on_an_outing
from tests.rig import hold, plan, settle, turn

from retrowalk.runtime.clock import now
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.faults import Fault
from retrowalk.units import Facing


STOPS = 200
# Up, level, steeper, round, and down again: a belt in every state within three minutes.
PLAN = plan(
    hold("1.5 mph", 20),
    hold("1.5 mph", 30, "2 %"),
    turn(Facing.FORWARD),
    settle(10, Facing.FORWARD),
    hold("1.5 mph", 10, facing=Facing.FORWARD),
    settle(10, Facing.FORWARD),
)
# A stop that finds a procedure under way meets its answer's 50 ms, is refused, and asks again every 20 ms; it is on
# the air at once all the same, but for the response that may be out (ms).
HEARD_WITHIN, OBEYED_WITHIN = 3 * LATENCY * 1000, 200
# From 2.4 km/h at 0.8 km/h a second, three seconds of measured zero and a frame on either side (s).
STANDS_WITHIN = 15


def at_stage(stage):
    return lambda out: out.until(lambda seen: seen.stage is stage)


def at_segment(number, stage=Stage.WALKING):
    return lambda out: out.until(lambda seen: seen.segment == number and seen.stage is stage)


async def motion_asked_for(out):
    """Some steps into the walk, a motion request has just been decided."""
    await out.until(lambda seen: seen.stage is Stage.STARTING)
    for _ in range(random.Random(len(out.log)).randrange(1, 20)):
        before = len(out.motions)
        await out.until(lambda _, before=before: len(out.motions) > before)


async def motion_refused(out):
    """A motion request has just been decided, and the treadmill is too busy to take it: it is asked again and again."""
    await motion_asked_for(out)
    out.treadmill.fail(Fault.BUSY, 4, now())


# From when on, and for how long (s) from then.
MOMENTS = {
    "start": (at_stage(Stage.STARTING), 5),
    "settle": (at_stage(Stage.SETTLING), 30),
    "ramp": (at_segment(1), 12),
    "hold": (at_segment(1), 30),
    "incline": (at_segment(2), 30),
    "halt": (at_segment(2, Stage.HALTING), 6),
    "turn": (at_segment(3, Stage.STANDING), 20),
    "wind-down": (at_segment(6, Stage.WINDING_DOWN), 3),
    "write": (motion_asked_for, 0.07),
    "busy": (motion_refused, 0.1),
    "any": (at_stage(Stage.STARTING), 120),
}


async def press(out, moment, dice):
    """Walk until the moment, and a random while longer; then stop."""
    await out.prepare(PLAN)
    from_here, span = MOMENTS[moment]
    await from_here(out)
    await asyncio.sleep(dice.uniform(0, span))
    out.pressed, out.before, out.was = now(), len(out.treadmill.wire), out.snapshot
    assert not out.finished
    out.service.stop(StopReason.USER_STOP, "test")
    assert out.snapshot.latched is StopReason.USER_STOP
    out.end = await out.still(STANDS_WITHIN)
    await asyncio.sleep(10)


def keeps_its_word(out):
    """What every stop owes, by the bytes that came to the treadmill."""
    since = out.treadmill.wire[out.before :]
    moved = [(when, code) for when, data, code in since if data[0] in MOTION]
    assert len(moved) <= 1 and all(when - out.pressed <= LATENCY * 1000 for when, _ in moved), "sent before the stop"
    heard = [when for when, data, _ in since if data == STOP]
    obeyed = [when for when, data, code in since if data == STOP and not code]
    assert heard[0] - out.pressed <= HEARD_WITHIN
    assert obeyed[0] - out.pressed <= OBEYED_WITHIN
    assert {data[0] for _, data, _ in since[len(moved) :]} <= {CONTROL[0], STOP[0]}


@pytest.mark.sr(14)
@pytest.mark.sr(15)
@pytest.mark.parametrize(("moment", "seed"), list(zip(cycle(MOMENTS), range(STOPS), strict=False)))
def test_a_stop_at_any_moment_holds(moment, seed):
    async def use(out):
        await press(out, moment, random.Random(seed))
        keeps_its_word(out)
        assert out.end.belt is out.snapshot.belt is Belt.LATCHED
        assert out.end.latched is StopReason.USER_STOP
        assert [(each.reason, each.verified) for each in out.finished] == [(StopReason.USER_STOP, True)]
        assert out.end.measured.speed.wire == 0 == out.treadmill.speed
        assert not out.effects(Alarm)

    on_an_outing(use)
