"""A virtual air with this computer's Bluetooth on it, and as many treadmills as are added."""

import asyncio
from typing import Self

from bumble.device import Device
from bumble.hci import Address
from bumble.transport.common import AsyncPipeSink

from retrowalk.simulator.air.backend import AirClient, AirScanner
from retrowalk.simulator.air.central import Central
from retrowalk.simulator.air.exchange import AirHost
from retrowalk.simulator.air.peripheral import Peripheral, Station, static_address
from retrowalk.simulator.air.radio import AirController, Radio
from retrowalk.simulator.air.strap import AirStrap
from retrowalk.simulator.names import SIMULATED_STRAP
from retrowalk.simulator.treadmill import Treadmill


# Hosts and controllers finish the commands they are at without waiting, but in several rounds of the loop (s).
_LAST_WORDS = 0.01
# Nothing limits advertising on this air.
_ROOM = 255

# Where the addresses of straps begin: those of treadmills are below, those of joining computers above.
_STRAPS = 0x8000


class VirtualAir:
    """Entered on a running loop. `latency` in s, one way.

    `backend` and `scanner` are the classes to give to bleak: BleakClient(…, backend=air.backend).
    """

    def __init__(self, latency: float = 0.0) -> None:
        self.radio = Radio(latency)
        self._peripherals: list[Peripheral] = []
        self._straps: list[AirStrap] = []
        self._devices: list[Device] = []
        self.backend: type[AirClient] = AirClient
        self.scanner: type[AirScanner] = AirScanner

    async def __aenter__(self) -> Self:
        """Switch this computer's Bluetooth on."""
        device, _ = await self._device("central", static_address(0))
        bound = {"central": Central(device)}
        self.backend = type("VirtualAirClient", (AirClient,), bound)
        self.scanner = type("VirtualAirScanner", (AirScanner,), bound)
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Switch everything off."""
        for peripheral in self._peripherals:
            peripheral.close()
        for strap in self._straps:
            strap.close()
        self.radio.close()
        await asyncio.sleep(_LAST_WORDS)
        for device in self._devices:
            await device.power_off()
        self.radio.silence()

    async def add(self, treadmill: Treadmill | None = None, name: str = "") -> Station:
        """Put a treadmill on the air; `name` defaults to its shape's."""
        treadmill = treadmill or Treadmill()
        address = static_address(1 + len(self._peripherals))
        device, controller = await self._device(name or treadmill.shape.name, address)
        station = Station(treadmill, name, address, lambda away: self.radio.partition(controller, away / 1000))
        peripheral = Peripheral(device)
        self._peripherals.append(peripheral)
        peripheral.serve(treadmill)
        await peripheral.add(station, _ROOM)
        return station

    async def add_strap(self, name: str = SIMULATED_STRAP) -> AirStrap:
        """Put a heart-rate strap on the air."""
        address = static_address(_STRAPS + len(self._straps))
        device, controller = await self._device(name, address)
        strap = AirStrap(device, name, address, lambda away: self.radio.partition(controller, away / 1000))
        self._straps.append(strap)
        await strap.begin()
        return strap

    async def _device(self, name: str, address: Address) -> tuple[Device, AirController]:
        """Make a powered Bluetooth device with its own controller on this air."""
        controller = AirController(name, link=self.radio)
        device = Device(name=name, address=address, host=AirHost(controller, AsyncPipeSink(controller)))
        self._devices.append(device)
        await device.power_on()
        return device, controller
