"""The radios, as BlueZ tells of them over D-Bus. It is asked one question and changes nothing."""

import asyncio
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dbus_fast import BusType, Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError

from retrowalk.cli.doctor.finding import Finding, fail, ok, warn


ABOUT = "bluetooth"
ADAPTER = "org.bluez.Adapter1"
# A bus that hangs is not waited for (s).
PATIENCE = 5.0
# Older ones lack what bleak asks for.
OLDEST = (5, 55)
# What was seen of one version: nobody should be surprised by it.
KNOWN_BAD: Mapping[tuple[int, int], str] = MappingProxyType(
    {
        (
            5,
            66,
        ): "7 of 26 connections right after a disconnection failed; Retrowalk waits in between, other programs may not"
    }
)
# BlueZ names itself in the modalias of each adapter: usb:v1D6Bp0246d0542 is version 5.66.
_VERSION = re.compile(r"usb:v1D6Bp0246d([0-9A-F]{2})([0-9A-F]{2})", re.IGNORECASE)
# What a D-Bus error means: what is wrong, and how to mend it.
_REFUSALS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "org.freedesktop.DBus.Error.ServiceUnknown": (
            "bluetoothd does not run",
            "install bluez and start it: systemctl enable --now bluetooth",
        ),
        "org.freedesktop.DBus.Error.NameHasNoOwner": (
            "bluetoothd does not run",
            "start it: systemctl enable --now bluetooth",
        ),
        "org.freedesktop.DBus.Error.AccessDenied": (
            "this user may not speak to bluetoothd",
            "add the user to the group bluetooth, then log in anew",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Adapter:
    """One radio."""

    name: str
    powered: bool
    central: bool
    version: tuple[int, int] | None


class NoAnswer(Exception):
    """BlueZ cannot be asked: what is wrong, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.mend = mend


def version(modalias: str) -> tuple[int, int] | None:
    """The version of BlueZ; None when it does not say."""
    match = _VERSION.match(modalias)
    return (int(match[1], 16), int(match[2], 16)) if match else None


async def adapters() -> list[Adapter]:
    """Every adapter BlueZ knows. Raises NoAnswer."""
    try:
        async with asyncio.timeout(PATIENCE):
            objects = await _objects()
    except TimeoutError:
        raise NoAnswer(f"D-Bus did not answer within {PATIENCE:g} s", "restart dbus and bluetooth") from None
    except (OSError, AuthError, EOFError) as error:
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise NoAnswer(
            f"there is no system D-Bus to ask: {why}", "install and start dbus; in a container, share it"
        ) from None
    return [_adapter(path, each[ADAPTER]) for path, each in sorted(objects.items()) if ADAPTER in each]


async def _objects() -> dict[str, dict[str, dict[str, Any]]]:
    bus = MessageBus(bus_type=BusType.SYSTEM)
    try:
        await bus.connect()
        reply = await bus.call(
            Message(
                destination="org.bluez",
                path="/",
                interface="org.freedesktop.DBus.ObjectManager",
                member="GetManagedObjects",
            )
        )
    finally:
        bus.disconnect()
    if reply.message_type is MessageType.ERROR:
        name = reply.error_name
        raise NoAnswer(
            *_REFUSALS.get(name or "", (f"bluetoothd answers {name}", "restart it: systemctl restart bluetooth"))
        )
    objects: dict[str, dict[str, dict[str, Any]]] = reply.body[0]
    return objects


def _adapter(path: str, properties: Mapping[str, Any]) -> Adapter:
    said = {name: variant.value for name, variant in properties.items()}
    # BlueZ before 5.64 does not tell roles; every adapter it drove could be a central.
    roles = said.get("Roles", ["central"])
    return Adapter(
        path.rpartition("/")[2], bool(said.get("Powered")), "central" in roles, version(said.get("Modalias", ""))
    )


async def bluetooth(chosen: Sequence[str] = ()) -> list[Finding]:
    """What stands between this computer's radios and a treadmill."""
    if sys.platform != "linux":
        return [warn(ABOUT, "nobody has looked at this system's Bluetooth", "try retrowalk scan")]
    try:
        found = await adapters()
    except NoAnswer as silence:
        return [fail(ABOUT, str(silence), silence.mend)]
    if not found:
        return [fail(ABOUT, "this computer has no Bluetooth adapter", "plug one in; see also: rfkill list, dmesg")]
    used = [each for each in found if not chosen or each.name in chosen]
    return [*_missing(chosen, [each.name for each in found]), *(_judged(each) for each in used), *_versions(used)]


def _missing(chosen: Sequence[str], there: Sequence[str]) -> list[Finding]:
    mend = f"choose of {', '.join(there)}"
    return [fail(ABOUT, f"{name} is chosen and not there", mend) for name in chosen if name not in there]


def _judged(adapter: Adapter) -> Finding:
    if not adapter.powered:
        return fail(
            ABOUT,
            f"{adapter.name} is switched off",
            f"rfkill unblock bluetooth; bluetoothctl power on ({adapter.name})",
        )
    if not adapter.central:
        return fail(ABOUT, f"{adapter.name} cannot connect to anything: it is no central", "use another adapter")
    return ok(ABOUT, f"{adapter.name} is on")


def _versions(found: Sequence[Adapter]) -> list[Finding]:
    told = next((each.version for each in found if each.version), None)
    if told is None:
        return [warn("bluez", "it does not tell its version", "compare bluetoothctl --version with docs/operate.md")]
    name = f"BlueZ {told[0]}.{told[1]}"
    if told < OLDEST:
        return [fail("bluez", f"{name} is too old", f"install BlueZ {OLDEST[0]}.{OLDEST[1]} or newer")]
    if told in KNOWN_BAD:
        return [warn("bluez", f"{name}: {KNOWN_BAD[told]}", "install a newer one when there is one for this system")]
    return [ok("bluez", name)]
