"""A home's first walk in one piece: the first page, a treadmill found and measured, a first session, its report.

Three people do it beside each other, each at a treadmill and a page of their own, so that they wait at the same time:
on a phone, a tablet and a television, once by keyboard alone and by touch, once the other way round.
"""

import pytest
from playwright.sync_api import expect

import measuring as m
import walkers as w
from browsed import serving
from hands import HANDS
from looked import everybody_can_use_it, stop_is_there
from walkers import Walker


# Belts start, settle and stop in their own time; everything else takes longer the busier the computer is (s).
pytestmark = pytest.mark.timeout(1200)
FINGER, KEYS = HANDS
SEATS = (("phone", FINGER), ("tablet", KEYS), ("tv", FINGER))
OTHERWISE = (("phone", KEYS), ("tablet", FINGER), ("tv", KEYS))


@pytest.fixture
def house(tmp_path):
    """A home with three treadmills in reach, of which none is its own."""
    with serving(tmp_path, treadmills=3) as site:
        site.tokens, site.before = {}, site.treadmills()
        with site.client() as asks:
            for each in site.before:
                at = f"v1/treadmills/{each['id']}"
                gone = asks.delete(at, headers={"If-Match": asks.get(at).headers["ETag"]})
                assert gone.is_success, gone.text
        yield site


def everybody(house, opened, seats):
    """Who lives there, each at a page of their own."""
    people = []
    for number, (machine, (size, hand)) in enumerate(zip(house.before, seats, strict=True), 1):
        page = opened(house, size=size, **hand.context)
        person = Walker(f"Tess {size}", page, hand, f"Belt {number}", "home")
        person.heard = {"address": machine["address"], "name": machine["name"]}
        people.append(person)
    return people


def do(people, acts, begin=0):
    """Everybody does each of them; their pages are looked at before."""
    for number, act in enumerate(acts, begin):
        for each in people:
            stop_is_there(each.page)
            each.picture(f"{number:02d}-{act.__name__}")
            act(each)


def come_home(person):
    """The first page of a home that has nothing yet says what is next."""
    expect(person.page.get_by_text("No treadmill is known here yet.")).to_be_visible()
    person.hand.press(person.page.get_by_role("link", name="Find and add a treadmill"))


def begin_a_walk(person):
    """The treadmill is measured: the walk begins from there."""
    expect(person.page.get_by_text("This treadmill is measured")).to_be_visible()
    person.hand.press(person.page.get_by_role("link", name="Begin a walk"))


def report(person):
    """How it went, for the walker and for a physio."""
    w.report(person, "walked to the end")


WALK = (
    begin_a_walk, w.come_new, w.answer, w.choose_protocol, w.look, w.check, w.start_belt,
    w.press_stop, w.look_after, w.look, w.check, w.start_belt, w.steady, w.be_told,
    w.go_faster, w.hold, w.go_on, w.end, w.have_ended, w.tell, report,
)  # fmt: skip


@pytest.mark.sr(8)
@pytest.mark.sr(25)
@pytest.mark.sr(35)
@pytest.mark.sr(40)
@pytest.mark.sr(43)
@pytest.mark.parametrize("seats", [SEATS, OTHERWISE], ids=["touch-keys-touch", "keys-touch-keys"])
def test_a_treadmill_is_found_measured_and_walked_on_to_the_report(house, opened, seats):
    people = everybody(house, opened, seats)
    begun = (come_home, *m.FIRST)
    do(people, begun)
    for each in people:  # what was noted is kept: whoever comes back goes on where they left
        each.page.goto(f"{house.url}#/find")
        each.page.goto(f"{house.url}#/commission/{id_of(house, each)}")
        expect(each.page.locator("[data-step]")).to_have_attribute("data-step", "faster")
    do(people, m.THEN, len(begun))
    for each in people:
        with house.client() as asks:
            told = asks.get(f"v1/treadmills/{id_of(house, each)}/commissioning").json()
        assert told["commissioned"] and told["record"]["by"] == each.name, told
        assert told["record"]["stops_on_disconnect"] == "no"
        assert [seen["telemetry_kmh"] for seen in told["record"]["steady"]] == [1.0, 2.0]
        assert 500 < told["record"]["stop_ms"] < 20_000
    do(people, WALK, len(begun) + len(m.THEN))
    for each in people:
        each.picture("99-report")
        everybody_can_use_it(each.page)
    found = house.wait_until(lambda each: each["belt"] == "idle" and each["latched"] is None)
    assert {each["speed_kmh"] for each in found} == {0}


def id_of(house, person):
    """Of the treadmill they added."""
    return next(each["id"] for each in house.treadmills() if each["label"] == person.treadmill)
