"""From caps as people set them to the layers the core works with. Pure: `at` in s UTC is an argument.

Rule 1: a rule that has run out is what held before it; nothing here takes the place of a missing layer's default.
Rule 2: what is merged is the lowest of all, field by field.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from retrowalk.coach.outcomes import person_cap
from retrowalk.history.records import CapRule, Limited, Person
from retrowalk.protocol.level import LEVELS, Level
from retrowalk.safety.caps import Layer, Source
from retrowalk.units import Facing, Inclination, Speed


Slot = tuple[Source, str | None, str | None, Facing | None, Limited]

# What a rule's number is, by what it limits; the others are whole numbers of a layer as they stand.
_KINDS: dict[Limited, Any] = {Limited.SPEED: Speed, Limited.INCLINATION: Inclination}
# The fields of a layer that limit something.
FIELDS = tuple(each.value for each in Limited)

# After dizziness or chest symptoms a person walks 30 % slower than their level permits (clinical review §5, layer
# "person"), for as long as a pause takes after which one starts lower anyway (§6.2: 14 days).
FLAG_SHARE, FLAG_FOR = 70, 14 * 86_400


def slot(rule: CapRule) -> Slot:
    """Where a rule belongs; the newest of a slot is the one that holds."""
    return rule.source, rule.person, rule.treadmill, rule.facing, rule.what


def value(rule: CapRule, at: int) -> int | None:
    """What a rule says at `at`: the new number until it runs out, then the one before."""
    return rule.new if rule.expires is None or at < rule.expires else rule.old


def beneath(rule: CapRule | None, at: int) -> int | None:
    """What holds when nothing temporary does: raises are measured from there, so that they do not add up."""
    if rule is None:
        return None
    return rule.new if rule.expires is None else (rule.old if rule.old is not None else value(rule, at))


def limited(what: Limited, number: int) -> Any:  # noqa: ANN401 - Speed, Inclination or a whole number
    """A rule's number as a layer carries it."""
    return _KINDS.get(what, int)(number)


def layer(rule: CapRule, at: int) -> Layer | None:
    """A rule as a layer; None when it says nothing (any more)."""
    number = value(rule, at)
    if number is None:
        return None
    return replace(
        Layer(rule.source, facing=rule.facing, set_by=rule.by), **{rule.what.value: limited(rule.what, number)}
    )


def _in_force(rules: Iterable[CapRule], at: int) -> list[Layer]:
    return [each for rule in rules if (each := layer(rule, at)) is not None]


def _without(one: Layer, others: Sequence[Layer]) -> Layer:
    """A layer of the settings, without what rules of the same source and facing say instead."""
    same = [each for each in others if (each.source, each.facing) == (one.source, one.facing)]
    said = {field for each in same for field in FIELDS if getattr(each, field) is not None}
    silent: dict[str, Any] = dict.fromkeys(said)
    return replace(one, **silent)


def of_site(settings: Sequence[Layer], rules: Iterable[CapRule], treadmill: str, at: int) -> tuple[Layer, ...]:
    """The caps of site and facing for one treadmill: a rule for all takes the place of the settings' figure.

    A rule for one treadmill comes on top: the lowest wins.
    """
    mine = [rule for rule in rules if rule.source in (Source.SITE, Source.FACING) and rule.person is None]
    for_all = _in_force((rule for rule in mine if rule.treadmill is None), at)
    for_one = _in_force((rule for rule in mine if rule.treadmill == treadmill), at)
    return (*(_without(each, for_all) for each in settings), *for_all, *for_one)


def of_person(
    person: Person,
    rules: Iterable[CapRule],
    treadmill: str | None,
    at: int,
    flagged: int | None = None,
    more: tuple[Layer, ...] = (),
) -> tuple[Layer, ...]:
    """The caps of a person, merged to one layer for each facing; `flagged`: when their last red flag was raised."""
    mine = [rule for rule in rules if rule.source is Source.PERSON and rule.person == person.id]
    every = _in_force((rule for rule in mine if rule.treadmill in (None, treadmill)), at)
    every += [*_after_flag(person, flagged, at), *more]
    facings = dict.fromkeys(each.facing for each in every)
    return tuple(merged(each for each in every if each.facing == facing) for facing in facings)


def _after_flag(person: Person, flagged: int | None, at: int) -> list[Layer]:
    if flagged is None or at - flagged >= FLAG_FOR:
        return []
    slower = Speed(LEVELS[person.level].speed.wire * FLAG_SHARE // 100)
    return [Layer(Source.PERSON, slower, set_by="after a red flag")]


def merged(layers: Iterable[Layer]) -> Layer:
    """One layer of several of one source and facing: the lowest of each field, signed by whoever limits the speed."""
    every = list(layers)
    lowest = {field: [each for each in every if getattr(each, field) is not None] for field in FIELDS}
    values = {field: min(getattr(each, field) for each in said) for field, said in lowest.items() if said}
    signs = lowest["speed"] or every
    by = min(signs, key=lambda each: each.speed.wire if each.speed else 0).set_by
    return replace(Layer(every[0].source, facing=every[0].facing, set_by=by), **values)


_BY_PACE = frozenset({Level.OLDER, Level.REHAB})


def by_pace(level: Level, seconds: float | None) -> tuple[Layer, ...]:
    """The cap of older and rehab walkers by their time for three metres backward; None = not measured (§2.2)."""
    if level not in _BY_PACE or (seconds is None and level is Level.REHAB):
        return ()
    signed = "not measured backward" if seconds is None else "three metres backward"
    return (Layer(Source.PERSON, person_cap(seconds, LEVELS[level].speed), set_by=signed),)
