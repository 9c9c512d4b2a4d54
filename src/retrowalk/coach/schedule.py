"""When to walk next: sessions a week, rest between them, and why not sooner (clinical review §1 facts 4, 34, 36; §2.3).

Times are whole seconds of the wall clock; weeks and days are the last seven and the last one, not the calendar's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from retrowalk.coach.progression import DAY, HOUR, WEEK, Past, lighter
from retrowalk.protocol.level import Level


# Between any two sessions, and where the belt inclines a whole day of rest (§1 fact 34, §2.3 P05).
REST, REST_AFTER_INCLINE = 20 * HOUR, 2 * DAY
# The five-minute primer goes before other things, once a day: it needs no such rest (§1 fact 34).
REST_OF_PRIMER = 16 * HOUR
# So much belt time in a day, whatever it is made of: the longest bout in the trials (s).
DAY_AT_MOST = 30 * 60


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Sessions a week: planned so many, so many at the most."""

    planned: int
    most: int


# The library's frequencies (§2.3). Above `most` a person may insist: it is advice, where rest is not.
RHYTHMS: Mapping[Level, Rhythm] = MappingProxyType(
    {
        Level.FIRST: Rhythm(2, 3),
        Level.BEGINNER: Rhythm(3, 3),
        Level.INTERMEDIATE: Rhythm(3, 4),
        Level.ADVANCED: Rhythm(2, 2),
        Level.INTERVAL: Rhythm(2, 2),
        Level.INCLINE: Rhythm(2, 2),
        Level.OLDER: Rhythm(3, 3),
        Level.TEEN: Rhythm(2, 2),
        Level.REHAB: Rhythm(3, 3),
        Level.WARMUP: Rhythm(7, 7),
        Level.COACH: Rhythm(2, 3),
    }
)


@dataclass(frozen=True, slots=True)
class Slot:
    """From when (s) the next session may be, and the rule that says so; `least`: not before, whoever insists."""

    at: int
    why: str = ""
    least: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """The last seven days against the plan, whether this is a lighter week, and the next session."""

    done: int
    planned: int
    lighter: bool
    next: Slot


def next_slot(level: Level, past: Sequence[Past], now: int, *, seconds: int = 0, inclined: bool = False) -> Slot:
    """When a session of this level, so long (s) and perhaps inclined, may be. `past` oldest first."""
    rules = (_rest(level, past), _after_incline(past, inclined=inclined or level is Level.INCLINE), _day(past, seconds))
    firm = max(rules, key=lambda slot: slot.at)
    advised = max(firm, _week(level, past), key=lambda slot: slot.at)
    least = max(now, firm.at)
    return Slot(advised.at, advised.why, least) if advised.at > now else Slot(now, "", now)


def _primer(session: Past) -> bool:
    return session.level is Level.WARMUP


def _rest(level: Level, past: Sequence[Past]) -> Slot:
    """20 h after the last session; a primer after the last primer only."""
    alike = [session.at for session in past if _primer(session) is (level is Level.WARMUP)]
    if not alike:
        return Slot(0)
    if level is Level.WARMUP:
        return Slot(alike[-1] + REST_OF_PRIMER, "one primer a day")
    return Slot(alike[-1] + REST, f"{REST // HOUR} h of rest between two sessions")


def _after_incline(past: Sequence[Past], *, inclined: bool) -> Slot:
    """A day of rest between two sessions on an incline."""
    steep = [session.at for session in past if session.dose.incline or session.level is Level.INCLINE]
    if not (inclined and steep):
        return Slot(0)
    return Slot(steep[-1] + REST_AFTER_INCLINE, f"{REST_AFTER_INCLINE // HOUR} h between two sessions on an incline")


def _day(past: Sequence[Past], seconds: int) -> Slot:
    """No more belt time in a day than the longest bout of the trials."""
    spent = seconds
    for session in reversed(past):
        spent += session.dose.seconds
        if spent > DAY_AT_MOST:
            return Slot(session.at + DAY, f"{DAY_AT_MOST // 60} min on the belt in a day are enough")
    return Slot(0)


def _week(level: Level, past: Sequence[Past]) -> Slot:
    """Another one when the oldest of as many as a week takes is a week ago."""
    most = RHYTHMS[level].most
    alike = [session.at for session in past if _primer(session) is (level is Level.WARMUP)]
    if len(alike) < most:
        return Slot(0)
    return Slot(alike[-most] + WEEK, f"{most} sessions a week at level {level}")


def week(level: Level, past: Sequence[Past], now: int, *, seconds: int = 0, inclined: bool = False) -> Week:
    """How the last seven days went, and what comes next."""
    recent = [session for session in past if now - session.at < WEEK and _primer(session) is (level is Level.WARMUP)]
    light = bool(past) and lighter(past, now)
    return Week(
        len(recent), RHYTHMS[level].planned, light, next_slot(level, past, now, seconds=seconds, inclined=inclined)
    )
