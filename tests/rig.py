"""The pure core and the pure simulated treadmill, face to face in virtual time: no loop, no link, no clock."""

from dataclasses import replace

from retrowalk.controller import events as e
from retrowalk.controller.effects import Alarm, Announce, Finished, Refused, Release, Request, WriteStop
from retrowalk.controller.rules import Rules
from retrowalk.controller.step import initial, step
from retrowalk.controller.view import snapshot
from retrowalk.firmware.profile import Known, Profile, StartBy
from retrowalk.ftms.codes import ErrorCode
from retrowalk.ftms.uuids import Characteristic
from retrowalk.protocol.level import Level
from retrowalk.protocol.plan import Kind, Plan, Segment
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.events import Stop, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.audience import Cut
from retrowalk.simulator.faults import Fault
from retrowalk.simulator.shape import Shape
from retrowalk.simulator.treadmill import Treadmill
from retrowalk.units import Distance, Facing, Inclination, Speed, parse_ramp


TICK = 250
BUSY = (ErrorCode.BUSY, ErrorCode.BUSY_IN_THE_FIELD, ErrorCode.NOT_SUBSCRIBED)
SUBSCRIBED = (
    Characteristic.TREADMILL_DATA,
    Characteristic.MACHINE_STATUS,
    Characteristic.TRAINING_STATUS,
    Characteristic.CONTROL_POINT,
)
FRAMES = {
    Characteristic.TREADMILL_DATA: e.TreadmillFrame,
    Characteristic.MACHINE_STATUS: e.MachineStatusFrame,
    Characteristic.TRAINING_STATUS: e.TrainingStatusFrame,
}
# A gym that lets every shipped protocol be walked in full.
OPEN = (
    Layer(Source.SITE, Speed.parse("3.0 mph"), Inclination.parse("10 %"), set_by="test"),
    Layer(Source.FACING, Speed.parse("3.0 mph"), facing=Facing.BACKWARD, set_by="test"),
)
PROFILE = Profile("sim", start_by=StartBy.APP, handrails=Known.YES, commissioned=True)
RULES = Rules(PROFILE, OPEN)
FLAT = Inclination(0)


def hold(speed, seconds=60, percent="0 %", facing=Facing.BACKWARD, kind=Kind.HOLD):
    return Segment(kind, facing, Speed.parse(speed), Inclination.parse(percent), seconds * 1000)


def settle(seconds=30, facing=Facing.BACKWARD):
    return Segment(Kind.SETTLE, facing, None, FLAT, seconds * 1000)


def turn(to, seconds=20):
    return Segment(Kind.TURN, to, None, FLAT, seconds * 1000)


def rest(seconds=60):
    return Segment(Kind.REST, Facing.BACKWARD, None, FLAT, seconds * 1000)


def plan(*segments, level=Level.ADVANCED, cap="2.5 mph", percent="5 %", up="0.1 mph/s", down="0.2 mph/s", **more):
    """A plan of these segments between a settle and nothing."""
    return Plan(
        "T", "Test", level, Speed.parse(cap), Inclination.parse(percent), parse_ramp(up), parse_ramp(down),
        (settle(), *(segments or (hold("1.5 mph"),))), **more,
    )  # fmt: skip


def metres(speed, length):
    return Segment(Kind.HOLD, Facing.BACKWARD, Speed.parse(speed), FLAT, None, Distance(length))


