"""What ASGI hands over, in our words, for the layers that stand before the routes."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any

from retrowalk.api.problems import MEDIA_TYPE, encoded


Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

Headers = Iterable[tuple[bytes, bytes]]

# Answers are read by programs and by our own page; nobody embeds, guesses, caches or refers to them.
SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cache-control", b"no-store"),
)


def header(scope: Scope, name: bytes) -> str:
    """The last header of this name; "" without one."""
    found = [value for key, value in scope["headers"] if key == name]
    return found[-1].decode("latin-1") if found else ""


def has(scope: Scope, prefix: bytes) -> bool:
    """Whether any header's name begins so."""
    return any(key.startswith(prefix) for key, _ in scope["headers"])


def peer(scope: Scope) -> str:
    """The address the request came from; "" if that is not known."""
    client = scope.get("client")
    return str(client[0]) if client else ""


async def answer(send: Send, status: int, body: bytes, media_type: str, more: Headers = ()) -> None:
    """Send one whole answer."""
    headers = [(b"content-type", media_type.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *SECURITY_HEADERS, *more]})
    await send({"type": "http.response.body", "body": body})


async def refuse(send: Send, body: Mapping[str, object], more: Headers = ()) -> None:
    """Send one problem."""
    status = body["status"]
    if not isinstance(status, int):
        raise TypeError("a problem carries its status")
    await answer(send, status, encoded(body), MEDIA_TYPE, more)
