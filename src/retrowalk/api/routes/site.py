"""The gateway itself: whether it runs, what it counts, what its codes mean, and what happens."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from retrowalk import __version__
from retrowalk.api.parts import Parts, Readers
from retrowalk.api.problems import PROBLEMS, problem
from retrowalk.api.routing import Site, Who, at, still
from retrowalk.api.routing import who as asking
from retrowalk.api.streaming import Stream
from retrowalk.gateway.health import Readiness
from retrowalk.gateway.permits import require
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.safety.roles import Act


router = APIRouter()


@dataclass(frozen=True, slots=True)
class LiveView:
    """The gateway answers."""

    live: bool
    version: str
    treadmills: int


@dataclass(frozen=True, slots=True)
class FindingView:
    """One thing that was looked at; `why` when it is not well."""

    name: str
    ok: bool
    why: str


@dataclass(frozen=True, slots=True)
class ReadyView:
    """Whether walks may begin."""

    ready: bool
    findings: list[FindingView]


@dataclass(frozen=True, slots=True)
class CodeView:
    """What a code of a problem means."""

    code: str
    status: int
    title: str


def parts(request: Request) -> Parts:
    """What the face was built with."""
    found: Parts = request.app.state.parts
    return found


@at(router, "live")
async def live(site: Site) -> LiveView:
    """Whoever answers, lives."""
    return LiveView(live=True, version=__version__, treadmills=len(site.fleet.bays))


def _ready(readiness: Readiness) -> ReadyView:
    return ReadyView(readiness.ready, [FindingView(each.name, each.ok, each.why) for each in readiness.findings])


@at(router, "ready", response_model=ReadyView)
async def ready(request: Request) -> Any:  # noqa: ANN401 - a view, or a problem that holds one
    """With everything that is in the way."""
    found = parts(request).ready()
    if found.ready:
        return _ready(found)
    failing = {each.name: each.why for each in found.findings if not each.ok}
    body = problem(Code.UNAVAILABLE.value, "walks may not begin now", request.url.path, fields=failing)
    return JSONResponse(body, 503, media_type="application/problem+json")


@at(router, "metrics", response_class=PlainTextResponse, response_model=None)
async def metrics(request: Request) -> Response:
    """For whom the settings name, and whoever may read diagnostics."""
    there = parts(request)
    local = bool(request.scope["state"].get("loopback"))
    if not (there.readers is Readers.EVERYBODY or (there.readers is Readers.LOOPBACK and local)):
        require(await asking(request), Act.DIAGNOSE)
    return PlainTextResponse(there.metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")


@at(router, "problem_list")
async def problem_list() -> list[CodeView]:
    """All of them."""
    return [CodeView(code, int(status), title) for code, (status, title) in PROBLEMS.items()]


@at(router, "problem")
async def problem_page(code: str) -> CodeView:
    """Where the `type` of a problem leads."""
    if code not in PROBLEMS:
        raise Refusal(Code.NOT_FOUND, "no problem has this code", fields={"code": "unknown"})
    status, title = PROBLEMS[code]
    return CodeView(code, int(status), title)


@at(router, "openapi")
async def openapi(request: Request) -> dict[str, Any]:
    """As it is committed."""
    found: dict[str, Any] = request.app.openapi()
    return found


@at(router, "asyncapi")
async def asyncapi(request: Request) -> dict[str, Any]:
    """As it is committed."""
    found: dict[str, Any] = request.app.state.asyncapi()
    return found


Most = Annotated[int | None, Query(ge=1, le=10_000, description="end after so many events")]
LastId = Annotated[str | None, Header(alias="Last-Event-ID", max_length=128)]


_EVENT = {"type": "object", "properties": {name: {"type": "string"} for name in ("id", "event", "data")}}
_STREAM: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {"schema": _EVENT}}}}


@at(router, "events", answers=_STREAM, response_class=Response, response_model=None)
async def events(
    request: Request, site: Site, who: Who, max_events: Most = None, last_event_id: LastId = None
) -> Stream:
    """From where a script left off; a `reset` says that something in between is not kept any more."""
    return Stream(site.events, last_event_id, max_events, lambda: still(request, site, who, Act.WATCH))


@at(router, "diagnostics")
async def diagnostics(request: Request, site: Site) -> dict[str, Any]:
    """What a maintainer asks for first."""
    return {"version": __version__, "treadmills": len(site.fleet.bays), **parts(request).diagnostics()}
