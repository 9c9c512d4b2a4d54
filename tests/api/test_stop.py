"""Stops over real sockets: whatever surrounds them, they are answered with 202 and the belts stop."""

import asyncio
import time

import pytest

from presses import at_pace, read_answer, request, served
from retrowalk.api.stop import StopFirst
from retrowalk.ftms.stop_bytes import REQUEST_CONTROL
from retrowalk.safety.supervisor import Belt
from sites import walk


async def stopped(here):
    for bay in here.site.bays.values():
        await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
        assert bay.memory.treadmill.machine.belt.speed == 0


@pytest.mark.sr(14)
@pytest.mark.sr(43)
def test_a_post_stops_a_walking_belt_and_the_resource_tells_how_it_went():
    async def main():
        async with served("a", "b") as here:
            await walk(here.site.bays["a"])
            answered = await here.ask("POST", "/v1/treadmills/a/stop")
            assert answered.status == 202
            assert answered.json["treadmills"]["a"]["state"] == "written"
            assert answered.headers["location"] == f"/v1/stops/{answered.json['id']}"
            assert here.site.bays["b"].snapshot.belt is Belt.IDLE
            everything = await here.ask("POST", "/v1/stop")
            assert set(everything.json["treadmills"]) == {"a", "b"}
            await stopped(here)
            assert here.stops.find(answered.json["id"]).state == "confirmed"

    at_pace(main)


@pytest.mark.sr(14)
def test_the_belt_is_written_to_before_whoever_pressed_is_answered():
    async def main():
        async with served("a") as here:
            memory, order = here.site.bays["a"].memory, []
            write = memory.write

            async def noted(data):
                order.append(data)
                await write(data)

            async def send(message):
                order.append(message["type"])

            memory.write = noted
            scope = {"type": "http", "method": "POST", "path": "/v1/treadmills/a/stop", "headers": []}
            await StopFirst(None, here.stops, here.options.allowed)(scope, None, send)
            assert order == [REQUEST_CONTROL, "http.response.start", "http.response.body"]  # Stop is next on the lane
            await stopped(here)

    at_pace(main)


BODIES = {
    "none": ({}, b""),
    "json": ({"Content-Type": "application/json"}, b'{"a": 1}'),
    "malformed json": ({"Content-Type": "application/json"}, b'{"a": '),
    "a form": ({"Content-Type": "application/x-www-form-urlencoded"}, b"a=1"),
    "any type": ({"Content-Type": "\x80\xff/;;"}, b"\x00\xff"),
    "wrong charset": ({"Content-Type": "application/json; charset=utf-99"}, b"{}"),
    "chunked": ({"Transfer-Encoding": "chunked"}, b"3\r\nabc\r\n0\r\n\r\n"),
    "never sent": ({"Content-Length": "100"}, b""),
    "100 MiB announced": ({"Content-Length": str(100 << 20)}, b"x" * 100_000),
    "endless chunks": ({"Transfer-Encoding": "chunked"}, b"ffffffff\r\nabc"),
    "expecting": ({"Expect": "100-continue", "Content-Length": "5"}, b""),
    "a stale token": ({"Authorization": "Bearer nonsense"}, b""),
    "a bad cookie": ({"Cookie": "__Host-retrowalk=nonsense; ;;=;"}, b""),
    "preconditions": ({"If-Match": '"9"', "Idempotency-Key": "x", "Lease": "-1"}, b""),
    "an accept of nothing": ({"Accept": "image/png", "Accept-Encoding": "zstd"}, b""),
    "forged forwarding": ({"X-Forwarded-For": "8.8.8.8", "Forwarded": "for=;;", "X-Forwarded-Host": "evil"}, b""),
    "a mistyped host": ({"Host": "retrowlak.lcoal"}, b""),
    "the header of programs": ({"RW-Stop": "1"}, b""),
}


@pytest.mark.sr(43)
def test_nothing_that_surrounds_a_stop_can_be_in_its_way():
    async def main():
        async with served("a") as here:
            for name, (headers, body) in BODIES.items():
                for path in ("/v1/stop", "/v1/treadmills/a/stop", "/v1/stop/", "/v1/stop?x=%00&y"):
                    host = None if "Host" in headers else "localhost"
                    answered = await asyncio.wait_for(here.ask("POST", path, headers, body, host), 20)
                    assert answered.status == 202, (name, path, answered.body)
            await stopped(here)

    at_pace(main)


def test_a_treadmill_is_found_by_its_address_in_either_spelling():
    async def main():
        async with served("aa-bb-0c") as here:
            for name in ("AA:BB:0C", "aa-bb-0c", "Aa%3Abb-0C"):
                assert (await here.ask("POST", f"/v1/treadmills/{name}/stop")).status == 202
            await stopped(here)

    at_pace(main)


