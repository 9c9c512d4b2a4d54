"""What to walk next: one variable a step, never more after amber or red (SR-45; clinical review §6.2).

Distance comes before duration, duration before speed, speed before inclination, inclination before repeats. A load is
for people to decide, and so is another level (`levels`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from retrowalk.coach.traffic_light import Light
from retrowalk.protocol.level import Level


HOUR, DAY, WEEK = 3_600, 86_400, 7 * 86_400

# One minute more, but no more than a fifth of what is below 10 min, and a tenth of what is not (seconds, per cent).
MORE_TIME = 60
SHORT = 600
SHARE_SHORT, SHARE = 20, 10
# 0.1 mph more, rounded down, and no more than a tenth above the speed of a week ago (0.01 km/h, per cent).
MORE_SPEED = 16
SPEED_SHARE = 10
# Half a per cent steeper (0.1 %).
MORE_INCLINE = 5
# Sets that are walked by distance grow by 5 m (library P02), intervals by one more of them (library P06, P08).
MORE_METRES = 5
MORE_REPEATS = 1
# What a week may be above those before, in minutes times speed: a fifth below 30 min a week, else a tenth (per cent).
SHORT_WEEK = 1_800
# A step needs two green sessions in a row, this far apart (s).
GREENS_APART = 20 * HOUR
# Every fourth week is a fifth less; so is the session after two ambers. After red, or two weeks away, 30 % less.
DELOAD_WEEK = 4
LESS, MUCH_LESS = 80, 70
AWAY, LONG_AWAY = 14 * DAY, 28 * DAY


class Variable(StrEnum):
    """What a step changes, in the order of steps."""

    DISTANCE = "distance"
    DURATION = "duration"
    SPEED = "speed"
    INCLINE = "incline"
    REPEATS = "repeats"
    LOAD = "load"  # never proposed: a trainer or clinician decides


@dataclass(frozen=True, slots=True)
class Dose:
    """Seconds on the belt, its speed in 0.01 km/h, its inclination in 0.1 %.

    metres: of one set, where sets are walked by distance; repeats: of intervals, where there are any; load: external,
    in 0.1 kg. 0 = does not apply.
    """

    seconds: int
    speed: int
    incline: int = 0
    metres: int = 0
    repeats: int = 0
    load: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """A session that was walked: when (s, wall clock), its light, its dose, its level."""

    at: int
    light: Light
    dose: Dose
    level: Level = Level.BEGINNER


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to walk next, which variable differs from last time (None: none), and the rule that says so.

    dose None: begin again with the first protocol. `level_down`: or one level down instead. `asks`: what only a person
    may change now.
    """

    dose: Dose | None
    changes: Variable | None
    why: str
    level_down: bool = False
    asks: Variable | None = None


def propose(past: Sequence[Past], most: Dose, now: int) -> Proposal:
    """The next session after `past` (oldest first), within `most`: what level and caps permit."""
    if not past:
        return Proposal(None, None, "nothing was walked yet")
    away = now - past[-1].at
    if away > LONG_AWAY:
        return Proposal(None, None, "more than four weeks away: begin again")
    last = _within(past[-1].dose, most)
    return _back(past, last, away) or _deload(past, last, now) or _restore(past, most) or _forward(past, most, now)


def _within(dose: Dose, most: Dose) -> Dose:
    """No more than is permitted today, whatever was walked then."""
    return replace(
        dose,
        seconds=min(dose.seconds, most.seconds),
        speed=min(dose.speed, most.speed),
        incline=min(dose.incline, most.incline),
    )


