"""Measuring one machine with nobody on it: what to do, what to write down, and what the figures say (SR-25)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from retrowalk.firmware.profile import Known, Profile, StartBy
from retrowalk.units import UNIT_RATIOS, Inclination, Speed


# The speeds the belt is asked for: slow enough for any belt, far enough apart to tell a scale from an offset.
ASKED = (Speed(100), Speed(200))
# The speed from which the time to stop is taken.
STOP_FROM = Speed(300)
# Console, telemetry and belt agree when they are within this of what was asked for: the accuracy class of the better
# consumer belts (per cent), and half of what the safety core calls following (0.01 km/h).
AGREES, AGREES_SLOW = 5, 10
# A record lasts a year: belts wear, and somebody presses keys in the service menu (s).
LASTS = 365 * 86_400
# What the inclination is asked for, in whole per cent far enough from its degrees: 2.0 % are 1.1°.
ASKED_INCLINATION = Inclination(20)
# Ten revolutions by hand and stopwatch are good to about 2 %; fewer are not.
REVOLUTIONS = 10


class Trial(StrEnum):
    """One run of the empty belt, by what it is to tell."""

    SLOW = "slow"
    FASTER = "faster"
    STOP = "stop"
    LINK = "link"
    INCLINE = "incline"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, by a name that stays. `notes`: the fields of the record it fills.

    `command`: the speed the belt is asked for; `trial`: the run that asks for it.
    """

    name: str
    says: str
    notes: tuple[str, ...]
    command: Speed | None = None
    trial: Trial | None = None


# What is done, in this order, with nobody on the belt and a hand on the key.
PROCEDURE: tuple[Task, ...] = (
    Task(
        "nobody",
        "Nobody stands on the belt. The key is in, and somebody holds its cord. Note who measures, and when.",
        ("by", "at"),
    ),
    Task("firmware", "Note what the device information says of the firmware.", ("firmware",)),
    Task("belt", "Mark the belt's edge and measure its length from the mark round to the mark (mm).", ("belt",)),
    Task(
        "slow",
        "When it is steady, note console and telemetry, and time ten revolutions of the mark.",
        ("steady",),
        ASKED[0],
        Trial.SLOW,
    ),
    Task("faster", "Note the same again, faster.", ("steady",), ASKED[1], Trial.FASTER),
    Task(
        "range",
        "Note the slowest and fastest speed it takes, and its smallest step.",
        ("speed_min", "speed_max", "speed_step"),
    ),
    Task("stop", "Stop it, and note the time until it stands.", ("stop",), STOP_FROM, Trial.STOP),
    Task(
        "link",
        "Cut the link, or switch this computer's Bluetooth off: note whether the belt goes on. Hold the key.",
        ("stops_on_disconnect",),
        ASKED[0],
        Trial.LINK,
    ),
    Task("start", "Note who starts the belt: the app, or only the console.", ("start_by",)),
    Task(
        "incline",
        "Ask for 2.0 % of inclination: note whether it moves, by per cent or by degrees, and how far it may.",
        ("inclines", "percent", "inclination_max"),
        ASKED[0],
        Trial.INCLINE,
    ),
)


