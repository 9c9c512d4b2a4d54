"""A walk as somebody begins and walks it in the page: each step is one function, for one person at one page."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from hands import Finger, Keys
from looked import pictured, stop_is_there


# A belt that starts, settles and stops takes its time, on a busy computer more of it (ms).
SLOW = 90_000
# On a busy computer a measurement may be late just when somebody presses: it is said, nothing moves, and they press
# again, this often at most.
LATE, PRESSES = "there is no fresh measurement", 5
# What was pressed is drawn within some frames (ms).
DRAWN = 50
# The questions whose good answer is yes; all others are answered with no.
YES = re.compile(r"^Can you")


@dataclass
class Walker:
    """Somebody at a page of their own. `journey`: the folder of its pictures."""

    name: str
    page: Page
    hand: Finger | Keys
    treadmill: str
    journey: str

    def picture(self, step):
        """Of the page as it is now."""
        pictured(self.page, f"{self.journey}-{self.hand.name}", step)

    def button(self, name):
        """By its words."""
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, name):
        """Press it."""
        self.hand.press(self.button(name))

    def choose(self, name):
        """Choose or tick it."""
        self.hand.press(self.page.get_by_role("radio", name=name))

    def was_refused(self):
        """It was no mistake of the page's that the gateway said no."""
        self.page.errors[:] = [each for each in self.page.errors if "409" not in each]

    def sees(self, face):
        """Wait for a face of the view of a treadmill."""
        expect(self.page.locator(".walk-view")).to_have_attribute("data-face", face, timeout=SLOW)


def everybody(site, opened, place, journey, seats, person=None):
    """Who walks, one at each treadmill, each at a page of their own; `person` is logged in there."""
    made = []
    for machine, (size, hand) in zip(site.treadmills(person), seats, strict=True):
        page = opened(site, place, person=person, size=size, **hand.context)
        made.append(Walker(f"{hand.name} {size}", page, hand, machine["label"], journey))
    return made


def step(people, act, number):
    """Everybody does it; their pages are looked at before."""
    for each in people:
        stop_is_there(each.page)
        each.picture(f"{number:02d}-{act.__name__}")
        act(each)


def choose_treadmill(walker):
    """The one they stand at, and no other."""
    walker.hand.press(walker.page.locator(f"label:has-text('{walker.treadmill}') input"))
    walker.press("Go on")


def come_new(walker):
    """Nobody knows them yet."""
    expect(walker.page.locator("[data-step=person] .forth")).to_be_visible()
    if walker.button("Somebody new").count():
        walker.press("Somebody new")
    walker.hand.write(walker.page.get_by_label("Name", exact=True), walker.name)
    walker.hand.write(walker.page.get_by_label("Year of birth"), "1980")
    walker.press("Add")
    expect(walker.page.get_by_role("radio", name=walker.name)).to_be_checked()
    walker.press("Go on")


def choose_person(walker):
    """Somebody who is known."""
    walker.choose(walker.name)
    walker.press("Go on")


def answer(walker):
    """Every open question, and how they are today; before that nobody goes on."""
    page = walker.page
    expect(page.locator("[data-step=health] .forth")).to_be_visible()
    expect(page.locator("input:checked")).to_have_count(0)
    expect(walker.button("Go on")).to_have_attribute("aria-disabled", "true")
    for asked in page.locator(".questions fieldset").all():
        good = "Yes" if YES.match(asked.locator("legend").inner_text()) else "No"
        walker.hand.press(asked.get_by_role("radio", name=good))
    today(walker)


def today(walker):
    """Pain, dizziness, and who is beside."""
    page = walker.page
    walker.hand.press(page.get_by_role("group", name="How strong is your pain now?").get_by_role("radio").first)
    walker.hand.press(page.get_by_role("group", name="Are you dizzy").get_by_role("radio", name="No"))
    walker.hand.press(page.get_by_role("radio", name="Somebody who is not on this list"))
    walker.press("Go on")


def choose_protocol(walker):
    """The first session; the others say why not where they may not be walked."""
    refused = walker.page.locator(".choice.refused", has_text="Incline strength intervals")
    expect(refused.locator(".error").first).not_to_be_empty()
    walker.choose("First session")
    walker.press("Go on")


def look(walker):
    """See it as a plot, and begin."""
    expect(walker.page.locator(".plot canvas").first).to_be_visible()
    expect(walker.page.get_by_role("region", name="The parts of this walk")).to_be_visible()
    walker.press("To the checklist")
    walker.sees("checklist")


def check(walker):
    """Each item by a press of its own; nothing is ticked in advance, the clip is always there."""
    page = walker.page
    items = page.locator(".checklist li")
    expect(page.locator(".checklist li[data-done]")).to_have_count(0)
    expect(items.first).to_contain_text("Safety clip")
    while page.locator(".checklist li:not([data-done])").count():
        open_items = page.locator(".checklist li:not([data-done])")
        left = open_items.count()
        walker.hand.press(open_items.first.get_by_role("button"))
        if page.get_by_role("dialog").count():
            hear(walker)
        if left == 1:
            break
        expect(open_items).to_have_count(left - 1)
    walker.sees("ready")


