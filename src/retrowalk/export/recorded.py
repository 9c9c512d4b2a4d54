"""A walk from its trace, as the memory keeps one: for journals that no memory knows, and walks from the terminal."""

from datetime import datetime

from retrowalk.export import shown
from retrowalk.export.report import Walk as Walked
from retrowalk.export.trace import Trace
from retrowalk.ftms.features import decode_speed_range
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.history.walks import Walk
from retrowalk.protocol.timeline import belt_time, metres, timeline


def _planned(trace: Trace, about: Walked) -> tuple[int | None, int | None]:
    """Belt time (ms) and way (mm) of the plan on this belt, if it told its minimum and step."""
    if about.plan.monitor_only:
        return None, None
    try:
        told = decode_speed_range(trace.link.speed_range if trace.link else b"")
    except MalformedValue:
        return None, None
    legs = timeline(about.plan, told.min, told.step)
    return belt_time(legs), round(metres(legs) * 1000)


def seconds_of(started: str) -> int:
    """Seconds UTC of a journal's beginning; 0 = 1970 when it does not say."""
    return int(datetime.fromisoformat(started).timestamp()) if started else 0


def recorded(trace: Trace, about: Walked) -> Walk:
    """The walk of a trace; its seconds are in `trace.samples`. Before and after it nobody was asked anything."""
    began = seconds_of(about.started) + trace.sampled // 1000
    planned_time, planned_millimetres = _planned(trace, about)
    summary = trace.tally.summary()
    return Walk(
        id=f"{shown.instant(began)}_{about.plan.id}",
        person=None,
        treadmill=about.treadmill,
        protocol=about.plan.id,
        protocol_hash=about.plan.digest,
        level=about.plan.level,
        began=began,
        journal="",
        label=about.treadmill,
        profile=about.profile.id if about.profile else "",
        commissioned=about.profile is not None and about.profile.commissioned,
        simulated=about.simulated,
        planned_time=planned_time,
        planned_millimetres=planned_millimetres,
        state=trace.tally.state,
        stop_reason=trace.tally.finished.reason if trace.tally.finished else None,
        ended=began + summary.seconds,
        summary=summary,
    )
