"""The walk in time: order of segments, announcements, turns, limits."""

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import Announce, Cue, Request, WriteStop
from retrowalk.protocol.plan import Kind
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.belt import Mechanics
from retrowalk.simulator.shape import Shape
from retrowalk.units import Facing
from rig import Fault, Rig, hold, metres, plan, rest, settle, turn


STEPS = (hold("1.2 mph", 30), hold("1.5 mph", 30, "1 %"), hold("1.0 mph", 20))


def changes(rig):
    """Every motion request that is not a repetition: (when, bytes)."""
    asked, last = [], {}
    for now, effect in rig.effects(Request):
        if effect.data[0] in (2, 3) and last.get(effect.data[0]) != effect.data:
            last[effect.data[0]] = effect.data
            asked.append((now, effect.data))
    return asked


def test_a_walk_ends_at_measured_standstill_with_nobody_doing_anything():
    rig = Rig().walking(plan(*STEPS)).finish()
    assert rig.finished()[0].reason is StopReason.COMPLETED and rig.finished()[0].verified
    assert rig.speed == 0 and rig.belt is Belt.IDLE and rig.state.supervision.latch is None


@pytest.mark.sr(40)
def test_every_automatic_change_is_told_at_least_3_s_before():
    rig = Rig().walking(plan(*STEPS)).finish()
    told = [now for now, effect in rig.effects(Announce) if effect.lead >= 3000]
    starts = [now for now, data in changes(rig) if data != b"\x02\x64\x00"]
    firsts = [b for a, b in zip([0, *starts], starts, strict=False) if b - a > 8000] + [rig.stops()[0][0]]
    for first in firsts:
        before = max(now for now in told if now <= first)
        assert first - before >= 3000, (first, before)


@pytest.mark.sr(40)
def test_hold_cancels_the_announced_change_and_proceed_tells_it_anew():
    rig = Rig().at_speed(plan(hold("1.2 mph", 20), hold("1.5 mph", 20)))
    rig.until(lambda r: r.said()[-1][1] is Cue.SPEED_UP)
    asked = len(rig.speeds())
    rig.tell(e.Hold())
    rig.pass_time(60_000)
    assert len(rig.speeds()) == asked and rig.stage is Stage.HOLDING
    rig.tell(e.Proceed())
    tapped = rig.now
    rig.until(lambda r: len(r.speeds()) > asked, 60_000)
    told = max(now for now, cue in rig.said() if cue is Cue.SPEED_UP)
    assert told >= tapped and rig.now - told >= 3000
    rig.finish()


@pytest.mark.sr(33)
def test_a_turn_is_stop_zero_turn_now_wait_ready_start_and_nothing_else():
    rig = Rig().at_speed(
        plan(hold("1.2 mph", 20), turn(Facing.FORWARD), settle(20, Facing.FORWARD), hold("1.5 mph", 20))
    )
    rig.until(lambda r: r.stops())
    stopped = rig.now
    rig.until(lambda r: r.stage is Stage.STANDING, 30_000).until(lambda r: r.said()[-1][1] is Cue.TURN_NOW, 10_000)
    told = rig.now
    assert rig.state.watch.at - rig.state.watch.zero_since >= 3000 and rig.speed == 0
    rig.tell(e.Ready())
    assert "too early" in rig.refused()[-1]
    rig.pass_time(120_000)
    between = [effect.data for now, effect in rig.effects(Request) if now >= stopped]
    assert between == [] and rig.speed == 0
    rig.tell(e.Ready())
    rig.until(lambda r: r.stage is Stage.SETTLING, 30_000)
    assert rig.now - told >= 20_000 and rig.seen.facing is Facing.FORWARD
    rig.finish()
    assert rig.finished()[0].reason is StopReason.COMPLETED and rig.speed == 0


@pytest.mark.sr(33)
def test_ready_within_15_s_of_turn_now_is_refused_however_short_the_protocol_makes_it():
    rig = Rig().at_speed(plan(hold("1.2 mph", 20), turn(Facing.FORWARD, 1), settle(20, Facing.FORWARD)))
    rig.until(lambda r: r.said()[-1][1] is Cue.TURN_NOW)
    told = rig.now
    while rig.stage is Stage.STANDING:
        rig.tell(e.Ready())
        rig.pass_time()
    assert rig.now - told >= 15_000
    rig.stop()
    rig.standstill()


def test_a_rest_stands_still_for_its_time_and_needs_a_ready():
    rig = Rig().at_speed(plan(hold("1.2 mph", 20), rest(40), settle(30), hold("1.2 mph", 20)))
    rig.until(lambda r: r.said()[-1][1] is Cue.REST_NOW)
    rig.pass_time(30_000)
    rig.tell(e.Ready())
    assert "too early" in rig.refused()[-1]
    rig.finish()
    assert len([1 for _, data in rig.wire if data == b"\x07"]) == 2 and rig.speed == 0


