"""What is known to be there, and which facts therefore make no sense. It never looks into the database.

A missing entry in the tables below is no objection.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from retrowalk.history import facts as f
from retrowalk.history.walks import State


# No fact of ours comes near this (bytes of its line); a line is in memory several times over.
LARGEST = 256 * 1024
# What every database can hold in a whole number.
_WHOLE = 2**63 - 1


@dataclass(slots=True)
class Begun:
    """A walk: its number in the database, whose it is, where its journal is, and whether it is open."""

    key: int
    person: str | None
    journal: str
    open: bool = True


@dataclass(slots=True)
class Roll:
    """Who and what there is, folded from all facts in their order."""

    people: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    machines: set[str] = field(default_factory=set)
    devices: set[str] = field(default_factory=set)
    flags: dict[str, str] = field(default_factory=dict)  # id → person
    walks: dict[str, Begun] = field(default_factory=dict)

    def add(self, n: int, fact: f.Fact) -> None:
        """Take a fact in, as number `n`."""
        grow = _GROW.get(type(fact))
        if grow is not None:
            grow(self, n, fact)

    def copy(self) -> "Roll":
        """The same again, to go on from."""
        return Roll(
            set(self.people), set(self.erased), set(self.machines), set(self.devices), dict(self.flags),
            dict(self.walks),
        )  # fmt: skip

    def refusal(self, fact: f.Fact) -> str:
        """Why a fact makes no sense here; empty when it does."""
        against = _AGAINST.get(type(fact))
        return (against(self, fact) if against else "") or self._gone(fact)

    def _gone(self, fact: f.Fact) -> str:
        """Nothing is told of who was erased, by whatever request was still under way."""
        return next((f"person {each} was erased" for each in self.concerns(fact) if each in self.erased), "")

    def concerns(self, fact: f.Fact) -> tuple[str, ...]:
        """Whom a fact is about, as far as it is about anybody."""
        about = _ABOUT.get(type(fact))
        person = about(self, fact) if about else None
        return () if person is None else (person,)


def _begin(roll: Roll, n: int, fact: Any) -> None:  # noqa: ANN401 - a fact of the kind in the table
    roll.walks[fact.walk.id] = Begun(n, fact.walk.person, fact.walk.journal)


def _end(roll: Roll, _: int, fact: Any) -> None:  # noqa: ANN401
    begun = roll.walks.get(fact.walk)
    if begun is not None:
        roll.walks[fact.walk] = Begun(begun.key, begun.person, begun.journal, open=False)


def _erase(roll: Roll, _: int, fact: Any) -> None:  # noqa: ANN401
    roll.people.discard(fact.person)
    roll.erased.add(fact.person)
    roll.walks = {id_: walk for id_, walk in roll.walks.items() if walk.person != fact.person}
    roll.flags = {id_: person for id_, person in roll.flags.items() if person != fact.person}


_GROW: Mapping[type, Callable[[Roll, int, Any], None]] = MappingProxyType(
    {
        f.PersonSet: lambda roll, _, fact: roll.people.add(fact.person.id),
        f.PersonErased: _erase,
        f.MachineSet: lambda roll, _, fact: roll.machines.add(fact.machine.id),
        f.MachineForgotten: lambda roll, _, fact: roll.machines.discard(fact.machine),
        f.DeviceSet: lambda roll, _, fact: roll.devices.add(fact.device.id),
        f.FlagRaised: lambda roll, _, fact: roll.flags.update({fact.flag.id: fact.flag.person}),
        f.WalkBegun: _begin,
        f.WalkEnded: _end,
    }
)


def _known(what: str, id_: str, known: Iterable[str]) -> str:
    return "" if id_ in known else f"no {what} {id_!r} is known"


def _begins(roll: Roll, fact: Any) -> str:  # noqa: ANN401
    if fact.walk.id in roll.walks:
        return f"walk {fact.walk.id!r} has begun before"
    return "a walk begins open" if fact.walk.state is not State.OPEN else ""


def _ends(roll: Roll, fact: Any) -> str:  # noqa: ANN401
    if fact.state is State.OPEN:
        return "a walk does not end open"
    unknown = _known("walk", fact.walk, roll.walks)
    return unknown or ("" if roll.walks[fact.walk].open else f"walk {fact.walk!r} has ended before")


_AGAINST: Mapping[type, Callable[[Roll, Any], str]] = MappingProxyType(
    {
        f.PersonErased: lambda roll, fact: _known("person", fact.person, roll.people),
        f.MachineForgotten: lambda roll, fact: _known("treadmill", fact.machine, roll.machines),
        f.FlagReleased: lambda roll, fact: _known("red flag", fact.flag, roll.flags),
        f.DeviceRevoked: lambda roll, fact: _known("device", fact.device, roll.devices),
        f.WalkBegun: _begins,
        f.WalkEnded: _ends,
        f.AfterTold: lambda roll, fact: _known("walk", fact.walk, roll.walks),
        f.Marked: lambda roll, fact: _known("walk", fact.mark.walk, roll.walks),
        f.SamplesThinned: lambda roll, fact: next(
            filter(None, (_known("walk", w, roll.walks) for w in fact.walks)), ""
        ),
    }
)


def _walker(roll: Roll, walk: str) -> str | None:
    return roll.walks[walk].person if walk in roll.walks else None


_ABOUT: Mapping[type, Callable[[Roll, Any], str | None]] = MappingProxyType(
    {
        f.PersonSet: lambda _, fact: fact.person.id,
        f.CapSet: lambda _, fact: fact.rule.person,
        f.FlagRaised: lambda _, fact: fact.flag.person,
        f.FlagReleased: lambda roll, fact: roll.flags.get(fact.flag),
        f.Screened: lambda _, fact: fact.screening.person,
        f.Measured: lambda _, fact: fact.outcome.person,
        f.WalkBegun: lambda _, fact: fact.walk.person,
        f.WalkEnded: lambda roll, fact: _walker(roll, fact.walk),
        f.AfterTold: lambda roll, fact: _walker(roll, fact.walk),
        f.Marked: lambda roll, fact: _walker(roll, fact.mark.walk),
        f.DeviceSet: lambda _, fact: fact.device.person,
        f.Audited: lambda _, fact: fact.audit.person,
        f.Decided: lambda _, fact: fact.decision.person,
    }
)


# ── what no file or database could take ─────────────────────────────────────────────────────────────


def unfit(fact: f.Fact) -> str:
    """Why a fact cannot be written down at all; empty when it can."""
    try:
        data = f.dump_fact(fact)
        size = len(json.dumps(data, ensure_ascii=False, allow_nan=False).encode())
    except (ValueError, TypeError) as error:  # a lone surrogate, an infinity, a value of another type
        return f"{type(fact).__name__}: {error}"
    if size > LARGEST:
        return f"{type(fact).__name__}: {size} bytes are more than the {LARGEST} a fact may have"
    return next((f"{type(fact).__name__}.{why}" for why in _odd("", data["with"])), "")


def _odd(where: str, value: Any) -> Iterable[str]:  # noqa: ANN401 - any JSON data
    """The places where something stands that PostgreSQL or SQLite would refuse."""
    if isinstance(value, str) and "\0" in value:
        yield f"{where}: a text holds the character NUL"
    elif isinstance(value, int) and abs(value) > _WHOLE:
        yield f"{where}: {value} is too large"
    for name, each in _inside(value):
        yield from _odd(f"{where}.{name}".strip("."), each)


def _inside(value: object) -> Iterable[tuple[str, object]]:
    """What JSON data is made of: keys as well as values."""
    if isinstance(value, Mapping):
        return [*value.items(), *(("", key) for key in value)]
    return [("", each) for each in value] if isinstance(value, list) else []
