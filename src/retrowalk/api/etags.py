"""Versions of what is configured: a change says which version it was made from, so that nobody undoes another's."""

import hashlib
import json
from dataclasses import asdict, is_dataclass
from typing import Any

from retrowalk.gateway.refusals import Code, Refusal


def etag(configured: Any) -> str:  # noqa: ANN401 - any value that is shown
    """The version of a value, quoted as in a header."""
    plain = asdict(configured) if is_dataclass(configured) and not isinstance(configured, type) else configured
    text = json.dumps(plain, sort_keys=True, default=str)
    return of_text(text.encode())


def of_text(text: bytes) -> str:
    """The version of a file."""
    return f'"{hashlib.sha256(text).hexdigest()[:24]}"'


def check_read(if_match: str | None, version: str) -> None:
    """Go on if exactly this was read before; "*" says nothing of it. Raises Refusal."""
    if if_match and "*" in if_match:
        why = "send If-Match with the ETag of the export you have saved"
        raise Refusal(Code.VERSION_NEEDED, why, fields={"If-Match": "any"})
    check(if_match, version)


def check(if_match: str | None, version: str) -> None:
    """Go on if a change was made from this version, or from whatever there is ("*"). Raises Refusal."""
    if not if_match:
        raise Refusal(Code.VERSION_NEEDED, "send If-Match with the ETag you read", fields={"If-Match": "missing"})
    given = {each.strip() for each in if_match.split(",")}
    if not given & {"*", version}:
        raise Refusal(Code.VERSION_OLD, "it was changed since you read it: read it again", fields={"If-Match": "old"})
