"""What would become of a plan on this treadmill under these caps, before anybody stands on it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from retrowalk.firmware.profile import Profile
from retrowalk.protocol.curve import Corner, curve
from retrowalk.protocol.plan import Plan, Segment
from retrowalk.protocol.timeline import Leg, belt_time, metres, timeline
from retrowalk.safety.caps import Cap, Caps, Layer, Source, derated, effective
from retrowalk.safety.governor import Grid
from retrowalk.session.fitness import refusal
from retrowalk.session.walk import STANDING, Walk, live_layers
from retrowalk.units import Facing, Inclination, Setpoint, Speed


@dataclass(frozen=True, slots=True)
class Step:
    """One segment as written and as it would be walked.

    `wanted` is the file's setpoint (a settle's is the belt's minimum), `allowed` what the belt would be asked for.
    `speed_by`, `inclination_by`: who is to blame for a difference; None where there is none but the belt's own steps.
    """

    written: Leg
    walked: Leg
    wanted: Setpoint
    allowed: Setpoint
    speed_by: Cap[Speed] | None
    inclination_by: Cap[Inclination] | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole walk. `refusal` says why it would not begin; `belt_time` is the cap that ends any walk.

    `minimum`: the belt's slowest speed.
    `cut_short`: the caps in force let the belt run for less time than the plan needs.
    """

    plan: Plan
    steps: tuple[Step, ...]
    refusal: str | None
    belt_time: Cap[int]
    minimum: Speed = Speed(0)  # noqa: RUF009 - frozen

    @property
    def lines(self) -> tuple[tuple[Corner, ...], tuple[Corner, ...]]:
        """The corners of speed and inclination, as written and as walked."""
        return curve(self.written, self.minimum), curve(self.walked, self.minimum)

    @property
    def written(self) -> tuple[Leg, ...]:
        """The legs as the file has them."""
        return tuple(step.written for step in self.steps)

    @property
    def walked(self) -> tuple[Leg, ...]:
        """The legs under the caps."""
        return tuple(step.walked for step in self.steps)

    @property
    def cut_short(self) -> bool:
        """Whether the belt-time cap ends the walk before the plan does."""
        return belt_time(self.walked) > self.belt_time.value

    @property
    def clipped(self) -> tuple[Step, ...]:
        """The steps that are not walked as written."""
        return tuple(step for step in self.steps if step.speed_by or step.inclination_by)

    @property
    def metres(self) -> tuple[float, float]:
        """How far, as written and as walked."""
        return metres(self.written), metres(self.walked)

    @property
    def lasts(self) -> tuple[int, int]:
        """How long, in ms, as written and as walked."""
        return self.written[-1].ends_ms, self.walked[-1].ends_ms


def _in_force(plan: Plan, layers: tuple[Layer, ...], grid: Grid, profile: Profile) -> Mapping[Facing, Caps]:
    """The caps for each facing, as the controller works them out."""
    belt = Layer(Source.BELT, Speed(grid.maximum))
    every = (*layers, belt, *live_layers(Walk(plan)))
    caps = {facing: effective(every, facing) for facing in Facing}
    return caps if profile.commissioned else {facing: derated(each) for facing, each in caps.items()}


def _wanted(segment: Segment, grid: Grid) -> Setpoint:
    """The setpoint of a segment, with the belt's minimum where it names no speed."""
    still = 0 if segment.kind in STANDING else grid.minimum
    return Setpoint(Speed(still) if segment.speed is None else segment.speed, segment.inclination)


def _capped(segment: Segment, caps: Caps) -> Segment:
    """The segment under the caps."""
    speed = None if segment.speed is None else min(segment.speed, caps.speed.value)
    return replace(segment, speed=speed, inclination=min(segment.inclination, caps.inclination.value))


def _speed_by(wanted: Speed, allowed: Speed, caps: Caps, grid: Grid) -> Cap[Speed] | None:
    """Who changed a speed: a cap, or the belt's minimum."""
    if allowed > wanted:
        return Cap(Speed(grid.minimum), Source.BELT, "minimum")
    return caps.speed if wanted > caps.speed.value else None


def _inclination_by(wanted: Inclination, caps: Caps, grid: Grid) -> Cap[Inclination] | None:
    """Who changed an inclination: a cap, or a belt that cannot."""
    if wanted > caps.inclination.value:
        return caps.inclination
    if wanted.wire - grid.floor_inclination(wanted.wire) >= max(1, grid.inclination_step):
        return Cap(Inclination(grid.floor_inclination(wanted.wire)), Source.BELT, "range")
    return None


def _step(written: Leg, walked: Leg, caps: Caps, grid: Grid) -> Step:
    """One segment, before and after."""
    segment = written.segment
    wanted = _wanted(segment, grid)
    if segment.kind in STANDING:
        return Step(written, walked, wanted, wanted, None, None)
    flat = Inclination(grid.floor_inclination(min(wanted.inclination, caps.inclination.value).wire))
    return Step(
        written,
        walked,
        wanted,
        Setpoint(walked.speed, flat),
        _speed_by(wanted.speed, walked.speed, caps, grid),
        _inclination_by(wanted.inclination, caps, grid),
    )


def _under(plan: Plan, caps: Mapping[Facing, Caps]) -> Plan:
    """The plan with everything above a cap brought down to it."""
    return replace(
        plan,
        ramp_up=min(each.ramp_up.value for each in caps.values()),
        ramp_down=min(each.ramp_down.value for each in caps.values()),
        segments=tuple(_capped(segment, caps[segment.facing]) for segment in plan.segments),
    )


def _refusal(plan: Plan, caps: Mapping[Facing, Caps], grid: Grid, profile: Profile) -> str | None:
    """Why the walk would not begin, for any of its facings."""
    if plan.monitor_only:  # asks nothing of any belt
        return None
    facings = dict.fromkeys(segment.facing for segment in plan.segments)
    return next((why for facing in facings if (why := refusal(plan, grid, caps[facing], profile))), None)


def _legs(plan: Plan, grid: Grid) -> tuple[Leg, ...]:
    return timeline(plan, Speed(grid.minimum), Speed(grid.step), Inclination(grid.inclination_step))


def preview(plan: Plan, layers: tuple[Layer, ...], grid: Grid, profile: Profile) -> Preview:
    """The plan on this belt under the site's, person's and session's layers; level and protocol add their own."""
    caps = _in_force(plan, layers, grid, profile)
    if plan.monitor_only:
        steps = tuple(
            Step(leg, leg, *2 * (Setpoint(Speed(0), Inclination(0)),), None, None) for leg in _legs(plan, grid)
        )
    else:
        both = zip(_legs(plan, grid), _legs(_under(plan, caps), grid), strict=True)
        steps = tuple(_step(written, walked, caps[written.segment.facing], grid) for written, walked in both)
    shortest = min((each.belt_time for each in caps.values()), key=lambda cap: cap.value)
    return Preview(plan, steps, _refusal(plan, caps, grid, profile), shortest, Speed(grid.minimum))
