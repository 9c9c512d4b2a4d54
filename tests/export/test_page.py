from tests.export.walks import good, person, straight, walk

from retrowalk.coach.traffic_light import Light
from retrowalk.export.page import page
from retrowalk.export.report import REAL, SIMULATED
from retrowalk.export.told import Told


def cells(made, title):
    return {cell.label: cell for cell in dict(made.sections)[title]}


def test_the_page_of_a_walk_says_what_was_done_and_by_whom():
    made = page(Told(good(), person()), straight(5))
    assert (made.title, made.whose, made.when) == ("P01, first", "Ana María", "2026-09-21 14:13 UTC")
    assert (made.notice, made.light.light) == (REAL, Light.GREEN)
    assert [(cell.label, cell.words) for cell in made.figures] == [
        ("Time on the belt", "8:00 min"),
        ("Distance", "210 m"),
        ("Top speed measured", "1.0 mph (1.6 km/h)"),
        ("Effort at the end", "4 of 10"),
        ("Worst pain", "2 of 10"),
        ("Ended by", "completed"),
    ]
    assert made.events[-1].text == "ended: completed"


def test_what_is_missing_is_said_in_words_and_marked():
    made = page(Told(walk()), ())
    before = cells(made, "Before")["Pain before"]
    assert (before.words, before.told) == ("not told", False)
    assert cells(made, "During")["Steps"].words == "not measured"
    assert not any(cell.told for cell in made.figures)


def test_a_simulated_walk_says_that_nobody_walked():
    assert page(Told(good(simulated=True)), ()).notice == SIMULATED


def test_without_a_name_the_pseudonym_stands():
    assert page(Told(good()), ()).whose == "p1"
    assert page(Told(good(person=None)), ()).whose == ""
