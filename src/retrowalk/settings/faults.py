"""What is wrong with settings, in words: where it is written, which key, and why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `where` is file and line, a variable or an option; `field` may be empty."""

    where: str
    field: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.field, self.message) if part)


class SettingsError(Exception):
    """Settings that cannot be used: one line for each fault. Nothing starts on them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def _shown(value: object) -> str:
    """A value as TOML people know it, and not endlessly."""
    text = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else None
    return (text or repr(value))[:80]


def _expected(what: str) -> Callable[[Mapping[str, Any], object], str]:
    return lambda _, value: f"expected {what}, not {_shown(value)}"


# pydantic's kinds of error → our words, from its context and the value.
_WORDS: Mapping[str, Callable[[Mapping[str, Any], object], str]] = MappingProxyType(
    {
        "bool_type": _expected("true or false"),
        "dict_type": _expected("a table"),
        "enum": lambda context, value: f"expected {context['expected']}, not {_shown(value)}",
        "greater_than_equal": lambda context, value: f"{_shown(value)} is below {context['ge']}",
        "int_type": _expected("a whole number"),
        "less_than_equal": lambda context, value: f"{_shown(value)} is above {context['le']}",
        "literal_error": lambda context, value: f"expected {context['expected']}, not {_shown(value)}",
        "model_type": _expected("a table"),
        "string_too_long": lambda context, _: f"expected at most {context['max_length']} characters",
        "string_type": _expected("a text in quotes"),
        "tuple_type": _expected("a list"),
        "value_error": lambda context, _: str(context["error"]),
    }
)


def worded(kind: str, context: Mapping[str, Any], value: object, otherwise: str) -> str:
    """What one of pydantic's errors means."""
    return _WORDS[kind](context, value) if kind in _WORDS else otherwise


def unknown(name: str, known: Iterable[str]) -> str:
    """Say that nothing is called so, and what comes nearest."""
    names = list(known)
    near = get_close_matches(name, names, 1, 0.5)
    last = get_close_matches(name.rpartition(".")[2], [each.rpartition(".")[2] for each in names], 1, 0.6)
    near = near or [each for each in names if last and each.rpartition(".")[2] == last[0]]
    return "unknown key; " + (f"did you mean {near[0]}?" if near else "docs/settings.md lists them all")