def test_an_unknown_treadmill_is_404_and_says_what_stops_every_one():
    async def main():
        async with served("a") as here:
            answered = await here.ask("POST", "/v1/treadmills/zz/stop")
            assert answered.status == 404
            assert (answered.json["code"], answered.json["stop"]) == ("not-found", "/v1/stop")
            assert answered.headers["link"].startswith("</v1/stop>")
            assert here.site.bays["a"].snapshot.belt is Belt.IDLE

    at_pace(main)


def test_no_other_method_stops():
    async def main():
        async with served("a") as here:
            for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"):
                await here.ask(method, "/v1/stop", {"RW-Stop": "1"})
            assert here.site.bays["a"].told == []

    at_pace(main)


OURS = "http://localhost"
PAGES = [
    # headers of the browser, the host it asked, and what it gets
    ({"Sec-Fetch-Site": "same-origin", "Origin": OURS}, "localhost", 202),
    ({"Origin": OURS}, "localhost", 202),
    ({"RW-Stop": "1", "Origin": OURS}, "localhost", 202),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"}, "localhost", 403),
    ({"Sec-Fetch-Site": "same-site", "Origin": "http://evil.localhost"}, "localhost", 403),
    ({"Origin": "http://evil.example"}, "localhost", 403),
    ({"Origin": "null"}, "localhost", 403),
    ({"Origin": "http://evil.example", "Content-Type": "text/plain"}, "localhost", 403),
    # a name of theirs that points to us
    ({"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"}, "evil.example", 421),
    ({"Origin": "http://evil.example", "RW-Stop": "1"}, "evil.example", 421),
    ({"Sec-Fetch-Mode": "cors"}, "evil.example", 421),
]


@pytest.mark.sr(43)
@pytest.mark.parametrize(("headers", "host", "status"), PAGES)
def test_a_hostile_page_in_a_browser_cannot_press_it(headers, host, status):
    async def main():
        async with served("a") as here:
            answered = await here.ask("POST", "/v1/stop", headers, b"", host)
            assert answered.status == status
            assert bool(here.site.bays["a"].told) == (status == 202)
            if status == 202:
                await stopped(here)

    at_pace(main)


def test_one_connection_presses_again_and_again_whatever_it_sends_along():
    async def main():
        async with served("a") as here:
            reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
            for _ in range(20):
                writer.write(request("POST", "/v1/stop", {}, b"x" * 1000))
                assert (await read_answer(reader)).status == 202
            writer.write(request("POST", "/v1/stop") * 20)
            assert [(await read_answer(reader)).status for _ in range(20)] == [202] * 20
            writer.close()
            await stopped(here)

    at_pace(main)


# ── a thousand a second, and clients that mean harm ─────────────────────────────────────────────────


async def press(port, count, apart):
    """One client with one connection; how long each answer took (s)."""
    took = []
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(count):
        began = time.perf_counter()
        writer.write(request("POST", "/v1/stop"))
        assert (await read_answer(reader)).status == 202
        took.append(time.perf_counter() - began)
        await asyncio.sleep(apart)
    writer.close()
    return took


@pytest.mark.sr(43)
def test_a_thousand_presses_a_second_from_fifty_clients_change_nothing():
    async def main():
        async with served("a", "b") as here:
            bay = here.site.bays["a"]
            began = time.perf_counter()
            took = await asyncio.gather(*(press(here.port, 40, 0.05) for _ in range(50)))
            spent = time.perf_counter() - began
            assert len(bay.told) <= spent * 10 + 2
            assert sum(record.presses for record in here.stops.latest()) == 2000
            assert len(here.stops.latest()) <= spent / 2 + 1
            assert sorted(each for client in took for each in client)[1900] < 1.0  # in time, on a busy machine
            await stopped(here)

    at_pace(main, 1.0)


@pytest.mark.sr(43)
def test_idle_sockets_slow_bodies_and_huge_ones_do_not_delay_a_stop():
    async def main():
        async with served("a") as here:
            idle = [await asyncio.open_connection("127.0.0.1", here.port) for _ in range(1000)]
            slow = [await asyncio.open_connection("127.0.0.1", here.port) for _ in range(50)]
            for number, (_, writer) in enumerate(slow):
                head = request("POST", "/v1/protocols", {"Content-Length": str(100 << 20)})
                writer.write(head + b"x" * (100_000 if number % 2 else 1))
            for _, writer in idle[::2]:
                writer.write(b"POST /v1/st")
            took = await press(here.port, 20, 0.01)
            assert sorted(took)[18] < 0.5  # 100 ms on a quiet machine
            for _, writer in (*idle, *slow):
                writer.close()
            await stopped(here)

    at_pace(main, 1.0)
