"""The live view of a walk: one frame of the terminal made from one snapshot. 80 by 24 characters are enough."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.align import Align
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from retrowalk.cli.words import ALARMS, PROMPTS, QUESTIONS, SIMULATED
from retrowalk.controller.snapshot import Snapshot
from retrowalk.export.report import EMPTY, clock
from retrowalk.export.trace import SAYINGS, inclination_of, speed_of
from retrowalk.protocol.plan import Plan
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.units import Inclination, Setpoint, Speed


# A sample older than this (ms) is shown with its age: two missed seconds of a treadmill that reports each second.
OLD = 2500
# The last lines of what was said and done that stay on the screen.
LINES = 5
# An alarm takes their place: it must not push the keys off a small screen.
ALARM_LINES = 3
KEYS_LINE = "s/space STOP BELT (app)  x pain  d dizzy  h hold  p proceed  + - nudge  e end"


@dataclass(frozen=True, slots=True)
class View:
    """What a frame is made from; `lines` is what happened lately, `alerts` what must be read first."""

    snapshot: Snapshot
    plan: Plan
    simulated: bool
    lines: Sequence[str]
    alerts: Sequence[str] = ()


def words(value: object) -> str:
    """A stage, belt or reason as people read it."""
    return str(value).replace("_", " ")


def figure(value: Speed | Inclination | None) -> str:
    """A speed in both units or an inclination; a dash where there is none."""
    return EMPTY if value is None else str(value)


def alarms(view: View) -> list[RenderableType]:
    """Each alarm as a loud panel, first of all; what two of them say is said once."""
    loud = dict.fromkeys([*view.alerts, *(ALARMS[kind] for kind in view.snapshot.alarms)])
    return [Panel(Align.center(Text(text)), style="bold white on red") for text in loud]


def _banner(view: View) -> list[RenderableType]:
    head = Text(f"{view.plan.id} {view.plan.name}", style="bold")
    head.append(f"  on {view.snapshot.treadmill or 'no treadmill yet'}", style="not bold")
    note = Text(SIMULATED, style="black on yellow", justify="center") if view.simulated else None
    return [note, head] if note else [head]


def _state(snapshot: Snapshot) -> RenderableType:
    """Link, belt and walk, each told apart from the others."""
    grid = Table.grid(expand=True)
    for _ in range(3):
        grid.add_column(ratio=1)
    link = Text("Link ") + (Text("up", style="green") if snapshot.linked else Text("DOWN", style="bold red"))
    belt = Text("Belt ") + Text(words(snapshot.belt), style="bold")
    walk = Text("Walk ") + Text(words(snapshot.stage or "no session"), style="bold")
    grid.add_row(link, belt, walk)
    return grid


def upcoming(snapshot: Snapshot, plan: Plan) -> str:
    """The next announced change: when and what, with the figures of the segment it leads to."""
    if snapshot.change is None or snapshot.change_in is None:
        return EMPTY
    following = plan.segments[snapshot.segment + 1 : snapshot.segment + 2]
    speed = following[0].speed if following else None
    inclination = following[0].inclination if following else Inclination(0)
    change = SAYINGS[snapshot.change].format(speed=speed or "the minimum", inclination=inclination, lead=0)
    return f"in {clock(snapshot.change_in)}: {change}"


def segment(snapshot: Snapshot) -> str:
    """Where in the protocol the walk is."""
    kind = "" if snapshot.kind is None else f"  {snapshot.kind}"
    facing = "" if snapshot.facing is None else f", facing {snapshot.facing.upper()}"
    return f"{min(snapshot.segment + 1, snapshot.segments)} of {snapshot.segments}{kind}{facing}"


def _progress(snapshot: Snapshot, plan: Plan) -> RenderableType:
    done, left = snapshot.belt_time, snapshot.left or 0
    bar = ProgressBar(total=max(done + left, 1), completed=done, width=24)
    grid = Table.grid(padding=(0, 2))
    grid.add_row(Text("Segment", style="dim"), segment(snapshot))
    grid.add_row(Text("Next", style="dim"), Text(upcoming(snapshot, plan), style="bold cyan"))
    times = f"{clock(done)} walked, {clock(snapshot.left)} left, {snapshot.metres:.0f} m"
    time_grid = Table.grid(padding=(0, 2))
    time_grid.add_row(bar, times)
    grid.add_row(Text("Time", style="dim"), time_grid)
    return grid


def _measured(snapshot: Snapshot) -> tuple[Text, Text]:
    """Measured speed and inclination; an old sample says how old it is."""
    sample = snapshot.measured
    if sample is None:
        return Text(EMPTY), Text(EMPTY)
    old = (snapshot.age or 0) > OLD
    style = "bold red" if old else "bold green"
    note = f" {(snapshot.age or 0) / 1000:.0f} s old" if old else ""
    return Text(figure(sample.speed) + note, style=style), Text(figure(sample.inclination), style=style)


def _figures(snapshot: Snapshot) -> RenderableType:
    speed, inclination = _measured(snapshot)
    points = (snapshot.planned, snapshot.allowed, snapshot.commanded)
    grid = Table(box=None, expand=True, padding=(0, 1), show_edge=False)
    for title in ("", "planned", "allowed", "asked for", "measured"):
        grid.add_column(title, no_wrap=True)
    grid.add_row("Speed", *(short(speed_of(point)) for point in points), speed)
    grid.add_row("Incline", *(figure(inclination_of(point)) for point in points), inclination)
    return grid


def short(speed: Speed | None) -> str:
    """A speed in miles per hour only, where there is no room for both."""
    return EMPTY if speed is None else f"{speed.mph:.1f} mph"


def prompt(snapshot: Snapshot) -> str:
    """What is asked of the person now; empty when nothing is."""
    if snapshot.tap_due is not None and snapshot.tap_due <= 0:
        return "Spotter: t says that you are still there"
    if snapshot.stage is Stage.CHECKLIST and snapshot.missing:
        return f"{QUESTIONS[snapshot.missing[0]]}?  y yes, n no"
    if snapshot.belt is Belt.LATCHED and snapshot.stage is None:
        return "Latched after a stop: r resets, nothing moves"
    return PROMPTS.get(snapshot.stage, "") if snapshot.stage else ""


def capped(snapshot: Snapshot) -> str:
    """The caps in force and who holds them."""
    speed = f"{figure(snapshot.cap)} by {snapshot.cap_source}" if snapshot.cap_source else EMPTY
    incline = f"{figure(snapshot.inclination_cap)} by {snapshot.inclination_cap_source}"
    return f"{speed}; incline {incline}" if snapshot.inclination_cap_source else speed


def heart(snapshot: Snapshot) -> str:
    """The heart rate and its limit, where a strap is believed; empty where none is."""
    return "" if snapshot.heart_rate is None else f"heart {snapshot.heart_rate} of {snapshot.heart_rate_limit or EMPTY}"


def _notes(snapshot: Snapshot) -> list[RenderableType]:
    beats = heart(snapshot)
    notes: list[RenderableType] = [Text(f"Caps  {capped(snapshot)}{beats and f'; {beats}'}")]
    if snapshot.latched:
        notes.append(Text(f"LATCHED: {words(snapshot.latched)}", style="bold red"))
    if snapshot.frozen:
        notes.append(Text(f"Speed frozen: {', '.join(map(words, snapshot.frozen))} - p to proceed", style="yellow"))
    return notes


def frame(view: View) -> RenderableType:
    """The whole frame: alarms first, then where the walk is, then the figures, then what was said, then the keys."""
    snapshot = view.snapshot
    asked = prompt(snapshot)
    loud = alarms(view)
    room = max(1, LINES - ALARM_LINES * len(loud))
    said = [Text(line, style="dim", no_wrap=True, overflow="ellipsis") for line in view.lines[-room:]]
    return Group(
        *loud,
        *_banner(view),
        _state(snapshot),
        Text(),
        _progress(snapshot, view.plan),
        Text(),
        _figures(snapshot),
        *_notes(snapshot),
        Text(asked, style="bold black on cyan" if asked else ""),
        *said,
        *[Text()] * (room - len(said)),
        Text(KEYS_LINE, style="reverse"),
    )


def line(snapshot: Snapshot, plan: Plan) -> str:
    """One plain line for a log or a pipe; alarms first."""
    loud = "".join(f"{ALARMS[kind]} | " for kind in snapshot.alarms)
    sample = snapshot.measured
    parts = (
        f"link {'up' if snapshot.linked else 'DOWN'}",
        f"belt {words(snapshot.belt)}",
        words(snapshot.stage or "no session"),
        f"segment {segment(snapshot)}",
        f"planned {_point(snapshot.planned)}",
        f"allowed {_point(snapshot.allowed)}",
        f"measured {EMPTY if sample is None else f'{short(sample.speed)}, {figure(sample.inclination)}'}",
        f"left {clock(snapshot.left)}",
        f"cap by {snapshot.cap_source or EMPTY}",
        f"next {upcoming(snapshot, plan)}",
        heart(snapshot),
    )
    return loud + " | ".join(part for part in parts if part)


def _point(setpoint: Setpoint | None) -> str:
    """Speed and inclination in one plain line; a single dash where there is no setpoint."""
    return EMPTY if setpoint is None else f"{short(setpoint.speed)}, {setpoint.inclination}"
