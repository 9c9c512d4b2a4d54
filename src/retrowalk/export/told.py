"""What a report of one walk is made of, and the few things that follow from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from retrowalk.history.records import Person
from retrowalk.history.walks import Mark, MarkKind, Walk
from retrowalk.session.age import GROUPS


@dataclass(frozen=True, slots=True)
class Told:
    """A walk, whose it was (None: nobody said), what was told on the way, and who are named by their ids."""

    walk: Walk
    person: Person | None = None
    marks: Sequence[Mark] = ()

    def values(self, kind: MarkKind) -> tuple[int, ...]:
        """Effort or pain in the order it was told."""
        ordered = sorted(self.marks, key=lambda mark: mark.at)
        return tuple(mark.value for mark in ordered if mark.kind is kind and mark.value is not None)

    @property
    def effort(self) -> int | None:
        """The effort at the end: as told afterwards, or the last one told on the way."""
        told = self.values(MarkKind.RPE)
        return self.walk.after.effort if self.walk.after.effort is not None else (told[-1] if told else None)

    @property
    def worst_pain(self) -> int | None:
        """The worst pain of the walk, as told afterwards or on the way."""
        told = [*self.values(MarkKind.PAIN), *([] if self.walk.after.worst is None else [self.walk.after.worst])]
        return max(told, default=None)

    @property
    def middle_pain(self) -> int | None:
        """The pain told nearest to the middle of the walk."""
        told = [mark for mark in self.marks if mark.kind is MarkKind.PAIN and mark.value is not None]
        length = self.walk.summary.seconds if self.walk.summary else 0
        middle = self.walk.began + length / 2
        return min(told, key=lambda mark: abs(mark.at - middle)).value if told else None

    @property
    def age_band(self) -> str:
        """The age group at the time of the walk, such as 18–64; "" when nobody told the year of birth."""
        if self.person is None or self.person.born is None:
            return ""
        age = datetime.fromtimestamp(self.walk.began, UTC).year - self.person.born
        return age_band(age)

    @property
    def done(self) -> int | None:
        """Per cent of the planned time on the belt, 100 at the most."""
        summary, planned = self.walk.summary, self.walk.planned_time
        return min(100, summary.belt_time * 100 // planned) if summary is not None and planned else None

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noted on the way and afterwards."""
        ordered = sorted(self.marks, key=lambda mark: mark.at)
        on_the_way = tuple(mark.text for mark in ordered if mark.kind is MarkKind.NOTE and mark.text)
        return (*on_the_way, *([self.walk.after.notes] if self.walk.after.notes else ()))


def age_band(age: int) -> str:
    """The group of an age as people write it."""
    groups = [*GROUPS[:-1]]
    least = max((group.least for group in groups if age >= group.least), default=0)
    above = [group.least for group in groups if group.least > least]
    return f"{least}–{above[0] - 1}" if above else f"{least} or more"
