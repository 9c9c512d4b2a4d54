"""A walk as one JSON document, and the schema of it (config/walk.schema.json): both from the same tables."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from retrowalk.export import entries, rows, shown
from retrowalk.export.page import notice
from retrowalk.export.plain import printable
from retrowalk.export.told import Told
from retrowalk.history.walks import Mark, MarkKind, Sample


FORMAT, VERSION = "retrowalk-walk", 1

# What each way of showing a value says of its kind; what is not named here is text.
_KINDS: Mapping[shown.Show, str] = MappingProxyType(
    {
        shown.score: "integer",
        shown.count: "integer",
        shown.yes: "boolean",
        shown.clock: "number",
        shown.speed: "number",
        shown.listed: "array",
    }
)


def _clean(value: object) -> Any:  # noqa: ANN401 - plain JSON data
    """Text without what no other program could carry."""
    if isinstance(value, str):
        return printable(value)
    return [_clean(each) for each in value] if isinstance(value, tuple) else value


def _mark(mark: Mark, began: int) -> dict[str, Any]:
    return {"t_s": mark.at - began, "kind": mark.kind.value, "value": mark.value, "text": printable(mark.text)}


def document(told: Told, samples: Sequence[Sample]) -> dict[str, Any]:
    """The document: every field of the report, what was told on the way, and each second as a row of `columns`."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "notice": notice(told),
        "report": {key: _clean(value) for key, value in entries.values(told).items()},
        "marks": [_mark(mark, told.walk.began) for mark in sorted(told.marks, key=lambda each: each.at)],
        "samples": {
            "columns": [column.name for column in rows.COLUMNS],
            "rows": [[column.pick(each) for column in rows.COLUMNS] for each in samples],
        },
    }


def dump(told: Told, samples: Sequence[Sample]) -> bytes:
    """The document in UTF-8."""
    return json.dumps(document(told, samples), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _field(entry: entries.Entry) -> dict[str, Any]:
    kind = "number" if isinstance(entry.show, shown.Figure) else _KINDS.get(entry.show, "string")
    about: dict[str, Any] = {"description": entry.label, "type": [kind, "null"]}
    return about | ({"items": {"type": "string"}} if kind == "array" else {})


def _object(properties: Mapping[str, Any], **more: object) -> dict[str, Any]:
    """Every key is there, and no other; what is missing is null."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": dict(properties),
        **more,
    }


def schema() -> dict[str, Any]:
    """The JSON Schema of the document."""
    fields = {entry.key: _field(entry) for entry in entries.ENTRIES}
    missing = {"type": "array", "items": {"enum": list(fields)}, "description": "the keys that are null"}
    score = {"type": ["integer", "null"], "minimum": 0, "maximum": 10}
    mark = {
        "t_s": {"type": "integer", "description": "seconds since the walk began"},
        "kind": {"enum": [kind.value for kind in MarkKind]},
        "value": score,
        "text": {"type": "string"},
    }
    wide = len(rows.COLUMNS)
    row = {"type": "array", "minItems": wide, "maxItems": wide, "items": {"type": ["number", "string", "null"]}}
    samples = {
        "columns": {"const": [column.name for column in rows.COLUMNS]},
        "rows": {"type": "array", "items": row},
    }
    parts = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "notice": {"type": "string", "description": "what the values are worth"},
        "report": _object({**fields, "missing": missing}),
        "marks": {"type": "array", "items": _object(mark)},
        "samples": _object(samples),
    }
    return _object(parts, title="A walk of Retrowalk", **{"$schema": "https://json-schema.org/draft/2020-12/schema"})


def written_schema() -> str:
    """The schema as the file has it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
