"""How a route is made from its line in the table: method, path, permission and documents come from there."""

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Annotated, Any, TypeVar, cast

from fastapi import APIRouter, Depends, Header, Path, Request
from pydantic import BaseModel

from retrowalk.api.face import Face
from retrowalk.api.operations import OPERATIONS, Operation
from retrowalk.api.problems import MEDIA_TYPE, status_of
from retrowalk.api.tokens import token_of
from retrowalk.gateway.pending import all_kept
from retrowalk.gateway.permits import possible, require
from retrowalk.gateway.principal import Principal
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.safety.roles import Act


_Route = TypeVar("_Route", bound=Callable[..., Any])


class Line(BaseModel):
    """One thing that is wrong with a text that was sent, such as a protocol: line and column from 1."""

    line: int
    column: int
    field: str
    message: str


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    trace_id: str
    limit: str | None = None
    limited_by: list[str] | None = None
    fields: dict[str, str] | None = None
    retry_after_ms: int | None = None
    lines: list[Line] | None = None
    stop: str | None = None


async def gateway(request: Request) -> Face:
    """The gateway this app is the face of."""
    found: Face = request.app.state.gateway
    return found


def _asking(request: Request, site: Face) -> Principal:
    local = bool(request.scope["state"].get("loopback"))
    return site.access.authenticate(token_of(request.headers), loopback=local)


async def who(request: Request) -> Principal:
    """Who asks. Raises Refusal for a token that is not good."""
    return _asking(request, await gateway(request))


def still(request: Request, site: Face, asked: Principal, act: Act) -> bool:
    """Whether an answer that lasts may go on: the same client is let in, and may do this, as when it asked."""
    try:
        now = _asking(request, site)
    except Refusal:
        return False
    return now.client == asked.client and act in possible(now)


Site = Annotated[Face, Depends(gateway)]
Who = Annotated[Principal, Depends(who)]
IfMatch = Annotated[str | None, Header()]
# An id, or an address in either spelling: what is none is not found.
Treadmill = Annotated[str, Path(max_length=64)]
# The number of a lease, and a fresh word.
Lease = Annotated[int | None, Header(ge=0, le=2**53)]
Word = Annotated[str, Header(max_length=128)]


def _admitted(operation: Operation) -> Callable[..., Awaitable[None]]:
    """Nobody whom the table gives no such act gets as far as their body being read."""

    async def admitted(asks: Who, site: Site) -> None:
        open_to_all = operation.act is None or operation.act in (Act.STOP, Act.LOOK)
        if not (open_to_all or operation.act in possible(asks)) and operation.act is not None:
            require(asks, operation.act)
        if operation.writes:  # whoever does something is not idle
            site.access.seen(asks)

    return admitted


def codes_of(operation: Operation) -> tuple[str, ...]:
    """Every problem an operation may answer with."""
    codes = ["host-not-allowed", "repeated", "invalid", *(code.value for code in operation.codes)]
    if "{" in operation.path:
        codes.append("not-found")
    if operation.act is not None and operation.act is not Act.STOP:
        codes += ["not-paired", "role", "scope"]
    if operation.writes:
        codes += ["bad-origin", "too-large", "too-slow", "too-late", "media-type", "malformed", "not-found"]
    if operation.versioned:
        codes += [Code.VERSION_NEEDED, Code.VERSION_OLD]
    if operation.keyed:
        codes += [Code.KEY_REUSED, Code.CONFLICT, Code.GONE]
    return tuple(dict.fromkeys(codes))


def documented(operation: Operation) -> dict[int | str, dict[str, Any]]:
    """The answers of an operation that say no."""
    answers: dict[int | str, dict[str, Any]] = {}
    for code in codes_of(operation):
        answer = answers.setdefault(int(status_of(code)), {"description": "", "content": _PROBLEM})
        answer["description"] = ", ".join(filter(None, (answer["description"], code)))
    return answers


_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def at(
    router: APIRouter,
    name: str,
    answers: Mapping[int | str, dict[str, Any]] | None = None,
    **how: Any,  # noqa: ANN401 - FastAPI's own
) -> Callable[[_Route], _Route]:
    """Make a function the route of an operation."""
    operation = OPERATIONS[name]
    route = router.api_route(
        operation.path,
        methods=[operation.method],
        operation_id=name,
        summary=operation.summary,
        status_code=operation.status,
        responses={**documented(operation), **(answers or {})},
        dependencies=[Depends(_admitted(operation))] if operation.act else [],
        **how,
    )
    keeps = operation.writes and Code.STORAGE in operation.codes
    return (lambda made: route(_answered_once_kept(made))) if keeps else route


def _answered_once_kept(made: _Route) -> _Route:
    """Whoever is told that something was done finds it done after a power cut."""

    @wraps(made)
    async def kept(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - the route's own
        async with all_kept():
            return await made(*given, **named)

    return cast("_Route", kept)
