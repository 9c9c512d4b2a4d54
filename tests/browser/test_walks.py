"""Walks begun and walked in the page, by keyboard alone and by touch, on a phone, a tablet and a television.

Three people walk beside each other, each at a treadmill and a page of their own, so that they wait at the same time.
Between them, the two journeys go through each size by each hand.
"""

import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

import walkers as w
from browsed import gym, serving
from hands import HANDS
from looked import everybody_can_use_it, stop_is_there
from walkers import SLOW, Walker


# Belts start, settle and stop in their own time; everything else takes longer the busier the computer is (s).
pytestmark = pytest.mark.timeout(900)
# Below this a belt counts as standing (km/h).
ZERO = 0.2
FINGER, KEYS = HANDS
HOME = (("phone", FINGER), ("tablet", KEYS), ("tv", FINGER))
GYM = (("phone", KEYS), ("tablet", FINGER), ("tv", KEYS))


@pytest.fixture(scope="module")
def houses(tmp_path_factory):
    """Sites with a treadmill for each of the three, or as many as are asked for; begun when they are asked for."""

    def begin(kind, *more, treadmills=3):
        return stack.enter_context(kind(tmp_path_factory.mktemp("house"), *more, treadmills=treadmills))

    with ExitStack() as stack:
        yield begin


def everybody(site, opened, journey, hands, person=None):
    """Who walks, each at a page of their own."""
    made = []
    for machine, (size, hand) in zip(site.treadmills(), hands, strict=True):
        page = opened(site, "start", person=person, size=size, **hand.context)
        made.append(Walker(f"{hand.name} {size}", page, hand, machine["label"], journey))
    return made


def step(people, act, number):
    """Everybody does it; their pages are looked at before."""
    for each in people:
        stop_is_there(each.page)
        each.picture(f"{number:02d}-{act.__name__}")
        act(each)


BEGIN = (w.choose_treadmill, w.come_new, w.answer, w.choose_protocol, w.look, w.check)
AGAIN = (w.look, w.check, w.start_belt)


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
    w.say_steady(walker)


def be_told(walker):
    """What comes next is told, and in its last seconds by a ring; then the belt goes faster, as it was said."""
    expect(walker.page.locator(".ahead .ring")).to_be_visible(timeout=SLOW)
    walker.picture("ring")
    walker.sees("walking")
    expect(walker.page.locator(".speed .value")).to_have_text(re.compile(r"1\.[2-9]"), timeout=SLOW)


def hold(walker):
    """The speed is held; nothing comes while it is."""
    walker.press("HOLD")
    walker.sees("holding")
    expect(walker.button("GO ON")).to_be_visible()


def feel_pain(walker):
    """PAIN stops the belt."""
    walker.press("PAIN")
    walker.sees("latched")
    expect(walker.page.get_by_role("heading", name="Stopped for pain.")).to_be_visible()


def tell(walker):
    """How it felt is asked first."""
    walker.hand.press(walker.page.get_by_role("link", name="How did it feel?"))
    expect(walker.page.get_by_role("heading", name="How did it feel?")).to_be_visible()
    for asks, value in (("How hard was the walk?", "3"), ("How strong is your pain now?", "2")):
        walker.hand.press(walker.page.get_by_role("group", name=asks).get_by_role("radio", name=value, exact=True))
    walker.press("Save")
    expect(walker.page.get_by_text("Saved. Thank you.")).to_be_visible()


def report(walker):
    """What it came to, with what was told."""
    walker.hand.press(walker.page.get_by_role("link", name="To the report"))
    expect(walker.page.get_by_role("heading", name="Report of a walk")).to_be_visible()
    expect(walker.page.locator(".happened")).to_contain_text("Ended: pain", timeout=SLOW)
    expect(walker.page.locator(".first-figures")).to_contain_text("3 of 10")


@pytest.mark.sr(8)
@pytest.mark.sr(35)
@pytest.mark.sr(38)
@pytest.mark.sr(40)
def test_a_first_walk_at_home(houses, opened):
    site = houses(serving)
    people = everybody(site, opened, "home-walk", HOME)
    acts = (*BEGIN, w.start_belt, press_stop, look_after, *AGAIN, steady, be_told, hold, feel_pain, tell, report)
    for number, act in enumerate(acts):
        step(people, act, number)
    found = site.wait_until(lambda each: each["belt"] == "latched")
    assert {each["latched"] for each in found} == {"pain"}
    assert all(each["speed_kmh"] < ZERO for each in found)
    for each in people:
        everybody_can_use_it(each.page)


