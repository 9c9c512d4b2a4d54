"""What happened on a walk, from its samples: held, turned, stood, link lost; for the list below the chart."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrowalk.export.shown import words
from retrowalk.export.told import Told
from retrowalk.history.walks import Doubt, Sample
from retrowalk.session.stage import Stage


@dataclass(frozen=True, slots=True)
class Sign:
    """What happened, as a word that stays: `code`; which way or why, where that belongs to it: `of`; in words."""

    code: str
    text: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened `t` s after the walk began. `code`, `of`: as Sign has them, for other languages."""

    t: int
    text: str
    routine: bool = False
    code: str = ""
    of: str = ""


# More than this do not fit below a chart: then what every start, turn and rest has is left to the curves.
MOST = 12

Says = Callable[[Sample, Sample], Sign | None]

_STAGES = {
    Stage.STARTING: Sign("starting", "the belt starts"),
    Stage.HOLDING: Sign("held", "held"),
    Stage.WINDING_DOWN: Sign("winding_down", "winding down"),
    Stage.STANDING: Sign("standing", "standing for a turn or a rest"),
}
_LOST, _BACK = Sign("link_lost", "connection lost"), Sign("link_back", "connection back")


def _stage(before: Sample, after: Sample) -> Sign | None:
    changed = after.stage is not None and after.stage is not before.stage
    return _STAGES.get(after.stage) if changed and after.stage else None


def _facing(before: Sample, after: Sample) -> Sign | None:
    if after.facing is None or before.facing in (None, after.facing):
        return None
    return Sign("facing", f"now facing {after.facing}", after.facing.value)


def _link(before: Sample, after: Sample) -> Sign | None:
    lost, was_lost = (bool(each.flags & Doubt.UNLINKED) for each in (after, before))
    if lost is was_lost:
        return None
    return _LOST if lost else _BACK


_SIGNS: tuple[Says, ...] = (_facing, _link)
# Every walk has these.
_ROUTINE = frozenset({Stage.STARTING, Stage.WINDING_DOWN, Stage.STANDING})


def _happening(t: int, sign: Sign, *, routine: bool = False) -> Happening:
    return Happening(t, sign.text, routine, sign.code, sign.of)


def _between(before: Sample, after: Sample) -> Iterator[Happening]:
    if sign := _stage(before, after):
        yield _happening(after.t, sign, routine=after.stage in _ROUTINE)
    yield from (_happening(after.t, sign) for says in _SIGNS if (sign := says(before, after)))


def events(told: Told, samples: Sequence[Sample]) -> tuple[Happening, ...]:
    """In the order of time; the last is how the walk ended."""
    found = [each for before, after in pairwise(samples) for each in _between(before, after)]
    reason = told.walk.stop_reason
    if samples and reason is not None:
        ended = Sign("ended", f"ended: {words(reason.value)}", reason.value)
        found.append(_happening(samples[-1].t, ended))
    return tuple(found) if len(found) <= MOST else tuple(each for each in found if not each.routine)
