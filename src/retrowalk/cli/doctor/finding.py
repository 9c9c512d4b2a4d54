"""What an examination finds."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"  # it works, and may not always
    FAIL = "fail"  # nobody should walk, or nobody can


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it stands, and what a person can do about it."""

    about: str
    grade: Grade
    what: str
    mend: str = ""


def ok(about: str, what: str) -> Finding:
    """It is well."""
    return Finding(about, Grade.OK, what)


def warn(about: str, what: str, mend: str) -> Finding:
    """It works, and may not always."""
    return Finding(about, Grade.WARN, what, mend)


def fail(about: str, what: str, mend: str) -> Finding:
    """It does not work."""
    return Finding(about, Grade.FAIL, what, mend)
