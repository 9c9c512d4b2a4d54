"""The floor with people on it: each belt's own STOP, everybody's, a lease taken over, and somebody called for help.

Three of the staff look at the same floor beside each other: on a phone, a tablet and a television, each with two walks
to look after; each size is gone through by each hand.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

import browsed
from hands import HANDS, Finger, Keys
from looked import everybody_can_use_it, pictured, stop_is_there
from walked import Walk, all_walking, released


STAFF, COACH = "Sam Staff", "Tina Trainer"
FINGER, KEYS = HANDS
ONCE = (("phone", FINGER), ("tablet", KEYS), ("tv", FINGER))
AGAIN = (("phone", KEYS), ("tablet", FINGER), ("tv", KEYS))
# Where each card is.
PLACES = "() => [...document.querySelectorAll('.bay')].map((each) => each.getBoundingClientRect().top)"


@dataclass
class Watcher:
    """Somebody of the staff at a page, and the two walks they look after."""

    page: Page
    hand: Finger | Keys
    ada: Walk
    ben: Walk

    def bay(self, walk):
        return self.page.locator(f"#bay-{walk.treadmill}")

    def needs(self):
        return self.page.locator(".strip")

    def dialog(self):
        return self.page.get_by_role("dialog")

    def seen(self, step):
        """Look at this step, and let the page be looked at."""
        pictured(self.page, f"floor-{self.hand.name}", step)
        stop_is_there(self.page)
        everybody_can_use_it(self.page)


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """A gym of its own with six treadmills: whoever else looks at the common one would see its belts stop."""
    with browsed.gym(tmp_path_factory.mktemp("hall"), treadmills=6) as site:
        yield site


@pytest.fixture
def walks(hall):
    """Somebody on each treadmill, begun by the staff."""
    with all_walking(hall, [each["id"] for each in hall.treadmills()], STAFF) as under_way:
        yield under_way
    released(hall, STAFF)


def watchers(hall, opened, walks, person, hands):
    """Three people at three pages, with two walks each."""
    return [
        Watcher(opened(hall, "floor", person=person, size=size, **hand.context), hand, *walks[2 * at : 2 * at + 2])
        for at, (size, hand) in enumerate(hands)
    ]


def belt(site, walk):
    return next(each for each in site.treadmills(STAFF) if each["id"] == walk.treadmill)


def walker(site, walk):
    """Who walks there."""
    with site.client(STAFF) as asks:
        return asks.get(f"v1/people/{belt(site, walk)['walk']['person']}").json()


def stop_one(hall, each):
    """Its own STOP stops this belt and no other, and no card moves under a finger."""
    for walk in (each.ada, each.ben):
        each.bay(walk).get_by_text(walker(hall, walk)["name"], exact=True).wait_for()
    each.bay(each.ben).get_by_text(f"Controls: {STAFF}").wait_for()
    each.seen("1-walks")
    before = each.page.evaluate(PLACES)
    each.hand.press(each.bay(each.ada).get_by_role("button", name="STOP"))
    each.bay(each.ada).locator("[data-belt=stands]").wait_for()
    each.bay(each.ada).get_by_text("Stopped by a person").wait_for()
    assert belt(hall, each.ada)["speed_kmh"] == 0
    assert belt(hall, each.ben)["latched"] is None, "another's STOP stopped this one"
    scrolled = {now - then for now, then in zip(each.page.evaluate(PLACES), before, strict=True)}
    assert len(scrolled) == 1, "a card moved"
    each.seen("2-one-stopped")


def take_over(hall, each):
    """Whoever takes the controls over stops nothing by it."""
    each.hand.press(each.bay(each.ben).get_by_role("button", name="Take over"))
    each.dialog().get_by_text(STAFF).wait_for()
    each.seen("3-take-over")
    each.hand.press(each.page.get_by_role("button", name="Take over now"))
    each.bay(each.ben).get_by_text("Controls: this device").wait_for()
    assert (seen := belt(hall, each.ben))["latched"] is None, f"to take over stops nothing: {seen}"
    each.seen("4-taken-over")


def stop_all(hall, each):
    """The large STOP is everybody's: each card says that its belt stands, and why."""
    each.hand.press(each.page.locator("#stop-press"))
    stands = each.page.locator(".bay").filter(has=each.page.locator("[data-belt=stands]"))
    expect(stands.filter(has_text="Stopped by a person")).to_have_count(len(hall.treadmills(STAFF)))
    each.seen("5-all-stopped")


