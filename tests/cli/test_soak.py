"""`retrowalk soak`: what it says, what it returns, and what it refuses."""

import re

import pytest

from retrowalk.cli.main import call
from retrowalk.controller.effects import Request
from retrowalk.controller.step import step
from retrowalk.controller.turn import Turn
from retrowalk.safety.events import Stop
from retrowalk.safety.interlocks import Freeze
from retrowalk.session.stage import Stage
from retrowalk.simulator.soak import bank, ordeals, pairs, sequence, shells
from retrowalk.simulator.soak.world import World


def deaf(state, event, now, rules):
    """A core that does not hear STOP."""
    return (state, ()) if isinstance(event, Stop) else step(state, event, now, rules)


def hurries(state, event, now, rules):
    """A core that takes silence for consent: without a sample for a moment it asks for the most, at once."""
    after, effects = step(state, event, now, rules)
    if now - after.watch.at > 1_200 and after.walk and after.walk.stage is Stage.WALKING:
        effects = (*effects, Request(b"\x02\x40\x06", after.supervision.epoch, now + 1_000))
    return after, effects


def test_it_says_how_fast_through_what_and_what_was_broken(capsys):
    assert call(["soak", "--seeds", "40", "--from", "1000"]) == 0
    told = capsys.readouterr().out
    assert "40 sequences in" in told and "0 of 40 sequences broke a rule." in told
    assert re.search(r"TreadmillFrame .*●", told) and re.search(r"write( +\d+){7}", told)
    least = re.search(r"(\d+) at the least", told)
    assert least is not None and int(least[1]) >= 50


def test_a_broken_rule_is_shown_with_the_command_that_shows_it_again(capsys, monkeypatch):
    monkeypatch.setattr(sequence.Sequence.__init__, "__kwdefaults__", {"decide": deaf, "keep": None})
    assert call(["soak", "--seeds", "40"]) == 1
    told = capsys.readouterr().out
    assert re.search(r"Seed \d+ broke (SR|R)\d*-?\d+", told) and "of 40 sequences broke a rule." in told
    again = re.search(r"Again: retrowalk (soak --replay \d+ --events 50 --keep \S+ --trace)", told)
    assert again is not None
    assert call(again[1].split()) == 1
    assert "No rule was broken." not in capsys.readouterr().out


@pytest.fixture
def made_anew():
    """The walks that lives begin at are those of the core as it is now, and afterwards of the one that is sound."""
    made = (bank.made, bank.under_way, ordeals.pool)
    for each in made:
        each.cache_clear()
    yield
    for each in made:
        each.cache_clear()


@pytest.mark.usefixtures("made_anew")
def test_a_defect_that_shows_before_any_life_is_told_and_shown_again_as_well(capsys, monkeypatch):
    """A core that raises again after the link was lost: the walks that lives begin at break that rule themselves."""
    freeze = Turn.freeze
    monkeypatch.setattr(Turn, "freeze", lambda turn, why: None if Freeze.LINK_RETURNED in why else freeze(turn, why))
    assert call(["soak", "--seeds", "400"]) == 1
    told = capsys.readouterr().out
    assert "Broken before any life, in a walk that lives begin at: SR-6, SR-18, SR-21, SR-30" in told
    again = re.search(
        r"Seed \d+ broke SR-6.*Again: retrowalk (soak --replay \S+ --events 50 --keep \S+ --trace)", told, re.DOTALL
    )
    assert again is not None
    assert call(again[1].split()) == 1
    assert "No rule was broken." not in capsys.readouterr().out


@pytest.mark.usefixtures("made_anew")
def test_a_core_that_gets_nowhere_is_told_and_no_life_begins(capsys, monkeypatch):
    def fails(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(World.__init__, "__kwdefaults__", {**World.__init__.__kwdefaults__, "decide": fails})
    assert call(["soak", "--seeds", "3"]) == 1
    told = capsys.readouterr().out
    assert "an input (ZeroDivisionError())" in told and "No life begins" in told


def test_one_sequence_is_shown_again_whole_or_in_part(capsys):
    assert call(["soak", "--replay", "7"]) == 0
    whole = capsys.readouterr().out
    assert call(["soak", "--replay", "7", "--keep", "0", "--trace"]) == 0
    part = capsys.readouterr().out
    assert "No rule was broken." in whole and whole.splitlines()[0] in part and " core 0: " in part


def test_pairs_are_told_by_what_was_lost(capsys):
    assert call(["soak", "--pairs", "--seeds", "30"]) == 0
    told = capsys.readouterr().out
    assert "telemetry" in told and "0 of 30 pairs raised a later command" in told


def test_the_service_itself_can_be_run(capsys):
    assert call(["soak", "--runtime", "--seeds", "3"]) == 0
    assert "0 of 3 sequences around the service broke a rule" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "work", "core", "lacks", "seeds"),
    [("--pairs", pairs.pair, hurries, "SR-", 60), ("--runtime", shells.live, deaf, "SR-11", 3)],
    ids=["pairs", "runtime"],
)
def test_what_is_broken_elsewhere_is_shown_with_the_command_that_shows_it_again(
    capsys, monkeypatch, option, work, core, lacks, seeds
):
    monkeypatch.setitem(work.__kwdefaults__, "decide", core)
    assert call(["soak", option, "--seeds", str(seeds)]) == 1
    told = capsys.readouterr().out
    again = re.search(rf"Seed (\d+): (.*{lacks}.*)\nAgain: retrowalk (soak {option} --replay \1)", told)
    assert again is not None
    assert call(again[3].split()) == 1
    assert again[2] in capsys.readouterr().out
    monkeypatch.undo()
    assert call(again[3].split()) == 0
    assert "No rule was broken." in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [
        ["--keep", "0"],
        ["--trace"],
        ["--seeds", "0"],
        ["--replay", "1", "--keep", "a"],
        ["--replay", "1", "--keep", "-1"],
        ["--replay", "1", "--keep", "0,,1"],
        ["--pairs", "--runtime", "--seeds", "1"],
        ["--replay", "1", "--pairs", "--keep", "0"],
        ["--replay", "1", "--runtime", "--trace"],
        ["--pairs", "--events", "60", "--seeds", "1"],
        ["--runtime", "--events", "60", "--seeds", "1"],
    ],
)
def test_what_makes_no_sense_is_refused(wrong, capsys):
    assert call(["soak", *wrong]) == 2
    assert capsys.readouterr().err.startswith("retrowalk: ")


def test_an_act_that_is_not_there_is_no_failure_of_the_core(capsys):
    assert call(["soak", "--replay", "7", "--keep", "0,99"]) == 2
    told = capsys.readouterr()
    assert re.search(r"--keep: this sequence has the acts 0 to \d+, and no 99", told.err) and not told.out
