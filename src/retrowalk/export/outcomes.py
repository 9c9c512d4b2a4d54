"""Outcome tests (clinical review §6.4): what each is called, and which change means more than chance or mood.

They follow a person's own course. None of them is a diagnosis, and no figure here is a threshold for one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from retrowalk.history.records import Outcome


@dataclass(frozen=True, slots=True)
class Test:
    """A test by its id. better: -1 when less is better, 1 when more is, 0 when only a clinician says.

    change: what a change must reach, in the unit of the test or, with `share`, in per cent of the first value;
    None: no figure is known. basis: of whom that figure is true.
    """

    name: str
    better: int
    change: float | None = None
    share: bool = False
    basis: str = ""


# The ids are those of the clinical review's table; figures and their sources are its own.
TESTS: Mapping[str, Test] = MappingProxyType(
    {
        "nprs_average": Test("Pain, average of 7 days", -1, 2, basis="convention"),
        "nprs_worst": Test("Pain, worst of 7 days", -1, 2, basis="convention"),
        "vas": Test("Pain on a 10 cm line", -1, 1.75, basis="knee osteoarthritis; 2.8 cm where it is severe"),
        "womac": Test("WOMAC", -1, 12, share=True, basis="knee osteoarthritis"),
        "koos12": Test("KOOS-12", 1),
        "tug": Test("Timed up and go", -1, 1.14, basis="knee osteoarthritis grade 1 to 3; 37 % where it is severe"),
        "walk_10m_comfortable": Test(
            "10 m walk, comfortable", 1, 0.16, basis="after stroke; 0.07 to 0.12 in knee osteoarthritis"
        ),
        "walk_10m_fast": Test("10 m walk, fast", 1, 0.16, basis="after stroke; 0.07 to 0.12 in knee osteoarthritis"),
        "walk_6min": Test("6 minute walk", 1, 79, basis="severe knee osteoarthritis"),
        "backward_3m": Test("3 m backward walk", -1),
        "sit_to_stand_5": Test("Five times sit to stand", -1),
        "chair_stand_30s": Test("30 s chair stand", 1),
        "single_leg": Test("Single leg stance", 1),
        "falls_efficacy": Test("Falls efficacy", -1),
        "confidence": Test("Confidence walking backward, 0 to 10", 1),
        "kujala": Test("Kujala", 1),
        "ikdc": Test("IKDC", 1),
    }
)


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
    return tuple(_trend(TESTS.get(name, Test(name, 0)), by_test[name]) for name in order)


def _trend(test: Test, done: Sequence[Outcome]) -> Trend:
    trend = Trend(test, done[0], done[-1], "")
    return Trend(test, done[0], done[-1], meaning(trend))


def needed(trend: Trend) -> float | None:
    """How large a change must be to mean something, in the unit of the test."""
    if trend.test.change is None:
        return None
    return abs(trend.first.value) * trend.test.change / 100 if trend.test.share else trend.test.change


def meaning(trend: Trend) -> str:
    """What the difference is worth, in words that claim no more than it does."""
    change, enough = trend.change, needed(trend)
    if change is None:
        return "one value so far" if trend.first is trend.last else "units differ: not compared"
    if enough is None:
        return "trend only"
    if abs(change) < enough:
        return "within chance"
    return "better, beyond chance" if change * trend.test.better > 0 else "worse, beyond chance"
