"""step(): total, pure, and safe under any sequence of anything."""

import hashlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrowalk.controller import events as e
from retrowalk.controller.effects import Announce, Request, WriteStop
from retrowalk.controller.step import HANDLERS, initial, step
from retrowalk.protocol.level import Level
from retrowalk.safety.caps import Layer, Source, effective
from retrowalk.safety.events import Reset, Stop, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.checklist import Item
from retrowalk.session.stage import Stage
from retrowalk.session.walk import live_layers
from retrowalk.simulator.machine import Button
from retrowalk.units import Facing, Speed
from rig import RULES, Fault, Rig, hold, plan, settle, turn


WALK = plan(
    hold("1.5 mph", 25, "1 %"), hold("1.0 mph", 20), turn(Facing.FORWARD), settle(20, Facing.FORWARD),
    hold("1.2 mph", 20, facing=Facing.FORWARD), level=Level.ADVANCED, self_paced=True,
)  # fmt: skip


def test_every_event_has_a_handler():
    assert set(HANDLERS) == set(e.Event.__args__)


@given(st.sampled_from(sorted(HANDLERS, key=lambda kind: kind.__name__)), st.binary(max_size=24), st.integers(0, 10**6))
def test_any_bytes_at_any_time_never_raise(kind, data, now):
    made = {
        e.LinkUp: lambda: e.LinkUp(data, data, data),
        e.TreadmillFrame: lambda: e.TreadmillFrame(data),
        e.MachineStatusFrame: lambda: e.MachineStatusFrame(data),
        e.TrainingStatusFrame: lambda: e.TrainingStatusFrame(data),
        e.Answered: lambda: e.Answered(data, data),
        e.Unanswered: lambda: e.Unanswered(data, "why"),
        e.Dropped: lambda: e.Dropped(data, "why"),
    }.get(kind, e.Tick)
    rig = Rig()
    rig.pass_time(5000)
    for state in (initial(), rig.state):
        step(state, made(), state.now + now, RULES)


def test_the_same_arguments_give_the_same_answer():
    one, two = (Rig().walking(WALK).finish() for _ in range(2))
    assert one.state == two.state and one.log == two.log
    state = initial()
    for now, event, effects in one.log:
        state, again = step(state, event, now, RULES)
        assert again == effects
    assert state == one.state


@pytest.mark.sr(27)
def test_a_short_gap_freezes_until_the_next_sample_and_never_catches_up():
    rig = Rig().walking(plan(hold("2.0 mph", 60)))
    rig.until(lambda r: r.speeds()[-1][1] == 150)
    rig.now += 1400
    rig.tell(e.Tick())
    assert "the program stood still" in rig.seen.frozen or "no fresh measurement" in rig.seen.frozen
    assert rig.speeds()[-1][1] == 150
    rig.pass_time(2000)
    assert rig.speeds()[-1][1] <= 160  # no jump for the time that was lost
    rig.until(lambda r: r.speed == 320, 60_000)  # the twin: it goes on
    rig.finish()
    assert rig.speed == 0


@pytest.mark.sr(27)
@pytest.mark.parametrize("gap", [3001, 10_000, 3_600_000, -1, -5000])
def test_a_long_gap_or_a_clock_that_runs_backward_stops(gap):
    rig = Rig().at_speed(plan(hold("1.5 mph", 600)))
    rig.now += gap
    rig.state, effects = step(rig.state, e.Tick(), rig.now, RULES)
    assert isinstance(effects[0], WriteStop)
    assert rig.state.supervision.latch.reason is StopReason.ENGINE_FAULT


@pytest.mark.sr(26)
def test_the_ramp_integrates_no_more_than_a_tick_whatever_now_says():
    rig = Rig().walking(plan(hold("2.0 mph", 60)))
    rig.until(lambda r: r.speeds()[-1][1] == 150)
    exact = rig.state.governed.exact
    rig.now += 999
    rig.tell(e.Tick())
    assert rig.state.governed.exact <= exact + 16 * 250


