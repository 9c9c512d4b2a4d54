"""`retrowalk protocols`: the library, one protocol in full, and what a file would be allowed to do."""

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from retrowalk.cli.chart import PLAIN, chart
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.live import short
from retrowalk.export.report import clock
from retrowalk.protocol.library import UnknownProtocol
from retrowalk.protocol.plan import Kind, Plan, Segment
from retrowalk.protocol.timeline import Leg, belt_time, metres, timeline
from retrowalk.settings import load_protocol, load_protocols
from retrowalk.units import Speed


# The belt that times and ways are told for when none is named: 1.0 km/h and steps of 0.1, as most home treadmills.
USUAL_MINIMUM = Speed(100)
USUAL_STEP = Speed(10)


def find(named: str) -> Plan:
    """A protocol by its id, any case, or by the path of its file. Raises Trouble, ProtocolError."""
    path = Path(named)
    if path.suffix in (".yaml", ".yml"):
        return read(path)
    try:
        return load_protocols().find(named)
    except UnknownProtocol as error:
        raise Trouble(f"{error}; or give a .yaml file", Exit.USAGE) from None


def read(path: Path) -> Plan:
    """A protocol's file. Raises Trouble when it cannot be read, ProtocolError when it is none."""
    try:
        return load_protocol(path)
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}", Exit.USAGE) from None
    except UnicodeDecodeError:
        raise Trouble(f"{path}: not UTF-8 text", Exit.USAGE) from None


def legs_of(plan: Plan) -> tuple[Leg, ...]:
    """A plan in time, on the usual belt."""
    return timeline(plan, USUAL_MINIMUM, USUAL_STEP)


def starts(plan: Plan) -> int:
    """How often the belt starts: once, and once more after every turn and rest."""
    return 1 + sum(segment.kind in (Kind.TURN, Kind.REST) for segment in plan.segments)


def _facings(plan: Plan) -> str:
    return " and ".join(dict.fromkeys(segment.facing.value for segment in plan.segments))


def _short(plan: Plan) -> str:
    facings = _facings(plan)
    return "both" if " and " in facings else facings


def _row(plan: Plan) -> tuple[str, ...]:
    legs = legs_of(plan)
    if plan.monitor_only:
        return plan.id, plan.name, plan.level.value, "-", f"{metres(legs):.0f} m", "watched", "-", _short(plan)
    top = max(leg.speed for leg in legs)
    length = clock(legs[-1].ends_ms)
    return (
        plan.id,
        plan.name,
        plan.level.value,
        length,
        f"{metres(legs):.0f} m",
        short(top),
        str(starts(plan)),
        _short(plan),
    )


def listing(plans: Mapping[str, Plan]) -> Table:
    """The library, a line each."""
    table = Table(box=None, padding=(0, 1, 0, 0))
    for title in ("Id", "Name", "Level", "Time", "Way", "Top", "Starts", "Facing"):
        table.add_column(title, overflow="fold", no_wrap=title not in ("Name", "Facing"))
    for plan in plans.values():
        table.add_row(*_row(plan))
    return table


def aim(segment: Segment, leg: Leg) -> str:
    """The speed a segment asks for, in both units."""
    if segment.kind in (Kind.TURN, Kind.REST):
        return "stands"
    return str(segment.speed) if segment.speed is not None else f"minimum, here {leg.speed.kmh:g} km/h"


def lasts(segment: Segment) -> str:
    """How long or how far."""
    if segment.distance is not None:
        return str(segment.distance)
    least = "at least " if segment.kind in (Kind.TURN, Kind.REST) else ""
    return f"{least}{clock(segment.duration)}"


def steps(legs: tuple[Leg, ...]) -> Table:
    """A protocol, a line for each segment."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("", "At", "Segment", "Facing", "Speed", "Incline", "For", "Change"):
        table.add_column(title, justify="right" if not title else "left", no_wrap=True)
    for number, leg in enumerate(legs, 1):
        segment = leg.segment
        change = clock(leg.transition_ms) if leg.transition_ms else ""
        incline = str(segment.inclination)
        table.add_row(
            str(number), clock(leg.starts_ms), segment.kind, segment.facing, aim(segment, leg), incline,
            lasts(segment), change,
        )  # fmt: skip
    return table


def _stretches(legs: tuple[Leg, ...]) -> list[tuple[int, float]]:
    """Length and speed of each transition (at its mean) and hold."""
    stretches, before = [], 0.0
    for leg in legs:
        stretches += [(leg.transition_ms, (before + leg.speed.mph) / 2), (leg.hold_ms, leg.speed.mph)]
        before = leg.speed.mph
    return stretches


def show(plan: Plan, console: Console) -> None:
    """Print a protocol in full, with a small plot of its speed."""
    legs = legs_of(plan)
    console.print(f"{plan.id} {plan.name}", style="bold", markup=False)
    about = (("For", plan.who), ("Frequency", plan.frequency), ("Progression", plan.progression), ("Basis", plan.basis))
    for label, text in about:
        if text:
            console.print(f"{label}: {text}", markup=False, highlight=False)
    caps = f"at most {plan.speed_cap} and {plan.inclination_cap}"
    total = f"{clock(legs[-1].ends_ms)}, of it {clock(belt_time(legs))} on a moving belt, {metres(legs):.0f} m"
    console.print(f"Level {plan.level}: {caps}. {total}; {starts(plan)} belt starts.", highlight=False)
    if plan.monitor_only:
        console.print(
            "Watched only: Retrowalk sends no belt command, and cannot stop a self-powered belt.", style="bold"
        )
    console.print()
    console.print(steps(legs))
    if not plan.monitor_only:
        console.print()
        for line in chart(_stretches(legs), "mph", f"{clock(legs[-1].ends_ms)}"):
            drawn = line if console.encoding.startswith("utf") else line.translate(PLAIN)
            console.print(drawn, highlight=False, markup=False, no_wrap=True)
        console.print(f"speed over time; the walker faces {_facings(plan)}")
