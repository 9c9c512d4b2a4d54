import asyncio
import socket
import stat

import pytest

from retrowalk.api.stop_socket import NAME, stop_socket
from retrowalk.gateway.eventlog import EventLog
from retrowalk.gateway.stops import Stops
from retrowalk.runtime.clock import now
from retrowalk.safety.supervisor import Belt
from sites import site, virtually


def send(path, data):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.sendto(data, str(path))


@pytest.mark.sr(14)
@pytest.mark.parametrize(
    ("data", "told"),
    [(b"", "ab"), (b"\x18", "ab"), (b"a\n", "a"), (b"A", "a"), (b"zz", "ab"), (b"\xff" * 5000, "ab"), (b"{", "ab")],
)
def test_a_datagram_stops_the_treadmill_it_names_or_every_one(tmp_path, data, told):
    async def main():
        async with site("a", "b") as made:
            stops = Stops(made, EventLog("run", now, lambda: 0), now, lambda: 0)
            async with stop_socket(tmp_path, stops) as path:
                assert stat.S_IMODE(path.stat().st_mode) == 0o666
                send(path, data)
                await asyncio.sleep(0.01)
                for bay in made.bays.values():
                    assert bool(bay.told) == (bay.id in told)
                    if bay.told:
                        await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)

    virtually(main)


def test_a_socket_an_earlier_run_left_is_replaced_and_the_own_one_goes(tmp_path):
    async def main():
        async with site("a") as made:
            stops = Stops(made, EventLog("run", now, lambda: 0), now, lambda: 0)
            (tmp_path / NAME).touch()
            async with stop_socket(tmp_path, stops) as path:
                assert path.is_socket()
            assert not path.exists()

    virtually(main)
