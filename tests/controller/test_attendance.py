"""Who must be there: the run before this one, the guard, the holder of the lease."""

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import AlarmKind, Cue, WriteStop
from retrowalk.safety import thresholds as t
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.events import Reset, Stop, StopReason
from retrowalk.safety.interlocks import Freeze
from retrowalk.safety.supervisor import Belt
from retrowalk.session.checklist import Item, required
from retrowalk.session.stage import Stage
from retrowalk.simulator.machine import Button
from retrowalk.units import Speed
from rig import RULES, Fault, Rig, hold, plan, replace


GUARDED = replace(RULES, guarded=True)
CONTROL_AND_STOP = (b"\x00", b"\x08\x01")
OURS = e.Recover(StopReason.ENGINE_FAULT, "the run before", ours=True)
LATCHED = e.Recover(StopReason.PAIN, "terminal", ours=False)
LONG = plan(hold("1.5 mph", 600))


def recovered(event, *, moving):
    """A treadmill that moves, or not, when a new run begins with what an earlier one left."""
    rig = Rig(connect=False)
    if moving:
        rig.treadmill.press(Button.START, 0)
        rig.treadmill.advance(10_000)
    rig.now = 10_000
    rig.tell(event)
    return rig


# ── the run before this one ─────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(23)
@pytest.mark.parametrize("moving", [True, False])
def test_a_belt_of_an_earlier_run_is_stopped_before_anything_else(moving):
    rig = recovered(OURS, moving=moving)
    assert rig.belt is Belt.STOPPING and not rig.wire
    rig.connect()
    assert rig.log[-1][2] == (WriteStop(CONTROL_AND_STOP, 1, 0),)
    assert tuple(data for _, data in rig.wire) == CONTROL_AND_STOP
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0 and rig.seen.latched is StopReason.ENGINE_FAULT


@pytest.mark.sr(23)
def test_it_is_loud_while_nobody_knows_what_that_belt_does():
    rig = recovered(OURS, moving=True)
    rig.pass_time(5000)
    assert (AlarmKind.PULL_THE_KEY, True) in rig.alarms()
    rig.connect()
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert not rig.seen.alarms and rig.speed == 0


@pytest.mark.sr(23)
def test_after_it_a_person_resets_and_walks_again():
    rig = recovered(OURS, moving=True)
    rig.connect()
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    rig.tell(Reset("staff"))
    rig.walking()
    rig.stop()
    rig.standstill()


@pytest.mark.sr(23)
def test_a_latch_outlives_its_run_at_rest():
    rig = recovered(LATCHED, moving=False)
    rig.connect()
    rig.tell(e.Prepare(LONG))
    assert "reset it first" in rig.refused()[-1]
    rig.until(lambda r: r.belt is Belt.LATCHED, 20_000)
    assert rig.seen.latched is StopReason.PAIN and not rig.wire
    rig.tell(Reset("staff"))
    assert rig.belt is Belt.IDLE
    rig.walking(LONG)
    rig.stop()
    rig.standstill()


@pytest.mark.sr(23)
def test_a_latched_belt_that_moves_is_somebody_elses_and_only_watched():
    rig = recovered(LATCHED, moving=True)
    rig.connect()
    rig.until(lambda r: r.belt is Belt.OBSERVED, 20_000)
    rig.tell(e.Prepare(LONG))
    assert "reset it first" in rig.refused()[-1] and not rig.wire
    rig.drop()
    assert rig.belt is Belt.UNKNOWN and rig.seen.latched is StopReason.PAIN
    rig.connect()
    rig.treadmill.press(Button.STOP, rig.now)
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.seen.latched is StopReason.PAIN and not rig.wire and rig.speed == 0


@pytest.mark.sr(11)
def test_a_stop_of_such_a_belt_keeps_the_first_reason():
    rig = recovered(LATCHED, moving=True)
    rig.connect()
    rig.pass_time(2000)
    rig.stop(StopReason.USER_STOP)
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.seen.latched is StopReason.PAIN and rig.speed == 0


