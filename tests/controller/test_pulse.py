"""The heart of a walker with a strap: it only ever slows or stops."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrowalk.controller import events as e
from retrowalk.controller.effects import Announce, Cue
from retrowalk.safety import thresholds as t
from retrowalk.safety.caps import Source
from retrowalk.safety.events import Stop, StopReason
from retrowalk.safety.interlocks import Freeze
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from rig import Rig, hold, plan, rest, settle


LONG = plan(hold("1.5 mph", 900))
LIMIT = 150
# Whose heart may beat 158 times a minute by age, and 150 by their own limit.
PREPARE = e.Prepare(LONG, age=30, hr_limit=LIMIT)
CALM, HIGH, FAR = 120, LIMIT + 3, LIMIT + 8


class Worn(Rig):
    """A rig whose walker wears a strap that tells `bpm` once a second; None: it tells nothing."""

    bpm = CALM

    def pass_time(self, ms=250):
        until = self.now + ms
        while self.now < until:
            if self.bpm is not None and self.now % 1000 == 0:
                self.tell(e.HeartRate(self.bpm))
            super().pass_time(min(250, until - self.now))

    def prepare(self, a_plan=None, layers=()):
        self.until(lambda rig: rig.belt is Belt.IDLE, 20_000)
        self.tell(e.Prepare(a_plan or LONG, layers, age=30, hr_limit=LIMIT))
        return self

    def to_second(self):
        return self.until(lambda rig: rig.now % 1000 == 0)

    def becomes(self, bpm):
        """Let the strap tell another rate, by steps that a heart can do; tell when the first was above the limit."""
        self.to_second()
        while abs(self.bpm - bpm) > t.HEART_JUMP:
            self.bpm += t.HEART_JUMP if bpm > self.bpm else -t.HEART_JUMP
            self.pass_time(1000)
        self.bpm = bpm
        return self.now

    def commanded(self):
        return self.seen.commanded.speed.wire


def walking():
    return Worn().at_speed(LONG)


def top(rig, since):
    """The fastest that was asked for since then."""
    return max((speed for when, speed in rig.speeds() if when > since), default=0)


@pytest.fixture(autouse=True)
def ends_at_rest(request):
    """Every belt of this file is stopped at the end of its test."""
    rigs = request.node.rigs = []
    begun = Rig.__init__

    def noted(self, *args, **more):
        rigs.append(self)
        begun(self, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rig, "__init__", noted)
        yield
    for rig in rigs:
        rig.tell(Stop(StopReason.USER_STOP, "test"))
        rig.standstill()


# ── too high ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(47)
def test_a_heart_above_its_limit_for_ten_seconds_slows_the_belt_by_a_step_that_is_told_before():
    rig = walking()
    before, high = rig.commanded(), rig.becomes(HIGH)
    rig.until(lambda r: Cue.HEART_HIGH in {cue for _, cue in r.said()}, 30_000)
    assert rig.now - high == t.HEART_HIGH_FOR and rig.commanded() == before
    told = [effect for _, effect in rig.effects(Announce)][-1]
    assert (told.cue, told.lead, told.speed) == (Cue.HEART_HIGH, t.ANNOUNCE, before - 20)
    rig.pass_time(t.ANNOUNCE - 250)
    assert rig.commanded() == before
    rig.pass_time(2000)
    assert rig.commanded() == before - 20 and rig.seen.cap_source is Source.LIVE


@pytest.mark.sr(47)
def test_it_goes_on_slowing_for_as_long_as_the_heart_stays_too_high():
    rig = walking()
    before, high = rig.commanded(), rig.becomes(HIGH)
    rig.pass_time(60_000)
    told = [when - high for when, cue in rig.said() if cue is Cue.HEART_HIGH]
    again = t.HEART_HIGH_FOR + t.ANNOUNCE
    assert told == [t.HEART_HIGH_FOR + again * step for step in range(4)]
    assert rig.commanded() == before - 4 * 20


@pytest.mark.sr(47)
def test_a_heart_that_calms_leaves_the_belt_where_it_is_and_never_raises_it():
    rig = walking()
    high = rig.becomes(HIGH)
    rig.pass_time(20_000)
    slowed = rig.commanded()
    rig.becomes(CALM)
    rig.pass_time(120_000)
    asked = [speed for when, speed in rig.speeds() if when > high]
    assert rig.commanded() == slowed == asked[-1] and asked == sorted(asked, reverse=True) and not rig.seen.frozen
    assert rig.stage is Stage.WALKING


@pytest.mark.sr(47)
def test_nine_seconds_above_slow_nothing():
    rig = walking()
    before, _ = rig.commanded(), rig.becomes(HIGH)
    rig.pass_time(9000)
    rig.becomes(CALM)
    rig.pass_time(30_000)
    assert rig.commanded() == before and Cue.HEART_HIGH not in [cue for _, cue in rig.said()]


@pytest.mark.sr(47)
def test_a_later_faster_piece_stays_below_what_the_heart_left():
    rig = Worn().at_speed(plan(hold("1.2 mph", 60), hold("2.0 mph", 60)))
    rig.becomes(HIGH)
    rig.pass_time(20_000)
    slowed = rig.commanded()
    rig.becomes(CALM)
    rig.until(lambda r: r.seen.segment == 2, 120_000)
    rig.pass_time(20_000)
    assert rig.commanded() == slowed


@pytest.mark.sr(47)
def test_nothing_is_raised_while_the_heart_is_too_high_and_the_rest_is_told_anew():
    rig = Worn().walking(LONG)
    rig.until(lambda r: r.commanded() > 130)
    high, before = rig.becomes(HIGH), rig.commanded()
    rig.pass_time(5000)
    assert top(rig, high + 250) <= before and Freeze.HEART_HIGH.value in rig.seen.frozen
    rig.tell(e.Nudge(up=True))
    assert rig.refused()
    calm = rig.to_second().now
    rig.becomes(CALM)
    rig.until(lambda r: r.state.walk.reached, 60_000)
    told = [when for when, cue in rig.said() if cue is Cue.SPEED_UP and when >= calm]
    first = next(when for when, _ in rig.speeds() if when >= calm)
    assert told and first - told[0] >= t.ANNOUNCE


@pytest.mark.sr(47)
def test_a_held_belt_is_slowed_too():
    rig = walking()
    rig.tell(e.Hold())
    before, _ = rig.commanded(), rig.becomes(HIGH)
    rig.pass_time(20_000)
    assert rig.stage is Stage.HOLDING and rig.commanded() < before


@pytest.mark.sr(47)
def test_far_above_for_twenty_seconds_more_is_a_stop():
    rig = walking()
    rig.becomes(HIGH)
    high = rig.now
    rig.becomes(FAR)
    rig.until(lambda r: r.belt is Belt.STOPPING, 60_000)
    assert rig.now - high == t.HEART_HIGH_FOR + t.HEART_FAR_FOR and rig.seen.latched is StopReason.HR_LIMIT
    rig.until(lambda r: r.belt is Belt.LATCHED, 60_000)
    assert rig.speed == 0 and rig.finished()[0].reason is StopReason.HR_LIMIT


@pytest.mark.sr(47)
def test_above_at_the_slowest_winds_down_after_a_minute():
    rig = Worn().walking(plan(hold("0.7 mph", 900)))
    rig.until(lambda r: r.state.walk.reached)
    high = rig.becomes(HIGH)
    rig.until(lambda r: r.stage is Stage.WINDING_DOWN, 120_000)
    assert t.HEART_AT_MINIMUM <= rig.now - high <= t.HEART_AT_MINIMUM + 20_000
    rig.until(lambda r: r.finished(), 60_000)
    assert rig.finished()[0].reason is StopReason.HR_LIMIT and rig.finished()[0].verified and not rig.seen.latched


@pytest.mark.sr(47)
def test_while_a_walk_winds_down_only_far_above_matters():
    rig = walking()
    rig.becomes(FAR)
    rig.tell(e.End())
    rig.until(lambda r: r.finished(), 60_000)
    assert Cue.HEART_HIGH not in [cue for _, cue in rig.said()] and rig.finished()[0].reason is StopReason.COMPLETED


@pytest.mark.sr(47)
def test_nobody_starts_with_a_heart_that_is_too_high():
    rig = Worn().prepare(LONG).check()
    rig.becomes(HIGH)
    rig.ready()
    assert rig.refused() == [Freeze.HEART_HIGH.value]
    rig.becomes(CALM)
    rig.ready().until(lambda r: r.stage is Stage.SETTLING, 30_000)


# ── a strap that falls silent ───────────────────────────────────────────────────────────────────────


@pytest.mark.sr(47)
@pytest.mark.sr(19)
def test_a_lost_strap_freezes_at_once_is_told_twice_and_ends_the_walk_after_a_minute():
    rig = Worn().walking(LONG)
    rig.until(lambda r: r.commanded() > 130)
    rig.to_second()
    rig.bpm, lost, before = None, rig.now, rig.commanded()
    rig.tell(e.HeartRateLost("out of reach"))
    assert Freeze.HEART_LOST.value in rig.seen.frozen and rig.said()[-1] == (lost, Cue.STRAP_SILENT)
    assert rig.seen.heart_rate is None
    rig.until(lambda r: r.stage is Stage.WINDING_DOWN, 90_000)
    told = [when - lost for when, cue in rig.said() if cue is Cue.STRAP_SILENT]
    assert rig.now - lost == t.HEART_LOST_FOR and told == [0, t.HEART_BEEP_APART, 2 * t.HEART_BEEP_APART]
    assert top(rig, lost) <= before
    rig.until(lambda r: r.finished(), 60_000)
    assert rig.finished()[0].reason is StopReason.HR_LIMIT and not rig.seen.latched


@pytest.mark.sr(47)
def test_silence_is_a_loss_without_anybody_saying_so():
    rig = walking()
    rig.to_second()
    rig.bpm, silent = None, rig.state.pulse.at
    rig.until(lambda r: r.seen.frozen, 10_000)
    assert rig.now - silent == t.HEART_STALE + 250
    rig.until(lambda r: r.stage is Stage.WINDING_DOWN, 90_000)
    assert rig.now - silent == t.HEART_STALE + t.HEART_LOST_FOR


@pytest.mark.sr(47)
@pytest.mark.parametrize("garbage", [0, 255, 65535, -4, 29, CALM + t.HEART_JUMP + 1])
def test_garbage_is_a_loss_and_not_a_rate(garbage):
    rig = walking()
    rig.to_second()
    rig.bpm = garbage
    rig.tell(e.HeartRate(garbage))
    assert Freeze.HEART_LOST.value in rig.seen.frozen and rig.seen.heart_rate is None


@pytest.mark.sr(47)
def test_a_strap_that_is_heard_again_lets_the_walk_go_on():
    rig = Worn().walking(LONG)
    rig.until(lambda r: r.commanded() > 130)
    rig.tell(e.HeartRateLost())
    rig.bpm = None
    rig.pass_time(50_000)
    back = rig.to_second().now
    rig.bpm = CALM
    rig.until(lambda r: not r.seen.frozen, 10_000)
    assert rig.now - back == (t.HEART_AGREE - 1) * 1000 + 250
    rig.until(lambda r: r.state.walk.reached, 60_000)
    assert rig.stage is Stage.WALKING and rig.commanded() == 240 and rig.state.walk.strap_told is None


@pytest.mark.sr(47)
def test_a_rate_that_was_too_high_when_it_was_lost_goes_on_slowing_and_winds_down_where_it_would_be_stopped():
    rig = walking()
    before = rig.commanded()
    rig.becomes(HIGH)
    high = rig.now
    rig.becomes(FAR)
    rig.pass_time(4000)
    rig.bpm = None
    rig.tell(e.HeartRateLost())
    rig.until(lambda r: r.stage is Stage.WINDING_DOWN, 60_000)
    assert rig.now - high == t.HEART_HIGH_FOR + t.HEART_FAR_FOR and rig.commanded() < before
    assert rig.seen.latched is None


@pytest.mark.sr(47)
def test_a_strap_lost_at_rest_is_wanted_back_before_the_next_start():
    rig = Worn().at_speed(plan(hold("1.0 mph", 20), rest(20), settle(), hold("1.0 mph", 20)))
    rig.until(lambda r: r.stage is Stage.STANDING, 120_000)
    rig.bpm = None
    rig.tell(e.HeartRateLost())
    rig.pass_time(90_000)
    assert rig.stage is Stage.STANDING
    rig.tell(e.Ready())
    assert rig.refused()[-1] == Freeze.HEART_LOST.value
    rig.to_second()
    rig.bpm = CALM
    rig.pass_time(3000)
    rig.until(lambda r: r.state.watch.at == r.now)
    rig.tell(e.Ready())
    rig.until(lambda r: r.stage is Stage.SETTLING, 30_000)


# ── without a strap ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(47)
@pytest.mark.parametrize(
    "event", [e.HeartRateLost("nothing there"), e.HeartRate(0), e.HeartRate(255), e.HeartRate(FAR)]
)
def test_a_walk_begun_without_a_strap_is_untouched_by_a_loss_and_by_a_single_value(event):
    with_it, without = Rig().walking(LONG), Rig().walking(LONG)
    for _ in range(60):
        with_it.tell(event) if with_it.now % 8000 == 0 else None
        with_it.pass_time(1000)
        without.pass_time(1000)
    assert with_it.speeds() == without.speeds() and with_it.said() == without.said() and not with_it.seen.frozen


@pytest.mark.sr(47)
def test_a_strap_that_is_put_on_late_counts_from_then_on():
    rig = Worn()
    rig.bpm = None
    rig.at_speed(LONG)
    assert not rig.state.walk.strapped
    rig.to_second()
    rig.bpm = CALM
    rig.pass_time(3000)
    assert rig.state.walk.strapped
    rig.becomes(FAR)
    rig.until(lambda r: r.seen.latched, 60_000)


@pytest.mark.sr(47)
def test_the_strap_of_the_walk_before_does_not_bind_the_next():
    rig = walking()
    rig.tell(e.HeartRateLost())
    rig.bpm = None
    rig.tell(e.End())
    rig.until(lambda r: r.finished(), 60_000)
    rig.at_speed(LONG)
    rig.pass_time(90_000)
    assert rig.stage is Stage.WALKING and not rig.state.walk.strapped


# ── losing it never raises a later command ──────────────────────────────────────────────────────────


rates = st.lists(st.integers(CALM, LIMIT), min_size=20, max_size=40)
losses = st.sets(st.integers(0, 39))


@pytest.mark.sr(47)
@settings(max_examples=25, deadline=None)
@given(rates, losses, st.sampled_from([None, 0, 255, "lost"]))
def test_whatever_is_lost_no_later_command_is_higher(told, lost, instead):
    """Twins: the one hears each value, the other not all; news that would slow the first ends the comparison."""
    whole, loser = (Worn().walking(LONG) for _ in range(2))
    whole.bpm = loser.bpm = None
    told = [bpm for bpm in told if bpm <= LIMIT]
    for second, bpm in enumerate(told):
        whole.tell(e.HeartRate(bpm))
        if second not in lost:
            loser.tell(e.HeartRate(bpm))
        elif instead == "lost":
            loser.tell(e.HeartRateLost())
        elif instead is not None:
            loser.tell(e.HeartRate(instead))
        whole.pass_time(1000)
        loser.pass_time(1000)
        if whole.state.pulse.agree < t.HEART_AGREE:  # a jump: told by the values that the other may have lost
            return
        assert (loser.state.governed.speed if loser.state.governed else 0) <= whole.state.governed.speed
