"""The whole face in one ASGI app: stops first, then gate, page, what was answered before, and the routes."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from retrowalk.api import documents
from retrowalk.api.face import Face
from retrowalk.api.idempotency import Ledger
from retrowalk.api.live import PATH, Live
from retrowalk.api.once import Once
from retrowalk.api.options import Options
from retrowalk.api.page import PageFirst
from retrowalk.api.parts import Parts
from retrowalk.api.problems import MEDIA_TYPE, encoded, of_refusal, problem
from retrowalk.api.routes import ROUTERS
from retrowalk.api.security import Gate
from retrowalk.api.stop import StopFirst
from retrowalk.api.stop_page import StopPages
from retrowalk.api.tracing import Traced
from retrowalk.api.turnstile import Turnstile
from retrowalk.api.wire import App, Receive, Scope, Send
from retrowalk.gateway.refusals import Refusal
from retrowalk.gateway.stops import Stops
from retrowalk.page import served


_log = logging.getLogger(__name__)


def guarded(app: App, stops: Stops, options: Options) -> App:
    """An app behind the stops and the gate."""
    return StopFirst(Turnstile(Traced(Gate(app, options))), stops, options.allowed)


def build(gateway: Face, options: Options, parts: Parts, live: Live, ledger: Ledger) -> App:
    """What a server serves. `ledger`: the answers to repeated requests; who is erased is forgotten there, too."""
    gateway.desk.people.forgets(ledger.forget)
    answers = Once(routes(gateway, parts), gateway.access, ledger)

    async def both(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await answers(scope, receive, send)
        elif scope["path"] == PATH:
            await live(scope, receive, send)
        else:
            await send({"type": "websocket.close"})

    pages = PageFirst(StopPages(both, gateway.stops), served())
    return guarded(pages, gateway.stops, options)


def routes(gateway: Face, parts: Parts) -> FastAPI:
    """The routes alone."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=_no_lifespan)
    app.state.gateway, app.state.parts, app.state.asyncapi = gateway, parts, cache(documents.asyncapi)
    for router in ROUTERS:
        app.include_router(router)
    app.exception_handler(Refusal)(_refused)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(Exception)(_failed)
    app.openapi = cache(lambda: documents.openapi(app))  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _no_lifespan(_: FastAPI) -> AsyncIterator[None]:
    yield


# ── answers that say no ─────────────────────────────────────────────────────────────────────────────


def _answer(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(encoded(body), body["status"], headers, MEDIA_TYPE)


async def _refused(request: Request, refused: Exception) -> Response:
    if not isinstance(refused, Refusal):
        raise refused
    wait = refused.retry_after
    headers = {} if wait is None else {"Retry-After": str(-(-wait // 1000))}
    body = of_refusal(refused, request.url.path)
    if body["status"] == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="retrowalk"'
    return _answer(body, headers)


async def _invalid(request: Request, error: Exception) -> Response:
    """Each field that is wrong, and its limit; what was sent is not repeated."""
    if not isinstance(error, RequestValidationError):
        raise error
    fields = {_named(each["loc"]): str(each["msg"]) for each in error.errors()}
    detail = "; ".join(f"{name}: {why}" for name, why in fields.items())
    return _answer(problem("invalid", detail[:2000], request.url.path, fields=fields))


def _named(place: tuple[Any, ...]) -> str:
    """The field's own name, without where it came in."""
    return ".".join(map(str, place[1:])) or str(place[0])


_HTTP = {HTTPStatus.NOT_FOUND: "no-such-path", HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed"}


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    code = _HTTP.get(HTTPStatus(error.status_code), "malformed")
    return _answer(problem(code, str(error.detail), request.url.path), dict(error.headers or {}))


async def _failed(request: Request, error: Exception) -> Response:
    body = problem("internal", "the gateway failed on this request; stops work all the same", request.url.path)
    _log.error("a request failed: %s %s", request.method, request.url.path, exc_info=error)
    return _answer(body)
