"""A rest and a turn in the page: told ahead, stopped at zero, shown as a picture, and gone on only by a new READY."""

import re

import pytest
from playwright.sync_api import expect

import walkers as w
from browsed import serving
from hands import HANDS
from looked import everybody_can_use_it, stop_is_there
from walked import checked, drilled
from walkers import SLOW, Walker


# Belts start, settle and stop in their own time; everything else takes longer the busier the computer is (s).
pytestmark = pytest.mark.timeout(900)
FINGER, KEYS = HANDS
SEATS = (("phone", FINGER, "TURN"), ("tablet", KEYS, "REST"), ("tv", FINGER, "TURN"))
PAUSES = {"TURN": "turn: {to: backward, at least: 15 s}", "REST": "rest: {at least: 15 s}"}
# The shortest walk with a pause that is told ten seconds ahead; what follows a start is the dwell of the level.
WALK = """\
id: {kind}
name: Stop and go on
level: first
basis: Ours, to see a pause.
facing: forward
segments:
  - settle: {{for: 30 s}}
  - hold: {{speed: 0.8 mph, for: 15 s}}
  - {pause}
  - settle: {{for: 30 s}}
"""


@pytest.fixture
def house(tmp_path):
    """A home with three treadmills and protocols of its own; somebody stands at each, their checklist complete."""
    with serving(tmp_path, treadmills=3) as site:
        with site.client() as asks:
            for kind, pause in PAUSES.items():
                kept = asks.post("v1/protocols", json={"text": WALK.format(kind=kind, pause=pause)})
                assert kept.is_success, kept.text
            machines = [each["id"] for each in site.treadmills()]
            for each, person, (_, _, kind) in zip(machines, drilled(site, machines), SEATS, strict=True):
                checked(asks, each, person, kind)
        yield site


def people(house, opened):
    """Each at a page of their own, with the controls."""
    made = []
    for machine, (size, hand, _) in zip(house.treadmills(), SEATS, strict=True):
        page = opened(house, f"walk/{machine['id']}", size=size, **hand.context)
        made.append(Walker("Rita Ready", page, hand, machine["label"], "pauses"))
    return made


def seen(walker, step):
    """Looked at, by the rules and by people."""
    stop_is_there(walker.page)
    walker.picture(step)


def set_out(walker):
    """The first press of a page counts, though what says that sound is off goes away with it; then the belt starts."""
    walker.sees("ready")
    walker.picture("0-before")
    walker.press("Take the controls")
    walker.picture("0-taken")
    w.start_belt(walker)


def be_told(walker, words):
    """What comes is told with a ring, before the belt slows."""
    walker.sees("settling")
    w.say_steady(walker)
    expect(walker.page.locator(".ahead .ring")).to_contain_text(words, timeout=SLOW)
    seen(walker, "1-told")


def come_to_rest(walker, face, words):
    """The belt stands, measured, before anybody is told to do anything; too early nobody goes on."""
    walker.sees("halting")
    seen(walker, "2-halting")
    walker.sees(face)
    expect(walker.button("READY")).to_have_attribute("aria-disabled", "true")
    expect(walker.page.get_by_text(words)).to_be_visible(timeout=SLOW)
    expect(walker.page.get_by_text(re.compile(r"READY can be pressed in \d+ s"))).to_be_visible()
    seen(walker, "3-stands")


def rest(walker):
    """A rest is stood for, and they face as before."""
    be_told(walker, "Stop, then rest")
    come_to_rest(walker, "rest", "Rest on the side rails. The belt stands.")
    expect(walker.page.locator(".ready .facing")).to_have_count(0)


def turn(walker):
    """A picture shows which way they face from now on."""
    be_told(walker, "Stop, then turn round")
    come_to_rest(walker, "turn", "The belt stands. Turn your back to the console")
    expect(walker.page.locator(".ready .facing").get_by_role("img", name=re.compile("back"))).to_be_in_viewport()


def go_on(walker, facing):
    """Only by a new READY, and from the slowest; the picture of the walk is that of the pause."""
    expect(walker.page.get_by_role("heading", name="Ready to go on?")).to_be_visible()
    w.start_belt(walker)
    walker.sees("settling")
    expect(walker.page.locator(".moving .facing").get_by_role("img", name=re.compile(facing))).to_be_visible()
    seen(walker, "5-on")


PAUSED = {"TURN": (turn, "back"), "REST": (rest, "Face the console")}


@pytest.mark.sr(33)
@pytest.mark.sr(40)
def test_a_rest_and_a_turn_are_told_stood_for_and_left_by_a_new_ready(house, opened):
    walkers = people(house, opened)
    for each in walkers:
        set_out(each)
    for each, (_, _, kind) in zip(walkers, SEATS, strict=True):
        PAUSED[kind][0](each)
        everybody_can_use_it(each.page)
    found = house.treadmills()
    assert {each["speed_kmh"] for each in found} == {0}, "a pause is a belt that stands"
    assert {each["latched"] for each in found} == {None}, "nothing was wrong"
    for each, (_, _, kind) in zip(walkers, SEATS, strict=True):
        go_on(each, PAUSED[kind][1])
    for act in (w.end, w.have_ended):
        for each in walkers:
            act(each)
    assert {each["speed_kmh"] for each in house.treadmills()} == {0}
