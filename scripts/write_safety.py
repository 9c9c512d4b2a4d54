"""Write docs/safety.md and the list of tests beside it from docs/evidence/ and the tests' marks.

With --check, only say whether a page is old.
"""

import sys
from pathlib import Path

import draw_states
import safety_tables as tables
from evidence import ROOT, Evidence, Requirement, read
from safety_tables import Traced
from traced import traced


SAFETY = ROOT / "docs" / "safety.md"
TESTS = ROOT / "docs" / "evidence" / "tests.md"

MADE = "Made by `scripts/write_safety.py` from the tests' marks; do not edit."
OPENING = """\
<!-- Made by scripts/write_safety.py from docs/evidence/, the program and the marks of its tests; do not edit. -->
# Safety

Walking backward on a treadmill can cause a serious fall.
Many treadmill makers forbid it: check your manual.

**The safety key, clipped to your clothes, is your emergency stop. It works without Retrowalk.**
Retrowalk's *STOP BELT (app)* sends a request over Bluetooth.
It is not a safety-rated emergency stop, and it may fail when the connection, the computer or the treadmill fails.
If the link is lost the belt may keep moving at its last speed: hold the rails, step onto the side rails, pull the key.
The clip stops the belt; it does not stop you falling.
For first sessions, have someone next to you.

Retrowalk is fitness software. It makes no medical claim.

## What only the safety key can do

The Fitness Machine Service has no timer that stops a belt when its controller falls silent.
So there are things no program on the other end of a radio can promise:

- stop the belt when the radio, this computer or the treadmill's own software has failed;
- make a treadmill obey: an answer of "success" proves nothing, only measured falling speed does;
- notice a fall in time: at 2 mph the belt crosses a 1.4 m deck in 1.6 s;
- override the buttons on the console.

The key cuts the belt's drive without asking any program. Wear it, and test it before you walk.

## What Retrowalk does

- It asks the treadmill to stop within about 0.2 s of a press, as long as it is connected.
- It never raises a speed above the lowest cap in force, and says who set that cap. A cap lowered on the way is
  come down to along the ramp.
- It starts every belt at its minimum speed, after a checklist and a fresh READY from a person, and waits for "steady".
- It changes speed in small steps, announced at least 3 s ahead, and only while the belt follows.
- It treats every stop alike, whoever asks: at once, on a lane of its own, latched, repeated until zero is measured.
  When the speed does not fall it tries the other ways to stop and raises the alarm *PULL THE SAFETY KEY*.
- It never starts again by itself. A reset moves nothing; the next start needs a new READY and begins at the minimum.
- It stops when it no longer knows: silent or frozen measurements, a link lost too long, a clock that jumped.
- It believes the person at the console: a speed lowered there is never pushed back up.
- It lets a walker turn only on a belt measured at standstill.
"""


def page(evidence: Evidence, tests: Traced) -> str:
    """The whole of docs/safety.md."""
    return f"""{OPENING}
## What can hurt somebody, and what is done about it

{len(evidence.hazards)} hazards. In brackets: how bad it can be (1 to 4, 4 the worst) and how likely it remains.

{tables.hazards(evidence)}

## What must hold

{len(evidence.requirements)} requirements. Tests carry their numbers: `.venv/bin/pytest -m sr` runs them, and
[by name](evidence/tests.md) they read as sentences. A requirement without a test does not pass `make test`.

{tables.requirements(evidence, tests)}

{tables.waiting(evidence)}## The belt and the walk, state by state

Drawn from the tables the program runs on; [states](states.md) has them as tables, too. What is not here is refused, and
refusing changes nothing. Left out: a stop leads from every state of the belt to STOPPING, and ends every walk.

{draw_states.drawing(draw_states.belt())}

{draw_states.drawing(draw_states.walk())}

## What happens by itself

From mild to severe: warn, freeze (nothing is raised), hold, wind down, stop, stop and latch.
The numbers are those the program decides by.

{tables.failsafe(evidence)}

## When the machine itself fails

{tables.failures(evidence)}

## Where the guard can do less

The guard is a second process that stops the belts of a service which died or stands still.

{tables.platforms(evidence)}

## How well: the bars

{tables.score(evidence)}. *Partly* and *not yet* say why. Measured on:

{tables.machines(evidence)}

{tables.bars(evidence)}
"""


def list_of_tests(evidence: Evidence, tests: Traced) -> str:
    """The whole of docs/evidence/tests.md."""

    def part(each: Requirement) -> str:
        lines = [f"- [{test.file}](../../tests/{test.file}) {test.name}" for test in tests.get(each.number, [])]
        return "\n".join([f"## {each.id}", "", each.says, "", *(lines or ["None yet."])])

    parts = "\n\n".join(part(each) for each in evidence.requirements)
    return f"# The tests of the safety requirements\n\n{MADE}\n\n{parts}\n"


def pages() -> dict[Path, str]:
    """Every page and what belongs on it."""
    evidence, tests = read(), traced()
    return {SAFETY: page(evidence, tests), TESTS: list_of_tests(evidence, tests)}


def main(arguments: list[str]) -> str | None:
    """Write the pages, or say which is old; None when all is well."""
    for path, text in pages().items():
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            return f"{path.relative_to(ROOT)} is old: run .venv/bin/python scripts/write_safety.py"
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