@pytest.mark.parametrize("event", [OURS, LATCHED])
@pytest.mark.parametrize("first", [Stop(StopReason.USER_STOP), OURS, LATCHED])
def test_only_the_first_event_tells_of_an_earlier_run(event, first):
    rig = Rig(connect=False)
    rig.tell(e.Tick())
    rig.tell(first)
    before = rig.state
    rig.tell(event)
    assert rig.state == before and "earlier one" in rig.refused()[-1]


def test_nothing_is_recovered_once_the_treadmill_has_been_met():
    rig = Rig()
    rig.drop()
    rig.tell(OURS)
    assert rig.belt is Belt.UNKNOWN and "earlier one" in rig.refused()[-1]


# ── the guard ───────────────────────────────────────────────────────────────────────────────────────


def guarded_walk():
    rig = Rig(rules=GUARDED)
    rig.tell(e.Guarded())
    return rig.walking(LONG)


@pytest.mark.sr(23)
def test_no_belt_starts_that_no_guard_watches():
    rig = Rig(rules=GUARDED).prepare().check()
    rig.ready()
    assert rig.refused() == ["no guard watches this belt"] and rig.seen.guarded is False
    rig.tell(e.Guarded())
    rig.ready()
    assert rig.stage is Stage.COUNTDOWN and rig.seen.guarded
    rig.tell(e.Unguarded("killed"))
    rig.until(lambda r: r.stage is Stage.AWAITING_READY)
    assert rig.speed == 0 and not rig.speeds()
    rig.tell(e.Guarded())
    rig.ready().until(lambda r: r.stage is Stage.SETTLING, 30_000)
    rig.stop()
    rig.standstill()


def test_a_guard_that_was_not_there_cannot_be_lost():
    rig = Rig(rules=GUARDED)
    rig.tell(e.Unguarded())
    assert rig.state.guard_lost_at == 0 and not rig.effects(object)


def test_where_the_rules_ask_for_no_guard_none_is_missed():
    rig = Rig().walking()
    rig.tell(e.Guarded())
    rig.tell(e.Unguarded())
    rig.until(lambda r: r.state.walk.reached, 120_000)
    assert rig.seen.guarded is None and not rig.alarms()
    rig.stop()
    rig.standstill()


@pytest.mark.sr(23)
def test_a_guard_lost_on_the_way_freezes_at_once_and_ends_the_walk_after_five_seconds():
    rig = guarded_walk()
    rig.tell(e.Unguarded("killed"))
    lost = rig.now
    assert Freeze.UNGUARDED.value in rig.seen.frozen and AlarmKind.UNGUARDED in rig.seen.alarms
    assert rig.said()[-1] == (lost, Cue.UNGUARDED)
    rig.until(lambda r: r.stage is Stage.WINDING_DOWN, 10_000)
    assert rig.now - lost == t.UNGUARDED_FOR and rig.said()[-1][1] is Cue.WINDING_DOWN
    assert all(speed <= rig.speeds()[0][1] for when, speed in rig.speeds() if when >= lost)
    rig.until(lambda r: r.finished(), 60_000)
    assert rig.finished()[0].reason is StopReason.ENGINE_FAULT and rig.finished()[0].verified
    assert rig.speed == 0 and not rig.seen.alarms


@pytest.mark.sr(23)
def test_a_guard_that_comes_back_in_time_lets_the_walk_go_on():
    rig = guarded_walk()
    rig.tell(e.Unguarded("killed"))
    rig.pass_time(4000)
    rig.tell(e.Guarded())
    assert not rig.seen.frozen and not rig.seen.alarms
    rig.until(lambda r: r.state.walk.reached, 120_000)
    assert rig.stage is Stage.WALKING and rig.seen.commanded.speed.wire > 200
    assert rig.said()[-1][1] is Cue.SPEED_UP  # told anew before it went on
    rig.stop()
    rig.standstill()


