"""Every key there is, and what it is called where settings are written."""

from collections.abc import Iterator
from typing import Any, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from retrowalk.settings.model import Settings


PREFIX = "RETROWALK_"
_TRUTH = {"true": True, "false": False}


def tables(table: type[BaseModel] = Settings, name: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    """Every table: its name ('' is the top) and its class."""
    yield name, table
    for each, info in table.model_fields.items():
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            yield from tables(info.annotation, f"{name}.{each}".lstrip("."))


def _every() -> Iterator[tuple[str, FieldInfo]]:
    within = dict(tables())
    for name, table in within.items():
        for each, info in table.model_fields.items():
            key = f"{name}.{each}".lstrip(".")
            if key not in within:
                yield key, info


# 'http.port' → what pydantic knows of it.
KEYS = dict(_every())


def variable(key: str) -> str:
    """The name of a key in the environment: 'http.port' is RETROWALK_HTTP__PORT."""
    return PREFIX + key.replace(".", "__").upper()


def named(name: str) -> str | None:
    """The key that a dotted name belongs to; None if there is none. Within logs.rooms stand names of rooms."""
    above = name.rpartition(".")[0]
    if name in KEYS:
        return name
    return above if above in KEYS and _kind(above) is dict else None


def _kind(key: str) -> Any:  # noqa: ANN401 - a type, or what typing makes of one
    annotation = KEYS[key].annotation
    return get_origin(annotation) or annotation


def taken(key: str, text: str) -> object:
    """A value as text, outside TOML, read as its key needs it; what cannot be is left for the model to refuse."""
    kind = _kind(key) if key in KEYS else str
    if kind is bool:
        return _TRUTH.get(text.lower(), text)
    if kind is int:
        return int(text) if text.lstrip("-").isdecimal() and len(text) <= 18 else text  # noqa: PLR2004 - fits 64 bits
    if kind is tuple:
        return [each.strip() for each in text.split(",") if each.strip()]
    return text
