"""Caps: every layer that has a say, who set it, and setting one."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from retrowalk.api.about import readable
from retrowalk.api.forms import Form, Id, Kmh, Percent, Second, Sentence, inclination, speed
from retrowalk.api.memory import ask
from retrowalk.api.routing import Site, Who, Word, at
from retrowalk.api.stop import treadmill_id
from retrowalk.gateway import years
from retrowalk.gateway.changes import Change
from retrowalk.gateway.limits import InForce
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.gateway.views import rfc3339
from retrowalk.history import questions
from retrowalk.history.records import CapRule, Limited
from retrowalk.safety.caps import Layer, Source
from retrowalk.units import Facing


router = APIRouter()

# Half an hour is the code's own ceiling (s).
Minutes = Annotated[int, Field(strict=True, ge=0, le=86_400)]


class Limit(Form):
    """One cap: exactly one of speed, inclination and belt time."""

    source: Source
    speed_kmh: Kmh | None = None
    inclination_percent: Percent | None = None
    belt_time_s: Minutes | None = None
    person: Id | None = None
    treadmill: Id | None = None
    facing: Facing | None = None
    reason: Sentence = ""
    expires: Second | None = None


@dataclass(frozen=True, slots=True)
class LayerView:
    """What one layer limits; None = it says nothing about that."""

    source: str
    set_by: str
    facing: str | None
    speed_kmh: float | None
    inclination_percent: float | None
    belt_time_s: float | None


@dataclass(frozen=True, slots=True)
class LimitsView:
    """The lowest of all layers for one facing, each with its source. `derated`: nobody has measured this treadmill."""

    treadmill: str
    facing: str
    derated: bool
    speed_kmh: float
    speed_by: str
    inclination_percent: float
    inclination_by: str
    belt_time_s: float
    belt_time_by: str
    layers: list[LayerView]


@dataclass(frozen=True, slots=True)
class RuleView:
    """A cap as it was set, exactly one of the three; `was_…`: what held before it, None = the layer's default.

    It holds until `expires`; None = until it is set anew. `by`: a person's id, or a device's.
    """

    id: str
    source: str
    what: str
    person: str | None
    treadmill: str | None
    facing: str | None
    speed_kmh: float | None
    inclination_percent: float | None
    belt_time_s: float | None
    was_speed_kmh: float | None
    was_inclination_percent: float | None
    was_belt_time_s: float | None
    by: str
    role: str
    reason: str
    at: str
    expires: str | None


def _layer(layer: Layer) -> LayerView:
    return LayerView(
        layer.source.value,
        layer.set_by,
        layer.facing.value if layer.facing else None,
        layer.speed.kmh if layer.speed else None,
        layer.inclination.percent if layer.inclination else None,
        None if layer.belt_time is None else layer.belt_time / 1000,
    )


def _limits(treadmill: str, found: InForce) -> LimitsView:
    caps = found.caps
    return LimitsView(
        treadmill,
        found.facing.value,
        found.derated,
        caps.speed.value.kmh,
        caps.speed.source.value,
        caps.inclination.value.percent,
        caps.inclination.source.value,
        caps.belt_time.value / 1000,
        caps.belt_time.source.value,
        [_layer(each) for each in found.layers],
    )


# How a layer counts, of what is shown.
_SCALES = {Limited.SPEED: 100, Limited.INCLINATION: 10, Limited.BELT_TIME: 1000}


def _figures(what: Limited, value: int | None) -> tuple[float | None, float | None, float | None]:
    """Speed, inclination and belt time, of which one at the most is said."""
    speed_, inclination_, belt_time = (
        None if value is None or what is not each else value / _SCALES[each] for each in _SCALES
    )
    return speed_, inclination_, belt_time


def _rule(rule: CapRule) -> RuleView:
    return RuleView(
        rule.id, rule.source.value, rule.what.value, rule.person, rule.treadmill,
        rule.facing.value if rule.facing else None, *_figures(rule.what, rule.new),
        *_figures(rule.what, rule.old), rule.by, rule.role.value, rule.reason,
        rfc3339(rule.at), None if rule.expires is None else rfc3339(rule.expires),
    )  # fmt: skip


Place = Annotated[str | None, Query(max_length=64)]


@at(router, "limits")
async def limits(site: Site, who: Who, treadmill: Place = None, person: Place = None) -> list[LimitsView]:
    """On one treadmill, or on each; for a person, with their own and their age's."""
    known = await readable(site.desk, who, person) if person else None
    age = years.age(known.born, site.access.at()) if known else None
    names = [treadmill_id(treadmill)] if treadmill else list(site.fleet.bays)
    return [_limits(name, site.limits.effective(known, name, facing, age)) for name in names for facing in Facing]


@at(router, "limit_rules")
async def rules(site: Site, who: Who, person: Place = None) -> list[RuleView]:
    """Of the site, or of a person for who may read their records."""
    if person:
        await readable(site.desk, who, person)
    return [_rule(each) for each in await ask(site.history, questions.cap_history(person or None))]


@at(router, "change_limit")
async def change_limit(site: Site, who: Who, form: Limit, word: Word = "") -> RuleView:
    """Lower at once; higher with a reason, an end, a fresh word, and while the belt stands."""
    what, new = _said(form)
    place = None if form.treadmill is None else treadmill_id(form.treadmill)
    if place is not None and place not in site.fleet.bays:
        raise Refusal(Code.NOT_FOUND, f"there is no treadmill {place!r}", fields={"treadmill": "unknown"})
    if form.person is not None and form.person not in site.access.roll.people:
        raise Refusal(Code.NOT_FOUND, f"nobody is called {form.person!r} here", fields={"person": "unknown"})
    change = Change(form.source, what, new, form.person, place, form.facing, form.reason, form.expires)
    return _rule(await site.limits.change(who, change, word))


def _said(form: Limit) -> tuple[Limited, int]:
    """The one thing that is limited, in the units of a layer. Raises Refusal."""
    said = {
        Limited.SPEED: None if form.speed_kmh is None else speed(form.speed_kmh).wire,
        Limited.INCLINATION: None if form.inclination_percent is None else inclination(form.inclination_percent).wire,
        Limited.BELT_TIME: None if form.belt_time_s is None else form.belt_time_s * 1000,
    }
    given = [(what, new) for what, new in said.items() if new is not None]
    if len(given) != 1:
        why = "exactly one of speed_kmh, inclination_percent and belt_time_s"
        raise Refusal(Code.INVALID, f"a cap limits {why}", fields={"speed_kmh": why})
    return given[0]
