"""`retrowalk doctor`: look at everything, say what is wrong and how to mend it, and change nothing."""

import asyncio
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType

from rich.console import Console

from retrowalk.cli.doctor import computer, site
from retrowalk.cli.doctor.bluetooth import bluetooth
from retrowalk.cli.doctor.finding import Finding, Grade, fail, ok, warn
from retrowalk.cli.exits import Exit
from retrowalk.settings.faults import SettingsError
from retrowalk.settings.folders import state_folder
from retrowalk.settings.model import Settings
from retrowalk.settings.read import Choice, read


_STYLES: Mapping[Grade, str] = MappingProxyType({Grade.OK: "green", Grade.WARN: "yellow", Grade.FAIL: "bold red"})
# Names of what is looked at end here, so that sentences stand in one column.
_COLUMN = 13


def run(file: Path | None, state: Path | None, console: Console, *, as_json: bool) -> Exit:
    """Examine, tell, and judge: anything that failed is a failure."""
    findings = examine(file, state)
    if as_json:
        console.file.write(json.dumps([asdict(each) for each in findings], ensure_ascii=False, indent=2) + "\n")
    else:
        _tell(findings, console)
    return Exit.FAILED if any(each.grade is Grade.FAIL for each in findings) else Exit.DONE


def examine(file: Path | None, state: Path | None) -> list[Finding]:
    """Everything, with the settings of a file or, when they are no good, with the defaults."""
    settings, choice = _settings(file)
    told = choice.settings
    folder = state_folder(state or (Path(told.state) if told.state else None))
    site_looks = (look for each in _LOOKS for look in _looked(*each, folder, told))
    return [*settings, *asyncio.run(bluetooth(told.bluetooth.adapters)), *site_looks]


# What is looked at, in this order, and how.
_LOOKS: tuple[tuple[str, Callable[[Path, Settings], list[Finding]]], ...] = (
    ("priority", lambda _, __: computer.priority()),
    ("clock", lambda _, __: computer.clock()),
    ("disk", lambda folder, _: computer.disk(folder)),
    ("state folder", lambda folder, _: computer.folder(folder)),
    ("guard", lambda folder, _: site.guard(folder)),
    ("recovery", lambda folder, _: site.leftovers(folder)),
    ("database", lambda folder, told: site.database(told.memory.url, folder)),
    ("port", lambda _, told: site.port(told.http)),
    ("tls", lambda _, told: site.tls(told.http)),
)


def _looked(about: str, look: Callable[[Path, Settings], list[Finding]], folder: Path, told: Settings) -> list[Finding]:
    """What is found; what this user may not even look at is a finding, too."""
    try:
        return look(folder, told)
    except OSError as error:
        return [fail(about, f"{error.filename or folder}: {error.strerror}", "run it as the user who runs the service")]


def _settings(file: Path | None) -> tuple[list[Finding], Choice]:
    """Whether the service would start on them."""
    try:
        choice = read(file)
    except SettingsError as error:
        mend = "docs/settings.md has every key; nothing starts before it is mended"
        return [fail("settings", str(each), mend) for each in error.faults], read(None, {})
    name = str(file) if file else "no file, so the defaults"
    return [ok("settings", f"{name}, mode {choice.settings.mode}"), *_open_to_others(file)], choice


def _open_to_others(file: Path | None) -> list[Finding]:
    """Whoever can change the settings can change the caps."""
    if file is None or not hasattr(os, "geteuid") or not file.stat().st_mode & 0o022:
        return []
    return [warn("settings", f"{file} can be changed by others of this computer", f"chmod go-w {file}")]


def _tell(findings: list[Finding], console: Console) -> None:
    for each in findings:
        console.print(f"{each.grade:<5}", style=_STYLES[each.grade], end="")
        console.print(f"{each.about:<{_COLUMN}}{each.what}", markup=False, highlight=False, soft_wrap=True)
        if each.mend:
            console.print(f"{'':<{_COLUMN + 5}}{each.mend}", markup=False, highlight=False, soft_wrap=True)
