"""Who may come in at all, before anything is asked of the gateway: names, pages, proxies, sizes and media types.

Stops do not come by here. A socket's upgrade is judged like a write, because a socket can carry orders.
"""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import parse_qsl

from retrowalk.api.expiry import NAME, NOW, late
from retrowalk.api.hosts import Network, address, is_loopback, within
from retrowalk.api.options import Options
from retrowalk.api.pairs import Twice, each_once
from retrowalk.api.problems import encoded, problem
from retrowalk.api.stop import caller
from retrowalk.api.wire import SECURITY_HEADERS, App, Message, Receive, Scope, Send, has, header, peer, refuse
from retrowalk.gateway.refusals import Code
from retrowalk.runtime.clock import now


# A protocol file of the library has 3 kB; nothing that is sent here is larger than 64 kB.
BODY_LIMIT = 65_536
# And nobody needs longer than this for it (s).
BODY_WITHIN = 10.0
# A sender who is refused may end what it sends up to here (bytes, s): a connection that is closed over unread bytes is
# reset, and the answer is lost with it.
_DRAINED, _DRAIN_WITHIN = 16 * BODY_LIMIT, 1.0
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_FORWARDED = (b"forwarded", b"x-forwarded-", b"x-real-ip")
_TLS = {"http": "https", "https": "https", "ws": "wss", "wss": "wss"}
# A year, once a browser has seen TLS here; and no window of another site's keeps a hand on ours, which browsers heed
# over TLS alone, and complain of everywhere else.
_OVER_TLS = (
    (b"strict-transport-security", b"max-age=31536000"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


class Gate:
    """The layer around the routes."""

    def __init__(self, app: App, options: Options) -> None:
        self._app, self._options = app, options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the caller's true address and the whole body."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope = self._seen_through(scope)
        body = self._foreign(scope)
        if body is None and scope["type"] == "websocket":
            await self._app(scope, receive, send)
        elif body is not None:
            await _refuse(scope, receive, send, body)
        else:
            await self._http(scope, receive, _protected(scope, send))

    def _foreign(self, scope: Scope) -> dict[str, object] | None:
        asks = caller(scope)
        if not self._options.allowed.host(asks):
            return _no(scope, Code.HOST_NOT_ALLOWED, f"{asks.host[:100]!r} is not a name of this gateway")
        writes = scope["type"] == "websocket" or scope["method"] not in _READS
        if writes and not self._options.allowed.origin(asks):
            return _no(scope, Code.BAD_ORIGIN, f"a page of {asks.origin[:100] or 'another site'} may not ask for this")
        return None

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["method"] not in _READS:
                whole = await _whole(scope, receive)
                _check(scope, whole)
                _in_time(scope)
                receive = _replay(whole, receive)
            each_once(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        except (Unreadable, Twice) as error:
            body = problem(error.code, _WHY[error.code], scope["path"], fields=error.fields)
            await refuse(send, body, ((b"connection", b"close"),))
        else:
            await self._app(scope, receive, send)

    # ── proxies ─────────────────────────────────────────────────────────────────────────────────────

    def _seen_through(self, scope: Scope) -> Scope:
        """The request as its sender sent it: forwarded headers count from listed proxies, and go no further."""
        near, scheme = peer(scope), scope["scheme"]
        if within(near, self._options.proxies):
            near = _last(header(scope, b"x-forwarded-for"), self._options.proxies) or near
            scheme = _TLS[scheme] if header(scope, b"x-forwarded-proto") == "https" else scheme
        # Somebody else's address behind a proxy nobody listed is never taken for this computer's own.
        unlisted = near == peer(scope) and any(has(scope, prefix) for prefix in _FORWARDED)
        return {
            **scope,
            "client": (near, 0),
            "scheme": scheme,
            "state": {**scope.get("state", {}), "loopback": is_loopback(near) and not unlisted},
            "headers": [pair for pair in scope["headers"] if not pair[0].startswith(_FORWARDED)],
        }


def _last(chain: str, proxies: Sequence[Network]) -> str:
    """The nearest address that is not a listed proxy's."""
    hops = [hop.strip() for hop in chain.split(",") if address(hop.strip()) is not None]
    return next((hop for hop in reversed(hops) if not within(hop, proxies)), "")


def _no(scope: Scope, code: Code, detail: str) -> dict[str, object]:
    return problem(code.value, detail, scope["path"])


async def _refuse(scope: Scope, receive: Receive, send: Send, body: dict[str, object]) -> None:
    """Refuse a request or an upgrade with the same problem."""
    if scope["type"] == "http":
        await _drain(receive)
        await refuse(send, body)
    else:
        headers = [(b"content-type", b"application/problem+json"), *SECURITY_HEADERS]
        await send({"type": "websocket.http.response.start", "status": body["status"], "headers": headers})
        await send({"type": "websocket.http.response.body", "body": encoded(body)})


# ── bodies ──────────────────────────────────────────────────────────────────────────────────────────

_WHY = {
    "too-large": f"a request has {BODY_LIMIT} bytes at most",
    "too-slow": f"a request has to arrive within {BODY_WITHIN:g} s",
    "media-type": "the body of a request is application/json",
    "malformed": "the body is no JSON object",
    "repeated": "one thing is said twice, and nobody can say which one was meant",
    "too-late": "it was not meant to be done any more when it arrived",
    "invalid": f"{NAME} is a time of the gateway in ms, as its frames and its answers tell it",
}


class Unreadable(Exception):
    """The request is not taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code, self.fields = code, dict[str, str]()


def _in_time(scope: Scope) -> None:
    """An order that is not meant any more is not done. Raises Unreadable."""
    try:
        if late(scope, now()):
            raise Unreadable("too-late")
    except ValueError:
        raise Unreadable("invalid") from None


async def _whole(scope: Scope, receive: Receive) -> bytes:
    """The whole body. Raises Unreadable."""
    length = header(scope, b"content-length")
    if length.isdigit() and int(length) > BODY_LIMIT:
        await _drain(receive)
        raise Unreadable("too-large")
    try:
        async with asyncio.timeout(BODY_WITHIN):
            return await _read(receive)
    except TimeoutError:
        raise Unreadable("too-slow") from None


async def _drain(receive: Receive, *, more: bool = True) -> None:
    """Let the sender come to an end, within reason."""
    left = _DRAINED
    with suppress(TimeoutError):
        async with asyncio.timeout(_DRAIN_WITHIN):
            while more and left > 0:
                message = await receive()
                more, left = message.get("more_body", False), left - len(message.get("body", b""))


async def _read(receive: Receive) -> bytes:
    body, more = bytearray(), True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > BODY_LIMIT:
            await _drain(receive, more=more)
            raise Unreadable("too-large")
    return bytes(body)


def _check(scope: Scope, body: bytes) -> None:
    """Writes are JSON objects, whatever their sender calls them. Raises Unreadable, Twice."""
    if not body:
        return
    media_type = header(scope, b"content-type").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Unreadable("media-type")
    try:
        told = json.loads(body, parse_constant=_no_number, object_pairs_hook=each_once)
    except (ValueError, RecursionError):
        raise Unreadable("malformed") from None
    if not isinstance(told, dict | None):
        raise Unreadable("malformed")


def _no_number(name: str) -> None:
    """NaN and Infinity are no JSON, though Python reads them."""
    raise ValueError(name)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Hand the body over once, then whatever comes after it."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


def _protected(scope: Scope, send: Send) -> Send:
    """Every answer carries the headers that keep a browser from being used against us, and the gateway's time."""
    more = (*SECURITY_HEADERS, *_OVER_TLS) if scope["scheme"] == "https" else SECURITY_HEADERS

    async def protected(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name for name, _ in message["headers"]}
            kept = (pair for pair in more if pair[0] not in own)
            message = {**message, "headers": [*message["headers"], *kept, (NOW, str(now()).encode())]}
        await send(message)

    return protected
