"""The live channel over real sockets: who sees what, one frame in flight, no event lost, stop before everything."""

import asyncio
import json
import socket
from contextlib import asynccontextmanager

import pytest
import websockets

from faced import at_pace, headers_of, served
from retrowalk.api import live
from retrowalk.api.live import AT_ONCE, NOT_LET_IN, STOP, TOO_SLOW, VIEWERS
from retrowalk.gateway.eventlog import Kind
from retrowalk.gateway.principal import Scope
from retrowalk.runtime.clock import now
from retrowalk.safety.supervisor import Belt


LEFT = "c0-00-00-00-00-01"


class Screen:
    """A viewer that acknowledges frames unless it is told not to."""

    def __init__(self, socket):
        self.socket, self.seen, self.acks = socket, [], True

    async def next(self, kind):
        """The next message of this kind; everything before it is kept in `seen`."""
        async with asyncio.timeout(120):
            while True:
                said = json.loads(await self.socket.recv())
                self.seen.append(said)
                if said["type"] == "telemetry" and self.acks:
                    await self.say(type="ack", frame=said["frame"])
                if said["type"] == kind:
                    return said

    async def say(self, **message):
        await self.socket.send(json.dumps(message))

    def of(self, kind):
        return [each for each in self.seen if each["type"] == kind]

    @property
    def events(self):
        """All that it was told of, in the order in which it was."""
        return [event for each in self.of("events") for event in each["events"]]


@asynccontextmanager
async def screen(port, token=None, **how):
    where = f"ws://localhost:{port}/v1/live"
    async with websockets.connect(where, additional_headers=headers_of(token), **how) as socket:
        yield Screen(socket)


async def latched(site, treadmill=LEFT):
    await site.bay(treadmill).service.until(lambda seen: seen.belt is Belt.LATCHED)


def test_hello_comes_first_then_who_one_is_then_everything_then_frames(tmp_path):
    async def main():
        async with served(tmp_path, 2) as (site, port), screen(port, site.token(Scope.DISPLAY)) as page:
            await page.next("telemetry")
            await page.next("telemetry")
            assert [each["type"] for each in page.seen[:3]] == ["hello", "you", "snapshot"]
            hello, you, snapshot = page.seen[:3]
            assert (hello["run"], hello["ack_within_ms"]) == ("run", 10_000)
            assert you["name"] == "a device"
            assert [each["address"] for each in snapshot["treadmills"]] == ["C0:00:00:00:00:01", "C0:00:00:00:00:02"]
            frames = page.of("telemetry")
            assert frames[1]["frame"] > frames[0]["frame"]
            assert {each["belt"] for each in frames[0]["treadmills"]} == {"idle"}

    at_pace(main)


@pytest.mark.sr(31)
def test_a_stranger_sees_the_minimum_and_no_events(tmp_path):
    async def main():
        async with served(tmp_path) as (site, port), screen(port) as page:
            await page.next("telemetry")
            await page.say(type="since", run="run", seq=0)
            site.events.publish(Kind.CUE, {"text": "Ada"})
            await page.next("telemetry")
            await page.next("telemetry")
            assert page.events == []
            assert all(each["address"] is None for each in page.of("snapshot")[0]["treadmills"])

    at_pace(main)


@pytest.mark.sr(43)
@pytest.mark.parametrize(
    "stop",
    [STOP, '{"type":"stop"}', '{"type": "stop", "treadmill": "C0:00:00:00:00:01"}', '{{{"type":"stop", nonsense',
     '{"type":"stop","treadmill":"nobody"}'],
)  # fmt: skip
def test_a_stop_is_recognised_before_login_and_before_json(tmp_path, stop):
    async def main():
        async with served(tmp_path) as (site, port), screen(port) as page:
            await page.socket.send(stop)
            answered = await page.next("stop")
            assert answered["stop"]["treadmills"][LEFT]["state"] == "written"
            assert site.bay().snapshot.latched_by.startswith("websocket 127.0.0.1")
            await latched(site)

    at_pace(main)


