"""What is kept of people, treadmills, limits and who did what; walks are in `walks`. Values only; None = not told.

`at` and its like are whole seconds UTC. `by` is a person's or device's id, "" for Retrowalk itself.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from retrowalk.protocol.level import Level
from retrowalk.safety.caps import Source
from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import Role
from retrowalk.units import Facing


# ── people and treadmills ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who walks or helps. `id` tells nothing of them; the name stands here and nowhere else.

    born: the year; level: the highest walked without asking; units: "mph" or "km/h"; pin: its Argon2 hash, "" = none.
    """

    id: str
    name: str
    born: int | None = None
    level: Level = Level.FIRST
    roles: tuple[Role, ...] = (Role.WALKER,)
    units: str = "km/h"
    language: str = "en"
    hr_limit: int | None = None
    pin: str = field(default="", repr=False)  # a short PIN can be guessed from its hash: no log may show it


@dataclass(frozen=True, slots=True)
class Machine:
    """A treadmill the site knows. `commissioned`: what was measured with nobody on it, None = never.

    `fingerprint` says whether it is still the one that was bound; `profile` is the firmware profile's id; `strap`: the
    address of the heart-rate strap that was worn there last, "" = none yet.
    """

    id: str
    address: str
    label: str
    profile: str = ""
    fingerprint: str = ""
    firmware: str = ""
    commissioned: dict[str, Any] | None = None
    strap: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A paired program or tablet. Its token is kept as a hash only. `treadmill`, `person`: the only one it is for.

    last_used: to the day. expires: from then on it is refused, None = never; revoked: since when for good.
    """

    id: str
    name: str
    token_hash: str = field(repr=False)
    scopes: tuple[str, ...] = ()
    treadmill: str | None = None
    person: str | None = None
    created: int = 0
    last_used: int | None = None
    revoked: int | None = None
    role: Role | None = None
    expires: int | None = None


# ── limits ──────────────────────────────────────────────────────────────────────────────────────────


class Limited(StrEnum):
    """What a rule limits: the names of a cap layer's fields."""

    SPEED = "speed"
    INCLINATION = "inclination"
    RAMP_UP = "ramp_up"
    RAMP_DOWN = "ramp_down"
    BELT_TIME = "belt_time"


@dataclass(frozen=True, slots=True)
class CapRule:
    """One cap as somebody set it, in the units of a cap layer; the newest of its slot holds.

    Its slot is source, person, treadmill, facing and what it limits (None = for every one). `old` held before, and
    holds again after `expires`; None there or in `new` = nothing set, which is the layer's default.
    """

    id: str
    source: Source
    what: Limited
    old: int | None
    new: int | None
    at: int
    person: str | None = None
    treadmill: str | None = None
    facing: Facing | None = None
    role: Role = Role.WALKER
    by: str = ""
    reason: str = ""
    expires: int | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A red flag: a symptom that locks a person for a day, and who released them before (SR-38)."""

    id: str
    person: str
    reason: StopReason
    at: int
    released_at: int | None = None
    released_by: str = ""
    because: str = ""


# ── what is asked of people ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Screening:
    """The answers to the questions before the first walk, by the question's id."""

    person: str
    at: int
    answers: dict[str, Any]
    by: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome test (clinical review §6.4), such as `tug` 9.5 s. `note`: aid, rail or spotter used."""

    person: str
    at: int
    test: str
    value: float
    unit: str
    by: str = ""
    note: str = ""


# ── who did what ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Audit:
    """A change or a start, for whoever asks later. `person`: whom it is about, so that it goes when they go."""

    at: int
    who: str
    role: Role
    act: str
    object: str = ""
    old: str = ""
    new: str = ""
    reason: str = ""
    person: str | None = None


class Answer(StrEnum):
    """What became of a proposal."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the coach proposed, with its rule, and what a person made of it."""

    person: str
    at: int
    proposal: dict[str, Any]
    answer: Answer
    by: str = ""
    instead: dict[str, Any] | None = None
