"""Simulated treadmills on real air, by a Bluetooth controller that a Bumble transport reaches."""

import asyncio
import uuid
from collections.abc import Callable, Sequence

from bumble import core, hci
from bumble.device import Device
from bumble.transport import open_transport
from bumble.transport.common import Transport

from retrowalk.simulator.air.peripheral import Peripheral, Station, static_address
from retrowalk.simulator.treadmill import Treadmill


# The bits of an address that are free, less eight for numbering: stable for a computer, different between computers.
_OWN = 0x3F_FF_FF_FF_FF_00
# A controller answers Reset within milliseconds; one that does not in this time is none (s).
_POWER_ON = 10.0
# How often to look whether the other side of a server transport has come (s).
_LOOK = 0.1


class NoRadio(Exception):
    """The transport cannot be opened, has no controller, or cannot do what is asked; the message says which."""


async def advertise(
    treadmills: Sequence[Treadmill], transport: str, announce: Callable[[Sequence[Station]], None]
) -> None:
    """Advertise treadmills over a transport such as usb:0 or hci-socket:1 until cancelled or unplugged.

    `announce` hears of them once they are on the air; several are told apart by a number after their name.
    Raises NoRadio.
    """
    opened = await _open(transport)
    try:
        device = Device.with_hci("Retrowalk Sim", _address(0), opened.source, opened.sink)
        await _power_on(device, opened, transport)
        peripheral = await _serve(device, treadmills)
        announce(list(peripheral.stations.values()))
        try:
            await _until_unplugged(opened, transport)
        finally:
            peripheral.close()
            await device.power_off()
    finally:
        await opened.close()


async def _open(transport: str) -> Transport:
    """Open a transport. Raises NoRadio for whatever the system or a driver says against it."""
    try:
        return await open_transport(transport)
    except (core.BaseBumbleError, OSError, ValueError, ImportError) as error:
        raise NoRadio(f"transport {transport}: {str(error) or type(error).__name__}") from error


async def _power_on(device: Device, opened: Transport, transport: str) -> None:
    """Wait for the other side of a server transport, however long, then switch the controller on. Raises NoRadio."""
    while getattr(opened.sink, "transport", opened) is None:  # noqa: ASYNC110 - Bumble tells nobody when it comes
        await asyncio.sleep(_LOOK)
    try:
        async with asyncio.timeout(_POWER_ON):
            await device.power_on()
    except (TimeoutError, core.BaseBumbleError, hci.HCI_Error) as error:
        raise NoRadio(f"transport {transport}: no Bluetooth controller answers there") from error


async def _serve(device: Device, treadmills: Sequence[Treadmill]) -> Peripheral:
    """Publish and advertise. Raises NoRadio for more treadmills than the controller can advertise."""
    room = device.host.number_of_supported_advertising_sets if device.supports_le_extended_advertising else 1
    if len(treadmills) > room:
        raise NoRadio(f"this Bluetooth controller can advertise {room} treadmill(s) at a time, not {len(treadmills)}")
    peripheral = Peripheral(device)
    peripheral.serve(treadmills[0])
    for number, treadmill in enumerate(treadmills):
        name = f"{treadmill.shape.name} {number + 1}" if len(treadmills) > 1 else treadmill.shape.name
        await peripheral.add(Station(treadmill, name, _address(number)))
    return peripheral


async def _until_unplugged(opened: Transport, transport: str) -> None:
    """Wait until the transport ends. Raises NoRadio then."""
    await opened.source.terminated
    raise NoRadio(f"transport {transport}: the Bluetooth controller is gone")


def _address(number: int) -> hci.Address:
    return static_address((uuid.getnode() << 8 & _OWN) | number)