def _shorter(last: Dose, percent: int, why: str, *, level_down: bool = False) -> Proposal:
    less = replace(last, seconds=last.seconds * percent // 100)
    return Proposal(less, Variable.DURATION, why, level_down)


def _back(past: Sequence[Past], last: Dose, away: int) -> Proposal | None:
    """Less, or the same again, where the last light or a pause asks for it."""
    lights = [session.light for session in past[-2:]]
    if lights[-1] is Light.RED:
        return _shorter(last, MUCH_LESS, "red: 30 % less, or one level down", level_down=True)
    if away > AWAY:
        return _shorter(last, MUCH_LESS, "more than two weeks away: 30 % less, or one level down", level_down=True)
    if lights == [Light.AMBER, Light.AMBER]:
        return _shorter(last, LESS, "twice amber: 20 % less")
    if lights[-1] is Light.AMBER:
        return Proposal(last, None, "amber: the same again, or 10 % less")
    return None


def lighter(past: Sequence[Past], at: int) -> bool:
    """Whether this is in a fourth week since the first session."""
    return (at - past[0].at) // WEEK % DELOAD_WEEK == DELOAD_WEEK - 1


def _deload(past: Sequence[Past], last: Dose, now: int) -> Proposal | None:
    """Every fourth week is lighter: its first session is cut, the others keep to that."""
    if not lighter(past, now):
        return None
    begun = now - past[-1].at < WEEK and lighter(past, past[-1].at)
    return Proposal(last, None, "a lighter week") if begun else _shorter(last, LESS, "a lighter week: 20 % less")


def _restore(past: Sequence[Past], most: Dose) -> Proposal | None:
    """After a lighter week that was green, what was walked before it: that had been earned already."""
    if not lighter(past, past[-1].at):
        return None
    before = next((each.dose.seconds for each in reversed(past) if not lighter(past, each.at)), 0)
    seconds = min(before, most.seconds)
    last = _within(past[-1].dose, most)
    if seconds <= last.seconds or last != past[-1].dose:
        return None
    return Proposal(replace(last, seconds=seconds), Variable.DURATION, "the lighter week is over")


def _forward(past: Sequence[Past], most: Dose, now: int) -> Proposal:
    """One quantum more of the first variable that has room, once two sessions of this dose were green."""
    last = _within(past[-1].dose, most)
    if last != past[-1].dose:
        return Proposal(last, None, "level or caps permit less than last time")
    if not _two_greens(past):
        return Proposal(last, None, "two green sessions of this dose, 20 hours apart, come before a step")
    steps = _steps(past, last, most, now)
    for variable, dose in steps:
        if dose != last and _week_allows(past, dose, now):
            return Proposal(dose, variable, f"green twice: more {variable}")
    return _at_the_top(last, most, more=any(dose != last for _, dose in steps))


def _at_the_top(last: Dose, most: Dose, *, more: bool) -> Proposal:
    """The same again; when nothing else is left, a load is asked for, never proposed."""
    if most.load > last.load and not more:
        says = "nothing else is left: a load is for trainer or clinician to decide"
        return Proposal(last, None, says, asks=Variable.LOAD)
    return Proposal(last, None, "as much as level, caps and week allow")


def _two_greens(past: Sequence[Past]) -> bool:
    """Whether the last dose was walked twice, green, with a night between."""
    same = [session for session in past if session.dose == past[-1].dose]
    greens = [session.at for session in same[-2:] if session.light is Light.GREEN]
    return past[-2:] == same[-2:] and len(greens) > 1 and greens[1] - greens[0] >= GREENS_APART


def _steps(past: Sequence[Past], last: Dose, most: Dose, now: int) -> tuple[tuple[Variable, Dose], ...]:
    """Each variable, one quantum on."""
    share = SHARE_SHORT if last.seconds < SHORT else SHARE
    longer = last.seconds + min(MORE_TIME, last.seconds * share // 100)
    faster = min(last.speed + MORE_SPEED, _a_week_ago(past, now).speed * (100 + SPEED_SHARE) // 100)
    farther = min(last.metres + MORE_METRES, most.metres) if last.metres else 0
    again = min(last.repeats + MORE_REPEATS, most.repeats) if last.repeats else 0
    return (
        (Variable.DISTANCE, replace(last, metres=max(last.metres, farther))),
        (Variable.DURATION, replace(last, seconds=max(last.seconds, min(longer, most.seconds)))),
        (Variable.SPEED, replace(last, speed=max(last.speed, min(faster, most.speed)))),
        (Variable.INCLINE, replace(last, incline=min(last.incline + MORE_INCLINE, most.incline))),
        (Variable.REPEATS, replace(last, repeats=max(last.repeats, again))),
    )


def _a_week_ago(past: Sequence[Past], now: int) -> Dose:
    """The last dose of more than a week ago, or the first there was."""
    return next((session.dose for session in reversed(past) if now - session.at >= WEEK), past[0].dose)


def _week(past: Sequence[Past], back: int, now: int) -> list[Past]:
    """The sessions of the seven days that ended `back` weeks ago."""
    return [session for session in past if back * WEEK <= now - session.at < (back + 1) * WEEK]


def _load(sessions: Sequence[Past]) -> int:
    return sum(session.dose.seconds * session.dose.speed for session in sessions)


def _week_allows(past: Sequence[Past], dose: Dose, now: int) -> bool:
    """Whether this week with one more session stays near the heaviest of the three before; a first may be anything.

    Of three, because a lighter week is no measure, and who walks every other day walks three times or four.
    """
    before = max((_week(past, back, now) for back in (1, 2, 3)), key=_load)
    share = SHARE_SHORT if sum(session.dose.seconds for session in before) < SHORT_WEEK else SHARE
    load = _load(_week(past, 0, now)) + dose.seconds * dose.speed
    return not before or load <= _load(before) * (100 + share) // 100
