"""Whoever reloads the page, goes back or closes it: nothing is sent again, no belt moves by it, a way on is there.

A page that comes back to its tab in time has the controls it had. Another page of the same device has not.
"""

import re

import pytest
from playwright.sync_api import expect

import walkers as w
from browsed import gym
from hands import HANDS
from looked import stop_is_there
from walked import released
from walkers import SLOW


FINGER, KEYS = HANDS
# A lease, and some more (ms).
LEASE = 10_000
STAFF, TRAINER = "Sam Staff", "Tina Trainer"
# What a page asks without anybody pressing anything; it moves and decides nothing.
ASKED = re.compile(r"/(preview|preflight)$")
# Somebody new for each test.
NAMES = iter(("Rhea", "Nora", "Theo", "Olaf"))
MINE = re.compile("has the controls")


@pytest.fixture
def walker(home, opened):
    """Somebody new at a tablet, at a treadmill that is free. `walker.sent`: what their page told the gateway."""
    released(home)
    page = opened(home, size="tablet", **FINGER.context)
    walker = w.Walker(next(NAMES), page, FINGER, home.treadmills()[0]["label"], "comes-back")
    walker.sent = []
    page.on("request", lambda request: _told(walker.sent, request))
    page.goto(f"{home.url}#/start/{home.treadmills()[0]['id']}")
    return walker


def _told(sent, request):
    if request.method != "GET" and not ASKED.search(request.url):
        sent.append(f"{request.method} {request.url.rsplit('/', 1)[1]}")


def to_the_checklist(walker):
    w.come_new(walker)
    w.answer(walker)
    w.choose_protocol(walker)
    w.look(walker)


def comes_back(walker, face):
    """The page is loaded anew: it is where it was, with the controls, and has asked for these and for nothing else."""
    walker.sent.clear()
    walker.page.reload()
    walker.sees(face)
    stop_is_there(walker.page)
    expect(walker.page.locator(".walk-view")).to_have_attribute("data-live", "live", timeout=SLOW)
    expect(walker.page.get_by_text(MINE)).to_have_count(0)
    assert walker.sent == ["PUT lease"]


def goes_back(walker, face):
    """A step back in the browser shows the way to the walk, and neither way is anything sent."""
    walker.sent.clear()
    walker.page.go_back()
    expect(walker.page.get_by_text("Somebody walks there.")).to_be_visible(timeout=SLOW)
    stop_is_there(walker.page)
    walker.hand.press(walker.page.get_by_role("link", name=f"Open {walker.treadmill}"))
    walker.sees(face)
    assert walker.sent == []


def given_back(site, person=None):
    """The walk is over: nobody holds a treadmill any more."""
    site.wait_until(lambda each: not each["lease"]["holder"], person)


@pytest.mark.sr(12)
@pytest.mark.sr(29)
def test_a_page_that_is_loaded_anew_goes_on_with_its_own_controls(home, walker):
    to_the_checklist(walker)
    held = home.treadmills()[0]["lease"]["fencing"]
    comes_back(walker, "checklist")
    goes_back(walker, "checklist")
    w.check(walker)
    comes_back(walker, "ready")
    walker.press("READY")
    expect(walker.page.locator(".given .ring")).to_be_visible()
    comes_back(walker, "ready")  # what was given with the page is gone with it
    expect(walker.page.locator(".given .ring")).to_have_count(0)
    w.start_belt(walker)
    walker.sees("settling")
    comes_back(walker, "settling")
    goes_back(walker, "settling")
    walker.page.wait_for_timeout(LEASE)  # it is kept, not only found
    found = home.treadmills()[0]
    assert (found["walk"]["stage"], found["walk"]["frozen"]) == ("settling", [])
    assert found["lease"]["fencing"] == held
    walker.hand.press(walker.page.locator("#stop-press"))
    walker.sees("latched")
    comes_back(walker, "latched")
    walker.press("I have looked: reset")
    walker.sees("free")
    given_back(home)


@pytest.mark.sr(29)
def test_another_page_of_the_device_has_no_controls_until_somebody_takes_them(home, walker):
    to_the_checklist(walker)
    with walker.page.context.expect_page() as copy:
        walker.page.evaluate("window.open(location.href)")  # it has whatever its tab had kept
    expect(copy.value.get_by_text("Another page of this device has the controls.")).to_be_visible(timeout=SLOW)
    walker.page.close()
    copy.value.wait_for_timeout(LEASE)
    expect(copy.value.get_by_text("Nobody has the controls: the belt cannot be started.")).to_be_visible(timeout=SLOW)
    stop_is_there(copy.value)
    walker.page = copy.value
    walker.press("Take the controls")
    expect(walker.button("Confirm").first).not_to_have_attribute("aria-disabled", "true")
    walker.press("End the walk")
    walker.sees("ended")
    given_back(home)


def test_whoever_walks_next_is_asked_anew(walker):
    to_the_checklist(walker)
    walker.press("End the walk")
    walker.sees("ended")
    walker.page.go_back()
    expect(walker.page.locator("[data-step=person] .forth")).to_be_visible()
    expect(walker.page.locator("input:checked")).to_have_count(0)


def begins(site, opened, who, name):
    """Somebody at a tablet of their own, about to begin a walk on the one treadmill."""
    page = opened(site, f"start/{site.treadmills(STAFF)[0]['id']}", person=who, **FINGER.context)
    walker = w.Walker(name, page, FINGER, site.treadmills(STAFF)[0]["label"], "comes-back")
    walker.press("Go on")
    w.choose_person(walker)
    w.answer(walker)
    walker.choose("First session")
    walker.press("Go on")
    expect(walker.button("To the checklist")).not_to_have_attribute("aria-disabled", "true")
    return walker


@pytest.mark.sr(29)
@pytest.mark.sr(31)
def test_two_begin_at_one_treadmill_and_the_second_changes_nothing_of_the_first_ones_walk(tmp_path, opened):
    with gym(tmp_path, treadmills=1) as site, site.client("Olga Owner") as owner:
        for name in ("Ada One", "Ben Two"):
            made = owner.post("v1/people", json={"name": name, "born": 1980})
            assert made.is_success, made.text
        first, second = begins(site, opened, STAFF, "Ada One"), begins(site, opened, TRAINER, "Ben Two")
        w.look(first)
        held = site.treadmills(STAFF)[0]["lease"]
        second.press("To the checklist")  # they may take controls over, and have not been asked whether they want to
        expect(second.page.get_by_text("A walk is under way on this treadmill.").first).to_be_visible()
        second.was_refused()
        now = site.treadmills(STAFF)[0]["lease"]
        assert (now["holder"], now["fencing"]) == (held["holder"], held["fencing"])
        expect(first.page.get_by_text(MINE)).to_have_count(0)
        first.press("End the walk")
        first.sees("ended")
        given_back(site, STAFF)
        second.press("To the checklist")  # nobody has to leave a page for that, or log out
        second.sees("checklist")
