"""A walk as other programs think of one: an activity of laps and points, from the first moving second to standstill.

Everything is measured or absent. A lap is a segment of the protocol, and the whole is the sum of its laps.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby, pairwise
from statistics import fmean

from retrowalk.history.walks import Mark, MarkKind, Sample, Walk
from retrowalk.session.stage import ON_THE_MOVE, Stage
from retrowalk.units import Facing


# Samples come each second, or thinned each so many; after two of them are missing nobody knows what the belt did.
GAP = 2


class Effort(Enum):
    """What a lap is for, in the words that FIT and TCX share."""

    ACTIVE = "active"
    REST = "rest"
    WARM_UP = "warm-up"
    COOL_DOWN = "cool-down"


@dataclass(frozen=True, slots=True)
class Point:
    """One second: what was sampled, when that was (s UTC), and the effort and pain told then."""

    sample: Sample
    at: int
    rpe: int | None = None
    pain: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Points in a row and what they come to; `ends` is where the next stretch begins (s UTC, mm).

    moving: s with the belt measured moving; speed in 0.01 km/h, inclination in 0.1 %; period: s between samples.
    """

    points: tuple[Point, ...]
    ends: int
    ends_millimetres: int
    period: int = 1

    @property
    def begins(self) -> int:
        """Seconds UTC."""
        return self.points[0].at

    @property
    def elapsed(self) -> int:
        """Seconds from its beginning to the next one's, whatever the belt did."""
        return self.ends - self.begins

    @property
    def millimetres(self) -> int:
        """The way walked in it, as the core integrated it."""
        return self.ends_millimetres - self.points[0].sample.millimetres

    @property
    def moving(self) -> int:
        """Seconds with the belt measured moving."""
        return sum(after - each.at for each, after in self._spans() if each.sample.speed)

    @property
    def timer(self) -> int:
        """Seconds without those the belt was measured standing in."""
        return self.elapsed - sum(after - each.at for each, after in self._spans() if each.sample.speed == 0)

    def backward(self) -> tuple[int, int]:
        """Seconds and millimetres walked backward with the belt measured moving."""
        ways = [*(each.sample.millimetres for each in self.points[1:]), self.ends_millimetres]
        spans = zip(self._spans(), ways, strict=True)
        back = [(each, after, way) for (each, after), way in spans if each.sample.facing is Facing.BACKWARD]
        seconds = sum(after - each.at for each, after, _ in back if each.sample.speed)
        return seconds, sum(way - each.sample.millimetres for each, _, way in back)

    def _spans(self) -> list[tuple[Point, int]]:
        """Each point and how long it stands for: until the next one, but not through a gap."""
        nexts = [*(each.at for each in self.points[1:]), self.ends]
        return [(each, min(after, each.at + GAP * self.period)) for each, after in zip(self.points, nexts, strict=True)]

    @property
    def top(self) -> int | None:
        """The highest speed measured."""
        return max((each.sample.speed for each in self.points if each.sample.speed is not None), default=None)

    @property
    def inclination(self) -> float | None:
        """The mean of the inclinations measured."""
        told = [each.sample.inclination for each in self.points if each.sample.inclination is not None]
        return fmean(told) if told else None

    @property
    def heart(self) -> tuple[int, int] | None:
        """The mean and the highest heart rate, if any was measured."""
        told = [each.sample.heart_rate for each in self.points if each.sample.heart_rate is not None]
        return (round(fmean(told)), max(told)) if told else None


@dataclass(frozen=True, slots=True)
class Lap:
    """One segment, from 1, as it was walked. facing None: never told."""

    stretch: Stretch
    segment: int
    facing: Facing | None
    effort: Effort


@dataclass(frozen=True, slots=True)
class Activity:
    """A walk with its laps; `whole` is None when the belt never moved."""

    walk: Walk
    whole: Stretch | None
    laps: tuple[Lap, ...]
    marks: tuple[Mark, ...]

    def last(self, kind: MarkKind) -> int | None:
        """The last value of its kind that was told."""
        return next((mark.value for mark in reversed(self.marks) if mark.kind is kind), None)

    def worst(self, kind: MarkKind) -> int | None:
        """The highest value of its kind that was told."""
        return max((mark.value for mark in self.marks if mark.kind is kind and mark.value is not None), default=None)


