"""Who may come in at all: the gate around the routes, over real sockets where the transport matters."""

import asyncio
import itertools
import json
from ipaddress import ip_network

import pytest
import websockets

from presses import at_pace, served
from retrowalk.api.hosts import Allowed
from retrowalk.api.options import Options
from retrowalk.api.security import BODY_LIMIT, BODY_WITHIN, Gate


async def echo(scope, receive, send):
    """Answers with the body it was given; accepts every socket."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await receive()
        await send({"type": "websocket.close"})
        return
    body = (await receive()).get("body", b"")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


JSON = {"Content-Type": "application/json"}
HOSTS = {"localhost": True, "127.0.0.1": True, "retrowalk.local": True, "evil.example": False, "10.9.8.7": False}
ORIGINS = {None: True, "http://{host}": True, "http://evil.example": False, "null": False}
SITES = {None: True, "same-origin": True, "none": True, "same-site": False, "cross-site": False}
TYPES = {"application/json": True, "application/json; charset=utf-8": True, "text/plain": False, "": False}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def expected(method, host, origin, site, media):
    writes = method not in ("GET", "HEAD")
    if not HOSTS[host]:
        return 421
    if writes and not (ORIGINS[origin] and SITES[site]):
        return 403
    return 415 if writes and not TYPES[media] else 200


@pytest.mark.sr(43)
def test_every_combination_of_host_origin_site_media_type_and_method():
    """All of them through one gate; every write of a page that is not ours is refused."""

    async def main():
        options = Options(allowed=Allowed(frozenset({"retrowalk.local"})))
        gate = Gate(echo, options)
        for method, host, origin, site, media in itertools.product(METHODS, HOSTS, ORIGINS, SITES, TYPES):
            headers = {"host": host, "content-type": media}
            headers |= {"origin": origin.format(host=host)} if origin else {}
            headers |= {"sec-fetch-site": site} if site else {}
            answered = await through(gate, method, headers, b"{}")
            assert answered[0] == expected(method, host, origin, site, media), (method, headers)

    asyncio.run(main())


async def through(gate, method, headers, body=b"", client="127.0.0.1", kind="http", query=b""):
    """One request through the gate in this process: its status, headers and body."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": body}

    async def send(message):
        sent.append(message)

    await gate(
        {
            "type": kind,
            "method": method,
            "path": "/x",
            "query_string": query,
            "scheme": "http",
            "client": (client, 1),
            "server": ("192.168.1.9", 80),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        },
        receive,
        send,
    )
    return sent[0].get("status"), dict(sent[0].get("headers", ())), b"".join(each.get("body", b"") for each in sent)


@pytest.mark.sr(43)
def test_every_answer_carries_the_headers_that_keep_a_browser_from_being_used_against_us():
    async def main():
        async with served(routes=echo) as here:
            for headers, host in (({}, "localhost"), ({}, "evil.example")):
                answered = await here.ask("GET", "/v1/x", headers, b"", host)
                assert "default-src 'none'" in answered.headers["content-security-policy"]
                assert answered.headers["x-content-type-options"] == "nosniff"
                assert answered.headers["referrer-policy"] == "no-referrer"
                assert answered.headers["cache-control"] == "no-store"
                assert "access-control-allow-origin" not in answered.headers
                assert "server" not in answered.headers
                assert not {"strict-transport-security", "cross-origin-opener-policy"} & set(answered.headers)

    at_pace(main)


