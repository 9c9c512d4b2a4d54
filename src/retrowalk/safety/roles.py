"""Who may do what: one table (clinical review §5, and the acts of a site). Everybody may stop.

Rule 1: no role may switch off a stop, a cap of the code, or a watch over speed and freshness; there is no act for it.
Rule 2: whoever is not in a row may not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from retrowalk.safety.caps import CEILINGS, Source
from retrowalk.units import Facing, Speed


class Role(StrEnum):
    """Who somebody is to this treadmill, now."""

    WALKER = "walker"
    BYSTANDER = "bystander"  # any client on the network, paired or not
    SPOTTER = "spotter"  # or supervisor
    STAFF = "gym staff"
    TRAINER = "trainer"
    CLINICIAN = "clinician"
    ADMIN = "site admin"  # at home: the owner
    TECHNICIAN = "technician"


class Act(StrEnum):
    """What can be asked for."""

    # on the belt: the rows of the clinical review
    STOP = "stop"
    SLOWER = "hold, slower, pain"
    START = "start"
    NUDGE = "a little faster"
    PICK = "pick a protocol"
    LOWER_CAP = "lower a cap"
    RAISE_PERSON = "raise a person's cap"
    RAISE_SITE = "raise a cap of site or facing"
    COMMISSION = "commission a treadmill"
    CLEAR_FLAG = "clear a red flag"
    RESET = "reset a stop"
    # around it
    LOOK = "see whether a belt moves"
    WATCH = "see what the screens show"
    LEASE = "take a free lease"
    TAKE_OVER = "take over a lease"
    TELL = "answer for a walker"
    READ_PERSON = "read a person's records"
    # the site
    PERSON = "add or change a walker"
    LEVEL = "set a walker's level"
    ROLES = "give somebody a role of the staff"
    ERASE = "erase a person"
    PAIR = "let a device in"
    REVOKE = "list and revoke devices"
    PROTOCOL = "add or change a protocol"
    TREADMILL = "adopt, name or forget a treadmill"
    CONFIGURE = "change settings"
    AUDIT = "read who did what"
    DIAGNOSE = "read diagnostics"
    UPDATE = "update the software"
    FAULTS = "inject a fault"


class On(StrEnum):
    """What a permission depends on; `gateway/conditions.py` sees to it."""

    ALWAYS = "always"
    HOME_LEVEL = "at home, up to the walker's own level"
    OWN_LEVEL = "up to the walker's own level"
    OWN = "the walker's own only"
    SESSION = "this session only"
    TO_INTERMEDIATE = "up to level intermediate"
    NO_REHAB = "every level but rehab"
    TEST_MODE = "in test mode only"
    WITNESS = "as a witness"
    TWO_STEPS = "confirmed twice"
    SMALL = "by 0.3 mph at the most"
    TO_SITE = "up to the site's cap"
    DIZZINESS = "dizziness, after talking to the walker"
    PAIN = "pain at amber"
    ALONE = "alone at home, with the checklist"
    NAMED = "at home, or logged in"
    CONSENT = "when its holder agrees"
    LESSER = "for screens, stop buttons and walks only"
    SIMULATED = "on simulated treadmills only"


_R, _ON = Role, On


def _always(*roles: Role) -> dict[Role, On]:
    return dict.fromkeys(roles, On.ALWAYS)


_STAFF = (_R.STAFF, _R.TRAINER, _R.CLINICIAN, _R.ADMIN)

PERMISSIONS: Mapping[Act, Mapping[Role, On]] = MappingProxyType(
    {
        Act.STOP: _always(*Role),
        Act.SLOWER: _always(_R.WALKER, _R.SPOTTER, *_STAFF, _R.TECHNICIAN),
        Act.START: {_R.WALKER: _ON.HOME_LEVEL, **_always(_R.SPOTTER, *_STAFF), _R.TECHNICIAN: _ON.TEST_MODE},
        Act.NUDGE: _always(_R.WALKER, _R.SPOTTER, *_STAFF),
        Act.PICK: {
            _R.WALKER: _ON.OWN_LEVEL,
            _R.SPOTTER: _ON.OWN_LEVEL,
            _R.STAFF: _ON.TO_INTERMEDIATE,
            _R.TRAINER: _ON.NO_REHAB,
            _R.CLINICIAN: _ON.ALWAYS,
            _R.ADMIN: _ON.TO_INTERMEDIATE,
        },
        Act.LOWER_CAP: {_R.WALKER: _ON.OWN, _R.SPOTTER: _ON.SESSION, **_always(*_STAFF, _R.TECHNICIAN)},
        Act.RAISE_PERSON: {_R.TRAINER: _ON.SMALL, _R.CLINICIAN: _ON.TO_SITE},
        Act.RAISE_SITE: {_R.ADMIN: _ON.TWO_STEPS},
        Act.COMMISSION: {_R.STAFF: _ON.WITNESS, **_always(_R.ADMIN, _R.TECHNICIAN)},
        Act.CLEAR_FLAG: {_R.STAFF: _ON.DIZZINESS, _R.TRAINER: _ON.PAIN, _R.CLINICIAN: _ON.ALWAYS},
        Act.RESET: {_R.WALKER: _ON.ALONE, **_always(_R.SPOTTER, *_STAFF, _R.TECHNICIAN)},
        Act.LOOK: _always(*Role),
        Act.WATCH: _always(*Role),
        Act.LEASE: {_R.WALKER: _ON.NAMED, **_always(_R.SPOTTER, *_STAFF), _R.TECHNICIAN: _ON.TEST_MODE},
        Act.TAKE_OVER: {
            _R.WALKER: _ON.CONSENT,
            _R.SPOTTER: _ON.CONSENT,
            **_always(*_STAFF),
            _R.TECHNICIAN: _ON.TEST_MODE,
        },
        Act.TELL: {_R.WALKER: _ON.OWN, _R.SPOTTER: _ON.SESSION, **_always(*_STAFF)},
        Act.READ_PERSON: {_R.WALKER: _ON.OWN, _R.SPOTTER: _ON.SESSION, **_always(*_STAFF)},
        Act.PERSON: _always(*_STAFF),
        Act.LEVEL: {
            _R.STAFF: _ON.TO_INTERMEDIATE,
            _R.TRAINER: _ON.NO_REHAB,
            _R.CLINICIAN: _ON.ALWAYS,
            _R.ADMIN: _ON.TO_INTERMEDIATE,
        },
        Act.ROLES: _always(_R.ADMIN),
        Act.ERASE: _always(_R.ADMIN),
        Act.PAIR: {_R.STAFF: _ON.LESSER, _R.TRAINER: _ON.LESSER, _R.CLINICIAN: _ON.LESSER, _R.ADMIN: _ON.ALWAYS},
        Act.REVOKE: _always(_R.STAFF, _R.ADMIN),
        Act.PROTOCOL: {_R.TRAINER: _ON.NO_REHAB, _R.CLINICIAN: _ON.ALWAYS, _R.ADMIN: _ON.TO_INTERMEDIATE},
        Act.TREADMILL: _always(_R.ADMIN, _R.TECHNICIAN),
        Act.CONFIGURE: _always(_R.ADMIN),
        Act.AUDIT: _always(_R.CLINICIAN, _R.ADMIN),
        Act.DIAGNOSE: _always(_R.STAFF, _R.ADMIN, _R.TECHNICIAN),
        Act.UPDATE: _always(_R.ADMIN),
        Act.FAULTS: dict.fromkeys((_R.ADMIN, _R.TECHNICIAN), _ON.SIMULATED),
    }
)


def permitted(role: Role, act: Act) -> On | None:
    """What the permission depends on; None where there is none."""
    return PERMISSIONS[act].get(role)


# ── caps (SR-42) ────────────────────────────────────────────────────────────────────────────────────

# A trainer's step: 0.3 mph, rounded down (0.01 km/h).
TRAINERS_STEP = 48
# A person's raised cap is looked at again after 90 days (s).
PERSON_EXPIRES = 90 * 86_400

_RAISES: Mapping[Source, Act] = MappingProxyType(
    {Source.PERSON: Act.RAISE_PERSON, Source.SITE: Act.RAISE_SITE, Source.FACING: Act.RAISE_SITE}
)


@dataclass(frozen=True, slots=True)
class CapChange:
    """A cap set anew. `at` and `expires` in s of the wall clock (None = never); old None = there was none."""

    role: Role
    source: Source
    old: Speed | None
    new: Speed
    facing: Facing = Facing.BACKWARD
    by: str = ""
    reason: str = ""
    at: int = 0
    expires: int | None = None
    confirmed_twice: bool = False


def refusal(change: CapChange, site: Speed, *, standing: bool) -> str:
    """Why a cap may not be set so; empty when it may. Lowering needs no reason and no standstill."""
    if change.old is None or change.new <= change.old:
        return "" if permitted(change.role, Act.LOWER_CAP) else f"{change.role} lowers no caps"
    return next((words for holds, words in _AGAINST_RAISING if holds(change, site, standing)), "")


def _grant(change: CapChange) -> On | None:
    act = _RAISES.get(change.source)
    return permitted(change.role, act) if act else None


def _ceiling(change: CapChange) -> Speed:
    """The code's own; no role raises above it."""
    ceiling = CEILINGS[change.facing].speed
    return Speed(0) if ceiling is None else ceiling


def _too_long(change: CapChange) -> bool:
    least, most = change.at, change.at + PERSON_EXPIRES
    if change.expires is None:
        return True
    return change.expires <= least or (change.source is Source.PERSON and change.expires > most)


# Looked at in this order; the first that holds is the answer.
_AGAINST_RAISING = (
    (lambda c, _, __: c.new > _ceiling(c), "above the ceiling of the code, which nobody raises"),
    (lambda c, _, __: _grant(c) is None, "this role does not raise this cap"),
    (lambda _, __, standing: not standing, "a cap rises only while the belt stands"),
    (lambda c, _, __: not (c.by.strip() and c.reason.strip()), "a raised cap needs a name and a reason"),
    (lambda c, _, __: _too_long(c), "a raised cap needs an end: later than now, a person's within 90 days"),
    (lambda c, _, __: _grant(c) is On.SMALL and c.new.wire > c.old.wire + TRAINERS_STEP, "a trainer raises by 0.3 mph"),
    (lambda c, site, _: c.source is Source.PERSON and c.new > site, "a person's cap stays within the site's"),
    (lambda c, _, __: _grant(c) is On.TWO_STEPS and not c.confirmed_twice, "confirm it a second time"),
)
