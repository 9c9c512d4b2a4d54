"""Every field of a report (clinical review §6.1), once: its key, its words, where it comes from, how it is shown.

JSON, the row of a table and the page are all made from here. A value is None when nobody told or measured it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from retrowalk.export import shown
from retrowalk.export.told import Told
from retrowalk.history.walks import MarkKind, Range, Summary


NOT_TOLD, NOT_MEASURED, NOT_KNOWN = "not told", "not measured", "not known"

# What distance means in every report of ours: the treadmill's own counter is not asked.
DISTANCE_SOURCE = "integrated from the measured speed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One field: its key ends with its unit. `missing` is said where there is no value, which is never shown as 0."""

    key: str
    label: str
    pick: Callable[[Told], Any]
    show: shown.Show = shown.text
    missing: str = NOT_TOLD


def _summary(pick: Callable[[Summary], Any]) -> Callable[[Told], Any]:
    """Of what was done; None for a walk that has no summary yet."""
    return lambda told: None if told.walk.summary is None else pick(told.walk.summary)


def _of(pick: Callable[[Summary], Range | None], part: str, scale: int) -> Callable[[Told], Any]:
    """A part of a range, in the units people read."""

    def picked(summary: Summary) -> float | None:
        found = pick(summary)
        return None if found is None else getattr(found, part) / scale

    return _summary(picked)


def _seconds(pick: Callable[[Summary], int | None]) -> Callable[[Told], Any]:
    def picked(summary: Summary) -> float | None:
        ms = pick(summary)
        return None if ms is None else ms / 1000

    return _summary(picked)


def _metres(pick: Callable[[Summary], int | None]) -> Callable[[Told], Any]:
    def picked(summary: Summary) -> float | None:
        millimetres = pick(summary)
        return None if millimetres is None else round(millimetres / 1000, 1)

    return _summary(picked)


def _planned(pick: Callable[[Told], int | None], places: int) -> Callable[[Told], Any]:
    """Of the plan: thousandths as whole ones."""

    def picked(told: Told) -> float | None:
        thousandths = pick(told)
        return None if thousandths is None else round(thousandths / 1000, places)

    return picked


def _planned_time(told: Told) -> int | None:
    return told.walk.planned_time


def _planned_way(told: Told) -> int | None:
    return told.walk.planned_millimetres


def _profile(summary: Summary) -> str | None:
    """The inclinations asked for, each with its time."""
    return ", ".join(f"{wire / 10:.1f} % for {shown.clock(seconds)}" for wire, seconds in summary.inclines) or None


def _doubts(summary: Summary) -> str | None:
    return ", ".join(f"{why} {shown.clock(seconds)}" for why, seconds in summary.doubts) or "none"


def _scores(kind: MarkKind) -> Callable[[Told], Any]:
    return lambda told: ", ".join(str(value) for value in told.values(kind)) or None


