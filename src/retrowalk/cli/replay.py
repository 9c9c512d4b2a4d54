"""`retrowalk replay`: fold a journal again, compare, and print the report of the walk it holds."""

from pathlib import Path

from rich.console import Console

from retrowalk import app
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.papers import hand_out
from retrowalk.controller.events import Prepare
from retrowalk.controller.rules import Rules
from retrowalk.controller.state import State
from retrowalk.export.report import Walk
from retrowalk.export.trace import Trace
from retrowalk.journal.record import Step
from retrowalk.journal.replay import Trace as Replayed
from retrowalk.journal.replay import replay
from retrowalk.protocol.plan import Plan
from retrowalk.runtime.core import Core
from retrowalk.simulator.names import SIMULATED_PROFILE


def trace_of(steps: tuple[Step, ...], rules: Rules, begun: State | None = None) -> Trace:
    """The trace of a walk from its recorded steps, of a chapter from its first state: the same as was seen live."""
    core, trace = Core(), Trace()
    state = begun or core.initial()
    for step in steps:
        state, effects = core.step(state, step.event, step.now, rules)
        trace.add(step.event, effects, core.view(state, rules, step.now))
    return trace


def papers_of(folded: Replayed) -> tuple[Trace, Walk] | None:
    """What the report of a folded journal is made of; None when no walk began in it."""
    plan = _plan(folded.steps)
    if plan is None:
        return None
    trace = trace_of(folded.steps, folded.header.rules, folded.header.state)
    profile = folded.header.rules.profile
    treadmill = trace.rows[-1].snapshot.treadmill or folded.header.treadmill
    simulated, started = profile.id == SIMULATED_PROFILE, folded.header.started
    return trace, Walk(plan, treadmill, simulated, app.credentials(profile), profile, started)


def _plan(steps: tuple[Step, ...]) -> Plan | None:
    return next((step.event.plan for step in steps if isinstance(step.event, Prepare)), None)


def run(path: Path, folder: Path | None, console: Console) -> Exit:
    """Replay a journal. Raises JournalError, OSError, Trouble when it answers otherwise now."""
    folded = replay(path)
    lines = f"{len(folded.steps)} steps" + (f", {folded.lost} lines at the end left out" if folded.lost else "")
    console.print(f"{path}: {lines}, digest {folded.digest[:16]}", markup=False, highlight=False, soft_wrap=True)
    papers, written = papers_of(folded), True
    if papers is not None:
        written = hand_out(*papers, folder, console)
    if folded.damage:
        raise Trouble(f"the journal is damaged, and read to there only: {folded.damage}")
    if folded.difference:
        raise Trouble(f"the journal replays differently: {folded.difference}")
    console.print("Every step replays as recorded.")
    return Exit.DONE if written else Exit.FAILED
