"""`retrowalk scan`: which treadmills are near, and what each can do."""

from rich.console import Console
from rich.table import Table

from retrowalk import app
from retrowalk.controller.machine import read
from retrowalk.firmware.catalogue import AmbiguousProfile
from retrowalk.ftms.advertisement import Verdict
from retrowalk.ftms.features import (
    MachineFeature,
    TargetSetting,
    decode_features,
    decode_inclination_range,
    decode_speed_range,
)
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.link.ble import scan
from retrowalk.link.errors import LinkError
from retrowalk.link.found import Found
from retrowalk.link.port import Description
from retrowalk.link.probe import probe
from retrowalk.link.reconnect import link_up
from retrowalk.simulator.air.loopback import Place


# What a walk needs or uses, in the words of the table.
_TELLS = ((MachineFeature.INCLINATION, "incline"), (MachineFeature.TOTAL_DISTANCE, "distance"))
_TAKES = ((TargetSetting.SPEED, "speed"), (TargetSetting.INCLINATION, "incline"))


def abilities(description: Description) -> str:
    """Why it cannot be walked on, when it cannot; and what a treadmill says it can do."""
    try:
        why = _refusal(description)
    except AmbiguousProfile as error:
        return f"cannot be used: {error}"
    return f"can only be watched: {why}; {_says(description)}" if why else _says(description)


def _refusal(description: Description) -> str:
    """Why no walk could set its speed, in the words a walk would use; empty when one could. Raises AmbiguousProfile."""
    return read(link_up(description), app.profile_of(description)).refusal


def _says(description: Description) -> str:
    try:
        features = decode_features(description.features)
    except MalformedValue:
        return "does not tell its features"
    tells = ", ".join(["speed", *(word for bit, word in _TELLS if bit in features.machine)])
    takes = " and ".join(word for bit, word in _TAKES if bit in features.targets)
    return f"takes {takes or 'nothing'}; tells {tells}; {_limits(description)}"


def _limits(description: Description) -> str:
    try:
        speeds = decode_speed_range(description.speed_range)
    except MalformedValue:
        return "does not tell its speeds"
    said = f"{speeds.min.kmh:g} to {speeds.max.kmh:g} km/h in steps of {speeds.step.kmh:g}"
    try:
        inclinations = decode_inclination_range(description.inclination_range)
    except MalformedValue:
        return said
    return f"{said}, {inclinations.min.percent:g} to {inclinations.max.percent:g} %"


# Asked without --all: a gym is full of other people's devices.
_LIKELY = frozenset({Verdict.YES, Verdict.PERHAPS})


async def look(found: Found, radio: app.Bluetooth) -> str:
    """Connect and read what it can do; the reason when that fails."""
    if found.verdict is Verdict.NO:
        return found.why
    try:
        return abilities(await probe(radio.treadmill(found.device or found.address)))
    except LinkError as error:
        return f"cannot be reached: {error}"


def table(rows: list[tuple[Found, str]]) -> Table:
    """What was found, the likeliest first."""
    shown = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("Name", "Address", "Signal", "Treadmill", "What it can do"):
        shown.add_column(title, overflow="fold")
    for found, can in rows:
        shown.add_row(found.name or "-", found.address, f"{found.rssi} dBm", found.verdict.value, can)
    return shown


async def run(seconds: float, console: Console, *, everything: bool, ask: bool, air: Place | None = None) -> None:
    """Scan, ask each treadmill in turn, print. Raises LinkError when there is no Bluetooth, NoAir when no air."""
    async with app.bluetooth(air) as radio:
        found = await scan(seconds, radio.scanner)
        worth = [each for each in found if everything or each.verdict in _LIKELY]
        rows = [(each, await look(each, radio) if ask else each.why) for each in worth]
    others = (
        f" ({len(found) - len(rows)} other devices; --all asks those with a name, too)"
        if len(found) > len(rows)
        else ""
    )
    if rows:
        console.print(table(rows))
        console.print(others.strip(), style="dim")
    else:
        console.print(f"No treadmill answers{others}. Switch it on, and end other apps that hold it.")
