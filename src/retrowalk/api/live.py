"""The live channel: one WebSocket for a page, with telemetry, events, lease renewals and the one-byte stop.

Rule 1: a stop is recognised before login and before JSON, and done before anything else is read or sent.
Rule 2: one telemetry frame is on its way at a time; the next one waits for its acknowledgement and is then the newest.
Rule 3: events are never dropped. Whoever is too slow for them is cut off, and never felt.
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pydantic_core import to_json

from retrowalk.api.face import Face
from retrowalk.api.feed import Feed, Frames
from retrowalk.api.messages import Ack, Client, Login, Renew, Since, Unreadable, read
from retrowalk.api.problems import encoded, of_refusal, problem
from retrowalk.api.stop import treadmill_id
from retrowalk.api.tokens import token_of
from retrowalk.api.wire import SECURITY_HEADERS, Receive, Scope, Send, header, peer
from retrowalk.gateway import views
from retrowalk.gateway.eventlog import Gap
from retrowalk.gateway.permits import refusal
from retrowalk.gateway.principal import ANONYMOUS, Principal
from retrowalk.gateway.refusals import Refusal
from retrowalk.gateway.stops import UnknownTreadmill
from retrowalk.safety.roles import Act


PATH = "/v1/live"
# CAN, cancel: the byte that stops.
STOP = b"\x18"
_STOPS = re.compile(r'"type"\s*:\s*"stop"')
_NAMED = re.compile(r'"treadmill"\s*:\s*"([^"\\]{1,64})"')
# A viewer that has not acknowledged a frame, or not taken what was sent, for this long (s) is cut off.
PATIENCE = 10.0
# A token that was revoked, or a login that ended, is noticed by then (s).
LOOK_AGAIN = 5.0
# Events of one message at most: whoever asks for what was missed is told of thousands, and can begin with the first.
AT_ONCE = 100
# A site has some 20 screens; twice as many are a mistake of some program.
VIEWERS = 64
# Close codes of ours: too slow, and not let in any more.
TOO_SLOW, NOT_LET_IN = 4008, 4001

_log = logging.getLogger(__name__)


class Cut(Exception):
    """A viewer is cut off; the code says why."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


