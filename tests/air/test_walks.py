"""Every protocol that ships, walked from the link to the last standstill over both carriers."""

import pytest
from tests.air.outing import LIBRARY, SIMULATED, START, STOP, Alarm, Found, LinkUp, Refused, on_an_outing
from tests.rig import OPEN

from retrowalk.controller.machine import read
from retrowalk.protocol.timeline import STANDING
from retrowalk.runtime.clock import now
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.preview import preview
from retrowalk.simulator.machine import Button


DRIVEN = [name for name, plan in LIBRARY.items() if not plan.monitor_only]
WATCHED = [name for name, plan in LIBRARY.items() if plan.monitor_only]


def walk(name, carrier, layers=OPEN):
    """Walk a protocol to its end with nothing in the way."""

    async def use(out):
        await out.prepare(LIBRARY[name])
        out.end = await out.over()
        return out

    return on_an_outing(use, carrier, layers)


def expected(out, layers):
    """How the plan was to be walked on this very belt."""
    (linked,) = out.events(LinkUp)
    return preview(out.plan, layers, read(linked, SIMULATED).grid, SIMULATED)


def is_as_planned(out, layers):
    (end,) = out.finished
    assert end.reason is StopReason.COMPLETED and end.verified
    assert not out.effects(Alarm, Refused)
    assert out.end.belt is Belt.IDLE and out.treadmill.speed == 0
    plan = expected(out, layers)
    for number, each in enumerate(plan.steps):
        speed = 0 if each.walked.segment.kind in STANDING else each.allowed.speed.wire
        assert Found(number, speed, each.allowed.inclination.wire) in out.seen
    assert all(code == 0 for _, _, code in out.treadmill.wire)
    return plan


@pytest.mark.parametrize("name", DRIVEN)
def test_each_is_walked_as_written_on_both_carriers_with_the_same_bytes(name):
    memory, air = (walk(name, carrier) for carrier in ("memory", "air"))
    for out in (memory, air):
        assert not is_as_planned(out, OPEN).clipped
    assert memory.treadmill.accepted() == air.treadmill.accepted()
    assert air.treadmill.accepted()[-1] == STOP
    starts = memory.treadmill.accepted().count(START)
    assert starts == 1 + sum(each.kind in STANDING for each in air.plan.segments)
    # 5 ms on the air may put a start or a standstill off to the next frame, a second later.
    assert memory.end.now == pytest.approx(air.end.now, abs=1000 * starts)


@pytest.mark.sr(41)
@pytest.mark.parametrize("name", DRIVEN)
def test_each_is_walked_under_the_caps_of_a_gym_that_set_none(name):
    is_as_planned(walk(name, "memory", ()), ())


@pytest.mark.parametrize("carrier", ["memory", "air"])
@pytest.mark.parametrize("name", WATCHED)
def test_a_belt_that_its_walker_moves_is_watched_and_never_written_to(name, carrier):
    async def use(out):
        await out.prepare(LIBRARY[name])
        await out.over()
        assert out.treadmill.speed > 0  # the walker's last minute has no end of ours
        out.treadmill.press(Button.STOP, now())
        await out.still()
        return out

    out = on_an_outing(use, carrier)
    assert [end.reason for end in out.finished] == [StopReason.COMPLETED]
    assert not out.effects(Alarm, Refused)
    assert out.treadmill.wire == [] and out.treadmill.speed == 0
    moving = {each.segment for each in out.seen if each.speed == 100}
    assert moving >= {number for number, each in enumerate(out.plan.segments) if each.kind not in STANDING}
