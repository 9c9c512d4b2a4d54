"""What happened on a walk, from its samples: held, turned, stood, link lost; for the list below the chart."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrowalk.export.shown import words
from retrowalk.export.told import Told
from retrowalk.history.walks import Doubt, Sample
from retrowalk.session.stage import Stage


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened `t` s after the walk began."""

    t: int
    text: str
    routine: bool = False


# More than this do not fit below a chart: then what every start, turn and rest has is left to the curves.
MOST = 12

Says = Callable[[Sample, Sample], str]

_STAGES = {
    Stage.STARTING: "the belt starts",
    Stage.HOLDING: "held",
    Stage.WINDING_DOWN: "winding down",
    Stage.STANDING: "standing for a turn or a rest",
}


def _stage(before: Sample, after: Sample) -> str:
    changed = after.stage is not None and after.stage is not before.stage
    return _STAGES.get(after.stage, "") if changed and after.stage else ""


def _facing(before: Sample, after: Sample) -> str:
    turned = None not in (before.facing, after.facing) and before.facing is not after.facing
    return f"now facing {after.facing}" if turned else ""


def _link(before: Sample, after: Sample) -> str:
    lost, was_lost = (bool(each.flags & Doubt.UNLINKED) for each in (after, before))
    return "" if lost is was_lost else "connection lost" if lost else "connection back"


_SIGNS: tuple[Says, ...] = (_facing, _link)
# Every walk has these.
_ROUTINE = frozenset({Stage.STARTING, Stage.WINDING_DOWN, Stage.STANDING})


def _between(before: Sample, after: Sample) -> Iterator[Happening]:
    if says := _stage(before, after):
        yield Happening(after.t, says, routine=after.stage in _ROUTINE)
    yield from (Happening(after.t, says) for sign in _SIGNS if (says := sign(before, after)))


def events(told: Told, samples: Sequence[Sample]) -> tuple[Happening, ...]:
    """In the order of time; the last is how the walk ended."""
    found = [each for before, after in pairwise(samples) for each in _between(before, after)]
    reason = told.walk.stop_reason
    if samples and reason is not None:
        found.append(Happening(samples[-1].t, f"ended: {words(reason.value)}"))
    return tuple(found) if len(found) <= MOST else tuple(each for each in found if not each.routine)
