"""The ladder of levels: what comes after what, and what it takes. Nobody skips a rung; down is always open.

Clinical review §6.2 (four green sessions; a trainer or clinician for incline and advanced) and the library (§2.3):
after `first` two green sessions a day apart, for `advanced` eight green sessions in all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from retrowalk.coach.progression import DAY, GREENS_APART, Past
from retrowalk.coach.traffic_light import Light
from retrowalk.protocol.level import Level
from retrowalk.safety.roles import Role


@dataclass(frozen=True, slots=True)
class Rung:
    """What a level takes: the level before it, so many of its sessions green in a row and so far apart (s).

    `in_all`: green sessions of any level; `by`: whose word it needs, nobody's when empty.
    """

    after: Level
    greens: int = 4
    apart: int = GREENS_APART
    in_all: int = 0
    by: frozenset[Role] = frozenset()


_SIGNED = frozenset({Role.TRAINER, Role.CLINICIAN})
LADDER: Mapping[Level, Rung] = MappingProxyType(
    {
        Level.BEGINNER: Rung(Level.FIRST, greens=2, apart=DAY),
        Level.WARMUP: Rung(Level.BEGINNER),
        Level.INTERMEDIATE: Rung(Level.BEGINNER),
        Level.INTERVAL: Rung(Level.INTERMEDIATE),
        Level.INCLINE: Rung(Level.INTERMEDIATE, by=_SIGNED),
        Level.ADVANCED: Rung(Level.INTERMEDIATE, in_all=8, by=_SIGNED),
    }
)
# Beside the ladder: levels that age or a plan assigns, and who may. Nobody climbs to them.
ASSIGNED: Mapping[Level, frozenset[Role]] = MappingProxyType(
    {
        Level.OLDER: frozenset({Role.STAFF, Role.TRAINER, Role.CLINICIAN}),
        Level.TEEN: frozenset({Role.STAFF, Role.TRAINER, Role.CLINICIAN}),
        Level.REHAB: frozenset({Role.CLINICIAN}),
        Level.COACH: frozenset({Role.TRAINER, Role.CLINICIAN}),
    }
)


def below(level: Level) -> tuple[Level, ...]:
    """The levels that whoever is at this one has come by, the nearest first."""
    rung = LADDER.get(level)
    return (rung.after, *below(rung.after)) if rung else ()


def down(level: Level) -> Level:
    """One level down; the first, and those beside the ladder, have none below."""
    return next(iter(below(level)), level)


def refusal(current: Level, wanted: Level, past: Sequence[Past], by: Role | None = None) -> str:
    """Why a walker does not change level now; empty when they may. `past` oldest first; `by`: whose word there is."""
    if wanted is current or wanted in below(current) or wanted is Level.FIRST:
        return ""
    if wanted in ASSIGNED:
        return "" if by in ASSIGNED[wanted] else f"level {wanted} is given by {_names(ASSIGNED[wanted])}"
    rung = LADDER[wanted]
    return next((says for holds, says in _stand_against(rung, current, wanted, past, by) if holds), "")


def _stand_against(
    rung: Rung, current: Level, wanted: Level, past: Sequence[Past], by: Role | None
) -> tuple[tuple[bool, str], ...]:
    """What can stand against a rung, each with its words; looked at in this order."""
    greens = sum(session.light is Light.GREEN for session in past)
    return (
        (rung.after is not current, f"level {wanted} comes after {rung.after}: no level is skipped"),
        (
            not _in_a_row(rung, past),
            f"level {wanted} needs {rung.greens} green sessions in a row at level {rung.after}",
        ),
        (greens < rung.in_all, f"level {wanted} needs {rung.in_all} green sessions in all, there are {greens}"),
        (bool(rung.by) and by not in rung.by, f"level {wanted} needs the word of {_names(rung.by)}"),
    )


def _in_a_row(rung: Rung, past: Sequence[Past]) -> bool:
    """Whether the last sessions were all of the level below, green, and far enough apart."""
    last = past[-rung.greens :]
    good = [session for session in last if session.light is Light.GREEN and session.level is rung.after]
    apart = all(later.at - before.at >= rung.apart for before, later in pairwise(last))
    return len(good) == rung.greens and apart


def _names(roles: frozenset[Role]) -> str:
    return " or ".join(sorted(roles))


def offered(current: Level, past: Sequence[Past], by: Role | None = None) -> tuple[Level, ...]:
    """The levels above that a walker may go on to now."""
    above = (level for level, rung in LADDER.items() if rung.after is current)
    return tuple(level for level in above if not refusal(current, level, past, by))
