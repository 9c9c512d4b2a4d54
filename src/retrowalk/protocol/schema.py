"""The JSON Schema of a protocol file, for editors: made from the tables the parser reads by.

It says what a file looks like; what it must be (caps, dwells, turns) only the parser says.
"""

from collections.abc import Iterable

from retrowalk.protocol import keys as k


Schema = dict[str, object]


def _object(keys: Iterable[k.Key[object]], about: str) -> Schema:
    """A mapping with these keys and no others."""
    keys = tuple(keys)
    made: Schema = {
        "type": "object",
        "description": about,
        "additionalProperties": False,
        "properties": {key.name: {**key.form.schema, "description": key.about} for key in keys},
    }
    required = [key.name for key in keys if key.required]
    alternatives = [{"required": [key.name]} for key in keys if key.one_of]
    return made | ({"required": required} if required else {}) | ({"oneOf": alternatives} if alternatives else {})


def _segments(about: str) -> Schema:
    return {"type": "array", "description": about, "minItems": 1, "items": {"$ref": "#/$defs/segment"}}


def _one(name: str, form: Schema) -> Schema:
    """A segment: a mapping with the one name of its kind."""
    return {"type": "object", "additionalProperties": False, "required": [name], "properties": {name: form}}


def _repeat() -> Schema:
    """The segments inside, several times."""
    inner: Schema = {
        "type": "object",
        "description": k.REPEAT_ABOUT,
        "additionalProperties": False,
        "required": [k.TIMES_KEY.name, k.SEGMENTS],
        "properties": {
            k.TIMES_KEY.name: {**k.TIMES_KEY.form.schema, "description": k.TIMES_KEY.about},
            k.SEGMENTS: _segments("The segments to repeat."),
        },
    }
    return _one(k.REPEAT, inner)


def schema() -> Schema:
    """The whole schema (draft 2020-12)."""
    file = _object(k.FILE, "A reverse-walking protocol.")
    blocks: Schema = {name: _object(keys, about) for name, (keys, about) in k.BLOCKS.items()}
    properties = {key.name: {**key.form.schema, "description": key.about} for key in k.FILE}
    forms = [_one(name, _object(form.keys, form.about)) for name, form in k.FORMS.items()]
    return file | {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Retrowalk protocol",
        "properties": properties | blocks | {k.SEGMENTS: _segments(k.SEGMENTS_ABOUT)},
        "required": [*(key.name for key in k.FILE if key.required), k.SEGMENTS],
        "$defs": {"segment": {"oneOf": [*forms, _repeat()]}},
    }
