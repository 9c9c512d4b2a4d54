"""What earlier runs left, and the commands that put it right, over treadmills in memory a hundred times as fast."""

import io
import os
import pty
import signal
import sys
from contextlib import asynccontextmanager, contextmanager

import pytest
from rich.console import Console

from retrowalk import app
from retrowalk.cli import recover, reset
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.main import call
from retrowalk.cli.words import CANNOT_STOP
from retrowalk.journal.lock import Taken
from retrowalk.journal.open import Ended, Entry, held, path_of, write
from retrowalk.journal.reader import read
from retrowalk.link.errors import Fault as LinkFault
from retrowalk.link.errors import LinkError
from retrowalk.runtime.clock import now, virtual_loop
from retrowalk.runtime.recovery import find
from retrowalk.safety.events import StopReason
from retrowalk.simulator.faults import Fault


HERE, THERE = "AA:BB:CC:DD:EE:01", "AA:BB:CC:DD:EE:02"


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


def leave(state, treadmill=HERE, journal="/gone/journal.jsonl", ended=None):
    write(state / "open", Entry(treadmill, str(journal), 1, "2026-11-21T12:00:00+00:00", ended))


LATCHED = Ended(StopReason.PAIN, "terminal")


class Gym:
    """Treadmills in memory, moving, by their addresses."""

    def __init__(self):
        self.machines = {}
        self.faults = {}

    @asynccontextmanager
    async def meet(self, leftover):
        async with app.simulated(app.Carrier.MEMORY) as met:
            self.machines[leftover.treadmill] = met.machine
            met.machine.machine.start(0, now())
            for fault in self.faults.get(leftover.treadmill, ()):
                met.machine.fail(fault, 10**9 if fault is Fault.LINK_DROP else None, now())
            yield met

    def speed(self, treadmill):
        return self.machines[treadmill].machine.belt.speed


def recovered(state, gym, treadmill=None, **how):
    shown = io.StringIO()
    code = recover.run(state, treadmill, Console(file=shown, width=200), meet=gym.meet, loop=virtual_loop, **how)
    return code, shown.getvalue()


def test_nothing_left_is_done(state):
    assert recovered(state, Gym()) == (Exit.DONE, "Nothing is left of earlier runs.\n")
    assert recovered(state, Gym(), HERE)[0] is Exit.DONE
    assert recovered(state, Gym(), everything=True)[0] is Exit.DONE


def test_without_a_choice_what_is_left_is_listed_and_nothing_is_touched(state):
    leave(state)
    leave(state, THERE, ended=LATCHED)
    gym = Gym()
    code, shown = recovered(state, gym)
    assert (code, gym.machines) == (Exit.DONE, {})
    first, second = shown.splitlines()
    assert first.endswith(
        f"(/gone/journal.jsonl: No such file or directory). Type: retrowalk recover --treadmill {HERE}"
    )
    assert second == (
        f"{THERE}: Latched since 2026-11-21T12:00:00+00:00: pain, by terminal. Type: retrowalk reset {THERE}"
    )


@pytest.mark.sr(23)
def test_every_belt_that_is_ours_is_stopped_measured_and_latched_until_a_person_resets(state):
    for treadmill in (HERE, THERE):
        leave(state, treadmill)
    gym = Gym()
    code, shown = recovered(state, gym, everything=True)
    assert code is Exit.DONE
    assert shown.count("Stopped, measured at standstill and latched") == 2
    assert [gym.speed(treadmill) for treadmill in (HERE, THERE)] == [0, 0]
    found = find(state)
    assert [(each.ours, each.reason) for each in found] == [(False, StopReason.ENGINE_FAULT)] * 2
    gym.machines.clear()
    assert recovered(state, gym, everything=True)[0] is Exit.DONE
    assert gym.machines == {}, "a latched belt that somebody walks on now is left alone"
    assert find(state) == found


@pytest.mark.sr(46)
def test_a_recovery_is_recorded_from_its_first_event(state):
    leave(state)
    recovered(state, Gym(), HERE)
    (path,) = (state / recover.JOURNALS).glob("*/journal.jsonl")
    steps = read(path).steps
    assert type(steps[0].event).__name__ == "Recover"
    assert steps[0].event.ours
    assert len(steps) > 10


