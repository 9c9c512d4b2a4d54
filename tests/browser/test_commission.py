"""A treadmill is found, added, and measured step by step in the page, by touch and by keyboard, at each size.

Three people measure beside each other, each at a treadmill and a page of their own, so that they wait at the same time.
"""

import re

import pytest
from playwright.sync_api import expect

from browsed import serving
from hands import HANDS
from looked import everybody_can_use_it, stop_is_there
from walkers import SLOW, Walker


# Belts start, settle and stop in their own time; everything else takes longer the busier the computer is (s).
pytestmark = pytest.mark.timeout(900)
FINGER, KEYS = HANDS
SEATS = (("phone", FINGER), ("tablet", KEYS), ("tv", FINGER))
# The simulated belts are taken for three metres long: so long do ten of their turns take (s).
TURNS = {"1.0": "108.0", "2.0": "54.0"}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A home with three treadmills in reach, of which none is its own."""
    with serving(tmp_path_factory.mktemp("commission"), treadmills=3) as site:
        site.tokens, site.before = {}, site.treadmills()
        with site.client() as asks:
            for each in site.before:
                at = f"v1/treadmills/{each['id']}"
                gone = asks.delete(at, headers={"If-Match": asks.get(at).headers["ETag"]})
                assert gone.is_success, gone.text
        yield site


def keep(person):
    """What was found is kept, and the next step comes."""
    step = person.page.locator("[data-step]")
    before = step.get_attribute("data-step")
    person.press("Keep this")
    expect(step).not_to_have_attribute("data-step", before)


def write(person, label, text):
    """In place of what stands there."""
    field = person.page.get_by_label(label, exact=True)
    field.fill("")
    person.hand.write(field, text)


# ── the steps ───────────────────────────────────────────────────────────────────────────────────────


def find(person):
    """It is heard, and says that it is a treadmill."""
    name = person.heard["name"]
    add = person.page.get_by_role("button", name=f"Add {name}")
    expect(add).to_be_visible(timeout=SLOW)
    expect(person.page.locator("li", has_text=person.heard["address"]).get_by_role("img")).to_be_visible()
    person.picture("found")
    person.hand.press(add)


def add(person):
    """It is the site's from now on, under a name that people use."""
    write(person, "What people call it", person.treadmill)
    person.press("Add it")
    expect(person.page.get_by_role("heading", level=1, name=person.treadmill)).to_be_visible()
    expect(person.page.locator(".pairing .facts").first).to_be_visible(timeout=SLOW)
    expect(person.page.get_by_text("Connected", exact=True)).to_be_visible(timeout=SLOW)


def read(person):
    """Its profile and what to mind are shown; then somebody measures it."""
    expect(person.page.get_by_text("Its belt goes on when the link is lost")).to_be_visible()
    person.hand.press(person.page.get_by_role("link", name="Measure it"))


def say_who(person):
    write(person, "Who measures", person.name)
    keep(person)


def measure_the_belt(person):
    expect(person.button("Keep this")).to_have_attribute("aria-disabled", "true")
    write(person, "Once round", "3000")
    keep(person)


def start_the_empty_belt(person):
    """Nothing is ticked in advance, and without a tick nothing begins."""
    ready = person.button("Make it ready")
    expect(ready).to_be_visible()
    expect(person.page.locator(".run input:checked")).to_have_count(0)
    expect(ready).to_have_attribute("aria-disabled", "true")
    for tick in person.page.locator(".run").get_by_role("checkbox").all():
        person.hand.press(tick)
    person.hand.press(ready)
    start = person.button("START THE EMPTY BELT")
    expect(start).not_to_have_attribute("aria-disabled", "true", timeout=SLOW)
    person.hand.press(start)


def go_on(person):
    """It runs at its slowest; on to the speed that is measured."""
    person.hand.press(person.page.get_by_role("button", name=re.compile("It runs evenly")))