# ── a gym: somebody of the staff begins it, a key at the console shows which treadmill it is ─────────────


def at_the_console(site, owner):
    """A step: the walker presses a key on the console of their own treadmill."""

    def show_presence(walker):
        expect(walker.page.get_by_text(f"Press a key on the console of {walker.treadmill}.")).to_be_visible()
        machine = next(each for each in site.treadmills() if each["label"] == walker.treadmill)
        for key in ("start", "stop"):
            told = owner.post(f"v1/treadmills/{machine['id']}/console", json={"key": key})
            assert told.is_success, told.text
        expect(walker.page.get_by_text(f"A key was pressed at {walker.treadmill}")).to_be_visible(timeout=SLOW)

    return show_presence


def say_label(walker):
    """Treadmills look alike: what stands on it is compared with the one that was chosen."""
    walker.hand.write(walker.page.get_by_label(re.compile("What the sticker")), walker.treadmill)
    w.choose_treadmill(walker)


def pain_while_settling(walker):
    """PAIN is there as soon as the belt moves."""
    walker.sees("settling")
    feel_pain(walker)


@pytest.mark.sr(32)
@pytest.mark.sr(38)
def test_a_walk_at_a_gym(houses, opened):
    site = houses(gym, "--set", "people.presence=true")
    with site.client("Olga Owner") as owner:
        people = everybody(site, opened, "gym-walk", GYM, "Sam Staff")
        for each in people:
            made = owner.post("v1/people", json={"name": each.name, "born": 1980})
            assert made.is_success, made.text
        acts = (
            say_label, w.choose_person, w.answer, w.choose_protocol, w.look, at_the_console(site, owner), w.check,
            w.start_belt, pain_while_settling, tell, report,
        )  # fmt: skip
        for number, act in enumerate(acts):
            step(people, act, number)
    found = site.wait_until(lambda each: each["belt"] == "latched", "Sam Staff")
    assert {each["latched"] for each in found} == {"pain"}


# ── READY goes stale, and the controls are this page's only once it has taken them ───────────────────────


def checked_by_a_program(asks, machine):
    """A walk whose checklist is complete; whoever begins it holds the lease."""
    person = asks.post("v1/people", json={"name": "Rita Ready", "born": 1980}).json()["id"]
    answers = {each["id"]: not each["against"] for each in asks.get("v1/screening").json()}
    asks.post(f"v1/people/{person}/screening", json={"answers": answers})
    lease = str(asks.post(f"v1/treadmills/{machine}/lease").json()["lease"])
    word = asks.post("v1/words").json()["word"]
    wish = {"person": person, "treadmill": machine, "protocol": "P01"}
    begun = asks.post("v1/sessions", json=wish, headers={"Lease": lease, "Word": word})
    assert begun.is_success, begun.text
    commands = f"v1/sessions/{begun.json()['id']}/commands"
    for item in asks.get(f"v1/treadmills/{machine}").json()["walk"]["missing"]:
        assert asks.post(commands, json={"command": "confirm", "item": item}, headers={"Lease": lease}).is_success


@pytest.mark.sr(8)
@pytest.mark.sr(29)
@pytest.mark.sr(43)
def test_ready_runs_out_and_is_taken_back(houses, opened):
    site = houses(serving, treadmills=1)
    machine = site.treadmills()[0]
    with site.client() as asks:
        checked_by_a_program(asks, machine["id"])
    page = opened(site, f"walk/{machine['id']}", size="tablet")
    walker = Walker("Rita Ready", page, KEYS, machine["label"], "ready")
    walker.sees("ready")
    expect(walker.button("READY")).to_have_attribute("aria-disabled", "true")
    walker.press("Take the controls")
    expect(walker.button("READY")).not_to_have_attribute("aria-disabled", "true", timeout=SLOW)
    walker.press("READY")
    expect(page.get_by_text("READY has gone stale.")).to_be_visible(timeout=SLOW)
    expect(walker.button("START COUNTDOWN")).to_have_count(0)
    walker.picture("stale")
    w.start_belt(walker)
    walker.press("NOT YET")
    walker.sees("ready")
    walker.press("End the walk")
    walker.sees("ended")
    assert site.treadmills()[0]["speed_kmh"] == 0
