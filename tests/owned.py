"""The owner at their page: what they press and fill in on one screen by one hand, and what the gateway says of it."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page

import browsed
from hands import HANDS, Finger, Keys
from looked import everybody_can_use_it, pictured, stop_is_there


OWNER = "Olga Owner"
FINGER, KEYS = HANDS
# Each journey goes through three sizes by three hands; between them each size is gone through by each hand.
ONCE = (("phone", FINGER), ("tablet", KEYS), ("tv", FINGER))
AGAIN = (("phone", KEYS), ("tablet", FINGER), ("tv", KEYS))
# What a browser says by itself about a refusal.
BY_ITSELF = re.compile(r"Failed to load resource")


@dataclass
class Desk:
    """The owner at their page, on one screen, by one hand."""

    page: Page
    hand: Finger | Keys
    size: str

    def seen(self, step):
        """Look at this step, and let the page be looked at."""
        pictured(self.page, f"owner-{self.hand.name}", step)
        stop_is_there(self.page)
        everybody_can_use_it(self.page)

    def dialog(self):
        return self.page.get_by_role("dialog")

    def row(self, name):
        return self.page.locator(".entry").filter(has=self.page.get_by_role("heading", name=name))

    def press(self, name, within=None):
        """A button, by its name."""
        self.hand.press((within or self.dialog()).get_by_role("button", name=name))

    def write(self, field, text):
        self.hand.write(self.dialog().get_by_label(field, exact=True), text)

    def refused(self, field, step):
        """What was filled in was said no to in words; the field is emptied."""
        self.dialog().locator(".notice.warn").wait_for()
        self.seen(step)
        self.dialog().get_by_label(field).fill("")

    def done(self):
        """The question is answered and gone; refusals on the way were meant."""
        self.dialog().wait_for(state="detached")
        self.page.errors[:] = [error for error in self.page.errors if not BY_ITSELF.search(error)]

    def turn_to(self, name):
        """Another sheet: by a tap on its tab, or by the arrow keys among the tabs."""
        tab = self.page.get_by_role("tab", name=name)
        if self.hand is FINGER:
            self.hand.press(tab)
            return
        self.hand.press(self.page.locator("[role=tab][aria-selected=true]"))
        while tab.get_attribute("aria-selected") != "true":
            self.page.keyboard.press("ArrowRight")


def logged_in(site):
    """The owner logs in anew, which proves who they are: it holds for as long as a journey takes."""
    with site.client(OWNER) as asks:
        again = asks.post("v1/login", json={"name": OWNER, "pin": browsed.PIN})
        assert again.is_success, again.text


def asked(site, path, person=OWNER):
    with site.client(person) as asks:
        return asks.get(path).json()


def known(site, name):
    """Somebody as the gateway knows them; None = nobody of that name."""
    return next((each for each in asked(site, "v1/people") if each["name"] == name), None)
