"""Who presses what: the walk they have in mind, the press that comes next, and everything else that can be pressed."""

from dataclasses import replace

from retrowalk.controller import events as e
from retrowalk.controller.rules import Rules
from retrowalk.controller.state import State
from retrowalk.firmware.profile import Known, Profile, StartBy
from retrowalk.protocol.level import Level
from retrowalk.protocol.plan import Kind, Plan, Segment
from retrowalk.safety import thresholds as t
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.events import Reset, Stop, StopReason
from retrowalk.safety.lease import holds
from retrowalk.safety.supervisor import Belt
from retrowalk.session.checklist import Item
from retrowalk.session.stage import ON_THE_MOVE, Stage
from retrowalk.units import Facing, Inclination, Speed, parse_ramp


_BACK, _FORTH = Facing.BACKWARD, Facing.FORWARD
_FLAT = Inclination(0)


def _hold(speed: str, seconds: int, percent: str = "0 %", facing: Facing = _BACK) -> Segment:
    return Segment(Kind.HOLD, facing, Speed.parse(speed), Inclination.parse(percent), seconds * 1000)


def _still(kind: Kind, seconds: int, facing: Facing) -> Segment:
    return Segment(kind, facing, None, _FLAT, seconds * 1000)


# A little of everything: a settle, an incline, slower, a turn, faster again the other way; the walker may nudge.
WALK = Plan(
    "S01", "Soak", Level.ADVANCED, Speed.parse("2.5 mph"), Inclination.parse("5 %"),
    parse_ramp("0.1 mph/s"), parse_ramp("0.2 mph/s"),
    (
        _still(Kind.SETTLE, 30, _BACK), _hold("1.5 mph", 25, "1 %"), _hold("1.0 mph", 20),
        _still(Kind.TURN, 20, _FORTH), _still(Kind.SETTLE, 20, _FORTH), _hold("1.2 mph", 20, facing=_FORTH),
    ),
    self_paced=True,
)  # fmt: skip

# A gym that lets it be walked in full: one where anybody may start, and one that asks for a lease and for a guard.
RULES = Rules(
    Profile("sim", start_by=StartBy.APP, handrails=Known.YES, commissioned=True),
    (
        Layer(Source.SITE, Speed.parse("3.0 mph"), Inclination.parse("10 %"), set_by="soak"),
        Layer(Source.FACING, Speed.parse("3.0 mph"), facing=_BACK, set_by="soak"),
    ),
)
STRICT = replace(RULES, guarded=True, leased=True)

# Two people with a page each: one as a rule has the lease, the other presses all the same.
DESK, PAGE = "desk", "page"

# Anything, whenever: presses of people, and words of a treadmill that nobody waits for.
PRESSES: tuple[e.Event, ...] = (
    e.Steady(DESK), e.Steady(PAGE), e.Ready(client=DESK), e.Ready(client=DESK), e.Ready(client=PAGE), e.Hold(),
    e.Proceed(DESK), e.Proceed(PAGE), e.Nudge(up=True, client=DESK), e.Nudge(up=True, client=PAGE), e.Nudge(up=False),
    e.Snooze(DESK), e.Skip(DESK), e.End(), Reset(DESK), Stop(StopReason.USER_STOP, PAGE), Stop(StopReason.PAIN, PAGE),
    e.Prepare(WALK, client=DESK), e.Confirm(Item.CLIP, DESK), e.Tap(DESK),
    e.TakeLease(DESK), e.TakeLease(PAGE), e.TakeLease(PAGE, staff=True), e.RenewLease(DESK), e.RenewLease(DESK),
    e.ReleaseLease(DESK), e.Unguarded("soak"), e.Guarded(), e.Recover(StopReason.POWER_LOSS, "soak", ours=True),
    e.Limit(Layer(Source.PERSON, Speed.parse("1.1 mph")), DESK),
    e.Limit(Layer(Source.PERSON, Speed.parse("2.0 mph")), DESK),
    e.MachineStatusFrame(b"\x02\x01"), e.MachineStatusFrame(b"\xff"), e.MachineStatusFrame(b"\x03"),
    e.TreadmillFrame(b"\x00\x00\x2c\x01"), e.TreadmillFrame(b"\x00"), e.TrainingStatusFrame(b"\x00\x01"),
    e.Answered(b"\x02\x64\x00", b"\x80\x02\x05"), e.Answered(b"\x08\x01", b"\x80\x08\x01"),
    e.Unanswered(b"\x02\x64\x00", "soak"), e.Dropped(b"\x02\x64\x00", "soak"),
    e.HeartRate(130), e.HeartRate(175), e.HeartRateLost("soak"),
)  # fmt: skip


# The press a stage waits for; freezes are cleared on the move only.
_NEXT: dict[Stage, e.Event] = {
    Stage.AWAITING_READY: e.Ready(client=DESK),
    Stage.STANDING: e.Ready(client=DESK),
    Stage.SETTLING: e.Steady(DESK),
    Stage.HOLDING: e.Proceed(DESK),
}


def lease(state: State, rules: Rules, now: int) -> e.Event | None:
    """What is to be done about the lease before anything else: taken if it is not ours, renewed in good time."""
    if not rules.leased:
        return None
    if not holds(state.lease, DESK, now):
        return e.TakeLease(DESK, staff=True)
    return e.RenewLease(DESK) if state.lease.until - now < t.LEASE_FOR // 2 else None


def likely(state: State) -> e.Event:
    """What somebody who wants to walk presses next."""
    walk, belt = state.walk, state.supervision.belt
    if belt is Belt.LATCHED:
        return Reset(DESK)
    if walk is None or walk.stage is Stage.FINISHED:
        return e.Prepare(WALK, client=DESK)
    if walk.stage is Stage.CHECKLIST:
        return e.Confirm(walk.missing[0], DESK)
    thaw = state.freezes and walk.stage in ON_THE_MOVE
    return e.Proceed(DESK) if thaw else _NEXT.get(walk.stage, e.Nudge(up=True, client=DESK))
