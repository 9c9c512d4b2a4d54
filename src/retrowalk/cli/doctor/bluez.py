"""What BlueZ says of this computer's radios, over D-Bus (Linux only). It is asked one question and changes nothing."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dbus_fast import BusType, Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError


ADAPTER = "org.bluez.Adapter1"
# A bus that hangs is not waited for (s).
PATIENCE = 5.0
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
