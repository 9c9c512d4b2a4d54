"""Settings from all their sources: defaults < the preset of the mode < the file < environment < options.

Every value keeps where it was written, for errors and for the audit. What is wrong anywhere is refused whole: nothing
starts on settings that nobody meant.
"""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from retrowalk.settings.checks import CHECKS
from retrowalk.settings.faults import Fault, SettingsError, unknown, worded
from retrowalk.settings.folders import shipped
from retrowalk.settings.forms import Mode
from retrowalk.settings.keys import KEYS, tables
from retrowalk.settings.lines import Keys
from retrowalk.settings.model import Settings
from retrowalk.settings.sources import FILE_VARIABLE, Heard, Said, of_environment, of_file, of_options


FILE_NAME = "retrowalk.toml"


@dataclass(frozen=True, slots=True)
class Choice:
    """The settings of a site, the file they are from (None: none was found), and where and how each was written."""

    settings: Settings
    file: Path | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, object] = field(default_factory=dict)

    def origin(self, key: str) -> str:
        """Where the value of a key such as 'http.port' is from: file and line, variable, option, or 'default'."""
        return self.origins.get(key, "default")


def find(chosen: Path | None = None, environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file that was chosen, else the first there is of the person's own and the system's; None if there is none."""
    said = environment.get(FILE_VARIABLE)
    if chosen is not None or said:
        return chosen or Path(said or "")
    own = Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    usual = (own / "retrowalk" / FILE_NAME, Path("/etc/retrowalk") / FILE_NAME)
    return next((file for file in usual if os.path.lexists(file)), None)


# ── one tree of all sources ─────────────────────────────────────────────────────────────────────────


def _preset(said: Mapping[Keys, Said]) -> Path | None:
    """The preset file of the mode that was chosen; of a mode that is none, nothing: it will be refused."""
    mode = said[("mode",)].value if ("mode",) in said else Mode.HOME
    return shipped("config") / f"{mode}.toml" if mode in tuple(Mode) else None


def _tree(said: Mapping[Keys, Said]) -> dict[str, Any]:
    """Tables within tables. A value in the place of a table hides what others say within, and is refused later."""
    tree: dict[str, Any] = {}
    for path, each in sorted(said.items(), key=lambda item: len(item[0])):
        table: Any = tree
        for name in path[:-1]:
            table = table.setdefault(name, {}) if isinstance(table, dict) else table
        if isinstance(table, dict):
            table[path[-1]] = dict(each.value) if isinstance(each.value, dict) else each.value
    return tree


# ── what is wrong with it ───────────────────────────────────────────────────────────────────────────


def _place(path: Keys, said: Mapping[Keys, Said]) -> str:
    """Where a key is written, else the nearest that stands within it, else around it."""
    within = [each for each in said if each[: len(path)] == path]
    around = [path[:length] for length in range(len(path), 0, -1) if path[:length] in said]
    return next((said[each].where for each in (*within, *around)), "")


def _path(error: ErrorDetails) -> Keys:
    return tuple(str(part) for part in error["loc"] if not isinstance(part, int) and part != "[key]")


def _fault(error: ErrorDetails, said: Mapping[Keys, Said]) -> Fault:
    path = _path(error)
    key = ".".join(path)
    if error["type"] == "extra_forbidden":
        return Fault(_place(path, said), key, unknown(key, [*dict(tables()), *KEYS]))
    return Fault(_place(path, said), key, worded(error["type"], error.get("ctx", {}), error["input"], error["msg"]))


def _sound(heard: Heard) -> Heard:
    """What of a source can be used, looked at by itself, so that no other hides its mistakes; in the order of lines.

    A value in the place of a table hides what stands within: without it that is looked at, too.
    """
    order = [each.where for each in heard.said.values()]
    left, faults = dict(heard.said), list[Fault]()
    while True:
        try:
            Settings.model_validate(_tree(left))
        except ValidationError as error:
            found = error.errors(include_url=False)
            faults += [_fault(each, left) for each in found]
            left = _without(left, {_path(each) for each in found})
        else:
            told = sorted(faults, key=lambda fault: order.index(fault.where))
            return Heard(left, (*heard.faults, *told), heard.whole)


def _without(said: Mapping[Keys, Said], wrong: Collection[Keys]) -> dict[Keys, Said]:
    """What stands neither within nor around what is wrong."""
    return {path: each for path, each in said.items() if not any(path[: len(bad)] == bad[: len(path)] for bad in wrong)}


def _against(choice: Choice, wrong: Collection[str]) -> list[Fault]:
    """What does not go together; nobody can say so of keys that are wrong by themselves."""
    return [
        Fault(choice.origins.get(check.key) or str(choice.file or FILE_NAME), check.key, check.message)
        for check in CHECKS
        if not any(f"{key}.".startswith(f"{each}.") for key in check.reads for each in wrong)
        and not check.holds(choice.settings)
    ]


def _merged(heard: Iterable[Heard]) -> dict[Keys, Said]:
    return {path: each for source in heard for path, each in source.said.items()}


def _wrong(heard: Sequence[Heard], choice: Choice) -> list[Fault]:
    """Everything; of a file that cannot be read nobody knows what it would go together with."""
    faults = [fault for each in heard for fault in each.faults]
    whole = all(each.whole for each in heard)
    return faults + (_against(choice, {fault.field for fault in faults}) if whole else [])


def _chosen(file: Path | None, heard: Sequence[Heard]) -> Choice:
    """The settings as far as they can be used. Raises NotShipped."""
    preset = _preset(_merged(heard))
    said = _merged([_sound(of_file(preset)) if preset else Heard(), *heard])
    keys = {".".join(path): each for path, each in said.items()}
    origins, written = ({key: getattr(each, of) for key, each in keys.items()} for of in ("where", "value"))
    return Choice(Settings.model_validate(_tree(said)), file, origins, written)


def read(
    file: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    options: Iterable[tuple[str, str, str]] = (),
) -> Choice:
    """The settings. `options`: option, key and text of each. Raises SettingsError with all faults, NotShipped."""
    sources = (of_file(file) if file else Heard(), of_environment(environment), of_options(options))
    heard = [_sound(each) for each in sources]
    choice = _chosen(file, heard)
    if faults := _wrong(heard, choice):
        raise SettingsError(faults)
    return choice
