"""The evidence of the safety case as data: docs/evidence/*.toml, read strictly, with the program's numbers in it."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from figures import UnknownFigure, with_figures


ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "evidence"
VERDICTS = ("met", "missed", "partly", "not yet", "not here")
# What the bars are of: reliability, security, coordination, fleets of sites, the page, data.
BARS = "RSCFUD"
# These are a figure of ours, and say what printed it, on what.
MEASURED = frozenset({"met", "missed", "partly"})


class BadEvidence(ValueError):
    """A file of the evidence does not say what it must. The message names file and entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A safety requirement. `waits`: the part it needs and which does not exist; `ready`: what holds already."""

    id: str
    says: str
    lives: list[str]
    waits: str = ""
    ready: str = ""

    @property
    def number(self) -> int:
        """11 for SR-11."""
        return int(self.id.removeprefix("SR-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """What can hurt somebody, what is done about it, what remains, and the requirements that answer it."""

    id: str
    about: str
    hazard: str
    effect: str
    mitigation: str
    remains: str
    left: str
    requirements: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failsafe:
    """What happens by itself, by cause."""

    id: str
    cause: str
    detect: str
    action: str
    clears: str
    lives: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What happens when a part of the machine itself fails; `tests` as file::name below tests/."""

    id: str
    what: str
    noticed: str
    then: str
    tests: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What the guard can do on a system, and what it cannot."""

    id: str
    name: str
    guard: str
    remains: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A reliability bar and our figure, or why there is none."""

    id: str
    bar: str
    verdict: str
    figure: str = ""
    command: str = ""
    machine: str = ""
    why: str = ""

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise BadEvidence(f"{self.id}: verdict {self.verdict!r} is none of {', '.join(VERDICTS)}")
        if self.verdict in MEASURED and not (self.figure and self.command and self.machine):
            raise BadEvidence(f"{self.id}: {self.verdict} needs a figure, its command and its machine")
        if self.verdict != "met" and not self.why:
            raise BadEvidence(f"{self.id}: {self.verdict} needs a why")


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it. `about` and `headings` are titles by their key, `machines` what was measured on."""

    requirements: list[Requirement]
    about: dict[str, str]
    hazards: list[Hazard]
    failsafe: list[Failsafe]
    failures: list[Failure]
    platforms: list[Platform]
    headings: dict[str, str]
    machines: dict[str, str]
    bars: list[Bar]


Entry = TypeVar("Entry")


def _filled(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    """The same with the program's numbers in every text of it."""
    if isinstance(value, str):
        return with_figures(value)
    return [_filled(each) for each in value] if isinstance(value, list) else value


def _entry(kind: Callable[..., Entry], name: str, fields: dict[str, Any]) -> Entry:
    """One entry of its kind. Raises BadEvidence on a field too many or too few, and on a number nobody has."""
    try:
        return kind(id=name, **{key: _filled(value) for key, value in fields.items()})
    except (TypeError, UnknownFigure) as error:
        raise BadEvidence(f"{name}: {error}") from error


def _named(kind: Callable[..., Entry], table: dict[str, Any], *prefixes: str) -> list[Entry]:
    """The entries whose names are one of the prefixes and a number."""
    named = re.compile(rf"(?:{'|'.join(prefixes)})\d+")
    return [_entry(kind, name, fields) for name, fields in table.items() if named.fullmatch(name)]


def _listed(kind: Callable[..., Entry], entries: list[dict[str, Any]]) -> list[Entry]:
    """The entries of [[a list]], named by their first text."""
    return [_entry(kind, next(iter(fields.values())), fields) for fields in entries]


def read(folder: Path = FOLDER) -> Evidence:
    """All of the evidence. Raises BadEvidence, OSError, tomllib.TOMLDecodeError."""

    def table(name: str) -> dict[str, Any]:
        return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))

    hazards, bars = table("hazards"), table("bars")
    return Evidence(
        _named(Requirement, table("requirements"), "SR-"),
        hazards["about"],
        _named(Hazard, hazards, "H"),
        _listed(Failsafe, table("failsafe")["failsafe"]),
        _listed(Failure, table("failures")["failure"]),
        _listed(Platform, table("platforms")["platform"]),
        bars["headings"],
        bars["machines"],
        _named(Bar, bars, *BARS),
    )
