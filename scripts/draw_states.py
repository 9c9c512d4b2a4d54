"""Draw docs/states.md from the tables the program runs on; with --check, only say whether the page is old."""

import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from retrowalk.safety.events import Stop
from retrowalk.safety.supervisor import TRANSITIONS, Belt
from retrowalk.session.stage import STAGES, Move, Stage


PAGE = Path(__file__).parents[1] / "docs" / "states.md"

Arrow = tuple[str, str, str]


def belt() -> list[Arrow]:
    """The supervisor's transitions, but for the stops, which lead from everywhere to one place."""
    return [
        (state.name, signal.__name__, then.name)
        for state, ways in TRANSITIONS.items()
        for signal, then in ways.items()
        if signal is not Stop
    ]


def walk() -> list[Arrow]:
    """The stages' transitions."""
    return [(stage.name, move.value, then.name) for stage, ways in STAGES.items() for move, then in ways.items()]


def drawing(arrows: list[Arrow]) -> str:
    """A Mermaid state diagram. A colon would end a label."""
    lines = [f"    {before} --> {then} : {why.replace(':', ',')}" for before, why, then in arrows]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def table(states: type[Enum], arrows: list[Arrow]) -> str:
    """One row for each state: what moves it, and where to."""

    def ways(state: str) -> Iterator[str]:
        return (f"{why} → {then}" for before, why, then in arrows if before == state)

    rows = [f"| {state.name} | {'; '.join(ways(state.name))} |" for state in states]
    return "\n".join(["| in | what moves it, and where to |", "|---|---|", *rows])


def page() -> str:
    """The whole page."""
    (stopping,) = {ways[Stop].name for ways in TRANSITIONS.values()}
    return f"""# States

Made by `scripts/draw_states.py` from the tables the program runs on; do not edit.
What is not here is refused, and refusing changes nothing.

## The belt

From `TRANSITIONS` in `safety/supervisor.py`. Left out of both: a Stop leads from every state to {stopping}.

{drawing(belt())}

{table(Belt, belt())}

## The walk

From `STAGES` in `session/stage.py`. Left out of both: "{Move.STOPPED}" leads from every stage to {Stage.FINISHED.name}.

{drawing(walk())}

{table(Stage, walk())}
"""


if __name__ == "__main__":
    if sys.argv[1:] != ["--check"]:
        PAGE.write_text(page(), encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page():
        sys.exit("docs/states.md is old: run .venv/bin/python scripts/draw_states.py")