def test_a_start_without_a_guard_is_taken_back():
    rig = Rig(rules=GUARDED)
    rig.tell(e.Guarded())
    rig.prepare(LONG).check()
    rig.fail(Fault.IGNORED)
    rig.ready().until(lambda r: r.stage is Stage.STARTING)
    rig.tell(e.Unguarded())
    rig.until(lambda r: r.finished(), 30_000)
    assert rig.finished()[0].reason is StopReason.ENGINE_FAULT and rig.speed == 0


def test_while_the_link_is_lost_the_guard_s_absence_is_told_and_the_link_decides():
    rig = guarded_walk()
    rig.drop()
    rig.tell(e.Unguarded())
    assert AlarmKind.UNGUARDED in rig.seen.alarms
    rig.pass_time(6000)
    assert rig.belt is Belt.STOPPING and rig.seen.latched is StopReason.LINK_LOST
    rig.connect()
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0


# ── the lease ───────────────────────────────────────────────────────────────────────────────────────

LEASED = replace(RULES, leased=True)
FAST = plan(hold("1.5 mph", 600), self_paced=True)


def leased_rig():
    rig = Rig(rules=LEASED)
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    rig.tell(e.TakeLease("ann"))
    return rig


def keep(rig, ms, client="ann"):
    """Let time pass for a holder who renews."""
    for _ in range(0, ms, 1000):
        rig.pass_time(1000)
        rig.tell(e.RenewLease(client))


def leased_walk():
    """Ann walks at the first hold's setpoint and renews her lease."""
    rig = leased_rig()
    rig.tell(e.Prepare(FAST, client="ann"))
    for item in sorted(required(FAST.level)):
        rig.tell(e.Confirm(item, "ann"))
    keep(rig, 5000)
    rig.tell(e.Ready(client="ann"))
    keep(rig, 12_000)
    rig.tell(e.Steady("ann"))
    keep(rig, 45_000)
    assert rig.stage is Stage.WALKING
    return rig


def raising(client):
    layer = Layer(Source.PERSON, Speed.parse("2.0 mph"))
    return (
        e.Prepare(FAST, client=client),
        e.Confirm(Item.CLIP, client),
        e.Ready(client=client),
        e.Steady(client),
        e.Proceed(client),
        e.Nudge(up=True, client=client),
        e.Snooze(client),
        e.Skip(client),
        e.Limit(layer, client),
    )


@pytest.mark.sr(31)
@pytest.mark.parametrize("client", ["ben", ""])
@pytest.mark.parametrize("event", range(len(raising(""))), ids=lambda at: type(raising("")[at]).__name__)
def test_nobody_but_the_holder_starts_or_raises(client, event):
    rig = leased_walk()
    rig.tell(e.Limit(Layer(Source.PERSON, Speed.parse("1.8 mph")), "ann"))
    before = rig.state.walk
    rig.tell(raising(client)[event])
    assert rig.refused()[-1] == "ann holds the lease" and rig.state.walk == before
    rig.stop()
    rig.standstill()


