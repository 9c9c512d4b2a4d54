"""What a permission depends on (`On`), judged from what is known. What is not known is not so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from retrowalk.gateway.principal import Principal, Scope
from retrowalk.protocol.level import Level
from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import TRAINERS_STEP, On, Role
from retrowalk.units import Speed


@dataclass(frozen=True, slots=True)
class Context:
    """What is asked for, about whom and where; each act needs some of it.

    `now` in ms of the monotonic clock. `walker` is the person it is about, `own_level` that person's,
    `level` the protocol's. `party`: ids of persons and clients of this session: walker, supervisor, lease holder.
    """

    now: int | None = None
    home: bool = False
    treadmill: str | None = None
    walker: str | None = None
    own_level: Level | None = None
    level: Level | None = None
    party: frozenset[str] = field(default=frozenset())
    alone: bool = False  # nobody else takes part in the session
    checklist: bool = False  # ticked, item by item, after the stop
    test_mode: bool = False  # a simulated treadmill, or one being commissioned with nobody on it
    simulated: bool = False
    witness: bool = False  # asks to witness, not to sign
    repeated: bool = False  # the same change, asked for a second time
    old: Speed | None = None
    new: Speed | None = None
    site: Speed | None = None  # the site's own cap
    flag: StopReason | None = None
    because: str = ""
    consent: bool = False  # the lease's holder agreed
    scopes: frozenset[Scope] = field(default=frozenset())  # of a device that is let in


NOTHING = Context()

# Whom a level of one's own lets walk what: the ladder of the library, no rung skipped (clinical review §2.3, §5). The
# levels for older, teen and rehab walkers stand beside it. A self-powered belt is only watched.
_FIRST = frozenset({Level.FIRST, Level.COACH})
_BEGINNER = _FIRST | {Level.BEGINNER, Level.WARMUP}
_INTERMEDIATE = _BEGINNER | {Level.INTERMEDIATE}
WITHIN: Mapping[Level, frozenset[Level]] = MappingProxyType(
    {
        Level.FIRST: _FIRST,
        Level.BEGINNER: _BEGINNER,
        Level.INTERMEDIATE: _INTERMEDIATE,
        Level.INTERVAL: _INTERMEDIATE | {Level.INTERVAL},
        Level.INCLINE: _INTERMEDIATE | {Level.INCLINE},
        Level.ADVANCED: _INTERMEDIATE | {Level.INTERVAL, Level.INCLINE, Level.ADVANCED},
        Level.WARMUP: _FIRST | {Level.WARMUP},
        Level.OLDER: frozenset({Level.OLDER, Level.COACH}),
        Level.TEEN: frozenset({Level.TEEN, Level.COACH}),
        Level.REHAB: frozenset({Level.REHAB, Level.COACH}),
        Level.COACH: frozenset({Level.COACH}),
    }
)
# What staff without a trade may give: nothing faster, steeper or more abrupt than level intermediate, and no rehab.
TO_INTERMEDIATE = _INTERMEDIATE | {Level.OLDER, Level.TEEN}
# What a device may be let in for by somebody who is not the owner.
LESSER = frozenset({Scope.STOP_ONLY, Scope.DISPLAY, Scope.CONTROL})

Holds = Callable[[Principal, Context], bool]


def _own(who: Principal, it: Context) -> bool:
    return who.person is not None and who.person == it.walker


def _named(who: Principal, it: Context) -> bool:
    """A gym's tablet with nobody logged in is nobody in particular."""
    return it.home or who.person is not None


def _own_level(who: Principal, it: Context) -> bool:
    """For a walker their own; for a spotter the walker's, whoever that is."""
    whose = _own(who, it) if who.role is Role.WALKER else it.walker is not None
    return whose and it.own_level is not None and it.level in WITHIN[it.own_level]


def _session(who: Principal, it: Context) -> bool:
    return bool(it.party & {who.client, who.person})


def _small(_: Principal, it: Context) -> bool:
    return it.old is not None and it.new is not None and it.new.wire - it.old.wire <= TRAINERS_STEP


def _to_site(_: Principal, it: Context) -> bool:
    return it.new is not None and it.site is not None and it.new <= it.site


def _because(reason: StopReason) -> Holds:
    return lambda _, it: it.flag is reason and bool(it.because.strip())


CONDITIONS: Mapping[On, Holds] = MappingProxyType(
    {
        On.ALWAYS: lambda _, __: True,
        On.HOME_LEVEL: lambda who, it: it.home and _own_level(who, it),
        On.OWN_LEVEL: _own_level,
        On.OWN: _own,
        On.SESSION: _session,
        On.TO_INTERMEDIATE: lambda _, it: it.level in TO_INTERMEDIATE,
        On.NO_REHAB: lambda _, it: it.level is not None and it.level is not Level.REHAB,
        On.TEST_MODE: lambda _, it: it.test_mode,
        On.WITNESS: lambda _, it: it.witness,
        On.TWO_STEPS: lambda _, it: it.repeated,
        On.SMALL: _small,
        On.TO_SITE: _to_site,
        On.DIZZINESS: _because(StopReason.DIZZY),
        On.PAIN: _because(StopReason.PAIN),
        On.ALONE: lambda who, it: it.home and it.alone and it.checklist and _session(who, it),
        On.NAMED: _named,
        On.CONSENT: lambda who, it: it.consent and _named(who, it),
        On.LESSER: lambda _, it: bool(it.scopes) and it.scopes <= LESSER,
        On.SIMULATED: lambda _, it: it.simulated,
    }
)
