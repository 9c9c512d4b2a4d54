"""The radios: whether a treadmill can be reached by them."""

import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from retrowalk.cli.doctor.finding import Finding, fail, ok, warn


if TYPE_CHECKING:
    from retrowalk.cli.doctor.bluez import Adapter

ABOUT = "bluetooth"
# Older ones lack what bleak asks for.
OLDEST = (5, 55)
# What was seen of one version: nobody should be surprised by it.
KNOWN_BAD: Mapping[tuple[int, int], str] = MappingProxyType(
    {(5, 66): "7 of 26 connections right after a disconnection failed; Retrowalk waits, others may not"}
)


async def bluetooth(chosen: Sequence[str] = ()) -> list[Finding]:
    """What stands between this computer's radios and a treadmill."""
    if sys.platform != "linux":
        return [warn(ABOUT, "nobody has looked at this system's Bluetooth", "try retrowalk scan")]
    from retrowalk.cli.doctor import bluez  # noqa: PLC0415 - its D-Bus is there on Linux only

    try:
        found = await bluez.adapters()
    except bluez.NoAnswer as silence:
        return [fail(ABOUT, str(silence), silence.mend)]
    if not found:
        return [fail(ABOUT, "this computer has no Bluetooth adapter", "plug one in; see also: rfkill list, dmesg")]
    used = [each for each in found if not chosen or each.name in chosen]
    return [*_missing(chosen, [each.name for each in found]), *(_judged(each) for each in used), *_versions(used)]


def _missing(chosen: Sequence[str], there: Sequence[str]) -> list[Finding]:
    mend = f"choose of {', '.join(there)}"
    return [fail(ABOUT, f"{name} is chosen and not there", mend) for name in chosen if name not in there]


def _judged(adapter: "Adapter") -> Finding:
    if not adapter.powered:
        return fail(
            ABOUT,
            f"{adapter.name} is switched off",
            f"rfkill unblock bluetooth; bluetoothctl power on ({adapter.name})",
        )
    if not adapter.central:
        return fail(ABOUT, f"{adapter.name} cannot connect to anything: it is no central", "use another adapter")
    return ok(ABOUT, f"{adapter.name} is on")


def _versions(found: "Sequence[Adapter]") -> list[Finding]:
    told = next((each.version for each in found if each.version), None)
    if told is None:
        return [warn("bluez", "it does not tell its version", "compare bluetoothctl --version with docs/operate.md")]
    name = f"BlueZ {told[0]}.{told[1]}"
    if told < OLDEST:
        return [fail("bluez", f"{name} is too old", f"install BlueZ {OLDEST[0]}.{OLDEST[1]} or newer")]
    if told in KNOWN_BAD:
        return [warn("bluez", f"{name}: {KNOWN_BAD[told]}", "install a newer one when there is one for this system")]
    return [ok("bluez", name)]
