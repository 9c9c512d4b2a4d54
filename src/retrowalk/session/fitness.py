"""Whether this plan may be walked on this treadmill at all, and if not, why not (SR-7)."""

from collections.abc import Callable
from dataclasses import dataclass

from retrowalk.firmware.profile import Known, Profile
from retrowalk.protocol.level import LEVELS, Level
from retrowalk.protocol.plan import Plan
from retrowalk.safety import thresholds as t
from retrowalk.safety.caps import Caps
from retrowalk.safety.governor import Grid
from retrowalk.units import Facing, Speed


# An unmeasured treadmill is for the gentlest levels only (SR-24).
_UNMEASURED_LEVELS = frozenset({Level.FIRST, Level.BEGINNER, Level.WARMUP})


@dataclass(frozen=True, slots=True)
class _Case:
    """All a refusal may look at."""

    plan: Plan
    grid: Grid
    caps: Caps
    profile: Profile

    @property
    def novice(self) -> bool:
        """Whether the level is for people the caps protect most."""
        return LEVELS[self.plan.level].novice


def _too_fast(case: _Case) -> bool:
    return case.novice and case.grid.minimum > t.NOVICE_MINIMUM


def _first_step(case: _Case) -> Speed:
    """The first speed the protocol names; a protocol that names none takes any."""
    named = (segment.speed for segment in case.plan.segments if segment.speed is not None)
    return next(named, Speed(case.grid.minimum))


# Looked at in this order; the first that holds is the answer.
_REFUSALS: tuple[tuple[Callable[[_Case], bool], Callable[[_Case], str]], ...] = (
    (lambda c: bool(c.profile.blocked) and not c.plan.unloaded, lambda c: c.profile.blocked),
    (
        lambda c: c.grid.step > t.STEP_UP,
        lambda c: f"the treadmill's smallest step, {Speed(c.grid.step)}, is above the 0.1 mph a step may have",
    ),
    (
        _too_fast,
        lambda c: (
            f"the treadmill's minimum, {Speed(c.grid.minimum)}, is above 0.8 mph, "
            f"the most for level {c.plan.level.value}"
        ),
    ),
    (
        lambda c: c.grid.minimum > c.caps.speed.value.wire,
        lambda c: (
            f"the treadmill's minimum, {Speed(c.grid.minimum)}, is above the cap of "
            f"{c.caps.speed.value} set by {c.caps.speed.source.value}"
        ),
    ),
    (
        lambda c: c.grid.minimum > _first_step(c).wire,
        lambda c: (
            f"the treadmill's minimum, {Speed(c.grid.minimum)}, is above {_first_step(c)}, the protocol's first speed"
        ),
    ),
    (
        lambda c: c.novice and c.profile.handrails is Known.NO,
        lambda c: f"level {c.plan.level.value} needs handrails and the treadmill has none",
    ),
    (
        lambda c: (
            c.profile.backward_allowed is Known.NO and any(each.facing is Facing.BACKWARD for each in c.plan.segments)
        ),
        lambda _: "the maker of this treadmill forbids walking backward on it",
    ),
    (
        lambda c: not (c.profile.commissioned or c.plan.unloaded or c.plan.level in _UNMEASURED_LEVELS),
        lambda c: (
            f"level {c.plan.level.value} needs a commissioned treadmill; this one allows first, beginner and warmup"
        ),
    ),
)


def refusal(plan: Plan, grid: Grid, caps: Caps, profile: Profile) -> str | None:
    """Why this walk is refused on this treadmill, in one sentence; None when it is not."""
    case = _Case(plan, grid, caps, profile)
    return next((says(case) for holds, says in _REFUSALS if holds(case)), None)
