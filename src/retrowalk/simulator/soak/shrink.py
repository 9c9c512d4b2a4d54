"""A list of acts that breaks a rule, cut down until nothing can be left out: delta debugging."""

from collections.abc import Callable

from retrowalk.controller.step import step
from retrowalk.simulator.soak.gateway import Step
from retrowalk.simulator.soak.sequence import Sequence, Told


Breaks = Callable[[tuple[int, ...]], bool]


def shrink(told: Told, least: int, *, decide: Step = step) -> tuple[int, ...]:
    """The places of the acts without which the same rule is not broken any more."""
    rule = told.broken.rule if told.broken else None

    def breaks(keep: tuple[int, ...]) -> bool:
        again = Sequence(told.seed, least, decide=decide, keep=keep).run(set())
        return again.broken is not None and again.broken.rule is rule

    return fewest(tuple(range(len(told.acts))), breaks)


def fewest(places: tuple[int, ...], breaks: Breaks) -> tuple[int, ...]:
    """Leave out ever smaller pieces for as long as it still breaks without them."""
    size = len(places)
    while size:
        start = 0
        while start < len(places):
            without = places[:start] + places[start + size :]
            if breaks(without):
                places = without
            else:
                start += size
        size //= 2
    return places
