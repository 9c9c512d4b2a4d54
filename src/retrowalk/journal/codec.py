"""Values of the core as plain JSON data and back: by class name, fields by their names, bytes in hexadecimal.

The registry is made from the unions of all inputs and all outputs, so that a new one needs no line here.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeVar, get_args

from pydantic import ConfigDict, TypeAdapter, ValidationError

from retrowalk.controller.effects import Effect
from retrowalk.controller.events import Event
from retrowalk.journal.record import Step


_CONFIG = ConfigDict(ser_json_bytes="hex", val_json_bytes="hex", ser_json_inf_nan="strings", extra="forbid")
_EVENTS: dict[str, type[Event]] = {each.__name__: each for each in get_args(Event)}
_EFFECTS: dict[str, type[Effect]] = {each.__name__: each for each in get_args(Effect)}


_adapters: dict[type, TypeAdapter[Any]] = {}  # filled as kinds are met, or by `make_ready`: one takes 5 ms to make
Kind = TypeVar("Kind")


class Unreadable(ValueError):
    """Data that is no value of the class it names."""


def _adapter(kind: type) -> TypeAdapter[Any]:
    """A tuple of one around it: a dataclass would insist on a configuration of its own, a tuple takes ours."""
    if kind not in _adapters:
        around: Any = tuple.__class_getitem__(kind)
        _adapters[kind] = TypeAdapter(around, config=_CONFIG)
    return _adapters[kind]


def make_ready(*others: type) -> None:
    """Make at once what reads and writes every event, every effect and these others.

    Made when first met, one at a time keeps every other thread from its turn for milliseconds: also the one that stops.
    """
    for kind in (*_EVENTS.values(), *_EFFECTS.values(), *others):
        _adapter(kind)


def dump(value: object) -> dict[str, Any]:
    """A dataclass → plain JSON data."""
    kind: type = type(value)
    (data,) = _adapter(kind).dump_python((value,), mode="json")
    return dict(data)


def load(kind: type[Kind], data: object) -> Kind:
    """Plain JSON data → a value of `kind`. Raises Unreadable, naming the field."""
    try:
        (value,) = _adapter(kind).validate_json(json.dumps([data]))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(each) for each in (kind.__name__, *first["loc"][1:]))
        raise Unreadable(f"{field}: {first['msg']}") from None
    loaded: Kind = value
    return loaded


def dump_step(step: Step) -> dict[str, Any]:
    """A step → plain JSON data; `raised` only where there is something to say."""
    data = {
        "now": step.now,
        "event": type(step.event).__name__,
        "with": dump(step.event),
        "effects": [{"effect": type(effect).__name__, "with": dump(effect)} for effect in step.effects],
    }
    return data | ({"raised": step.raised} if step.raised else {})


def load_step(data: Mapping[str, Any]) -> Step:
    """Plain JSON data → a step. Raises Unreadable."""
    match data:
        case {"now": int(now), "event": str(event), "with": values, "effects": list(effects)}:
            done = tuple(_load_effect(effect) for effect in effects)
            return Step(now, _load_named(_EVENTS, event, values), done, str(data.get("raised", "")))
        case _:
            raise Unreadable("a step needs now, event, with and effects")


def _load_effect(data: object) -> Effect:
    match data:
        case {"effect": str(name), "with": values}:
            return _load_named(_EFFECTS, name, values)
        case _:
            raise Unreadable("an effect needs effect and with")


def _load_named(kinds: Mapping[str, type[Kind]], name: str, data: object) -> Kind:
    if name not in kinds:
        raise Unreadable(f"{name!r} is none of {', '.join(sorted(kinds))}")
    return load(kinds[name], data)
