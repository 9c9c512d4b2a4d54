"""What people ask for: done, or refused in words with nothing changed."""

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import Cue, Finished
from retrowalk.controller.rules import Rules
from retrowalk.protocol.level import Level
from retrowalk.protocol.plan import Kind
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.events import Reset, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.checklist import Item
from retrowalk.session.stage import Stage
from retrowalk.units import Facing, Inclination, Speed
from rig import PROFILE, Rig, hold, metres, plan, settle, turn


LONG = plan(hold("1.5 mph", 600))


def refused_unchanged(rig, event):
    """The words of a refusal that changed nothing but the time."""
    before = rig.state
    rig.tell(event)
    assert rig.state.walk == before.walk and rig.state.supervision == before.supervision
    return rig.refused()[-1]


@pytest.mark.parametrize(
    "event",
    [
        e.Confirm(Item.CLIP),
        e.Ready(),
        e.Steady(),
        e.Hold(),
        e.Proceed(),
        e.Nudge(up=False),
        e.Snooze(),
        e.Skip(),
        e.End(),
    ],
)
def test_without_a_session_there_is_nothing_to_do(event):
    rig = Rig()
    rig.pass_time(5000)
    assert refused_unchanged(rig, event) == "no session is under way"


def test_end_before_the_start_ends_the_session_at_once():
    for steps in (0, 1, 2):
        rig = Rig().prepare(LONG)
        if steps > 0:
            rig.check()
        if steps > 1:
            rig.ready()
        rig.tell(e.End())
        assert rig.stage is Stage.FINISHED and isinstance(rig.effects(Finished)[-1][1], Finished)
        rig.pass_time(30_000)
        assert rig.speed == 0 and rig.belt is Belt.IDLE
        rig.tell(e.Prepare(LONG))
        assert rig.stage is Stage.CHECKLIST


def test_end_while_the_belt_is_being_started_says_to_press_stop():
    rig = Rig().prepare(LONG).check().ready()
    rig.until(lambda r: r.stage is Stage.STARTING, 10_000)
    assert "press STOP" in refused_unchanged(rig, e.End())
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED)


def test_a_second_end_keeps_the_first_reason():
    rig = Rig().at_speed(LONG)
    rig.tell(e.End(StopReason.FATIGUE))
    rig.tell(e.End(StopReason.OPERATOR))
    rig.finish()
    assert rig.finished()[0].reason is StopReason.FATIGUE


def test_end_at_a_turn_wind_down_is_the_end_of_the_walk():
    rig = Rig().at_speed(plan(hold("1.2 mph", 20), turn(Facing.FORWARD), settle(20, Facing.FORWARD)))
    rig.until(lambda r: r.stage is Stage.HALTING)
    rig.tell(e.End(StopReason.FATIGUE))
    rig.until(lambda r: r.finished(), 30_000)
    assert rig.finished()[0].reason is StopReason.FATIGUE and rig.speed == 0


def test_hold_keeps_speed_and_clock_until_proceed():
    rig = Rig().at_speed(plan(hold("1.5 mph", 60), hold("1.0 mph", 20)))
    rig.pass_time(10_000)
    rig.tell(e.Hold())
    spent, asked = rig.state.walk.elapsed, len(rig.speeds())
    rig.pass_time(60_000)
    assert rig.state.walk.elapsed == spent and len(rig.speeds()) == asked and rig.speed == 240
    assert "not while the walk is holding" in refused_unchanged(rig, e.Hold())
    rig.tell(e.Proceed())
    rig.finish()
    assert rig.finished()[0].reason is StopReason.COMPLETED


def test_steady_is_for_a_moving_belt():
    rig = Rig().prepare(LONG).check()
    assert "not while the walk is awaiting ready" in refused_unchanged(rig, e.Steady())


def test_reset_when_nothing_is_latched_says_so():
    rig = Rig()
    rig.pass_time(5000)
    rig.tell(Reset("x"))
    assert rig.refused()[-1] == "nothing is latched" and rig.belt is Belt.IDLE


@pytest.mark.sr(41)
def test_a_cap_may_rise_while_the_belt_stands_and_is_signed():
    rig = Rig().prepare(LONG, (Layer(Source.PERSON, Speed.parse("1.2 mph"), set_by="clinician"),))
    assert (rig.seen.cap, rig.seen.cap_source) == (Speed.parse("1.2 mph"), Source.PERSON)
    rig.tell(e.Limit(Layer(Source.PERSON, Speed.parse("1.8 mph"), set_by="clinician")))
    assert rig.seen.cap == Speed.parse("1.8 mph")
    rig.check().ready()
    rig.until(lambda r: r.stage is Stage.SETTLING, 30_000)
    rig.tell(e.Steady())
    rig.until(lambda r: r.speed == 240)
    rig.stop()
    rig.standstill()


def test_faster_is_refused_while_anything_is_frozen():
    rig = Rig().at_speed(plan(hold("1.5 mph", 600), self_paced=True))
    rig.pass_time(61_000)
    rig.tell(e.MachineStatusFrame(b"\xff"))
    rig.tell(e.MachineStatusFrame(b"\xff"))
    assert "took control back" in refused_unchanged(rig, e.Nudge(up=True))
    rig.stop()
    rig.standstill()