# The first that any second of a lap was at says what the lap is for.
_EFFORTS: tuple[tuple[frozenset[Stage], Effort], ...] = (
    (frozenset({Stage.WALKING, Stage.HOLDING}), Effort.ACTIVE),
    (frozenset({Stage.WINDING_DOWN}), Effort.COOL_DOWN),
    (frozenset({Stage.STARTING, Stage.SETTLING}), Effort.WARM_UP),
)


def _effort(points: Sequence[Point]) -> Effort:
    stages = {each.sample.stage for each in points}
    return next((effort for any_of, effort in _EFFORTS if stages & any_of), Effort.REST)


def _moves(sample: Sample) -> bool:
    return bool(sample.speed) or sample.stage in ON_THE_MOVE


def _walked(samples: Iterable[Sample]) -> list[Sample]:
    """From the first moving second to the standstill after the last; a second that came twice counts once."""
    ordered = list({each.t: each for each in sorted(samples, key=lambda each: each.t)}.values())
    moving = [index for index, each in enumerate(ordered) if _moves(each)]
    return ordered[moving[0] : moving[-1] + 2] if moving else []


def _placed(marks: Sequence[Mark], kind: MarkKind, seconds: Sequence[int]) -> dict[int, int]:
    """Each mark's value at the second it was told in, or the nearest there is; the last of a second counts."""
    told = [(mark.at, mark.value) for mark in marks if mark.kind is kind and mark.value is not None]
    return {min(seconds, key=lambda second: abs(second - at)): value for at, value in told} if seconds else {}


def _points(walk: Walk, samples: Iterable[Sample], marks: Sequence[Mark]) -> tuple[Point, ...]:
    walked = _walked(samples)
    seconds = [walk.began + each.t for each in walked]
    rpe, pain = (_placed(marks, kind, seconds) for kind in (MarkKind.RPE, MarkKind.PAIN))
    return tuple(Point(each, at, rpe.get(at), pain.get(at)) for each, at in zip(walked, seconds, strict=True))


def period(samples: Sequence[Sample]) -> int:
    """Seconds between samples, as the closest two have it."""
    return min((after.t - each.t for each, after in pairwise(samples) if after.t > each.t), default=1)


def _lap(points: tuple[Point, ...], after: Point, apart: int) -> Lap:
    facing = next((each.sample.facing for each in points if each.sample.facing is not None), None)
    stretch = Stretch(points, after.at, after.sample.millimetres, apart)
    return Lap(stretch, points[0].sample.segment + 1, facing, _effort(points))


def _laps(points: tuple[Point, ...], apart: int) -> tuple[Lap, ...]:
    """Each lap ends where the next begins, and the last with the last point."""
    groups = [tuple(group) for _, group in groupby(points, key=lambda each: each.sample.segment)]
    ends = [*(group[0] for group in groups[1:]), points[-1]]
    return tuple(_lap(group, after, apart) for group, after in zip(groups, ends, strict=True))


def activity(walk: Walk, samples: Iterable[Sample], marks: Iterable[Mark] = ()) -> Activity:
    """The activity of a walk. Samples may have gaps and come in any order."""
    told = tuple(sorted(marks, key=lambda mark: mark.at))
    points = _points(walk, samples, told)
    if not points:
        return Activity(walk, None, (), told)
    apart = period([each.sample for each in points])
    whole = Stretch(points, points[-1].at, points[-1].sample.millimetres, apart)
    return Activity(walk, whole, _laps(points, apart), told)


def pauses(points: Sequence[Point]) -> list[tuple[int, int]]:
    """From when to when (s UTC) the belt was measured standing in between; a second nobody measured changes nothing."""
    known = [(each.at, bool(each.sample.speed)) for each in points if each.sample.speed is not None]
    turns = [(at, moving) for at, moving in known[:1]]
    turns += [after for before, after in pairwise(known) if before[1] is not after[1]]
    return [(began[0], ended[0]) for began, ended in pairwise(turns) if not began[1]]
