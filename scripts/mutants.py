"""Change the pure rooms behind the tests' back, and hold what is not noticed to its bar.

Runs mutmut on the rooms named in pyproject.toml, prints the share of mutants killed by room, and compares the survivors
with docs/evidence/survivors.toml, where each has its reason. Ends with 1 when a room is below the bar, or when a
survivor has no reason. About an hour of one processor; what did not change since the last run is not tried again.
"""

import argparse
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path


ROOT = Path(__file__).parents[1]
REASONS = ROOT / "docs" / "evidence" / "survivors.toml"
MUTMUT = Path(sys.executable).with_name("mutmut")
# The bar, by room, in per cent of the mutants that ran.
BAR = 95
# A mutant that never ends was noticed: its tests are stopped.
NOTICED = frozenset({"killed", "timeout", "suspicious"})
UNNOTICED = frozenset({"survived", "no tests"})


def results() -> dict[str, str]:
    """Every mutant and what became of it."""
    told = subprocess.run([MUTMUT, "results", "--all", "true"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - a tool of ours
    pairs = (line.strip().rpartition(": ") for line in told.stdout.splitlines() if ": " in line)
    return {name: state for name, _, state in pairs}


def room(mutant: str) -> str:
    """'retrowalk.safety.caps.x_effective__mutmut_1' → 'safety'."""
    return mutant.split(".")[1]


def where(mutant: str) -> str:
    """'retrowalk.safety.caps.xǁCapsǁfloor__mutmut_1' → 'safety.caps.floor'."""
    module, _, function = mutant.removeprefix("retrowalk.").rpartition(".")
    return f"{module}.{function.rpartition('__mutmut_')[0].replace('ǁ', '.').removeprefix('x').strip('_.')}"


def change(mutant: str) -> str:
    """What was changed, in one line: the lines taken away → the lines put in their place."""
    shown = subprocess.run([MUTMUT, "show", mutant], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - as above
    lines = [line for line in shown.stdout.splitlines() if not line.startswith(("---", "+++", "#", "@@"))]
    before, after = (" ".join(each[1:].strip() for each in lines if each[:1] == sign) for sign in "-+")
    return f"{before} → {after}"


def survivors(found: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Where each survivor is, and what was changed there."""
    return ((where(mutant), change(mutant)) for mutant, state in sorted(found.items()) if state in UNNOTICED)


def reasons() -> dict[tuple[str, str], str]:
    """Why each known survivor may live."""
    known = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    return {(each["where"], each["change"]): each["why"] for each in known.get("survivor", ())}


def shares(found: dict[str, str]) -> dict[str, tuple[int, int]]:
    """By room: mutants noticed, mutants that ran."""
    ran = Counter(room(mutant) for mutant, state in found.items() if state in NOTICED | UNNOTICED)
    noticed = Counter(room(mutant) for mutant, state in found.items() if state in NOTICED)
    return {each: (noticed[each], ran[each]) for each in sorted(ran)}


def report(unexplained: Iterable[tuple[str, str]], by_room: dict[str, tuple[int, int]]) -> bool:
    """Print it all; whether the bar is held."""
    held = True
    for each, (noticed, ran) in by_room.items():
        share = 100 * noticed / ran
        held = held and share >= BAR
        print(f"{each:9} {noticed:5} of {ran:5} mutants noticed, {share:5.1f} % ({'PASS' if share >= BAR else 'FAIL'})")
    for place, what in unexplained:
        held = False
        print(f"no reason given for the survivor in {place}: {what}")
    return held


def main() -> int:
    """Run, or with --report only tell what the last run found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--report", action="store_true", help="run nothing; tell what the last run found")
    options.add_argument("--jobs", default="2", help="processes at once (2)")
    chosen = options.parse_args()
    if not chosen.report:
        command = [MUTMUT, "run", "--max-children", chosen.jobs]
        subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": "tests", "PATH": "/usr/bin:/bin"}, check=False)  # noqa: S603 - a tool of ours
    found, known = results(), reasons()
    alive = list(survivors(found))
    print(f"{len(alive)} survivors, {len([each for each in alive if each in known])} of them with a reason")
    return 0 if report([each for each in alive if each not in known], shares(found)) else 1


if __name__ == "__main__":
    sys.exit(main())