@pytest.mark.sr(13)
@pytest.mark.sr(23)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_before_standstill_says_so_and_the_belt_stays_ours(state, number):
    before = signal.getsignal(number)
    leave(state)
    gym = Gym()
    gym.faults[HERE] = [Fault.STOP_IGNORED]

    class Interrupts(io.StringIO):
        def write(self, text):
            if "was interrupted" in text:
                signal.raise_signal(number)
            return super().write(text)

    shown = Interrupts()
    code = recover.run(state, HERE, Console(file=shown, width=200), meet=gym.meet, loop=virtual_loop)
    assert code is Exit.NOT_VERIFIED
    assert f"{HERE}: Interrupted: standstill was NOT measured. {CANNOT_STOP}" in shown.getvalue()
    assert [each.ours for each in find(state)] == [True]
    assert signal.getsignal(number) == before, "what comes after is ended as ever"


def test_a_walk_that_is_under_way_is_not_said_to_be_interrupted(state):
    leave(state)
    with held(state / "open", HERE):
        assert recovered(state, Gym()) == (Exit.DONE, f"{HERE}: another program has it now\n")
    assert "was interrupted" in recovered(state, Gym())[1], "when that has let go of it, it is"


def test_a_fault_that_latched_is_told_in_plain_words(state):
    leave(state)
    recovered(state, Gym(), HERE)
    _, shown = recovered(state, Gym())
    assert ": engine fault: an earlier run ended without letting go of the belt. Type: retrowalk reset" in shown


def test_one_is_chosen_and_the_others_wait(state):
    for treadmill in (HERE, THERE):
        leave(state, treadmill)
    gym = Gym()
    assert recovered(state, gym, HERE)[0] is Exit.DONE
    assert list(gym.machines) == [HERE]
    assert [each.ours for each in find(state)] == [False, True]
    with pytest.raises(Trouble, match="nothing is left of XX, only of"):
        recovered(state, gym, "XX")


@pytest.mark.sr(23)
def test_a_belt_that_does_not_stop_is_said_loudly_and_stays_ours(state):
    for treadmill in (HERE, THERE):
        leave(state, treadmill)
    gym = Gym()
    gym.faults = {HERE: (Fault.STOP_IGNORED,)}
    code, shown = recovered(state, gym, everything=True)
    assert code is Exit.NOT_VERIFIED
    assert f"{HERE}: standstill was NOT measured. {CANNOT_STOP}" in shown
    assert [each.ours for each in find(state)] == [True, False]


@pytest.mark.sr(23)
def test_a_treadmill_that_cannot_be_reached_stays_ours(state):
    leave(state)
    gym = Gym()
    gym.faults = {HERE: (Fault.LINK_DROP,)}
    code, shown = recovered(state, gym, everything=True)
    assert code is Exit.UNREACHABLE
    assert CANNOT_STOP in shown
    assert find(state)[0].ours


def test_no_radio_is_said_in_a_line(state):
    class NoRadio(Gym):
        @asynccontextmanager
        async def meet(self, _):
            raise LinkError(LinkFault.NOT_FOUND)
            yield

    leave(state)
    code, shown = recovered(state, NoRadio(), HERE)
    assert code is Exit.UNREACHABLE
    assert "NOT stopped" in shown
    assert find(state)[0].ours


def test_a_treadmill_another_program_walks_on_is_left_to_it(state):
    leave(state)
    gym = Gym()
    with held(state / "open", HERE):
        code, shown = recovered(state, gym, HERE)
    assert (code, gym.machines) == (Exit.DONE, {})
    assert "another program of Retrowalk has" in shown


@pytest.mark.sr(23)
def test_a_disk_that_takes_nothing_is_no_reason_to_leave_a_belt_moving(state):
    leave(state)
    target = path_of(state / "open", HERE)
    (state / "recoveries").touch()  # no folder can be made there
    target.with_suffix(".lock").mkdir()  # no lock can be had
    (target.parent / f"{target.name}.new").mkdir()  # and no word left
    gym = Gym()
    code, shown = recovered(state, gym, HERE)
    assert code is Exit.FAILED
    assert "it will be stopped again" in shown
    assert gym.speed(HERE) == 0
    assert find(state)[0].ours


