"""A treadmill that is found, added and measured in the page: each step is one function, for one person at one page."""

import re

from playwright.sync_api import expect

from walkers import LATE, PRESSES, SLOW


# The simulated belts are taken for three metres long: so long do ten of their turns take (s).
TURNS = {"1.0": "108.0", "2.0": "54.0"}


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
    start(person)


def start(person):
    """The belt starts by one press, or says why not and what to do: then it is pressed again, as it says."""
    press, late = person.button("START THE EMPTY BELT"), person.page.get_by_text(LATE)
    for _ in range(PRESSES):
        expect(press).not_to_have_attribute("aria-disabled", "true", timeout=SLOW)
        with person.page.expect_response(re.compile(r"/trial/commands$")) as told:
            person.hand.press(press)
        if told.value.ok:
            return
        expect(late).to_be_visible()
        person.was_refused()
    raise AssertionError(f"pressed {PRESSES} times: {LATE}")


def go_on(person):
    """It runs at its slowest; on to the speed that is measured."""
    even = person.page.get_by_role("button", name=re.compile("It runs evenly"))
    expect(even).to_be_visible(timeout=SLOW)
    person.hand.press(even)


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


# To the first steady speed; whoever goes away here goes on here.
RUN = (start_the_empty_belt, go_on)
FIRST = (find, add, read, say_who, measure_the_belt, *RUN, note("1.0"), keep_once_it_stands)
THEN = (
    *RUN, note("2.0"), keep_once_it_stands, keep,
    *RUN, press_stop, look_after, keep_once_it_stands,
    *RUN, cut_the_link, look_after, say_what_it_did,
    say_who_starts, say_how_it_inclines,
)  # fmt: skip