SOCKETS = [
    ({}, "localhost", True),
    ({"Origin": "http://localhost"}, "localhost", True),
    ({"Origin": "http://evil.example"}, "localhost", False),
    ({"Origin": "null"}, "localhost", False),
    ({"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, "localhost", False),
    ({"Origin": "http://evil.example"}, "evil.example", False),
    ({}, "evil.example", False),
]


@pytest.mark.sr(43)
@pytest.mark.parametrize(("headers", "host", "opens"), SOCKETS)
def test_an_upgrade_is_judged_like_a_write(headers, host, opens):
    async def main():
        async with served(routes=echo) as here:
            upgrade = {
                "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", **headers,
            }  # fmt: skip
            answered = await here.ask("GET", "/v1/events", upgrade, b"", host)
            assert answered.status == (101 if opens else 421 if host.startswith("evil") else 403)

    at_pace(main)


def test_a_real_client_gets_through():
    async def main():
        async with served(routes=echo) as here, websockets.connect(f"ws://localhost:{here.port}/x") as socket:
            await socket.send("x")

    at_pace(main)


# ── forwarded headers ───────────────────────────────────────────────────────────────────────────────

FORGED = {
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "gym.example",
    "X-Real-IP": "127.0.0.1",
    "Forwarded": "for=127.0.0.1;proto=https",
}


async def seen(client, headers, proxies=()):
    told = {}

    async def note(scope, _receive, _send):
        told.update(scope)

    gate = Gate(note, Options(proxies=tuple(map(ip_network, proxies))))
    names = {name.lower(): value for name, value in headers.items()}
    with pytest.raises(IndexError):  # nothing is answered
        await through(gate, "GET", {"host": "localhost", **names}, client=client)
    return told["client"][0], told["state"]["loopback"], told["scheme"], [name for name, _ in told["headers"]]


@pytest.mark.sr(43)
def test_forged_forwarding_changes_nothing_for_a_peer_that_is_not_listed():
    async def main():
        assert await seen("192.168.1.7", FORGED) == ("192.168.1.7", False, "http", [b"host"])
        assert await seen("192.168.1.7", {}) == ("192.168.1.7", False, "http", [b"host"])

    asyncio.run(main())


@pytest.mark.sr(43)
def test_a_proxy_nobody_listed_does_not_make_the_whole_world_this_computer():
    async def main():
        assert (await seen("127.0.0.1", {}))[1] is True
        assert (await seen("127.0.0.1", {"X-Forwarded-For": "8.8.8.8"}))[:2] == ("127.0.0.1", False)

    asyncio.run(main())


@pytest.mark.sr(43)
@pytest.mark.parametrize(
    ("chain", "client"),
    [
        ("192.168.1.7", "192.168.1.7"),
        ("127.0.0.1, 192.168.1.7", "192.168.1.7"),
        ("192.168.1.7, 10.0.0.2", "192.168.1.7"),
        ("nonsense, 192.168.1.7, 10.0.0.1", "192.168.1.7"),
        ("", "10.0.0.1"),
    ],
)
def test_a_listed_proxy_is_believed_for_the_nearest_hop_that_is_none(chain, client):
    async def main():
        told = await seen(
            "10.0.0.1", {"X-Forwarded-For": chain, "X-Forwarded-Proto": "https"}, ("10.0.0.1", "10.0.0.2")
        )
        assert told == (client, False, "https", [b"host"])

    asyncio.run(main())


def test_over_tls_a_browser_is_told_to_stay_there():
    async def main():
        gate = Gate(echo, Options(proxies=(ip_network("10.0.0.0/30"),)))
        _, headers, _ = await through(
            gate, "GET", {"host": "localhost", "x-forwarded-proto": "https"}, client="10.0.0.1"
        )
        assert headers[b"strict-transport-security"].startswith(b"max-age=")
        assert headers[b"cross-origin-opener-policy"] == b"same-origin"

    asyncio.run(main())


# ── bodies ──────────────────────────────────────────────────────────────────────────────────────────

BODIES = [
    (b"", {}, 200, None),
    (b'{"a": 1}', JSON, 200, None),
    (b'{"a": 1}', {}, 415, "media-type"),
    (b"a=1", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "media-type"),
    (b'{"a": ', JSON, 400, "malformed"),
    (b"null", JSON, 200, None),
    (b"[1]", JSON, 400, "malformed"),
    (b'"x"', JSON, 400, "malformed"),
    (b'{"a": NaN}', JSON, 400, "malformed"),
    (b'{"a": Infinity}', JSON, 400, "malformed"),
    (b'{"a": "\xff"}', JSON, 400, "malformed"),
    (b"[" * 60_000, JSON, 400, "malformed"),
    (b'{"a": ' * 10_000, JSON, 400, "malformed"),
    (b"1" * 60_000, JSON, 400, "malformed"),
    (b'{"a": 1, "a": 1}', JSON, 400, "repeated"),
    (b'{"b": {"a": 1}, "a": 1, "c": [{"a": 1}, {"a": 2}]}', JSON, 200, None),
    (b"x" * (BODY_LIMIT + 1), JSON, 413, "too-large"),
]


@pytest.mark.parametrize(("body", "headers", "status", "code"), BODIES)
def test_what_is_written_is_a_json_object_of_bounded_size(body, headers, status, code):
    async def main():
        async with served(routes=echo) as here:
            answered = await here.ask("POST", "/v1/x", headers, body)
            assert answered.status == status
            assert answered.body == body if code is None else answered.json["code"] == code

    at_pace(main)


def test_a_body_without_an_end_is_cut_off_at_the_limit_and_a_slow_one_after_a_while():
    async def main():
        async with served(routes=echo) as here:
            chunk = b"%x\r\n" % 30_000 + b"x" * 30_000 + b"\r\n"
            chunked = {"Transfer-Encoding": "chunked", **JSON}
            assert (await here.ask("POST", "/v1/x", chunked, chunk * 3)).status == 413
            slow = await asyncio.wait_for(here.ask("POST", "/v1/x", {"Content-Length": "9", **JSON}), 3 * BODY_WITHIN)
            assert (slow.status, slow.json["code"]) == (408, "too-slow")

    at_pace(main)


REFUSED = [
    ("/v1/x?a=1&a=1", {}, 30_000, b" 400 "),
    ("/v1/x", {"Host": "evil.example"}, 30_000, b" 421 "),
    ("/v1/x", {"Origin": "http://evil.example"}, 30_000, b" 403 "),
    ("/v1/x", {}, 900_000, b" 413 "),
]


@pytest.mark.parametrize(("path", "more", "size", "status"), REFUSED)
def test_a_sender_still_sending_gets_the_whole_refusal_and_no_reset(path, more, size, status):
    async def main():
        async with served(routes=echo) as here:
            reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
            headers = {"Host": "localhost", **JSON, "Connection": "close", "Content-Length": str(size)} | more
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            writer.write(f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode())
            for part in range(3):
                await asyncio.sleep(0.1)
                writer.write((b'{"a": "' if part == 0 else b"").ljust(size // 3 - 2 * (part == 2), b"x"))
            writer.write(b'"}')
            await writer.drain()
            answered = await asyncio.wait_for(reader.read(), 60)
            assert status in answered.splitlines()[0] and answered.rstrip().endswith(b"}")
            writer.close()

    at_pace(main)


def test_the_body_comes_once_then_whatever_comes_after():
    async def main():
        heard = []

        async def twice(_scope, receive, send):
            heard.extend([await receive(), await receive()])
            await send({"type": "http.response.start", "status": 204, "headers": []})

        await through(Gate(twice, Options()), "POST", {"host": "localhost", "content-type": "application/json"}, b"{}")
        assert [each["body"] for each in heard] == [b"{}", b"{}"]

    asyncio.run(main())


def test_what_is_neither_request_nor_socket_is_passed_on():
    async def main():
        heard = []

        async def note(scope, _receive, _send):
            heard.append(scope["type"])

        with pytest.raises(IndexError):
            await through(Gate(note, Options()), "GET", {}, kind="lifespan")
        assert heard == ["lifespan"]

    asyncio.run(main())


def test_a_problem_names_what_was_wrong_without_repeating_it_whole():
    async def main():
        _, headers, body = await through(Gate(echo, Options()), "GET", {"host": "e" * 4000})
        assert headers[b"content-type"] == b"application/problem+json"
        assert len(json.loads(body)["detail"]) < 200

    asyncio.run(main())


@pytest.mark.parametrize(
    ("query", "status"), [(b"a=1&b=2", 200), (b"a=1&a=1", 400), (b"a&a=", 400), (b"", 200), (b"%61=1&a=2", 400)]
)
def test_a_parameter_comes_once(query, status):
    async def main():
        answered = await through(Gate(echo, Options()), "GET", {"host": "localhost"}, query=query)
        assert answered[0] == status
        assert status == 200 or list(json.loads(answered[2])["fields"]) == ["a"]

    asyncio.run(main())


TWICE = {
    b'{"name": "x", "name": "y"}': ["name"],
    b'{"\\u006eame": "x", "name": "y"}': ["name"],
    b'{"a": 1, "b": 1, "a": 1, "b": 1, "c": 1}': ["a", "b"],
    b'{"a": [{"b": {"c": 1, "c": 2}}]}': ["c"],
    b'[{"a": 1, "a": 1}]': ["a"],
    b'{"\\ud800": 1, "\\ud800": 1}': ["?"],
    b'{"%(x)s": 1, "%(x)s": 1}' % {b"x": b"x" * 30_000}: ["x" * 100],
    b"{%s}" % b",".join(b'"%d": 1' % (number % 500) for number in range(1000)): [str(number) for number in range(20)],
}


@pytest.mark.parametrize(("body", "names"), TWICE.items())
def test_a_key_of_json_comes_once_and_the_problem_names_the_one_that_did_not(body, names):
    async def main():
        head = {"host": "localhost", "content-type": "application/json"}
        status, _, answered = await through(Gate(echo, Options()), "POST", head, body)
        problem = json.loads(answered)
        assert (status, problem["code"], list(problem["fields"])) == (400, "repeated", names)

    asyncio.run(main())
