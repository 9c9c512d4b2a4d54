"""Outcome tests (clinical review §6.4): what is measured, what a result can be, and what change means something.

They are logged at the beginning, in week 4 and in week 6 to 8. None of them is a diagnosis.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from retrowalk.units import Speed


class Change(StrEnum):
    """What a second result says against the first."""

    BETTER = "better"
    WORSE = "worse"
    WITHIN = "within what the test itself varies"
    UNKNOWN = "no threshold is published: a trend only"


@dataclass(frozen=True, slots=True)
class Test:
    """A test: its unit, what it can be (`least` to `most`), whether more is better, and what change is meaningful.

    `by` in the test's unit, `percent` of the first result (None = no such threshold; both: the larger counts).
    `of` whom the threshold was found. `locked`: for clinicians only.
    """

    __test__ = False  # no test of this program

    name: str
    unit: str
    least: float
    most: float
    more_is_better: bool
    by: float | None = None
    percent: float | None = None
    of: str = ""
    locked: bool = False


# Ranges: a scale's own, or what no person exceeds. Thresholds as published, the larger where two are.
TESTS: Mapping[str, Test] = MappingProxyType(
    {
        "nprs_average": Test("Pain, average of 7 days", "of 10", 0, 10, more_is_better=False, by=2, of="convention"),
        "nprs_worst": Test("Pain, worst of 7 days", "of 10", 0, 10, more_is_better=False, by=2, of="convention"),
        "vas": Test("Pain, visual scale", "cm", 0, 10, more_is_better=False, by=1.75, of="osteoarthritis"),
        "womac": Test("WOMAC", "of 96", 0, 96, more_is_better=False, percent=12, of="knee osteoarthritis"),
        "koos12": Test("KOOS-12", "of 100", 0, 100, more_is_better=True),
        "tug": Test("Timed up and go", "s", 2, 120, more_is_better=False, by=1.14, of="knee osteoarthritis, grade 1–3"),
        "walk_10m_comfortable": Test(
            "10 m walk, comfortable", "m/s", 0.05, 3, more_is_better=True, by=0.16, of="stroke"
        ),
        "walk_10m_fast": Test("10 m walk, fast", "m/s", 0.05, 4, more_is_better=True, by=0.16, of="stroke"),
        "walk_6min": Test("6 minute walk", "m", 0, 1200, more_is_better=True, by=79, of="severe osteoarthritis"),
        "backward_3m": Test("3 m backward walk", "s", 1, 60, more_is_better=False),
        "sit_to_stand_5": Test("5 times sit to stand", "s", 3, 120, more_is_better=False),
        "chair_stand_30s": Test("30 s chair stand", "times", 0, 60, more_is_better=True),
        "single_leg": Test("Single-leg stance", "s", 0, 120, more_is_better=True),
        "falls_efficacy": Test("Falls efficacy (FES-I)", "of 64", 16, 64, more_is_better=False),
        "confidence": Test("Confidence walking backward", "of 10", 0, 10, more_is_better=True),
        "kujala": Test("Kujala", "of 100", 0, 100, more_is_better=True, locked=True),
        "ikdc": Test("IKDC", "of 100", 0, 100, more_is_better=True, locked=True),
    }
)
# When they are due, in weeks since the first (§6.4): "week 6 to 8" at its beginning.
DUE_WEEKS = (0, 4, 6)


class OutOfRange(ValueError):
    """A result the test cannot have. The message names the test and its limits."""


def checked(test: str, value: float) -> float:
    """The value, if the test can have it. Raises OutOfRange."""
    known = TESTS.get(test)
    if known is None:
        raise OutOfRange(f"test {test!r} does not exist; there are {', '.join(TESTS)}")
    if not (math.isfinite(value) and known.least <= value <= known.most):
        raise OutOfRange(f"{test}: {known.least:g} to {known.most:g} {known.unit}, not {value:g}")
    return value


def compare(test: str, before: float, after: float) -> Change:
    """What the second result says against the first. Raises OutOfRange."""
    first, second = checked(test, before), checked(test, after)
    known = TESTS[test]
    if known.by is None and known.percent is None:
        return Change.UNKNOWN
    needed = max(known.by or 0.0, first * (known.percent or 0.0) / 100)
    moved = round(second - first, 6)  # 10.0 - 8.86 is 1.14
    if abs(moved) < needed or not moved:
        return Change.WITHIN
    return Change.BETTER if (moved > 0) is known.more_is_better else Change.WORSE


# ── the 3 m backward walk test sets a person's cap (§2.2) ───────────────────────────────────────────

# A belt does not slow down for its walker: four fifths of the speed they chose themselves.
_LENGTH, _SHARE = 3.0, 0.8
# 1 mph in m/s.
_MPH = 0.44704
# Without a test 0.8 mph, and staff may raise it to 1.0 (§2.2).
UNTESTED, UNTESTED_BY_STAFF = Speed.parse("0.8 mph"), Speed.parse("1.0 mph")


def person_cap(seconds: float | None, level: Speed) -> Speed:
    """The cap a 3 m backward walk of so many seconds gives, within the level's; None: it was not done.

    Rounded down to 0.1 mph. Raises OutOfRange.
    """
    if seconds is None:
        return min(UNTESTED, level)
    tenths = int(_LENGTH * _SHARE / checked("backward_3m", seconds) / _MPH * 10)
    return min(Speed.parse(f"{tenths / 10} mph"), level)
