"""Axes of our small charts: where a value stands, and which ticks are worth a number."""

from dataclasses import dataclass
from math import ceil, floor


# Steps people read at a glance.
STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` on pixels from `begin` to `end`."""

    low: float
    high: float
    begin: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value; one outside stands at the edge."""
        inside = min(max(value, self.low), self.high)
        return round(self.begin + (inside - self.low) * (self.end - self.begin) / ((self.high - self.low) or 1), 1)

    def ticks(self, most: int) -> list[float]:
        """At most so many round values from the lowest to the highest, and one more."""
        span = self.high - self.low
        step = next((each for each in STEPS if span / each <= most), span or 1)
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [round(index * step, 6) for index in range(first, last + 1)]


def figure(value: float) -> str:
    """A tick's number, without a decimal that says nothing."""
    return f"{value:.1f}".removesuffix(".0")
