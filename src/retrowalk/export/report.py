"""The report of one walk: the fields that were measured. What was not is left empty, never invented."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import fmean

from retrowalk.controller.snapshot import Snapshot
from retrowalk.export.trace import Row, Trace, inclination_of, speed_of
from retrowalk.firmware.profile import Profile
from retrowalk.ftms.features import decode_speed_range
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.protocol.plan import Plan
from retrowalk.protocol.timeline import belt_time, metres, timeline
from retrowalk.session.stage import ON_THE_MOVE
from retrowalk.units import Facing, Inclination, Speed


# What a cell shows when nobody measured or entered it.
EMPTY = "-"
# A walk whose record ends before it did: killed, or left behind by a person.
INTERRUPTED = "interrupted"
# "Time above 90 % of cap" is a field of the session report (clinical review §6.1).
NEAR_CAP = 0.9
# What people would have to enter, and nobody is asked for yet.
NOT_ASKED = ("Pain before, worst, after", "Effort (RPE)", "Heart rate", "Steps", "Handrail use", "Stumbles", "Notes")
REAL = "Values come from a consumer treadmill. Retrowalk is not a medical device."
SIMULATED = "SIMULATED TREADMILL: nobody walked. Retrowalk is not a medical device."


@dataclass(frozen=True, slots=True)
class Walk:
    """What a trace does not know of itself: the plan, the treadmill and its profile, and when it began.

    started: UTC as the journal has it (ISO 8601); firmware: the profile in words.
    """

    plan: Plan
    treadmill: str
    simulated: bool
    firmware: str = ""
    profile: Profile | None = None
    started: str = ""


Section = tuple[str, tuple[tuple[str, str], ...]]


def clock(ms: int | None) -> str:
    """Milliseconds as m:ss."""
    return EMPTY if ms is None else f"{ms // 60_000}:{ms // 1000 % 60:02d}"


def both(speed: Speed | None) -> str:
    """A speed in both units, or the empty cell."""
    return EMPTY if speed is None else str(speed)


def _speeds(rows: Iterable[Row], pick: Callable[[Snapshot], Speed | None]) -> list[Speed]:
    return [speed for row in rows if row.snapshot.stage in ON_THE_MOVE and (speed := pick(row.snapshot)) is not None]


def _mean_and_top(speeds: Sequence[Speed]) -> str:
    if not speeds:
        return EMPTY
    mean = Speed(round(fmean(speed.wire for speed in speeds)))
    return f"mean {mean}, top {max(speeds)}"


def measured(snapshot: Snapshot) -> Speed | None:
    """The measured speed of a snapshot."""
    return None if snapshot.measured is None else snapshot.measured.speed


def _by_facing(trace: Trace, last: Snapshot) -> str:
    """Belt time of each facing."""
    walked = dict.fromkeys(Facing, 0)
    for row, after in pairwise([*(row.snapshot for row in trace.rows), last]):
        if row.facing is not None:
            walked[row.facing] += after.belt_time - row.belt_time
    times = [f"{clock(time)} {facing}" for facing, time in walked.items() if time]
    return ", ".join(times) or EMPTY


def _near_cap(rows: Sequence[Row]) -> str:
    """Seconds the measured speed was above 90 % of the cap in force."""
    near = 0
    for row in rows:
        speed, cap = measured(row.snapshot), row.snapshot.cap
        if speed is not None and cap is not None and row.snapshot.stage in ON_THE_MOVE:
            near += speed.wire > NEAR_CAP * cap.wire
    return clock(near * 1000)


def _doubtful(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """How many seconds of the walk are not to be trusted, and why (SR-46); no line when there are none."""
    doubted = [row.doubts for row in rows if row.snapshot.stage in ON_THE_MOVE and row.doubts]
    if not doubted:
        return ()
    reasons = Counter(chain.from_iterable(doubted)).most_common()
    whys = ", ".join(f"{clock(seconds * 1000)} {why}" for why, seconds in reasons)
    return (("Doubtful", f"{clock(len(doubted) * 1000)}: {whys}"),)


def _inclinations(rows: Sequence[Row], pick: Callable[[Snapshot], Inclination | None]) -> str:
    values = [value for row in rows if (value := pick(row.snapshot)) is not None]
    return f"{min(values)} … {max(values)}" if values else EMPTY


def _measured_inclination(snapshot: Snapshot) -> Inclination | None:
    return None if snapshot.measured is None else snapshot.measured.inclination


def _stop(trace: Trace) -> str:
    """How long the last stop took from its first write to measured standstill."""
    if not trace.halts:
        return EMPTY
    asked, stood = trace.halts[-1].asked, trace.halts[-1].stood
    return "standstill NOT measured" if stood is None else f"{(stood - asked) / 1000:.1f} s to measured standstill"


def _standstill(trace: Trace, plan: Plan) -> str:
    """Whether the belt was seen to stand at the end; nobody stops a belt that is only watched."""
    if plan.monitor_only:
        return "not ours to stop: only watched"
    return "measured" if trace.finished is not None and trace.finished.verified else "NOT measured"


def _ended_by(trace: Trace) -> str:
    if trace.finished is not None:
        return trace.finished.reason.value.replace("_", " ")
    return INTERRUPTED if trace.last is not None and trace.last.stage is not None else EMPTY


def _ending(trace: Trace, plan: Plan) -> tuple[tuple[str, str], ...]:
    return (
        ("Ended by", _ended_by(trace)),
        ("Standstill", _standstill(trace, plan)),
        ("Last stop", _stop(trace)),
    )


def _identity(walk: Walk) -> tuple[tuple[str, str], ...]:
    plan = walk.plan
    return (
        ("Protocol", f"{plan.id} {plan.name}"),
        ("Digest", plan.digest[:12] or EMPTY),
        ("Level", plan.level.value),
        ("Treadmill", walk.treadmill or EMPTY),
        ("Firmware profile", walk.firmware or EMPTY),
        ("Person", EMPTY),
    )


def _planned(trace: Trace, plan: Plan) -> tuple[str, str]:
    """Belt time and way of the plan on this belt, if it told its minimum and step."""
    try:
        told = decode_speed_range(trace.link.speed_range if trace.link else b"")
    except MalformedValue:
        return EMPTY, EMPTY
    legs = timeline(plan, told.min, told.step)
    least = "at least " if plan.monitor_only else ""
    return clock(belt_time(legs)), f"{least}{metres(legs):.0f} m"


def _belt_time(walked: int, planned: str, plan: Plan) -> str:
    """Time of the walk, of the planned time; a watched walk has no belt speed to plan the time of a distance by."""
    if plan.monitor_only:
        return f"{clock(walked)} with rests; planned by distance"
    return f"{clock(walked)} of {planned} planned"


def _during(trace: Trace, walk: Walk, last: Snapshot) -> tuple[tuple[str, str], ...]:
    time, way = _planned(trace, walk.plan)
    return (
        ("Belt time", _belt_time(last.belt_time, time, walk.plan)),
        ("By facing", _by_facing(trace, last)),
        ("Distance", f"{last.metres:.0f} m of {way} planned"),
        ("Speed measured", _mean_and_top(_speeds(trace.rows, measured))),
        ("Speed commanded", _mean_and_top(_speeds(trace.rows, lambda each: speed_of(each.commanded)))),
        ("Above 90 % of cap", EMPTY if walk.plan.monitor_only else _near_cap(trace.rows)),
        ("Incline measured", _inclinations(trace.rows, _measured_inclination)),
        ("Incline commanded", _inclinations(trace.rows, lambda each: inclination_of(each.commanded))),
        ("Holds", str(trace.holds)),
        ("Nudges", str(trace.counts["Nudge"])),
        ("Telemetry gaps", str(trace.gaps)),
        *_doubtful(trace.rows),
        ("Not recorded", ", ".join(NOT_ASKED)),
    )


def report(trace: Trace, walk: Walk) -> tuple[Section, ...]:
    """The report as titled lists of (label, value)."""
    if trace.last is None:
        return (("Plan", _identity(walk)),)
    return (
        ("Plan", _identity(walk)),
        ("Done", _during(trace, walk, trace.last)),
        ("End", _ending(trace, walk.plan)),
    )


def text(sections: Sequence[Section], *, simulated: bool) -> str:
    """The report as plain lines, for a file."""
    lines = [SIMULATED if simulated else REAL]
    for title, fields in sections:
        lines += ["", title, *(f"  {label:<18} {value}" for label, value in fields)]
    return "\n".join(lines) + "\n"
