"""Walks begun and walked in the page, by keyboard alone and by touch, on a phone, a tablet and a television.

Three people walk beside each other, each at a treadmill and a page of their own, so that they wait at the same time.
The walk at a gym goes through each size by each hand.
"""

from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

import walkers as w
from browsed import serving
from hands import HANDS
from looked import everybody_can_use_it
from walked import checked, known
from walkers import SLOW, Walker


# Belts start, settle and stop in their own time; everything else takes longer the busier the computer is (s).
pytestmark = pytest.mark.timeout(900)
# Below this a belt counts as standing (km/h).
ZERO = 0.2
FINGER, KEYS = HANDS
HOME = (("phone", FINGER), ("tablet", KEYS), ("tv", FINGER))


@pytest.fixture(scope="module")
def houses(tmp_path_factory):
    """Sites with a treadmill for each of the three, or as many as are asked for; begun when they are asked for."""

    def begin(kind, *more, treadmills=3):
        return stack.enter_context(kind(tmp_path_factory.mktemp("house"), *more, treadmills=treadmills))

    with ExitStack() as stack:
        yield begin


BEGIN = (w.choose_treadmill, w.come_new, w.answer, w.choose_protocol, w.look, w.check)
AGAIN = (w.look, w.check, w.start_belt)


@pytest.mark.sr(8)
@pytest.mark.sr(35)
@pytest.mark.sr(38)
@pytest.mark.sr(40)
def test_a_first_walk_at_home(houses, opened):
    site = houses(serving)
    people = w.everybody(site, opened, "start", "home-walk", HOME)
    acts = (
        *BEGIN, w.start_belt, w.press_stop, w.look_after, *AGAIN, w.steady, w.be_told, w.hold, w.feel_pain, w.tell,
        w.report,
    )  # fmt: skip
    for number, act in enumerate(acts):
        w.step(people, act, number)
    found = site.wait_until(lambda each: each["belt"] == "latched")
    assert {each["latched"] for each in found} == {"pain"}
    assert all(each["speed_kmh"] < ZERO for each in found)
    for each in people:
        everybody_can_use_it(each.page)


# ── READY goes stale, and the controls are this page's only once it has taken them ───────────────────────


@pytest.mark.sr(8)
@pytest.mark.sr(29)
@pytest.mark.sr(43)
def test_ready_runs_out_and_is_taken_back(houses, opened):
    site = houses(serving, treadmills=1)
    machine = site.treadmills()[0]
    with site.client() as asks:
        checked(asks, machine["id"], known(asks))
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
