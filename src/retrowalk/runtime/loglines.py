"""What becomes of one log record: its fields, without secrets, as a line for people or for programs."""

import json
import logging
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.typing import EventDict


HIDDEN = "[hidden]"
# Fields whose values nobody may read, whoever logs them.
_SECRET = re.compile(r"pass|pin$|token|secret|authorization|cookie|credential|^key$|pairing", re.IGNORECASE)
# The same within sentences: after "Bearer", in a URL's user part, and after such a name with = or :.
_WITHIN = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), rf"\1 {HIDDEN}"),
    # Tokens of devices begin so.
    (re.compile(r"\brw_[\w-]{8,}"), HIDDEN),
    (re.compile(r"(\w://)[^\s/@]+@"), rf"\1{HIDDEN}@"),
    (re.compile(r"(?i)\b(code\W{1,3})\d{4,12}\b"), rf"\1{HIDDEN}"),
    (
        re.compile(
            r"(?i)\b(\w*(?:password|pin|token|secret|cookie)['\"]?\s*[=:]\s*)(?:b?'[^']*'|b?\"[^\"]*\"|[^\s,;&})]+)"
        ),
        rf"\1{HIDDEN}",
    ),
)
# What every record has; whatever else is on one was put there by `extra`.
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "trace_id", "sentence"}
# syslog's numbers, which journald takes from the head of a line (sd-daemon(3)).
PRIORITIES: Mapping[int, int] = MappingProxyType(
    {logging.CRITICAL: 2, logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6, logging.DEBUG: 7}
)


def _sentence(text: str) -> str:
    for pattern, instead in _WITHIN:
        text = pattern.sub(instead, text)
    return text


def scrub(value: object) -> object:
    """A value without secrets, whatever it is made of."""
    match value:
        case None | bool() | int() | float():
            return value
        case Mapping():
            return {str(name): HIDDEN if _SECRET.search(str(name)) else scrub(each) for name, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [scrub(each) for each in value]
        case _:
            return _sentence(str(value))


def fields(record: logging.LogRecord) -> EventDict:
    """What a record says: time in UTC, level, room, sentence, whatever was added, and the traceback."""
    said: dict[str, object] = {
        "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "room": room(record.name),
        "event": record.getMessage(),
        "trace_id": getattr(record, "trace_id", None),
        **{name: value for name, value in vars(record).items() if name not in _USUAL},
    }
    if record.exc_text:
        said["exception"] = record.exc_text
    return {name: scrub({name: value})[name] for name, value in said.items() if value is not None}  # type: ignore[index]


def room(logger: str) -> str:
    """'retrowalk.link.lane' is of the room 'link'; what is not ours keeps its name."""
    parts = logger.split(".")
    return parts[1] if parts[0] == "retrowalk" and len(parts) > 1 else logger


def json_line(said: EventDict) -> str:
    """One line of JSON; a line break within stays within its text."""
    return json.dumps(said, ensure_ascii=False, default=str)


def line_for_people(*, colours: bool) -> Callable[[EventDict], str]:
    """What makes a line a person reads."""
    renderer = ConsoleRenderer(colors=colours, exception_formatter=plain_traceback, pad_event_to=0)

    def render(said: EventDict) -> str:
        shown: Any = renderer(None, "", dict(said))
        return str(shown)

    return render


def for_the_journal(render: Callable[[EventDict], str], said: EventDict, level: int) -> str:
    """The line with its priority ahead; journald cuts at line breaks, so each piece gets it."""
    priority = next((PRIORITIES[each] for each in PRIORITIES if level >= each), PRIORITIES[logging.DEBUG])
    return "\n".join(f"<{priority}>{piece}" for piece in render(said).splitlines())