class Live:
    """The channel of one site."""

    def __init__(self, gateway: Face, feed: Feed) -> None:
        self._gateway, self._feed = gateway, feed
        self.viewers: set[Viewer] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one viewer until it goes or is cut off."""
        await receive()  # websocket.connect
        if len(self.viewers) >= VIEWERS:
            await _full(scope, send)
            return
        await send({"type": "websocket.accept", "headers": list(SECURITY_HEADERS)})
        viewer = Viewer(self._gateway, self._feed, scope, send)
        self.viewers.add(viewer)
        try:
            await viewer.serve(receive)
        finally:
            self.viewers.discard(viewer)


async def _full(scope: Scope, send: Send) -> None:
    body = problem("full", f"{VIEWERS} viewers are looking", scope["path"], limit=str(VIEWERS))
    headers = [(b"content-type", b"application/problem+json"), *SECURITY_HEADERS]
    await send({"type": "websocket.http.response.start", "status": body["status"], "headers": headers})
    await send({"type": "websocket.http.response.body", "body": encoded(body)})


class Viewer:
    """One client of the channel."""

    def __init__(self, gateway: Face, feed: Feed, scope: Scope, send: Send) -> None:
        self._gateway, self._feed, self._scope, self._send_raw = gateway, feed, scope, send
        self._token = token_of(_headers(scope))
        self._wake = asyncio.Event()
        self._out: list[str] = []
        self._seq = gateway.events.seq
        self._sent = self._acked = 0  # frames
        self._sent_at = 0.0
        self.who: Principal = ANONYMOUS
        self._frames: Frames = feed.least

    # ── its life ────────────────────────────────────────────────────────────────────────────────────

    async def serve(self, receive: Receive) -> None:
        """Greet, then send and hear until it ends."""
        self._feed.viewers.add(self._wake)
        pieces: list[asyncio.Task[None]] = []
        try:
            self._greet()
            pieces = [asyncio.create_task(each) for each in (self._hear(receive), self._tell(), self._look_again())]
            done, _ = await asyncio.wait(pieces, return_when=asyncio.FIRST_COMPLETED)
            await self._end(done)
        finally:
            for told in (self._feed, self._frames):
                told.viewers.discard(self._wake)
            for piece in pieces:
                piece.cancel()
            await asyncio.gather(*pieces, return_exceptions=True)

    async def _end(self, done: set[asyncio.Task[None]]) -> None:
        """Say why a viewer is cut off; one that went by itself needs no word."""
        error = next((each.exception() for each in done if each.exception() is not None), None)
        if isinstance(error, Cut):
            _log.info("a viewer from %s was cut off: %s", peer(self._scope), error)
            async with asyncio.timeout(1):
                await self._send_raw({"type": "websocket.close", "code": error.code, "reason": str(error)})
        elif error is not None and not isinstance(error, OSError):
            _log.error("a viewer's channel failed", exc_info=error)

    def _greet(self) -> None:
        self._say(
            {
                "type": "hello",
                "run": self._gateway.events.run,
                "frame_interval_ms": 250,
                "ack_within_ms": int(PATIENCE * 1000),
            }
        )
        self._identify()
        self._snapshot()

    def _snapshot(self) -> None:
        """Everything as it stands, and the number of the event it stands at."""
        view = self._gateway.seen if self._trusted else views.minimum
        shown = [view(bay) for bay in self._gateway.fleet.bays.values()]
        self._seq = self._gateway.events.seq
        self._say({"type": "snapshot", "seq": self._seq, "treadmills": shown})

    # ── who it is ───────────────────────────────────────────────────────────────────────────────────

    @property
    def _trusted(self) -> bool:
        return refusal(self.who, Act.WATCH) is None

    def _identify(self) -> None:
        """Find out who looks; a bad token is told, and leaves its bearer what everybody has."""
        local = bool(self._scope["state"].get("loopback"))
        try:
            self.who = self._gateway.access.authenticate(self._token, loopback=local)
        except Refusal as refused:
            self.who = ANONYMOUS
            self._say({"type": "problem", "problem": of_refusal(refused, PATH)})
        self._frames.viewers.discard(self._wake)
        self._frames = self._feed.full if self._trusted else self._feed.least
        self._frames.viewers.add(self._wake)
        self._sent = self._acked = 0
        self._say({"type": "you", "client": self.who.client, "name": self.who.name, "role": self.who.role})

    async def _look_again(self) -> None:
        """Whoever is not let in any more is told so and cut off. Raises Cut."""
        while True:
            await asyncio.sleep(LOOK_AGAIN)
            if self.who is ANONYMOUS:
                continue
            local = bool(self._scope["state"].get("loopback"))
            try:
                now = self._gateway.access.authenticate(self._token, loopback=local)
            except Refusal as refused:
                raise Cut(NOT_LET_IN, refused.code.value) from None
            if now.client != self.who.client:
                self._identify()
                self._snapshot()

    # ── hearing ─────────────────────────────────────────────────────────────────────────────────────

    async def _hear(self, receive: Receive) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            text, data = message.get("text"), message.get("bytes")
            if data == STOP or (text is not None and _STOPS.search(text)):
                self._stop(_NAMED.search(text or ""))
            else:
                self._take(text)

    def _stop(self, named: re.Match[str] | None) -> None:
        """Stop the treadmill that is named, if there is one of that name, or every one."""
        press, source = self._gateway.stops.press, f"websocket {peer(self._scope)}"
        try:
            record = press(treadmill_id(named[1]) if named else None, source)
        except UnknownTreadmill:
            record = press(None, source)
        self._say({"type": "stop", "stop": views.stop(record)})

    def _take(self, text: str | None) -> None:
        try:
            self._answer(read(text))
        except Unreadable as error:
            self._say({"type": "problem", "problem": problem("invalid", str(error), PATH, fields=error.fields)})
        except Refusal as refused:
            self._say({"type": "problem", "problem": of_refusal(refused, PATH)})

    def _answer(self, message: Client) -> None:
        match message:
            case Ack(frame=frame):
                self._acked = max(self._acked, min(frame, self._sent))
                if self._frames.number > self._sent:  # or else there is nothing to tell
                    self._wake.set()
            case Login(token=token):
                self._token = token
                self._identify()
                self._snapshot()
            case Renew(treadmill=treadmill, lease=number):
                self._gateway.access.seen(self.who)
                held = self._gateway.leases.renew(self.who, treadmill_id(treadmill), number)
                self._say({"type": "lease", "treadmill": held.treadmill, "lease": held.number, "left_ms": held.left})
            case Since(run=run, seq=seq):
                self._resume(run, seq)

    def _resume(self, run: str, seq: int) -> None:
        """Tell again what happened since, or everything as it stands."""
        if not self._trusted:
            return
        if self._gateway.events.keeps(run, seq):
            self._seq = seq
        else:
            self._say({"type": "reset", "seq": self._gateway.events.seq})
            self._snapshot()
        self._wake.set()

    # ── telling ─────────────────────────────────────────────────────────────────────────────────────

    def _say(self, message: Mapping[str, Any]) -> None:
        self._out.append(to_json(message).decode())
        self._wake.set()

    async def _tell(self) -> None:
        """Send what is due: answers, every event, and the newest frame if the last one was acknowledged."""
        while True:
            await self._woken()
            out, self._out = self._out, []
            for text in [*out, *self._events(), *self._frame()]:
                await self._send(text)

    async def _woken(self) -> None:
        """Wait for something to send, but for an acknowledgement no longer than anybody needs. Raises Cut."""
        until = self._sent_at + PATIENCE
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until if self._sent > self._acked else None):
                await self._wake.wait()
        if self._sent > self._acked and asyncio.get_running_loop().time() >= until:
            raise Cut(TOO_SLOW, "a frame was not acknowledged")
        self._wake.clear()

    def _events(self) -> list[str]:
        """Everything that happened since the last one sent. Raises Cut."""
        events = self._gateway.events
        try:
            news = events.since(self._seq) if self._trusted else ()
        except Gap:
            raise Cut(TOO_SLOW, "too far behind") from None
        self._seq = events.seq
        return [self._feed.events(news[first : first + AT_ONCE], events.run) for first in range(0, len(news), AT_ONCE)]

    def _frame(self) -> list[str]:
        if self._sent > self._acked or self._frames.number <= self._sent:
            return []
        self._sent, self._sent_at = self._frames.number, asyncio.get_running_loop().time()
        return [self._frames.text]

    async def _send(self, text: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._send_raw({"type": "websocket.send", "text": text})
        except TimeoutError:
            raise Cut(TOO_SLOW, "it does not take what is sent") from None


def _headers(scope: Scope) -> Mapping[str, str]:
    return {name: header(scope, name.encode()) for name in ("authorization", "cookie")}
