"""Random lives of a treadmill, and the rules that none of them may break. A seed is a life: the same, every time."""

import random

from retrowalk.controller import events as e
from retrowalk.controller.effects import Announce, Cue, Finished, Request, WriteStop
from retrowalk.protocol.level import Level
from retrowalk.safety.caps import Layer, Source, effective
from retrowalk.safety.events import Reset, Stop, StopReason
from retrowalk.safety.supervisor import BEING_STOPPED, Belt
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
    """The rules no sequence may break, held against every single step."""

    def __init__(self, rig):
        self.rig = rig
        self.history = []  # (when, speed) of this run of the belt
        self.stopped = True  # no motion before the first start
        self.ready = None  # when READY was pressed for the next start
        self.told = None  # when "faster" was last announced or asked for by a nudge
        self.wrote = 0  # when a stop was last written
        self.step, rig.tell = rig.tell, self.tell

    def tell(self, event):
        before, seen = self.rig.state, len(self.rig.log)
        effects = self.step(event)
        for now, told, asked in self.rig.log[seen : seen + 1]:
            self.event(now, told, before)
            for effect in asked:
                self.effect(now, effect)
            self.standstill(before)
        return effects

    def event(self, now, event, before):
        if isinstance(event, e.Ready) and before.walk and before.walk.stage in (Stage.AWAITING_READY, Stage.STANDING):
            self.ready = now
        if isinstance(event, e.Nudge) and event.up:
            self.told = now - 3000
        latch, reset = before.supervision.latch, isinstance(event, Reset) and before.supervision.belt is Belt.LATCHED
        if latch and not reset:
            assert self.rig.state.supervision.latch == latch, "a latch cleared by something else than a reset at rest"

    def effect(self, now, effect):
        if isinstance(effect, Announce) and effect.cue in (Cue.SPEED_UP, Cue.SPEED_AND_INCLINE):
            self.told = now
        if isinstance(effect, WriteStop):
            self.stopped, self.history, self.ready, self.told, self.wrote = True, [], None, None, now
        if isinstance(effect, Finished) and effect.verified:
            assert self.rig.state.watch.zero_count >= 3 and self.rig.state.watch.measured < 20, "finished in motion"
        if isinstance(effect, Request) and effect.data[0] == 7:
            assert self.ready is not None and now - self.ready <= 15_000, "a start without a fresh READY of its own"
            assert not self.rig.state.supervision.latch, "a start while latched"
            self.ready, self.stopped, self.history = None, False, []
        if isinstance(effect, Request) and effect.data[0] in (2, 3):
            assert not self.stopped, "motion after a stop without a new start"
        if isinstance(effect, Request) and effect.data[0] == 2:
            self.speed(now, int.from_bytes(effect.data[1:3], "little"))

    def standstill(self, before):
        """What is called standing was measured to, and a stop that is not done is written again and again."""
        state = self.rig.state
        if state.supervision.belt is Belt.LATCHED and before.supervision.belt is not Belt.LATCHED:
            assert state.watch.zero_count >= 3 and state.watch.at - state.watch.zero_since >= 2000, "latched in motion"
        if state.supervision.belt in BEING_STOPPED and state.supervision.linked:
            assert self.rig.now - self.wrote <= 2000, "a stop went quiet"

    def raised(self, now):
        """Nothing is raised while anything is frozen or old, nor without 3 s of notice."""
        state = self.rig.state
        assert not state.freezes and state.stalled is None and now - state.watch.at <= 1500, "raised while frozen"
        assert state.walk.stage is Stage.WALKING and state.walk.steady, "raised before steady or while held"
        assert self.told is not None and now - self.told >= 3000, "raised without notice"

    def speed(self, now, speed):
        rig = self.rig
        before = self.history[-1][1] if self.history else None
        cap = effective((*RULES.layers, *live_layers(rig.state.walk)), rig.state.walk.facing).speed.value.wire
        assert speed <= max(cap, before or 0), (speed, cap)
        assert before is not None or speed == 100, "the first target is the minimum"
        if before is not None and speed > before:
            self.raised(now)
        for then, slower in self.history:
            assert speed - slower <= 16 * (now - then) / 1000 + 10 or speed <= slower, "faster than the ramp"
        self.history.append((now, speed))


def random_walk(seed, length=40):
    """One life of a treadmill: mostly the way to a walk and on it, with anything thrown in; ends at zero."""
    chance = random.Random(seed)
    rig = Rig()
    Watchdog(rig)
    if chance.random() < 0.9:
        rig.pass_time(5000)
        rig.tell(e.Prepare(WALK))
        for item in Item:
            rig.tell(e.Confirm(item))
    for _ in range(length):
        one_thing(rig, chance)
    come_to_rest(rig)
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
    # A console pressed on the way may start it once more after zero was measured; then it is stopped once more.
    rig.until(lambda r: r.belt is Belt.LATCHED and r.speed == 0, 120_000)