def test_distance_ends_a_segment_and_is_integrated_from_the_measured_speed():
    rig = Rig().at_speed(plan(metres("1.2 mph", 10)))
    began, at = rig.now, rig.treadmill.machine.belt.distance
    rig.until(lambda r: r.stage is Stage.WINDING_DOWN, 120_000)
    assert 9.5 <= (rig.now - began) / 1000 * 190 / 360 <= 12.5  # 1.9 km/h
    assert abs(rig.seen.metres - rig.treadmill.machine.belt.distance / 1000) < 3 or at
    rig.finish()


@pytest.mark.sr(39)
def test_the_belt_time_cap_ends_in_a_wind_down_that_was_told():
    cap = (Layer(Source.SESSION, belt_time=120_000),)
    rig = Rig().walking(plan(hold("1.2 mph", 600)), cap)
    rig.until(lambda r: r.stage is Stage.WINDING_DOWN)
    assert rig.state.walk.belt_time <= 120_000
    cues = [cue for _, cue in rig.said()]
    assert cues[-2:] == [Cue.TIME_LIMIT, Cue.WINDING_DOWN]
    rig.finish()
    assert rig.finished()[0].reason is StopReason.SCHEDULE_LIMIT and rig.speed == 0


@pytest.mark.sr(39)
def test_the_limit_is_put_off_once_and_never_twice():
    cap = (Layer(Source.SESSION, belt_time=120_000),)
    rig = Rig().walking(plan(hold("1.2 mph", 600)), cap)
    rig.until(lambda r: r.said()[-1][1] is Cue.TIME_LIMIT)
    rig.tell(e.Snooze())
    rig.tell(e.Snooze())
    assert "put off once already" in rig.refused()[-1]
    rig.finish()
    assert 165_000 <= rig.state.walk.belt_time <= 190_000


@pytest.mark.sr(39)
def test_thirty_minutes_are_the_end_whatever_the_layers_say():
    generous = (Layer(Source.SESSION, belt_time=3 * 3600_000),)
    rig = Rig().walking(plan(hold("1.2 mph", 3000)), generous)
    rig.until(lambda r: r.stage is Stage.WINDING_DOWN, 4_000_000)
    assert rig.state.walk.belt_time <= 22 * 60_000  # the level's limit is lower still
    rig.finish()


def test_a_start_that_moves_nothing_is_told():
    rig = Rig().prepare().check().ready()
    rig.fail(Fault.IGNORED)
    rig.until(lambda r: r.effects(WriteStop), 30_000)
    assert any(effect.text == "the belt did not start" for _, effect in rig.effects(Announce))
    rig.standstill()


def test_end_winds_down_to_the_minimum_and_flat_before_it_stops():
    rig = Rig(Shape(mechanics=Mechanics())).at_speed(plan(hold("1.5 mph", 600, "2 %")))
    rig.until(lambda r: r.state.walk.reached)
    rig.tell(e.End(StopReason.FATIGUE))
    pressed = rig.now
    rig.until(lambda r: r.stops())
    assert rig.speeds()[-1][1] == 100 and rig.inclinations()[-1][1] == 0
    assert min(now for now, _ in rig.speeds() + rig.inclinations() if now >= pressed) - pressed >= 3000
    rig.until(lambda r: r.finished(), 60_000)
    assert rig.finished()[0].reason is StopReason.FATIGUE and rig.speed == 0


def test_a_ramp_segment_spreads_its_change_over_its_time():
    rig = Rig().walking(plan(hold("1.0 mph", 20), hold("1.5 mph", 60, kind=Kind.RAMP), hold("1.5 mph", 20)))
    rig.until(lambda r: r.state.walk.index == 2, 60_000)
    began = rig.now
    rig.until(lambda r: r.state.walk.index == 3, 120_000)
    steps = [(now - began, speed) for now, speed in rig.speeds() if now > began]
    assert rig.now - began >= 60_000 and rig.speeds()[-1][1] >= 230
    assert all(speed <= 160 + 80 * at // 60_000 + 1 for at, speed in steps)
    rig.finish()
    assert rig.speed == 0


def test_a_belt_that_does_not_come_down_to_its_minimum_is_stopped_from_where_it_is():
    rig = Rig().at_speed(plan(hold("1.5 mph", 20)))
    rig.fail(Fault.CLAMPED, 140)
    rig.until(lambda r: r.stops(), 120_000)
    rig.mend(Fault.CLAMPED)
    rig.finish()
    assert rig.speed == 0
