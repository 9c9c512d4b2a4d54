"""Server-sent events: each once, in order, from where a script left off."""

import asyncio
import json

import pytest

from faced import at_pace, faced, headers_of, served, virtually
from people import OTHER_PIN, STAFF
from retrowalk.api import streaming
from retrowalk.gateway.eventlog import KEPT, Kind
from retrowalk.gateway.pairing import Leave
from retrowalk.gateway.principal import Scope


def events(text):
    """(id, event, data) of a stream; comments are left out."""
    blocks = [block for block in text.split("\n\n") if block and not block.startswith(":")]
    fields = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]
    return [(each["id"], each["event"], json.loads(each["data"])) for each in fields]


def told(main, tmp_path):
    async def run():
        async with faced(tmp_path) as (site, asks):
            await main(site, asks, site.token(Scope.DISPLAY))

    virtually(run)


def test_a_script_reads_on_where_it_left_off(tmp_path):
    async def main(site, asks, token):
        for number in range(5):
            site.events.publish(Kind.CUE, {"text": str(number)})
        after = f"run.{site.events.seq - 3}"
        headers = headers_of(token, **{"Last-Event-ID": after})
        answered = await asks.get("/v1/events?max_events=2", headers=headers)
        assert answered.headers["content-type"].startswith("text/event-stream")
        assert [data["data"]["text"] for _, _, data in events(answered.text)] == ["2", "3"]
        assert [kind for _, kind, _ in events(answered.text)] == ["session.cue"] * 2

    told(main, tmp_path)


def test_news_are_waited_for_and_silence_is_broken_by_a_comment(tmp_path):
    async def main(site, asks, token):
        async def later():
            await asyncio.sleep(40)
            site.events.publish(Kind.CUE, {"text": "late"})

        waiting = asyncio.create_task(later())
        answered = await asks.get("/v1/events?max_events=1", headers=headers_of(token))
        await waiting
        assert answered.text.count(": ping") == 2
        assert events(answered.text)[0][2]["data"] == {"text": "late"}

    told(main, tmp_path)


@pytest.mark.parametrize("last", ["another.1", "run.999999", "run.-1", "run.x", "nonsense", "run." + "9" * 100])
def test_what_is_not_kept_any_more_is_a_reset(tmp_path, last):
    async def main(site, asks, token):
        answered = await asks.get("/v1/events?max_events=1", headers=headers_of(token, **{"Last-Event-ID": last}))
        (id_, kind, data), *_ = events(answered.text)
        assert (id_, kind, data) == (f"run.{site.events.seq}", "reset", {"seq": site.events.seq, "run": "run"})

    told(main, tmp_path)


def test_a_gap_that_opens_while_somebody_reads_is_a_reset_too(tmp_path):
    async def main(site, _, __):
        stream = streaming.stream(site.events, None, None)
        first = asyncio.create_task(anext(stream))
        await asyncio.sleep(0)
        for _ in range(KEPT + 1):
            site.events.publish(Kind.CUE, {})
        assert "event: reset" in await first
        await stream.aclose()

    told(main, tmp_path)


def test_one_that_does_not_take_what_is_sent_is_cut_off(tmp_path):
    async def main(site, _, __):
        never = asyncio.Event()

        async def receive():
            await never.wait()

        async def send(message):
            if message["type"] == "http.response.body":
                await never.wait()

        answer = streaming.Stream(site.events, None, None, lambda: True)
        serving = asyncio.create_task(answer({}, receive, send))
        await asyncio.sleep(1)
        site.events.publish(Kind.CUE, {})
        await asyncio.wait_for(serving, streaming.PATIENCE + 1)

    told(main, tmp_path)


def test_one_that_has_gone_leaves_nothing_behind(tmp_path):
    async def main():
        async with served(tmp_path) as (site, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            token = site.token(Scope.DISPLAY)
            writer.write(
                f"GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
            )
            await reader.readuntil(b"\r\n\r\n")
            before = len(site.events._subscribers)  # noqa: SLF001 - what is left behind is what is asked
            writer.close()
            await writer.wait_closed()
            await asyncio.sleep(2)
            assert len(site.events._subscribers) == before - 1  # noqa: SLF001

    at_pace(main)


def revoked(site, token):
    device = site.access.authenticate(token, loopback=False).client.partition(".")[0]
    site.admission.revoke(site.access.authenticate(site.access.operator, loopback=True), device)


def logged_out(site, token):
    site.access.logout(site.access.authenticate(token, loopback=False))


async def told_until(asks, token, ends):
    """What a stream tells that begins now; `ends` is done a moment later, and something happens after it."""
    listening = asyncio.create_task(asks.get("/v1/events", headers=headers_of(token)))
    await asyncio.sleep(3)
    await ends()
    answered = await asyncio.wait_for(listening, streaming.LOOK_AGAIN + 1)
    assert answered.text.endswith(": not let in any more\n\n")
    return [data["data"]["text"] for _, _, data in events(answered.text)]


@pytest.mark.sr(31)
@pytest.mark.parametrize("over", [revoked, logged_out])
@pytest.mark.parametrize("busy", [True, False])
def test_a_stream_ends_with_its_token_or_its_login_and_tells_nothing_after_it(tmp_path, over, busy):
    async def main(site, asks, _):
        token = await site.logged_in(STAFF.id, OTHER_PIN)

        async def ends():
            site.events.publish(Kind.CUE, {"text": "before"})
            await asyncio.sleep(0.1)
            over(site, token)
            if busy:
                site.events.publish(Kind.CUE, {"text": "after"})

        assert await told_until(asks, token, ends) == ["before"]

    told(main, tmp_path)


@pytest.mark.sr(31)
def test_a_stream_ends_when_the_leave_of_its_device_does(tmp_path):
    async def main(site, asks, _):
        operator = site.access.authenticate(site.access.operator, loopback=True)
        token = site.admission.issue(operator, Leave(frozenset({Scope.DISPLAY}), name="a screen", lasts=60)).token

        async def ends():
            site.events.publish(Kind.CUE, {"text": "before"})
            await asyncio.sleep(60)

        assert await told_until(asks, token, ends) == ["before"]

    told(main, tmp_path)


def test_a_stream_that_has_told_enough_ends_whole_and_once(tmp_path):
    async def main(site, _, __):
        sent, never = [], asyncio.Event()

        async def send(message):
            sent.append(message)

        answer = streaming.Stream(site.events, None, 1, lambda: True)
        serving = asyncio.create_task(answer({}, never.wait, send))
        await asyncio.sleep(1)
        site.events.publish(Kind.CUE, {})
        await asyncio.wait_for(serving, 1)
        assert [each.get("more_body", False) for each in sent] == [False, True, False]
        assert sent[-1]["body"] == b""

    told(main, tmp_path)


@pytest.mark.parametrize("most", ["0", "-1", "x", "1e3", "10001", ""])
def test_how_many_is_a_number_in_range(tmp_path, most):
    async def main(_, asks, token):
        answered = await asks.get(f"/v1/events?max_events={most}", headers=headers_of(token))
        assert answered.status_code == 422
        assert "max_events" in answered.json()["fields"]

    told(main, tmp_path)
