"""What became of a stop, for a browser without scripts: the form of the page is answered by a plain page.

Nothing here is in the way of a stop: it was pressed before any of this is asked, and what fails here answers as JSON.
"""

import logging
import re

from retrowalk.api.page import HTML_HEADERS
from retrowalk.api.wire import App, Receive, Scope, Send, header
from retrowalk.gateway.stops import StopRecord, Stops
from retrowalk.page.stopped import stopped


_STOP = re.compile(r"/v1/stops/(?P<stop>[\w-]{1,64})")
_HTML = b"text/html; charset=utf-8"

_log = logging.getLogger(__name__)


def reads_html(scope: Scope) -> bool:
    """Whether somebody looks at the answer: browsers that navigate ask for HTML, programs and scripts do not."""
    return "text/html" in header(scope, b"accept")


def shown(scope: Scope, record: StopRecord) -> bytes | None:
    """The plain page of a stop for whoever reads HTML; None for everybody else, and if it cannot be made."""
    if not reads_html(scope):
        return None
    try:
        return stopped(record.id, record.state.value, scope["path"], header(scope, b"accept-language"))
    except Exception:  # noqa: BLE001 - a stop is answered, whatever becomes of its page
        _log.exception("the page of a stop could not be made")
        return None


class StopPages:
    """Answers a browser that looks at a stop; everything else goes on to `app`."""

    def __init__(self, app: App, stops: Stops) -> None:
        self._app, self._stops = app, stops

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the page; pass on the rest."""
        reads = scope["type"] == "http" and scope["method"] == "GET"
        match = _STOP.fullmatch(scope["path"]) if reads else None
        record = self._stops.find(match["stop"]) if match else None
        page = shown(scope, record) if record else None
        if page is None:
            await self._app(scope, receive, send)
        else:
            await answer_html(send, 200, page)


async def answer_html(send: Send, status: int, page: bytes, more: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    """Send a page of ours."""
    headers = [(b"content-type", _HTML), (b"content-length", str(len(page)).encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *HTML_HEADERS, *more]})
    await send({"type": "http.response.body", "body": page})
