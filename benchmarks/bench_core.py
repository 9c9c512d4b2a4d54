"""How long one step of the core takes: in random sequences of everything, and while a walk goes well.

Ends with 1 when a bar is missed.
"""

import sys
import time
from pathlib import Path
from typing import Any

from retrowalk.controller.step import initial, step
from retrowalk.simulator.soak.sequence import Sequence


# The walk is one of the tests'.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from rig import Rig, hold, plan  # type: ignore[import-not-found]


SEEDS, EVENTS, ROUNDS = 100, 50, 5
# The bars (µs of this computer for one step): a hundred walks, each with four samples and four ticks a second, are 800
# steps, 6 % of a core.
BARS = {"sequences": 45.0, "a walk": 75.0}

Call = tuple[Any, ...]


def sequences() -> list[Call]:
    """The arguments of every step that some random sequences lead through."""
    calls: list[Call] = []

    def noted(*arguments: Any) -> Any:  # noqa: ANN401 - step's own
        calls.append(arguments)
        return step(*arguments)

    for seed in range(SEEDS):
        Sequence(seed, EVENTS, decide=noted).run(set())
    return calls


def walk() -> list[Call]:
    """The arguments of every step of a walk from the checklist to its end."""
    rig = Rig().walking(plan(hold("1.5 mph", 300))).finish()
    calls: list[Call] = []
    state = initial()
    for now, event, _ in rig.log:
        calls.append((state, event, now, rig.rules))
        state, _ = step(*calls[-1])
    return calls


def measure(calls: list[Call]) -> float:
    """Microseconds of this computer for one step."""
    began = time.process_time()
    for call in calls:
        step(*call)
    return (time.process_time() - began) / len(calls) * 1e6


def main() -> int:
    """Take each step several times and keep the best round; 1 when a bar is missed."""
    missed = 0
    for name, calls in (("sequences", sequences()), ("a walk", walk())):
        took = min(measure(calls) for _ in range(ROUNDS))
        missed += took >= BARS[name]
        verdict = "PASS" if took < BARS[name] else "FAIL"
        print(f"core: {took:.1f} µs a step over {len(calls)} steps of {name} (< {BARS[name]:g} µs) {verdict}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
