"""How a protocol is shown, and what would become of it for one person on one treadmill."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from retrowalk.gateway.checks import CHECKS
from retrowalk.gateway.figures import kmh
from retrowalk.gateway.refusals import Refusal
from retrowalk.gateway.walks import Offer
from retrowalk.protocol.curve import Corner, curve
from retrowalk.protocol.plan import Plan, Segment
from retrowalk.protocol.timeline import timeline
from retrowalk.safety.caps import Cap
from retrowalk.session.preview import Preview, Step
from retrowalk.units import Inclination, Speed


_Value = TypeVar("_Value", Speed, Inclination)


@dataclass(frozen=True, slots=True)
class ProtocolView:
    """A protocol at a glance. `hash` is of its text: who begins it may say which one was looked at."""

    id: str
    name: str
    level: str
    author: str
    hash: str
    speed_cap_kmh: float
    inclination_cap_percent: float
    segments: int
    self_paced: bool
    monitor_only: bool
    who: str
    frequency: str
    progression: str
    basis: str


@dataclass(frozen=True, slots=True)
class SegmentView:
    """One piece of it. `speed_kmh` None: the belt's minimum, or standstill; `duration_s` or `distance_m` ends it."""

    kind: str
    facing: str
    speed_kmh: float | None
    inclination_percent: float
    duration_s: float | None
    distance_m: int | None
    announce: str


@dataclass(frozen=True, slots=True)
class CurveView:
    """Corners of lines that are straight between: what a belt is asked for at each time. As long as each other."""

    t_s: list[float]
    speed_kmh: list[float]
    inclination_percent: list[float]


@dataclass(frozen=True, slots=True)
class WholeView:
    """A protocol with all of its segments, repeats unrolled. `curve`: as written, on a belt like most."""

    protocol: ProtocolView
    ramp_up_kmh_per_s: float
    ramp_down_kmh_per_s: float
    segments: list[SegmentView]
    curve: CurveView


@dataclass(frozen=True, slots=True)
class AgainstView:
    """One thing that stands against a walk. `check`: its name in the table of docs/walks.md."""

    check: str
    code: str
    why: str
    limit: str
    limited_by: tuple[str, ...]
    retry_after_ms: int | None


@dataclass(frozen=True, slots=True)
class CheckView:
    """One thing that is looked at before a walk: `result` is pass, fail, or skipped until the walk begins."""

    check: str
    must: str
    result: str
    code: str | None
    why: str


@dataclass(frozen=True, slots=True)
class PreflightView:
    """Everything that is looked at, in its order. `ready`: nothing failed of what can be looked at now."""

    ready: bool
    hash: str
    checks: list[CheckView]


