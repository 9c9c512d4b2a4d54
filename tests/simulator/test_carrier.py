"""A treadmill's time on a running loop."""

import asyncio

from retrowalk.ftms.uuids import Characteristic
from retrowalk.runtime.clock import now, virtual_loop
from retrowalk.simulator.carrier import Carrier
from retrowalk.simulator.shape import Shape
from retrowalk.simulator.treadmill import Treadmill


def virtually(main):
    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())


def test_frames_are_delivered_on_time_until_the_client_leaves():
    async def main():
        came = []
        carrier = Carrier(Treadmill())
        client = carrier.join(lambda sent: came.append((now(), sent.characteristic)))
        carrier.treadmill.subscribe(client, Characteristic.TREADMILL_DATA)
        await asyncio.sleep(3.5)
        carrier.leave(client)
        carrier.leave(client)
        await asyncio.sleep(10)
        assert came == [(at, Characteristic.TREADMILL_DATA) for at in (1000, 2000, 3000)]

    virtually(main)


def test_a_write_returns_before_anything_it_causes_is_delivered():
    async def main():
        came = []
        carrier = Carrier(Treadmill(Shape(answer_after=0)))
        client = carrier.join(came.append)
        carrier.treadmill.subscribe(client, Characteristic.CONTROL_POINT)
        assert carrier.write(client, b"\x00") == 0
        assert came == []
        await asyncio.sleep(0.1)
        assert [each.data for each in came] == [bytes.fromhex("800001")]

    virtually(main)


def test_a_closed_carrier_delivers_nothing_more():
    async def main():
        came = []
        carrier = Carrier(Treadmill())
        client = carrier.join(came.append)
        carrier.treadmill.subscribe(client, Characteristic.TREADMILL_DATA)
        await asyncio.sleep(1.5)
        carrier.close()
        await asyncio.sleep(5)
        assert len(came) == 1

    virtually(main)


def test_one_clients_delivery_may_end_anothers_link():
    async def main():
        came = []
        carrier = Carrier(Treadmill())
        clients = []

        def end_the_other(_sent):
            carrier.leave(clients[1])

        clients.append(carrier.join(end_the_other))
        clients.append(carrier.join(came.append))
        for client in clients:
            carrier.treadmill.subscribe(client, Characteristic.TREADMILL_DATA)
        await asyncio.sleep(3.5)
        assert came == []

    virtually(main)