# ── any sequence of anything ────────────────────────────────────────────────────────────────────────

PRESSES = (
    e.Steady(), e.Steady(), e.Ready(), e.Ready(), e.Ready(), e.Hold(), e.Proceed(), e.Proceed(), e.Nudge(up=True),
    e.Nudge(up=False), e.Snooze(), e.End(), Reset("r"), Stop(StopReason.USER_STOP, "u"), Stop(StopReason.PAIN, "p"),
    e.Limit(Layer(Source.PERSON, Speed.parse("1.1 mph"))), e.Limit(Layer(Source.PERSON, Speed.parse("2.0 mph"))),
    e.Prepare(WALK), e.MachineStatusFrame(b"\x02\x01"), e.MachineStatusFrame(b"\xff"), e.MachineStatusFrame(b"\x03"),
    e.TreadmillFrame(b"\x00\x00\x2c\x01"), e.TreadmillFrame(b"\x00"), e.Answered(b"\x02\x64\x00", b"\x80\x02\x05"),
    e.Unanswered(b"\x02\x64\x00", "x"), e.Dropped(b"\x02\x64\x00", "x"),
)  # fmt: skip
FAULTS = tuple(fault for fault in Fault if fault not in (Fault.LINK_DROP, Fault.NO_RANGES, Fault.NO_INCLINATION))
BUTTONS = tuple(Button)


class Watchdog:
    """The rules no sequence may break, checked after every step."""

    def __init__(self, rig):
        self.rig = rig
        self.seen = 0
        self.history = []  # (when, speed) of this run of the belt
        self.stopped = True  # no motion before the first start
        self.ready = False

    def check(self):
        for now, event, effects in self.rig.log[self.seen :]:
            if isinstance(event, e.Ready):
                self.ready = True
            for effect in effects:
                self.effect(now, effect)
        self.seen = len(self.rig.log)

    def effect(self, now, effect):
        if isinstance(effect, WriteStop):
            self.stopped, self.history = True, []
        if isinstance(effect, Request) and effect.data[0] == 7:
            assert self.ready, "a start without a READY of its own"
            self.ready, self.stopped, self.history = False, False, []
        if isinstance(effect, Request) and effect.data[0] in (2, 3):
            assert not self.stopped, "motion after a stop without a new start"
        if isinstance(effect, Request) and effect.data[0] == 2:
            self.speed(now, int.from_bytes(effect.data[1:3], "little"))

    def speed(self, now, speed):
        rig = self.rig
        before = self.history[-1][1] if self.history else None
        cap = effective((*RULES.layers, *live_layers(rig.state.walk)), rig.state.walk.facing).speed.value.wire
        assert speed <= max(cap, before or 0), (speed, cap)
        assert before is not None or speed == 100, "the first target is the minimum"
        for then, slower in self.history:
            assert speed - slower <= 16 * (now - then) / 1000 + 10 or speed <= slower, "faster than the ramp"
        self.history.append((now, speed))


def random_walk(seed, length=40):
    """One life of a treadmill: mostly the way to a walk and on it, with anything thrown in; ends at zero."""
    chance = random.Random(seed)
    rig = Rig()
    dog = Watchdog(rig)
    if chance.random() < 0.9:
        rig.pass_time(5000)
        rig.tell(e.Prepare(WALK))
        for item in Item:
            rig.tell(e.Confirm(item))
    for _ in range(length):
        one_thing(rig, chance)
        dog.check()
    come_to_rest(rig)
    dog.check()
    return rig


