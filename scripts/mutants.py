"""Change the pure rooms behind the tests' back, and hold what is not noticed to its bar.

Mutmut makes the mutants of the rooms named in pyproject.toml, scripts/mutant_trials.py tries them. Prints the share
noticed by room, and compares the survivors with docs/evidence/survivors.toml, where each has its reason. Ends with 1
when a room is below the bar, when a survivor has no reason, or when a reason has no survivor. Under an hour of two
processors.
"""

import argparse
import os
import subprocess
import sys
import tomllib
from collections import Counter
from contextlib import redirect_stdout
from fnmatch import fnmatch
from pathlib import Path

from mutmut.__main__ import create_mutants
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, walk_mutatable_files

from mutant_trials import command


ROOT = Path(__file__).parents[1]
REASONS = ROOT / "docs" / "evidence" / "survivors.toml"
# The bar, by room, in per cent of the mutants that ran.
BAR = 95
# A mutant that never ends was noticed: its tests are stopped.
NOTICED = frozenset({"killed", "timeout"})
UNNOTICED = frozenset({"survived", "no tests", "suspicious"})

Survivor = tuple[str, str]


def make(jobs: int) -> None:
    """Fill the folder of mutants, where what did not change stays."""
    set_mutant_under_test("mutant_generation")
    Path("mutants").mkdir(exist_ok=True)
    # A run that was broken off leaves the file it was writing empty, and younger than its source.
    for each in Path("mutants").glob("src/**/*.py"):
        if not each.stat().st_size:
            each.unlink()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        copy_src_dir()
        copy_also_copy_files()
        create_mutants(jobs)


def try_them(pattern: str, tests: list[str], jobs: int, *, again: bool) -> int:
    """Run the trials, in a process that has loaded nothing of the program yet."""
    chosen = ["--mutants", pattern, "--jobs", str(jobs), *["--again"] * again]
    trials = command(tests or config().pytest_add_cli_args_test_selection, *chosen)
    path = os.pathsep.join(("src", "tests", str(ROOT / "scripts")))
    # Compiling the mutants takes most of a minute: what was compiled is kept. What imports call is told like the rest.
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    surroundings |= {"PYTHONPATH": path, "MUTANT_UNDER_TEST": "stats"}
    return subprocess.run(trials, cwd="mutants", env=surroundings, check=False).returncode  # noqa: S603 - a tool of ours


def results(pattern: str) -> dict[str, str]:
    """Every mutant of this name and what became of it."""
    found: dict[str, str] = {}
    for path in walk_mutatable_files():
        data = SourceFileMutationData(path=path)
        data.load()
        found |= {name: status_by_exit_code[code] for name, code in data.exit_code_by_key.items()}
    return {name: state for name, state in found.items() if fnmatch(name, pattern)}


def room(mutant: str) -> str:
    """'retrowalk.safety.caps.x_effective__mutmut_1' → 'safety'."""
    return mutant.split(".")[1]


def where(mutant: str) -> str:
    """'retrowalk.safety.caps.xǁCapsǁfloor__mutmut_1' → 'safety.caps.Caps.floor'."""
    module, _, function = mutant.removeprefix("retrowalk.").rpartition(".")
    return f"{module}.{function.rpartition('__mutmut_')[0].replace('ǁ', '.').removeprefix('x').strip('_.')}"


def change(mutant: str) -> str:
    """What was changed, in one line: the lines taken away → the lines put in their place."""
    path = Path("src", *mutant.split(".")[:-1]).with_suffix(".py")
    shown = get_diff_for_mutant(mutant, path=path).splitlines()
    lines = [line for line in shown if not line.startswith(("---", "+++", "@@"))]
    before, after = (" ".join(each[1:].strip() for each in lines if each[:1] == sign) for sign in "-+")
    return f"{before} → {after}"


def survivors(found: dict[str, str]) -> list[Survivor]:
    """Where each survivor is, and what was changed there."""
    return [(where(mutant), change(mutant)) for mutant, state in sorted(found.items()) if state in UNNOTICED]


def reasons() -> dict[Survivor, str]:
    """Why each known survivor may live."""
    known = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    return {(each["where"], each["change"]): each["why"] for each in known.get("survivor", ())}


def shares(found: dict[str, str]) -> dict[str, tuple[int, int]]:
    """By room: mutants noticed, mutants that ran."""
    ran = Counter(room(mutant) for mutant, state in found.items() if state in NOTICED | UNNOTICED)
    noticed = Counter(room(mutant) for mutant, state in found.items() if state in NOTICED)
    return {each: (noticed[each], ran[each]) for each in sorted(ran)}


def report(alive: list[Survivor], known: list[Survivor], by_room: dict[str, tuple[int, int]]) -> bool:
    """Print it all; whether the bar is held."""
    held = True
    for each, (noticed, ran) in by_room.items():
        share = 100 * noticed / ran
        held = held and share >= BAR
        print(f"{each:9} {noticed:5} of {ran:5} mutants noticed, {share:5.1f} % ({'PASS' if share >= BAR else 'FAIL'})")
    odd = [("no reason for the survivor", *each) for each in alive if each not in known]
    odd += [("a reason, and no survivor,", *each) for each in known if each not in alive]
    for what, place, how in odd:
        print(f"{what} in {place}: {how}")
    return held and not odd


def main() -> int:
    """Run, or with --report only tell what the last run found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--report", action="store_true", help="run nothing; tell what the last run found")
    options.add_argument("--again", action="store_true", help="try only what survived the last run")
    options.add_argument("--only", default="*", help="only mutants of this name, as in retrowalk.units.*")
    options.add_argument("--tests", nargs="+", default=[], help="only these tests, as in tests/test_units.py")
    options.add_argument("--jobs", type=int, default=2, help="processes at once (2)")
    chosen = options.parse_args()
    os.chdir(ROOT)
    if not chosen.report:
        make(chosen.jobs)
        if failed := try_them(chosen.only, chosen.tests, chosen.jobs, again=chosen.again):
            return failed
    found = results(chosen.only)
    rooms = {room(mutant) for mutant in found}
    known = [each for each in reasons() if each[0].split(".")[0] in rooms]
    alive = survivors(found)
    print(f"{len(alive)} survivors, {len([each for each in alive if each in known])} of them with a reason")
    return 0 if report(alive, known, shares(found)) else 1


if __name__ == "__main__":
    sys.exit(main())
