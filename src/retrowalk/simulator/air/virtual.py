"""A virtual air with this computer's Bluetooth on it, and as many treadmills as are added."""

from typing import Self

from bumble import hci
from bumble.device import Device
from bumble.host import Host
from bumble.transport.common import AsyncPipeSink

from retrowalk.simulator.air.backend import AirClient, AirScanner, Central
from retrowalk.simulator.air.peripheral import Peripheral, Station
from retrowalk.simulator.air.radio import AirController, Radio
from retrowalk.simulator.treadmill import Treadmill


# Nothing limits advertising on this air.
_ROOM = 255
# Static random addresses have their two highest bits set; the rest is free, and the same in every run.
_CENTRAL = 0xC0_00_00_00_00_00
_FIRST_TREADMILL = 0xC0_00_00_00_00_01


def static_address(number: int) -> hci.Address:
    """Make an address of its number."""
    digits = f"{number:012X}"
    return hci.Address(":".join(digits[i : i + 2] for i in range(0, 12, 2)), hci.Address.RANDOM_DEVICE_ADDRESS)


class VirtualAir:
    """Entered on a running loop. `latency` in s, one way.

    `backend` and `scanner` are the classes to give to bleak: BleakClient(…, backend=air.backend).
    """

    def __init__(self, latency: float = 0.0) -> None:
        self.radio = Radio(latency)
        self._peripherals: list[Peripheral] = []
        self._devices: list[Device] = []
        self.backend: type[AirClient] = AirClient
        self.scanner: type[AirScanner] = AirScanner

    async def __aenter__(self) -> Self:
        """Switch this computer's Bluetooth on."""
        device, _ = await self._device("central", static_address(_CENTRAL))
        bound = {"central": Central(device)}
        self.backend = type("VirtualAirClient", (AirClient,), bound)
        self.scanner = type("VirtualAirScanner", (AirScanner,), bound)
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Switch everything off."""
        for peripheral in self._peripherals:
            peripheral.close()
        for device in self._devices:
            await device.power_off()
        self.radio.close()

    async def add(self, treadmill: Treadmill | None = None, name: str = "") -> Station:
        """Put a treadmill on the air; `name` defaults to its shape's."""
        treadmill = treadmill or Treadmill()
        address = static_address(_FIRST_TREADMILL + len(self._peripherals))
        station = Station(treadmill, name, address)
        device, controller = await self._device(station.name, address)
        peripheral = Peripheral(device)
        self._peripherals.append(peripheral)
        peripheral.serve(treadmill, lambda away: self.radio.partition(controller, away / 1000))
        await peripheral.add(station, _ROOM)
        return station

    async def _device(self, name: str, address: hci.Address) -> tuple[Device, AirController]:
        """Make a powered Bluetooth device with its own controller on this air."""
        controller = AirController(name, link=self.radio)
        device = Device(name=name, address=address, host=Host(controller, AsyncPipeSink(controller)))
        self._devices.append(device)
        await device.power_on()
        return device, controller
