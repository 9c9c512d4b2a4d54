"""The tables of the safety page, in Markdown."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from evidence import VERDICTS, Bar, Evidence, Failure, Hazard, Requirement
from traced import Holder


Traced = dict[int, list[Holder]]


def table(head: str, rows: Iterable[Iterable[str]]) -> str:
    """A table; `head` is its first line, cells between bars."""
    columns = head.count("|") + 1
    return "\n".join([f"| {head} |", "|---" * columns + "|", *(f"| {' | '.join(row)} |" for row in rows)])


def sentence(text: str) -> str:
    """It ends with a full stop."""
    return text if text.endswith((".", "!", "?", "**")) else f"{text}."


# ── hazards ─────────────────────────────────────────────────────────────────────────────────────────


def anchored(identity: str) -> str:
    """The name of a row, which a link leads to."""
    return f'<a id="{identity.lower()}"></a>{identity}'


def required(numbers: Iterable[int]) -> str:
    """Links to requirements."""
    return ", ".join(f"[SR-{number}](#sr-{number})" for number in numbers)


def hazard_row(hazard: Hazard) -> Iterator[str]:
    """What can happen, what is done, what remains."""
    yield anchored(hazard.id)
    yield f"{hazard.hazard} → {sentence(hazard.effect)}"
    yield sentence(hazard.mitigation)
    yield f"{sentence(hazard.remains)} ({hazard.left})"
    yield required(hazard.requirements)


def hazards(evidence: Evidence) -> str:
    """One table for each thing they are about."""
    head = "| What can happen | What is done about it | What remains | By"
    groups = (
        f"### {title}\n\n{table(head, (hazard_row(each) for each in evidence.hazards if each.about == about))}"
        for about, title in evidence.about.items()
    )
    return "\n\n".join(groups)


# ── requirements ────────────────────────────────────────────────────────────────────────────────────


def counted(number: int, tests: list[Holder]) -> str:
    """How many tests, leading to their names."""
    if not tests:
        return "none yet"
    words = "1 test" if len(tests) == 1 else f"{len(tests)} tests"
    return f"[{words}](evidence/tests.md#sr-{number})"


def answers(number: int, evidence: Evidence) -> str:
    """The hazards a requirement answers."""
    ids = (each.id for each in evidence.hazards if number in each.requirements)
    return ", ".join(f"[{each}](#{each.lower()})" for each in ids)


def requirement_row(each: Requirement, evidence: Evidence, tests: list[Holder]) -> Iterator[str]:
    """What must hold, against what, where, and who shows it."""
    yield anchored(each.id)
    yield each.says
    yield answers(each.number, evidence)
    yield ", ".join(f"`{place}`" for place in each.lives)
    yield counted(each.number, tests)


def requirements(evidence: Evidence, tests: Traced) -> str:
    """All of them."""
    rows = (requirement_row(each, evidence, tests.get(each.number, [])) for each in evidence.requirements)
    return table("| What must hold | Against | Lives in | Shown by", rows)


def waiting(evidence: Evidence) -> str:
    """Those that need a part which does not exist yet, with a line before and an empty one after; "" without any."""
    rows = [
        (f"[{each.id}](#{each.id.lower()})", each.waits, each.ready or "nothing yet")
        for each in evidence.requirements
        if each.waits
    ]
    if not rows:
        return ""
    return f"Some need a part that does not exist yet:\n\n{table('| Waits for | What is ready, and tested', rows)}\n\n"


# ── what happens by itself, and how well ────────────────────────────────────────────────────────────


def failsafe(evidence: Evidence) -> str:
    """Cause by cause."""
    rows = ((each.cause, each.detect, each.action, each.clears, f"`{each.lives}`") for each in evidence.failsafe)
    return table("Cause | Noticed | Then | Ends with | Lives in", rows)


def failure_row(failure: Failure) -> Iterator[str]:
    """What fails, and the files of the tests that show what happens."""
    yield from (failure.what, failure.noticed, failure.then)
    files = Counter(test.partition("::")[0] for test in failure.tests)
    yield ", ".join(f"[{Path(file).stem}](../tests/{file})" for file in files)


def failures(evidence: Evidence) -> str:
    """Failure by failure."""
    return table("What fails | Noticed | Then | Shown by", (failure_row(each) for each in evidence.failures))


def platforms(evidence: Evidence) -> str:
    """System by system."""
    return table(
        "System | The guard there | What remains",
        ((each.name, each.guard, each.remains) for each in evidence.platforms),
    )


def bar_row(bar: Bar) -> Iterator[str]:
    """What is demanded, how we stand, and what prints it on which machine."""
    yield anchored(bar.id)
    yield bar.bar
    yield f"**{bar.verdict}**"
    yield "; ".join(filter(None, (bar.figure, bar.why)))
    yield f"`{bar.command}` ({bar.machine})" if bar.command else ""


def bars(evidence: Evidence) -> str:
    """One table for each heading: it holds from its bar to the next heading's."""
    parts: dict[str, list[Bar]] = {}
    title = ""
    for bar in evidence.bars:
        title = evidence.headings.get(bar.id, title)
        parts.setdefault(title, []).append(bar)
    head = "| What is demanded | | How we stand | Printed by"
    return "\n\n".join(f"### {title}\n\n{table(head, map(bar_row, under))}" for title, under in parts.items())


def machines(evidence: Evidence) -> str:
    """What was measured on."""
    return "\n".join(f"- {name}: {sentence(what)}" for name, what in evidence.machines.items())


def score(evidence: Evidence) -> str:
    """How many bars stand how, in the order of the verdicts."""
    verdicts = Counter(bar.verdict for bar in evidence.bars)
    return ", ".join(f"{verdicts[verdict]} {verdict}" for verdict in VERDICTS if verdicts[verdict])
