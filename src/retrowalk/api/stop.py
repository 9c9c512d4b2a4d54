"""POST /v1/stop and /v1/treadmills/{id}/stop: before every other layer, so that nothing can be in their way.

Rule 1: no login, lease, lock, limit, media type, body, disk or database. The body is never read.
Rule 2: the answer is 202 at once; what became of it is told by GET /v1/stops/{id}.
Rule 3: the only thing refused is a browser whose page is not ours.
A browser that reads HTML, because its scripts do not run, is answered with a plain page instead of JSON.
"""

import asyncio
import json
import re
from dataclasses import asdict

from retrowalk.api.hosts import Allowed, Caller
from retrowalk.api.problems import problem
from retrowalk.api.stop_page import answer_html, shown
from retrowalk.api.wire import App, Receive, Scope, Send, answer, has, header, peer, refuse
from retrowalk.gateway.refusals import Code
from retrowalk.gateway.stops import Stops, UnknownTreadmill
from retrowalk.gateway.views import stop as view


ALL = "/v1/stop"
_PATH = re.compile(r"/v1/(?:stop|treadmills/(?P<treadmill>[^/]+)/stop)/?")
# Where somebody is sent whose treadmill we do not know.
_INSTEAD = ((b"link", b'</v1/stop>; rel="alternate"; title="stop every treadmill"'),)


def treadmill_id(text: str) -> str:
    """A treadmill's id as it is written on a button: an address in either case, with ":" or "-"."""
    return text.lower().replace(":", "-")


def caller(scope: Scope) -> Caller:
    """What a request says of itself."""
    server = scope.get("server")
    return Caller(
        host=header(scope, b"host"),
        origin=header(scope, b"origin"),
        site=header(scope, b"sec-fetch-site"),
        server=str(server[0]) if server else "",
        browser=has(scope, b"origin") or has(scope, b"sec-fetch-"),
    )


class StopFirst:
    """Takes the stops out of the stream of requests; everything else goes on to `app`."""

    def __init__(self, app: App, stops: Stops, allowed: Allowed) -> None:
        self._app, self._stops, self._allowed = app, stops, allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a stop; pass on the rest."""
        match = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if match is None:
            await self._app(scope, receive, send)
        else:
            await self._stop(scope, send, match["treadmill"])

    async def _stop(self, scope: Scope, send: Send, treadmill: str | None) -> None:
        code = self._foreign(scope)
        if code is not None:
            await refuse(send, problem(code.value, _WHY[code], scope["path"]))
            return
        try:
            record = self._stops.press(treadmill and treadmill_id(treadmill), f"http {peer(scope)}")
        except UnknownTreadmill:
            detail = "no such treadmill: POST /v1/stop stops every one"
            await refuse(send, problem(Code.NOT_FOUND.value, detail, scope["path"], stop=ALL), _INSTEAD)
            return
        await asyncio.sleep(0)  # what the lanes are to write goes out before the answer to whoever pressed
        location = ((b"location", f"/v1/stops/{record.id}".encode()),)
        page = shown(scope, record)
        if page is not None:
            await answer_html(send, 202, page, location)
            return
        body = json.dumps(asdict(view(record))).encode()
        await answer(send, 202, body, "application/json", location)

    def _foreign(self, scope: Scope) -> Code | None:
        """Why a browser may not press this; programs and buttons send no such headers and are never asked."""
        asks = caller(scope)
        if not asks.browser:
            return None
        if not self._allowed.host(asks):
            return Code.HOST_NOT_ALLOWED
        if header(scope, b"rw-stop") == "1" or self._allowed.origin(asks):
            return None
        return Code.BAD_ORIGIN


_WHY = {
    Code.HOST_NOT_ALLOWED: "a page asked under a name that is not this gateway's",
    Code.BAD_ORIGIN: "a page of another origin cannot press stop; programs send RW-Stop: 1",
}