@dataclass(frozen=True, slots=True)
class ByView:
    """The layer that changes a setpoint, and who set it."""

    source: str
    set_by: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One segment as written and as it would be walked. `speed_by`, `inclination_by`: who clips it, None = nobody.

    `lasts_s`: all of it; `ramps_s`: how much of that the way to its setpoint takes.
    """

    segment: int
    kind: str
    facing: str
    begins_s: float
    ramps_s: float
    lasts_s: float
    wanted_kmh: float
    allowed_kmh: float
    wanted_percent: float
    allowed_percent: float
    speed_by: ByView | None
    inclination_by: ByView | None


@dataclass(frozen=True, slots=True)
class PreviewView:
    """The walk in virtual time: as written and as walked. `cut_short`: the cap on belt time ends it before its plan.

    `written`, `walked`: both as lines.
    """

    refusal: str | None
    written_m: float
    walked_m: float
    written_s: float
    walked_s: float
    belt_time_cap_s: float
    belt_time_by: ByView
    cut_short: bool
    clipped: int
    steps: list[StepView]
    written: CurveView
    walked: CurveView


@dataclass(frozen=True, slots=True)
class OfferView:
    """What would become of a protocol. `preview` None: the treadmill has not told yet what it can do."""

    protocol: ProtocolView
    against: list[AgainstView]
    preview: PreviewView | None


@dataclass(frozen=True, slots=True)
class ListedView:
    """One protocol of the list. `against`, `clipped`, `walked_m`, `walked_s`: where a person and a treadmill are named.

    `clipped`: how many segments are not walked as written.
    """

    protocol: ProtocolView
    against: list[AgainstView] | None = None
    clipped: int | None = None
    walked_m: float | None = None
    walked_s: float | None = None


def protocol(plan: Plan, author: str) -> ProtocolView:
    """At a glance."""
    return ProtocolView(
        plan.id, plan.name, plan.level.value, author, plan.digest, plan.speed_cap.wire / 100,
        plan.inclination_cap.wire / 10, len(plan.segments), plan.self_paced, plan.monitor_only, plan.who,
        plan.frequency, plan.progression, plan.basis,
    )  # fmt: skip


def whole(plan: Plan, author: str) -> WholeView:
    """With its segments."""
    segments = [_segment(each) for each in plan.segments]
    drawn = drawn_as(curve(timeline(plan, _SLOWEST, _STEP), _SLOWEST))
    return WholeView(protocol(plan, author), plan.ramp_up / 100, plan.ramp_down / 100, segments, drawn)


# Most treadmills begin at 0.5 mph and go by steps of 0.1 km/h; a protocol that nobody walks yet is drawn on such a one.
_SLOWEST, _STEP = Speed(80), Speed(10)


def drawn_as(corners: Sequence[Corner]) -> CurveView:
    """Lines in columns, as charts take them."""
    return CurveView(
        [each.ms / 1000 for each in corners],
        [each.asked.speed.wire / 100 for each in corners],
        [each.asked.inclination.wire / 10 for each in corners],
    )


def _segment(one: Segment) -> SegmentView:
    return SegmentView(
        one.kind.value, one.facing.value, kmh(one.speed), one.inclination.wire / 10,
        None if one.duration is None else one.duration / 1000, one.distance.metres if one.distance else None,
        one.announce,
    )  # fmt: skip


def _against(offer: Offer) -> list[AgainstView]:
    return [
        AgainstView(name, no.code.value, no.detail, no.limit, tuple(no.limited_by), no.retry_after)
        for name, no in offer.against
    ]


def offered(offer: Offer, author: str) -> OfferView:
    """One protocol in full."""
    seen = previewed(offer.preview) if offer.preview else None
    return OfferView(protocol(offer.plan, author), _against(offer), seen)


def listed(offer: Offer, author: str) -> ListedView:
    """One of many."""
    at_a_glance, seen = protocol(offer.plan, author), offer.preview
    if seen is None:
        return ListedView(at_a_glance, _against(offer))
    return ListedView(at_a_glance, _against(offer), len(seen.clipped), round(seen.metres[1], 1), seen.lasts[1] / 1000)


def preflight(offer: Offer) -> PreflightView:
    """Every check of the table, and what it says."""
    failed = dict(offer.against)
    checks = [_check(each.name, each.must, failed.get(each.name), now=each.dry) for each in CHECKS]
    return PreflightView(not failed, offer.plan.digest, checks)


def _check(name: str, must: str, no: Refusal | None, *, now: bool) -> CheckView:
    if no is not None:
        return CheckView(name, must, "fail", no.code.value, no.detail)
    return CheckView(name, must, "pass", None, "") if now else CheckView(name, must, "skipped", None, _LATER)


_LATER = "looked at when the walk begins"


def previewed(seen: Preview) -> PreviewView:
    """In plain figures."""
    written, walked = seen.metres
    return PreviewView(
        seen.refusal, round(written, 1), round(walked, 1), seen.lasts[0] / 1000, seen.lasts[1] / 1000,
        seen.belt_time.value / 1000, ByView(seen.belt_time.source.value, seen.belt_time.set_by), seen.cut_short,
        len(seen.clipped), [_step(number, each) for number, each in enumerate(seen.steps)],
        *map(drawn_as, seen.lines),
    )  # fmt: skip


def _step(number: int, step: Step) -> StepView:
    leg, wanted, allowed = step.walked, step.wanted, step.allowed
    return StepView(
        number, leg.segment.kind.value, leg.segment.facing.value, leg.starts_ms / 1000,
        leg.transition_ms / 1000, (leg.transition_ms + leg.hold_ms) / 1000,
        wanted.speed.wire / 100, allowed.speed.wire / 100,
        wanted.inclination.wire / 10, allowed.inclination.wire / 10, _by(step.speed_by), _by(step.inclination_by),
    )  # fmt: skip


def _by(cap: Cap[_Value] | None) -> ByView | None:
    return ByView(cap.source.value, cap.set_by) if cap else None