def test_events_come_in_order_and_none_is_missing_after_a_cut(tmp_path):
    async def main():
        async with served(tmp_path) as (site, port):
            token = site.token(Scope.DISPLAY)
            async with screen(port, token) as page:
                await page.next("snapshot")
                site.stops.press()
                while len(page.events) < 4:
                    await page.next("events")
                last = page.events[-1]["seq"]
            await latched(site)
            async with screen(port, token) as page:
                await page.next("snapshot")
                await page.say(type="since", run="run", seq=last)
                while not any(each["type"] == "stop.confirmed" for each in page.events):
                    await page.next("events")
                seqs = [each["seq"] for each in page.events]
                assert seqs == list(range(last + 1, last + 1 + len(seqs)))

    at_pace(main)


def test_what_was_missed_for_long_comes_in_messages_of_some_each(tmp_path):
    async def main():
        async with served(tmp_path) as (site, port):
            since = site.events.seq
            told = [site.events.publish(Kind.CUE, {"text": str(each)}).seq for each in range(2 * AT_ONCE + 1)]
            async with screen(port, site.token(Scope.DISPLAY)) as page:
                await page.next("snapshot")
                await page.say(type="since", run="run", seq=since)
                while len(page.events) < len(told):
                    await page.next("events")
                assert [each["seq"] for each in page.events] == told
                assert max(len(each["events"]) for each in page.of("events")) == AT_ONCE

    at_pace(main)


def test_what_is_not_kept_any_more_is_a_reset_and_a_new_look(tmp_path):
    async def main():
        async with served(tmp_path) as (site, port), screen(port, site.token(Scope.DISPLAY)) as page:
            await page.next("snapshot")
            await page.say(type="since", run="another run", seq=0)
            assert (await page.next("reset"))["seq"] == site.events.seq
            await page.next("snapshot")

    at_pace(main)


def test_one_frame_is_in_flight_and_the_next_one_is_the_newest(tmp_path, monkeypatch):
    async def no_more(_site, _now):
        pass

    async def main():
        async with served(tmp_path) as (site, port), screen(port, site.token(Scope.DISPLAY)) as page:
            page.acks = False
            first = await page.next("telemetry")
            await asyncio.sleep(5)
            assert page.of("telemetry") == [first]
            monkeypatch.setattr(site.feed.full, "make", no_more)  # it is sent when it may be, not with one more
            newest = site.feed.full.number
            page.acks = True
            acknowledged = now()
            await page.say(type="ack", frame=first["frame"])
            second = await page.next("telemetry")
            assert now() - acknowledged < 4_000, "it waited until the patience with the first was over"
            assert second["frame"] == newest >= first["frame"] + 15
            assert second["treadmills"][0]["speed_age_ms"] < 1500

    at_pace(main)


def test_a_viewer_that_acknowledges_nothing_is_cut_off_and_keeps_nobody_else_waiting(tmp_path):
    async def main():
        async with served(tmp_path) as (site, port):
            token = site.token(Scope.DISPLAY)
            async with screen(port, token) as slow, screen(port, token) as quick:
                slow.acks = False
                with pytest.raises(websockets.ConnectionClosed) as closed:
                    await asyncio.gather(slow.next("never"), quick_frames(quick))
                assert closed.value.rcvd.code == TOO_SLOW
                assert len(quick.of("telemetry")) > 20

    async def quick_frames(page):
        for _ in range(100):
            await page.next("telemetry")

    at_pace(main)


def test_a_viewer_that_reads_nothing_is_cut_off(tmp_path):
    """It acknowledges by itself and lets everything pile up: the socket's buffers fill, and that is noticed."""

    async def main():
        async with served(tmp_path) as (site, port):
            loop = asyncio.get_running_loop()
            with socket.socket() as page:
                page.settimeout(0)
                await loop.sock_connect(page, ("127.0.0.1", port))
                await loop.sock_sendall(
                    page,
                    b"GET /v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                    b"Authorization: Bearer " + site.token(Scope.DISPLAY).encode() + b"\r\n\r\n",
                )
                head = await loop.sock_recv(page, 1024)
                assert head.startswith(b"HTTP/1.1 101 ")
                while site.live.viewers:
                    for _ in range(200):
                        site.events.publish(Kind.CUE, {"text": "x" * 5_000})
                    await asyncio.sleep(1)
            site.stops.press()
            await latched(site)
            await asyncio.sleep(2)  # until both ends have seen it

    at_pace(main)


