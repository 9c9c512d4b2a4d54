"""Presses that have to arrive: STOP from any address, and what somebody feels by the first press of a fresh page."""

import re
import time
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from looked import pictured, stop_is_there, symptoms_are_there
from walked import released, walking
from walkers import SLOW


# Addresses that no page has: what is no text at all, alone and where a treadmill is named.
BROKEN = ("%", "walk/%", "walk/%E0%A4%A")
# A finger stays down for about this long (ms); much can be drawn meanwhile.
DOWN = 80
# By then a symptom that was held up is given up, and came too late (s).
GIVEN_UP = 3.5

SCROLLED = "(share) => { const at = document.querySelector('#page'); at.scrollTop = share * at.scrollHeight; }"


def ids(site):
    """The stops that the site knows of."""
    with site.client() as asks:
        return {each["id"] for each in asks.get("v1/stops").json()}


def arrived(site, before):
    """Wait until a stop came that was not there before."""
    until = time.monotonic() + SLOW / 1_000
    while not ids(site) - before:
        assert time.monotonic() < until, "the stop never arrived"
        time.sleep(0.1)


def pressed(page, button, *, touch=False):
    """Where it is drawn now, once, as a person does; nothing waits for anything."""
    box = button.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if touch:
        page.touchscreen.tap(x, y)
        return
    page.mouse.move(x, y)
    page.mouse.down()
    page.wait_for_timeout(DOWN)
    page.mouse.up()


def walks(page):
    """Wait until the view shows a belt that has begun to move."""
    expect(page.locator(".walk-view[data-live=live]")).to_have_attribute("data-face", "settling", timeout=SLOW)


def pain(page):
    """The button."""
    return page.get_by_role("button", name="PAIN", exact=True)


def alarmed(page):
    """Nobody can say that the belt stops: the whole screen says what to do."""
    alarm = page.locator("#alarm")
    expect(alarm).to_be_visible(timeout=SLOW)
    expect(alarm).to_contain_text("PULL THE KEY")
    stop_is_there(page)


def stopped(page, walk):
    """It came through in the end: measured, told, and the alarm is over."""
    page.wait_for_selector("#stop[data-phase=stopped]")
    expect(page.locator("#alarm")).to_be_hidden()
    with walk.site.client() as asks:
        seen = walk.look(asks)
        assert (seen["belt"], seen["speed_kmh"]) == ("latched", 0), seen


# ── STOP ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(29)
@pytest.mark.parametrize("place", BROKEN)
def test_stop_arrives_from_an_address_that_means_nothing(home, opened, place):
    released(home)
    page = opened(home, place)
    expect(page.locator("main")).to_have_attribute("data-view", "*", timeout=SLOW)
    before = ids(home)
    page.click("#stop-press")
    arrived(home, before)
    page.wait_for_selector("#stop[data-phase=stopped]")


@pytest.mark.sr(29)
def test_stop_arrives_when_the_address_comes_to_mean_nothing(home, opened):
    released(home)
    page = opened(home)
    page.wait_for_selector(".link[data-link=live]")
    page.evaluate("() => { location.hash = '#/walk/%'; }")
    expect(page.locator("main")).to_have_attribute("data-view", "*")
    before = ids(home)
    page.keyboard.press("Escape")
    arrived(home, before)


@pytest.mark.sr(29)
def test_a_press_that_breaks_is_left_to_the_form(home, opened):
    released(home)
    page = opened(home)
    page.wait_for_selector(".link[data-link=live]")
    before = ids(home)
    page.evaluate("() => { window.setTimeout = () => { throw new Error('broken'); }; }")
    page.click("#stop-press")
    page.wait_for_url(re.compile(r"/v1/stop$"))
    arrived(home, before)
    assert page.errors and all("broken" in error for error in page.errors), page.errors
    page.errors.clear()


# ── what somebody feels ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(38)
@pytest.mark.parametrize(("size", "touch"), [("tablet", False), ("tablet", True), ("tv", False), ("phone", True)])
def test_the_first_press_of_a_fresh_page_counts(home, opened, size, touch):
    """The word on the missing sound goes with it, and nothing slides away from under it."""
    released(home)
    treadmill = home.treadmills()[0]["id"]
    with walking(home, treadmill) as walk, home.client() as asks:
        beside = fresh(opened, home, treadmill, size=size, has_touch=touch)
        take = beside.get_by_role("button", name="Take the controls")
        take.scroll_into_view_if_needed()
        pressed(beside, take, touch=touch)
        expect(take).to_have_count(0)
        page = fresh(opened, home, treadmill, size=size, has_touch=touch)
        pictured(page, "presses", "symptoms")
        within_reach(page)
        sent = []
        page.on("request", lambda request: sent.append(request.url) if "/symptoms" in request.url else None)
        pressed(page, pain(page), touch=touch)
        walk.wait(asks, lambda seen: seen["belt"] == "latched")
        assert walk.look(asks)["latched"] == "pain"
        page.wait_for_selector("#stop[data-phase=stopped]")
        assert len(sent) == 1, "a finger down and its click are one press"


def fresh(opened, site, treadmill, **how):
    """A page on which nothing was pressed yet."""
    page = opened(site, f"walk/{treadmill}", **how)
    walks(page)
    expect(page.get_by_text("Sound is off")).to_be_visible()
    return page


def within_reach(page):
    """However far the view is scrolled, symptoms and STOP are there."""
    for share in (0, 0.5, 1):
        page.evaluate(SCROLLED, share)
        symptoms_are_there(page)
        stop_is_there(page)


@contextmanager
def by_a_network(home, opened, network):
    """Somebody walks; their phone has a network that can be cut."""
    released(home)
    treadmill = home.treadmills()[0]["id"]
    cut = network(home)
    with walking(home, treadmill) as walk:
        page = opened(home, f"walk/{treadmill}", size="phone", port=cut.port)
        walks(page)
        yield walk, page, cut
    page.errors.clear()  # the browser's own words on what was given up, and on the network


@pytest.mark.sr(38)
def test_a_symptom_that_a_network_holds_up_means_the_key_then_the_stop_arrives(home, opened, network):
    with by_a_network(home, opened, network) as (walk, page, cut):
        cut.cut()
        pressed(page, pain(page))
        alarmed(page)
        pictured(page, "presses", "held-up")
        time.sleep(GIVEN_UP)
        cut.mend()
        stopped(page, walk)


@pytest.mark.sr(38)
def test_a_symptom_without_a_network_means_the_key_then_the_stop_arrives(home, opened, network):
    with by_a_network(home, opened, network) as (walk, page, cut):
        cut.drop()
        expect(page.locator(".walk-view")).to_have_attribute("data-live", "offline", timeout=SLOW)
        symptoms_are_there(page)
        pain(page).focus()  # by a key: no finger comes before this click
        page.keyboard.press("Enter")
        alarmed(page)
        cut.restore()
        stopped(page, walk)
        expect(page.get_by_text("STOP was sent instead")).to_be_visible()
