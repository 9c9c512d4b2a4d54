"""`retrowalk soak`: what it says, what it returns, and what it refuses."""

import re

import pytest

from retrowalk.cli.main import call
from retrowalk.controller.step import step
from retrowalk.safety.events import Stop
from retrowalk.simulator.soak import sequence


def deaf(state, event, now, rules):
    """A core that does not hear STOP."""
    return (state, ()) if isinstance(event, Stop) else step(state, event, now, rules)


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
    "wrong",
    [
        ["--keep", "0"],
        ["--trace"],
        ["--seeds", "0"],
        ["--replay", "1", "--keep", "a"],
        ["--pairs", "--runtime", "--seeds", "1"],
        ["--replay", "1", "--pairs"],
        ["--replay", "1", "--runtime"],
    ],
)
def test_what_makes_no_sense_is_refused(wrong, capsys):
    assert call(["soak", *wrong]) == 2
    assert capsys.readouterr().err.startswith("retrowalk: ")
