"""The documents of the API, made from what runs: OpenAPI for requests, AsyncAPI for the live channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from retrowalk import __version__
from retrowalk.api.live import PATH
from retrowalk.api.messages import CLIENT
from retrowalk.api.operations import OPERATIONS, Operation
from retrowalk.api.routing import Problem, documented
from retrowalk.gateway.eventlog import Kind
from retrowalk.gateway.views import EventView, StopView, TreadmillView


TITLE = "Retrowalk"
ABOUT = (
    "Treadmills of one site, for people who walk backward on them. `POST /v1/stop` stops every belt and asks nothing of"
    " nobody. Everything that may set a belt in motion or let it go faster needs a paired device, a role, the lease of"
    " the treadmill and a fresh word."
)
# Bearer for programs, a cookie for browsers; where neither is asked for, anybody may.
_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "the token of a paired device or program"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "retrowalk", "description": "the same token in a browser"},
}
_TOKEN: list[dict[str, list[str]]] = [{"token": []}, {"cookie": []}]
# Asked of nobody: no security, or an empty one where a token shows more.
_OPEN = frozenset({"stop", "see whether a belt moves"})


def openapi(app: FastAPI) -> dict[str, Any]:
    """The whole document, with the stops that no route answers."""
    document = get_openapi(
        title=TITLE, version=__version__, openapi_version="3.1.0", description=ABOUT, routes=app.routes
    )
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas.update(_schemas(Problem, StopView))
    document["components"]["securitySchemes"] = _SCHEMES
    for name in ("stop_all", "stop"):
        operation = OPERATIONS[name]
        document["paths"].setdefault(operation.path, {})["post"] = _stop(operation)
    for methods in document["paths"].values():
        for each in methods.values():
            _secured(each)
    return document


def _schemas(*kinds: type) -> dict[str, Any]:
    """The schemas of these and of all that is in them, by their names."""
    found: dict[str, Any] = {}
    for kind in kinds:
        schema = TypeAdapter(kind).json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
        found |= schema.pop("$defs", {})
        found[kind.__name__] = schema
    return found


def _secured(described: dict[str, Any]) -> None:
    operation = OPERATIONS[described["operationId"]]
    if operation.act is None or operation.act in _OPEN:
        described.setdefault("security", [{}, *_TOKEN] if operation.act else [])
    else:
        described["security"] = _TOKEN


def _stop(operation: Operation) -> dict[str, Any]:
    parameters = [{"name": "treadmill", "in": "path", "required": True, "schema": {"type": "string"}}]
    answer = {"schema": {"$ref": "#/components/schemas/StopView"}}
    allowed = {status: each for status, each in documented(operation).items() if status in _STOP_ANSWERS}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": "Any body or none, of any type: it is not read. Browsers on other origins are refused.",
        "parameters": parameters if "{" in operation.path else [],
        "responses": {
            "202": {
                "description": "Requested; the resource tells the truth later",
                "headers": {"Location": {"schema": {"type": "string"}}},
                "content": {"application/json": answer},
            },
            **{str(status): each for status, each in allowed.items()},
        },
    }


# The only other answers of a stop: an unknown treadmill, and a browser that is not ours.
_STOP_ANSWERS = (403, 404, 421)


# ── the live channel ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Hello:
    """The first message. `run` tells this run of the gateway from the one before."""

    type: Literal["hello"]
    run: str
    frame_interval_ms: int
    ack_within_ms: int


@dataclass(frozen=True, slots=True)
class You:
    """Who the viewer is, after the hello and after every login."""

    type: Literal["you"]
    client: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything as it stands at event `seq`."""

    type: Literal["snapshot"]
    seq: int
    treadmills: list[TreadmillView]


@dataclass(frozen=True, slots=True)
class Telemetry:
    """All treadmills, four times a second; the next one comes after this one's acknowledgement."""

    type: Literal["telemetry"]
    frame: int
    now_ms: int
    treadmills: list[TreadmillView]


@dataclass(frozen=True, slots=True)
class Happened:
    """What has happened, in order; no event is ever left out. Those of 30 ms may come together."""

    type: Literal["events"]
    events: list[EventView]


@dataclass(frozen=True, slots=True)
class Reset:
    """What was asked for is not kept any more: a snapshot follows."""

    type: Literal["reset"]
    seq: int


@dataclass(frozen=True, slots=True)
class Leased:
    """A lease was renewed."""

    type: Literal["lease"]
    treadmill: str
    lease: int
    left_ms: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """A stop was done."""

    type: Literal["stop"]
    stop: StopView


@dataclass(frozen=True, slots=True)
class Refused:
    """What was asked for was not done."""

    type: Literal["problem"]
    problem: Problem


# What the gateway says.
SAID: tuple[type, ...] = (Hello, You, Snapshot, Telemetry, Happened, Reset, Leased, Stopped, Refused)


def asyncapi() -> dict[str, Any]:
    """The whole document."""
    schemas = _schemas(*SAID)
    heard = CLIENT.json_schema(ref_template="#/components/schemas/{model}")
    schemas |= heard.pop("$defs")
    schemas["Stop"] = {
        "description": "Stop one treadmill, or every one; recognised before login and before JSON.",
        "type": "object",
        "properties": {"type": {"const": "stop"}, "treadmill": {"type": "string"}},
        "required": ["type"],
    }
    names = {"said": [kind.__name__ for kind in SAID],
             "heard": ["Ack", "Login", "Renew", "Since", "Stop"]}  # fmt: skip
    messages: dict[str, Any] = {
        name: {"payload": {"$ref": f"#/components/schemas/{name}"}} for each in names.values() for name in each
    }
    messages["StopByte"] = {"contentType": "application/octet-stream", "summary": "The one byte 0x18 (CAN): stop all."}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": f"{TITLE}: live channel", "version": __version__, "description": ABOUT},
        "defaultContentType": "application/json",
        "channels": {"live": {"address": PATH, "messages": {name: _ref("messages", name) for name in messages}}},
        "operations": {
            "tell": _operation("send", names["said"]),
            "hear": _operation("receive", [*names["heard"], "StopByte"]),
        },
        "components": {
            "messages": messages,
            "schemas": {**schemas, "EventType": {"enum": [kind.value for kind in Kind]}},
        },
    }


def _ref(kind: str, name: str) -> Mapping[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def _operation(action: str, names: list[str]) -> Mapping[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/live"},
        "messages": [{"$ref": f"#/channels/live/messages/{name}"} for name in names],
    }
