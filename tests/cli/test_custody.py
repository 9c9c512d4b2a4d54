"""Walks on a treadmill that an earlier run left, by a person at a terminal, a hundred times as fast."""

import io
import signal
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from rich.console import Console

from persons import PACE, QUICKLY, STARTS, Person, terminal
from retrowalk import app
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.main import call
from retrowalk.cli.walk import Order, run
from retrowalk.cli.words import CANNOT_STOP
from retrowalk.journal.lock import Taken
from retrowalk.journal.open import Entry, held, left, write
from retrowalk.journal.reader import read
from retrowalk.link.errors import Fault as LinkFault
from retrowalk.link.errors import LinkError
from retrowalk.runtime.clock import now
from retrowalk.runtime.recovery import find
from retrowalk.safety.events import StopReason
from retrowalk.settings import load_protocols
from retrowalk.simulator.air.loopback import Place
from retrowalk.simulator.faults import Fault


# Where a simulated treadmill in memory says it is.
HERE = "sim"
THERE = "AA:BB:CC:DD:EE:02"
SETTLING = "  settling"
RESETS = ("standstill. r resets, nothing moves", b"r")


@pytest.fixture
def order(tmp_path):
    plan = load_protocols().plans["P01"]
    plan = replace(plan, segments=plan.segments[:1])  # short: it begins, settles and ends
    walks, state = tmp_path / "walks", tmp_path / "state"
    return Order(plan, HERE, QUICKLY, app.Carrier.MEMORY, walks, loop=PACE, state=state)


@pytest.fixture
def walked(order):
    """`walked(script, moving=…)`: a walk by a person; the exit code and what was printed. `met` collects treadmills."""

    def walk(script, *, moving=False, faults=(), seen=None, met=None, **changes):
        @asynccontextmanager
        async def meet(told):
            async with app.simulated(app.Carrier.MEMORY) as given:
                for fault in faults:
                    given.machine.machine.faults.on(fault)
                if moving:
                    given.machine.machine.start(0, now())
                if met is not None:
                    met.append((told, given))
                yield given

        with terminal() as keyboard:
            person = Person(keyboard, script)
            try:
                code = run(replace(order, **changes), Console(file=person, width=200), meet)
            finally:
                if seen is not None:
                    seen.append(person.getvalue())
        return code, person.getvalue()

    return walk


@pytest.fixture
def interrupted(order, walked):
    """A walk of which the record ends in its middle, and no paper was written; its folder."""
    assert walked(STARTS)[0] is Exit.DONE
    (folder,) = order.folder.iterdir()
    path = folder / "journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: len(lines) // 2]))
    for paper in ("report.txt", "walk.png"):
        (folder / paper).unlink()
    write(order.state / "open", Entry(HERE, str(path), 1, "2026-11-21T12:00:00+00:00"))
    return folder


def newest(order):
    return max(order.folder.iterdir()) / "journal.jsonl"


def events(path):
    return [type(step.event).__name__ for step in read(path).steps]


@pytest.mark.sr(23)
def test_word_of_a_walk_is_on_the_disk_before_it_may_begin_and_gone_when_it_is_over(order, walked):
    seen = []

    class Look(Person):
        def write(self, text):
            if SETTLING in text:
                seen.extend(left(order.state / "open"))
            return super().write(text)

    code, _ = walked(STARTS)
    assert code is Exit.DONE
    assert find(order.state) == ()
    with terminal() as keyboard:

        @asynccontextmanager
        async def meet(_):
            async with app.simulated(app.Carrier.MEMORY) as given:
                yield given

        assert run(order, Console(file=Look(keyboard, STARTS), width=200), meet) is Exit.DONE
    assert {each.entry.treadmill for each in seen} == {HERE}
    assert {each.entry.journal for each in seen} == {str(newest(order))}
    assert find(order.state) == ()


@pytest.mark.sr(23)
def test_a_walk_begins_with_what_an_interrupted_one_left(order, walked, interrupted):
    met = []
    code, shown = walked([*STARTS, RESETS], moving=True, met=met)
    assert code is Exit.DONE
    said = [
        "A walk of P01, begun at 2026-11-21T12:00:00+00:00, was interrupted: an earlier run ended",
        "The belt is being stopped first",
        "The belt was measured at standstill. r resets, nothing moves",
        "latch reset",
        "Ended by            completed",
    ]
    places = [shown.index(each) for each in said]
    assert places == sorted(places)
    ((told, given),) = met
    assert told.known is not None, "nobody asks a moving belt what it can do"
    assert events(newest(order))[0] == "Recover"
    assert given.machine.machine.belt.speed == 0
    assert find(order.state) == ()
    report = (interrupted / "report.txt").read_text(encoding="utf-8")
    assert "Ended by           interrupted" in report
    assert "NOT measured" in report


@pytest.mark.sr(23)
def test_no_plot_of_an_interrupted_walk_keeps_anybody_waiting(walked, interrupted):
    code, shown = walked([*STARTS, RESETS], moving=True)
    assert code is Exit.DONE
    assert not (interrupted / "walk.png").exists()
    typed = f"replay {interrupted / 'journal.jsonl'} --report-dir {interrupted}"
    assert f"For its plot: retrowalk {typed}" in shown
    assert call(typed.split()) == Exit.DONE
    assert (interrupted / "walk.png").exists()


def test_replaying_an_interrupted_walk_says_so_too(interrupted, capsys):
    assert call(["replay", str(interrupted / "journal.jsonl")]) == Exit.DONE
    assert "Ended by            interrupted" in capsys.readouterr().out