class Rig:
    """One core, one treadmill. `log` holds (now, event, effects) of every step; `wire` every byte string written."""

    def __init__(self, shape=None, rules=RULES, *, connect=True):
        self.now = 0
        self.treadmill = Treadmill(shape or Shape())
        self.rules = rules
        self.state = initial()
        self.client = None
        self.log = []
        self.wire = []
        self.waiting = []  # ordinary lane: (request, decided at)
        self.stopping = []  # stop lane: frames still to be written
        self.pending = None  # the request whose answer is awaited
        self.deaf = False  # True: events reach the core, nothing reaches the treadmill
        if connect:
            self.connect()

    # ── reading ──

    @property
    def belt(self):
        return self.state.supervision.belt

    @property
    def stage(self):
        return self.state.walk.stage if self.state.walk else None

    @property
    def speed(self):
        """True belt speed, 0.01 km/h."""
        return self.treadmill.machine.belt.speed

    @property
    def seen(self):
        return snapshot(self.state, self.rules, self.now)

    def effects(self, *kinds):
        return [(now, effect) for now, _, effects in self.log for effect in effects if isinstance(effect, kinds)]

    def speeds(self):
        """Every speed asked for on the ordinary lane: (when, 0.01 km/h)."""
        return [
            (now, int.from_bytes(effect.data[1:3], "little"))
            for now, effect in self.effects(Request)
            if effect.data[0] == 2
        ]

    def inclinations(self):
        return [
            (now, int.from_bytes(effect.data[1:3], "little", signed=True))
            for now, effect in self.effects(Request)
            if effect.data[0] == 3
        ]

    def said(self):
        return [(now, effect.cue) for now, effect in self.effects(Announce)]

    def finished(self):
        return [effect for _, effect in self.effects(Finished)]

    def refused(self):
        return [effect.why for _, effect in self.effects(Refused)]

    def alarms(self):
        return [(effect.kind, effect.on) for _, effect in self.effects(Alarm)]

    def stops(self):
        return [(now, effect) for now, effect in self.effects(WriteStop)]

    # ── the link ──

    def connect(self):
        self.client = self.treadmill.connect(self.now)
        for characteristic in SUBSCRIBED:
            self.treadmill.subscribe(self.client, characteristic)
        read = self.treadmill.read
        self.tell(
            e.LinkUp(
                read(Characteristic.FEATURE) or b"",
                read(Characteristic.SPEED_RANGE) or b"",
                read(Characteristic.INCLINATION_RANGE) or b"",
                "Retrowalk Sim",
            )
        )

    def drop(self, why="test"):
        """Lose the link; the belt goes on."""
        if self.client is not None:
            self.treadmill.disconnect(self.client, self.now)
        self.client, self.waiting, self.pending = None, [], None
        self.tell(e.LinkLost(why))

    def _write(self, data):
        self.wire.append((self.now, data))
        if self.client is None or self.deaf:
            return 0xFF
        code = self.treadmill.write(self.client, data, self.now)
        if code == ErrorCode.NOT_SUBSCRIBED:  # as a link does
            self.treadmill.subscribe(self.client, Characteristic.CONTROL_POINT)
        return code

    # ── events and time ──

    def tell(self, event):
        """One step of the core and all that it asks for."""
        self.state, effects = step(self.state, event, self.now, self.rules)
        self.log.append((self.now, event, effects))
        for effect in effects:
            if isinstance(effect, Request):
                self.waiting = [effect]
            elif isinstance(effect, WriteStop):  # without a link the lane writes nothing
                self.waiting, self.pending, self.stopping = [], None, list(effect.frames) if self.client else []
        self._pump_stop()
        self._pump()
        if any(isinstance(effect, Release) for effect in effects):
            self.drop("released")
        return effects

    def _pump_stop(self):
        """The stop lane: frames in order, a busy treadmill tried again."""
        while self.stopping:
            if self._write(self.stopping[0]) in BUSY and self.client is not None:
                return
            self.stopping.pop(0)

    def _pump(self):
        if self.waiting and self.pending is None:
            request = self.waiting.pop()
            if request.epoch < self.state.supervision.epoch or request.expires < self.now:
                return
            error = self._write(request.data)
            if error:
                self.tell(e.Unanswered(request.data, f"ATT {error:#x}"))
            else:
                self.pending = (request.data, self.now)

    def _deliver(self):
        for sent in self.treadmill.advance(self.now):
            if isinstance(sent, Cut):
                self.drop("cut")
            elif sent.characteristic == Characteristic.CONTROL_POINT:
                self._answer(sent.data)
            elif self.client is not None:
                self.tell(FRAMES[sent.characteristic](sent.data))

    def _answer(self, data):
        if self.pending and self.pending[0][0] == data[1]:
            request, self.pending = self.pending[0], None
            self.tell(e.Answered(request, data))

    def pass_time(self, ms=TICK):
        """Let time pass in ticks of 250 ms."""
        until = self.now + ms
        while self.now < until:
            self.now = min(self.now + TICK, until)
            self._deliver()
            self._pump_stop()
            if self.pending and self.now - self.pending[1] >= 1000:
                request, self.pending = self.pending[0], None
                self.tell(e.Unanswered(request, "no answer"))
            self.tell(e.Tick())

    def until(self, holds, limit=600_000):
        """Let time pass until `holds(rig)`; fails after `limit` ms."""
        end = self.now + limit
        while not holds(self):
            assert self.now < end, f"not within {limit} ms: {self.seen}"
            self.pass_time()
        return self

    # ── people ──

    def prepare(self, a_plan=None, layers=()):
        self.until(lambda rig: rig.belt is Belt.IDLE, 20_000)
        self.tell(e.Prepare(a_plan or plan(), layers))
        return self

    def check(self):
        for item in self.state.walk.missing:
            self.tell(e.Confirm(item))
        return self

    def ready(self):
        self.until(lambda rig: rig.state.supervision.granted, 20_000)
        self.pass_time(1000)
        self.until(lambda rig: rig.state.watch.at == rig.now, 5_000)
        self.tell(e.Ready())
        return self

    def walking(self, a_plan=None, layers=()):
        """Prepared, checked, started, steady and through the first settle."""
        self.prepare(a_plan, layers).check().ready()
        self.until(lambda rig: rig.stage is Stage.SETTLING, 30_000)
        self.tell(e.Steady())
        return self.until(lambda rig: rig.stage is Stage.WALKING, 120_000)

    def at_speed(self, a_plan=None, layers=()):
        """Walking at the first hold's setpoint."""
        self.walking(a_plan, layers)
        return self.until(lambda rig: rig.state.walk.reached, 120_000)

    def finish(self, limit=4_000_000):
        """Be the obedient walker to the end."""
        end = self.now + limit
        while not self.finished():
            assert self.now < end, self.seen
            self.pass_time()
            if self.stage in (Stage.AWAITING_READY, Stage.STANDING):
                self.tell(e.Ready())
            if self.stage is Stage.SETTLING and not self.state.walk.steady:
                self.tell(e.Steady())
        return self

    def stop(self, reason=StopReason.USER_STOP):
        return self.tell(Stop(reason, "test"))

    def standstill(self, limit=120_000):
        """Every test ends here: the belt at zero."""
        return self.until(lambda rig: rig.speed == 0, limit)

    def fail(self, fault, amount=None):
        self.treadmill.fail(fault, amount, self.now)

    def mend(self, fault):
        self.treadmill.mend(fault, self.now)


__all__ = [
    "FLAT",
    "OPEN",
    "PROFILE",
    "RULES",
    "Fault",
    "Rig",
    "hold",
    "metres",
    "plan",
    "replace",
    "rest",
    "settle",
    "turn",
]