@pytest.mark.sr(29)
def test_a_lease_is_renewed_and_a_wrong_one_is_a_problem(tmp_path):
    async def main():
        async with served(tmp_path) as (site, port):
            token = await site.logged_in("p-staff", "7391")
            who = site.access.authenticate(token, loopback=False)
            number = site.leases.take(who, LEFT).number
            async with screen(port, token) as page:
                await page.say(type="renew", treadmill=LEFT, lease=number)
                renewed = await page.next("lease")
                assert (renewed["lease"], renewed["left_ms"]) == (number, 10_000)
                await page.say(type="renew", treadmill=LEFT, lease=number + 1)
                assert (await page.next("problem"))["problem"]["code"] == "stale-epoch"
            async with screen(port) as stranger:
                await stranger.say(type="renew", treadmill=LEFT, lease=number)
                assert (await stranger.next("problem"))["problem"]["code"] in ("not-paired", "lease-held")

    at_pace(main, 1.0)


def test_login_comes_as_a_message_where_there_is_no_cookie(tmp_path):
    async def main():
        async with served(tmp_path) as (site, port), screen(port) as page:
            await page.next("snapshot")
            await page.say(type="login", token="rw_" + "nonsense")
            assert (await page.next("problem"))["problem"]["code"] == "not-paired"
            await page.say(type="login", token=site.token(Scope.DISPLAY))
            while (await page.next("you"))["name"] != "a device":
                pass
            assert (await page.next("snapshot"))["treadmills"][0]["address"]

    at_pace(main)


def test_a_cookie_lets_a_browser_in(tmp_path):
    async def main():
        async with served(tmp_path) as (site, port):
            where, origin = f"ws://localhost:{port}/v1/live", f"http://localhost:{port}"
            cookie = {"Cookie": f"a=b; retrowalk={site.token(Scope.DISPLAY)}"}
            async with websockets.connect(where, additional_headers=cookie, origin=origin) as socket:
                page = Screen(socket)
                assert (await page.next("you"))["name"] == "a device"

    at_pace(main)


@pytest.mark.sr(31)
def test_a_token_that_is_revoked_ends_its_channel(tmp_path):
    async def main():
        async with served(tmp_path) as (site, port):
            token = site.token(Scope.DISPLAY)
            async with screen(port, token) as page:
                await page.next("snapshot")
                device = site.access.authenticate(token, loopback=False).client
                site.admission.revoke(site.access.authenticate(site.access.operator, loopback=True), device)
                with pytest.raises(websockets.ConnectionClosed) as closed:
                    await page.next("never")
                assert closed.value.rcvd.code == NOT_LET_IN

    at_pace(main)


BAD = [
    ("", "message"), ("[]", "message"), ("{", "message"), ('{"type":"ack"}', "ack.frame"),
    ('{"type":"ack","frame":-1}', "ack.frame"), ('{"type":"ack","frame":1e400}', "ack.frame"),
    ('{"type":"ack","frame":NaN}', ""), ('{"type":"ack","frame":"1"}', "ack.frame"),
    ('{"type":"ack","frame":1,"more":2}', "ack.more"), ('{"type":"start"}', "message"),
    ('{"type":"renew","treadmill":"","lease":1}', "renew.treadmill"), (b"\x19", "message"), (b"\x18\x18", "message"),
    ('{"type":"ack","frame":1,"frame":2}', "frame"),
    ('{"type":"login","token":""}', "login.token"), ("\x18", "message"),
]  # fmt: skip


def test_what_is_no_message_is_told_to_be_none_and_changes_nothing(tmp_path):
    async def main():
        async with served(tmp_path) as (site, port), screen(port, site.token(Scope.DISPLAY)) as page:
            for text, field in BAD:
                await page.socket.send(text)
                said = (await page.next("problem"))["problem"]
                assert said["code"] == "invalid", text
                assert any(name.startswith(field) for name in said["fields"]), (text, said)
            assert site.bay().snapshot.belt is Belt.IDLE

    at_pace(main)


def test_as_many_viewers_as_there_is_room_for_and_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr(live, "VIEWERS", 2)
    assert VIEWERS > 20

    async def main():
        async with served(tmp_path) as (_, port), screen(port), screen(port):
            with pytest.raises(websockets.InvalidStatus) as refused:
                async with screen(port):
                    pass
            assert json.loads(refused.value.response.body)["code"] == "full"

    at_pace(main)


def test_nobody_else_is_served_on_another_path(tmp_path):
    async def main():
        async with served(tmp_path) as (_, port):
            with pytest.raises(websockets.InvalidStatus):
                async with websockets.connect(f"ws://localhost:{port}/v1/other"):
                    pass

    at_pace(main)