def there(person):
    expect(person.page.locator(".run")).to_have_attribute("data-phase", "there", timeout=SLOW)


def note(speed):
    """A step: console and turns, while it runs; then the run is ended, and what was found is kept."""

    def note_and_end(person):
        there(person)
        write(person, "Its console shows", speed)
        write(person, "10 turns took", TURNS[speed])
        expect(person.page.get_by_text(f"By its turns the belt runs at {speed}")).to_be_visible()
        person.picture(f"running-{speed}")
        person.press("End this run")

    return note_and_end


def keep_once_it_stands(person):
    expect(person.page.locator(".run")).to_have_attribute("data-phase", "over", timeout=SLOW)
    keep(person)


def press_stop(person):
    there(person)
    person.picture("press-stop")
    person.hand.press(person.page.locator("#stop-press"))


def look_after(person):
    """It was measured at zero; somebody looked; the latch is cleared."""
    reset = person.button("I have looked: reset")
    expect(reset).to_be_visible(timeout=SLOW)
    person.picture("latched")
    person.hand.press(reset)
    expect(reset).to_have_count(0)


def cut_the_link(person):
    there(person)
    person.press("Cut the link, and watch the belt")


def say_what_it_did(person):
    person.choose("It went on")
    keep(person)


def say_who_starts(person):
    person.choose("Retrowalk did")
    keep(person)


def say_how_it_inclines(person):
    person.choose("By per cent")
    keep(person)


RUN = (start_the_empty_belt, go_on)
FIRST = (find, add, read, say_who, measure_the_belt, *RUN, note("1.0"), keep_once_it_stands)
THEN = (
    *RUN, note("2.0"), keep_once_it_stands, keep,
    *RUN, press_stop, look_after, keep_once_it_stands,
    *RUN, cut_the_link, look_after, say_what_it_did,
    say_who_starts, say_how_it_inclines,
)  # fmt: skip


def everybody(house, opened):
    """Who measures, each at a page of their own."""
    people = []
    for number, (machine, (size, hand)) in enumerate(zip(house.before, SEATS, strict=True), 1):
        page = opened(house, "find", size=size, **hand.context)
        person = Walker(f"Tess {size}", page, hand, f"Belt {number}", "commission")
        person.heard = {"address": machine["address"], "name": machine["name"]}
        people.append(person)
    return people


def do(people, acts, begin=0):
    for number, act in enumerate(acts, begin):
        for each in people:
            stop_is_there(each.page)
            each.picture(f"{number:02d}-{act.__name__}")
            act(each)


@pytest.mark.sr(25)
@pytest.mark.sr(43)
def test_a_treadmill_is_found_added_and_measured_to_the_end(house, opened):
    people = everybody(house, opened)
    do(people, FIRST)
    for each in people:  # what was noted is kept: whoever comes back goes on where they left
        each.page.goto(f"{house.url}#/find")
        each.page.goto(f"{house.url}#/commission/{id_of(house, each)}")
        expect(each.page.locator("[data-step]")).to_have_attribute("data-step", "faster")
    do(people, THEN, len(FIRST))
    for each in people:
        expect(each.page.get_by_text("This treadmill is measured")).to_be_visible()
        expect(each.page.get_by_role("link", name="Begin a walk")).to_be_visible()
        each.picture("99-measured")
        everybody_can_use_it(each.page)
        with house.client() as asks:
            told = asks.get(f"v1/treadmills/{id_of(house, each)}/commissioning").json()
        assert told["commissioned"] and told["record"]["by"] == each.name, told
        assert told["record"]["stops_on_disconnect"] == "no"
        assert [seen["telemetry_kmh"] for seen in told["record"]["steady"]] == [1.0, 2.0]
        assert 500 < told["record"]["stop_ms"] < 20_000
    house.wait_until(lambda each: each["belt"] == "idle" and each["latched"] is None)


def id_of(house, person):
    return next(each["id"] for each in house.treadmills() if each["label"] == person.treadmill)
