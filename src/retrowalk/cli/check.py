"""`retrowalk protocols check`: would this be allowed here, where is it clipped and by whom, how long, how far."""

from rich.console import Console
from rich.table import Table

from retrowalk.cli.exits import Exit
from retrowalk.cli.live import short
from retrowalk.export.report import clock
from retrowalk.firmware.profile import Profile
from retrowalk.protocol.plan import Plan
from retrowalk.safety.caps import Cap, Layer, Source
from retrowalk.safety.governor import Grid
from retrowalk.session.preview import Preview, Step, preview
from retrowalk.units import Inclination, Speed


# An ordinary home treadmill, where the profile says nothing: 1.0 to 16 km/h in steps of 0.1, up to 15 % in halves.
USUAL = Grid(100, 1600, 10, 150, 5)


def _wire(usual: int, *said: Speed | Inclination | None) -> int:
    """The first that says something, else the usual."""
    return next((each.wire for each in said if each is not None), usual)


def belt(profile: Profile, minimum: Speed | None, step: Speed | None) -> Grid:
    """The belt's speeds and inclinations: as asked, else as the profile says, else the usual ones."""
    return Grid(
        _wire(USUAL.minimum, minimum, profile.speed_min),
        _wire(USUAL.maximum, profile.speed_max),
        _wire(USUAL.step, step, profile.speed_step),
        _wire(USUAL.inclination_maximum, profile.inclination_max),
        _wire(USUAL.inclination_step, profile.inclination_step),
    )


def _blame(cap: Cap[Speed] | Cap[Inclination] | None) -> str:
    if cap is None:
        return ""
    who = f" ({cap.set_by})" if cap.set_by else ""
    return f"{cap.source}{who}"


def _clip(step: Step) -> tuple[str, str, str]:
    """Wanted, allowed and who is to blame, for a step that is clipped."""
    wanted, allowed = step.wanted, step.allowed
    blame = dict.fromkeys(filter(None, (_blame(step.speed_by), _blame(step.inclination_by))))
    return (
        f"{short(wanted.speed)}, {wanted.inclination}",
        f"{short(allowed.speed)}, {allowed.inclination}",
        " and ".join(blame),
    )


def _clipped(seen: Preview, console: Console) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("Segment", "", "Wanted", "Allowed", "By"):
        table.add_column(title)
    for number, step in enumerate(seen.steps, 1):
        if step.speed_by or step.inclination_by:
            table.add_row(str(number), step.written.segment.kind, *_clip(step))
    console.print(table)


def run(plan: Plan, profile: Profile, grid: Grid, speed_cap: Speed | None, console: Console) -> Exit:
    """Print the verdict; REFUSED when it would not begin."""
    layers = () if speed_cap is None else (Layer(Source.SESSION, speed_cap, set_by="command line"),)
    seen = preview(plan, layers, grid, profile)
    where = f"{profile.id}, minimum {Speed(grid.minimum)}, steps of {grid.step / 100:g} km/h"
    console.print(f"{plan.id} {plan.name} on {where}", markup=False)
    if seen.refusal:
        console.print(f"Not allowed: {seen.refusal}.", style="bold red")
        return Exit.REFUSED
    console.print(f"Allowed. {len(seen.clipped)} of {len(seen.steps)} segments clipped.", style="bold green")
    if seen.clipped:
        _clipped(seen, console)
    (written, walked), (far, walked_far) = seen.lasts, seen.metres
    console.print(
        f"Time {clock(written)} as written, {clock(walked)} as walked; way {far:.0f} m and {walked_far:.0f} m."
    )
    if seen.cut_short:
        by = seen.belt_time
        console.print(
            f"The walk winds down early: {clock(by.value)} on the belt is the cap of {by.source}.", style="bold"
        )
    return Exit.DONE
