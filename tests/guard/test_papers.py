"""Latch papers: whole or not at all, in the folder and nowhere else, and no failing disk does harm."""

import json

import pytest

from retrowalk.guard import voice
from retrowalk.guard.papers import Papers, paper_of


BELT = "AA:BB:CC:DD:EE:FF"


def test_a_belt_that_was_stopped_and_then_stood(tmp_path):
    papers = Papers(tmp_path / "guard")
    papers.latch(BELT, "the service has gone")
    papers.stood(BELT)
    papers.close()
    (paper,) = (tmp_path / "guard").iterdir()
    said = json.loads(paper.read_text())
    assert paper.name == "AA-BB-CC-DD-EE-FF.json"
    assert (said["address"], said["cause"]) == (BELT, "the service has gone")
    assert said["at"] and said["stood"]
    assert (paper.parent.stat().st_mode & 0o777) == 0o700


def test_before_it_stood(tmp_path):
    papers = Papers(tmp_path)
    papers.latch(BELT, "why")
    papers.close()
    assert json.loads(paper_of(tmp_path, BELT).read_text())["stood"] is None


def test_the_first_cause_stays_until_the_paper_is_removed_even_for_the_next_guard(tmp_path):
    for causes in (("first", "second"), ("third",)):
        papers = Papers(tmp_path)
        for cause in causes:
            papers.latch(BELT, cause)
            papers.stood(BELT)
        papers.latch(BELT, "moves again")
        papers.close()
        said = json.loads(paper_of(tmp_path, BELT).read_text())
        assert (said["cause"], said["stood"]) == ("first", None), "a belt that is stopped anew has to stand anew"
    paper_of(tmp_path, BELT).unlink()
    papers = Papers(tmp_path)
    papers.latch(BELT, "after a reset")
    papers.close()
    assert json.loads(paper_of(tmp_path, BELT).read_text())["cause"] == "after a reset"


@pytest.mark.parametrize("damaged", ["", "{", "[]", "\ufffd", '{"cause": 1, "at": "today"}'])
def test_a_paper_that_cannot_be_read_is_replaced(tmp_path, damaged):
    paper_of(tmp_path, BELT).write_text(damaged)
    papers = Papers(tmp_path)
    papers.latch(BELT, "why")
    papers.close()
    assert json.loads(paper_of(tmp_path, BELT).read_text())["cause"] == "why"


@pytest.mark.parametrize("address", ["../../etc/passwd", "a/b", "..", "\0", "AA:BB"])
def test_whatever_an_address_is_its_paper_stays_in_the_folder(tmp_path, address):
    assert paper_of(tmp_path, address).resolve().parent == tmp_path.resolve()


def test_a_disk_that_fails_is_told_of_and_no_more(tmp_path, capfd):
    (tmp_path / "guard").write_text("a file where the folder should be")
    papers = Papers(tmp_path / "guard")
    papers.latch(BELT, "why")
    papers.stood(BELT)
    papers.close()
    voice.finish(20)
    assert "could not be written" in capfd.readouterr().err