@pytest.mark.sr(23)
@pytest.mark.sr(12)
def test_a_latch_waits_for_a_person_through_any_number_of_runs(order, walked):
    code, _ = walked([*STARTS, (SETTLING, b"x")])
    assert code is Exit.STOPPED_BY_PERSON
    (found,) = find(order.state)
    assert (found.ours, found.reason, found.source) == (False, StopReason.PAIN, "terminal")
    for _ in range(2):
        with pytest.raises(Trouble, match="nothing was started"):
            walked([("Nothing is asked of the belt", signal.SIGTERM)])
        assert [(each.ours, each.reason, each.source) for each in find(order.state)] == [
            (False, StopReason.PAIN, "terminal")
        ]
    code, shown = walked([*STARTS, RESETS])
    assert code is Exit.DONE
    assert "Latched since" in shown and "pain, by terminal" in shown
    assert find(order.state) == ()


@pytest.mark.sr(23)
def test_left_before_the_reset_it_stays_latched_and_before_standstill_it_stays_ours(order, walked, interrupted):
    assert interrupted.exists()
    seen = []
    with pytest.raises(Trouble, match="nothing was started"):
        walked([(RESETS[0], signal.SIGINT)], moving=True, seen=seen)
    assert [each.ours for each in find(order.state)] == [False]
    assert RESETS[0] in seen[0]


@pytest.mark.sr(23)
def test_ctrl_c_while_the_belt_of_an_interrupted_walk_is_stopped_waits_for_measured_standstill(
    order, walked, interrupted
):
    assert interrupted.exists()
    seen = []
    with pytest.raises(Trouble, match="nothing was started") as trouble:
        walked([("The belt is being stopped first", signal.SIGINT)], moving=True, seen=seen)
    assert trouble.value.code is Exit.INTERRUPTED
    assert "Stopping the belt; waiting for measured standstill" in seen[0]
    assert [each.ours for each in find(order.state)] == [False]


@pytest.mark.sr(13)
@pytest.mark.sr(23)
def test_a_belt_of_an_interrupted_walk_that_does_not_stop_is_never_left_as_if_it_stood(order, walked, interrupted):
    assert interrupted.exists()
    script = [
        ("The belt is being stopped first", signal.SIGINT),
        ("Stopping the belt; waiting", signal.SIGINT),
        ("not measured at standstill yet: PULL THE KEY", signal.SIGTERM),
    ]
    code, shown = walked(script, moving=True, faults=[Fault.STOP_IGNORED])
    assert code is Exit.NOT_VERIFIED
    assert f"Standstill was NOT measured. {CANNOT_STOP}" in shown
    assert [each.ours for each in find(order.state)] == [True]


@pytest.mark.sr(23)
def test_a_walk_without_a_terminal_takes_back_no_word_of_an_interrupted_one(order, interrupted, monkeypatch):
    assert interrupted.exists()
    monkeypatch.setattr("sys.stdin", io.StringIO())
    before = find(order.state)
    with pytest.raises(Trouble, match="needs a terminal"):
        run(order, Console(file=io.StringIO()), lambda _: app.simulated(app.Carrier.MEMORY))
    assert [each.ours for each in before] == [True]
    assert find(order.state) == before


@pytest.mark.sr(23)
def test_an_interrupted_walk_on_a_treadmill_out_of_reach_is_said_with_who_can_stop_it(order, interrupted):
    assert interrupted.exists()

    @asynccontextmanager
    async def away(_):
        raise LinkError(LinkFault.NOT_FOUND, "was not seen within 10 s")
        yield

    with pytest.raises(Trouble) as trouble:
        run(order, Console(file=io.StringIO()), away)
    assert trouble.value.code is Exit.UNREACHABLE
    said = str(trouble.value)
    assert "begun at 2026-11-21T12:00:00+00:00, was interrupted" in said
    assert "NOT stopped: " in said and CANNOT_STOP in said
    assert [each.ours for each in find(order.state)] == [True]


def test_what_is_left_of_others_is_named_with_what_to_type(order, walked):
    write(order.state / "open", Entry(THERE, "/gone", 1, ""))
    code, shown = walked(STARTS)
    assert code is Exit.DONE
    assert f"Type: retrowalk recover --treadmill {THERE}" in shown
    assert [each.treadmill for each in find(order.state)] == [THERE]


def test_a_treadmill_another_program_has_is_refused(order, walked):
    with held(order.state / "open", HERE), pytest.raises(Taken, match="another program"):
        walked(STARTS)
    assert walked(STARTS)[0] is Exit.DONE


def test_a_scripted_walker_resets_what_a_script_left(order, walked, interrupted):
    assert interrupted.exists()
    code, shown = walked((), moving=True, air=Place("127.0.0.1", 1))
    assert code is Exit.DONE
    assert "The belt was measured at standstill. r resets" in shown
    assert find(order.state) == ()


def test_a_walk_that_is_only_watched_leaves_no_word(order, walked, monkeypatch):
    said = []
    monkeypatch.setattr("retrowalk.journal.writer.write", said.append)
    code, _ = walked((), plan=load_protocols().plans["P14"], air=Place("127.0.0.1", 1))
    assert (code, said) == (Exit.DONE, [])
    assert find(order.state) == ()


@pytest.mark.sr(23)
def test_where_no_word_can_be_left_nothing_begins(order, walked):
    order.state.parent.mkdir(exist_ok=True)
    order.state.write_text("a file")
    with pytest.raises(OSError, match="state"):
        walked(STARTS)


@pytest.mark.sr(23)
def test_a_disk_that_fills_before_the_word_arms_nothing(order, walked, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("retrowalk.journal.writer.write", full)
    with pytest.raises(Trouble, match="no word of this walk can be left on the disk: No space left") as trouble:
        walked(STARTS)
    assert trouble.value.code is Exit.REFUSED
    assert find(order.state) == ()
