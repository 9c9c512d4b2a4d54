"""A walk at a gym in one piece: floor, treadmill, person, protocol, READY, PAIN, report.

Three people walk beside each other, each at a treadmill and a page of their own, so that they wait at the same time:
on a phone, a tablet and a television, once by keyboard alone and by touch, once the other way round.
"""

import re

import pytest
from playwright.sync_api import expect

import walkers as w
from browsed import gym
from hands import HANDS
from looked import everybody_can_use_it
from walkers import SLOW


# Belts start, settle and stop in their own time; everything else takes longer the busier the computer is (s).
pytestmark = pytest.mark.timeout(900)
FINGER, KEYS = HANDS
SEATS = (("phone", KEYS), ("tablet", FINGER), ("tv", KEYS))
OTHERWISE = (("phone", FINGER), ("tablet", KEYS), ("tv", FINGER))
STAFF = "Sam Staff"


def begin_at_the_floor(walker):
    """Every treadmill has a card; the walk begins at the one they stand at."""
    card = walker.page.get_by_role("article", name=walker.treadmill)
    expect(card.get_by_text("Free", exact=True)).to_be_visible()
    walker.hand.press(card.get_by_role("link", name="Start a walk"))


def at_the_console(site, owner):
    """A step: the walker presses a key on the console of their own treadmill."""

    def show_presence(walker):
        expect(walker.page.get_by_text(f"Press a key on the console of {walker.treadmill}.")).to_be_visible()
        machine = next(each for each in site.treadmills(STAFF) if each["label"] == walker.treadmill)
        for key in ("start", "stop"):
            told = owner.post(f"v1/treadmills/{machine['id']}/console", json={"key": key})
            assert told.is_success, told.text
        expect(walker.page.get_by_text(f"A key was pressed at {walker.treadmill}")).to_be_visible(timeout=SLOW)

    return show_presence


def at_the_sticker(site, owner):
    """A step: treadmills look alike, so what the sticker says is compared with the one that was chosen."""

    def say_sticker(walker):
        machine = next(each for each in site.treadmills(STAFF) if each["label"] == walker.treadmill)
        code = owner.get(f"v1/treadmills/{machine['id']}/profile").json()["label"]
        expect(walker.page.get_by_role("radio", name=walker.treadmill)).to_be_checked()
        walker.hand.write(walker.page.get_by_label(re.compile("What the sticker")), code)
        walker.press("Go on")

    return say_sticker


def see_the_signs(walker):
    """As soon as the belt moves, PAIN is within reach, on one screen with the speed that is measured."""
    walker.sees("settling")
    expect(walker.page.locator(".speed .value")).to_be_in_viewport(ratio=1)
    for there in ("PAIN", "DIZZY", "BREATH"):
        expect(walker.button(there)).to_be_in_viewport(ratio=1)


@pytest.mark.sr(32)
@pytest.mark.sr(38)
@pytest.mark.parametrize("seats", [SEATS, OTHERWISE], ids=["keys-touch-keys", "touch-keys-touch"])
def test_a_walk_from_the_floor_to_the_report(tmp_path, opened, seats):
    with gym(tmp_path, "--set", "people.presence=true", treadmills=3) as site, site.client("Olga Owner") as owner:
        people = w.everybody(site, opened, "floor", "gym", seats, STAFF)
        for each in people:
            made = owner.post("v1/people", json={"name": each.name, "born": 1980})
            assert made.is_success, made.text
        acts = (
            begin_at_the_floor, at_the_sticker(site, owner), w.choose_person, w.answer, w.choose_protocol, w.look,
            at_the_console(site, owner), w.check, w.start_belt, see_the_signs, w.feel_pain, w.tell, w.report,
        )  # fmt: skip
        for number, act in enumerate(acts):
            w.step(people, act, number)
        for each in people:
            each.picture("99-report")
            everybody_can_use_it(each.page)
        found = site.wait_until(lambda each: each["belt"] == "latched", STAFF)
        assert {each["latched"] for each in found} == {"pain"}
        assert {each["speed_kmh"] for each in found} == {0}
