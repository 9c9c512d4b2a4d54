"""Simulated treadmills on real air, by a Bluetooth controller that a Bumble transport reaches."""

import asyncio
import uuid
from collections.abc import Callable, Sequence

from bumble import core, hci
from bumble.device import Device
from bumble.transport import open_transport
from bumble.transport.common import Transport

from retrowalk.simulator.air.exchange import AirHost
from retrowalk.simulator.air.peripheral import Peripheral, Station, static_address
from retrowalk.simulator.treadmill import Treadmill


# The bits of an address that are free, less eight for numbering: stable for a computer, different between computers.
_OWN = 0x3F_FF_FF_FF_FF_00
# A controller answers Reset within milliseconds; one that does not in this time is none (s).
_POWER_ON = 10.0
# How often to look whether the other side of a server transport has come (s).
_LOOK = 0.1


class NoRadio(OSError):
    """The transport cannot be opened, has no controller, or cannot do what is asked; the message says which."""


def _unheard(_stations: Sequence[Station]) -> None:
    """Tell nobody."""


async def advertise(
    treadmills: Sequence[Treadmill], transport: str, announce: Callable[[Sequence[Station]], None] = _unheard
) -> None:
    """Advertise treadmills over a transport such as usb:0 or hci-socket:1 until cancelled or unplugged.

    `announce` hears of them once they are on the air.
    Raises NoRadio.
    """
    opened = await _open(transport)
    try:
        device = Device("Retrowalk Sim", _address(0), host=AirHost(opened.source, opened.sink))
        await _power_on(device, opened)
        peripheral = await _serve(device, treadmills)
        announce(list(peripheral.stations.values()))
        try:
            await _until_unplugged(opened)
        finally:
            peripheral.close()
            await device.power_off()
    finally:
        await _close(opened)


async def _open(transport: str) -> Transport:
    """Open a transport. Raises NoRadio for whatever the system or a driver says against it."""
    try:
        return await open_transport(transport)
    except (core.BaseBumbleError, OSError, ValueError, ImportError) as error:
        raise NoRadio(str(error) or type(error).__name__) from error


async def _close(opened: Transport) -> None:
    """Close a transport; Bumble's own close leaves a server and its connection open."""
    await opened.close()
    for each in (getattr(opened, "server", None), getattr(opened.sink, "transport", None)):
        if each is not None:
            each.close()
    await asyncio.sleep(0)


async def _power_on(device: Device, opened: Transport) -> None:
    """Wait for the other side of a server transport, however long, then switch the controller on. Raises NoRadio."""
    while getattr(opened.sink, "transport", opened) is None:  # noqa: ASYNC110 - Bumble tells nobody when it comes
        await asyncio.sleep(_LOOK)
    try:
        async with asyncio.timeout(_POWER_ON):
            await device.power_on()
    except (TimeoutError, core.BaseBumbleError, hci.HCI_Error) as error:
        raise NoRadio("no Bluetooth controller answers there") from error


async def _serve(device: Device, treadmills: Sequence[Treadmill]) -> Peripheral:
    """Publish and advertise. Raises NoRadio when the controller cannot advertise that many."""
    room = _room(device)
    if room is not None and len(treadmills) > room:
        raise NoRadio(f"this Bluetooth controller can advertise {room} treadmill(s) at a time, not {len(treadmills)}")
    peripheral = Peripheral(device)
    peripheral.serve(treadmills[0])
    for number, treadmill in enumerate(treadmills):
        try:
            await peripheral.add(Station(treadmill, "", _address(number)))
        except (core.BaseBumbleError, hci.HCI_Error) as error:
            raise NoRadio(f"this Bluetooth controller refuses to advertise treadmill {number + 1}: {error}") from error
    return peripheral


def _room(device: Device) -> int | None:
    """How many treadmills the controller says it can advertise at a time; None when it does not say."""
    if not device.supports_le_extended_advertising:
        return 1
    return device.host.number_of_supported_advertising_sets or None


async def _until_unplugged(opened: Transport) -> None:
    """Wait until the transport ends. Raises NoRadio then."""
    await opened.source.terminated
    raise NoRadio("the Bluetooth controller is gone")


def _address(number: int) -> hci.Address:
    return static_address((uuid.getnode() << 8 & _OWN) | number)
