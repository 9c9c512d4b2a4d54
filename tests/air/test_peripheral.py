"""A treadmill's Bluetooth device, and what reaches it too late."""

import asyncio

import pytest
from bleak import BleakClient
from bumble import att

from retrowalk.ftms.uuids import Characteristic
from retrowalk.runtime.clock import virtual_loop
from retrowalk.simulator.air.virtual import VirtualAir


def test_what_arrives_after_the_end_of_its_link_is_refused_and_changes_nothing():
    async def main():
        async with VirtualAir() as air:
            station = await air.add()
            (peripheral,) = air._peripherals  # noqa: SLF001 - the air does not hand it out
            async with BleakClient(station.address, backend=air.backend):
                (connection,) = peripheral.device.connections.values()
            await asyncio.sleep(0.1)
            number = Characteristic.CONTROL_POINT.to_bytes(2, "little")
            (control_point,) = [
                each for each in peripheral.device.gatt_server.attributes if each.type.to_bytes() == number
            ]
            with pytest.raises(att.ATT_Error):
                await control_point.write_value(connection, b"\x00")
            assert not station.carrier.linked

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())
