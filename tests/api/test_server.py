import asyncio
import signal
import socket
import time

import pytest

from presses import at_pace, served
from retrowalk.api.door import Door
from retrowalk.api.options import Exposed, Options
from retrowalk.api.server import listening, serving


async def app(_scope, _receive, _send):
    await asyncio.sleep(3600)


def test_the_signals_stay_with_whoever_stops_the_belts_first():
    async def main():
        before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
        async with served() as here:
            assert here.port
            assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)] == before

    at_pace(main)


def test_a_request_that_never_ends_holds_the_end_up_for_a_second():
    async def main():
        async with serving(app, Options(port=0)) as server:
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await asyncio.sleep(0.1)
            began = time.monotonic()
        assert time.monotonic() - began < 3
        writer.close()

    at_pace(main, 1.0)


def test_a_place_that_is_taken_is_said_to_be():
    async def main():
        async with serving(app, Options(port=0)) as server:
            with pytest.raises(OSError, match="in use"):
                listening(Options(port=server.port))

    at_pace(main)


def test_both_families_of_localhost_are_listened_on():
    made = listening(Options(host="localhost", port=0))
    assert {each.family for each in made} <= {socket.AF_INET, socket.AF_INET6}
    for each in made:
        assert each.getsockname()[0] in ("127.0.0.1", "::1")
        each.close()


@pytest.mark.sr(43)
@pytest.mark.parametrize("host", [".".join("0000"), "192.168.1.9", "::", "gym.example", ""])
def test_other_computers_are_not_served_in_the_clear_unless_somebody_asked_for_it(host, tmp_path):
    with pytest.raises(Exposed, match="certificate"):
        listening(Options(host=host))
    Options(host=host, plain=True).check()
    Options(host=host, certificate=tmp_path / "cert.pem").check()


@pytest.mark.sr(43)
@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_computer_is_served_with_nothing_configured(host):
    Options(host=host).check()
    assert Options().host == "127.0.0.1"


def test_small_pieces_of_an_answer_go_at_once(monkeypatch):
    """Where the system gathers them, a body waits 40 ms for its head to be acknowledged."""
    let_in = []

    def noted(self, transport):
        let_in.append(transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        made(self, transport)

    made = Door.connection_made
    monkeypatch.setattr(Door, "connection_made", noted)

    async def main():
        async with served() as here:
            assert (await here.ask("POST", "/v1/stop")).status == 202
            assert let_in and all(let_in)

    at_pace(main)
