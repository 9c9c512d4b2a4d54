"""A pytest plugin: collect the tests once, then try every mutant in a fork of that session.

`pytest -p mutant_trials --mutants GLOB --jobs N` in the folder mutmut filled. A fork runs the tests that reach the
changed function, those of its own room first and the quickest first, until one fails. The verdicts go where mutmut
keeps its own, so `mutmut browse` and `mutmut show` tell about them.
"""

import fnmatch
import gc
import os
import pickle
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.format_utils import mangled_name_from_mutant_name


# Exit codes as mutmut keeps them.
SURVIVED, KILLED, NO_TESTS, SUSPICIOUS, TIMEOUT = 0, 1, 33, 35, 36
# A test that takes ten times as long as it did before the change, and this long on top, will not end (seconds of a
# processor).
PATIENCE = 10
GRACE = 3.0

# No process may take longer (seconds of a processor).
LONGEST = 600
# Nobody reads why a test fails here, and working it out takes longer than the test; a walk that never ends is stopped
# by the time of the processor it takes.
PLAIN = ("-x", "-q", "-s", "--rootdir=.", "--tb=no", "--assert=plain", "-o", "timeout=0")
# A program that eats memory is stopped here (bytes).
MEMORY = 4 << 30


def command(tests: Iterable[str], *options: str) -> list[str]:
    """How the tests are run, here and in a process of their own."""
    plugin = ("-p", "mutant_trials")
    return [sys.executable, "-m", "pytest", *plugin, *PLAIN, *options, *config().pytest_add_cli_args, *tests]


def pytest_addoption(parser: pytest.Parser) -> None:
    """What scripts/mutants.py chooses; without it this is a run of tests like any other."""
    parser.addoption("--mutants", help="only mutants of this name, with * and ?")
    parser.addoption("--again", action="store_true", help="only mutants that survived, or were not tried, last time")
    parser.addoption("--jobs", type=int, default=2, help="processes at once")


def pytest_collection() -> None:
    """Let Hypothesis draw the same few examples every time, and not look for the smallest one that fails.

    After conftest has chosen its profile, before a test is defined.
    """
    settings.register_profile(
        "mutants",
        deadline=None,
        derandomize=True,
        database=None,
        max_examples=40,
        phases=[Phase.explicit, Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("mutants")


def forked(work: Callable[[], object]) -> tuple[int, int]:
    """Do it in a fork, which says nothing and leaves what it answers in a pipe: its process, and where to read."""
    read, write = os.pipe()
    if process := os.fork():
        os.close(write)
        return process, read
    try:
        silence = os.open(os.devnull, os.O_RDWR)
        for each in (0, 1, 2):
            os.dup2(silence, each)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST + 1))
        with os.fdopen(write, "wb") as answer:
            pickle.dump(work(), answer)
    finally:
        os._exit(0)


def told(pipe: int) -> object:
    """What a fork left in its pipe; None when it broke off."""
    with os.fdopen(pipe, "rb") as answer:
        content = answer.read()
    return pickle.loads(content) if content else None  # noqa: S301 - from our own fork


def run(items: list[pytest.Item], before: Callable[[pytest.Item], None]) -> Iterator[pytest.Item]:
    """Run them one after the other, each yielded when it is done."""
    for item, following in zip_longest(items, items[1:]):
        before(item)
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        yield item


