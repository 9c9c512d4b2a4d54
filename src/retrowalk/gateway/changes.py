"""Changing a cap: what is asked for, and everything that stands against it (SR-42). Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from retrowalk.gateway.conditions import NOTHING, Context
from retrowalk.gateway.layers import Slot, limited
from retrowalk.gateway.permits import require
from retrowalk.gateway.principal import Principal
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.records import Limited
from retrowalk.safety.caps import CEILINGS, Source
from retrowalk.safety.roles import Act, CapChange, refusal
from retrowalk.units import SPEED_LIMIT, Facing, Speed


@dataclass(frozen=True, slots=True)
class Change:
    """A cap to be set: `new` in the units of a layer; `expires` in s UTC, None = it stays."""

    source: Source
    what: Limited
    new: int
    person: str | None = None
    treadmill: str | None = None
    facing: Facing | None = None
    reason: str = ""
    expires: int | None = None

    @property
    def slot(self) -> Slot:
        """Where it belongs."""
        return self.source, self.person, self.treadmill, self.facing, self.what

    @property
    def act(self) -> Act:
        """What raising it is."""
        return Act.RAISE_PERSON if self.source is Source.PERSON else Act.RAISE_SITE


@dataclass(frozen=True, slots=True)
class Before:
    """How things stand: `held` is in force, `least` once everything temporary has run out (None = nothing set).

    `site`: the site's own cap of the same kind. `standing`: no belt this is about moves. `at` in s UTC.
    """

    held: int | None
    least: int | None
    site: int
    standing: bool
    at: int
    known: Context = NOTHING


# The ceilings of the code by what is limited; 30 min of belt time for everybody.
def ceiling(what: Limited, facing: Facing | None) -> int:
    """The most that may ever be set, in the units of a layer."""
    layer = CEILINGS[facing or Facing.FORWARD]
    value = getattr(layer, what.value)
    number: int = value if isinstance(value, int) else value.wire
    return number


_SET = frozenset({Source.SITE, Source.FACING, Source.PERSON})
_LIMITED = frozenset({Limited.SPEED, Limited.INCLINATION, Limited.BELT_TIME})

# What makes no sense, the field it is about, and the words for people.
_WRONG: tuple[tuple[Callable[[Change, int], bool], str, str], ...] = (
    (lambda c, _: c.source not in _SET, "source", "only caps of site, facing and person are set by people"),
    (lambda c, _: c.what not in _LIMITED, "what", "only speed, inclination and belt time are limited by people"),
    (lambda c, _: c.new < 0, "new", "a cap is not below zero"),
    (lambda c, _: (c.source is Source.PERSON) != (c.person is not None), "person", "a person's cap names its person"),
    (lambda c, _: c.source is Source.FACING and c.facing is None, "facing", "a cap of a facing names it"),
    (lambda c, at: c.expires is not None and c.expires <= at, "expires", "it would have run out already"),
)


def rises(change: Change, held: int | None) -> bool:
    """Whether somebody might walk faster, steeper or longer by it; what nobody had set, nothing rises above."""
    return held is not None and change.new > held


def admit(who: Principal, change: Change, before: Before) -> None:
    """Let a change through, or raise the Refusal."""
    _sensible(change, before.at)
    most = ceiling(change.what, change.facing)
    if change.new > most:
        shown = str(limited(change.what, most))
        raise Refusal(Code.CAP_EXCEEDED, "above the ceiling of the code, which nobody raises", limit=shown,
                      limited_by=(Source.CODE.value,))  # fmt: skip
    known = replace(before.known, walker=change.person or before.known.walker)
    if rises(change, before.held):
        _admit_raise(who, change, before, known)
    else:
        require(who, Act.LOWER_CAP, replace(known, walker=change.person))


def _sensible(change: Change, at: int) -> None:
    wrong = {name: says for holds, name, says in _WRONG if holds(change, at)}
    if wrong:
        raise Refusal(Code.INVALID, "; ".join(wrong.values()), fields=wrong)


def _admit_raise(who: Principal, change: Change, before: Before, known: Context) -> None:
    """Role and condition first, then everything else that a raise needs."""
    asked, told = _compared(who, change, before)
    require(who, change.act, replace(known, old=asked.old, new=asked.new, site=asked.site, repeated=True))
    why = refusal(told, asked.site or Speed(0), standing=before.standing)
    if not why:
        return
    code = _CODES.get(why.split()[0], Code.INVALID) if before.standing else Code.MOVING
    raise Refusal(code, why, fields=_fields(change, before))


def _compared(who: Principal, change: Change, before: Before) -> tuple[Context, CapChange]:
    """The change as the rules compare it: as speeds.

    Inclinations and times are compared as numbers, and never asked of a belt; a trainer's step is of speeds alone.
    """
    of_speed = change.what is Limited.SPEED
    new, site, least = (Speed(min(each, SPEED_LIMIT)) for each in (change.new, before.site, before.least or 0))
    told = CapChange(
        who.role, change.source, least if of_speed else Speed(0), new if of_speed else Speed(1),
        change.facing or Facing.FORWARD, who.name, change.reason, before.at, change.expires, confirmed_twice=True,
    )  # fmt: skip
    return Context(old=least if of_speed else None, new=new, site=site), told


_CODES = {"above": Code.CAP_EXCEEDED}


def _fields(change: Change, before: Before) -> dict[str, str]:
    """Which part of the request it was."""
    if not change.reason.strip():
        return {"reason": "missing"}
    if change.expires is None or change.expires <= before.at:
        return {"expires": "missing or over"}
    return {"new": "not permitted"}
