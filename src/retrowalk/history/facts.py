"""Everything that can be told to the memory: the closed list of facts. Values only; do not subclass.

A fact is written down once and never changed; what is known is all facts in their order. `at` is in seconds UTC;
`by` is a person's or device's id, "" for Retrowalk itself. Secrets are in them as hashes only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import ConfigDict, TypeAdapter, ValidationError

from retrowalk.history.records import Audit, CapRule, Decision, Device, Flag, Machine, Outcome, Person, Screening
from retrowalk.history.walks import After, Mark, State, Summary, Walk
from retrowalk.safety.events import StopReason


@dataclass(frozen=True, slots=True)
class PersonSet:
    """A person as they are known from now on."""

    person: Person
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class PersonErased:
    """Nothing is known of this person any more; `journals` are the files that go with them."""

    person: str
    at: int
    by: str = ""
    journals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MachineSet:
    """A treadmill as it is known from now on."""

    machine: Machine
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class MachineForgotten:
    """The site does not know this treadmill any more; its walks are kept."""

    machine: str
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class CapSet:
    """A cap is set."""

    rule: CapRule
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class FlagRaised:
    """A symptom locks a person."""

    flag: Flag
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class FlagReleased:
    """Somebody entitled released the person before the day was over, and says why. `flag`: its id."""

    flag: str
    because: str
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Screened:
    """The screening was answered."""

    screening: Screening
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """An outcome test was done."""

    outcome: Outcome
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class WalkBegun:
    """A walk begins; its journal is on the disk."""

    walk: Walk
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class WalkEnded:
    """A walk is over, and what was done. `at` is when it ended."""

    walk: str
    state: State
    reason: StopReason | None
    summary: Summary
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class AfterTold:
    """What the walker tells afterwards; what is None stays as it was told before."""

    walk: str
    after: After
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """Effort, pain or a note of one moment."""

    mark: Mark
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class SamplesThinned:
    """Of these walks one sample in `every` seconds is kept; 0 = none, and their journals go, too."""

    walks: tuple[str, ...]
    every: int
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class DeviceSet:
    """A device as it is known from now on."""

    device: Device
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class DeviceRevoked:
    """A device may nothing more. `device`: its id."""

    device: str
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Audited:
    """A change or a start, for whoever asks later."""

    audit: Audit
    at: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A proposal was accepted, changed or declined."""

    decision: Decision
    at: int
    by: str = ""


Fact = (
    PersonSet | PersonErased | MachineSet | MachineForgotten | CapSet | FlagRaised | FlagReleased | Screened | Measured
    | WalkBegun | WalkEnded | AfterTold | Marked | SamplesThinned | DeviceSet | DeviceRevoked | Audited | Decided
)  # fmt: skip

KINDS: Mapping[str, type[Fact]] = {each.__name__: each for each in get_args(Fact)}

# Fields a newer version has added are passed by, so that an older one can read its own facts back; not-a-numbers are
# no measurements.
_CONFIG = ConfigDict(extra="ignore", allow_inf_nan=False)
_adapters: dict[type, TypeAdapter[Any]] = {}  # made when first needed: each takes a millisecond


class NoFact(ValueError):
    """Data that is no fact this version knows; the message names the field."""


def adapter(kind: type) -> TypeAdapter[Any]:
    """What turns values of a record or fact into JSON data and back, inside a tuple of one."""
    if kind not in _adapters:
        around: Any = tuple.__class_getitem__(kind)
        _adapters[kind] = TypeAdapter(around, config=_CONFIG)
    return _adapters[kind]


def warm() -> None:
    """Make all adapters now: together they take a second of a small computer, which no belt has to wait for later."""
    for kind in (
        *KINDS.values(),
        Person,
        Machine,
        Device,
        CapRule,
        Flag,
        Screening,
        Outcome,
        Audit,
        Decision,
        Walk,
        Mark,
    ):
        adapter(kind)


def plain(value: object) -> dict[str, Any]:
    """A record or fact → plain JSON data."""
    (data,) = adapter(type(value)).dump_python((value,), mode="json")
    return dict(data)


def whole(kind: type[Any], data: object) -> Any:  # noqa: ANN401 - a value of `kind`
    """Plain JSON data → a record or fact. Raises NoFact, naming the field."""
    try:
        (value,) = adapter(kind).validate_json(json.dumps([data]))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(each) for each in (kind.__name__, *first["loc"][1:]))
        raise NoFact(f"{field}: {first['msg']}") from None
    return value


def dump_fact(fact: Fact) -> dict[str, Any]:
    """A fact → plain JSON data, by its name."""
    return {"fact": type(fact).__name__, "with": plain(fact)}


def load_fact(data: Mapping[str, Any]) -> Fact:
    """Plain JSON data → a fact. Raises NoFact."""
    kind = KINDS.get(str(data.get("fact")))
    if kind is None:
        raise NoFact(f"{data.get('fact')!r} is no fact this version knows")
    fact: Fact = whole(kind, data.get("with"))
    return fact