@dataclass(frozen=True, slots=True)
class Steady:
    """What was seen at one steady speed. `revolutions` of the belt in `milliseconds`."""

    asked: Speed
    console: Speed
    telemetry: Speed
    revolutions: int
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Record:
    """Everything noted; None = not done. `at` in s of the wall clock, `belt` in mm, `stop` in ms.

    percent: the inclination moves by per cent, not degrees; a belt that cannot incline has inclines False.
    """

    firmware: str
    by: str
    at: int
    belt: int | None = None
    steady: tuple[Steady, ...] = ()
    speed_min: Speed | None = None
    speed_max: Speed | None = None
    speed_step: Speed | None = None
    stop: int | None = None
    stops_on_disconnect: Known = Known.UNKNOWN
    start_by: StartBy | None = None
    inclines: bool = True
    percent: bool | None = None
    inclination_max: Inclination | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the record is worth. `blocked`: nobody walks on this machine; `problems`: what is missing or wrong."""

    commissioned: bool
    blocked: str = ""
    problems: tuple[str, ...] = ()


# What must have been noted.
_NOTES: tuple[tuple[Callable[[Record], bool], str], ...] = (
    (lambda r: bool(r.by.strip()), "the name of who measured"),
    (lambda r: bool(r.firmware.strip()), "the firmware version"),
    (lambda r: bool(r.belt), "the length of the belt"),
    (lambda r: {each.asked for each in r.steady} >= set(ASKED), "both speeds, 1.0 and 2.0 km/h"),
    (lambda r: all(each.revolutions >= REVOLUTIONS for each in r.steady), "ten revolutions at each speed"),
    (lambda r: None not in (r.speed_min, r.speed_max, r.speed_step), "slowest, fastest and smallest step"),
    (lambda r: r.stop is not None, "the time to stop from 3.0 km/h"),
    (lambda r: r.stops_on_disconnect is not Known.UNKNOWN, "what the belt does when the link is lost"),
    (lambda r: r.start_by is not None, "who starts the belt"),
    (lambda r: not r.inclines or None not in (r.percent, r.inclination_max), "how the inclination moves"),
)


def missing(record: Record) -> tuple[str, ...]:
    """What was not noted."""
    return tuple(what for noted, what in _NOTES if not noted(record))


def measured(steady: Steady, belt: int) -> int:
    """The belt's own speed in 0.01 km/h from its revolutions; 1 mm/ms is 360 of them."""
    return steady.revolutions * belt * 360 // max(1, steady.milliseconds)


def _seen(steady: Steady, belt: int | None) -> tuple[tuple[str, int], ...]:
    """Everything a steady speed was read from, in 0.01 km/h."""
    told = (("console", steady.console.wire), ("telemetry", steady.telemetry.wire))
    return told if belt is None else (*told, ("belt", measured(steady, belt)))


def _by_a_mile(speed: int, asked: int) -> bool:
    return any(low * asked <= speed * 100 <= high * asked for low, high in UNIT_RATIOS)


def _agrees(speed: int, asked: int) -> bool:
    return abs(speed - asked) <= max(AGREES_SLOW, asked * AGREES // 100)


def _off(record: Record, wrong: Callable[[int, int], bool]) -> tuple[str, ...]:
    """Every figure for which `wrong` holds, in words."""
    return tuple(
        f"{Speed(speed)} by the {whose} when {steady.asked} was asked for"
        for steady in record.steady
        for whose, speed in _seen(steady, record.belt)
        if wrong(speed, steady.asked.wire)
    )


def verdict(record: Record, firmware: str, now: int) -> Verdict:
    """What the record is worth for a machine of this firmware at `now` (s, wall clock)."""
    miles = _off(record, _by_a_mile)
    if miles:
        return Verdict(commissioned=False, blocked=f"miles and kilometres are confused: {miles[0]}")
    problems = [f"not noted: {what}" for what in missing(record)]
    problems += _off(record, lambda speed, asked: not _agrees(speed, asked))
    if record.inclines and record.percent is False:
        problems.append("the inclination moves by degrees")
    if firmware != record.firmware:
        problems.append(f"measured with firmware {record.firmware}, it has {firmware or 'none that it tells'} now")
    if not 0 <= now - record.at < LASTS:
        problems.append("measured more than a year ago, or in the future")
    return Verdict(commissioned=not problems, problems=tuple(problems))


def applied(profile: Profile, record: Record | None, firmware: str, now: int) -> Profile:
    """The profile with what was measured on this machine; without a record that holds, it is not commissioned (SR-24).

    What a record says of a belt that does more than its model may is not believed.
    """
    judged = verdict(record, firmware, now) if record else Verdict(commissioned=False)
    if record is None or not judged.commissioned:
        return replace(profile, commissioned=False, blocked=judged.blocked)
    return replace(
        profile,
        commissioned=True,
        start_by=record.start_by or profile.start_by,
        stops_on_disconnect=record.stops_on_disconnect,
        speed_min=_most(profile.speed_min, record.speed_min),
        speed_max=_least(profile.speed_max, record.speed_max),
        speed_step=record.speed_step,
        inclination_max=_flattest(profile.inclination_max, record.inclination_max),
    )


def _most(one: Speed | None, other: Speed | None) -> Speed | None:
    return max((each for each in (one, other) if each is not None), default=None)


def _least(one: Speed | None, other: Speed | None) -> Speed | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _flattest(one: Inclination | None, other: Inclination | None) -> Inclination | None:
    return min((each for each in (one, other) if each is not None), default=None)
