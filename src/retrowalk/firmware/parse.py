"""A firmware profile as its file says it: TOML text in, profile out; every refusal names file, line and key."""

import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from retrowalk.firmware.profile import Known, Match, Profile, StartBy
from retrowalk.units import Inclination, Speed


class ProfileError(ValueError):
    """A firmware profile that cannot be read as one."""


def _text(value: object) -> str:
    """Take text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"expected text, not {value!r}")
    return value


def _truth(value: object) -> bool:
    """Take true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"expected true or false, not {value!r}")  # noqa: TRY004 - every refusal here is one kind
    return value


def _one_of(words: type[Known | StartBy]) -> Callable[[object], Known | StartBy]:
    """Take one of the words of a closed list."""

    def take(value: Any) -> Known | StartBy:  # noqa: ANN401 - words refuse what is none
        if value not in tuple(words):
            raise ValueError(f"expected one of {', '.join(words)}, not {value!r}")
        return words(value)

    return take


def _above_zero(parse: Callable[[str], Speed | Inclination], value: Any) -> Speed | Inclination:  # noqa: ANN401 - parse refuses what is not text
    """Take a quantity with its unit, of at least one step of the wire."""
    quantity = parse(value)
    if quantity.wire < 1:
        raise ValueError(f"expected more than nothing, not {value!r}")
    return quantity


def _speed(value: object) -> Speed | Inclination:
    return _above_zero(Speed.parse, value)


def _inclination(value: object) -> Speed | Inclination:
    return _above_zero(Inclination.parse, value)


def _steepest(value: Any) -> Inclination:  # noqa: ANN401 - parse refuses what is not text
    """Take an inclination with its unit; a belt that stays flat says 0 %."""
    inclination = Inclination.parse(value)
    if inclination.wire < 0:
        raise ValueError(f"expected an inclination of at least 0 %, not {value!r}")
    return inclination


_Keys = Mapping[str, Callable[[Any], Any]]

# Every key a file may hold, by table ("" is the top), and what takes its value. Keys are the profile's own field names.
_TABLES: Mapping[str, _Keys] = {
    "": {"id": _text, "evidence": _text},
    "match": {"name": _text, "manufacturer": _text, "model": _text},
    "belt": {
        "start_by": _one_of(StartBy),
        "handrails": _one_of(Known),
        "backward_allowed": _one_of(Known),
        "stops_on_disconnect": _one_of(Known),
        "commissioned": _truth,
        "speed_min": _speed,
        "speed_max": _speed,
        "speed_step": _speed,
        "inclination_max": _steepest,
        "inclination_step": _inclination,
    },
}


def _line(text: str, table: str, key: str) -> int:
    """Find the line of a key; of its table when the key is not written out, or is one itself; 1 when neither is."""
    here, found = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#")[0].strip()
        if words.startswith("["):
            here = words.strip("[] ")
            found = number if here == (table or key) else found
        elif here == table and words.partition("=")[0].strip(" \"'") == key:
            return number
    return found


def _taken(text: str, table: str, found: Mapping[str, Any], file: str) -> dict[str, Any]:
    """Take every value of one table. Raises ProfileError."""
    keys, taken = _TABLES[table], {}
    for key, value in found.items():
        where = f"{file}:{_line(text, table, key)}: {f'{table}.' if table else ''}{key}"
        if key not in keys:
            raise ProfileError(f"{where}: unknown key; expected one of {', '.join(keys)}")
        try:
            taken[key] = keys[key](value)
        except ValueError as error:
            raise ProfileError(f"{where}: {error}") from None
    return taken


# Where tomllib says so; otherwise it is the end of the document.
_AT_LINE = re.compile(r"line (\d+)")


def _tables(text: str, file: str) -> dict[str, Mapping[str, Any]]:
    """Read TOML: table → its keys; "" holds those of the top. Raises ProfileError."""
    try:
        read = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = _AT_LINE.search(str(error))
        number = int(line[1]) if line else max(text.count("\n"), 1)
        raise ProfileError(f"{file}:{number}: not TOML: {error}") from None
    tables: dict[str, Mapping[str, Any]] = {"": {key: value for key, value in read.items() if key not in _TABLES}}
    for name in ("match", "belt"):
        tables[name] = read.get(name, {})
        if not isinstance(tables[name], dict):
            raise ProfileError(f"{file}:{_line(text, '', name)}: {name}: expected a table [{name}]")
    return tables


def _require(text: str, profile: Profile) -> None:
    """Raise ProfileError for what the keys one by one cannot show."""
    stem = profile.file.rpartition("/")[2].removesuffix(".toml")
    if profile.id != stem:
        raise ProfileError(f"{profile.file}:{_line(text, '', 'id')}: id: expected {stem!r}, the file's name")
    low, high = profile.speed_min, profile.speed_max
    if low and high and low > high:
        raise ProfileError(f"{profile.file}:{_line(text, 'belt', 'speed_min')}: belt.speed_min: above speed_max")


def parse(text: str, file: str) -> Profile:
    """Read the text of a profile's file; `file` is the name that errors and the audit give. Raises ProfileError."""
    tables = _tables(text, file)
    top, match, belt = (_taken(text, table, tables[table], file) for table in _TABLES)
    for key in _TABLES[""]:
        if key not in top:
            raise ProfileError(f"{file}:1: {key}: missing")
    profile = Profile(match=Match(**match), file=file, **top, **belt)
    _require(text, profile)
    return profile