def one_thing(rig, chance):
    """The likely next press, some other press, time, a gap, a lost link, a fault, a console button."""
    dice = chance.random()
    if dice < 0.35:
        rig.tell({Stage.SETTLING: e.Steady(), Stage.HOLDING: e.Proceed()}.get(rig.stage, e.Ready()))
    elif dice < 0.55:
        rig.tell(chance.choice(PRESSES))
    elif dice < 0.60:
        rig.now += chance.choice((300, 1100, 3500))
    elif dice < 0.65:
        rig.drop() if rig.client is not None else rig.connect()
    elif dice < 0.70:
        rig.fail(chance.choice(FAULTS), None)
    elif dice < 0.73:
        rig.treadmill.press(chance.choice(BUTTONS), rig.now)
    else:
        rig.pass_time(chance.choice((250, 250, 500, 1000, 4000, 12_000)))


def come_to_rest(rig):
    """However it went: mended, connected and stopped, the belt is measured at zero (no state is a trap)."""
    for fault in FAULTS:
        rig.mend(fault)
    if rig.client is None:
        rig.connect()
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED, 120_000)
    assert rig.speed == 0


# 100 000 sequences: in eight parts, so that they share the machine's cores.
PARTS, EACH = 8, 12_500


@pytest.mark.sr(1)
@pytest.mark.sr(4)
@pytest.mark.sr(11)
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_sequence_breaks_a_rule(part):
    reached = set()
    for seed in range(part * EACH, (part + 1) * EACH):
        try:
            rig = random_walk(seed, 24)
        except AssertionError as broken:
            pytest.fail(f"seed {seed} (random_walk({seed}, 24)): {broken}")
        reached |= {type(event) for _, event, _ in rig.log}
    assert reached >= set(HANDLERS) - {e.TrainingStatusFrame}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_a_seed_is_a_trace(seed):
    one, two = random_walk(seed), random_walk(seed)
    digests = [hashlib.sha256(repr(rig.log).encode()).hexdigest() for rig in (one, two)]
    assert digests[0] == digests[1]


@pytest.mark.sr(19)
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.sampled_from(["silent", "frozen", "garbage", "link"]))
def test_losing_an_input_never_raises_a_later_command(ticks, lost):
    """The metamorphic rule: beside a walk that goes well, one that loses an input asks for no more, ever."""
    well, ill = Rig().walking(plan(hold("2.0 mph", 60))), Rig().walking(plan(hold("2.0 mph", 60)))
    well.pass_time(250 * ticks)
    ill.pass_time(250 * ticks)
    fault = {"silent": Fault.SILENT, "frozen": Fault.FROZEN, "garbage": Fault.GARBAGE}.get(lost)
    ill.drop() if fault is None else ill.fail(fault)
    for _ in range(80):
        well.pass_time()
        ill.pass_time()
        mine, theirs = (rig.speeds()[-1][1] if rig.stage is Stage.WALKING else 0 for rig in (ill, well))
        assert mine <= max(theirs, 0) or theirs == 0
    if ill.client is None:
        ill.connect()
    for fault in FAULTS:
        ill.mend(fault)
    for rig in (well, ill):
        rig.stop()
        rig.standstill()


def test_with_no_fault_the_belt_reaches_every_planned_speed_within_ramp_time_and_2_s():
    """The liveness twin: over every speed and ramp a plan may have."""
    chance = random.Random(7)
    for _ in range(150):
        target = f"{chance.randrange(7, 25) / 10} mph"
        ramp, rate = chance.choice((("0.05 mph/s", 8), ("0.1 mph/s", 10)))
        rig = Rig().prepare(plan(hold(target, 30), up=ramp)).check().ready()
        rig.until(lambda r: r.stage is Stage.SETTLING, 30_000)
        rig.tell(e.Steady())
        rig.until(lambda r: r.stage is Stage.WALKING, 120_000)
        began, want = rig.now, Speed.parse(target).wire // 10 * 10
        rig.until(lambda r, want=want: r.speed == max(100, want), 60_000)
        assert rig.now - began <= (want - 100) * 1000 / rate + 2000, (target, ramp)
        rig.stop()
        rig.standstill()


def test_announcements_carry_a_lead_that_is_kept():
    rig = Rig().walking(WALK).finish()
    assert all(effect.lead >= 0 for _, effect in rig.effects(Announce)) and rig.speed == 0