def reset_one(hall, each):
    """Somebody has looked: this latch is cleared, and no other."""
    each.hand.press(each.bay(each.ada).get_by_role("button", name="Reset the stop"))
    each.dialog().get_by_text("Stopped by a person").wait_for()
    each.seen("6-reset")
    each.hand.press(each.dialog().get_by_role("button", name="Reset", exact=True))
    each.bay(each.ada).get_by_text("Free", exact=True).wait_for()
    assert belt(hall, each.ada)["belt"] == "idle"
    assert belt(hall, each.ben)["latched"] is not None, "a reset of one reset another"
    each.seen("7-free")


@pytest.mark.sr(29)
@pytest.mark.sr(31)
@pytest.mark.parametrize("seats", [ONCE, AGAIN], ids=["touch-keys-touch", "keys-touch-keys"])
def test_one_belt_is_stopped_another_taken_over_then_all_are_stopped_and_one_is_reset(hall, opened, walks, seats):
    staff = watchers(hall, opened, walks, COACH, seats)
    for act in (stop_one, take_over, stop_all, reset_one):
        for each in staff:
            act(hall, each)
        if act is stop_all:
            assert {each["speed_kmh"] for each in hall.treadmills(STAFF)} == {0}


# ── somebody is needed ──────────────────────────────────────────────────────────────────────────────


def said(site, walk, symptom):
    """Somebody at the treadmill says how the walker feels: it stops for that."""
    with site.client() as asks:
        told = asks.post(f"v1/sessions/{walk.session}/symptoms", json={"symptom": symptom})
        assert told.is_success, told.text


def call_of(hall, each, walk, what):
    """What the strip says of this walk."""
    return each.needs().get_by_role("button", name=what).filter(has_text=belt(hall, walk)["label"])


def see_to_a_fall(hall, each):
    """Nobody says "I have been there" without saying whether they fell."""
    name, call = walker(hall, each.ada)["name"], call_of(hall, each, each.ada, "Did somebody fall?")
    call.wait_for()
    assert "Did somebody fall?" in each.needs().get_by_role("button").first.inner_text(), "the fall comes first"
    each.seen("a-called")
    each.hand.press(call)
    each.dialog().get_by_text(name).wait_for()
    been = each.dialog().get_by_role("button", name="I have been there")
    assert been.get_attribute("aria-disabled") == "true"
    each.seen("b-fall")
    each.hand.press(each.dialog().get_by_role("radio", name="No fall"))
    each.hand.write(each.dialog().get_by_label("What did you find?"), "She sat down by herself.")
    each.hand.press(been)
    each.dialog().wait_for(state="detached")
    call.wait_for(state="detached")


def release(hall, each):
    """A red flag is released with a reason, by those who may."""
    each.hand.press(call_of(hall, each, each.ben, "Dizzy"))
    each.seen("c-dizzy")
    each.hand.press(each.dialog().get_by_role("button", name="Red flags of this person"))
    each.dialog().get_by_text("No walk until").wait_for()
    each.hand.write(each.dialog().get_by_label("Why may they walk?"), "Stood up too fast; well again.")
    each.seen("d-red-flag")
    each.hand.press(each.dialog().get_by_role("button", name="Release the red flag"))
    each.dialog().get_by_text("No red flag keeps them from walking.").wait_for()
    each.seen("e-released")


@pytest.mark.sr(34)
@pytest.mark.sr(38)
def test_staff_are_called_to_a_fall_and_to_somebody_dizzy_and_release_them_with_a_reason(hall, opened, walks):
    staff = watchers(hall, opened, walks, STAFF, AGAIN)
    for each in staff:
        each.needs().get_by_text("Nobody is needed now").wait_for()
    for each in staff:
        said(hall, each.ada, "fall")
        said(hall, each.ben, "dizzy")
    for act in (see_to_a_fall, release):
        for each in staff:
            act(hall, each)
    with hall.client(STAFF) as asks:
        calls = {each["session"]: each for each in asks.get("v1/calls").json() if each["cue"] == "fall_check"}
        for each in staff:
            call = calls[each.ada.session]
            assert (call["answer"], call["fell"]) == ("She sat down by herself.", False)
            flags = asks.get(f"v1/people/{walker(hall, each.ben)['id']}/flags").json()
            assert flags[-1]["because"] == "Stood up too fast; well again."
