"""What goes wrong, as RFC 9457 tells it: one table from a code to its status and title. Codes are stable."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from types import MappingProxyType

from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.runtime.logs import trace_id


MEDIA_TYPE = "application/problem+json"
# Where a code is explained, by this very gateway: works without the internet.
PAGES = "/v1/problems/"

_S = HTTPStatus
# Codes only this face knows.
HTTP_CODES: Mapping[str, tuple[HTTPStatus, str]] = MappingProxyType(
    {
        "no-such-path": (_S.NOT_FOUND, "There is nothing at this address"),
        "method-not-allowed": (_S.METHOD_NOT_ALLOWED, "This address does not answer to this method"),
        "too-large": (_S.REQUEST_ENTITY_TOO_LARGE, "The request is too large"),
        "too-slow": (_S.REQUEST_TIMEOUT, "The request took too long to arrive"),
        "too-late": (_S.CONFLICT, "This came too late to be done"),
        "media-type": (_S.UNSUPPORTED_MEDIA_TYPE, "Send JSON"),
        "repeated": (_S.BAD_REQUEST, "The request says one thing twice"),
        "malformed": (_S.BAD_REQUEST, "The request cannot be read"),
        "internal": (_S.INTERNAL_SERVER_ERROR, "The gateway failed on this request"),
    }
)
# Refusals of the gateway.
_REFUSALS: Mapping[Code, tuple[HTTPStatus, str]] = MappingProxyType(
    {
        Code.INVALID: (_S.UNPROCESSABLE_ENTITY, "A value cannot be taken"),
        Code.NOT_FOUND: (_S.NOT_FOUND, "There is no such thing"),
        Code.GONE: (_S.GONE, "It is not there any more"),
        Code.CONFLICT: (_S.CONFLICT, "Not as things stand"),
        Code.KEY_REUSED: (_S.UNPROCESSABLE_ENTITY, "This idempotency key belongs to another request"),
        Code.VERSION_NEEDED: (_S.PRECONDITION_REQUIRED, "Say which version you read"),
        Code.VERSION_OLD: (_S.PRECONDITION_FAILED, "It was changed since you read it"),
        Code.FULL: (_S.TOO_MANY_REQUESTS, "There is no room for more"),
        Code.NOT_PAIRED: (_S.UNAUTHORIZED, "This device is not paired"),
        Code.ROLE: (_S.FORBIDDEN, "This role may not do that"),
        Code.SCOPE: (_S.FORBIDDEN, "This device may not do that"),
        Code.CONFIRM_AGAIN: (_S.FORBIDDEN, "Say again who you are"),
        Code.WRONG_PIN: (_S.UNAUTHORIZED, "Name and PIN do not match"),
        Code.WRONG_CODE: (_S.UNAUTHORIZED, "This is not the code"),
        Code.LOCKED_OUT: (_S.TOO_MANY_REQUESTS, "Too many attempts"),
        Code.NONCE_NEEDED: (_S.PRECONDITION_REQUIRED, "A fresh word is needed"),
        Code.BAD_ORIGIN: (_S.FORBIDDEN, "This page may not ask for that"),
        Code.HOST_NOT_ALLOWED: (_S.MISDIRECTED_REQUEST, "This is not a name of this gateway"),
        Code.LEASE_REQUIRED: (_S.PRECONDITION_REQUIRED, "Take the lease of this treadmill first"),
        Code.LEASE_HELD: (_S.CONFLICT, "Somebody else controls this treadmill"),
        Code.STALE_EPOCH: (_S.CONFLICT, "This order is from before a stop or another lease"),
        Code.CAP_EXCEEDED: (_S.UNPROCESSABLE_ENTITY, "Above a cap"),
        Code.LATCHED: (_S.CONFLICT, "A stop is latched"),
        Code.MOVING: (_S.CONFLICT, "The belt moves"),
        Code.NOT_OURS: (_S.CONFLICT, "This belt moves by somebody else's doing"),
        Code.PRESENCE_NEEDED: (_S.CONFLICT, "Press a key on the treadmill"),
        Code.PREFLIGHT_FAILED: (_S.CONFLICT, "Something stands against a start"),
        Code.LINK_LOST: (_S.CONFLICT, "The treadmill cannot be reached"),  # its state, not a failure of ours
        Code.UNPROVEN: (_S.CONFLICT, "This treadmill has not been measured for that"),
        Code.RED_FLAG: (_S.FORBIDDEN, "This person must not walk now"),
        Code.AGE_REFUSED: (_S.FORBIDDEN, "Not at this age"),
        Code.SPOTTER_NEEDED: (_S.CONFLICT, "Somebody must stand beside the walker"),
        Code.SIMULATION_ONLY: (_S.FORBIDDEN, "Only in simulation"),
        Code.GUARD_MISSING: (_S.CONFLICT, "No guard watches this treadmill"),
        Code.STORAGE: (_S.SERVICE_UNAVAILABLE, "Nothing can be recorded now"),
        Code.UNAVAILABLE: (_S.SERVICE_UNAVAILABLE, "Not now"),
    }
)
PROBLEMS: Mapping[str, tuple[HTTPStatus, str]] = MappingProxyType(
    {**HTTP_CODES, **{code.value: said for code, said in _REFUSALS.items()}}
)


def status_of(code: str) -> HTTPStatus:
    """The status a code is answered with."""
    return PROBLEMS[code][0]


def problem(code: str, detail: str, instance: str, **more: object) -> dict[str, object]:
    """The body of an answer that says no."""
    status, title = PROBLEMS[code]
    return {
        "type": PAGES + code,
        "title": title,
        "status": int(status),
        "detail": detail,
        "instance": instance,
        "code": code,
        "trace_id": trace_id() or secrets.token_hex(8),
        **{name: value for name, value in more.items() if value},
    }


def of_refusal(refusal: Refusal, instance: str) -> dict[str, object]:
    """A refusal of the gateway, with the layer that set the limit."""
    return problem(
        refusal.code.value,
        refusal.detail,
        instance,
        limit=refusal.limit,
        limited_by=list(refusal.limited_by),
        fields=dict(refusal.fields),
        retry_after_ms=refusal.retry_after,
        lines=[asdict(each) for each in refusal.lines],
    )


def encoded(body: Mapping[str, object]) -> bytes:
    """A problem as bytes."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
