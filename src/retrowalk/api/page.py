"""The page at `/`, from memory: what a browser asks for before anything else must not wait for a disk.

Without a built page the same address has plain words and a form that stops.
"""

from collections.abc import Mapping

from retrowalk.api.wire import App, Headers, Receive, Scope, Send, header
from retrowalk.page import File


# Nothing but our own files runs, styles or is asked; no inline script or style, and nobody else's frame.
_OURS = ("script", "style", "img", "connect", "manifest", "worker")
# Home Assistant shows the page in a frame of its own origin.
_BOUNDS = ("form-action 'self'", "base-uri 'none'", "frame-ancestors 'self'")
CSP = "; ".join(["default-src 'none'", *(f"{what}-src 'self'" for what in _OURS), *_BOUNDS])
HTML_HEADERS = (
    (b"content-security-policy", CSP.encode()),
    (b"x-frame-options", b"SAMEORIGIN"),
    # Without one a browser posts a form with "Origin: null", which nobody can tell from a hostile page's.
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), screen-wake-lock=(self), fullscreen=(self)"),
    (b"vary", b"Accept-Encoding"),
)
_YEAR = b"public, max-age=31536000, immutable"
_ASK_EACH_TIME = b"no-cache"
_READS = frozenset({"GET", "HEAD"})


class PageFirst:
    """Answers what is a file of the page; everything else goes on to `app`."""

    def __init__(self, app: App, files: Mapping[str, File]) -> None:
        self._app, self._files = app, files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a file; pass on the rest."""
        reads = scope["type"] == "http" and scope["method"] in _READS
        file = self._files.get(scope["path"]) if reads else None
        if file is None:
            await self._app(scope, receive, send)
        else:
            await _answer(file, scope, send)


async def _answer(file: File, scope: Scope, send: Send) -> None:
    known = header(scope, b"if-none-match") == file.tag
    packs = "gzip" in header(scope, b"accept-encoding") and len(file.packed) < len(file.body)
    body = b"" if known else file.packed if packs else file.body
    await send({"type": "http.response.start", "status": 304 if known else 200, "headers": _head(file, body, packs)})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _head(file: File, body: bytes, packs: bool) -> Headers:  # noqa: FBT001 - one of three facts of an answer
    return [
        (b"content-type", file.media_type.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"etag", file.tag.encode()),
        (b"cache-control", _YEAR if file.hashed else _ASK_EACH_TIME),
        *([(b"content-encoding", b"gzip")] if packs else []),
        *HTML_HEADERS,
    ]