# ── reset ───────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def typing(words):
    keyboard, screen = pty.openpty()
    before, sys.stdin = sys.stdin, os.fdopen(screen)
    os.write(keyboard, f"{words}\n".encode())
    try:
        yield
    finally:
        sys.stdin.close()
        os.close(keyboard)
        sys.stdin = before


def typed(state, words, treadmill=HERE):
    shown = io.StringIO()
    with typing(words):
        code = reset.run(state, treadmill, Console(file=shown, width=200))
    return code, shown.getvalue()


@pytest.mark.sr(12)
def test_a_person_at_a_terminal_resets_and_nothing_is_connected(state):
    leave(state, ended=LATCHED)
    code, shown = typed(state, "reset")
    assert code is Exit.DONE
    assert "Latched since 2026-11-21T12:00:00+00:00: pain, by terminal" in shown
    assert "Nothing was moved" in shown
    assert find(state) == ()
    assert typed(state, "") == (Exit.DONE, f"Nothing is latched on {HERE}.\n")


@pytest.mark.parametrize("others", [(), (HERE, THERE)])
def test_of_what_was_never_known_no_file_is_left_and_the_latched_are_named(state, others):
    for treadmill in others:
        leave(state, treadmill, ended=LATCHED)
    before = sorted(state.rglob("*"))
    if others:
        with pytest.raises(Trouble, match=f"nothing is latched on nonsense, only on {HERE}, {THERE}") as trouble:
            typed(state, "", "nonsense")
        assert trouble.value.code is Exit.USAGE
    else:
        assert typed(state, "", "nonsense") == (Exit.DONE, "Nothing is latched on nonsense.\n")
    assert sorted(state.rglob("*")) == before
    assert len(find(state)) == len(others)


def test_what_somebody_else_has_just_reset_is_latched_no_more(state, monkeypatch):
    leave(state, ended=LATCHED)
    monkeypatch.setattr(reset, "_known", lambda *_: path_of(state / "open", HERE).unlink() is None)
    assert typed(state, "") == (Exit.DONE, f"Nothing is latched on {HERE}.\n")


@pytest.mark.sr(12)
@pytest.mark.parametrize(("ended", "words"), [(LATCHED, ""), (LATCHED, "y"), (None, "reset"), (None, "")])
def test_what_is_not_confirmed_word_for_word_stays(state, ended, words):
    leave(state, ended=ended)
    with pytest.raises(Trouble, match="the latch stays"):
        typed(state, words)
    assert len(find(state)) == 1


def test_a_belt_that_was_never_measured_takes_other_words(state):
    leave(state)
    code, shown = typed(state, reset.UNMEASURED)
    assert code is Exit.DONE
    assert "NOT measured at standstill" in shown
    assert find(state) == ()


@pytest.mark.sr(12)
def test_a_reset_without_a_terminal_is_refused(state, monkeypatch):
    leave(state, ended=LATCHED)
    monkeypatch.setattr(sys, "stdin", io.StringIO("reset\n"))
    with pytest.raises(Trouble, match="needs a terminal"):
        reset.run(state, HERE, Console(file=io.StringIO()))
    assert len(find(state)) == 1


def test_a_treadmill_somebody_walks_on_is_not_reset_from_elsewhere(state):
    leave(state, ended=LATCHED)
    with held(state / "open", HERE), pytest.raises(Taken):
        typed(state, "reset")


# ── on the command line ─────────────────────────────────────────────────────────────────────────────


def test_the_commands_know_their_options(tmp_path, capsys):
    folder = ["--state-dir", str(tmp_path)]
    assert call(["recover", *folder]) == Exit.DONE
    assert call(["recover", "--all", *folder]) == Exit.DONE
    assert call(["reset", HERE, *folder]) == Exit.DONE
    assert call(["recover", "--all", "--treadmill", HERE, *folder]) == Exit.USAGE
    assert "Nothing is latched" in capsys.readouterr().out
