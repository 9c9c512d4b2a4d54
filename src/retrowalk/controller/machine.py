"""What a treadmill said of itself on connecting, narrowed by its profile."""

from dataclasses import dataclass

from retrowalk.controller.events import LinkUp
from retrowalk.firmware.profile import Profile
from retrowalk.ftms.features import (
    TargetSetting,
    decode_features,
    decode_inclination_range,
    decode_speed_range,
)
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.safety.governor import Grid
from retrowalk.safety.thresholds import MOVING


# A machine that tells a range but no step: one that fits the smallest (0.1 km/h, the usual display step).
_USUAL_STEP = 10


@dataclass(frozen=True, slots=True)
class Machine:
    """What can be asked of the belt, or why nothing can."""

    name: str
    grid: Grid | None
    refusal: str = ""


def read(event: LinkUp, profile: Profile) -> Machine:
    """Decode and narrow; a machine that cannot be driven keeps the reason."""
    if not event.control_point:
        return Machine(event.name, None, "the treadmill has no control point")
    try:
        targets = decode_features(event.features).targets
        if TargetSetting.SPEED not in targets:
            return Machine(event.name, None, "the treadmill does not let an app set its speed")
        grid = _grid(event, profile, inclines=TargetSetting.INCLINATION in targets)
    except MalformedValue as error:
        return Machine(event.name, None, f"the treadmill does not say what it can do: {error}")
    if grid.minimum <= MOVING:
        return Machine(event.name, None, "the treadmill tells no slowest speed: its profile must")
    return Machine(event.name, grid)


def _grid(event: LinkUp, profile: Profile, *, inclines: bool) -> Grid:
    speeds = decode_speed_range(event.speed_range)
    low, high, step = speeds.min.wire, speeds.max.wire, speeds.step.wire or _USUAL_STEP
    if profile.speed_min:
        low = max(low, profile.speed_min.wire)
    if profile.speed_max:
        high = min(high, profile.speed_max.wire)
    if profile.speed_step:
        step = profile.speed_step.wire
    steepest, motor = _inclination(event, profile) if inclines else (0, 0)
    return Grid(low, high, step, steepest, motor)


def _inclination(event: LinkUp, profile: Profile) -> tuple[int, int]:
    """Steepest and step in 0.1 %; a machine that tells no range cannot be asked."""
    if not event.inclination_range:
        return 0, 0
    inclinations = decode_inclination_range(event.inclination_range)
    steepest = inclinations.max.wire
    if profile.inclination_max is not None:
        steepest = min(steepest, profile.inclination_max.wire)
    step = profile.inclination_step or inclinations.step
    return max(0, steepest), step.wire