def hear(walker):
    """The test of the announcements: everything is tried, and a person says whether it came."""
    dialog = walker.page.get_by_role("dialog")
    passed = dialog.get_by_role("button", name="I hear the announcements")
    while passed.get_attribute("aria-disabled"):
        for what in ("Yes", "Try"):
            answers = dialog.get_by_role("button", name=what, exact=True)
            if answers.count():
                walker.hand.press(answers.first)
                break
        walker.page.wait_for_timeout(DRAWN)
    walker.hand.press(passed)


def start_belt(walker):
    """READY, once nothing stands against it, and the countdown while it holds: within 15 s, so nobody waits between."""
    counting, late = walker.page.locator(".walk-view[data-face=countdown]"), walker.page.get_by_text(LATE)
    for _ in range(PRESSES):
        expect(walker.button("READY")).not_to_have_attribute("aria-disabled", "true", timeout=SLOW)
        walker.press("READY")
        expect(walker.page.locator(".given .ring")).to_be_visible()
        walker.picture("given")
        walker.press("START COUNTDOWN")
        expect(counting.or_(late).first).to_be_visible(timeout=SLOW)
        if counting.count():
            walker.picture("countdown")
            return
        walker.was_refused()
        walker.press("Close")
    raise AssertionError(f"pressed {PRESSES} times: {LATE}")


def say_steady(walker):
    """At the minimum, walking evenly."""
    walker.press("STEADY")
    expect(walker.button("HOLD")).to_be_visible(timeout=SLOW)


# ── on the move ─────────────────────────────────────────────────────────────────────────────────────


def press_stop(walker):
    """The drill: STOP, by whatever is at hand."""
    walker.sees("settling")
    expect(walker.page.get_by_text("Press STOP now, to learn it.")).to_be_visible()
    expect(walker.button("STEADY")).to_have_count(0)
    walker.hand.press(walker.page.locator("#stop-press"))


def look_after(walker):
    """It was measured at zero; somebody looked; it is reset, and the same walk begins anew."""
    expect(walker.page.get_by_role("heading", name="Well done")).to_be_visible(timeout=SLOW)
    walker.press("I have looked: reset")
    walker.hand.press(walker.page.get_by_role("link", name="Begin a walk"))


def steady(walker):
    """The drill is done: nobody asks for it twice."""
    walker.sees("settling")
    expect(walker.page.locator(".drill")).to_have_count(0)
    say_steady(walker)


def be_told(walker):
    """What comes next is told, and in its last seconds by a ring."""
    expect(walker.page.locator(".ahead .ring")).to_be_visible(timeout=SLOW)
    walker.picture("ring")


def go_faster(walker):
    """The belt goes faster, as it was said."""
    walker.sees("walking")
    expect(walker.page.locator(".speed .value")).to_have_text(re.compile(r"1\.[2-9]"), timeout=SLOW)


def hold(walker):
    """The speed is held; nothing comes while it is."""
    walker.press("HOLD")
    walker.sees("holding")
    expect(walker.button("GO ON")).to_be_visible()


def go_on(walker):
    """The plan goes on where it was held."""
    walker.press("GO ON")
    walker.sees("walking")


def feel_pain(walker):
    """PAIN stops the belt."""
    walker.press("PAIN")
    walker.sees("latched")
    expect(walker.page.get_by_role("heading", name="Stopped for pain.")).to_be_visible()


def end(walker):
    """The planned way: slower, then stopped; nothing is latched by it."""
    walker.press("End the walk")
    walker.sees("winding")
    walker.picture("winding")


def have_ended(walker):
    """Its last word, once the belt was measured at zero."""
    walker.sees("ended")
    expect(walker.page.get_by_role("heading", name="The walk is over")).to_be_visible()


def tell(walker):
    """How it felt is asked first."""
    walker.hand.press(walker.page.get_by_role("link", name="How did it feel?"))
    expect(walker.page.get_by_role("heading", name="How did it feel?")).to_be_visible()
    for asks, value in (("How hard was the walk?", "3"), ("How strong is your pain now?", "2")):
        walker.hand.press(walker.page.get_by_role("group", name=asks).get_by_role("radio", name=value, exact=True))
    walker.press("Save")
    expect(walker.page.get_by_text("Saved. Thank you.")).to_be_visible()


def report(walker, ended="pain"):
    """What it came to, why it ended, and what was told."""
    walker.hand.press(walker.page.get_by_role("link", name="To the report"))
    expect(walker.page.get_by_role("heading", name="Report of a walk")).to_be_visible()
    expect(walker.page.locator(".happened")).to_contain_text(f"Ended: {ended}", timeout=SLOW)
    expect(walker.page.locator(".first-figures")).to_contain_text("3 of 10")
