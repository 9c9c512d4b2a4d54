"""The course of a person's outcome tests: first, last, and whether the change means more than chance or mood.

The tests and their figures are the coach's. None of them is a diagnosis, and no figure is a threshold for one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from retrowalk.coach.outcomes import TESTS, Test
from retrowalk.history.records import Outcome


@dataclass(frozen=True, slots=True)
class Trend:
    """One test of one person: the first value, the last, and what the difference is worth in words."""

    test: Test
    first: Outcome
    last: Outcome
    meaning: str

    @property
    def change(self) -> float | None:
        """The last less the first; None when there is but one, or their units differ."""
        alone = self.first is self.last or self.first.unit != self.last.unit
        return None if alone else self.last.value - self.first.value


def trends(outcomes: Sequence[Outcome]) -> tuple[Trend, ...]:
    """One trend for each test that was ever done, in the order of the table; unknown tests come last, by name."""
    by_test: dict[str, list[Outcome]] = {}
    for outcome in sorted(outcomes, key=lambda each: each.at):
        by_test.setdefault(outcome.test, []).append(outcome)
    order = [*(name for name in TESTS if name in by_test), *sorted(name for name in by_test if name not in TESTS)]
    return tuple(_trend(TESTS.get(name) or _unknown(name), by_test[name]) for name in order)


def _unknown(name: str) -> Test:
    """A test that another version knew: its values are shown, and nothing is made of them."""
    return Test(name, "", -math.inf, math.inf, more_is_better=True)


def _trend(test: Test, done: Sequence[Outcome]) -> Trend:
    trend = Trend(test, done[0], done[-1], "")
    return Trend(test, done[0], done[-1], meaning(trend))


def needed(trend: Trend) -> float | None:
    """How large a change must be to mean something, in the unit of the test."""
    by, share = trend.test.by, trend.test.percent
    if by is None and share is None:
        return None
    return max(by or 0.0, abs(trend.first.value) * (share or 0.0) / 100)


def meaning(trend: Trend) -> str:
    """What the difference is worth, in words that claim no more than it does."""
    change, enough = trend.change, needed(trend)
    if change is None:
        return "one value so far" if trend.first is trend.last else "units differ: not compared"
    if enough is None:
        return "trend only"
    if abs(round(change, 6)) < enough:  # 10.0 - 8.86 is 1.14
        return "within chance"
    return "better, beyond chance" if (change > 0) is trend.test.more_is_better else "worse, beyond chance"