# ── skip ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(40)
@pytest.mark.parametrize("first", [hold("1.5 mph", 300), metres("1.5 mph", 300)], ids=["time", "distance"])
def test_a_segment_is_skipped_to_a_slower_one_which_is_told_ahead(first):
    rig = Rig().at_speed(plan(first, hold("1.0 mph", 60)))
    rig.pass_time(5000)
    rig.tell(e.Skip())
    pressed = rig.now
    rig.until(lambda r: r.state.walk.index == 2, 10_000)
    told = rig.said()[-1]
    assert told[1] is Cue.SPEED_DOWN and pressed <= told[0] <= rig.now - 3000
    rig.until(lambda r: r.speed == 160, 30_000)
    rig.finish()
    assert rig.finished()[0].reason is StopReason.COMPLETED


def test_a_skip_to_a_turn_stops_the_belt_and_asks_for_ready():
    rig = Rig().at_speed(plan(hold("1.2 mph", 300), turn(Facing.FORWARD), settle(20, Facing.FORWARD)))
    rig.tell(e.Skip())
    rig.until(lambda r: r.stage is Stage.STANDING, 60_000)
    rig.pass_time(5_000)
    assert rig.speed == 0 and rig.stage is Stage.STANDING
    rig.finish()


def test_a_skip_after_slower_would_be_faster_again():
    rig = Rig().at_speed(plan(hold("1.2 mph", 300), hold("1.2 mph", 60)))
    rig.tell(e.Nudge(up=False))
    rig.until(lambda r: r.state.walk.reached)
    assert "faster or steeper" in refused_unchanged(rig, e.Skip())
    rig.stop()
    rig.standstill()


@pytest.mark.parametrize(
    ("segments", "why"),
    [
        ((hold("1.2 mph", 300), hold("1.5 mph", 60)), "faster or steeper"),
        ((hold("1.5 mph", 300), hold("1.5 mph", 60, "2 %")), "faster or steeper"),
        ((hold("1.5 mph", 300),), "last segment"),
        ((hold("1.5 mph", 300, kind=Kind.RAMP), hold("1.0 mph", 60)), "not within a ramp"),
    ],
    ids=["faster", "steeper", "last", "ramp"],
)
def test_a_skip_that_would_raise_or_has_nowhere_to_go_is_refused(segments, why):
    rig = Rig().walking(plan(*segments))
    rig.until(lambda r: r.state.walk.index == 1)
    rig.until(lambda r: r.state.walk.reached)
    assert why in refused_unchanged(rig, e.Skip())
    rig.stop()
    rig.standstill()


def test_a_skip_waits_until_the_belt_has_come_to_the_segment():
    rig = Rig().walking(plan(hold("1.5 mph", 300), hold("1.0 mph", 60)))
    rig.until(lambda r: r.state.walk.index == 1 and not r.state.walk.reached)
    assert "not before the belt" in refused_unchanged(rig, e.Skip())
    rig.stop()
    rig.standstill()


# ── caps of the site during a walk ──────────────────────────────────────────────────────────────────


@pytest.mark.sr(41)
@pytest.mark.parametrize("source", [Source.SITE, Source.FACING])
def test_a_lower_cap_of_the_site_is_felt_at_once_and_keeps_its_name(source):
    rig = Rig().at_speed(LONG)
    rig.tell(e.Limit(Layer(source, Speed.parse("1.0 mph"), set_by="owner")))
    assert (rig.seen.cap, rig.seen.cap_source) == (Speed.parse("1.0 mph"), source)
    rig.until(lambda r: r.speed == 160, 30_000)
    rig.stop()
    rig.standstill()


@pytest.mark.sr(41)
@pytest.mark.parametrize(
    "layer",
    [
        Layer(Source.SITE, Speed.parse("3.5 mph")),
        Layer(Source.SITE, inclination=Inclination.parse("6 %")),
        Layer(Source.FACING, Speed.parse("2.5 mph")),
        Layer(Source.LEVEL, Speed.parse("0.5 mph")),
    ],
    ids=["speed", "inclination", "facing", "not of the site"],
)
def test_a_cap_of_the_site_never_takes_the_place_of_a_lower_one(layer):
    rig = Rig(rules=Rules(PROFILE)).prepare(plan(hold("1.5 mph", 300), level=Level.INTERMEDIATE))
    assert "caps of age group, person and session only" in refused_unchanged(rig, e.Limit(layer))


def test_a_cap_of_the_site_rises_no_more_while_the_belt_moves():
    rig = Rig().at_speed(LONG)
    rig.tell(e.Limit(Layer(Source.SITE, Speed.parse("1.2 mph"))))
    assert "rises only while the belt stands" in refused_unchanged(
        rig, e.Limit(Layer(Source.SITE, Speed.parse("2 mph")))
    )
    rig.stop()
    rig.standstill()
