"""The layer that answers a repeated request as before: for the operations of the table that may carry a key."""

import json
import re

from retrowalk.api.idempotency import KEY_LENGTH, Ledger, digest
from retrowalk.api.operations import OPERATIONS
from retrowalk.api.problems import MEDIA_TYPE, of_refusal
from retrowalk.api.tokens import token_of
from retrowalk.api.wire import App, Message, Receive, Scope, Send, answer, header, peer, refuse
from retrowalk.gateway.access import Access
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.requests import Done


def _pattern(path: str) -> str:
    return re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))


_KEYED = re.compile("|".join(_pattern(each.path) for each in OPERATIONS.values() if each.keyed))
_VISIBLE = re.compile(r"[!-~]+")
# Where a body names somebody, or a walk of theirs, that its path does not.
_WHOM = ("person", "supervisor", "session")


def _about(where: str, body: bytes) -> str:
    """What is asked, and whom it names: by this it is found when they are erased."""
    try:
        told = json.loads(body or b"{}")
    except ValueError:  # no JSON, or no text: the route says so
        told = {}
    named = [told.get(name) for name in _WHOM] if isinstance(told, dict) else []
    return " ".join((where, *(each for each in named if isinstance(each, str))))


class Once:
    """Stands between the gate and the routes."""

    def __init__(self, app: App, access: Access, ledger: Ledger) -> None:
        self._app, self._access, self._ledger = app, access, ledger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as before, or pass on and remember."""
        key = header(scope, b"idempotency-key") if scope["type"] == "http" and scope["method"] == "POST" else ""
        if not key or not _KEYED.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            done = await self._once(scope, receive, key)
        except Refusal as refused:
            await refuse(send, of_refusal(refused, scope["path"]))
        else:
            media_type = "application/json" if done.status < 400 else MEDIA_TYPE  # noqa: PLR2004 - HTTP's own border
            more = [(b"etag", done.etag.encode())] if done.etag else []
            await answer(send, done.status, done.body.encode(), media_type, more)

    async def _once(self, scope: Scope, receive: Receive, key: str) -> Done:
        if len(key) > KEY_LENGTH or not _VISIBLE.fullmatch(key):
            why = f"1 to {KEY_LENGTH} visible characters"
            raise Refusal(Code.INVALID, f"Idempotency-Key: {why}", fields={"Idempotency-Key": why})
        asked = await receive()
        where = scope["path"] + "?" + scope["query_string"].decode("latin-1")
        what = digest("POST", where, asked["body"])

        async def do() -> Done:
            return await self._answered(scope, asked)

        return await self._ledger.once(self._client(scope), key, what, do, about=_about(where, asked["body"]))

    def _client(self, scope: Scope) -> str:
        """Whose key it is: a client's, or what an address sends without one."""
        headers = {name: header(scope, name.encode()) for name in ("authorization", "cookie")}
        who = self._access.whoever(token_of(headers), loopback=bool(scope["state"].get("loopback")))
        return f"{who.client} {peer(scope) if not who.scopes else ''}"

    async def _answered(self, scope: Scope, asked: Message) -> Done:
        sent: list[Message] = []

        async def hear() -> Message:
            return asked

        async def note(message: Message) -> None:
            sent.append(message)

        await self._app(scope, hear, note)
        body = b"".join(each.get("body", b"") for each in sent)
        headers = dict(sent[0]["headers"])
        return Done("", "", 0, sent[0]["status"], body.decode(), headers.get(b"etag", b"").decode())
