"""Each segment of a walk: as its protocol has it, and as it was walked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrowalk.history.walks import Lap, Sample, Walk
from retrowalk.protocol.plan import Plan, Segment
from retrowalk.session.stage import ON_THE_MOVE


@dataclass(frozen=True, slots=True)
class Walked:
    """A segment that was begun. `planned` None: its protocol is another by now, or gone.

    mean, top, cap: 0.01 km/h, of the seconds on the move; cap: the lowest that was in force; steepest: 0.1 %.
    """

    lap: Lap
    planned: Segment | None
    mean: int | None = None
    top: int | None = None
    steepest: int | None = None
    cap: int | None = None

    @property
    def clipped(self) -> bool:
        """Whether a cap was below what was planned."""
        wanted = self.planned.speed if self.planned else None
        return wanted is not None and self.cap is not None and self.cap < wanted.wire


def walked(walk: Walk, samples: Sequence[Sample], plan: Plan | None) -> tuple[Walked, ...]:
    """The segments in the order they were walked. `plan`: as it was walked, with its dose."""
    laps = walk.summary.laps if walk.summary else ()
    planned = plan.segments if plan else ()
    moving = [each for each in samples if each.stage in ON_THE_MOVE]
    return tuple(_walked(lap, planned[lap.segment] if lap.segment < len(planned) else None, moving) for lap in laps)


def _walked(lap: Lap, planned: Segment | None, moving: Iterable[Sample]) -> Walked:
    own = [each for each in moving if each.segment == lap.segment]
    speeds = [each.speed for each in own if each.speed is not None]
    return Walked(
        lap,
        planned,
        round(sum(speeds) / len(speeds)) if speeds else None,
        max(speeds, default=None),
        max((each.inclination for each in own if each.inclination is not None), default=None),
        min((each.cap for each in own if each.cap is not None), default=None),
    )
