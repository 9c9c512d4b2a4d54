"""A walk that is only watched: a self-powered belt is never written to, but by a person's STOP."""

from retrowalk.controller import events as e
from retrowalk.controller.effects import Cue
from retrowalk.protocol.level import Level
from retrowalk.protocol.plan import Kind, Plan, Segment
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.machine import Button
from retrowalk.units import Distance, Facing, Speed
from rig import FLAT, Fault, Rig


SELF = Plan(
    "W", "Watched", Level.COACH, Speed(0), FLAT, 0, 0,
    (
        Segment(Kind.REST, Facing.BACKWARD, None, FLAT, 10_000, announce="Stand"),
        Segment(Kind.HOLD, Facing.BACKWARD, Speed(200), FLAT, None, Distance(10)),
        Segment(Kind.REST, Facing.BACKWARD, None, FLAT, 10_000),
    ),
    monitor_only=True,
)  # fmt: skip


def test_the_plan_is_followed_by_time_and_measured_distance_and_nothing_is_written():
    rig = Rig().prepare(SELF).check()
    rig.tell(e.Ready())
    rig.until(lambda r: r.stage is Stage.WALKING, 10_000)
    rig.treadmill.press(Button.START, rig.now)  # the walker's own feet
    rig.until(lambda r: r.state.walk.index == 2, 120_000)
    assert rig.state.walk.walked >= 9_000
    rig.treadmill.press(Button.STOP, rig.now)
    rig.until(lambda r: r.finished(), 60_000)
    assert rig.wire == [] and rig.finished()[0].reason is StopReason.COMPLETED
    assert rig.seen.belt_time < 60_000  # 10 m at 1 km/h; standing and resting is no time on the belt
    assert [cue for _, cue in rig.said()] == [Cue.COUNTDOWN, Cue.NEXT, Cue.NEXT, Cue.NEXT]
    rig.standstill()


def test_a_watched_walk_has_no_setpoints_and_no_time_left():
    rig = Rig().prepare(SELF).check()
    rig.tell(e.Ready())
    rig.until(lambda r: r.stage is Stage.WALKING, 10_000)
    seen = rig.seen
    assert (seen.planned, seen.allowed, seen.left, seen.cap) == (None, None, None, None)
    assert seen.commanded is None and seen.protocol == "W" and seen.facing is Facing.BACKWARD


def test_stop_is_written_all_the_same():
    rig = Rig().prepare(SELF).check()
    rig.tell(e.Ready())
    rig.pass_time(8000)
    rig.stop()
    assert rig.wire[0][1] == b"\x00" and rig.stage is Stage.FINISHED
    rig.until(lambda r: r.finished(), 30_000)


def test_a_treadmill_that_cannot_be_driven_can_be_watched():
    rig = Rig(connect=False)
    rig.treadmill.fail(Fault.NO_RANGES, None, 0)
    rig.connect()
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    rig.tell(e.Prepare(SELF))
    rig.check()
    rig.tell(e.Ready())
    rig.until(lambda r: r.stage is Stage.WALKING, 10_000)
    assert rig.seen.planned is None and rig.seen.allowed is None and rig.seen.change is Cue.HELD
    rig.stop()
    rig.standstill()