# In the order of a walk. The keys are what programs hold on to: they stay.
_PLAN = (
    Entry("walk", "Walk", lambda told: told.walk.id),
    Entry("began", "Began", lambda told: shown.instant(told.walk.began)),
    Entry("person", "Person (pseudonym)", lambda told: told.walk.person),
    Entry("age_band", "Age group", lambda told: told.age_band or None),
    Entry("protocol", "Protocol", lambda told: told.walk.protocol),
    Entry("protocol_hash", "Digest of the protocol", lambda told: told.walk.protocol_hash or None, lambda v: v[:12]),
    Entry("level", "Level", lambda told: told.walk.level.value),
    Entry("author", "Planned by", lambda told: told.walk.author or None),
    Entry("number", "Walk number", lambda told: told.walk.number or None, shown.count, NOT_KNOWN),
    Entry("supervisor", "Supervised by", lambda told: told.walk.supervisor or None),
    Entry("treadmill", "Treadmill", lambda told: told.walk.label or told.walk.treadmill),
    Entry("profile", "Firmware profile", lambda told: told.walk.profile or None, missing=NOT_KNOWN),
    Entry("firmware", "Firmware", lambda told: told.walk.firmware or None, missing=NOT_KNOWN),
    Entry("commissioned", "Commissioned", lambda told: told.walk.commissioned, shown.yes),
    Entry("simulated", "Simulated", lambda told: told.walk.simulated, shown.yes),
)
_BEFORE = (
    Entry("screened", "Screened on", lambda told: told.walk.before.screened and shown.day(told.walk.before.screened)),
    Entry("screening_changes", "Changes since", lambda told: told.walk.before.changes or None),
    Entry("pain_before", "Pain before", lambda told: told.walk.before.pain, shown.score),
    Entry("pain_side", "Side", lambda told: told.walk.before.side or None, shown.words),
    Entry("pain_site", "Site", lambda told: told.walk.before.site or None),
    Entry("pain_worst_24h", "Worst pain of 24 h", lambda told: told.walk.before.worst24, shown.score),
    Entry("morning_stiffness", "Morning stiffness", lambda told: told.walk.before.stiffness, shown.score),
    Entry("readiness", "Readiness", lambda told: told.walk.before.readiness, shown.score),
    Entry("footwear", "Footwear", lambda told: told.walk.before.footwear or None),
    Entry("ticks", "Ticked", lambda told: told.walk.before.ticks or None, shown.listed),
    Entry("flags", "Medication, dizziness", lambda told: told.walk.before.flags or None, shown.listed, "none told"),
)
_DURING = (
    Entry("belt_time_s", "Time on the belt", _seconds(lambda s: s.belt_time), shown.clock, NOT_MEASURED),
    Entry("planned_time_s", "Time planned", _planned(_planned_time, 0), shown.clock, NOT_KNOWN),
    Entry("done_percent", "Done of the plan", lambda told: told.done, shown.Figure("%"), NOT_KNOWN),
    Entry("backward_s", "Facing backward", _seconds(lambda s: s.backward), shown.clock, NOT_MEASURED),
    Entry("forward_s", "Facing forward", _seconds(lambda s: s.forward), shown.clock, NOT_MEASURED),
    Entry("distance_m", "Distance", _metres(lambda s: s.millimetres), shown.Figure("m"), NOT_MEASURED),
    Entry(
        "planned_distance_m",
        "Distance planned",
        _planned(_planned_way, 1),
        shown.Figure("m"),
        NOT_KNOWN,
    ),
    Entry("segments_done", "Segments done", _summary(lambda s: s.segments_done), shown.count, NOT_KNOWN),
    Entry("segments", "Segments planned", _summary(lambda s: s.segments), shown.count, NOT_KNOWN),
    Entry("steps", "Steps", lambda _: None, shown.count, NOT_MEASURED),
    Entry(
        "measured_mean_kmh", "Mean speed measured", _of(lambda s: s.measured, "mean", 100), shown.speed, NOT_MEASURED
    ),
    Entry("measured_max_kmh", "Top speed measured", _of(lambda s: s.measured, "most", 100), shown.speed, NOT_MEASURED),
    Entry("commanded_mean_kmh", "Mean speed asked", _of(lambda s: s.commanded, "mean", 100), shown.speed, NOT_KNOWN),
    Entry("commanded_max_kmh", "Top speed asked", _of(lambda s: s.commanded, "most", 100), shown.speed, NOT_KNOWN),
    Entry("near_cap_s", "Above 90 % of the cap", _summary(lambda s: s.near_cap), shown.clock, NOT_KNOWN),
    Entry(
        "incline_mean_percent",
        "Mean incline",
        _of(lambda s: s.inclination, "mean", 10),
        shown.Figure("%", 1),
        NOT_MEASURED,
    ),
    Entry(
        "incline_max_percent",
        "Top incline",
        _of(lambda s: s.inclination, "most", 10),
        shown.Figure("%", 1),
        NOT_MEASURED,
    ),
    Entry("incline_profile", "Incline asked", _summary(_profile), missing=NOT_KNOWN),
    Entry("holds", "Holds", _summary(lambda s: s.holds), shown.count, NOT_KNOWN),
    Entry("nudges_up", "Nudged faster", _summary(lambda s: s.nudges_up), shown.count, NOT_KNOWN),
    Entry("nudges_down", "Nudged slower", _summary(lambda s: s.nudges_down), shown.count, NOT_KNOWN),
    Entry(
        "console_overrides", "Changed at the console", _summary(lambda s: s.console_overrides), shown.count, NOT_KNOWN
    ),
    Entry(
        "heart_rate_mean_bpm",
        "Mean heart rate",
        _of(lambda s: s.heart_rate, "mean", 1),
        shown.Figure("bpm"),
        NOT_MEASURED,
    ),
    Entry(
        "heart_rate_max_bpm",
        "Highest heart rate",
        _of(lambda s: s.heart_rate, "most", 1),
        shown.Figure("bpm"),
        NOT_MEASURED,
    ),
    Entry(
        "heart_rate_source", "Heart rate from", _summary(lambda s: s.heart_source or None), shown.words, NOT_MEASURED
    ),
    Entry("rpe_marks", "Effort on the way", _scores(MarkKind.RPE), lambda v: f"{v} of 10"),
    Entry("rpe_end", "Effort at the end", lambda told: told.effort, shown.score),
    Entry("pain_middle", "Pain in the middle", lambda told: told.middle_pain, shown.score),
    Entry("pain_worst", "Worst pain", lambda told: told.worst_pain, shown.score),
    Entry("handrail", "Handrail", lambda told: told.walk.after.handrail, shown.words),
    Entry("stumbles", "Stumbles", lambda told: told.walk.after.stumbles, shown.count),
    Entry("taps_missed", "Spotter taps missed", _summary(lambda s: s.taps_missed), shown.count, NOT_KNOWN),
)
_END = (
    Entry("state", "State", lambda told: told.walk.state.value),
    Entry(
        "stop_reason",
        "Ended by",
        lambda told: told.walk.stop_reason and told.walk.stop_reason.value,
        shown.words,
        NOT_KNOWN,
    ),
    Entry("standstill_measured", "Standstill measured", _summary(lambda s: s.verified), shown.yes, NOT_KNOWN),
    Entry(
        "stopped_in_s", "From stop to standstill", _seconds(lambda s: s.stopped_in), shown.Figure("s", 1), NOT_MEASURED
    ),
)
_AFTER = (
    Entry("pain_after", "Pain right after", lambda told: told.walk.after.pain0, shown.score),
    Entry("pain_60min", "Pain after 60 min", lambda told: told.walk.after.pain60, shown.score),
    Entry("pain_next_morning", "Pain next morning", lambda told: told.walk.after.morning, shown.score),
    Entry("pain_sharp", "New or sharp pain", lambda told: told.walk.after.sharp, shown.yes),
    Entry("pain_lasted", "Worse for over 24 h", lambda told: told.walk.after.lasted, shown.yes),
    Entry("swelling", "Swelling", lambda told: told.walk.after.swelling, shown.yes),
    Entry("giving_way", "Giving way", lambda told: told.walk.after.giving_way, shown.yes),
    Entry("locking", "Locking", lambda told: told.walk.after.locking, shown.yes),
    Entry("confidence", "Confidence", lambda told: told.walk.after.confidence, shown.score),
    Entry("notes", "Notes", lambda told: "\n".join(told.notes) or None, missing="none"),
)
_QUALITY = (
    Entry("telemetry_gaps", "Gaps in telemetry", _summary(lambda s: s.gaps), shown.count, NOT_KNOWN),
    Entry("doubtful", "Doubtful seconds", _summary(_doubts), missing=NOT_KNOWN),
    Entry("samples", "Seconds recorded", _summary(lambda s: s.samples), shown.count, NOT_KNOWN),
    Entry("units_checked", "Units checked by commissioning", lambda told: told.walk.commissioned, shown.yes),
    Entry("distance_source", "Distance from", lambda _: DISTANCE_SOURCE),
)
SECTIONS: Mapping[str, tuple[Entry, ...]] = {
    "Plan": _PLAN,
    "Before": _BEFORE,
    "During": _DURING,
    "End": _END,
    "After": _AFTER,
    "Quality": _QUALITY,
}
ENTRIES = tuple(entry for entries in SECTIONS.values() for entry in entries)


def values(told: Told) -> dict[str, Any]:
    """Every field by its key, with what is missing as None, and the keys of what is missing."""
    found = {entry.key: entry.pick(told) for entry in ENTRIES}
    return found | {"missing": tuple(key for key, value in found.items() if value is None)}