@dataclass
class Reach:
    """Which tests reach a function, how long each takes (seconds of a processor), and what is called by imports."""

    imported: set[str]
    tests: dict[str, list[pytest.Item]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def of(self, mutant: str) -> list[pytest.Item]:
        """The tests of a mutant: its own room's first, the quickest first."""
        room = mutant.split(".")[1]
        found = self.tests.get(mangled_name_from_mutant_name(mutant), [])
        return sorted(found, key=lambda item: (room not in item.nodeid, self.seconds[item.nodeid]))

    def by_import(self, mutant: str) -> bool:
        """Whether its function is called while the program and the tests are imported: no fork sees it change."""
        return mangled_name_from_mutant_name(mutant) in self.imported

    def seconds_of(self, mutant: str) -> float:
        """How long it takes at most to find that it survives."""
        return sum(self.seconds[item.nodeid] for item in self.of(mutant))


def measure(session: pytest.Session, items: list[pytest.Item]) -> list[tuple[float, set[str]]] | str:
    """What each test takes and which functions it reaches; the name of one that fails."""
    set_mutant_under_test("stats")
    found, reached = [], state()._stats  # noqa: SLF001 - where mutmut's trampolines tell what they passed
    began = time.process_time()
    for item in run(items, lambda _: reached.clear()):
        if session.testsfailed:
            return item.nodeid
        ended = time.process_time()
        found.append((ended - began, set(reached)))
        began = ended
    return found


def reach(session: pytest.Session, jobs: int) -> Reach:
    """Run every test once on the program as it is."""
    shares = [session.items[each::jobs] for each in range(jobs)]
    begun = [forked(lambda share=share: measure(session, share)) for share in shares]  # type: ignore[misc]
    found = Reach(set(state()._stats))  # noqa: SLF001 - as above
    for share, (process, pipe) in zip(shares, begun, strict=True):
        answer = told(pipe)
        os.waitpid(process, 0)
        if not isinstance(answer, list):
            pytest.exit(f"this test fails on the program as it is: {answer}", returncode=3)
        for item, (seconds, functions) in zip(share, answer, strict=True):
            found.seconds[item.nodeid] = seconds
            for function in functions:
                found.tests.setdefault(function, []).append(item)
    return found


def attempt(session: pytest.Session, mutant: str, reached: Reach) -> int:
    """Become the mutant and run its tests until one fails: the verdict."""

    def patience(item: pytest.Item) -> None:
        # What is not caught ends the fork: no test, no plugin and no loop can hold it up.
        signal.setitimer(signal.ITIMER_VIRTUAL, GRACE + PATIENCE * reached.seconds[item.nodeid])

    set_mutant_under_test(mutant)
    if any(session.testsfailed for _ in run(reached.of(mutant), patience)):
        return KILLED
    return anew(session, mutant) if reached.by_import(mutant) else SURVIVED


def anew(session: pytest.Session, mutant: str) -> int:
    """Become the mutant before anything is imported, and run the tests of its module, then of its room: the verdict."""
    _, room, *module = mutant.split(".")[:-1]
    given = session.config.args
    mirror = Path("tests", room, f"test_{module[0]}.py") if module else Path("tests", f"test_{room}.py")
    for tests in ([str(mirror)] * mirror.exists(), [each for each in given if room in each] or given):
        ended = subprocess.run(command(tests), check=False).returncode if tests else SURVIVED  # noqa: S603 - our own
        if ended != SURVIVED:
            return TIMEOUT if ended == -signal.SIGXCPU else KILLED
    return SURVIVED


@dataclass
class Trials:
    """The mutants of a session, and those that are being tried now by the process that does it."""

    session: pytest.Session
    reached: Reach
    files: dict[str, SourceFileMutationData]
    running: dict[int, tuple[str, int]] = field(default_factory=dict)
    done: int = 0

    def begin(self, mutant: str) -> None:
        """Try this one in a fork, or say at once that no test reaches it."""
        if not self.reached.of(mutant) and not self.reached.by_import(mutant):
            self.record(mutant, NO_TESTS)
            return
        process, pipe = forked(lambda: attempt(self.session, mutant, self.reached))
        self.running[process] = mutant, pipe

    def end(self) -> None:
        """Wait for any of them."""
        process, status = os.wait()
        mutant, pipe = self.running.pop(process)
        verdict = told(pipe)
        endless = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGVTALRM
        self.record(mutant, verdict if isinstance(verdict, int) else TIMEOUT if endless else SUSPICIOUS)

    def record(self, mutant: str, verdict: int) -> None:
        """Keep the verdict where mutmut does."""
        self.files[mutant].exit_code_by_key[mutant] = verdict
        self.files[mutant].save()
        self.done += 1


def files() -> dict[str, SourceFileMutationData]:
    """Of every mutant, the file that has it."""
    found = {}
    for meta in sorted(Path("src").rglob("*.meta")):
        each = SourceFileMutationData(path=meta.with_suffix(""))
        # Mutmut stands in the folder above.
        each.meta_path = meta.absolute()
        each.load()
        found.update(dict.fromkeys(each.exit_code_by_key, each))
    return found


def chosen(options: pytest.Config, known: dict[str, SourceFileMutationData]) -> list[str]:
    """The mutants to try."""
    names = fnmatch.filter(known, options.getoption("mutants"))
    alive = (SURVIVED, NO_TESTS, SUSPICIOUS, None)
    return [each for each in names if not options.getoption("again") or known[each].exit_code_by_key[each] in alive]


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Instead of running the tests: run them for every mutant."""
    if session.config.getoption("mutants") is None:
        return None
    known, jobs = files(), session.config.getoption("jobs")
    # One for all forks: each would look through the folders of the others for a number that is free.
    session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # noqa: SLF001 - pytest has no other door
    reached = reach(session, jobs)
    print(f"{len(session.items)} tests reach {len(reached.tests)} functions, {sum(reached.seconds.values()):.0f} s")
    names = sorted(chosen(session.config, known), key=reached.seconds_of)
    gc.freeze()
    trials = Trials(session, reached, known)
    for name in names:
        trials.begin(name)
        if len(trials.running) == jobs:
            trials.end()
    while trials.running:
        trials.end()
    return True