@pytest.mark.sr(31)
@pytest.mark.parametrize(
    "event",
    [
        e.Hold(),
        e.Nudge(up=False, client="ben"),
        e.Limit(Layer(Source.PERSON, Speed.parse("1.2 mph")), "ben"),
        e.End(),
        Stop(StopReason.USER_STOP, "ben"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_anybody_slows_and_stops(event):
    rig = leased_walk()
    rig.tell(event)
    assert not rig.refused()
    rig.stop()
    rig.standstill()


@pytest.mark.sr(31)
def test_with_no_lease_at_all_anybody_stops_and_nobody_starts():
    rig = Rig(rules=LEASED)
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    rig.tell(e.Prepare(FAST))
    assert rig.refused() == ["nobody holds the lease"]
    rig.stop()
    assert rig.belt is Belt.STOPPING
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    rig.tell(Reset("anybody"))
    assert rig.belt is Belt.IDLE


@pytest.mark.sr(29)
def test_one_holder_at_a_time_and_the_others_are_told():
    rig = leased_rig()
    rig.tell(e.TakeLease("ben"))
    assert rig.refused() == ["ann holds the lease"]
    assert (rig.seen.holder, rig.seen.lease, rig.seen.lease_left) == ("ann", 1, t.LEASE_FOR)
    rig.tell(e.RenewLease("ben"))
    rig.tell(e.ReleaseLease("ben"))
    assert rig.seen.holder == "ann" and len(rig.refused()) == 3
    rig.pass_time(t.LEASE_FOR)
    assert rig.seen.holder == "" and rig.seen.lease_left is None
    rig.tell(e.TakeLease("ben"))
    assert (rig.seen.holder, rig.seen.lease) == ("ben", 2)


@pytest.mark.sr(29)
def test_staff_takes_over_and_the_walk_goes_on_under_the_new_holder():
    rig = leased_walk()
    rig.tell(e.TakeLease("staff", staff=True))
    assert not rig.seen.frozen and rig.stage is Stage.WALKING
    rig.tell(e.Proceed("ann"))
    assert rig.refused() == ["staff holds the lease"]
    rig.tell(e.Proceed("staff"))
    assert len(rig.refused()) == 1
    rig.stop()
    rig.standstill()


@pytest.mark.sr(31)
@pytest.mark.parametrize("released", [True, False])
def test_without_a_holder_it_freezes_at_once_and_winds_down_ten_seconds_later(released):
    rig = leased_walk()
    if released:
        rig.tell(e.ReleaseLease("ann"))
    else:
        rig.pass_time(t.LEASE_FOR)
    ended = rig.now
    assert rig.seen.frozen == (Freeze.UNLEASED.value,) and rig.said()[-1] == (ended, Cue.UNLEASED)
    rig.until(lambda r: r.stage is Stage.WINDING_DOWN, 15_000)
    assert rig.now - ended == t.UNLEASED_FOR
    rig.until(lambda r: r.finished(), 60_000)
    assert rig.finished()[0].reason is StopReason.OPERATOR and rig.speed == 0


@pytest.mark.sr(29)
def test_a_holder_who_comes_back_in_time_walks_on():
    rig = leased_walk()
    rig.pass_time(t.LEASE_FOR + 5000)
    rig.tell(e.TakeLease("ann"))
    keep(rig, 20_000)
    assert rig.stage is Stage.WALKING and not rig.seen.frozen
    rig.stop()
    rig.standstill()


@pytest.mark.sr(31)
def test_a_countdown_whose_holder_has_gone_starts_nothing():
    rig = leased_rig()
    rig.tell(e.Prepare(FAST, client="ann"))
    for item in sorted(required(FAST.level)):
        rig.tell(e.Confirm(item, "ann"))
    keep(rig, 5000)
    rig.tell(e.Ready(client="ann"))
    rig.tell(e.ReleaseLease("ann"))
    rig.pass_time(20_000)
    assert rig.stage is Stage.AWAITING_READY and not rig.speeds() and rig.speed == 0


@pytest.mark.sr(31)
def test_a_cap_that_is_loosened_while_the_belt_stands_is_the_holder_s_to_loosen():
    rig = leased_rig()
    rig.tell(e.Prepare(FAST, (Layer(Source.PERSON, Speed.parse("1.2 mph")),), client="ann"))
    rig.tell(e.Limit(Layer(Source.PERSON, Speed.parse("1.4 mph")), "ben"))
    assert rig.refused() == ["ann holds the lease"] and rig.seen.cap == Speed.parse("1.2 mph")
    rig.tell(e.Limit(Layer(Source.SESSION, Speed.parse("1.0 mph")), "ben"))
    assert rig.seen.cap == Speed.parse("1.0 mph")
    rig.tell(e.Limit(Layer(Source.SESSION, Speed.parse("1.1 mph")), "ann"))
    assert rig.seen.cap == Speed.parse("1.1 mph")


# ── a belt at rest that somebody holds the lease of ─────────────────────────────────────────────────


def started_at_its_console(rig):
    """Somebody presses Start there; the belt has moved for a while."""
    rig.treadmill.press(Button.START, rig.now)
    rig.until(lambda r: r.belt is not Belt.IDLE, 20_000)
    return rig


def unshown_rig():
    """Leased where presence must be shown, and nobody has shown it."""
    rig = Rig(rules=replace(LEASED, presence=True))
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    rig.tell(e.TakeLease("ann"))
    return rig


@pytest.mark.sr(13)
def test_a_leased_belt_that_begins_to_move_is_stopped_and_loud():
    rig = started_at_its_console(leased_rig())
    assert rig.belt is Belt.STOPPING and AlarmKind.MOVING_UNASKED in rig.seen.alarms
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0 and not rig.seen.alarms


@pytest.mark.sr(13)
@pytest.mark.parametrize("over", ["given back", "ended"])
def test_one_that_nobody_holds_any_more_is_a_strangers(over):
    rig = leased_rig()
    if over == "given back":
        rig.tell(e.ReleaseLease("ann"))
    else:
        rig.pass_time(t.LEASE_FOR)
    started_at_its_console(rig)
    assert rig.belt is Belt.OBSERVED and rig.wire == []
    rig.stop()
    rig.standstill()


@pytest.mark.sr(13)
@pytest.mark.sr(32)
def test_where_presence_must_be_shown_a_lease_alone_makes_no_belt_ours():
    rig = unshown_rig()
    started_at_its_console(rig)
    assert rig.belt is Belt.OBSERVED and rig.wire == []  # whoever walks there may be anybody
    rig.stop()
    rig.standstill()


@pytest.mark.sr(13)
@pytest.mark.sr(32)
def test_the_start_that_shows_presence_is_not_stopped_and_one_long_after_it_is():
    rig = unshown_rig()
    rig.tell(e.Prepare(FAST, client="ann"))
    keep(rig, t.PRESENCE_AFTER)
    rig.treadmill.press(Button.START, rig.now)
    keep(rig, 8_000)
    assert rig.belt is Belt.OBSERVED and rig.seen.present
    rig.treadmill.press(Button.STOP, rig.now)
    rig.fail(Fault.NOT_PERMITTED)  # control is not given: the belt stays one at rest
    keep(rig, t.PRESENCE_RUN)
    assert rig.seen.present and rig.belt is Belt.ARMED
    rig.treadmill.press(Button.START, rig.now)
    keep(rig, 6_000)
    assert rig.state.supervision.latch.reason is StopReason.OVERSPEED
    rig.mend(Fault.NOT_PERMITTED)
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0


@pytest.mark.sr(13)
@pytest.mark.parametrize(("since", "proven"), [(None, False), (t.PRESENCE_RUN, False), (t.PRESENCE_RUN + 1, True)])
def test_presence_is_proven_once_the_belt_had_time_to_stand_again(since, proven):
    rig = Rig(rules=replace(LEASED, presence=True))
    rig.pass_time(60_000)
    rig.tell(e.TakeLease("ann"))
    rig.tell(e.Prepare(FAST, client="ann"))
    walk = replace(rig.state.walk, present_at=None if since is None else rig.now + 500 - since)
    rig.state = replace(rig.state, walk=walk)
    for _ in range(2):
        rig.now += 250
        rig.tell(e.RenewLease("ann"))
        rig.state = replace(rig.state, supervision=replace(rig.state.supervision, belt=Belt.IDLE))
        rig.tell(e.TreadmillFrame(bytes((0, 0, 100, 0))))
    assert (rig.state.supervision.latch is not None) is proven
    rig.standstill()
